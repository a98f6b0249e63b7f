#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/vlm/PreTokenizer.h"
#include "core/vlm/Tokenizer.h"

namespace w2v {

using TokenId = std::int32_t;

/// Largest id that is accepted, so that a hostile vocabulary cannot ask for a huge table.
inline constexpr std::int64_t kMaxTokenId = (1 << 22) - 1;

/// How many of qwenAddedTokens() are flagged special; they come first.
inline constexpr std::size_t kQwenSpecialTokens = 14;

struct AddedToken {
    TokenId id = 0;
    std::string content;
    bool special = false;
    bool learned = false; ///< the vocabulary has it too, and merges may need it
};

struct Tokenizer::Data {
    struct Merge {
        std::int32_t rank;
        TokenId result;
    };

    explicit Data(PreTokenizer splitter) : preTokenizer(std::move(splitter)) { byteIds.fill(-1); }

    PreTokenizer preTokenizer;
    std::vector<std::string> contents;              ///< bytes by id; empty = no such id
    std::vector<bool> special;                      ///< by id
    std::unordered_map<std::string, TokenId> ids;   ///< by bytes, added tokens included
    std::array<TokenId, 256> byteIds;               ///< of single bytes
    std::vector<std::pair<TokenId, TokenId>> mergeList; ///< in rank order
    std::unordered_map<std::uint64_t, Merge> merges;    ///< by pairKey
    std::vector<AddedToken> added;                      ///< by id
    std::array<std::vector<std::uint32_t>, 256> addedByFirstByte; ///< indices into added, longest content first
    ChatTokenIds chat;

    static std::uint64_t pairKey(TokenId a, TokenId b)
    {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << 32 | static_cast<std::uint32_t>(b);
    }

    /// Building. Each throws an Error that begins with `subject` when the vocabulary would not hold together.
    void addToken(std::int64_t id, std::string bytes, const std::string& subject);
    void addMerge(TokenId left, TokenId right, TokenId result, const std::string& subject);
    void addAdded(std::int64_t id, const std::string& content, bool isSpecial, const std::string& subject);
    /// Fills the derived members and checks that every byte has a token. Call once, last.
    void finish(const std::string& subject);

    /// Calls onText(stretch) and onAdded(token) for the stretches of a text in order.
    template <class OnText, class OnAdded>
    void cut(std::string_view text, OnText&& onText, OnAdded&& onAdded) const
    {
        std::size_t begin = 0;
        for (std::size_t at = 0; at < text.size();) {
            const AddedToken* token = addedAt(text.substr(at));
            if (!token) {
                ++at;
                continue;
            }
            if (at > begin)
                onText(text.substr(begin, at - begin));
            onAdded(*token);
            at += token->content.size();
            begin = at;
        }
        if (begin < text.size())
            onText(text.substr(begin));
    }

    /// Ids of one piece by merging the lowest rank first.
    std::vector<TokenId> mergePiece(std::string_view piece) const;
    void encodePiece(const std::string& piece, std::vector<std::int64_t>& out) const;

private:
    const AddedToken* addedAt(std::string_view text) const;

    static constexpr std::size_t kMaxCached = 1 << 16, kMaxCachedPiece = 64;
    mutable std::mutex m_cacheMutex;
    mutable std::unordered_map<std::string, std::vector<TokenId>> m_cache;
};

} // namespace w2v

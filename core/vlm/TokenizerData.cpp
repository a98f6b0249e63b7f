#include "core/vlm/TokenizerData.h"

#include <algorithm>
#include <queue>
#include <tuple>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr const char* kDamagedAdvice = "The tokenizer files are damaged or do not belong together: copy or download them again";

} // namespace

void Tokenizer::Data::addToken(std::int64_t id, std::string bytes, const std::string& subject)
{
    if (id < 0 || id > kMaxTokenId)
        throw Error(subject, fmt::format("gives a token the impossible id {}", id), kDamagedAdvice);
    if (bytes.empty())
        throw Error(subject, fmt::format("token {} is empty", id), kDamagedAdvice);
    const auto place = static_cast<std::size_t>(id);
    if (place >= contents.size()) {
        contents.resize(place + 1);
        special.resize(place + 1);
    }
    if (!contents[place].empty())
        throw Error(subject, fmt::format("gives the id {} to two tokens", id), kDamagedAdvice);
    if (!ids.emplace(bytes, static_cast<TokenId>(id)).second)
        throw Error(subject, fmt::format("the tokens {} and {} are the same", ids[bytes], id), kDamagedAdvice);
    contents[place] = std::move(bytes);
}

void Tokenizer::Data::addMerge(TokenId left, TokenId right, TokenId result, const std::string& subject)
{
    const auto rank = static_cast<std::int32_t>(mergeList.size());
    const auto bytesOf = [&](TokenId id) -> const std::string& { return contents[static_cast<std::size_t>(id)]; };
    if (bytesOf(result) != bytesOf(left) + bytesOf(right)) // else text would not survive being encoded
        throw Error(subject, fmt::format("the token of merge {} is not made of its two parts", rank + 1), kDamagedAdvice);
    if (!merges.emplace(pairKey(left, right), Merge{rank, result}).second)
        throw Error(subject, fmt::format("merge {} occurs twice", rank + 1), kDamagedAdvice);
    mergeList.emplace_back(left, right);
}

void Tokenizer::Data::addAdded(std::int64_t id, const std::string& content, bool isSpecial, const std::string& subject)
{
    const auto known = ids.find(content);
    const bool learned = known != ids.end();
    if (!learned)
        addToken(id, content, subject);
    else if (known->second != id)
        throw Error(subject, fmt::format("the tokens {} and {} are the same", known->second, id), kDamagedAdvice);
    for (const AddedToken& a : added)
        if (a.id == id)
            throw Error(subject, fmt::format("gives the id {} to two added tokens", id), kDamagedAdvice);
    special[static_cast<std::size_t>(id)] = isSpecial;
    added.push_back({static_cast<TokenId>(id), content, isSpecial, learned});
}

void Tokenizer::Data::finish(const std::string& subject)
{
    for (int b = 0; b < 256; ++b) {
        const auto found = ids.find(std::string(1, static_cast<char>(b)));
        if (found == ids.end())
            throw Error(subject, fmt::format("has no token for the byte 0x{:02X}", b), kDamagedAdvice);
        byteIds[static_cast<std::size_t>(b)] = found->second;
    }
    std::sort(added.begin(), added.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    for (std::uint32_t i = 0; i < added.size(); ++i)
        addedByFirstByte[static_cast<unsigned char>(added[i].content[0])].push_back(i);
    for (auto& group : addedByFirstByte)
        std::sort(group.begin(), group.end(), [&](auto a, auto b) { return added[a].content.size() > added[b].content.size(); });
    const auto idOfAdded = [&](std::string_view content) -> std::int64_t {
        const auto found = std::find_if(added.begin(), added.end(), [&](const auto& a) { return a.content == content; });
        return found == added.end() ? -1 : found->id;
    };
    chat = {idOfAdded("<|endoftext|>"), idOfAdded("<|im_start|>"), idOfAdded("<|im_end|>"), idOfAdded("<|vision_start|>"),
            idOfAdded("<|vision_end|>"), idOfAdded("<|image_pad|>"), idOfAdded("<|video_pad|>")};
}

const AddedToken* Tokenizer::Data::addedAt(std::string_view text) const
{
    for (const std::uint32_t i : addedByFirstByte[static_cast<unsigned char>(text[0])])
        if (text.starts_with(added[i].content))
            return &added[i];
    return nullptr;
}

std::vector<TokenId> Tokenizer::Data::mergePiece(std::string_view piece) const
{
    struct Symbol {
        TokenId id;
        std::int32_t previous, next; ///< -1 = none; a swallowed symbol has id -1
    };
    // Candidates ordered by rank, then place; stale ones are recognised by their ids when they come up.
    using Candidate = std::tuple<std::int32_t, std::int32_t, TokenId, TokenId>;
    std::vector<Symbol> symbols(piece.size());
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto propose = [&](std::int32_t left) {
        if (left < 0 || symbols[static_cast<std::size_t>(left)].next < 0)
            return;
        const TokenId a = symbols[static_cast<std::size_t>(left)].id;
        const TokenId b = symbols[static_cast<std::size_t>(symbols[static_cast<std::size_t>(left)].next)].id;
        if (const auto found = merges.find(pairKey(a, b)); found != merges.end())
            queue.emplace(found->second.rank, left, a, b);
    };
    const auto count = static_cast<std::int32_t>(piece.size());
    for (std::int32_t i = 0; i < count; ++i)
        symbols[static_cast<std::size_t>(i)] = {byteIds[static_cast<unsigned char>(piece[static_cast<std::size_t>(i)])], i - 1,
                                                i + 1 < count ? i + 1 : -1};
    for (std::int32_t i = 0; i < count; ++i)
        propose(i);
    while (!queue.empty()) {
        const auto [rank, place, a, b] = queue.top();
        queue.pop();
        Symbol& left = symbols[static_cast<std::size_t>(place)];
        if (left.id != a || left.next < 0 || symbols[static_cast<std::size_t>(left.next)].id != b)
            continue;
        Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        left.id = merges.at(pairKey(a, b)).result;
        left.next = right.next;
        right.id = -1;
        if (left.next >= 0)
            symbols[static_cast<std::size_t>(left.next)].previous = place;
        propose(left.previous);
        propose(place);
    }
    std::vector<TokenId> out;
    for (const Symbol& s : symbols)
        if (s.id >= 0)
            out.push_back(s.id);
    return out;
}

void Tokenizer::Data::encodePiece(const std::string& piece, std::vector<std::int64_t>& out) const
{
    if (piece.size() == 1) {
        out.push_back(byteIds[static_cast<unsigned char>(piece[0])]);
        return;
    }
    {
        const std::lock_guard lock(m_cacheMutex);
        if (const auto found = m_cache.find(piece); found != m_cache.end()) {
            out.insert(out.end(), found->second.begin(), found->second.end());
            return;
        }
    }
    std::vector<TokenId> merged = mergePiece(piece);
    out.insert(out.end(), merged.begin(), merged.end());
    if (piece.size() > kMaxCachedPiece)
        return;
    const std::lock_guard lock(m_cacheMutex);
    if (m_cache.size() >= kMaxCached)
        m_cache.clear();
    m_cache.emplace(piece, std::move(merged));
}

} // namespace w2v

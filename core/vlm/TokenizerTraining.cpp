#include <algorithm>
#include <array>
#include <map>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "core/base/Error.h"
#include "core/vlm/ByteAlphabet.h"
#include "core/vlm/TokenizerData.h"

namespace w2v {

namespace {

struct Word {
    std::vector<TokenId> symbols;
    std::int64_t count = 0;
};

/// Counts of neighbouring pairs over the words, kept up to date while pairs are merged.
class PairCounts {
public:
    explicit PairCounts(std::vector<Word> words) : m_words(std::move(words))
    {
        for (std::uint32_t w = 0; w < m_words.size(); ++w)
            change(w, +1);
    }

    /// The most frequent pair that occurs at least twice, ties by the smaller ids; false when there is none.
    bool best(std::uint64_t& key)
    {
        while (!m_heap.empty()) {
            const auto [count, inverted] = m_heap.top();
            const std::int64_t now = m_counts[~inverted];
            if (now == count) {
                key = ~inverted;
                return count >= 2;
            }
            m_heap.pop();
            if (now > 0)
                m_heap.emplace(now, inverted);
        }
        return false;
    }

    void merge(TokenId left, TokenId right, TokenId result)
    {
        std::vector<std::uint32_t> where = std::move(m_where[Tokenizer::Data::pairKey(left, right)]);
        std::sort(where.begin(), where.end());
        where.erase(std::unique(where.begin(), where.end()), where.end());
        for (const std::uint32_t w : where) {
            change(w, -1);
            auto& s = m_words[w].symbols;
            std::size_t out = 0;
            for (std::size_t i = 0; i < s.size(); ++out) {
                const bool pair = i + 1 < s.size() && s[i] == left && s[i + 1] == right;
                s[out] = pair ? result : s[i];
                i += pair ? 2 : 1;
            }
            s.resize(out);
            change(w, +1);
        }
        m_counts.erase(Tokenizer::Data::pairKey(left, right));
    }

private:
    void change(std::uint32_t w, int sign)
    {
        const Word& word = m_words[w];
        for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i) {
            const std::uint64_t key = Tokenizer::Data::pairKey(word.symbols[i], word.symbols[i + 1]);
            std::int64_t& count = m_counts[key];
            count += sign * word.count;
            if (sign > 0) {
                m_where[key].push_back(w);
                m_heap.emplace(count, ~key);
            }
        }
    }

    std::vector<Word> m_words;
    std::unordered_map<std::uint64_t, std::int64_t> m_counts;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_where;
    std::priority_queue<std::pair<std::int64_t, std::uint64_t>> m_heap; ///< (count, inverted key), stale entries allowed
};

} // namespace

Tokenizer trainTokenizer(std::span<const std::string> texts, std::int64_t vocabularySize)
{
    const std::string subject = "tokenizer";
    const auto addedCount = static_cast<std::int64_t>(qwenAddedTokens().size());
    if (vocabularySize < 256 + addedCount || vocabularySize > kMaxTokenId)
        throw Error(subject, "the vocabulary must have at least 278 tokens", "Ask for a larger vocabulary");
    auto data = std::make_shared<Tokenizer::Data>(PreTokenizer(PreTokenizer::qwenPattern(), true, subject));
    std::array<TokenId, 256> byteIds{};
    for (std::size_t place = 0; place < 256; ++place) {
        const unsigned char byte = byteAlphabet()[place];
        byteIds[byte] = static_cast<TokenId>(place);
        data->addToken(static_cast<std::int64_t>(place), std::string(1, static_cast<char>(byte)), subject);
    }

    std::map<std::string, std::int64_t> pieces;
    for (const std::string& text : texts)
        for (std::string& piece : data->preTokenizer.split(text))
            ++pieces[std::move(piece)];
    std::vector<Word> words;
    for (const auto& [piece, count] : pieces) {
        Word word{{}, count};
        for (const char c : piece)
            word.symbols.push_back(byteIds[static_cast<unsigned char>(c)]);
        words.push_back(std::move(word));
    }
    PairCounts counts(std::move(words));
    std::uint64_t key = 0;
    while (static_cast<std::int64_t>(data->contents.size()) + addedCount < vocabularySize && counts.best(key)) {
        const auto left = static_cast<TokenId>(key >> 32), right = static_cast<TokenId>(key & 0xFFFFFFFFu);
        const std::string content = data->contents[static_cast<std::size_t>(left)] + data->contents[static_cast<std::size_t>(right)];
        // Two ways to the same text share one token.
        const auto known = data->ids.find(content);
        const TokenId result = known != data->ids.end() ? known->second : static_cast<TokenId>(data->contents.size());
        if (known == data->ids.end())
            data->addToken(result, content, subject);
        // A pair can come up again when a later merge makes one of its tokens in another way.
        if (!data->merges.contains(key))
            data->addMerge(left, right, result, subject);
        counts.merge(left, right, result);
    }
    for (std::size_t i = 0; i < qwenAddedTokens().size(); ++i)
        data->addAdded(static_cast<std::int64_t>(data->contents.size()), std::string(qwenAddedTokens()[i]), i < kQwenSpecialTokens,
                       subject);
    data->finish(subject);
    return Tokenizer(std::move(data));
}

} // namespace w2v

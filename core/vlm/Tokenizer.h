#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// Ids of the added tokens that the prompt layout and the model need.
struct ChatTokenIds {
    std::int64_t endOfText = -1; ///< also the padding
    std::int64_t imStart = -1, imEnd = -1;
    std::int64_t visionStart = -1, visionEnd = -1;
    std::int64_t imagePad = -1, videoPad = -1;
};

/// The 22 added tokens of Qwen2.5-VL in released order, <|endoftext|> first.
std::span<const std::string_view> qwenAddedTokens();

/// Byte-level byte-pair encoding as Qwen2.5-VL uses it: added tokens are cut out first, the rest is NFC-normalised and split by a
/// regular expression, each piece's bytes are merged by rank. Bytes that are not UTF-8 become pieces of their own, so every
/// input has an encoding and decodeBytes(encode(x)) is NFC(x). Immutable, cheap to copy, safe to use from several threads.
class Tokenizer {
public:
    /// A folder in the Hugging Face layout: tokenizer.json; or vocab.json, merges.txt and the added tokens of
    /// tokenizer_config.json or added_tokens.json. Damaged files are an Error.
    static Tokenizer load(const std::filesystem::path& folder);

    /// As load() from a tokenizer.json already in memory; `subject` names it in errors.
    static Tokenizer fromJson(std::string_view text, const std::string& subject);

    std::vector<std::int64_t> encode(std::string_view text) const;

    /// UTF-8 text; bytes that do not form characters become U+FFFD, unknown ids nothing. `skipSpecial` drops the tokens
    /// flagged special (of the 22, the first fourteen).
    std::string decode(std::span<const std::int64_t> ids, bool skipSpecial = false) const;
    /// The exact bytes, valid UTF-8 or not.
    std::string decodeBytes(std::span<const std::int64_t> ids, bool skipSpecial = false) const;

    /// One more than the largest id.
    std::int64_t size() const;
    /// The id of a whole token given by its content (bytes, not the printable form); added tokens included.
    std::optional<std::int64_t> idOf(std::string_view content) const;
    bool isSpecial(std::int64_t id) const;
    /// An Error when one of them is missing.
    const ChatTokenIds& chatTokens() const;

    /// The pieces between added tokens after normalisation, as the regular expression cuts them.
    std::vector<std::string> pretokenize(std::string_view text) const;

    /// Writes tokenizer.json, vocab.json, merges.txt and tokenizer_config.json into the folder.
    void save(const std::filesystem::path& folder) const;

    struct Data;

private:
    friend Tokenizer trainTokenizer(std::span<const std::string> texts, std::int64_t vocabularySize);
    explicit Tokenizer(std::shared_ptr<const Data> data) : m_data(std::move(data)) {}
    std::shared_ptr<const Data> m_data;
};

/// Learns a vocabulary of at most `vocabularySize` tokens (256 bytes, merges, the 22 added tokens) from texts: the most frequent
/// neighbouring pair is merged first, ties by the smaller ids. The same texts give the same vocabulary on every machine.
/// Training stops early when no pair occurs twice.
Tokenizer trainTokenizer(std::span<const std::string> texts, std::int64_t vocabularySize);

/// Turns tokens into text while they are generated: a character is given out once all its bytes are there.
class TokenStream {
public:
    explicit TokenStream(Tokenizer tokenizer, bool skipSpecial = true) : m_tokenizer(std::move(tokenizer)), m_skip(skipSpecial) {}
    std::string push(std::int64_t id);
    /// What is left over; incomplete characters become U+FFFD.
    std::string finish();

private:
    Tokenizer m_tokenizer;
    bool m_skip;
    std::string m_pending;
};

} // namespace w2v

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/vlm/ByteAlphabet.h"
#include "core/vlm/Tokenizer.h"

namespace {

using w2v::Json;

const std::filesystem::path& scratch()
{
    static const auto kFolder = std::filesystem::temp_directory_path() / ("w2v_fuzz_tokenizer." + std::to_string(::getpid()));
    std::filesystem::remove_all(kFolder);
    std::filesystem::create_directories(kFolder);
    return kFolder;
}

void write(const std::filesystem::path& path, const Json& value)
{
    w2v::writeFileAtomic(path, value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// Encoding loses nothing but what normalisation changes: doing it twice gives the same bytes and ids in range.
void checkRoundTrip(const w2v::Tokenizer& tokenizer, std::string_view text)
{
    const std::string once = tokenizer.decodeBytes(tokenizer.encode(text));
    const std::vector<std::int64_t> ids = tokenizer.encode(once);
    if (tokenizer.decodeBytes(ids) != once)
        std::abort();
    std::string streamed;
    w2v::TokenStream stream(tokenizer, false);
    for (const std::int64_t id : ids) {
        if (id < 0 || id >= tokenizer.size())
            std::abort();
        streamed += stream.push(id);
    }
    if (streamed + stream.finish() != tokenizer.decode(ids))
        std::abort();
}

/// A tokenizer that was accepted is written and read again, from either set of files, as the same one.
void checkSaved(const w2v::Tokenizer& tokenizer, std::string_view text)
{
    const auto& folder = scratch();
    tokenizer.save(folder);
    const std::vector<std::int64_t> ids = tokenizer.encode(text);
    try {
        const w2v::Tokenizer again = w2v::Tokenizer::load(folder);
        if (again.encode(text) != ids || again.size() != tokenizer.size())
            std::abort();
        std::filesystem::remove(folder / "tokenizer.json");
        if (w2v::Tokenizer::load(folder).decodeBytes(ids) != tokenizer.decodeBytes(ids))
            std::abort();
    } catch (const w2v::Error&) {
        std::abort();
    }
}

Json memberOf(const Json& object, const char* key, Json otherwise)
{
    return object.is_object() && object.contains(key) ? object[key] : std::move(otherwise);
}

/// The vocabulary of the 256 bytes, without which no tokenizer is accepted, and what the input adds to it.
Json vocabularyWith(const Json& extra)
{
    Json vocabulary = Json::object();
    for (int b = 0; b < 256; ++b)
        vocabulary[w2v::printableFromBytes(std::string(1, static_cast<char>(b)))] = b;
    if (extra.is_object())
        vocabulary.update(extra);
    return vocabulary;
}

/// {"vocab", "merges", "added", "regex", "normalizer", "text"} stands for a whole tokenizer.json.
void checkParts(const Json& parts)
{
    const Json split{{"type", "Split"}, {"pattern", {{"Regex", memberOf(parts, "regex", "\\s+|\\S+")}}}, {"behavior", "Isolated"}};
    const Json whole{{"added_tokens", memberOf(parts, "added", Json::array())},
                     {"normalizer", memberOf(parts, "normalizer", nullptr)},
                     {"pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", Json::array({split, {{"type", "ByteLevel"}, {"use_regex", false}}})}}},
                     {"model", {{"type", "BPE"}, {"vocab", vocabularyWith(memberOf(parts, "vocab", nullptr))}, {"merges", memberOf(parts, "merges", Json::array())}}}};
    const w2v::Tokenizer tokenizer = w2v::Tokenizer::fromJson(whole.dump(-1, ' ', false, Json::error_handler_t::replace), "input");
    const Json text = memberOf(parts, "text", "I'm at <|im_end|> 12\n");
    const std::string sample = text.is_string() ? text.get<std::string>() : text.dump();
    checkRoundTrip(tokenizer, sample);
    checkSaved(tokenizer, sample);
}

/// {"vocab", "merges" (text), "config", "added", "text"} stands for vocab.json, merges.txt and the two files of added tokens.
void checkFolder(const Json& parts)
{
    const auto& folder = scratch();
    write(folder / "vocab.json", vocabularyWith(memberOf(parts, "vocab", nullptr)));
    write(folder / "merges.txt", memberOf(parts, "merges", ""));
    if (parts.is_object() && parts.contains("config"))
        write(folder / "tokenizer_config.json", parts["config"]);
    if (parts.is_object() && parts.contains("added"))
        write(folder / "added_tokens.json", parts["added"]);
    const w2v::Tokenizer tokenizer = w2v::Tokenizer::load(folder);
    const Json text = memberOf(parts, "text", "turn left");
    checkRoundTrip(tokenizer, text.is_string() ? text.get<std::string>() : text.dump());
}

} // namespace

// The first byte chooses: a tokenizer file, one given by its parts, a folder given by its parts, or a text for a tokenizer that was
// trained on a text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        if (data[0] == 'f') {
            const w2v::Tokenizer tokenizer = w2v::Tokenizer::fromJson(text, "input");
            checkRoundTrip(tokenizer, "I'm at <|im_end|> 12\n");
            checkRoundTrip(tokenizer, text.substr(0, 200));
        } else if (data[0] == 'm') {
            checkParts(w2v::parseJson(text, "input"));
        } else if (data[0] == 'v') {
            checkFolder(w2v::parseJson(text, "input"));
        } else {
            static const w2v::Tokenizer kTrained = w2v::trainTokenizer(std::vector<std::string>{"turn left 30 degrees, turn right"}, 300);
            checkRoundTrip(kTrained, text);
            checkRoundTrip(w2v::trainTokenizer(std::vector<std::string>{std::string(text)}, 320), text);
        }
    } catch (const w2v::Error&) {
    }
    return 0;
}

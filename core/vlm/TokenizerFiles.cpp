#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/JsonNesting.h"
#include "core/vlm/ByteAlphabet.h"
#include "core/vlm/TokenizerData.h"

namespace w2v {

namespace {

// Sorted, not ordered: an ordered document finds each new key by walking all others, too slow for a vocabulary.
using SortedJson = nlohmann::json;
using Vocabulary = std::unordered_map<std::string, TokenId>; ///< by printable form

constexpr const char* kDamagedAdvice = "The tokenizer files are damaged or do not belong together: copy or download them again";
constexpr std::uintmax_t kMaxFile = 64ull << 20;

SortedJson parse(std::string_view text, const std::string& subject)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    checkJsonNesting(text, subject);
    try {
        return SortedJson::parse(text);
    } catch (const nlohmann::json::exception& e) {
        throw Error(subject, std::string("is not valid JSON (") + e.what() + ")", kDamagedAdvice);
    }
}

[[noreturn]] void unsupported(const std::string& subject, const std::string& what)
{
    throw Error(subject, what + " is not what Qwen tokenizers have", "Use the tokenizer of a Qwen2.5-VL checkpoint");
}

std::string textOf(const SortedJson& object, const char* key)
{
    return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

bool flagOf(const SortedJson& object, const char* key)
{
    return object.contains(key) && object[key].is_boolean() && object[key].get<bool>();
}

/// Whether text is NFC-normalised first.
bool readNormalizer(const SortedJson& file, const std::string& subject)
{
    if (!file.contains("normalizer") || file["normalizer"].is_null())
        return false;
    if (textOf(file["normalizer"], "type") != "NFC")
        unsupported(subject, "its normalizer");
    return true;
}

/// The splitting expression of a Sequence of one Split and ByteLevel.
std::string readPattern(const SortedJson& file, const std::string& subject)
{
    if (!file.contains("pre_tokenizer") || !file["pre_tokenizer"].is_object())
        unsupported(subject, "its way of splitting text");
    const SortedJson& steps = file["pre_tokenizer"];
    if (textOf(steps, "type") != "Sequence" || !steps.contains("pretokenizers") || !steps["pretokenizers"].is_array()
        || steps["pretokenizers"].size() != 2)
        unsupported(subject, "its way of splitting text");
    const SortedJson& split = steps["pretokenizers"][0];
    const SortedJson& bytes = steps["pretokenizers"][1];
    const std::string pattern = split.is_object() && split.contains("pattern") ? textOf(split["pattern"], "Regex") : "";
    if (textOf(split, "type") != "Split" || pattern.empty() || textOf(split, "behavior") != "Isolated" || flagOf(split, "invert")
        || textOf(bytes, "type") != "ByteLevel" || flagOf(bytes, "add_prefix_space") || flagOf(bytes, "use_regex"))
        unsupported(subject, "its way of splitting text");
    return pattern;
}

Vocabulary addVocabulary(Tokenizer::Data& data, const SortedJson& vocabulary, const std::string& subject)
{
    if (!vocabulary.is_object())
        throw Error(subject, "its vocabulary is not a JSON object", kDamagedAdvice);
    Vocabulary out;
    for (const auto& [printable, id] : vocabulary.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > static_cast<std::uint64_t>(kMaxTokenId))
            throw Error(subject, fmt::format("gives the token \"{}\" an impossible id", printable), kDamagedAdvice);
        data.addToken(id.get<std::int64_t>(), bytesFromPrintable(printable).value_or(printable), subject);
        out.emplace(printable, static_cast<TokenId>(id.get<std::int64_t>()));
    }
    return out;
}

void addMerge(Tokenizer::Data& data, const Vocabulary& vocabulary, const std::string& left, const std::string& right,
              const std::string& subject)
{
    const auto idOf = [&](const std::string& printable) {
        const auto found = vocabulary.find(printable);
        if (found == vocabulary.end())
            throw Error(subject, fmt::format("merge {} needs the token \"{}\", which the vocabulary does not have",
                                             data.mergeList.size() + 1, printable), kDamagedAdvice);
        return found->second;
    };
    const TokenId a = idOf(left), b = idOf(right);
    data.addMerge(a, b, idOf(left + right), subject);
}

void addMergeLine(Tokenizer::Data& data, const Vocabulary& vocabulary, const std::string& line, const std::string& subject)
{
    const std::size_t blank = line.find(' ');
    if (blank == std::string::npos || blank == 0 || blank + 1 == line.size() || line.find(' ', blank + 1) != std::string::npos)
        throw Error(subject, fmt::format("merge {} is not two tokens", data.mergeList.size() + 1), kDamagedAdvice);
    addMerge(data, vocabulary, line.substr(0, blank), line.substr(blank + 1), subject);
}

void addAddedToken(Tokenizer::Data& data, std::int64_t id, const SortedJson& token, const std::string& subject)
{
    const std::string content = textOf(token, "content");
    if (content.empty())
        throw Error(subject, fmt::format("the added token {} has no content", id), kDamagedAdvice);
    if (flagOf(token, "lstrip") || flagOf(token, "rstrip") || flagOf(token, "single_word"))
        unsupported(subject, fmt::format("stripping around \"{}\"", content));
    constexpr std::size_t kMaxAdded = 4096;
    if (data.added.size() >= kMaxAdded)
        throw Error(subject, "has too many added tokens", kDamagedAdvice);
    data.addAdded(id, content, flagOf(token, "special"), subject);
}

std::int64_t idFromText(const std::string& text, const std::string& subject)
{
    if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
        throw Error(subject, fmt::format("\"{}\" is not a token id", text), kDamagedAdvice);
    return std::stoll(text);
}

/// The added tokens beside vocab.json: of tokenizer_config.json, else of added_tokens.json.
void addAddedFromFolder(Tokenizer::Data& data, const fs::path& folder)
{
    std::error_code code;
    const fs::path configPath = folder / "tokenizer_config.json", addedPath = folder / "added_tokens.json";
    if (fs::exists(configPath, code)) {
        const std::string subject = configPath.string();
        const SortedJson config = parse(readFile(configPath, kMaxFile), subject);
        if (config.is_object() && config.contains("added_tokens_decoder")) {
            if (!config["added_tokens_decoder"].is_object())
                throw Error(subject, "its added_tokens_decoder is not a JSON object", kDamagedAdvice);
            for (const auto& [id, token] : config["added_tokens_decoder"].items())
                addAddedToken(data, idFromText(id, subject), token, subject);
            return;
        }
    }
    if (!fs::exists(addedPath, code))
        return;
    const std::string subject = addedPath.string();
    const SortedJson list = parse(readFile(addedPath, kMaxFile), subject);
    if (!list.is_object())
        throw Error(subject, "is not a JSON object", kDamagedAdvice);
    const auto special = qwenAddedTokens().first(kQwenSpecialTokens);
    for (const auto& [content, id] : list.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > static_cast<std::uint64_t>(kMaxTokenId))
            throw Error(subject, fmt::format("gives \"{}\" an impossible id", content), kDamagedAdvice);
        const bool isSpecial = std::find(special.begin(), special.end(), content) != special.end();
        addAddedToken(data, id.get<std::int64_t>(), SortedJson{{"content", content}, {"special", isSpecial}}, subject);
    }
}

std::shared_ptr<const Tokenizer::Data> loadJson(std::string_view text, const std::string& subject)
{
    const SortedJson file = parse(text, subject);
    if (!file.is_object() || !file.contains("model") || !file["model"].is_object())
        throw Error(subject, "has no object \"model\"", kDamagedAdvice);
    const SortedJson& model = file["model"];
    if ((model.contains("type") && textOf(model, "type") != "BPE") || flagOf(model, "byte_fallback") || flagOf(model, "ignore_merges")
        || !textOf(model, "continuing_subword_prefix").empty() || !textOf(model, "end_of_word_suffix").empty())
        unsupported(subject, "its model");
    auto data = std::make_shared<Tokenizer::Data>(PreTokenizer(readPattern(file, subject), readNormalizer(file, subject), subject));
    if (!model.contains("vocab") || !model.contains("merges") || !model["merges"].is_array())
        throw Error(subject, "has no vocabulary or no merges", kDamagedAdvice);
    const Vocabulary vocabulary = addVocabulary(*data, model["vocab"], subject);
    for (const SortedJson& merge : model["merges"]) {
        if (merge.is_string())
            addMergeLine(*data, vocabulary, merge.get<std::string>(), subject);
        else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
            addMerge(*data, vocabulary, merge[0].get<std::string>(), merge[1].get<std::string>(), subject);
        else
            throw Error(subject, fmt::format("merge {} is not two tokens", data->mergeList.size() + 1), kDamagedAdvice);
    }
    if (file.contains("added_tokens")) {
        if (!file["added_tokens"].is_array())
            throw Error(subject, "its added tokens are not a list", kDamagedAdvice);
        for (const SortedJson& token : file["added_tokens"]) {
            if (!token.is_object() || !token.contains("id") || !token["id"].is_number_unsigned()
                || token["id"].get<std::uint64_t>() > static_cast<std::uint64_t>(kMaxTokenId))
                throw Error(subject, "an added token has no possible id", kDamagedAdvice);
            addAddedToken(*data, token["id"].get<std::int64_t>(), token, subject);
        }
    }
    data->finish(subject);
    return data;
}

std::shared_ptr<const Tokenizer::Data> loadVocabularyAndMerges(const fs::path& folder)
{
    const std::string vocabularySubject = (folder / "vocab.json").string(), mergesSubject = (folder / "merges.txt").string();
    auto data = std::make_shared<Tokenizer::Data>(PreTokenizer(PreTokenizer::qwenPattern(), true, vocabularySubject));
    const Vocabulary vocabulary = addVocabulary(*data, parse(readFile(vocabularySubject, kMaxFile), vocabularySubject),
                                                vocabularySubject);
    const std::string text = readFile(mergesSubject, kMaxFile);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        if (line.ends_with('\r'))
            line.pop_back();
        if (!line.empty() && !(begin == 0 && line.starts_with("#version")))
            addMergeLine(*data, vocabulary, line, mergesSubject);
        begin = end + 1;
    }
    addAddedFromFolder(*data, folder);
    data->finish(vocabularySubject);
    return data;
}

/// {"printable": id, ...} of the learned tokens by id; the indentation precedes every line.
std::string vocabularyText(const Tokenizer::Data& data, const std::string& indentation)
{
    std::vector<bool> isAdded(data.contents.size());
    for (const AddedToken& a : data.added)
        isAdded[static_cast<std::size_t>(a.id)] = !a.learned;
    std::string text = "{";
    for (std::size_t id = 0; id < data.contents.size(); ++id)
        if (!data.contents[id].empty() && !isAdded[id])
            text += fmt::format("{}\n{}{}: {}", text.size() > 1 ? "," : "", indentation,
                                SortedJson(printableFromBytes(data.contents[id])).dump(), id);
    return text + "\n}";
}

std::string printableMerge(const Tokenizer::Data& data, std::pair<TokenId, TokenId> merge)
{
    return printableFromBytes(data.contents[static_cast<std::size_t>(merge.first)]) + ' '
        + printableFromBytes(data.contents[static_cast<std::size_t>(merge.second)]);
}

using nlohmann::ordered_json;

ordered_json addedTokenJson(const AddedToken& token)
{
    return {{"content", token.content}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", false},
            {"special", token.special}};
}

std::string tokenizerText(const Tokenizer::Data& data)
{
    const ordered_json byteLevel{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", false}};
    ordered_json split{{"type", "Split"}, {"pattern", {{"Regex", data.preTokenizer.pattern()}}}, {"behavior", "Isolated"},
                       {"invert", false}};
    ordered_json added = ordered_json::array();
    for (const AddedToken& token : data.added) {
        ordered_json entry{{"id", token.id}};
        entry.update(addedTokenJson(token));
        added.push_back(std::move(entry));
    }
    ordered_json steps{{"type", "Sequence"}, {"pretokenizers", ordered_json::array({split, byteLevel})}};
    std::string merges = "[";
    for (const auto& merge : data.mergeList)
        merges += fmt::format("{}\n{}", merges.size() > 1 ? "," : "", SortedJson(printableMerge(data, merge)).dump());
    merges += "]";
    return fmt::format("{{\n\"version\": \"1.0\",\n\"truncation\": null,\n\"padding\": null,\n\"added_tokens\": {},\n"
                       "\"normalizer\": {},\n\"pre_tokenizer\": {},\n\"post_processor\": {},\n\"decoder\": {},\n"
                       "\"model\": {{\"type\": \"BPE\", \"dropout\": null, \"unk_token\": null, \"continuing_subword_prefix\": \"\", "
                       "\"end_of_word_suffix\": \"\", \"fuse_unk\": false, \"byte_fallback\": false,\n\"vocab\": {},\n"
                       "\"merges\": {}}}\n}}\n",
                       added.dump(1), data.preTokenizer.normalizes() ? "{\"type\": \"NFC\"}" : "null", steps.dump(),
                       byteLevel.dump(), byteLevel.dump(), vocabularyText(data, ""), merges);
}

std::string configText(const Tokenizer::Data& data)
{
    ordered_json decoder = ordered_json::object(), additional = ordered_json::array();
    for (const AddedToken& token : data.added) {
        decoder[std::to_string(token.id)] = addedTokenJson(token);
        if (token.special && token.content != "<|endoftext|>")
            additional.push_back(token.content);
    }
    const ordered_json config{{"add_bos_token", false}, {"add_prefix_space", false}, {"added_tokens_decoder", decoder},
                              {"additional_special_tokens", additional}, {"bos_token", nullptr},
                              {"clean_up_tokenization_spaces", false}, {"eos_token", "<|im_end|>"}, {"errors", "replace"},
                              {"model_max_length", 131072}, {"pad_token", "<|endoftext|>"}, {"split_special_tokens", false},
                              {"tokenizer_class", "Qwen2Tokenizer"}, {"unk_token", nullptr}};
    return config.dump(2) + "\n";
}

} // namespace

std::span<const std::string_view> qwenAddedTokens()
{
    static constexpr std::array<std::string_view, 22> kTokens{
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>",
        "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
        "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>",
        "<|file_sep|>"};
    return kTokens;
}

Tokenizer Tokenizer::fromJson(std::string_view text, const std::string& subject)
{
    return Tokenizer(loadJson(text, subject));
}

Tokenizer Tokenizer::load(const std::filesystem::path& folder)
{
    std::error_code code;
    const fs::path whole = folder / "tokenizer.json";
    if (fs::exists(whole, code))
        return fromJson(readFile(whole, kMaxFile), whole.string());
    if (!fs::exists(folder / "vocab.json", code) || !fs::exists(folder / "merges.txt", code))
        throw Error(folder.string(), "holds neither tokenizer.json nor vocab.json with merges.txt",
                    "Give the folder of a checkpoint in the Hugging Face layout");
    return Tokenizer(loadVocabularyAndMerges(folder));
}

void Tokenizer::save(const std::filesystem::path& folder) const
{
    createFolder(folder);
    std::string merges = "#version: 0.2\n";
    for (const auto& merge : m_data->mergeList)
        merges += printableMerge(*m_data, merge) + '\n';
    writeFileAtomic(folder / "vocab.json", vocabularyText(*m_data, "  ") + "\n");
    writeFileAtomic(folder / "merges.txt", merges);
    writeFileAtomic(folder / "tokenizer_config.json", configText(*m_data));
    writeFileAtomic(folder / "tokenizer.json", tokenizerText(*m_data));
}

} // namespace w2v

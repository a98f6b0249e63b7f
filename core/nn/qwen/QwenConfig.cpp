#include "core/nn/qwen/QwenConfig.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::nn {

namespace {

/// Reads keys of one object; errors name the file and the key.
class Reader {
public:
    Reader(const Json& object, const Json* fallback, std::string subject, std::string prefix)
        : m_object(object), m_fallback(fallback), m_subject(std::move(subject)), m_prefix(std::move(prefix))
    {
    }

    const Json* find(const char* key) const
    {
        for (const Json* object : {&m_object, m_fallback})
            if (object && object->is_object())
                if (const auto it = object->find(key); it != object->end() && !it->is_null())
                    return &*it;
        return nullptr;
    }

    int size(const char* key, int otherwise, int low, int high) const
    {
        const Json* value = find(key);
        if (!value) {
            if (otherwise < low)
                fail(key, "is missing");
            return otherwise;
        }
        if (!value->is_number_integer())
            fail(key, "is not a whole number");
        const auto number = value->get<std::int64_t>();
        if (number < low || number > high)
            fail(key, fmt::format("is {}, outside {} to {}", number, low, high));
        return static_cast<int>(number);
    }

    double number(const char* key, double otherwise) const
    {
        const Json* value = find(key);
        if (!value)
            return otherwise;
        if (!value->is_number() || !std::isfinite(value->get<double>()) || value->get<double>() <= 0)
            fail(key, "is not a positive number");
        return value->get<double>();
    }

    bool flag(const char* key, bool otherwise) const
    {
        const Json* value = find(key);
        if (value && !value->is_boolean())
            fail(key, "is neither true nor false");
        return value ? value->get<bool>() : otherwise;
    }

    std::string text(const char* key, const std::string& otherwise) const
    {
        const Json* value = find(key);
        if (value && !value->is_string())
            fail(key, "is not a text");
        return value ? value->get<std::string>() : otherwise;
    }

    /// A token id; lists (generation settings use them) give their first entry.
    int token(const char* key, int vocabulary) const
    {
        const Json* value = find(key);
        if (!value)
            return -1;
        if (value->is_array() && !value->empty())
            value = &value->front();
        if (!value->is_number_integer())
            fail(key, "is not a token id");
        const auto id = value->get<std::int64_t>();
        if (id < 0 || id >= vocabulary)
            fail(key, fmt::format("is {}, outside the vocabulary of {}", id, vocabulary));
        return static_cast<int>(id);
    }

    std::vector<int> list(const char* key, int low, int high) const
    {
        std::vector<int> result;
        const Json* value = find(key);
        if (!value)
            return result;
        if (!value->is_array() || value->size() > 4096)
            fail(key, "is not a list");
        for (const Json& entry : *value) {
            if (!entry.is_number_integer() || entry.get<std::int64_t>() < low || entry.get<std::int64_t>() > high)
                fail(key, fmt::format("holds {}, not a whole number from {} to {}", entry.dump(), low, high));
            result.push_back(entry.get<int>());
        }
        return result;
    }

    [[noreturn]] void fail(const std::string& key, const std::string& why) const
    {
        throw Error(m_subject, fmt::format("\"{}{}\" {}", m_prefix, key, why),
                    "Use the config.json of a Qwen2.5-VL checkpoint.");
    }

private:
    const Json& m_object;
    const Json* m_fallback;
    std::string m_subject, m_prefix;
};

constexpr int kWidest = 1 << 17, kDeepest = 512;

QwenVisionConfig parseVision(const Reader& reader, int textHidden)
{
    QwenVisionConfig v;
    v.depth = reader.size("depth", 0, 1, kDeepest);
    v.hidden = reader.size("hidden_size", 0, 1, kWidest);
    v.heads = reader.size("num_heads", 0, 1, kWidest);
    v.intermediate = reader.size("intermediate_size", 0, 1, kWidest);
    v.channels = reader.size(reader.find("in_chans") ? "in_chans" : "in_channels", 3, 3, 3);
    v.patch = reader.size("patch_size", 14, 1, 256);
    v.temporalPatch = reader.size("temporal_patch_size", 2, 1, 16);
    v.merge = reader.size("spatial_merge_size", 2, 1, 16);
    v.window = reader.size("window_size", 112, 1, kWidest);
    v.outHidden = reader.size("out_hidden_size", textHidden, 1, kWidest);
    v.fullAttentionBlocks = reader.list("fullatt_block_indexes", 0, kDeepest);
    v.tokensPerSecond = reader.number("tokens_per_second", 2);
    if (v.hidden % v.heads || v.headSize() % 4)
        reader.fail("num_heads", fmt::format("{} does not cut hidden_size {} into heads of a multiple of 4", v.heads, v.hidden));
    if (v.window < v.patch * v.merge)
        reader.fail("window_size", "is smaller than one merged cell");
    if (v.outHidden != textHidden)
        reader.fail("out_hidden_size", fmt::format("{} differs from hidden_size {}", v.outHidden, textHidden));
    return v;
}

} // namespace

QwenConfig parseQwenConfig(const Json& json, const std::string& subject)
{
    if (!json.is_object())
        throw Error(subject, "is not a JSON object", "Use the config.json of a Qwen2.5-VL checkpoint.");
    const auto nested = json.find("text_config");
    const bool hasText = nested != json.end() && nested->is_object();
    const Reader reader(hasText ? *nested : json, hasText ? &json : nullptr, subject, "");
    const std::string type = Reader(json, nullptr, subject, "").text("model_type", "");
    if (type != "qwen2_5_vl")
        reader.fail("model_type", fmt::format("is \"{}\"; only qwen2_5_vl is understood", type));

    QwenConfig c;
    c.source = json;
    c.hidden = reader.size("hidden_size", 0, 1, kWidest);
    c.intermediate = reader.size("intermediate_size", 0, 1, kWidest);
    c.layers = reader.size("num_hidden_layers", 0, 1, kDeepest);
    c.heads = reader.size("num_attention_heads", 0, 1, kWidest);
    c.kvHeads = reader.size("num_key_value_heads", c.heads, 1, kWidest);
    c.vocabulary = reader.size("vocab_size", 0, 1, 1 << 24);
    c.normEpsilon = reader.number("rms_norm_eps", 1e-6);
    c.ropeTheta = reader.number("rope_theta", 1e6);
    c.tied = reader.flag("tie_word_embeddings", false);
    c.maxPositions = reader.size("max_position_embeddings", 128000, 1, 1 << 30);
    if (c.hidden % c.heads || c.headSize() % 2)
        reader.fail("num_attention_heads", fmt::format("{} does not cut hidden_size {} into heads of even size", c.heads, c.hidden));
    if (c.heads % c.kvHeads)
        reader.fail("num_key_value_heads", fmt::format("{} does not divide {} heads", c.kvHeads, c.heads));
    const Json* scaling = reader.find("rope_scaling");
    if (!scaling)
        scaling = reader.find("rope_parameters");
    const Json none = Json::object();
    const Reader rope(scaling ? *scaling : none, nullptr, subject, "rope_scaling.");
    c.ropeTheta = rope.number("rope_theta", c.ropeTheta);
    const std::vector<int> section = rope.list("mrope_section", 0, kWidest);
    if (section.size() != 3 || section[0] + section[1] + section[2] != c.headSize() / 2)
        rope.fail("mrope_section", fmt::format("must be three numbers with the sum {} (half a head)", c.headSize() / 2));
    std::copy(section.begin(), section.end(), c.mropeSection.begin());
    if (const std::string kind = rope.text("type", rope.text("rope_type", "mrope")); kind != "mrope" && kind != "default")
        rope.fail("type", fmt::format("is \"{}\"; only mrope is understood", kind));
    c.imageToken = reader.token("image_token_id", c.vocabulary);
    c.videoToken = reader.token("video_token_id", c.vocabulary);
    c.visionStartToken = reader.token("vision_start_token_id", c.vocabulary);
    c.visionEndToken = reader.token("vision_end_token_id", c.vocabulary);
    c.eosToken = reader.token("eos_token_id", c.vocabulary);
    c.bosToken = reader.token("bos_token_id", c.vocabulary);
    if (c.imageToken < 0)
        reader.fail("image_token_id", "is missing");
    c.dtype = reader.text("torch_dtype", reader.text("dtype", "float32"));
    if (c.dtype != "float32" && c.dtype != "bfloat16" && c.dtype != "float16")
        reader.fail("torch_dtype", fmt::format("is \"{}\"; float32, bfloat16 and float16 are understood", c.dtype));

    const Json* vision = reader.find("vision_config");
    if (!vision || !vision->is_object())
        reader.fail("vision_config", "is missing");
    c.vision = parseVision(Reader(*vision, nullptr, subject, "vision_config."), c.hidden);

    if (const auto extension = json.find("w2v"); extension != json.end()) {
        if (!extension->is_object())
            reader.fail("w2v", "is not an object");
        const Reader own(*extension, nullptr, subject, "w2v.");
        c.extension.pairAsVideo = own.flag("pair_as_video", false);
        c.extension.absolutePositions = own.size("absolute_positions", 0, 0, 1 << 16);
        c.extension.imageSize = own.size("image_size", 0, 0, 4096);
        if (c.extension.imageSize % (c.vision.patch * c.vision.merge))
            own.fail("image_size", "is not a multiple of patch_size * spatial_merge_size");
        if (own.find("system_prompt"))
            c.extension.systemPrompt = own.text("system_prompt", "");
        const int side = static_cast<int>(std::lround(std::sqrt(c.extension.absolutePositions)));
        if (side * side != c.extension.absolutePositions || side % c.vision.merge)
            own.fail("absolute_positions", "is not the square of a multiple of spatial_merge_size");
        if (c.extension.pairAsVideo && (c.videoToken < 0 || c.vision.temporalPatch != 2))
            own.fail("pair_as_video", "needs video_token_id and a temporal_patch_size of 2");
    }
    return c;
}

QwenConfig loadQwenConfig(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "config.json";
    std::error_code ignored;
    if (!std::filesystem::exists(folder, ignored))
        throw Error(folder.string(), "does not exist", "Choose the folder of a Qwen2.5-VL checkpoint in the Hugging Face layout");
    if (!std::filesystem::exists(file, ignored))
        throw Error(folder.string(), "is no model folder: it has no config.json",
                    "Choose the folder of a Qwen2.5-VL checkpoint in the Hugging Face layout (config.json, tokenizer, *.safetensors)");
    return parseQwenConfig(readJson(file), file.string());
}

std::vector<std::string> unsupportedFeatures(const QwenConfig& config)
{
    std::vector<std::string> found;
    const Json& json = config.source;
    const auto nested = json.find("text_config"), vision = json.find("vision_config");
    const Json& text = nested != json.end() && nested->is_object() ? *nested : json;
    if (const auto it = json.find("quantization_config"); it != json.end() && !it->is_null())
        found.push_back("quantised weights (quantization_config)");
    for (const Json* part : {&json, &text})
        if (const auto it = part->find("use_sliding_window"); it != part->end() && it->is_boolean() && it->get<bool>()) {
            found.push_back("sliding-window attention (use_sliding_window)");
            break;
        }
    for (const auto& [part, name] : {std::pair<const Json*, const char*>{&text, "hidden_act"}, {vision == json.end() ? &text : &*vision, "vision_config.hidden_act"}})
        if (const auto it = part->is_object() ? part->find("hidden_act") : part->end(); part->is_object() && it != part->end() && *it != "silu" && !it->is_null())
            found.push_back(fmt::format("the activation {} ({})", it->dump(-1, ' ', false, Json::error_handler_t::replace), name));
    return found;
}

Json qwenConfigToJson(const QwenConfig& c)
{
    Json json = c.source.is_object() ? c.source : Json::object();
    json["model_type"] = "qwen2_5_vl";
    if (!json.contains("architectures"))
        json["architectures"] = {"Qwen2_5_VLForConditionalGeneration"};
    Json& text = json.contains("text_config") && json["text_config"].is_object() ? json["text_config"] : json;
    text["hidden_size"] = c.hidden;
    text["intermediate_size"] = c.intermediate;
    text["num_hidden_layers"] = c.layers;
    text["num_attention_heads"] = c.heads;
    text["num_key_value_heads"] = c.kvHeads;
    text["vocab_size"] = c.vocabulary;
    text["rms_norm_eps"] = c.normEpsilon;
    text["rope_theta"] = c.ropeTheta;
    text["max_position_embeddings"] = c.maxPositions;
    text["hidden_act"] = "silu";
    Json& scaling = text["rope_scaling"];
    if (!scaling.is_object())
        scaling = Json{{"type", "mrope"}};
    scaling["mrope_section"] = c.mropeSection;
    json["tie_word_embeddings"] = c.tied;
    json["torch_dtype"] = c.dtype;
    const auto token = [&](const char* key, int id) {
        if (id >= 0)
            json[key] = id;
    };
    token("bos_token_id", c.bosToken);
    token("eos_token_id", c.eosToken);
    token("vision_start_token_id", c.visionStartToken);
    token("vision_end_token_id", c.visionEndToken);
    token("image_token_id", c.imageToken);
    token("video_token_id", c.videoToken);
    Json& vision = json["vision_config"];
    if (!vision.is_object())
        vision = Json::object();
    vision["depth"] = c.vision.depth;
    vision["hidden_size"] = c.vision.hidden;
    vision["num_heads"] = c.vision.heads;
    vision["intermediate_size"] = c.vision.intermediate;
    if (!vision.contains("in_channels"))
        vision["in_chans"] = c.vision.channels;
    vision["patch_size"] = c.vision.patch;
    vision["temporal_patch_size"] = c.vision.temporalPatch;
    vision["spatial_merge_size"] = c.vision.merge;
    vision["window_size"] = c.vision.window;
    vision["out_hidden_size"] = c.vision.outHidden;
    vision["fullatt_block_indexes"] = c.vision.fullAttentionBlocks;
    vision["tokens_per_second"] = c.vision.tokensPerSecond;
    vision["hidden_act"] = "silu";
    if (c.extension.pairAsVideo || c.extension.absolutePositions || c.extension.imageSize || c.extension.systemPrompt) {
        json["w2v"] = Json{{"pair_as_video", c.extension.pairAsVideo}, {"absolute_positions", c.extension.absolutePositions}, {"image_size", c.extension.imageSize}};
        if (c.extension.systemPrompt)
            json["w2v"]["system_prompt"] = *c.extension.systemPrompt;
    }
    return json;
}

} // namespace w2v::nn

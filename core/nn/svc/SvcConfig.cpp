#include "core/nn/svc/SvcConfig.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/JsonFields.h"

namespace w2v::nn {

namespace {

constexpr int kWidest = 1 << 15, kNormGroups = 32;

int whole(const JsonFields& fields, const char* key, int fallback, int low, int high)
{
    return fields.has(key) ? static_cast<int>(fields.integer(key, low, high)) : fallback;
}

std::vector<int> list(const JsonFields& fields, const char* key, std::vector<int> fallback, int low, int high)
{
    if (!fields.has(key))
        return fallback;
    std::vector<int> result;
    for (const Json& value : fields.array(key, 1, 16)) {
        if (!value.is_number_integer() || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
            throw Error(fields.subject(), fmt::format("\"{}\" holds {}, not a whole number from {} to {}", key, value.dump(), low, high));
        result.push_back(value.get<int>());
    }
    return result;
}

[[noreturn]] void impossible(const JsonFields& fields, const std::string& why)
{
    throw Error(fields.subject(), why, "Use the config.json that belongs to the weights.");
}

} // namespace

bool SvcUNetConfig::isJoined(const std::string& name) const
{
    return std::find(joined.begin(), joined.end(), name) != joined.end();
}

bool SvcUNetConfig::hasAttention(int latentStride) const
{
    return std::find(attentionStrides.begin(), attentionStrides.end(), latentStride) != attentionStrides.end();
}

SvcUNetConfig parseSvcUNet(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    SvcUNetConfig c;
    c.inChannels = whole(fields, "in_channels", c.inChannels, 1, 1024);
    c.outChannels = whole(fields, "out_channels", c.outChannels, 1, 1024);
    c.denseChannels = whole(fields, "dense_in_channels", c.denseChannels, 1, 1024);
    c.channels = whole(fields, "model_channels", c.channels, 1, kWidest);
    c.frames = whole(fields, "num_frames", c.frames, 2, 1024);
    c.resBlocks = whole(fields, "num_res_blocks", c.resBlocks, 1, 16);
    c.attentionStrides = list(fields, "attention_resolutions", c.attentionStrides, 1, 1024);
    c.multipliers = list(fields, "channel_mult", c.multipliers, 1, 64);
    c.headChannels = whole(fields, "num_head_channels", c.headChannels, 1, 1024);
    c.contextWidth = whole(fields, "context_dim", c.contextWidth, 1, kWidest);
    if (fields.has("transformer_depth") && fields.at("transformer_depth").is_number_integer())
        c.transformerDepth.assign(c.multipliers.size(), static_cast<int>(fields.integer("transformer_depth", 1, 64)));
    else
        c.transformerDepth = list(fields, "transformer_depth", std::vector<int>(c.multipliers.size(), 1), 1, 64);
    if (fields.has("unflatten_names")) {
        c.joined.clear();
        for (const Json& name : fields.array("unflatten_names", 0, 64)) {
            if (!name.is_string())
                impossible(fields, "\"unflatten_names\" holds something that is not a text");
            c.joined.push_back(name.get<std::string>());
        }
    }
    if (fields.has("w2v"))
        c.testWeights = JsonFields(fields.at("w2v"), subject).boolean("test_weights", false);

    if (c.transformerDepth.size() != c.multipliers.size())
        impossible(fields, "\"transformer_depth\" and \"channel_mult\" have different lengths");
    if (c.levels() > 8)
        impossible(fields, "\"channel_mult\" has more than 8 levels");
    if (c.inChannels != c.outChannels + 1 + c.denseChannels || c.denseChannels != 6)
        impossible(fields, fmt::format("{} input channels do not hold {} latent channels, a mask and 6 Pluecker coordinates", c.inChannels, c.outChannels));
    for (std::size_t i = 0; i < c.multipliers.size(); ++i) {
        const int width = c.channels * c.multipliers[i];
        if (width % kNormGroups)
            impossible(fields, fmt::format("{} channels are not a multiple of {} groups", width, kNormGroups));
        if (width % c.headChannels && (c.hasAttention(1 << i) || i + 1 == c.multipliers.size()))
            impossible(fields, fmt::format("{} channels are not a multiple of {} per head", width, c.headChannels));
    }
    return c;
}

SvcVaeConfig parseSvcVae(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    SvcVaeConfig c;
    c.channels = list(fields, "block_out_channels", c.channels, 1, kWidest);
    c.layersPerBlock = whole(fields, "layers_per_block", c.layersPerBlock, 1, 16);
    c.latentChannels = whole(fields, "latent_channels", c.latentChannels, 1, 1024);
    c.groups = whole(fields, "norm_num_groups", c.groups, 1, 1024);
    c.scalingFactor = fields.number("scaling_factor", c.scalingFactor);
    for (const char* key : {"in_channels", "out_channels"})
        if (whole(fields, key, 3, 1, 1024) != 3)
            impossible(fields, fmt::format("\"{}\" is not 3", key));
    for (const char* key : {"down_block_types", "up_block_types"}) {
        if (!fields.has(key))
            continue;
        const Json& types = fields.array(key, 1, 16);
        const std::string wanted = key[0] == 'd' ? "DownEncoderBlock2D" : "UpDecoderBlock2D";
        if (types.size() != c.channels.size() || std::any_of(types.begin(), types.end(), [&](const Json& t) { return t != wanted; }))
            impossible(fields, fmt::format("\"{}\" is not {} times {}: this is another kind of autoencoder", key, c.channels.size(), wanted));
    }
    for (const int width : c.channels)
        if (width % c.groups)
            impossible(fields, fmt::format("{} channels are not a multiple of {} groups", width, c.groups));
    if (!(c.scalingFactor > 1e-3 && c.scalingFactor < 1e3))
        impossible(fields, "\"scaling_factor\" is out of range");
    return c;
}

SvcClipConfig parseSvcClip(const Json& json, const std::string& subject)
{
    // open_clip_config.json keeps the model below "model_cfg"; config.json of the tower alone has it at the top.
    const JsonFields outer(json, subject);
    const JsonFields fields(outer.has("model_cfg") ? outer.at("model_cfg") : json, subject);
    SvcClipConfig c;
    c.embedding = whole(fields, "embed_dim", c.embedding, 1, kWidest);
    if (fields.has("vision_cfg")) {
        const JsonFields vision(fields.at("vision_cfg"), subject);
        c.imageSize = whole(vision, "image_size", c.imageSize, 1, 4096);
        c.patch = whole(vision, "patch_size", c.patch, 1, 1024);
        c.width = whole(vision, "width", c.width, 1, kWidest);
        c.layers = whole(vision, "layers", c.layers, 1, 512);
        c.headWidth = whole(vision, "head_width", 64, 1, kWidest);
        c.mlpRatio = vision.number("mlp_ratio", c.mlpRatio);
    }
    if (c.width % c.headWidth || c.imageSize < c.patch || !(c.mlpRatio > 0 && c.mlpRatio <= 64))
        impossible(fields, "the sizes in \"vision_cfg\" do not fit each other");
    return c;
}

Json toJson(const SvcUNetConfig& c)
{
    return {{"in_channels", c.inChannels}, {"model_channels", c.channels}, {"out_channels", c.outChannels}, {"num_frames", c.frames},
            {"num_res_blocks", c.resBlocks}, {"attention_resolutions", c.attentionStrides}, {"channel_mult", c.multipliers},
            {"num_head_channels", c.headChannels}, {"transformer_depth", c.transformerDepth}, {"context_dim", c.contextWidth},
            {"dense_in_channels", c.denseChannels}, {"unflatten_names", c.joined}, {"w2v", {{"test_weights", c.testWeights}}}};
}

Json toJson(const SvcVaeConfig& c)
{
    return {{"in_channels", 3}, {"out_channels", 3}, {"block_out_channels", c.channels}, {"layers_per_block", c.layersPerBlock},
            {"latent_channels", c.latentChannels}, {"norm_num_groups", c.groups}, {"scaling_factor", c.scalingFactor}};
}

Json toJson(const SvcClipConfig& c)
{
    return {{"embed_dim", c.embedding},
            {"vision_cfg", {{"image_size", c.imageSize}, {"layers", c.layers}, {"width", c.width}, {"head_width", c.headWidth}, {"patch_size", c.patch}, {"mlp_ratio", c.mlpRatio}}}};
}

} // namespace w2v::nn

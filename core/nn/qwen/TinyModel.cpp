#include <cmath>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/vlm/ImagePreprocessor.h"
#include "core/vlm/Tokenizer.h"

namespace w2v {

namespace {

struct Sizes {
    int visionHidden, visionDepth, visionHeads, visionIntermediate;
    int hidden, layers, heads, kvHeads, intermediate;
};

/// w2v-tiny is made for two processor cores and minutes; the others are the shapes of the throughput bench.
const std::map<std::string, Sizes>& presets()
{
    static const std::map<std::string, Sizes> table{
        {"w2v-tiny", {128, 4, 4, 336, 160, 2, 5, 1, 416}},
        {"w2v-5m", {128, 4, 4, 344, 256, 5, 8, 2, 688}},
        {"w2v-20m", {192, 4, 6, 512, 512, 6, 8, 2, 1376}},
    };
    return table;
}

/// Half a head's frequencies for time, height and width; time needs few.
std::array<int, 3> sectionsFor(int headSize)
{
    const int half = headSize / 2, time = half / 4, height = (half - time) / 2;
    return {time, height, half - time - height};
}

} // namespace

std::vector<std::string> tinyPresets()
{
    std::vector<std::string> names;
    for (const auto& [name, sizes] : presets())
        names.push_back(name);
    return names;
}

void createTinyModel(const std::filesystem::path& folder, std::span<const std::string> texts, const TinyModelOptions& options)
{
    const auto preset = presets().find(options.preset);
    if (preset == presets().end())
        throw Error("preset " + options.preset, "there is no such model size", fmt::format("Choose one of: {}.", fmt::join(tinyPresets(), ", ")));
    if (options.imageSize < 28 || options.imageSize > 1120 || options.imageSize % 28)
        throw Error("image size", fmt::format("{} is not a multiple of 28 from 28 to 1120", options.imageSize));
    const Sizes& s = preset->second;

    Tokenizer tokenizer = trainTokenizer(texts, options.vocabulary);
    const ChatTokenIds& tokens = tokenizer.chatTokens();
    nn::QwenConfig c;
    c.hidden = s.hidden;
    c.layers = s.layers;
    c.heads = s.heads;
    c.kvHeads = s.kvHeads;
    c.intermediate = s.intermediate;
    c.vocabulary = static_cast<int>((tokenizer.size() + 15) / 16 * 16);
    c.mropeSection = sectionsFor(c.headSize());
    c.ropeTheta = 10000; // prompts are short: every frequency should turn within them
    c.tied = true;
    c.maxPositions = 4096;
    c.bosToken = static_cast<int>(tokens.endOfText);
    c.eosToken = static_cast<int>(tokens.imEnd);
    c.imageToken = static_cast<int>(tokens.imagePad);
    c.videoToken = static_cast<int>(tokens.videoPad);
    c.visionStartToken = static_cast<int>(tokens.visionStart);
    c.visionEndToken = static_cast<int>(tokens.visionEnd);
    c.vision.hidden = s.visionHidden;
    c.vision.depth = s.visionDepth;
    c.vision.heads = s.visionHeads;
    c.vision.intermediate = s.visionIntermediate;
    c.vision.outHidden = c.hidden;
    c.vision.fullAttentionBlocks = {s.visionDepth / 2 - 1, s.visionDepth - 1};
    const int side = options.imageSize / c.vision.patch;
    c.extension.pairAsVideo = options.stackViews;
    c.extension.absolutePositions = options.absolutePositions ? side * side : 0;
    c.extension.imageSize = options.imageSize;
    c.extension.systemPrompt = "";
    const nn::QwenConfig checked = nn::parseQwenConfig(nn::qwenConfigToJson(c), "preset " + options.preset);

    nn::QwenWeights weights = nn::QwenWeights::allocate(checked);
    nn::initialiseWeights(checked, weights, options.seed);
    const fs::path companion = folder.string() + fmt::format(".new-{}", getpid());
    fs::remove_all(companion);
    createFolder(companion);
    tokenizer.save(companion);
    ImagePreprocessor preprocessor;
    // Half a cell below and above the wanted side: with both limits at the exact area, rounding in the resize rule gives some
    // sizes one cell less.
    const std::int64_t cell = 14;
    preprocessor.minPixels = (options.imageSize - cell) * (options.imageSize - cell);
    preprocessor.maxPixels = (options.imageSize + cell) * (options.imageSize + cell);
    preprocessor.save(companion);
    writeJson(companion / "generation_config.json", Json{{"bos_token_id", tokens.endOfText}, {"pad_token_id", tokens.endOfText},
                                                         {"eos_token_id", {tokens.imEnd, tokens.endOfText}}, {"do_sample", false}});
    nn::saveQwenCheckpoint(folder, checked, weights, companion);
    fs::remove_all(companion);
}

} // namespace w2v

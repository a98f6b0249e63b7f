#include "core/vlm/ImagePreprocessor.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/vlm/BicubicResize.h"

namespace w2v {

namespace {

constexpr const char* kFileName = "preprocessor_config.json";

std::int64_t readInteger(const Json& config, const char* key, std::int64_t fallback, std::int64_t low, std::int64_t high,
                         const std::string& subject)
{
    if (!config.contains(key) || config[key].is_null())
        return fallback;
    const Json& value = config[key];
    if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(high))
        || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
        throw Error(subject, fmt::format("\"{}\" is not a whole number from {} to {}", key, low, high));
    return value.get<std::int64_t>();
}

void readTriple(const Json& config, const char* key, std::array<double, 3>& target, bool positive, const std::string& subject)
{
    if (!config.contains(key) || config[key].is_null())
        return;
    const Json& value = config[key];
    bool good = value.is_array() && value.size() == 3;
    for (std::size_t i = 0; good && i < 3; ++i) {
        good = value[i].is_number();
        if (good)
            target[i] = value[i].get<double>();
        good = good && std::isfinite(target[i]) && (!positive || target[i] > 0);
    }
    if (!good)
        throw Error(subject, fmt::format("\"{}\" is not a list of three {}numbers", key, positive ? "positive " : ""));
}

} // namespace

ResizedSize smartResize(std::int64_t height, std::int64_t width, std::int64_t factor, std::int64_t minPixels,
                        std::int64_t maxPixels, ResizeRule rule)
{
    constexpr std::int64_t kMaxSide = 1 << 24;
    if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide || factor < 1 || factor > kMaxSide)
        throw Error("image size", fmt::format("{}x{} cannot be resized", width, height));
    if (rule == ResizeRule::Strict && (height < factor || width < factor))
        throw Error("image size", fmt::format("{}x{} has a side below {} pixels", width, height, factor));
    if (static_cast<double>(std::max(height, width)) / static_cast<double>(std::min(height, width)) > 200)
        throw Error("image size", fmt::format("{}x{} is more than 200 times as long as it is wide", width, height),
                    "Crop the image");
    const double h = static_cast<double>(height), w = static_cast<double>(width), f = static_cast<double>(factor);
    const auto times = [&](double cells) { return static_cast<std::int64_t>(cells) * factor; };
    ResizedSize size{times(std::nearbyint(h / f)), times(std::nearbyint(w / f))};
    const double area = static_cast<double>(size.height) * static_cast<double>(size.width);
    if (area > static_cast<double>(maxPixels)) {
        const double beta = std::sqrt(h * w / static_cast<double>(maxPixels));
        size = {times(std::floor(h / beta / f)), times(std::floor(w / beta / f))};
        if (rule == ResizeRule::Relaxed)
            size = {std::max(size.height, factor), std::max(size.width, factor)};
    } else if (area < static_cast<double>(minPixels)) {
        const double beta = std::sqrt(static_cast<double>(minPixels) / (h * w));
        size = {times(std::ceil(h * beta / f)), times(std::ceil(w * beta / f))};
    }
    return size;
}

ImagePreprocessor ImagePreprocessor::fromJson(const nlohmann::ordered_json& config, const std::string& subject)
{
    if (!config.is_object())
        throw Error(subject, "is not a JSON object");
    ImagePreprocessor p;
    p.patchSize = static_cast<int>(readInteger(config, "patch_size", p.patchSize, 1, 256, subject));
    p.temporalPatchSize = static_cast<int>(readInteger(config, "temporal_patch_size", p.temporalPatchSize, 1, 16, subject));
    p.mergeSize = static_cast<int>(readInteger(config, "merge_size", p.mergeSize, 1, 16, subject));
    constexpr std::int64_t kMaxArea = std::int64_t{1} << 32;
    if (config.contains("size") && config["size"].is_object()) { // newer writers name the limits after the edges
        p.minPixels = readInteger(config["size"], "shortest_edge", p.minPixels, 0, kMaxArea, subject);
        p.maxPixels = readInteger(config["size"], "longest_edge", p.maxPixels, 1, kMaxArea, subject);
    }
    p.minPixels = readInteger(config, "min_pixels", p.minPixels, 0, kMaxArea, subject);
    p.maxPixels = readInteger(config, "max_pixels", p.maxPixels, 1, kMaxArea, subject);
    if (p.minPixels > p.maxPixels)
        throw Error(subject, fmt::format("min_pixels {} is above max_pixels {}", p.minPixels, p.maxPixels));
    readTriple(config, "image_mean", p.mean, false, subject);
    readTriple(config, "image_std", p.standardDeviation, true, subject);
    return p;
}

ImagePreprocessor ImagePreprocessor::load(const std::filesystem::path& folder)
{
    const auto path = folder / kFileName;
    return fromJson(readJson(path), path.string());
}

void ImagePreprocessor::save(const std::filesystem::path& folder) const
{
    writeJson(folder / kFileName, Json{{"min_pixels", minPixels}, {"max_pixels", maxPixels}, {"patch_size", patchSize},
                                       {"temporal_patch_size", temporalPatchSize}, {"merge_size", mergeSize}, {"image_mean", mean},
                                       {"image_std", standardDeviation}, {"image_processor_type", "Qwen2VLImageProcessor"},
                                       {"processor_class", "Qwen2_5_VLProcessor"}});
}

ResizedSize ImagePreprocessor::targetSize(int width, int height) const
{
    const ResizedSize size = smartResize(height, width, std::int64_t{patchSize} * mergeSize, minPixels, maxPixels, rule);
    if (size.height < 1 || size.width < 1 || size.height * size.width > std::int64_t{1} << 28)
        throw Error("image size", fmt::format("{}x{} cannot be brought within {} to {} pixels", width, height, minPixels, maxPixels));
    return size;
}

ColorImage ImagePreprocessor::resize(const ColorImage& image) const
{
    const ResizedSize size = targetSize(image.width(), image.height());
    return resizeBicubic(image, static_cast<int>(size.width), static_cast<int>(size.height));
}

VisionPatches ImagePreprocessor::image(const ColorImage& image) const
{
    return video({&image, 1});
}

VisionPatches ImagePreprocessor::video(std::span<const ColorImage> frames) const
{
    if (frames.empty())
        throw Error("video", "has no frames");
    std::vector<ColorImage> resized;
    resized.reserve(frames.size());
    for (const ColorImage& frame : frames) {
        if (frame.width() != frames[0].width() || frame.height() != frames[0].height())
            throw Error("video", fmt::format("its frames have different sizes ({}x{} and {}x{})", frames[0].width(),
                                             frames[0].height(), frame.width(), frame.height()));
        resized.push_back(resize(frame));
    }
    return patches(resized, resized[0].height(), resized[0].width());
}

VisionPatches ImagePreprocessor::patches(std::span<const ColorImage> frames, std::int64_t height, std::int64_t width) const
{
    // x / 255 rounded to float, then normalised in float, for every channel and byte value.
    std::array<std::array<float, 256>, 3> table;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t v = 0; v < 256; ++v)
            table[c][v] = (static_cast<float>(static_cast<double>(v) / 255.0) - static_cast<float>(mean[c]))
                / static_cast<float>(standardDeviation[c]);

    VisionPatches out;
    const auto frameCount = static_cast<std::int64_t>(frames.size());
    out.grid = {(frameCount + temporalPatchSize - 1) / temporalPatchSize, height / patchSize, width / patchSize};
    out.values.resize(static_cast<std::size_t>(out.grid.patches()) * static_cast<std::size_t>(rowSize()));
    float* target = out.values.data();
    for (std::int64_t t = 0; t < out.grid.t; ++t)
        for (std::int64_t cellRow = 0; cellRow < out.grid.h; cellRow += mergeSize)
            for (std::int64_t cellColumn = 0; cellColumn < out.grid.w; cellColumn += mergeSize)
                for (int patch = 0; patch < mergeSize * mergeSize; ++patch) {
                    const int top = static_cast<int>(cellRow + patch / mergeSize) * patchSize;
                    const int left = static_cast<int>(cellColumn + patch % mergeSize) * patchSize;
                    for (std::size_t c = 0; c < 3; ++c)
                        for (int k = 0; k < temporalPatchSize; ++k) {
                            const auto frame = std::min(t * temporalPatchSize + k, frameCount - 1);
                            for (int y = 0; y < patchSize; ++y) {
                                const std::uint8_t* source = frames[static_cast<std::size_t>(frame)].row(top + y)
                                    + static_cast<std::size_t>(left) * 3 + c;
                                for (int x = 0; x < patchSize; ++x, source += 3)
                                    *target++ = table[c][*source];
                            }
                        }
                }
    return out;
}

} // namespace w2v

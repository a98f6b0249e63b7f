#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/image/Raster.h"
#include "core/vlm/VisionGrid.h"

namespace w2v {

/// How smartResize treats thin images. `Strict` (transformers 4.51) refuses a side below the factor and may shrink one to 0;
/// `Relaxed` (4.57) accepts it and keeps every shrunk side at the factor or more.
enum class ResizeRule { Strict, Relaxed };

struct ResizedSize {
    std::int64_t height = 0, width = 0;
    bool operator==(const ResizedSize&) const = default;
};

/// The size an image is resized to: sides are multiples of `factor`, the area lies within the limits where it can, the aspect
/// ratio is kept about. An Error above an aspect ratio of 200.
ResizedSize smartResize(std::int64_t height, std::int64_t width, std::int64_t factor, std::int64_t minPixels,
                        std::int64_t maxPixels, ResizeRule rule = ResizeRule::Relaxed);

/// Pixel values as the vision tower takes them.
struct VisionPatches {
    std::vector<float> values; ///< [grid.patches()][channel, temporal, y, x]; 1176 numbers a row for patches of 14
    VisionGrid grid;
};

/// preprocessor_config.json and what it asks for. Values not in the file keep the released defaults.
class ImagePreprocessor {
public:
    int patchSize = 14, temporalPatchSize = 2, mergeSize = 2;
    std::int64_t minPixels = 56 * 56, maxPixels = 28 * 28 * 16384;
    std::array<double, 3> mean{0.48145466, 0.4578275, 0.40821073};
    std::array<double, 3> standardDeviation{0.26862954, 0.26130258, 0.27577711};
    ResizeRule rule = ResizeRule::Relaxed;

    static ImagePreprocessor fromJson(const nlohmann::ordered_json& config, const std::string& subject);
    /// Reads preprocessor_config.json of a checkpoint folder; an Error when it is missing or holds impossible values.
    static ImagePreprocessor load(const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder) const;

    /// Numbers in a row of VisionPatches::values.
    int rowSize() const { return 3 * temporalPatchSize * patchSize * patchSize; }
    ResizedSize targetSize(int width, int height) const;
    ColorImage resize(const ColorImage& image) const;

    /// A still image, repeated to fill the temporal patch.
    VisionPatches image(const ColorImage& image) const;
    /// Frames of one size, in time order; the last is repeated to fill the last temporal patch. Two views given here share one
    /// temporal patch, so that the tower sees them stacked.
    VisionPatches video(std::span<const ColorImage> frames) const;

private:
    VisionPatches patches(std::span<const ColorImage> frames, std::int64_t height, std::int64_t width) const;
};

} // namespace w2v

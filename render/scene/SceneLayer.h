#pragma once
#include <array>
#include <vector>

#include "render/scene/FrameBudget.h"
#include "render/scene/PointRasterizer.h"
#include "render/scene/ScenePipelines.h"

namespace w2v {

/// One horizontal band of the background, device pixels.
struct BackgroundBand {
    int top = 0, bottom = 0;
    std::array<float, 3> color{};
    bool operator==(const BackgroundBand&) const = default;
};

/// What a layer is to show. Two equal requests give the same picture.
struct LayerRequest {
    const GpuScene* scene = nullptr; ///< may be null
    SceneView view;
    int width = 0, height = 0;
    VkFormat format = VK_FORMAT_UNDEFINED;
    SurfaceShading shading = SurfaceShading::Shaded;
    bool hideBackFaces = false;
    int pointSize = 2;               ///< device pixels
    std::vector<BackgroundBand> background;
};

/// How much a layer may do at once.
enum class LayerEffort {
    Moving,  ///< within the moving budget, whatever must be left out
    Resting, ///< towards full detail, one slice of it at a time
    Complete ///< full detail now
};

/// A picture of a scene with its depth, kept until something else is asked for, so that what lies over it can change without
/// drawing the scene again. While the eye moves a quick picture is made: less detail, one sample. At rest the full one is
/// drawn over several submissions and replaces it when it is whole, so that no submission takes long.
class SceneLayer {
public:
    struct Shared {
        GpuContext& gpu;
        ScenePipelines& pipelines;
        PointRasterizer* points; ///< null: points go through the vertex stage
    };
    explicit SceneLayer(const Shared& shared) : m_shared(shared) {}

    struct Result {
        FrameWork work;       ///< done now
        DrawCount count;      ///< in the picture that shows
        bool reduced = false; ///< the picture that shows is not the full one yet
        int samples = 1;
    };
    /// `allowance`: nominal nanoseconds (FrameBudget) of work that may be done now.
    Result update(VkCommandBuffer commands, int slot, const LayerRequest& request, LayerEffort effort, const WorkCosts& costs, double allowance);

    /// The picture that shows, ready to be copied from, or to be sampled.
    const GpuImage& colorAs(VkCommandBuffer commands, VkImageLayout layout);
    /// Its depth, one sample, in DEPTH_READ_ONLY_OPTIMAL for tests and sampling.
    const GpuImage& depth() const { return m_pictures[m_shown].depth; }
    bool isEmpty() const { return !m_pictures[m_shown].color; }

private:
    struct Key {
        std::uint64_t scene = 0;
        std::array<float, 16> clip{};
        std::array<float, 8> look{}; ///< point size, tint, ...
        std::array<std::int32_t, 6> choices{};
        std::vector<BackgroundBand> background;
        bool operator==(const Key&) const = default;
    };
    struct Picture {
        int width = 0, height = 0;
        VkFormat format = VK_FORMAT_UNDEFINED;
        VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
        GpuImage msColor, msDepth, color, depth; ///< ms only with several samples
        VkImageLayout colorLayout = VK_IMAGE_LAYOUT_UNDEFINED;
        PointRasterizer::Pixels pixels;
        bool begun = false, whole = false;
        Key key;
        std::uint64_t detail = 0;    ///< that the plan was made with
        SurfacePlan surfaces;
        PointPlan points;
        int pointSize = 1;           ///< cells of `pixels`, or pixels of the vertex stage
        std::size_t nextSurface = 0, nextPoint = 0;
        DrawCount count;
    };

    static Key keyOf(const LayerRequest& request);
    void prepare(Picture& picture, const LayerRequest& request, VkSampleCountFlagBits samples);
    void preparePoints(Picture& picture, const LayerRequest& request, bool exact);
    FrameWork drawSlice(VkCommandBuffer commands, int slot, Picture& picture, const LayerRequest& request, const WorkCosts& costs,
                        double allowance);
    FrameWork drawQuick(VkCommandBuffer commands, int slot, const LayerRequest& request, const Key& key, const WorkCosts& costs,
                        double allowance);
    Result resultOf(int picture, bool reduced, const FrameWork& work) const;

    static constexpr int kQuick = 0, kFull = 1;
    Shared m_shared;
    std::array<Picture, 2> m_pictures;
    int m_shown = kQuick;
};

} // namespace w2v

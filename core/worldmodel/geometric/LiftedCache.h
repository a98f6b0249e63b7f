#pragma once
#include <memory>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/geometric/LiftSource.h"

namespace w2v {

/// Everything known so far of a place, as textured surfaces in the frame of the first camera.
class LiftedCache {
public:
    static constexpr int kObserved = 1, kImagined = 2; ///< instance ids of rendered pixels

    explicit LiftedCache(SceneRenderer& renderer) : m_renderer(renderer) {}

    void setSource(LiftSource source);

    /// Adds the pixels of `missing` and a rim of their neighbours as they appear from `startFromCamera`.
    void addImagined(const ColorImage& color, const DepthMap& depth, const Mask& missing, const Intrinsics& camera,
                     const Rigid3d& startFromCamera);

    /// Pixels nothing is known of have depth 0. Inside surfaces, observed pixels take their colour from the source picture by cubic
    /// interpolation at their exact place there, which keeps detail that a texture unit's bilinear filter loses; silhouettes are
    /// anti-aliased.
    RenderedView render(const Rigid3d& startFromCamera, const Intrinsics& camera) const;

private:
    struct Layer {
        Scene scene; ///< empty for the observation
        std::shared_ptr<SceneRenderer::Prepared> prepared;
        std::size_t triangles = 0;
    };

    static void append(Scene& to, const Scene& from);
    static void cleanRims(RenderedView& view, const Mask& besideUnknown);
    void sampleSource(RenderedView& view, const Rigid3d& startFromCamera, const Intrinsics& camera) const;

    SceneRenderer& m_renderer;
    LiftSource m_source;
    Mask m_nearSilhouette; ///< of the source: there a cubic filter would mix surfaces
    std::vector<Layer> m_layers; ///< the first is the observation, then imagined ones of falling size
};

} // namespace w2v

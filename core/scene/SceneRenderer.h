#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "core/scene/Scene.h"

namespace w2v {

struct ViewRequest {
    Rigid3d worldFromCamera = Rigid3d::Identity();
    Intrinsics camera;
    double nearPlane = 0.03; ///< metres along z; nothing nearer is seen
};

struct RenderedView {
    ColorImage color;
    DepthMap depth;      ///< metres along z, 0 where nothing was hit
    IdMap instances;     ///< Instance::id, 0 where nothing or an unlabelled surface was hit
};

/// Which outputs are wanted; colour always is.
struct ViewOutputs {
    bool depth = true;
    bool instances = true;
    bool antialias = true; ///< false: colour, too, is of the pixel centre only (one pass, about half the cost)
};

/// Draws scenes off the screen. Implemented by render/scene; core and core/nn see only this.
/// Thread safety: one thread at a time for one renderer.
class SceneRenderer {
public:
    virtual ~SceneRenderer() = default;

    /// A scene made ready on the device. Holds device memory until released.
    class Prepared {
    public:
        virtual ~Prepared() = default;
    };

    virtual std::string deviceName() const = 0;
    virtual bool isSoftware() const = 0;
    virtual std::shared_ptr<Prepared> prepare(const Scene& scene) = 0;

    /// Renders the views in order and hands each over as it is done. Colour is anti-aliased; depth and instances are of
    /// the pixel centre. Background is black with depth 0.
    void render(Prepared& scene, std::span<const ViewRequest> views, const ViewOutputs& outputs,
                const std::function<void(std::size_t index, RenderedView&&)>& onView)
    {
        Prepared* const one = &scene;
        renderTogether({&one, 1}, views, outputs, onView);
    }

    /// The same for several prepared scenes in one world, so that a growing scene need not be prepared anew as a whole.
    virtual void renderTogether(std::span<Prepared* const> scenes, std::span<const ViewRequest> views, const ViewOutputs& outputs,
                                const std::function<void(std::size_t index, RenderedView&&)>& onView) = 0;

    RenderedView renderOne(Prepared& scene, const ViewRequest& view)
    {
        RenderedView result;
        render(scene, {&view, 1}, {}, [&](std::size_t, RenderedView&& v) { result = std::move(v); });
        return result;
    }
};

} // namespace w2v

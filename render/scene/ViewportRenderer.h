#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "render/gpu/GpuDevice.h"

namespace w2v {

/// sRGB encoded red, green, blue and opacity in [0, 1]; the window takes them from its theme.
using Rgba = Eigen::Vector4f;

/// The eye of a viewport. Vertical field of view for perspective; `orthoHeight` > 0 (metres seen from top to bottom)
/// makes the view orthographic.
struct ViewCamera {
    Rigid3d worldFromCamera = Rigid3d::Identity();
    double fovYDegrees = 50;
    double orthoHeight = 0;
    double nearPlane = 0.03;  ///< metres; perspective views see everything beyond, without an end and without losing precision
    double orthoReach = 500;  ///< metres that orthographic views see behind and before the eye
};

/// The intrinsics that a perspective ViewCamera has on a target of this size (pixels): for picking and overlays.
Intrinsics viewIntrinsics(const ViewCamera& camera, int width, int height);

/// A picture on the device, to be shown on a frustum.
class ViewportImage {
public:
    virtual ~ViewportImage() = default;
};
/// `opacity`, of the image's size, 0 clear to 255 solid; empty: solid.
std::shared_ptr<ViewportImage> createViewportImage(GpuDevice& device, const ColorImage& image, const Mask& opacity = {});

struct PathVertex {
    Eigen::Vector3f position; ///< world, metres
    Rgba color;
};

/// A line strip drawn as screen-space quads with round joints.
struct PathStrip {
    std::vector<PathVertex> vertices;
    float width = 3;          ///< device pixels
    bool throughWalls = true; ///< hidden parts show faintly
};

/// A camera pyramid: apex at the camera, base at `size` metres along z.
struct FrustumMark {
    Rigid3d worldFromCamera = Rigid3d::Identity();
    Intrinsics camera;
    float size = 0.3f;
    Rgba color = Rgba::Ones();
    float lineWidth = 1.5f;                     ///< device pixels
    std::shared_ptr<const ViewportImage> image; ///< shown on the base, may be null
    float imageOpacity = 1;
    int id = -1;                                ///< what picking it reports; -1: not pickable
};

/// A ball that always faces the eye.
struct PointMark {
    Eigen::Vector3f position;  ///< world, metres
    float radius = 0.05f;      ///< metres
    float minPixels = 3;       ///< never smaller than this on the screen (radius, device pixels)
    Rgba color = Rgba::Ones();
    int id = -1;               ///< what picking it reports; -1: not pickable
};

/// A standing figure that always faces the eye, to see sizes by.
struct FigureMark {
    Eigen::Vector3f foot;      ///< world, metres; up is -y
    float height = 1.7f;       ///< metres
    Rgba color = Rgba::Ones();
};

/// A picture of a text beside a world point, drawn over everything at its own size in pixels.
struct LabelMark {
    Eigen::Vector3f anchor;                          ///< world, metres
    std::shared_ptr<const ViewportImage> image;
    float dx = 0, dy = 0;                            ///< device pixels from the anchor to the picture's middle
};

/// A picture at a place of the screen, drawn over everything at its own size in pixels.
struct ScreenPicture {
    int x = 0, y = 0;                                ///< device pixels from the top left
    std::shared_ptr<const ViewportImage> image;
};

struct GroundGrid {
    bool visible = true;
    Rgba line = Rgba(0.5f, 0.5f, 0.5f, 0.35f);  ///< every metre
    Rgba major = Rgba(0.5f, 0.5f, 0.5f, 0.7f);  ///< every five metres
    float fadeDistance = 25;                    ///< metres from the eye's foot point to full transparency
};

/// A second view in a corner: the first-person camera.
struct InsetView {
    Rigid3d worldFromCamera = Rigid3d::Identity();
    Intrinsics camera;           ///< only ratios matter: it is fitted into the rectangle
    int x = 0, y = 0, width = 0, height = 0; ///< device pixels from the top left
    Rgba border = Rgba::Ones();
    float borderWidth = 1;
    std::shared_ptr<const ViewportImage> image; ///< shows this picture instead of drawing the scene, may be null
};

/// Depth and Normals are worked out from the picture's depth, for surfaces and points alike.
enum class SurfaceShading { Shaded, Instances, Depth, Unlit, Normals };

/// Colours of an outdoor sky by elevation, in place of the plain background.
struct SkyColors {
    Rgba zenith = Rgba(0.24f, 0.45f, 0.78f, 1), horizon = Rgba(0.80f, 0.87f, 0.93f, 1), ground = Rgba(0.42f, 0.41f, 0.38f, 1);
};

/// Everything that one frame shows. Cheap to copy but for the marks.
struct ViewportScene {
    std::shared_ptr<SceneRenderer::Prepared> scene; ///< from a SceneRenderer of the same device, may be null
    SurfaceShading shading = SurfaceShading::Shaded;
    float pointSize = 2;                            ///< of the scene's point cloud, device pixels
    bool hideCeiling = false;                       ///< leaves out surfaces that face away from the eye, to look into rooms from outside
    std::optional<int> highlightedInstance;         ///< tinted with `highlight`
    Rgba highlight = Rgba(0.36f, 0.58f, 1.0f, 0.5f);
    Rgba backgroundTop = Rgba(0.10f, 0.11f, 0.13f, 1), backgroundBottom = Rgba(0.08f, 0.09f, 0.10f, 1);
    GroundGrid grid;
    std::vector<PathStrip> paths;
    std::vector<FrustumMark> frusta;
    std::vector<PointMark> marks;
    std::vector<FigureMark> figures;
    std::vector<LabelMark> labels;
    std::vector<ScreenPicture> pictures;
    std::optional<SkyColors> sky;
    bool axisGizmo = true;                          ///< world axes in the lower left corner, see AxisGizmo
    float pixelRatio = 1;                           ///< device pixels a logical pixel: scales the gizmo
    std::optional<InsetView> inset;
    std::optional<Rgba> coverage;                   ///< tints what the inset's camera sees and nothing hides from it; a = strength
};

class ViewportPainter;

enum class FrameStatus {
    Drawn,
    Skipped,     ///< zero size or minimised: nothing to draw
    SurfaceLost, ///< the window's surface is gone: make a new viewport on a new surface
    DeviceLost   ///< make a new GpuDevice
};

struct FrameStats {
    FrameStatus status = FrameStatus::Skipped;
    double milliseconds = 0;     ///< of this draw call until the device is done
    int width = 0, height = 0;   ///< device pixels
    int samples = 1;             ///< multisampling
    std::uint64_t triangles = 0, points = 0;           ///< in the picture that shows
    std::uint64_t allTriangles = 0, allPoints = 0;     ///< of the whole scene
    int drawCalls = 0;
    bool reduced = false;        ///< below full quality to stay within the budget; draw again with moving = false at rest until not
    std::string message;         ///< why, when status is a loss
};

/// Draws ViewportScenes into a window or off the screen; both take the same path. One thread (the window's).
class ViewportRenderer {
public:
    virtual ~ViewportRenderer() = default;

    /// Device pixels; zero is allowed (minimised) and draws nothing.
    virtual void resize(int width, int height) = 0;

    /// Draws one frame. `moving`: the eye moves; what does not fit into the frame's time is left out. At rest a scene that takes
    /// long is drawn in several calls, each of a bounded time, while the last reduced picture shows. Only what changed is drawn:
    /// over a scene and an eye that stay, paths and marks may change at little cost. Losses are reported, not thrown; an out-of-date swapchain is remade inside.
    virtual FrameStats draw(const ViewportScene& scene, const ViewCamera& camera, bool moving = false) = 0;

    /// Goes on with a drawing at rest that was reduced() and has not changed since, for a bounded time. Skipped and
    /// reduced until it is whole, then drawn.
    virtual FrameStats refine(const ViewportScene& scene, const ViewCamera& camera) = 0;

    /// The same drawing at full quality into an image of the current size.
    virtual ColorImage capture(const ViewportScene& scene, const ViewCamera& camera) = 0;

    enum class PickKind { Nothing, Surface, Point, Mark, Frustum };
    /// What lies under a pixel: a mark or frustum with an id before everything else, unless a surface hides it; then the
    /// surface; then the nearest of the cloud's points within a few pixels.
    struct Pick {
        PickKind kind = PickKind::Nothing;
        int id = -1;                                     ///< of a mark or frustum
        double depth = 0;                                ///< metres along z
        int instance = 0;                                ///< of a surface, 0: none
        Eigen::Vector3d point = Eigen::Vector3d::Zero(); ///< world, when there is anything
    };
    virtual Pick pick(const ViewportScene& scene, const ViewCamera& camera, int x, int y) = 0;
};

/// Draws into a window. The surface stays the caller's and must outlive the viewport; the device must have been created with
/// GpuOptions::presentation. With Qt: make the GpuDevice first, hand instance() to QVulkanInstance::setVkInstance(), and take
/// QVulkanInstance::surfaceForWindow(). Throws Error when the device cannot show on this surface.
/// `painter`: one that was made and warmed up before (ViewportWarmUp.h), for one viewport after another; null: a new one.
std::unique_ptr<ViewportRenderer> createViewport(GpuDevice& device, VkSurfaceKHR surface, int width, int height,
                                                 std::shared_ptr<ViewportPainter> painter = nullptr);

/// Draws off the screen: for screenshots and tests.
std::unique_ptr<ViewportRenderer> createOffscreenViewport(GpuDevice& device, int width, int height);

} // namespace w2v

#include "render/scene/ViewportWarmUp.h"

#include "render/gpu/FrameLoop.h"
#include "render/scene/SceneRendererFactory.h"
#include "render/scene/ViewportPainter.h"

namespace w2v {
namespace {

constexpr int kWidth = 96, kHeight = 64;
constexpr VkFormat kUsualFormat = VK_FORMAT_B8G8R8A8_UNORM; ///< of windows

Scene tinyScene(bool points)
{
    Scene scene;
    const std::vector<Eigen::Vector3f> corners{{-1, 0, 2}, {1, 0, 2}, {0, -1, 2}};
    if (points) {
        scene.points.positions = corners;
        scene.points.colors.assign(corners.size(), Eigen::Matrix<std::uint8_t, 3, 1>::Constant(128));
    } else {
        scene.materials.emplace_back();
        Mesh& mesh = scene.meshes.emplace_back();
        mesh.positions = corners;
        mesh.indices = {0, 1, 2};
    }
    for (const Eigen::Vector3f& corner : corners)
        scene.bounds.extend(corner.cast<double>());
    return scene;
}

} // namespace

std::shared_ptr<ViewportPainter> createViewportPainter(GpuDevice& device)
{
    return std::make_shared<ViewportPainter>(device);
}

void warmUp(GpuDevice& device, ViewportPainter& painter, int step)
{
    GpuContext& gpu = device.context();
    ImageSpec spec;
    spec.width = kWidth;
    spec.height = kHeight;
    spec.format = kUsualFormat;
    spec.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    const GpuImage image(gpu, spec, "warm-up");
    const bool points = step < 2;
    const auto renderer = createSceneRenderer(device);
    ViewportScene content;
    content.scene = renderer->prepare(tinyScene(points));
    content.paths = {{{{{0, 0, 1}, Rgba::Ones()}, {{0, 0, 2}, Rgba::Ones()}}}};
    content.marks.push_back({{0, 0, 2}, 0.05f, 3, Rgba::Ones()});
    FrustumMark frustum;
    frustum.camera = intrinsicsFromFov(64, 48, 60);
    content.frusta.push_back(frustum);
    InsetView inset;
    inset.camera = frustum.camera;
    inset.width = inset.height = kHeight / 2;
    content.inset = inset;
    FrameLoop once(gpu, 1, "warm-up");
    const VkCommandBuffer commands = once.begin();
    const ViewportPainter::Target target{image.get(), image.view(), kUsualFormat, kWidth, kHeight, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    painter.paint(commands, 0, target, content, {}, step % 2 == 0 ? LayerEffort::Moving : LayerEffort::Complete);
    gpu.wait(once.end());
}

} // namespace w2v

#include "render/scene/ViewportPainter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "render/scene/Background.h"
#include "render/scene/OverlayPick.h"
#include "render/scene/SceneRendererFactory.h"

namespace w2v {
namespace {

constexpr double kMovingMs = 15;   // of a frame while the eye moves: what displays show; showing it comes on top
constexpr double kSliceMs = 40;    // of one step towards full detail: a move that begins meanwhile waits no longer
constexpr double kInsetShare = 0.3; // of a frame's time, when the inset changes
constexpr double kLeastShare = 0.2; // of a frame's time that the scene gets whatever else there is
constexpr int kLargestPoint = 16;  // pixels
// How slow a device is before anything was measured, in nominal time (FrameBudget): cautious, frames correct it.
constexpr double kSoftwareSlowness = 1.5, kHardwareSlowness = 0.05;
constexpr double kVertexPoint = 120; // nanoseconds: nominal cost of a point through the vertex stage

void setArea(VkCommandBuffer commands, int width, int height)
{
    const VkViewport viewport{0, 0, static_cast<float>(width), static_cast<float>(height), 0, 1};
    const VkRect2D scissor{{0, 0}, {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)}};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    vkCmdSetScissor(commands, 0, 1, &scissor);
}

const GpuScene* gpuScene(const ViewportScene& scene)
{
    if (!scene.scene)
        return nullptr;
    const auto* made = dynamic_cast<const GpuScene*>(scene.scene.get());
    if (!made)
        throw Error("viewport", "the scene was prepared by another renderer", "Prepare it with a renderer of the same device.");
    return made;
}

/// The part of the inset's rectangle that lies on the target; none when it shows a picture or nothing.
std::optional<InsetView> drawnInset(const ViewportScene& scene, int width, int height)
{
    if (!scene.inset || scene.inset->image || !scene.inset->camera.valid() || !isValidPose(scene.inset->worldFromCamera))
        return std::nullopt;
    InsetView inset = *scene.inset;
    inset.width = std::min(inset.x + inset.width, width) - inset.x;
    inset.height = std::min(inset.y + inset.height, height) - inset.y;
    if (inset.x < 0 || inset.y < 0 || inset.width <= 0 || inset.height <= 0)
        return std::nullopt;
    return inset;
}

/// The inset's camera for its rectangle: the whole picture is inside, centred.
Intrinsics insetCamera(const InsetView& inset)
{
    const Intrinsics& c = inset.camera;
    const double scale = std::min(static_cast<double>(inset.width) / c.width, static_cast<double>(inset.height) / c.height);
    return {c.fx * scale, c.fy * scale, inset.width / 2.0 + (c.cx - c.width / 2.0) * scale,
            inset.height / 2.0 + (c.cy - c.height / 2.0) * scale, inset.width, inset.height};
}

WorkCosts costsOf(const GpuContext& gpu)
{
    WorkCosts costs;
    if (!gpu.hasPointAtomics())
        costs.point = kVertexPoint;
    return costs;
}

/// Between which depths a box lies before a camera, metres.
std::pair<float, float> depthRange(const Eigen::AlignedBox3f& box, const Rigid3d& worldFromCamera, bool parallel)
{
    const Rigid3d cameraFromWorld = worldFromCamera.inverse();
    double nearest = std::numeric_limits<double>::infinity(), farthest = -nearest;
    for (int corner = 0; corner < 8; ++corner) {
        const double z = (cameraFromWorld * box.corner(static_cast<Eigen::AlignedBox3f::CornerType>(corner)).cast<double>()).z();
        nearest = std::min(nearest, z);
        farthest = std::max(farthest, z);
    }
    return {static_cast<float>(parallel ? nearest : std::max(nearest, 0.0)), static_cast<float>(farthest)};
}

constexpr Access kColorWrite{VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                             VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT};
constexpr Access kCopyRead{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT};
constexpr Access kCopyWrite{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT};

void copyImage(VkCommandBuffer commands, const GpuImage& from, VkImage to, int x, int y)
{
    VkImageCopy region{};
    region.srcSubresource = region.dstSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    region.dstOffset = {x, y, 0};
    region.extent = {from.spec().width, from.spec().height, 1};
    vkCmdCopyImage(commands, from.get(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, to, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
}

} // namespace

ViewportPainter::ViewportPainter(GpuDevice& device)
    : m_device(device), m_gpu(device.context()), m_pipelines(m_gpu),
      m_points(m_gpu.hasPointAtomics() ? std::make_unique<PointRasterizer>(m_gpu) : nullptr), m_overlay(m_gpu), m_analysis(m_gpu),
      m_main({m_gpu, m_pipelines, m_points.get()}), m_inset({m_gpu, m_pipelines, m_points.get()}),
      m_budget(costsOf(m_gpu), m_gpu.isSoftware() ? kSoftwareSlowness : kHardwareSlowness)
{
}

void ViewportPainter::check(const ViewportScene& scene, const ViewCamera& camera)
{
    if (!isValidPose(camera.worldFromCamera) || !std::isfinite(camera.fovYDegrees) || !std::isfinite(camera.orthoHeight))
        throw Error("viewport", "the eye's pose is not a rotation and a finite position", "Reset the view.");
    gpuScene(scene);
}

void ViewportPainter::showLayer(VkCommandBuffer commands, int slot, const Target& target, const ViewportScene& scene, const SceneView& view,
                                const Rigid3d& worldFromCamera, const SceneView* other)
{
    const GpuScene* surfaces = gpuScene(scene);
    AnalysisPass::Input input;
    input.mode = !surfaces ? AnalysisPass::Mode::Colors
        : scene.shading == SurfaceShading::Depth ? AnalysisPass::Mode::Distance
        : scene.shading == SurfaceShading::Normals ? AnalysisPass::Mode::Normals : AnalysisPass::Mode::Colors;
    const Access before{kCopyWrite.stage | kColorWrite.stage, VK_ACCESS_2_NONE}; // the window image is waited for in these stages
    if (input.mode == AnalysisPass::Mode::Colors && !other) {
        const GpuImage& picture = m_main.colorAs(commands, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
        imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, before,
                     kCopyWrite);
        copyImage(commands, picture, target.image, 0, 0);
        imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                     VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, kCopyWrite, kColorWrite);
        return;
    }
    input.color = &m_main.colorAs(commands, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
    input.depth = &m_main.depth();
    input.view = view;
    if (surfaces && !surfaces->bounds().isEmpty())
        std::tie(input.nearest, input.farthest) = depthRange(surfaces->bounds(), worldFromCamera, view.orthoReach > 0);
    if (other) {
        input.otherDepth = &m_inset.depth();
        input.otherView = *other;
        input.tint = *scene.coverage;
    }
    imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, before,
                 kColorWrite);
    VkRenderingAttachmentInfo color{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO};
    color.imageView = target.view;
    color.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    color.loadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
    color.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    VkRenderingInfo info{VK_STRUCTURE_TYPE_RENDERING_INFO};
    info.renderArea.extent = {static_cast<std::uint32_t>(target.width), static_cast<std::uint32_t>(target.height)};
    info.layerCount = 1;
    info.colorAttachmentCount = 1;
    info.pColorAttachments = &color;
    vkCmdBeginRendering(commands, &info);
    setArea(commands, target.width, target.height);
    m_analysis.draw(commands, slot, input, target.format);
    vkCmdEndRendering(commands);
    memoryBarrier(commands, kColorWrite, kColorWrite);
}

void ViewportPainter::drawOverlay(VkCommandBuffer commands, int slot, const Target& target, const OverlayGeometry& geometry,
                                  const SceneView* view, float focalPixels)
{
    VkRenderingAttachmentInfo color{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO}, depth{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO};
    color.imageView = target.view;
    color.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    color.loadOp = depth.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
    color.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    depth.imageView = m_main.depth().view();
    depth.imageLayout = VK_IMAGE_LAYOUT_DEPTH_READ_ONLY_OPTIMAL;
    depth.storeOp = VK_ATTACHMENT_STORE_OP_NONE;
    VkRenderingInfo info{VK_STRUCTURE_TYPE_RENDERING_INFO};
    info.renderArea.extent = {static_cast<std::uint32_t>(target.width), static_cast<std::uint32_t>(target.height)};
    info.layerCount = 1;
    info.colorAttachmentCount = 1;
    info.pColorAttachments = &color;
    info.pDepthAttachment = &depth;
    const OverlayPainter::Target overlay{target.format, VK_SAMPLE_COUNT_1_BIT, target.width, target.height};
    vkCmdBeginRendering(commands, &info);
    setArea(commands, target.width, target.height);
    if (view)
        m_overlay.drawWorld(commands, slot, geometry, *view, focalPixels, overlay);
    else
        m_overlay.drawScreen(commands, slot, geometry, overlay);
    vkCmdEndRendering(commands);
}

ViewportPainter::Layers ViewportPainter::updateLayers(VkCommandBuffer commands, int slot, VkFormat format, int width, int height,
                                                     const ViewportScene& scene, const ViewCamera& camera, LayerEffort effort, bool shown)
{
    Layers layers;
    Painted& painted = layers.painted;
    FrameStats& stats = painted.stats;
    stats.status = FrameStatus::Drawn;
    stats.width = width;
    stats.height = height;
    const GpuScene* surfaces = gpuScene(scene);
    const std::optional<InsetView> inset = drawnInset(scene, width, height);
    const WorkCosts& costs = m_budget.costs();
    const auto add = [&](const SceneLayer::Result& result) {
        painted.work.pixels += result.work.pixels;
        painted.work.points += result.work.points;
        painted.work.triangles += result.work.triangles;
        stats.reduced = stats.reduced || result.reduced;
    };
    if (shown)
        painted.work.pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    const double allowed = m_budget.allowance(effort == LayerEffort::Moving ? kMovingMs : kSliceMs);
    double left = std::max(allowed - costs.of(painted.work), kLeastShare * allowed);

    LayerRequest request;
    request.scene = surfaces;
    request.format = format;
    if (inset) {
        request.width = inset->width;
        request.height = inset->height;
        request.view = perspectiveView(inset->worldFromCamera, insetCamera(*inset), camera.nearPlane);
        request.pointSize = std::max(1, static_cast<int>(std::lround(1.5f * scene.pixelRatio)));
        request.background = {{0, inset->height, {0.02f, 0.02f, 0.025f}}};
        layers.inset = inset;
        layers.insetView = request.view;
        const SceneLayer::Result result = m_inset.update(commands, slot, request, effort, costs, kInsetShare * left);
        add(result);
        left = std::max(left - costs.of(result.work), kLeastShare * allowed);
    }

    request.width = width;
    request.height = height;
    request.view = viewOf(camera, width, height);
    request.pointSize = std::clamp(static_cast<int>(std::lround(scene.pointSize)), 1, kLargestPoint);
    request.background = backgroundBands(scene, camera, width, height);
    request.hideBackFaces = scene.hideCeiling;
    const bool worked = scene.shading == SurfaceShading::Depth || scene.shading == SurfaceShading::Normals;
    request.shading = worked ? SurfaceShading::Unlit : scene.shading;
    if (surfaces && scene.highlightedInstance && !worked) {
        std::copy_n(scene.highlight.data(), 4, request.view.constants.tint);
        request.view.constants.selection[0] = *scene.highlightedInstance;
    }
    const SceneLayer::Result result = m_main.update(commands, slot, request, effort, costs, left);
    add(result);
    stats.triangles = result.count.triangles;
    stats.points = result.count.points;
    stats.drawCalls = result.count.drawCalls;
    stats.samples = result.samples;
    stats.allTriangles = surfaces ? surfaces->triangleCount() : 0;
    stats.allPoints = surfaces ? surfaces->pointCount() : 0;

    layers.view = request.view;
    return layers;
}

ViewportPainter::Painted ViewportPainter::refine(VkCommandBuffer commands, int slot, const Target& shape, const ViewportScene& scene,
                                                 const ViewCamera& camera)
{
    return updateLayers(commands, slot, shape.format, shape.width, shape.height, scene, camera, LayerEffort::Resting, false).painted;
}

ViewportPainter::Painted ViewportPainter::paint(VkCommandBuffer commands, int slot, const Target& target, const ViewportScene& scene,
                                                const ViewCamera& camera, LayerEffort effort)
{
    const Layers layers = updateLayers(commands, slot, target.format, target.width, target.height, scene, camera, effort, true);
    const std::optional<InsetView>& inset = layers.inset;
    const OverlayGeometry geometry = buildOverlay(scene, camera, target.width, target.height);
    m_overlay.upload(slot, geometry);
    showLayer(commands, slot, target, scene, layers.view, camera.worldFromCamera, scene.coverage && inset ? &layers.insetView : nullptr);
    const double focal = camera.orthoHeight > 0 ? target.height / camera.orthoHeight : viewIntrinsics(camera, target.width, target.height).fy;
    drawOverlay(commands, slot, target, geometry, &layers.view, static_cast<float>(focal));
    if (inset) {
        const GpuImage& picture = m_inset.colorAs(commands, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
        imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                     VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, kColorWrite, kCopyWrite);
        copyImage(commands, picture, target.image, inset->x, inset->y);
        imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                     VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, kCopyWrite, kColorWrite);
    } else {
        memoryBarrier(commands, kColorWrite, kColorWrite);
    }
    drawOverlay(commands, slot, target, geometry, nullptr, 1);

    const bool copied = target.finalLayout == VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
    imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, target.finalLayout, kColorWrite,
                 copied ? kCopyRead : Access{});
    return layers.painted;
}

ViewportRenderer::Pick ViewportPainter::pick(const ViewportScene& scene, const ViewCamera& camera, int width, int height, int x, int y)
{
    ViewportRenderer::Pick result;
    if (width <= 0 || height <= 0 || x < 0 || y < 0 || x >= width || y >= height)
        return result;
    if (const GpuScene* surfaces = gpuScene(scene)) {
        if (!m_picker)
            m_picker = createSceneRenderer(m_device);
        // A view of the pixels around: points are hard to hit exactly.
        const int reach = surfaces->pointCount() ? static_cast<int>(std::lround(4 * scene.pixelRatio)) : 0, side = 2 * reach + 1;
        ViewRequest request;
        request.worldFromCamera = camera.worldFromCamera;
        request.nearPlane = camera.nearPlane;
        double behind = 0;
        if (camera.orthoHeight > 0) {
            // A narrow perspective view along the pixel's parallel ray, from well behind the eye.
            behind = 0.06 * camera.orthoReach;
            const double metres = camera.orthoHeight / height, focal = behind / metres;
            request.worldFromCamera.translate(Eigen::Vector3d((x + 0.5 - width / 2.0) * metres, (y + 0.5 - height / 2.0) * metres, -behind));
            request.camera = {focal, focal, 0.5 * side, 0.5 * side, side, side};
        } else {
            request.camera = viewIntrinsics(camera, width, height);
            request.camera.cx -= x - reach;
            request.camera.cy -= y - reach;
            request.camera.width = request.camera.height = side;
        }
        ViewOutputs outputs;
        outputs.antialias = false;
        m_picker->render(*scene.scene, {&request, 1}, outputs, [&](std::size_t, RenderedView&& view) {
            // A point within reach goes before the surface under the pixel.
            int best = reach * reach + 2;
            for (int v = 0; v < side; ++v)
                for (int u = 0; u < side; ++u) {
                    const bool point = surfaces->pointCount() && view.instances.at(u, v) <= 0;
                    int away = (u - reach) * (u - reach) + (v - reach) * (v - reach);
                    if (!point)
                        away = away == 0 ? reach * reach + 1 : best;
                    if (view.depth.at(u, v) <= 0 || away >= best)
                        continue;
                    best = away;
                    const double depth = view.depth.at(u, v);
                    result.depth = std::max(depth - behind, 1e-6);
                    result.instance = view.instances.at(u, v);
                    result.kind = point ? ViewportRenderer::PickKind::Point : ViewportRenderer::PickKind::Surface;
                    result.point = request.worldFromCamera * unproject(request.camera, u + 0.5, v + 0.5, depth);
                }
        });
    }
    const auto overlay = pickOverlay(scene, camera, width, height, x, y);
    if (overlay && (result.kind == ViewportRenderer::PickKind::Nothing || overlay->depth <= result.depth * 1.02 + overlay->slack))
        return {overlay->frustum ? ViewportRenderer::PickKind::Frustum : ViewportRenderer::PickKind::Mark, overlay->id, overlay->depth, 0,
                overlay->point};
    return result;
}

} // namespace w2v

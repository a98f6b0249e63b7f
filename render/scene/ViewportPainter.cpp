#include "render/scene/ViewportPainter.h"

#include <algorithm>
#include <cmath>

#include "render/scene/SceneRendererFactory.h"

namespace w2v {
namespace {

constexpr int kBackgroundStrips = 24;                  // neighbouring shades differ by less than a step of 8 bits
constexpr std::uint32_t kMovingPoints = 100'000;       // drawn by software devices while the eye moves
constexpr std::size_t kKeptAttachments = 2;

void setArea(VkCommandBuffer commands, int x, int y, int width, int height)
{
    const VkViewport viewport{static_cast<float>(x), static_cast<float>(y), static_cast<float>(width), static_cast<float>(height), 0, 1};
    const VkRect2D scissor{{x, y}, {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)}};
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

/// The inset's camera for its rectangle: the whole picture is inside, centred.
Intrinsics insetCamera(const InsetView& inset)
{
    const Intrinsics& c = inset.camera;
    const double scale = std::min(static_cast<double>(inset.width) / c.width, static_cast<double>(inset.height) / c.height);
    return {c.fx * scale, c.fy * scale, inset.width / 2.0 + (c.cx - c.width / 2.0) * scale,
            inset.height / 2.0 + (c.cy - c.height / 2.0) * scale, inset.width, inset.height};
}

} // namespace

ViewportPainter::ViewportPainter(GpuDevice& device)
    : m_device(device), m_gpu(device.context()), m_pipelines(m_gpu), m_overlay(m_gpu)
{
}

const ViewportPainter::Attachments& ViewportPainter::attachments(const Target& target, VkSampleCountFlagBits samples)
{
    for (const Attachments& set : m_attachments)
        if (set.width == target.width && set.height == target.height && set.samples == samples && set.format == target.format)
            return set;
    // After a resize the old sets are of no use; still and moving frames of one size may alternate.
    std::erase_if(m_attachments, [&](const Attachments& set) { return set.width != target.width || set.height != target.height; });
    if (m_attachments.size() >= kKeptAttachments)
        m_attachments.erase(m_attachments.begin());
    Attachments made;
    made.width = target.width;
    made.height = target.height;
    made.samples = samples;
    made.format = target.format;
    ImageSpec spec;
    spec.width = static_cast<std::uint32_t>(target.width);
    spec.height = static_cast<std::uint32_t>(target.height);
    spec.samples = samples;
    if (samples != VK_SAMPLE_COUNT_1_BIT) {
        spec.format = target.format;
        spec.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
        made.color = GpuImage(m_gpu, spec, "viewport samples");
    }
    spec.format = kDepthFormat;
    spec.usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT;
    spec.aspect = VK_IMAGE_ASPECT_DEPTH_BIT;
    made.depth = GpuImage(m_gpu, spec, "viewport depth");
    m_attachments.push_back(std::move(made));
    return m_attachments.back();
}

void ViewportPainter::check(const ViewportScene& scene, const ViewCamera& camera)
{
    if (!isValidPose(camera.worldFromCamera) || !std::isfinite(camera.fovYDegrees) || !std::isfinite(camera.orthoHeight))
        throw Error("viewport", "the eye's pose is not a rotation and a finite position", "Reset the view.");
    gpuScene(scene);
}

void ViewportPainter::background(VkCommandBuffer commands, const ViewportScene& scene, int width, int height)
{
    // Clears are far cheaper than a full-screen triangle on software devices.
    const int strips = std::min(kBackgroundStrips, height);
    for (int i = 0; i < strips; ++i) {
        const Rgba color = scene.backgroundTop + (scene.backgroundBottom - scene.backgroundTop) * ((static_cast<float>(i) + 0.5f) / static_cast<float>(strips));
        VkClearAttachment clear{};
        clear.aspectMask = VK_IMAGE_ASPECT_COLOR_BIT;
        for (int k = 0; k < 3; ++k)
            clear.clearValue.color.float32[k] = color[k];
        clear.clearValue.color.float32[3] = 1;
        const int top = height * i / strips, bottom = height * (i + 1) / strips;
        const VkClearRect rect{{{0, top}, {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(bottom - top)}}, 0, 1};
        vkCmdClearAttachments(commands, 1, &clear, 1, &rect);
    }
}

void ViewportPainter::inset(VkCommandBuffer commands, const ViewportScene& scene, const OverlayPainter::Target& target,
                            const SurfacePass& pass, std::uint32_t maxPoints, FrameStats& stats)
{
    const GpuScene* surfaces = gpuScene(scene);
    if (!scene.inset || scene.inset->image || !scene.inset->camera.valid() || !isValidPose(scene.inset->worldFromCamera))
        return;
    InsetView inset = *scene.inset;
    const int right = std::min(inset.x + inset.width, target.width), bottom = std::min(inset.y + inset.height, target.height);
    if (inset.x < 0 || inset.y < 0 || right <= inset.x || bottom <= inset.y)
        return;
    inset.width = right - inset.x;
    inset.height = bottom - inset.y;
    VkClearAttachment clears[2]{};
    clears[0].aspectMask = VK_IMAGE_ASPECT_COLOR_BIT;
    clears[0].clearValue.color = {{0.02f, 0.02f, 0.025f, 1}};
    clears[1].aspectMask = VK_IMAGE_ASPECT_DEPTH_BIT;
    const VkClearRect rect{{{inset.x, inset.y}, {static_cast<std::uint32_t>(inset.width), static_cast<std::uint32_t>(inset.height)}}, 0, 1};
    vkCmdClearAttachments(commands, 2, clears, 1, &rect);
    if (!surfaces)
        return;
    setArea(commands, inset.x, inset.y, inset.width, inset.height);
    SceneView view = perspectiveView(inset.worldFromCamera, insetCamera(inset));
    view.constants.eye[3] = 1.5f;
    SurfacePass plain = pass;
    plain.tint = false;
    plain.shading = SurfaceShading::Shaded;
    const DrawCount count = m_pipelines.draw(commands, *surfaces, view, plain, maxPoints);
    stats.triangles += count.triangles;
    stats.points += count.points;
    stats.drawCalls += count.drawCalls;
    setArea(commands, 0, 0, target.width, target.height);
}

FrameStats ViewportPainter::paint(VkCommandBuffer commands, int slot, const Target& target, const ViewportScene& scene,
                                  const ViewCamera& camera, bool moving)
{
    const bool reduced = moving && m_gpu.isSoftware();
    const auto samples = reduced ? VK_SAMPLE_COUNT_1_BIT : VK_SAMPLE_COUNT_4_BIT;
    const Attachments& set = attachments(target, samples);
    FrameStats stats;
    stats.status = FrameStatus::Drawn;
    stats.width = target.width;
    stats.height = target.height;
    stats.samples = samples;

    constexpr Access kColor{VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                            VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT};
    constexpr Access kDepth{VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT,
                            VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT};
    imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                 {kColor.stage, VK_ACCESS_2_NONE}, kColor);
    if (set.color)
        imageBarrier(commands, set.color.get(), VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
                     VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, kColor, kColor);
    imageBarrier(commands, set.depth.get(), VK_IMAGE_ASPECT_DEPTH_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
                 VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL, kDepth, kDepth);

    VkRenderingAttachmentInfo color{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO};
    color.imageView = set.color ? set.color.view() : target.view;
    color.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    color.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR;
    color.storeOp = set.color ? VK_ATTACHMENT_STORE_OP_DONT_CARE : VK_ATTACHMENT_STORE_OP_STORE;
    if (set.color) {
        color.resolveMode = VK_RESOLVE_MODE_AVERAGE_BIT;
        color.resolveImageView = target.view;
        color.resolveImageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    }
    VkRenderingAttachmentInfo depth{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO};
    depth.imageView = set.depth.view();
    depth.imageLayout = VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL;
    depth.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR;
    depth.storeOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
    VkRenderingInfo info{VK_STRUCTURE_TYPE_RENDERING_INFO};
    info.renderArea.extent = {static_cast<std::uint32_t>(target.width), static_cast<std::uint32_t>(target.height)};
    info.layerCount = 1;
    info.colorAttachmentCount = 1;
    info.pColorAttachments = &color;
    info.pDepthAttachment = &depth;

    const OverlayGeometry geometry = buildOverlay(scene, camera, target.width, target.height);
    m_overlay.upload(slot, geometry);
    const OverlayPainter::Target overlayTarget{target.format, samples, target.width, target.height};
    const GpuScene* surfaces = gpuScene(scene);
    const std::uint32_t maxPoints = reduced ? kMovingPoints : 0xffffffffu;
    SurfacePass pass;
    pass.colorFormat = target.format;
    pass.samples = samples;
    pass.shading = scene.shading;

    vkCmdBeginRendering(commands, &info);
    background(commands, scene, target.width, target.height);
    setArea(commands, 0, 0, target.width, target.height);
    SceneView view = viewOf(camera, target.width, target.height);
    view.constants.eye[3] = std::clamp(scene.pointSize, 1.0f, 32.0f);
    if (surfaces) {
        SurfacePass main = pass;
        main.tint = scene.highlightedInstance.has_value();
        if (main.tint) {
            std::copy_n(scene.highlight.data(), 4, view.constants.tint);
            view.constants.selection[0] = *scene.highlightedInstance;
        }
        const DrawCount count = m_pipelines.draw(commands, *surfaces, view, main, maxPoints, scene.hideCeiling);
        stats.triangles = count.triangles;
        stats.points = count.points;
        stats.drawCalls = count.drawCalls;
    }
    const double focal = camera.orthoHeight > 0 ? target.height / camera.orthoHeight : viewIntrinsics(camera, target.width, target.height).fy;
    m_overlay.drawWorld(commands, slot, geometry, view, static_cast<float>(focal), overlayTarget);
    inset(commands, scene, overlayTarget, pass, maxPoints, stats);
    m_overlay.drawScreen(commands, slot, geometry, overlayTarget);
    vkCmdEndRendering(commands);

    const bool copied = target.finalLayout == VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
    imageBarrier(commands, target.image, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, target.finalLayout,
                 {kColor.stage, VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT},
                 copied ? Access{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT} : Access{});
    stats.reduced = reduced;
    return stats;
}

ViewportRenderer::Pick ViewportPainter::pick(const ViewportScene& scene, const ViewCamera& camera, int width, int height, int x, int y)
{
    ViewportRenderer::Pick result;
    if (!gpuScene(scene) || width <= 0 || height <= 0 || x < 0 || y < 0 || x >= width || y >= height)
        return result;
    if (!m_picker)
        m_picker = createSceneRenderer(m_device);
    ViewRequest request;
    request.worldFromCamera = camera.worldFromCamera;
    double behind = 0;
    if (camera.orthoHeight > 0) {
        // A thin perspective view along the pixel's parallel ray, from well behind the eye.
        constexpr double kBehind = 30, kThin = 1e4;
        const double metres = camera.orthoHeight / height;
        behind = kBehind;
        request.worldFromCamera.translate(Eigen::Vector3d((x + 0.5 - width / 2.0) * metres, (y + 0.5 - height / 2.0) * metres, -kBehind));
        request.camera = {kThin, kThin, 0.5, 0.5, 1, 1};
    } else {
        request.camera = viewIntrinsics(camera, width, height);
        request.camera.cx -= x;
        request.camera.cy -= y;
        request.camera.width = request.camera.height = 1;
    }
    ViewOutputs outputs;
    outputs.antialias = false;
    m_picker->render(*scene.scene, {&request, 1}, outputs, [&](std::size_t, RenderedView&& view) {
        const double depth = view.depth.at(0, 0);
        if (depth <= 0)
            return;
        result.depth = std::max(depth - behind, 1e-6);
        result.instance = view.instances.at(0, 0);
        result.point = request.worldFromCamera * unproject(request.camera, 0.5, 0.5, depth);
    });
    return result;
}

} // namespace w2v

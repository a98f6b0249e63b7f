#include "render/scene/SceneLayer.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

constexpr Access kColor{VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                        VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT};
constexpr Access kDepth{VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT,
                        VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT};
/// Whatever used the images before, a copy or a shader, is done.
constexpr Access kEarlier{VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_NONE};
constexpr double kSampledTriangle = 2;  // cost of a triangle with four samples
constexpr double kLeastSlice = 1000;     // triangles: every slice gets on
constexpr int kLargestSpread = 4;       // pixels that a point may grow to where others were left out

void setArea(VkCommandBuffer commands, int width, int height)
{
    const VkViewport viewport{0, 0, static_cast<float>(width), static_cast<float>(height), 0, 1};
    const VkRect2D scissor{{0, 0}, {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)}};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    vkCmdSetScissor(commands, 0, 1, &scissor);
}

void clearBackground(VkCommandBuffer commands, const LayerRequest& request)
{
    // Clears are far cheaper than a full-screen triangle on software devices.
    for (const BackgroundBand& band : request.background) {
        VkClearAttachment clear{};
        clear.aspectMask = VK_IMAGE_ASPECT_COLOR_BIT;
        std::copy_n(band.color.data(), 3, clear.clearValue.color.float32);
        clear.clearValue.color.float32[3] = 1;
        const VkClearRect rect{{{0, band.top}, {static_cast<std::uint32_t>(request.width), static_cast<std::uint32_t>(band.bottom - band.top)}}, 0, 1};
        vkCmdClearAttachments(commands, 1, &clear, 1, &rect);
    }
}

/// The size that closes the gaps which left-out points leave, as far as it is sensible.
int spreadSize(int size, float spacing)
{
    return std::max(size, std::min(static_cast<int>(std::lround(spacing)), std::max(size, kLargestSpread)));
}

} // namespace

SceneLayer::Key SceneLayer::keyOf(const LayerRequest& request)
{
    Key key;
    key.scene = request.scene ? request.scene->id() : 0;
    std::copy_n(request.view.constants.clipFromWorld, 16, key.clip.begin());
    std::copy_n(request.view.constants.eye, 3, key.look.begin());
    std::copy_n(request.view.constants.tint, 4, key.look.begin() + 3);
    key.choices = {request.width, request.height, static_cast<int>(request.format), static_cast<int>(request.shading) * 2 + request.hideBackFaces,
                   request.pointSize, request.view.constants.selection[0]};
    key.background = request.background;
    return key;
}

void SceneLayer::prepare(Picture& picture, const LayerRequest& request, VkSampleCountFlagBits samples)
{
    if (picture.width != request.width || picture.height != request.height || picture.format != request.format || picture.samples != samples) {
        picture = Picture();
        picture.width = request.width;
        picture.height = request.height;
        picture.format = request.format;
        picture.samples = samples;
        ImageSpec spec;
        spec.width = static_cast<std::uint32_t>(request.width);
        spec.height = static_cast<std::uint32_t>(request.height);
        spec.format = request.format;
        spec.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
        picture.color = GpuImage(m_shared.gpu, spec, "layer colour");
        ImageSpec depth = spec;
        depth.format = kDepthFormat;
        depth.usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
        depth.aspect = VK_IMAGE_ASPECT_DEPTH_BIT;
        picture.depth = GpuImage(m_shared.gpu, depth, "layer depth");
        if (samples != VK_SAMPLE_COUNT_1_BIT) {
            spec.samples = depth.samples = samples;
            spec.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
            depth.usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT;
            picture.msColor = GpuImage(m_shared.gpu, spec, "layer colour samples");
            picture.msDepth = GpuImage(m_shared.gpu, depth, "layer depth samples");
        }
    }
    picture.begun = picture.whole = false;
    picture.nextSurface = picture.nextPoint = 0;
    picture.count = {};
}

void SceneLayer::preparePoints(Picture& picture, const LayerRequest& request, bool exact)
{
    picture.pointSize = exact ? request.pointSize : spreadSize(request.pointSize, picture.points.spacing);
    if (!m_shared.points || !request.scene || !request.scene->pointCount())
        return;
    // Pictures of moments store points in cells of their size: one read a pixel instead of size squared.
    picture.pixels.resize(m_shared.gpu, request.width, request.height, exact ? 1 : picture.pointSize);
    if (!exact)
        picture.pointSize = 1;
}

FrameWork SceneLayer::drawSlice(VkCommandBuffer commands, int slot, Picture& picture, const LayerRequest& request, const WorkCosts& costs,
                                double allowance)
{
    FrameWork work;
    const bool first = !picture.begun, sampled = picture.samples != VK_SAMPLE_COUNT_1_BIT;
    if (first) {
        work.pixels += static_cast<std::uint64_t>(request.width) * static_cast<std::uint64_t>(request.height);
        allowance -= costs.pixel * static_cast<double>(work.pixels);
    }
    // What of the plan is drawn now: at least something, so that every slice gets on.
    const double triangleCost = costs.triangle * (sampled ? kSampledTriangle : 1);
    std::vector<SurfaceRun> surfaces;
    while (picture.nextSurface < picture.surfaces.runs.size() && (allowance > 0 || (surfaces.empty() && !first))) {
        SurfaceRun& run = picture.surfaces.runs[picture.nextSurface];
        SurfaceRun part = run;
        part.indexCount = 3 * static_cast<std::uint32_t>(std::min(std::max(allowance / triangleCost, kLeastSlice), run.indexCount / 3.0));
        allowance -= triangleCost * part.indexCount / 3;
        work.triangles += part.indexCount / 3;
        surfaces.push_back(part);
        run.firstIndex += part.indexCount;
        run.indexCount -= part.indexCount;
        if (!run.indexCount)
            ++picture.nextSurface;
    }
    const std::size_t firstPoint = picture.nextPoint;
    while (picture.nextPoint < picture.points.runs.size()
           && (allowance > 0 || (picture.nextPoint == firstPoint && surfaces.empty() && !first))) {
        const PointRun& run = picture.points.runs[picture.nextPoint++];
        allowance -= costs.point * run.count;
        work.points += run.count;
    }
    const std::span<const PointRun> points(picture.points.runs.data() + firstPoint, picture.nextPoint - firstPoint);
    const bool last = picture.nextSurface == picture.surfaces.runs.size() && picture.nextPoint == picture.points.runs.size();
    const bool hasPoints = request.scene && request.scene->pointCount() > 0;
    if (hasPoints && m_shared.points && (first || last || !points.empty()))
        m_shared.points->rasterize(commands, slot, picture.pixels, *request.scene, request.view, points, picture.pointSize, first);

    const VkImage color = sampled ? picture.msColor.get() : picture.color.get(), depth = sampled ? picture.msDepth.get() : picture.depth.get();
    if (first) {
        imageBarrier(commands, color, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, kEarlier, kColor);
        imageBarrier(commands, depth, VK_IMAGE_ASPECT_DEPTH_BIT, VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL, kEarlier, kDepth);
        picture.begun = true;
    } else {
        memoryBarrier(commands, kColor, kColor);
        memoryBarrier(commands, kDepth, kDepth);
    }
    if (last && sampled) {
        imageBarrier(commands, picture.color.get(), VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
                     VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, kEarlier, kColor);
        // Resolving a depth attachment counts as colour output.
        imageBarrier(commands, picture.depth.get(), VK_IMAGE_ASPECT_DEPTH_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
                     VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL, kEarlier, {kDepth.stage | kColor.stage, kDepth.access | kColor.access});
    }

    VkRenderingAttachmentInfo colorInfo{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO}, depthInfo{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO};
    colorInfo.imageView = sampled ? picture.msColor.view() : picture.color.view();
    colorInfo.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    depthInfo.imageView = sampled ? picture.msDepth.view() : picture.depth.view();
    depthInfo.imageLayout = VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL;
    for (VkRenderingAttachmentInfo* info : {&colorInfo, &depthInfo}) {
        info->loadOp = first ? VK_ATTACHMENT_LOAD_OP_CLEAR : VK_ATTACHMENT_LOAD_OP_LOAD;
        info->storeOp = last && sampled ? VK_ATTACHMENT_STORE_OP_DONT_CARE : VK_ATTACHMENT_STORE_OP_STORE;
    }
    if (last && sampled) {
        colorInfo.resolveMode = VK_RESOLVE_MODE_AVERAGE_BIT;
        colorInfo.resolveImageView = picture.color.view();
        colorInfo.resolveImageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
        depthInfo.resolveMode = VK_RESOLVE_MODE_SAMPLE_ZERO_BIT;
        depthInfo.resolveImageView = picture.depth.view();
        depthInfo.resolveImageLayout = VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL;
    }
    VkRenderingInfo info{VK_STRUCTURE_TYPE_RENDERING_INFO};
    info.renderArea.extent = {static_cast<std::uint32_t>(request.width), static_cast<std::uint32_t>(request.height)};
    info.layerCount = 1;
    info.colorAttachmentCount = 1;
    info.pColorAttachments = &colorInfo;
    info.pDepthAttachment = &depthInfo;
    vkCmdBeginRendering(commands, &info);
    if (first)
        clearBackground(commands, request);
    setArea(commands, request.width, request.height);
    SurfacePass pass;
    pass.colorFormat = request.format;
    pass.samples = picture.samples;
    pass.shading = request.shading;
    pass.tint = request.view.constants.selection[0] >= 0;
    if (request.scene) {
        const DrawCount count = m_shared.pipelines.drawSurfaces(commands, *request.scene, request.view, pass, surfaces, request.hideBackFaces);
        picture.count.triangles += count.triangles;
        picture.count.drawCalls += count.drawCalls;
        picture.count.points += work.points;
        if (!m_shared.points) {
            SceneView view = request.view;
            view.constants.eye[3] = static_cast<float>(picture.pointSize);
            SurfacePass plain = pass;
            plain.tint = false;
            picture.count.drawCalls += m_shared.pipelines.drawPoints(commands, *request.scene, view, plain, points).drawCalls;
        } else if (last && hasPoints) {
            m_shared.points->compose(commands, slot, picture.pixels, pass, picture.pointSize);
            ++picture.count.drawCalls;
        }
    }
    vkCmdEndRendering(commands);
    if (last) {
        imageBarrier(commands, picture.depth.get(), VK_IMAGE_ASPECT_DEPTH_BIT, VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL,
                     VK_IMAGE_LAYOUT_DEPTH_READ_ONLY_OPTIMAL, {kDepth.stage | kColor.stage, kDepth.access | kColor.access},
                     {kDepth.stage | VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
                      VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT | VK_ACCESS_2_SHADER_READ_BIT});
        picture.colorLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
        picture.whole = true;
    }
    return work;
}

FrameWork SceneLayer::drawQuick(VkCommandBuffer commands, int slot, const LayerRequest& request, const Key& key, const WorkCosts& costs,
                                double allowance)
{
    Picture& quick = m_pictures[kQuick];
    prepare(quick, request, VK_SAMPLE_COUNT_1_BIT);
    quick.key = key;
    quick.surfaces = {};
    quick.points = {};
    if (request.scene) {
        const double fixed = costs.pixel * request.width * request.height;
        double left = std::max(allowance - fixed, 0.25 * allowance);
        const bool points = request.scene->pointCount() > 0;
        quick.surfaces = planSurfaces(*request.scene, request.view, static_cast<std::uint64_t>((points ? 0.6 : 1.0) * left / costs.triangle));
        left = std::max(left - costs.triangle * static_cast<double>(quick.surfaces.triangles), 0.1 * left);
        quick.points = planPoints(request.scene->pointChunks(), request.view, request.height, static_cast<std::uint64_t>(left / costs.point));
    }
    preparePoints(quick, request, false);
    return drawSlice(commands, slot, quick, request, costs, INFINITY);
}

SceneLayer::Result SceneLayer::resultOf(int picture, bool reduced, const FrameWork& work) const
{
    const Picture& shown = m_pictures[static_cast<std::size_t>(picture)];
    return {work, shown.count, reduced, static_cast<int>(shown.samples)};
}

SceneLayer::Result SceneLayer::update(VkCommandBuffer commands, int slot, const LayerRequest& request, LayerEffort effort, const WorkCosts& costs,
                                      double allowance)
{
    const Key key = keyOf(request);
    const std::uint64_t detail = request.scene ? request.scene->detailId() : 0;
    Picture &quick = m_pictures[kQuick], &full = m_pictures[kFull];
    if (full.whole && full.key == key) {
        m_shown = kFull;
        return resultOf(kFull, false, {});
    }
    const bool quickFits = quick.whole && quick.key == key, restart = !full.begun || full.key != key || full.detail != detail;
    bool fits = effort == LayerEffort::Complete;
    // Devices that are fast enough draw moving frames in full, too; software ones save the samples.
    if (restart && (effort != LayerEffort::Moving || !m_shared.gpu.isSoftware())) {
        const bool surfaces = request.scene && request.scene->triangleCount() > 0; // points are not smoothed
        prepare(full, request, surfaces ? VK_SAMPLE_COUNT_4_BIT : VK_SAMPLE_COUNT_1_BIT);
        full.key = key;
        full.detail = detail;
        full.surfaces = {};
        full.points = {};
        if (request.scene) {
            full.surfaces = planLevel(*request.scene, request.view, 0);
            full.points = planPoints(request.scene->pointChunks(), request.view, request.height, request.scene->pointCount());
        }
        preparePoints(full, request, true);
        const FrameWork all{static_cast<std::uint64_t>(request.width) * static_cast<std::uint64_t>(request.height), full.points.points,
                            full.surfaces.triangles * static_cast<std::uint64_t>(surfaces ? kSampledTriangle : 1)};
        fits = fits || costs.of(all) <= allowance;
    }
    FrameWork work;
    // At rest, too, what takes long begins with a quick picture.
    if (!fits && (effort == LayerEffort::Moving || !quickFits)) {
        if (!quickFits)
            work = drawQuick(commands, slot, request, key, costs, allowance);
        m_shown = kQuick;
        return resultOf(kQuick, true, work);
    }
    work = drawSlice(commands, slot, full, request, costs, fits ? INFINITY : allowance);
    m_shown = full.whole ? kFull : kQuick;
    return resultOf(m_shown, !full.whole, work);
}

const GpuImage& SceneLayer::colorAs(VkCommandBuffer commands, VkImageLayout layout)
{
    Picture& shown = m_pictures[static_cast<std::size_t>(m_shown)];
    const bool copied = layout == VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
    if (shown.colorLayout != layout)
        imageBarrier(commands, shown.color.get(), VK_IMAGE_ASPECT_COLOR_BIT, shown.colorLayout, layout,
                     {VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT},
                     copied ? Access{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT}
                            : Access{VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT, VK_ACCESS_2_SHADER_READ_BIT});
    shown.colorLayout = layout;
    return shown.color;
}

} // namespace w2v

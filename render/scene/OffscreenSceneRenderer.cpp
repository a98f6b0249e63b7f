#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/Error.h"
#include "render/gpu/FrameLoop.h"
#include "render/scene/ScenePipelines.h"
#include "render/scene/SceneRendererFactory.h"

namespace w2v {
namespace {

constexpr int kSlots = 2;                      // one is drawn while the other is read
constexpr std::uint32_t kAtlasPixels = 1 << 19; // views of one submission; larger views go alone
constexpr std::uint32_t kAtlasSide = 1024;

/// Many views side by side in one set of attachments.
struct Atlas {
    std::uint32_t width = 0, height = 0;
    ViewOutputs outputs;
    GpuImage msColor, msDepth, color, ids, depth;
    GpuBuffer colorBytes, idBytes, depthBytes;
};

using Scenes = std::vector<const GpuScene*>;

struct Batch {
    std::size_t first = 0, count = 0;
    std::uint32_t columns = 1, rows = 1;
    int viewWidth = 0, viewHeight = 0;
};

GpuImage attachment(GpuContext& gpu, std::uint32_t width, std::uint32_t height, VkFormat format, VkSampleCountFlagBits samples,
                    bool copied, const std::string& name)
{
    const bool depth = format == kDepthFormat;
    ImageSpec spec;
    spec.width = width;
    spec.height = height;
    spec.format = format;
    spec.samples = samples;
    spec.usage = depth ? VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT : VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
    if (copied)
        spec.usage |= VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    spec.aspect = depth ? VK_IMAGE_ASPECT_DEPTH_BIT : VK_IMAGE_ASPECT_COLOR_BIT;
    return GpuImage(gpu, spec, name);
}

class OffscreenSceneRenderer : public SceneRenderer {
public:
    explicit OffscreenSceneRenderer(GpuDevice& device)
        : m_device(device), m_gpu(device.context()), m_pipelines(m_gpu), m_loop(m_gpu, kSlots, "offscreen views")
    {
    }

    std::string deviceName() const override { return m_device.name(); }
    bool isSoftware() const override { return m_device.isSoftware(); }

    std::shared_ptr<Prepared> prepare(const Scene& scene) override { return prepare(scene, DetailEffort::Whole); }
    std::shared_ptr<Prepared> prepare(const Scene& scene, DetailEffort effort)
    {
        return std::make_shared<GpuScene>(m_gpu, m_pipelines.layout(), scene, effort);
    }

    void renderTogether(std::span<Prepared* const> prepared, std::span<const ViewRequest> views, const ViewOutputs& outputs,
                        const std::function<void(std::size_t, RenderedView&&)>& onView) override;

private:
    Batch nextBatch(std::span<const ViewRequest> views, std::size_t first) const;
    void prepareAtlas(Atlas& atlas, const Batch& batch, const ViewOutputs& outputs);
    void record(VkCommandBuffer commands, Atlas& atlas, const Batch& batch, std::span<const ViewRequest> views,
                const Scenes& scenes);
    void drawViews(VkCommandBuffer commands, const Batch& batch, std::span<const ViewRequest> views, const Scenes& scenes,
                   const SurfacePass& pass);
    void readBack(VkCommandBuffer commands, const Atlas& atlas, const Batch& batch);
    RenderedView unpack(const Atlas& atlas, const Batch& batch, std::size_t index, double nearPlane) const;

    GpuDevice& m_device;
    GpuContext& m_gpu;
    ScenePipelines m_pipelines;
    std::array<Atlas, kSlots> m_atlases;
    FrameLoop m_loop;
};

void checkRequest(const ViewRequest& view, std::uint32_t limit)
{
    if (!view.camera.valid() || !std::isfinite(view.camera.cx) || !std::isfinite(view.camera.cy)
        || !std::isfinite(view.camera.fx) || !std::isfinite(view.camera.fy))
        throw Error("view", "its camera has no size or no focal length", "Give width, height, fx and fy above zero.");
    if (static_cast<std::uint32_t>(view.camera.width) > limit || static_cast<std::uint32_t>(view.camera.height) > limit)
        throw Error("view", "it is larger than the device can draw (" + std::to_string(limit) + " pixels a side)",
                    "Ask for a smaller view.");
    if (!(view.nearPlane > 0))
        throw Error("view", "its near plane is not above zero", "Give a distance in metres.");
    if (!isValidPose(view.worldFromCamera))
        throw Error("view", "its pose is not a rotation and a finite position", "Check the camera path.");
}

Batch OffscreenSceneRenderer::nextBatch(std::span<const ViewRequest> views, std::size_t first) const
{
    Batch batch;
    batch.first = first;
    batch.viewWidth = views[first].camera.width;
    batch.viewHeight = views[first].camera.height;
    const auto width = static_cast<std::uint32_t>(batch.viewWidth), height = static_cast<std::uint32_t>(batch.viewHeight);
    batch.columns = std::max(1u, kAtlasSide / width);
    const std::uint32_t rows = std::max(1u, kAtlasPixels / (batch.columns * width * height));
    const std::size_t capacity = static_cast<std::size_t>(batch.columns) * rows;
    while (batch.count < capacity && first + batch.count < views.size()
           && views[first + batch.count].camera.width == batch.viewWidth
           && views[first + batch.count].camera.height == batch.viewHeight)
        ++batch.count;
    batch.columns = std::min(batch.columns, static_cast<std::uint32_t>(batch.count));
    batch.rows = (static_cast<std::uint32_t>(batch.count) + batch.columns - 1) / batch.columns;
    return batch;
}

void OffscreenSceneRenderer::prepareAtlas(Atlas& atlas, const Batch& batch, const ViewOutputs& outputs)
{
    const std::uint32_t width = batch.columns * static_cast<std::uint32_t>(batch.viewWidth);
    const std::uint32_t height = batch.rows * static_cast<std::uint32_t>(batch.viewHeight);
    const bool fits = atlas.width >= width && atlas.height >= height && atlas.outputs.depth == outputs.depth
        && atlas.outputs.instances == outputs.instances && atlas.outputs.antialias == outputs.antialias
        // an atlas much too large makes clearing slow
        && static_cast<std::uint64_t>(atlas.width) * atlas.height <= 2ull * width * height;
    if (fits)
        return;
    atlas = Atlas{};
    Atlas made;
    made.width = width;
    made.height = height;
    made.outputs = outputs;
    constexpr auto kOne = VK_SAMPLE_COUNT_1_BIT, kFour = VK_SAMPLE_COUNT_4_BIT;
    const bool geometry = outputs.depth || outputs.instances || !outputs.antialias;
    made.color = attachment(m_gpu, width, height, VK_FORMAT_R8G8B8A8_UNORM, kOne, true, "atlas colour");
    if (outputs.antialias) {
        made.msColor = attachment(m_gpu, width, height, VK_FORMAT_R8G8B8A8_UNORM, kFour, false, "atlas colour samples");
        made.msDepth = attachment(m_gpu, width, height, kDepthFormat, kFour, false, "atlas depth samples");
    }
    if (geometry) {
        made.ids = attachment(m_gpu, width, height, kIdFormat, kOne, true, "atlas ids");
        made.depth = attachment(m_gpu, width, height, kDepthFormat, kOne, true, "atlas depth");
    }
    const VkDeviceSize bytes = 4ull * width * height;
    const auto buffer = [&](const char* name) {
        return GpuBuffer(m_gpu, bytes, VK_BUFFER_USAGE_TRANSFER_DST_BIT, MemoryUse::Readback, name);
    };
    made.colorBytes = buffer("atlas colour readback");
    if (outputs.instances)
        made.idBytes = buffer("atlas id readback");
    if (outputs.depth)
        made.depthBytes = buffer("atlas depth readback");
    atlas = std::move(made);
}

void OffscreenSceneRenderer::drawViews(VkCommandBuffer commands, const Batch& batch, std::span<const ViewRequest> views,
                                       const Scenes& scenes, const SurfacePass& pass)
{
    for (std::size_t i = 0; i < batch.count; ++i) {
        const ViewRequest& request = views[batch.first + i];
        const auto x = static_cast<std::int32_t>(i % batch.columns) * batch.viewWidth;
        const auto y = static_cast<std::int32_t>(i / batch.columns) * batch.viewHeight;
        const VkViewport viewport{static_cast<float>(x), static_cast<float>(y), static_cast<float>(batch.viewWidth),
                                  static_cast<float>(batch.viewHeight), 0, 1};
        const VkRect2D scissor{{x, y}, {static_cast<std::uint32_t>(batch.viewWidth), static_cast<std::uint32_t>(batch.viewHeight)}};
        vkCmdSetViewport(commands, 0, 1, &viewport);
        vkCmdSetScissor(commands, 0, 1, &scissor);
        SceneView view = perspectiveView(request.worldFromCamera, request.camera, request.nearPlane);
        view.constants.eye[3] = static_cast<float>(std::max(1.0, request.camera.width / 400.0)); // point size
        for (const GpuScene* scene : scenes)
            m_pipelines.draw(commands, *scene, view, pass);
    }
}

void OffscreenSceneRenderer::record(VkCommandBuffer commands, Atlas& atlas, const Batch& batch, std::span<const ViewRequest> views,
                                    const Scenes& scenes)
{
    constexpr Access kColorWrite{VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                                 VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT};
    constexpr Access kDepthWrite{
        VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT,
        VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT};
    const auto begin = [&](const GpuImage& image) {
        const bool depth = image.spec().aspect == VK_IMAGE_ASPECT_DEPTH_BIT;
        imageBarrier(commands, image.get(), image.spec().aspect, VK_IMAGE_LAYOUT_UNDEFINED,
                     depth ? VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL : VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                     {VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_NONE}, depth ? kDepthWrite : kColorWrite);
    };
    for (const GpuImage* image : {&atlas.msColor, &atlas.msDepth, &atlas.color, &atlas.ids, &atlas.depth})
        if (*image)
            begin(*image);

    const auto color = [](const GpuImage& image) {
        VkRenderingAttachmentInfo info{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO};
        info.imageView = image.view();
        info.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
        info.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR;
        info.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
        return info;
    };
    const auto pass = [&](std::span<const VkRenderingAttachmentInfo> colors, const GpuImage& depth, bool keepDepth,
                          const SurfacePass& surface) {
        VkRenderingAttachmentInfo depthInfo = color(depth);
        depthInfo.imageLayout = VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL;
        depthInfo.storeOp = keepDepth ? VK_ATTACHMENT_STORE_OP_STORE : VK_ATTACHMENT_STORE_OP_DONT_CARE;
        VkRenderingInfo info{VK_STRUCTURE_TYPE_RENDERING_INFO};
        info.renderArea.extent = {batch.columns * static_cast<std::uint32_t>(batch.viewWidth),
                                  batch.rows * static_cast<std::uint32_t>(batch.viewHeight)};
        info.layerCount = 1;
        info.colorAttachmentCount = static_cast<std::uint32_t>(colors.size());
        info.pColorAttachments = colors.data();
        info.pDepthAttachment = &depthInfo;
        vkCmdBeginRendering(commands, &info);
        drawViews(commands, batch, views, scenes, surface);
        vkCmdEndRendering(commands);
    };

    if (atlas.outputs.antialias) {
        VkRenderingAttachmentInfo samples = color(atlas.msColor);
        samples.storeOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
        samples.resolveMode = VK_RESOLVE_MODE_AVERAGE_BIT;
        samples.resolveImageView = atlas.color.view();
        samples.resolveImageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
        SurfacePass surface;
        surface.samples = VK_SAMPLE_COUNT_4_BIT;
        pass({&samples, 1}, atlas.msDepth, false, surface);
        if (atlas.ids) {
            const VkRenderingAttachmentInfo ids = color(atlas.ids);
            surface.samples = VK_SAMPLE_COUNT_1_BIT;
            surface.output = SurfaceOutput::Ids;
            pass({&ids, 1}, atlas.depth, true, surface);
        }
    } else {
        const VkRenderingAttachmentInfo both[] = {color(atlas.color), color(atlas.ids)};
        SurfacePass surface;
        surface.output = SurfaceOutput::ColorAndIds;
        pass(both, atlas.depth, true, surface);
    }
    readBack(commands, atlas, batch);
}

void OffscreenSceneRenderer::readBack(VkCommandBuffer commands, const Atlas& atlas, const Batch& batch)
{
    constexpr Access kCopy{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT};
    const auto copy = [&](const GpuImage& image, const GpuBuffer& buffer) {
        if (!buffer)
            return;
        const bool depth = image.spec().aspect == VK_IMAGE_ASPECT_DEPTH_BIT;
        imageBarrier(commands, image.get(), image.spec().aspect,
                     depth ? VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL : VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                     VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                     {VK_PIPELINE_STAGE_2_ALL_GRAPHICS_BIT,
                      depth ? VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT : VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT},
                     kCopy);
        VkBufferImageCopy region{};
        region.bufferRowLength = atlas.width;
        region.imageSubresource = {image.spec().aspect, 0, 0, 1};
        region.imageExtent = {batch.columns * static_cast<std::uint32_t>(batch.viewWidth),
                              batch.rows * static_cast<std::uint32_t>(batch.viewHeight), 1};
        vkCmdCopyImageToBuffer(commands, image.get(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, buffer.get(), 1, &region);
    };
    copy(atlas.color, atlas.colorBytes);
    copy(atlas.ids, atlas.idBytes);
    copy(atlas.depth, atlas.depthBytes);
    memoryBarrier(commands, {VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT},
                  {VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT});
}

RenderedView OffscreenSceneRenderer::unpack(const Atlas& atlas, const Batch& batch, std::size_t index, double nearPlane) const
{
    RenderedView view;
    const int width = batch.viewWidth, height = batch.viewHeight;
    const std::size_t x0 = index % batch.columns * static_cast<std::size_t>(width);
    const std::size_t y0 = index / batch.columns * static_cast<std::size_t>(height);
    const auto rowOf = [&](const GpuBuffer& buffer, int y) {
        return buffer.mapped() + ((y0 + static_cast<std::size_t>(y)) * atlas.width + x0) * 4;
    };
    view.color = ColorImage(width, height);
    for (int y = 0; y < height; ++y) {
        const auto* from = reinterpret_cast<const std::uint8_t*>(rowOf(atlas.colorBytes, y));
        std::uint8_t* to = view.color.row(y);
        for (int x = 0; x < width; ++x, from += 4, to += 3) {
            to[0] = from[0];
            to[1] = from[1];
            to[2] = from[2];
        }
    }
    if (atlas.outputs.depth) {
        view.depth = DepthMap(width, height);
        for (int y = 0; y < height; ++y) {
            const auto* from = reinterpret_cast<const float*>(rowOf(atlas.depthBytes, y));
            float* to = view.depth.row(y);
            for (int x = 0; x < width; ++x)
                to[x] = from[x] > 0 ? static_cast<float>(nearPlane) / from[x] : 0.0f;
        }
    }
    if (atlas.outputs.instances) {
        view.instances = IdMap(width, height);
        for (int y = 0; y < height; ++y)
            std::memcpy(view.instances.row(y), rowOf(atlas.idBytes, y), static_cast<std::size_t>(width) * 4);
    }
    return view;
}

void OffscreenSceneRenderer::renderTogether(std::span<Prepared* const> prepared, std::span<const ViewRequest> views,
                                            const ViewOutputs& outputs,
                                            const std::function<void(std::size_t, RenderedView&&)>& onView)
{
    Scenes scenes;
    for (Prepared* one : prepared) {
        scenes.push_back(dynamic_cast<const GpuScene*>(one));
        if (!scenes.back())
            throw Error("scene", "it was prepared by another renderer", "Prepare it again.");
    }
    for (const ViewRequest& view : views)
        checkRequest(view, std::min(m_gpu.properties().limits.maxImageDimension2D, 8192u));
    Batch waiting;
    int waitingSlot = -1;
    const auto handOver = [&] {
        if (waitingSlot < 0)
            return;
        m_gpu.wait(m_loop.ticket(waitingSlot));
        const Atlas& atlas = m_atlases[static_cast<std::size_t>(waitingSlot)];
        for (std::size_t i = 0; i < waiting.count; ++i)
            onView(waiting.first + i, unpack(atlas, waiting, i, views[waiting.first + i].nearPlane));
        waitingSlot = -1;
    };
    for (std::size_t next = 0; next < views.size();) {
        const Batch batch = nextBatch(views, next);
        const VkCommandBuffer commands = m_loop.begin();
        const int slot = m_loop.slot();
        Atlas& atlas = m_atlases[static_cast<std::size_t>(slot)];
        prepareAtlas(atlas, batch, outputs);
        record(commands, atlas, batch, views, scenes);
        m_loop.end();
        handOver();
        waiting = batch;
        waitingSlot = slot;
        next += batch.count;
    }
    handOver();
}

} // namespace

std::shared_ptr<SceneRenderer::Prepared> prepareQuickly(SceneRenderer& renderer, const Scene& scene)
{
    return dynamic_cast<OffscreenSceneRenderer&>(renderer).prepare(scene, DetailEffort::Quick);
}

std::unique_ptr<SceneRenderer> createSceneRenderer(GpuDevice& device)
{
    return std::make_unique<OffscreenSceneRenderer>(device);
}

} // namespace w2v

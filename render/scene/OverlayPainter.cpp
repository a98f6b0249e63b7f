#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "render/scene/Overlay.h"

namespace w2v {
namespace {

constexpr std::uint32_t kSegmentVert[] = {
#include "segment.vert.spv.inc"
};
constexpr std::uint32_t kSegmentFrag[] = {
#include "segment.frag.spv.inc"
};
constexpr std::uint32_t kMarkVert[] = {
#include "mark.vert.spv.inc"
};
constexpr std::uint32_t kMarkFrag[] = {
#include "mark.frag.spv.inc"
};
constexpr std::uint32_t kImageVert[] = {
#include "image.vert.spv.inc"
};
constexpr std::uint32_t kImageFrag[] = {
#include "image.frag.spv.inc"
};

constexpr float kHiddenOpacity = 0.22f; // of path parts behind surfaces
constexpr VkVertexInputBindingDescription kBindings[] = {{0, sizeof(SegmentInstance), VK_VERTEX_INPUT_RATE_INSTANCE},
                                                         {0, sizeof(MarkInstance), VK_VERTEX_INPUT_RATE_INSTANCE},
                                                         {0, sizeof(ImageVertex), VK_VERTEX_INPUT_RATE_VERTEX}};
constexpr VkVertexInputAttributeDescription kSegmentAttributes[] = {
    {0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(SegmentInstance, from)},
    {1, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(SegmentInstance, to)},
    {2, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(SegmentInstance, colorFrom)},
    {3, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(SegmentInstance, colorTo)},
    {4, 0, VK_FORMAT_R32_SFLOAT, offsetof(SegmentInstance, width)},
};
constexpr VkVertexInputAttributeDescription kMarkAttributes[] = {
    {0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(MarkInstance, center)},
    {1, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(MarkInstance, size)},
    {2, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(MarkInstance, color)},
};
constexpr VkVertexInputAttributeDescription kImageAttributes[] = {
    {0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(ImageVertex, position)},
    {1, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(ImageVertex, uv)},
};

GpuHandle<VkDescriptorSetLayout> pictureLayout(GpuContext& gpu)
{
    const VkDescriptorSetLayoutBinding binding{0, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1, VK_SHADER_STAGE_FRAGMENT_BIT, nullptr};
    VkDescriptorSetLayoutCreateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    info.bindingCount = 1;
    info.pBindings = &binding;
    VkDescriptorSetLayout layout = VK_NULL_HANDLE;
    gpu.require(vkCreateDescriptorSetLayout(gpu.device(), &info, nullptr, &layout), "making a descriptor layout");
    return {gpu, layout, vkDestroyDescriptorSetLayout, VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT, "picture set layout"};
}

} // namespace

GpuPicture::GpuPicture(GpuContext& gpu, const ColorImage& image, const Mask& opacity) : m_layout(pictureLayout(gpu))
{
    if (image.empty() || static_cast<std::uint32_t>(std::max(image.width(), image.height())) > gpu.properties().limits.maxImageDimension2D)
        throw Error("picture", "it is empty or too large for the device", "Choose another picture.");
    if (!opacity.empty() && (opacity.width() != image.width() || opacity.height() != image.height()))
        throw Error("picture", "its opacity has another size", "Make both of one size.");
    ImageSpec spec;
    spec.width = static_cast<std::uint32_t>(image.width());
    spec.height = static_cast<std::uint32_t>(image.height());
    spec.mips = static_cast<std::uint32_t>(std::bit_width(std::max(spec.width, spec.height)));
    spec.usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    m_image = GpuImage(gpu, spec, "picture");
    Uploads uploads(gpu);
    uploads.add(m_image, mipLevels(image, opacity));
    uploads.submit("picture upload");

    VkSamplerCreateInfo samplerInfo{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
    samplerInfo.magFilter = samplerInfo.minFilter = VK_FILTER_LINEAR;
    samplerInfo.mipmapMode = VK_SAMPLER_MIPMAP_MODE_LINEAR;
    samplerInfo.addressModeU = samplerInfo.addressModeV = samplerInfo.addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    samplerInfo.maxLod = VK_LOD_CLAMP_NONE;
    VkSampler sampler = VK_NULL_HANDLE;
    gpu.require(vkCreateSampler(gpu.device(), &samplerInfo, nullptr, &sampler), "making a sampler");
    m_sampler = {gpu, sampler, vkDestroySampler, VK_OBJECT_TYPE_SAMPLER, "picture sampler"};

    const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1};
    VkDescriptorPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    poolInfo.maxSets = 1;
    poolInfo.poolSizeCount = 1;
    poolInfo.pPoolSizes = &size;
    VkDescriptorPool pool = VK_NULL_HANDLE;
    gpu.require(vkCreateDescriptorPool(gpu.device(), &poolInfo, nullptr, &pool), "making a descriptor pool");
    m_pool = {gpu, pool, vkDestroyDescriptorPool, VK_OBJECT_TYPE_DESCRIPTOR_POOL, "picture descriptors"};
    VkDescriptorSetAllocateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
    info.descriptorPool = pool;
    info.descriptorSetCount = 1;
    info.pSetLayouts = m_layout.address();
    gpu.require(vkAllocateDescriptorSets(gpu.device(), &info, &m_set), "making a descriptor set");
    const VkDescriptorImageInfo imageInfo{sampler, m_image.view(), VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
    VkWriteDescriptorSet write{VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
    write.dstSet = m_set;
    write.descriptorCount = 1;
    write.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
    write.pImageInfo = &imageInfo;
    vkUpdateDescriptorSets(gpu.device(), 1, &write, 0, nullptr);
}

std::shared_ptr<ViewportImage> createViewportImage(GpuDevice& device, const ColorImage& image, const Mask& opacity)
{
    return std::make_shared<GpuPicture>(device.context(), image, opacity);
}

OverlayPainter::OverlayPainter(GpuContext& gpu) : m_gpu(gpu), m_pictureLayout(pictureLayout(gpu))
{
    const VkPushConstantRange range{VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(Constants)};
    VkPipelineLayoutCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    info.setLayoutCount = 1;
    info.pSetLayouts = m_pictureLayout.address();
    info.pushConstantRangeCount = 1;
    info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    gpu.require(vkCreatePipelineLayout(gpu.device(), &info, nullptr, &layout), "making a pipeline layout");
    m_layout = {gpu, layout, vkDestroyPipelineLayout, VK_OBJECT_TYPE_PIPELINE_LAYOUT, "overlay pipeline layout"};
}

VkPipeline OverlayPainter::pipeline(const Key& key)
{
    const auto found = m_pipelines.find(key);
    if (found != m_pipelines.end())
        return found->second.get();
    PipelineSpec spec;
    spec.layout = m_layout.get();
    spec.samples = key.samples;
    spec.colorFormats = {&key.format, 1};
    spec.bindings = {kBindings + static_cast<int>(key.kind), 1};
    spec.blend = true;
    spec.depthWrite = false;
    spec.depthTest = key.depth != Depth::Ignored;
    spec.compare = key.depth == Depth::Hidden ? VK_COMPARE_OP_LESS : VK_COMPARE_OP_GREATER_OR_EQUAL;
    std::string name;
    switch (key.kind) {
    case Kind::Segment:
        name = "segments";
        spec.vertexShader = kSegmentVert;
        spec.fragmentShader = kSegmentFrag;
        spec.attributes = kSegmentAttributes;
        break;
    case Kind::Mark:
        name = "marks";
        spec.vertexShader = kMarkVert;
        spec.fragmentShader = kMarkFrag;
        spec.attributes = kMarkAttributes;
        break;
    case Kind::Picture:
        name = "pictures";
        spec.vertexShader = kImageVert;
        spec.fragmentShader = kImageFrag;
        spec.attributes = kImageAttributes;
        break;
    }
    return m_pipelines.emplace(key, makePipeline(m_gpu, spec, name)).first->second.get();
}

void OverlayPainter::upload(int slot, const OverlayGeometry& geometry)
{
    if (m_slots.size() <= static_cast<std::size_t>(slot))
        m_slots.resize(static_cast<std::size_t>(slot) + 1);
    SlotBuffer& target = m_slots[static_cast<std::size_t>(slot)];
    const auto aligned = [](std::size_t bytes) { return (bytes + 63) / 64 * 64; };
    const std::size_t segments = geometry.segments.size() * sizeof(SegmentInstance), marks = geometry.marks.size() * sizeof(MarkInstance);
    const std::size_t images = geometry.imageVertices.size() * sizeof(ImageVertex);
    target.marks = aligned(segments);
    target.images = target.marks + aligned(marks);
    const VkDeviceSize size = target.images + aligned(images);
    if (!target.buffer || target.buffer.size() < size)
        target.buffer = GpuBuffer(m_gpu, std::bit_ceil(std::max<VkDeviceSize>(size, 4096)), VK_BUFFER_USAGE_VERTEX_BUFFER_BIT,
                                  MemoryUse::Upload, "overlay geometry");
    const auto copy = [&](VkDeviceSize offset, const void* from, std::size_t bytes) {
        if (bytes)
            std::memcpy(target.buffer.mapped() + offset, from, bytes);
    };
    copy(0, geometry.segments.data(), segments);
    copy(target.marks, geometry.marks.data(), marks);
    copy(target.images, geometry.imageVertices.data(), images);
}

void OverlayPainter::instances(VkCommandBuffer commands, int slot, Kind kind, Depth depth, const Target& target, InstanceRange range,
                               Constants constants, float opacity, float bias)
{
    if (!range.count)
        return;
    const SlotBuffer& slotBuffer = m_slots[static_cast<std::size_t>(slot)];
    const VkDeviceSize offset = kind == Kind::Segment ? 0 : slotBuffer.marks;
    const VkBuffer buffer = slotBuffer.buffer.get();
    constants.look[0] = opacity;
    constants.look[1] = bias;
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline({kind, depth, target.format, target.samples}));
    vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof constants, &constants);
    vkCmdBindVertexBuffers(commands, 0, 1, &buffer, &offset);
    vkCmdDraw(commands, 6, range.count, 0, range.first);
}

void OverlayPainter::pictures(VkCommandBuffer commands, int slot, Depth depth, const Target& target, std::span<const PictureQuad> quads,
                              Constants constants, float bias)
{
    if (quads.empty())
        return;
    const SlotBuffer& slotBuffer = m_slots[static_cast<std::size_t>(slot)];
    const VkBuffer buffer = slotBuffer.buffer.get();
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline({Kind::Picture, depth, target.format, target.samples}));
    vkCmdBindVertexBuffers(commands, 0, 1, &buffer, &slotBuffer.images);
    for (const PictureQuad& quad : quads) {
        constants.look[0] = quad.opacity;
        constants.look[1] = bias;
        vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof constants,
                           &constants);
        const VkDescriptorSet set = quad.picture->set();
        vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1, &set, 0, nullptr);
        vkCmdDraw(commands, 6, 1, quad.firstVertex, 0);
    }
}

void OverlayPainter::drawWorld(VkCommandBuffer commands, int slot, const OverlayGeometry& geometry, const SceneView& view,
                               float focalPixels, const Target& target)
{
    Constants constants{};
    std::copy_n(view.constants.clipFromWorld, 16, constants.clipFromWorld);
    constants.target[0] = static_cast<float>(target.width);
    constants.target[1] = static_cast<float>(target.height);
    constants.target[2] = focalPixels;
    constants.target[3] = view.orthoReach > 0 ? 0.0f : view.nearPlane;
    const InstanceRange marks{0, static_cast<std::uint32_t>(geometry.marks.size())};
    instances(commands, slot, Kind::Segment, Depth::Visible, target, geometry.grid, constants, 1, 0.0005f);
    pictures(commands, slot, Depth::Visible, target, geometry.worldPictures, constants, 0);
    instances(commands, slot, Kind::Segment, Depth::Visible, target, geometry.frusta, constants, 1, 0.001f);
    instances(commands, slot, Kind::Segment, Depth::Hidden, target, geometry.hiddenPaths, constants, kHiddenOpacity, 0.004f);
    instances(commands, slot, Kind::Segment, Depth::Visible, target, geometry.paths, constants, 1, 0.004f);
    instances(commands, slot, Kind::Mark, Depth::Hidden, target, marks, constants, kHiddenOpacity, 0.006f);
    instances(commands, slot, Kind::Mark, Depth::Visible, target, marks, constants, 1, 0.006f);
}

void OverlayPainter::drawScreen(VkCommandBuffer commands, int slot, const OverlayGeometry& geometry, const Target& target)
{
    Constants constants{};
    const Eigen::Matrix4f clip = clipFromPixels(target.width, target.height);
    std::copy_n(clip.data(), 16, constants.clipFromWorld);
    constants.target[0] = static_cast<float>(target.width);
    constants.target[1] = static_cast<float>(target.height);
    constants.target[2] = 1;
    constants.target[3] = 0;
    pictures(commands, slot, Depth::Ignored, target, geometry.screenPictures, constants, 0);
    instances(commands, slot, Kind::Segment, Depth::Ignored, target, geometry.screenSegments, constants, 1, 0);
}

} // namespace w2v

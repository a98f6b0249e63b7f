#include "render/scene/PointRasterizer.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace w2v {
namespace {

constexpr std::uint32_t kPointsComp[] = {
#include "points.comp.spv.inc"
};
constexpr std::uint32_t kScreenVert[] = {
#include "screen.vert.spv.inc"
};
constexpr std::uint32_t kComposeFrag[] = {
#include "compose.frag.spv.inc"
};

constexpr std::uint32_t kMostSlots = 4, kMostGroups = 65535;

struct RasterConstants {
    float clipFromWorld[16], target[4];
    std::uint32_t runs[4];
};
constexpr std::uint32_t kComposeOffset = sizeof(RasterConstants);
struct ComposeConstants {
    std::int32_t target[4];
};

} // namespace

PointRasterizer::PointRasterizer(GpuContext& gpu) : m_gpu(gpu)
{
    VkDescriptorSetLayoutBinding bindings[3]{};
    for (std::uint32_t k = 0; k < 3; ++k)
        bindings[k] = {k, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
    bindings[2].stageFlags |= VK_SHADER_STAGE_FRAGMENT_BIT;
    VkDescriptorSetLayoutCreateInfo setInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    setInfo.bindingCount = 3;
    setInfo.pBindings = bindings;
    VkDescriptorSetLayout set = VK_NULL_HANDLE;
    gpu.require(vkCreateDescriptorSetLayout(gpu.device(), &setInfo, nullptr, &set), "making a descriptor layout");
    m_setLayout = {gpu, set, vkDestroyDescriptorSetLayout, VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT, "point set layout"};

    const VkPushConstantRange ranges[] = {{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(RasterConstants)},
                                          {VK_SHADER_STAGE_FRAGMENT_BIT, kComposeOffset, sizeof(ComposeConstants)}};
    VkPipelineLayoutCreateInfo layoutInfo{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layoutInfo.setLayoutCount = 1;
    layoutInfo.pSetLayouts = m_setLayout.address();
    layoutInfo.pushConstantRangeCount = 2;
    layoutInfo.pPushConstantRanges = ranges;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    gpu.require(vkCreatePipelineLayout(gpu.device(), &layoutInfo, nullptr, &layout), "making a pipeline layout");
    m_layout = {gpu, layout, vkDestroyPipelineLayout, VK_OBJECT_TYPE_PIPELINE_LAYOUT, "point pipeline layout"};

    const auto module = shaderModule(gpu, kPointsComp, "point shader");
    VkComputePipelineCreateInfo info{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module.get();
    info.stage.pName = "main";
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    gpu.require(vkCreateComputePipelines(gpu.device(), gpu.pipelineCache(), 1, &info, nullptr, &pipeline), "making a pipeline");
    m_rasterize = {gpu, pipeline, vkDestroyPipeline, VK_OBJECT_TYPE_PIPELINE, "rasterize points"};
}

void PointRasterizer::Pixels::resize(GpuContext& gpu, int width, int height, int cell)
{
    m_pictureWidth = width;
    m_pictureHeight = height;
    m_cell = cell;
    m_width = (width + cell - 1) / cell;
    m_height = (height + cell - 1) / cell;
    const VkDeviceSize bytes = 8ull * static_cast<std::uint64_t>(m_width) * static_cast<std::uint64_t>(m_height);
    if (m_values.size() >= bytes && m_values.size() <= 16 * bytes)
        return;
    m_values = GpuBuffer(); // not both at once
    m_values = GpuBuffer(gpu, bytes, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT, MemoryUse::Device, "point pixels");
}

PointRasterizer::Pixels::Slot& PointRasterizer::slotOf(Pixels& pixels, int slot)
{
    if (!pixels.m_pool) {
        const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 3 * kMostSlots};
        VkDescriptorPoolCreateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
        info.maxSets = kMostSlots;
        info.poolSizeCount = 1;
        info.pPoolSizes = &size;
        VkDescriptorPool pool = VK_NULL_HANDLE;
        m_gpu.require(vkCreateDescriptorPool(m_gpu.device(), &info, nullptr, &pool), "making a descriptor pool");
        pixels.m_pool = {m_gpu, pool, vkDestroyDescriptorPool, VK_OBJECT_TYPE_DESCRIPTOR_POOL, "point descriptors"};
    }
    if (pixels.m_slots.size() <= static_cast<std::size_t>(slot))
        pixels.m_slots.resize(static_cast<std::size_t>(slot) + 1);
    Pixels::Slot& one = pixels.m_slots[static_cast<std::size_t>(slot)];
    if (!one.set) {
        VkDescriptorSetAllocateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
        info.descriptorPool = pixels.m_pool.get();
        info.descriptorSetCount = 1;
        info.pSetLayouts = m_setLayout.address();
        m_gpu.require(vkAllocateDescriptorSets(m_gpu.device(), &info, &one.set), "making a descriptor set");
    }
    return one;
}

void PointRasterizer::rasterize(VkCommandBuffer commands, int slot, Pixels& pixels, const GpuScene& scene, const SceneView& view,
                                std::span<const PointRun> runs, int size, bool clear)
{
    Pixels::Slot& target = slotOf(pixels, slot);
    const VkDeviceSize bytes = std::max<std::size_t>(runs.size_bytes(), sizeof(PointRun));
    if (target.runs.size() < bytes)
        target.runs = GpuBuffer(m_gpu, std::bit_ceil(bytes), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, MemoryUse::Upload, "point runs");
    if (!runs.empty())
        std::memcpy(target.runs.mapped(), runs.data(), runs.size_bytes());
    const VkDescriptorBufferInfo buffers[] = {{scene.points().get(), 0, VK_WHOLE_SIZE}, {target.runs.get(), 0, VK_WHOLE_SIZE},
                                              {pixels.m_values.get(), 0, VK_WHOLE_SIZE}};
    VkWriteDescriptorSet writes[3]{};
    for (std::uint32_t k = 0; k < 3; ++k) {
        writes[k].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        writes[k].dstSet = target.set;
        writes[k].dstBinding = k;
        writes[k].descriptorCount = 1;
        writes[k].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
        writes[k].pBufferInfo = &buffers[k];
    }
    vkUpdateDescriptorSets(m_gpu.device(), 3, writes, 0, nullptr);

    constexpr Access kReadWrite{VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, VK_ACCESS_2_SHADER_READ_BIT | VK_ACCESS_2_SHADER_WRITE_BIT};
    constexpr Access kFill{VK_PIPELINE_STAGE_2_CLEAR_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT};
    constexpr Access kRead{VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT, VK_ACCESS_2_SHADER_READ_BIT};
    if (clear) {
        memoryBarrier(commands, {kRead.stage | kReadWrite.stage, kReadWrite.access}, kFill);
        vkCmdFillBuffer(commands, pixels.m_values.get(), 0, 8ull * static_cast<std::uint64_t>(pixels.m_width) * static_cast<std::uint64_t>(pixels.m_height), 0);
        memoryBarrier(commands, kFill, kReadWrite);
    } else {
        memoryBarrier(commands, kReadWrite, kReadWrite);
    }
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_rasterize.get());
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_layout.get(), 0, 1, &target.set, 0, nullptr);
    RasterConstants constants{};
    std::copy_n(view.constants.clipFromWorld, 16, constants.clipFromWorld);
    constants.target[0] = static_cast<float>(pixels.m_pictureWidth) / static_cast<float>(pixels.m_cell);
    constants.target[1] = static_cast<float>(pixels.m_pictureHeight) / static_cast<float>(pixels.m_cell);
    constants.target[2] = 0.5f * static_cast<float>(1 - size);
    constants.target[3] = static_cast<float>(pixels.m_width);
    for (std::size_t first = 0; first < runs.size(); first += kMostGroups) {
        constants.runs[0] = static_cast<std::uint32_t>(first);
        vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof constants, &constants);
        vkCmdDispatch(commands, static_cast<std::uint32_t>(std::min<std::size_t>(kMostGroups, runs.size() - first)), 1, 1);
    }
    memoryBarrier(commands, kReadWrite, {kRead.stage | kReadWrite.stage, kReadWrite.access});
}

void PointRasterizer::compose(VkCommandBuffer commands, int slot, const Pixels& pixels, const SurfacePass& pass, int size)
{
    const Key key{pass.colorFormat, pass.samples, pass.shading == SurfaceShading::Instances};
    auto found = m_compose.find(key);
    if (found == m_compose.end()) {
        const VkBool32 plain = key.plain;
        constexpr VkSpecializationMapEntry kEntry{0, 0, sizeof plain};
        const VkSpecializationInfo special{1, &kEntry, sizeof plain, &plain};
        PipelineSpec spec;
        spec.vertexShader = kScreenVert;
        spec.fragmentShader = kComposeFrag;
        spec.colorFormats = {&key.format, 1};
        spec.constants = &special;
        spec.samples = key.samples;
        spec.layout = m_layout.get();
        found = m_compose.emplace(key, makePipeline(m_gpu, spec, "compose points")).first;
    }
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, found->second.get());
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1,
                            &pixels.m_slots[static_cast<std::size_t>(slot)].set, 0, nullptr);
    const ComposeConstants constants{{pixels.m_width, pixels.m_height, size, pixels.m_cell}};
    vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_FRAGMENT_BIT, kComposeOffset, sizeof constants, &constants);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

} // namespace w2v

#include "render/scene/AnalysisPass.h"

#include <algorithm>
#include <cstddef>

namespace w2v {
namespace {

constexpr std::uint32_t kScreenVert[] = {
#include "screen.vert.spv.inc"
};
constexpr std::uint32_t kAnalysisFrag[] = {
#include "analysis.frag.spv.inc"
};

constexpr std::uint32_t kMostSlots = 4;

struct Constants { // as in analysis.frag
    float otherFromClip[16], rays[4], range[4], tint[4], other[4];
};
static_assert(sizeof(Constants) <= 128, "every device takes 128 bytes of push constants");

} // namespace

AnalysisPass::AnalysisPass(GpuContext& gpu) : m_gpu(gpu)
{
    VkSamplerCreateInfo samplerInfo{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
    samplerInfo.addressModeU = samplerInfo.addressModeV = samplerInfo.addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    VkSampler sampler = VK_NULL_HANDLE;
    gpu.require(vkCreateSampler(gpu.device(), &samplerInfo, nullptr, &sampler), "making a sampler");
    m_sampler = {gpu, sampler, vkDestroySampler, VK_OBJECT_TYPE_SAMPLER, "analysis sampler"};

    VkDescriptorSetLayoutBinding bindings[3]{};
    for (std::uint32_t k = 0; k < 3; ++k)
        bindings[k] = {k, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1, VK_SHADER_STAGE_FRAGMENT_BIT, nullptr};
    VkDescriptorSetLayoutCreateInfo setInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    setInfo.bindingCount = 3;
    setInfo.pBindings = bindings;
    VkDescriptorSetLayout set = VK_NULL_HANDLE;
    gpu.require(vkCreateDescriptorSetLayout(gpu.device(), &setInfo, nullptr, &set), "making a descriptor layout");
    m_setLayout = {gpu, set, vkDestroyDescriptorSetLayout, VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT, "analysis set layout"};

    const VkPushConstantRange range{VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(Constants)};
    VkPipelineLayoutCreateInfo layoutInfo{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layoutInfo.setLayoutCount = 1;
    layoutInfo.pSetLayouts = m_setLayout.address();
    layoutInfo.pushConstantRangeCount = 1;
    layoutInfo.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    gpu.require(vkCreatePipelineLayout(gpu.device(), &layoutInfo, nullptr, &layout), "making a pipeline layout");
    m_layout = {gpu, layout, vkDestroyPipelineLayout, VK_OBJECT_TYPE_PIPELINE_LAYOUT, "analysis pipeline layout"};

    const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 3 * kMostSlots};
    VkDescriptorPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    poolInfo.maxSets = kMostSlots;
    poolInfo.poolSizeCount = 1;
    poolInfo.pPoolSizes = &size;
    VkDescriptorPool pool = VK_NULL_HANDLE;
    gpu.require(vkCreateDescriptorPool(gpu.device(), &poolInfo, nullptr, &pool), "making a descriptor pool");
    m_pool = {gpu, pool, vkDestroyDescriptorPool, VK_OBJECT_TYPE_DESCRIPTOR_POOL, "analysis descriptors"};
}

VkPipeline AnalysisPass::pipeline(const Key& key)
{
    auto found = m_pipelines.find(key);
    if (found == m_pipelines.end()) {
        struct {
            std::int32_t mode;
            VkBool32 coverage;
        } const constants{static_cast<std::int32_t>(key.mode), key.coverage};
        constexpr VkSpecializationMapEntry kEntries[] = {{0, 0, 4}, {1, 4, 4}};
        const VkSpecializationInfo special{2, kEntries, sizeof constants, &constants};
        PipelineSpec spec;
        spec.vertexShader = kScreenVert;
        spec.fragmentShader = kAnalysisFrag;
        spec.colorFormats = {&key.format, 1};
        spec.constants = &special;
        spec.depthFormat = VK_FORMAT_UNDEFINED;
        spec.depthTest = spec.depthWrite = false;
        spec.layout = m_layout.get();
        found = m_pipelines.emplace(key, makePipeline(m_gpu, spec, "analysis")).first;
    }
    return found->second.get();
}

VkDescriptorSet AnalysisPass::setOf(int slot, const Input& input)
{
    if (m_sets.size() <= static_cast<std::size_t>(slot))
        m_sets.resize(static_cast<std::size_t>(slot) + 1);
    VkDescriptorSet& set = m_sets[static_cast<std::size_t>(slot)];
    if (!set) {
        VkDescriptorSetAllocateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
        info.descriptorPool = m_pool.get();
        info.descriptorSetCount = 1;
        info.pSetLayouts = m_setLayout.address();
        m_gpu.require(vkAllocateDescriptorSets(m_gpu.device(), &info, &set), "making a descriptor set");
    }
    const GpuImage& other = input.otherDepth ? *input.otherDepth : *input.depth;
    const VkDescriptorImageInfo images[] = {{m_sampler.get(), input.color->view(), VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL},
                                            {m_sampler.get(), input.depth->view(), VK_IMAGE_LAYOUT_DEPTH_READ_ONLY_OPTIMAL},
                                            {m_sampler.get(), other.view(), VK_IMAGE_LAYOUT_DEPTH_READ_ONLY_OPTIMAL}};
    VkWriteDescriptorSet writes[3]{};
    for (std::uint32_t k = 0; k < 3; ++k) {
        writes[k].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        writes[k].dstSet = set;
        writes[k].dstBinding = k;
        writes[k].descriptorCount = 1;
        writes[k].descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
        writes[k].pImageInfo = &images[k];
    }
    vkUpdateDescriptorSets(m_gpu.device(), 3, writes, 0, nullptr);
    return set;
}

void AnalysisPass::draw(VkCommandBuffer commands, int slot, const Input& input, VkFormat format)
{
    Constants constants{};
    const SceneView& view = input.view;
    if (input.otherDepth) {
        const Eigen::Map<const Eigen::Matrix4f> clip(view.constants.clipFromWorld), other(input.otherView.constants.clipFromWorld);
        const Eigen::Matrix4f map = (other.cast<double>() * clip.cast<double>().inverse()).cast<float>();
        std::copy_n(map.data(), 16, constants.otherFromClip);
        constants.other[0] = static_cast<float>(input.otherDepth->spec().width);
        constants.other[1] = static_cast<float>(input.otherDepth->spec().height);
    }
    for (int k = 0; k < 2; ++k) {
        constants.rays[k] = static_cast<float>(view.cameraFromClip(k, k));
        constants.rays[2 + k] = static_cast<float>(view.cameraFromClip(k, 3));
    }
    constants.range[0] = view.nearPlane;
    constants.range[1] = view.orthoReach;
    constants.range[2] = input.nearest;
    constants.range[3] = std::max(input.farthest, input.nearest + 1e-6f);
    std::copy_n(input.tint.data(), 4, constants.tint);
    constants.other[2] = static_cast<float>(input.color->spec().width);
    constants.other[3] = static_cast<float>(input.color->spec().height);
    const VkDescriptorSet set = setOf(slot, input);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline({format, input.mode, input.otherDepth != nullptr}));
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1, &set, 0, nullptr);
    vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof constants, &constants);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

} // namespace w2v

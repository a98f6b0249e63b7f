#include "render/scene/ScenePipelines.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace w2v {
namespace {

constexpr std::uint32_t kSurfaceVert[] = {
#include "surface.vert.spv.inc"
};
constexpr std::uint32_t kSurfaceFrag[] = {
#include "surface.frag.spv.inc"
};
constexpr std::uint32_t kIdentityVert[] = {
#include "identity.vert.spv.inc"
};
constexpr std::uint32_t kIdentityFrag[] = {
#include "identity.frag.spv.inc"
};
constexpr std::uint32_t kPointVert[] = {
#include "point.vert.spv.inc"
};
constexpr std::uint32_t kPointFrag[] = {
#include "point.frag.spv.inc"
};

constexpr VkVertexInputBindingDescription kSurfaceBinding{0, sizeof(SurfaceVertex), VK_VERTEX_INPUT_RATE_VERTEX};
constexpr VkVertexInputAttributeDescription kSurfaceAttributes[] = {
    {0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(SurfaceVertex, position)},
    {1, 0, VK_FORMAT_R8G8B8A8_SNORM, offsetof(SurfaceVertex, normal)},
    {2, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(SurfaceVertex, uv)},
    {3, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(SurfaceVertex, albedo)},
    {4, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(SurfaceVertex, look)},
    {5, 0, VK_FORMAT_R32_SFLOAT, offsetof(SurfaceVertex, baked)},
    {6, 0, VK_FORMAT_R32_UINT, offsetof(SurfaceVertex, instance)},
};
constexpr VkVertexInputAttributeDescription kIdentityAttributes[] = {kSurfaceAttributes[0], kSurfaceAttributes[6]};
constexpr VkVertexInputBindingDescription kPointBinding{0, sizeof(PointVertex), VK_VERTEX_INPUT_RATE_VERTEX};
constexpr VkVertexInputAttributeDescription kPointAttributes[] = {
    {0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(PointVertex, position)},
    {1, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(PointVertex, color)},
};

} // namespace

GpuHandle<VkShaderModule> shaderModule(GpuContext& gpu, std::span<const std::uint32_t> code, const std::string& name)
{
    VkShaderModuleCreateInfo info{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    info.codeSize = code.size_bytes();
    info.pCode = code.data();
    VkShaderModule module = VK_NULL_HANDLE;
    gpu.require(vkCreateShaderModule(gpu.device(), &info, nullptr, &module), "loading a shader");
    return {gpu, module, vkDestroyShaderModule, VK_OBJECT_TYPE_SHADER_MODULE, name};
}

GpuHandle<VkPipeline> makePipeline(GpuContext& gpu, const PipelineSpec& spec, const std::string& name)
{
    const auto vertex = shaderModule(gpu, spec.vertexShader, name + " vertex shader");
    const auto fragment = shaderModule(gpu, spec.fragmentShader, name + " fragment shader");
    VkPipelineShaderStageCreateInfo stages[2]{};
    for (auto& stage : stages) {
        stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
        stage.pName = "main";
    }
    stages[0].stage = VK_SHADER_STAGE_VERTEX_BIT;
    stages[0].module = vertex.get();
    stages[1].stage = VK_SHADER_STAGE_FRAGMENT_BIT;
    stages[1].module = fragment.get();
    stages[1].pSpecializationInfo = spec.constants;

    VkPipelineVertexInputStateCreateInfo input{VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO};
    input.vertexBindingDescriptionCount = static_cast<std::uint32_t>(spec.bindings.size());
    input.pVertexBindingDescriptions = spec.bindings.data();
    input.vertexAttributeDescriptionCount = static_cast<std::uint32_t>(spec.attributes.size());
    input.pVertexAttributeDescriptions = spec.attributes.data();
    VkPipelineInputAssemblyStateCreateInfo assembly{VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO};
    assembly.topology = spec.topology;
    VkPipelineViewportStateCreateInfo viewport{VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO};
    viewport.viewportCount = viewport.scissorCount = 1;
    VkPipelineRasterizationStateCreateInfo raster{VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO};
    raster.polygonMode = VK_POLYGON_MODE_FILL;
    raster.cullMode = VK_CULL_MODE_NONE;
    raster.frontFace = VK_FRONT_FACE_COUNTER_CLOCKWISE;
    raster.lineWidth = 1;
    VkPipelineMultisampleStateCreateInfo samples{VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO};
    samples.rasterizationSamples = spec.samples;
    VkPipelineDepthStencilStateCreateInfo depth{VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO};
    depth.depthTestEnable = spec.depthTest;
    depth.depthWriteEnable = spec.depthWrite;
    depth.depthCompareOp = spec.compare;
    VkPipelineColorBlendAttachmentState attachment{};
    attachment.colorWriteMask = VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
    attachment.blendEnable = spec.blend;
    attachment.srcColorBlendFactor = VK_BLEND_FACTOR_SRC_ALPHA;
    attachment.dstColorBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA;
    attachment.srcAlphaBlendFactor = VK_BLEND_FACTOR_ONE;
    attachment.dstAlphaBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA;
    const std::vector<VkPipelineColorBlendAttachmentState> attachments(spec.colorFormats.size(), attachment);
    VkPipelineColorBlendStateCreateInfo blend{VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO};
    blend.attachmentCount = static_cast<std::uint32_t>(attachments.size());
    blend.pAttachments = attachments.data();
    constexpr VkDynamicState kDynamic[] = {VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR, VK_DYNAMIC_STATE_CULL_MODE};
    VkPipelineDynamicStateCreateInfo dynamic{VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO};
    dynamic.dynamicStateCount = spec.dynamicCull ? 3 : 2;
    dynamic.pDynamicStates = kDynamic;
    VkPipelineRenderingCreateInfo rendering{VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO};
    rendering.colorAttachmentCount = static_cast<std::uint32_t>(spec.colorFormats.size());
    rendering.pColorAttachmentFormats = spec.colorFormats.data();
    rendering.depthAttachmentFormat = spec.depthFormat;

    VkGraphicsPipelineCreateInfo info{VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO};
    info.pNext = &rendering;
    info.stageCount = 2;
    info.pStages = stages;
    info.pVertexInputState = &input;
    info.pInputAssemblyState = &assembly;
    info.pViewportState = &viewport;
    info.pRasterizationState = &raster;
    info.pMultisampleState = &samples;
    info.pDepthStencilState = &depth;
    info.pColorBlendState = &blend;
    info.pDynamicState = &dynamic;
    info.layout = spec.layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    gpu.require(vkCreateGraphicsPipelines(gpu.device(), gpu.pipelineCache(), 1, &info, nullptr, &pipeline), "making a pipeline");
    return {gpu, pipeline, vkDestroyPipeline, VK_OBJECT_TYPE_PIPELINE, name};
}

ScenePipelines::ScenePipelines(GpuContext& gpu) : m_gpu(gpu), m_layout(std::make_shared<SceneLayout>(gpu)) {}

VkPipeline ScenePipelines::pipeline(const Key& key)
{
    const auto found = m_pipelines.find(key);
    if (found != m_pipelines.end())
        return found->second.get();
    const SurfacePass& pass = key.pass;
    struct Constants {
        std::int32_t shading;
        VkBool32 textured, ids, tint;
    } constants{static_cast<std::int32_t>(pass.shading), key.kind == 1, pass.output == SurfaceOutput::ColorAndIds, pass.tint};
    constexpr VkSpecializationMapEntry kEntries[] = {{0, offsetof(Constants, shading), 4},
                                                     {1, offsetof(Constants, textured), 4},
                                                     {2, offsetof(Constants, ids), 4},
                                                     {3, offsetof(Constants, tint), 4}};
    const VkSpecializationInfo special{4, kEntries, sizeof constants, &constants};
    const VkFormat formats[] = {pass.colorFormat, kIdFormat};
    PipelineSpec spec;
    spec.samples = pass.samples;
    spec.layout = m_layout->pipeline.get();
    std::string name;
    if (key.kind == 2) {
        name = "points";
        spec.vertexShader = kPointVert;
        spec.fragmentShader = kPointFrag;
        spec.bindings = {&kPointBinding, 1};
        spec.attributes = kPointAttributes;
        spec.topology = VK_PRIMITIVE_TOPOLOGY_POINT_LIST;
    } else {
        name = key.kind == 1 ? "textured surfaces" : "plain surfaces";
        spec.vertexShader = kSurfaceVert;
        spec.fragmentShader = kSurfaceFrag;
        spec.bindings = {&kSurfaceBinding, 1};
        spec.attributes = kSurfaceAttributes;
        spec.dynamicCull = true;
    }
    switch (pass.output) {
    case SurfaceOutput::Color: spec.colorFormats = {formats, 1}; break;
    case SurfaceOutput::ColorAndIds: spec.colorFormats = {formats, 2}; break;
    case SurfaceOutput::Ids:
        name = "surface ids";
        spec.vertexShader = kIdentityVert;
        spec.fragmentShader = kIdentityFrag;
        spec.attributes = kIdentityAttributes;
        spec.colorFormats = {formats + 1, 1};
        break;
    }
    if (pass.output != SurfaceOutput::Ids)
        spec.constants = &special;
    return m_pipelines.emplace(key, makePipeline(m_gpu, spec, name)).first->second.get();
}

SurfacePlan planLevel(const GpuScene& scene, const SceneView& view, int level)
{
    SurfacePlan plan;
    plan.level = level;
    for (std::uint32_t b = 0; b < scene.batches().size(); ++b) {
        SurfaceRun run{b, 0, 0}; // chunks that follow each other are drawn together
        const auto flush = [&] {
            if (run.indexCount)
                plan.runs.push_back(run);
            plan.triangles += run.indexCount / 3;
            run.indexCount = 0;
        };
        for (const SurfaceChunk& chunk : scene.batches()[b].levels[static_cast<std::size_t>(level)]) {
            if (!view.sees(chunk.bounds))
                continue;
            if (run.indexCount && run.firstIndex + run.indexCount != chunk.firstIndex)
                flush();
            if (!run.indexCount)
                run.firstIndex = chunk.firstIndex;
            run.indexCount += chunk.indexCount;
        }
        flush();
    }
    return plan;
}

SurfacePlan planSurfaces(const GpuScene& scene, const SceneView& view, std::uint64_t allowance)
{
    for (int level = 0;; ++level) {
        SurfacePlan plan = planLevel(scene, view, level);
        if (plan.triangles <= allowance || level + 1 == scene.levelCount())
            return plan;
    }
}

DrawCount ScenePipelines::draw(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass)
{
    DrawCount count = drawSurfaces(commands, scene, view, pass, planLevel(scene, view, 0).runs, false);
    if (pass.output != SurfaceOutput::Ids) {
        const DrawCount points = drawPoints(commands, scene, view, pass, planPoints(scene.pointChunks(), view, 1, scene.pointCount()).runs);
        count.points = points.points;
        count.drawCalls += points.drawCalls;
    }
    return count;
}

DrawCount ScenePipelines::drawSurfaces(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass,
                                       std::span<const SurfaceRun> runs, bool hideBackFaces)
{
    DrawCount count;
    if (runs.empty())
        return count;
    vkCmdPushConstants(commands, m_layout->pipeline.get(), VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0,
                       sizeof view.constants, &view.constants);
    constexpr VkDeviceSize kZero = 0;
    const VkBuffer vertices = scene.vertices().get();
    vkCmdBindVertexBuffers(commands, 0, 1, &vertices, &kZero);
    vkCmdBindIndexBuffer(commands, scene.indices().get(), 0, VK_INDEX_TYPE_UINT32);
    VkPipeline bound = VK_NULL_HANDLE;
    int boundCull = -1;
    const SurfaceBatch* boundBatch = nullptr;
    for (const SurfaceRun& run : runs) {
        const SurfaceBatch& batch = scene.batches()[run.batch];
        if (&batch != boundBatch) {
            boundBatch = &batch;
            const Key key{pass, batch.textured && pass.output != SurfaceOutput::Ids ? 1 : 0};
            if (const VkPipeline wanted = pipeline(key); wanted != bound) {
                vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, wanted);
                bound = wanted;
            }
            const VkCullModeFlags cull = hideBackFaces || !batch.twoSided ? VK_CULL_MODE_BACK_BIT : VK_CULL_MODE_NONE;
            if (static_cast<int>(cull) != boundCull) {
                vkCmdSetCullMode(commands, cull);
                boundCull = static_cast<int>(cull);
            }
            if (pass.output != SurfaceOutput::Ids)
                vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout->pipeline.get(), 0, 1, &batch.set, 0,
                                        nullptr);
        }
        vkCmdDrawIndexed(commands, run.indexCount, 1, run.firstIndex, 0, 0);
        count.triangles += run.indexCount / 3;
        ++count.drawCalls;
    }
    return count;
}

DrawCount ScenePipelines::drawPoints(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass,
                                     std::span<const PointRun> runs)
{
    DrawCount count;
    if (runs.empty())
        return count;
    vkCmdPushConstants(commands, m_layout->pipeline.get(), VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0,
                       sizeof view.constants, &view.constants);
    constexpr VkDeviceSize kZero = 0;
    const VkBuffer buffer = scene.points().get();
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline({pass, 2}));
    vkCmdBindVertexBuffers(commands, 0, 1, &buffer, &kZero);
    PointRun pending;
    const auto flush = [&] {
        if (!pending.count)
            return;
        vkCmdDraw(commands, pending.count, 1, pending.first, 0);
        count.points += pending.count;
        ++count.drawCalls;
    };
    for (const PointRun& run : runs) {
        if (run.first == pending.first + pending.count) {
            pending.count += run.count;
            continue;
        }
        flush();
        pending = run;
    }
    flush();
    return count;
}

} // namespace w2v

#include "render/scene/GpuScene.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

#include "core/base/Parallel.h"
#include "render/scene/SceneDetail.h"

namespace w2v {
namespace {

constexpr std::size_t kLeastVertices = 50'000; ///< that are worth a thread
constexpr std::uint32_t kMaxTextureSize = 8192;
constexpr int kMaxLamps = 4;

struct LightingBlock { // std140, as in surface.vert
    float ambient[4], sun[4], lamps[kMaxLamps][4], lampColors[kMaxLamps][4];
};

std::uint8_t toByte(float value)
{
    return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f);
}

/// Area-weighted vertex normals, for meshes without any.
std::vector<Eigen::Vector3f> vertexNormals(const Mesh& mesh)
{
    std::vector<Eigen::Vector3f> normals(mesh.positions.size(), Eigen::Vector3f::Zero());
    for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
        const auto a = mesh.indices[i], b = mesh.indices[i + 1], c = mesh.indices[i + 2];
        const Eigen::Vector3f n = (mesh.positions[b] - mesh.positions[a]).cross(mesh.positions[c] - mesh.positions[a]);
        for (const auto v : {a, b, c})
            normals[v] += n;
    }
    return normals;
}

void writeVertices(SurfaceVertex* out, const Mesh& mesh, const Material& material)
{
    const std::vector<Eigen::Vector3f> made = mesh.normals.empty() ? vertexNormals(mesh) : std::vector<Eigen::Vector3f>{};
    const auto& normals = mesh.normals.empty() ? made : mesh.normals;
    const auto write = [&](std::size_t i) {
        SurfaceVertex v{};
        for (int k = 0; k < 3; ++k)
            v.position[k] = mesh.positions[i][k];
        const Eigen::Vector3f n = normals[i].stableNormalized();
        Eigen::Vector3f albedo = material.baseColor;
        if (!mesh.colors.empty())
            albedo = albedo.cwiseProduct(mesh.colors[i]);
        for (int k = 0; k < 3; ++k) {
            v.normal[k] = static_cast<std::int8_t>(std::clamp(n[k], -1.0f, 1.0f) * 127.0f + std::copysign(0.5f, n[k]));
            v.albedo[k] = toByte(albedo[k]);
        }
        if (!mesh.uvs.empty()) {
            v.uv[0] = mesh.uvs[i].x();
            v.uv[1] = mesh.uvs[i].y();
        }
        v.look[0] = toByte(material.emission);
        v.look[1] = toByte(material.roughness);
        v.baked = mesh.light.empty() ? -1.0f : std::max(mesh.light[i], 0.0f);
        v.instance = static_cast<std::uint32_t>(std::max(mesh.instance, 0));
        out[i] = v;
    };
    parallelParts(mesh.positions.size(), kLeastVertices, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            write(i);
    });
}

LightingBlock lightingOf(const Scene& scene)
{
    LightingBlock block{};
    const Eigen::Vector3f sun = Eigen::Vector3f(-0.35f, -0.85f, -0.4f).normalized();
    const bool lamps = !scene.lights.empty();
    const float ambient = lamps ? 0.38f : 0.55f;
    for (int k = 0; k < 3; ++k) {
        block.ambient[k] = ambient;
        block.sun[k] = sun[k];
    }
    block.ambient[3] = 0.3f;
    block.sun[3] = lamps ? 0.12f : 0.5f;
    const int count = static_cast<int>(std::min<std::size_t>(scene.lights.size(), kMaxLamps));
    for (int i = 0; i < count; ++i) {
        const Light& light = scene.lights[static_cast<std::size_t>(i)];
        for (int k = 0; k < 3; ++k) {
            block.lamps[i][k] = static_cast<float>(light.position[k]);
            block.lampColors[i][k] = light.color[k];
        }
        block.lamps[i][3] = light.intensity * 0.8f / std::sqrt(static_cast<float>(count));
    }
    return block;
}

std::uint64_t nextId()
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

} // namespace

std::vector<std::vector<std::uint8_t>> mipLevels(const ColorImage& image, const Mask& opacity)
{
    std::vector<std::vector<std::uint8_t>> levels(1);
    int width = image.width(), height = image.height();
    levels[0].resize(image.pixels() * 4);
    for (std::size_t i = 0; i < image.pixels(); ++i) {
        std::copy_n(image.data() + 3 * i, 3, levels[0].data() + 4 * i);
        levels[0][4 * i + 3] = opacity.empty() ? 255 : opacity.data()[i];
    }
    while (width > 1 || height > 1) {
        const int nextWidth = std::max(1, width / 2), nextHeight = std::max(1, height / 2);
        std::vector<std::uint8_t> next(static_cast<std::size_t>(nextWidth) * nextHeight * 4);
        const std::vector<std::uint8_t>& from = levels.back();
        for (int y = 0; y < nextHeight; ++y)
            for (int x = 0; x < nextWidth; ++x) {
                const int x0 = std::min(2 * x, width - 1), x1 = std::min(2 * x + 1, width - 1);
                const int y0 = std::min(2 * y, height - 1), y1 = std::min(2 * y + 1, height - 1);
                for (int c = 0; c < 4; ++c) {
                    const auto at = [&](int px, int py) {
                        return static_cast<int>(from[(static_cast<std::size_t>(py) * width + px) * 4 + c]);
                    };
                    next[(static_cast<std::size_t>(y) * nextWidth + x) * 4 + c] =
                        static_cast<std::uint8_t>((at(x0, y0) + at(x1, y0) + at(x0, y1) + at(x1, y1) + 2) / 4);
                }
            }
        levels.push_back(std::move(next));
        width = nextWidth;
        height = nextHeight;
    }
    return levels;
}

SceneLayout::SceneLayout(GpuContext& gpu)
{
    VkSamplerCreateInfo samplerInfo{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
    samplerInfo.magFilter = samplerInfo.minFilter = VK_FILTER_LINEAR;
    samplerInfo.mipmapMode = VK_SAMPLER_MIPMAP_MODE_LINEAR;
    samplerInfo.addressModeU = samplerInfo.addressModeV = samplerInfo.addressModeW = VK_SAMPLER_ADDRESS_MODE_REPEAT;
    samplerInfo.maxLod = VK_LOD_CLAMP_NONE;
    // Mesa's software driver sums every texel of the footprint when filtering is anisotropic, 20 times the cost of a view.
    samplerInfo.anisotropyEnable = gpu.features().samplerAnisotropy && !gpu.isSoftware();
    samplerInfo.maxAnisotropy = std::min(8.0f, gpu.properties().limits.maxSamplerAnisotropy);
    VkSampler rawSampler = VK_NULL_HANDLE;
    gpu.require(vkCreateSampler(gpu.device(), &samplerInfo, nullptr, &rawSampler), "making a sampler");
    sampler = {gpu, rawSampler, vkDestroySampler, VK_OBJECT_TYPE_SAMPLER, "scene sampler"};

    VkDescriptorSetLayoutBinding bindings[2]{};
    bindings[0] = {0, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, 1, VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, nullptr};
    bindings[1] = {1, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1, VK_SHADER_STAGE_FRAGMENT_BIT, nullptr};
    VkDescriptorSetLayoutCreateInfo setInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    setInfo.bindingCount = 2;
    setInfo.pBindings = bindings;
    VkDescriptorSetLayout rawSet = VK_NULL_HANDLE;
    gpu.require(vkCreateDescriptorSetLayout(gpu.device(), &setInfo, nullptr, &rawSet), "making a descriptor layout");
    set = {gpu, rawSet, vkDestroyDescriptorSetLayout, VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT, "scene set layout"};

    const VkPushConstantRange range{VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(ViewConstants)};
    VkPipelineLayoutCreateInfo pipelineInfo{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    pipelineInfo.setLayoutCount = 1;
    pipelineInfo.pSetLayouts = set.address();
    pipelineInfo.pushConstantRangeCount = 1;
    pipelineInfo.pPushConstantRanges = &range;
    VkPipelineLayout rawLayout = VK_NULL_HANDLE;
    gpu.require(vkCreatePipelineLayout(gpu.device(), &pipelineInfo, nullptr, &rawLayout), "making a pipeline layout");
    pipeline = {gpu, rawLayout, vkDestroyPipelineLayout, VK_OBJECT_TYPE_PIPELINE_LAYOUT, "scene pipeline layout"};
}

GpuScene::GpuScene(GpuContext& gpu, std::shared_ptr<const SceneLayout> layout, const Scene& scene, DetailEffort effort)
    : m_gpu(gpu), m_layout(std::move(layout)), m_id(nextId())
{
    Uploads uploads(gpu);
    uploadSurfaces(scene, effort, uploads);
    uploadTextures(scene, uploads);
    uploadPoints(scene, uploads);
    const LightingBlock lighting = lightingOf(scene);
    m_lighting = GpuBuffer(gpu, sizeof lighting, VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                           MemoryUse::Device, "scene lighting");
    uploads.add(m_lighting, &lighting, sizeof lighting);
    uploads.submit("scene upload");
    writeDescriptors();
}

void GpuScene::uploadSurfaces(const Scene& scene, DetailEffort effort, Uploads& uploads)
{
    static const Material kPlain;
    const std::vector<SurfaceGroup> groups = surfaceGroups(scene);
    std::size_t vertexTotal = 0;
    for (const Mesh& mesh : scene.meshes)
        vertexTotal += mesh.positions.size();
    m_vertices = GpuBuffer(m_gpu, vertexTotal * sizeof(SurfaceVertex),
                           VK_BUFFER_USAGE_VERTEX_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT, MemoryUse::Device, "scene vertices");
    auto* next = reinterpret_cast<SurfaceVertex*>(uploads.stage(m_vertices, vertexTotal * sizeof(SurfaceVertex)));
    for (const SurfaceGroup& group : groups) {
        SurfaceBatch batch;
        batch.textured = group.texture >= 0;
        batch.twoSided = group.twoSided;
        m_batches.push_back(std::move(batch));
        m_batchTextures.push_back(group.texture >= 0 ? group.texture : static_cast<int>(scene.textures.size()));
        for (const Mesh* mesh : group.meshes) {
            writeVertices(next, *mesh, scene.materials.empty() ? kPlain : scene.materials[static_cast<std::size_t>(mesh->material)]);
            next += mesh->positions.size();
        }
    }
    for (const Mesh& mesh : scene.meshes)
        m_triangleCount += mesh.indices.size() / 3;
    setDetail(workOutDetail(scene, effort), uploads);
    for (const SurfaceBatch& batch : m_batches)
        for (const SurfaceChunk& chunk : batch.levels[0])
            m_bounds.extend(chunk.bounds);
}

void GpuScene::setDetail(const SceneDetail& detail, Uploads& uploads)
{
    if (detail.levels.size() != m_batches.size())
        throw Error("scene", "its detail is that of another scene", "Prepare it again.");
    m_detailId = nextId(); // what was planned with the old detail is none of this
    m_levelCount = detail.levelCount;
    for (std::size_t b = 0; b < m_batches.size(); ++b)
        m_batches[b].levels = detail.levels[b];
    m_indices = GpuBuffer(m_gpu, detail.indices.size() * sizeof(std::uint32_t),
                          VK_BUFFER_USAGE_INDEX_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT, MemoryUse::Device, "scene indices");
    uploads.add(m_indices, detail.indices.data(), detail.indices.size() * sizeof(std::uint32_t));
}

void applyDetail(SceneRenderer::Prepared& prepared, const SceneDetail& detail)
{
    dynamic_cast<GpuScene&>(prepared).setDetail(detail);
}

void GpuScene::setDetail(const SceneDetail& detail)
{
    Uploads uploads(m_gpu);
    setDetail(detail, uploads);
    uploads.submit("scene detail");
}

void GpuScene::uploadTextures(const Scene& scene, Uploads& uploads)
{
    const std::uint32_t limit = std::min(kMaxTextureSize, m_gpu.properties().limits.maxImageDimension2D);
    const auto add = [&](const ColorImage& image, const std::string& name) {
        ImageSpec spec;
        spec.width = static_cast<std::uint32_t>(image.width());
        spec.height = static_cast<std::uint32_t>(image.height());
        if (image.empty() || spec.width > limit || spec.height > limit)
            throw Error("scene " + scene.name, "a texture is empty or larger than " + std::to_string(limit) + " pixels a side",
                        "Shrink the texture.");
        spec.mips = static_cast<std::uint32_t>(std::bit_width(std::max(spec.width, spec.height)));
        spec.usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
        return std::pair(GpuImage(m_gpu, spec, name), mipLevels(image));
    };
    m_textures.reserve(scene.textures.size() + 1); // uploads keep pointers into it
    std::vector<bool> used(scene.textures.size() + 1);
    for (const int texture : m_batchTextures)
        used[static_cast<std::size_t>(texture)] = true;
    const ColorImage white(1, 1, 255);
    for (std::size_t i = 0; i <= scene.textures.size(); ++i) {
        // Unused textures keep their place with one pixel, so that indices stay valid.
        const bool real = i < scene.textures.size() && used[i];
        auto [image, levels] = add(real ? scene.textures[i] : white, "texture " + std::to_string(i));
        m_textures.push_back(std::move(image));
        uploads.add(m_textures.back(), levels);
    }
}

void GpuScene::uploadPoints(const Scene& scene, Uploads& uploads)
{
    const PointCloud& cloud = scene.points;
    if (cloud.positions.size() > 0xffffffffull)
        throw Error("scene " + scene.name, "it has more than four billion points", "Thin it out first.");
    m_pointCount = cloud.positions.size();
    if (!m_pointCount)
        return;
    m_points = GpuBuffer(m_gpu, m_pointCount * sizeof(PointVertex),
                         VK_BUFFER_USAGE_VERTEX_BUFFER_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                         MemoryUse::Device, "scene points");
    m_pointChunks = orderPoints(cloud, reinterpret_cast<PointVertex*>(uploads.stage(m_points, m_pointCount * sizeof(PointVertex))));
    for (const PointChunk& chunk : m_pointChunks)
        m_bounds.extend(chunk.bounds);
}

void GpuScene::writeDescriptors()
{
    const auto count = static_cast<std::uint32_t>(m_batches.size());
    if (!count)
        return;
    const VkDescriptorPoolSize sizes[] = {{VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, count},
                                          {VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, count}};
    VkDescriptorPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    poolInfo.maxSets = count;
    poolInfo.poolSizeCount = 2;
    poolInfo.pPoolSizes = sizes;
    VkDescriptorPool pool = VK_NULL_HANDLE;
    m_gpu.require(vkCreateDescriptorPool(m_gpu.device(), &poolInfo, nullptr, &pool), "making a descriptor pool");
    m_pool = {m_gpu, pool, vkDestroyDescriptorPool, VK_OBJECT_TYPE_DESCRIPTOR_POOL, "scene descriptors"};

    const std::vector<VkDescriptorSetLayout> layouts(count, m_layout->set.get());
    std::vector<VkDescriptorSet> sets(count);
    VkDescriptorSetAllocateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
    info.descriptorPool = pool;
    info.descriptorSetCount = count;
    info.pSetLayouts = layouts.data();
    m_gpu.require(vkAllocateDescriptorSets(m_gpu.device(), &info, sets.data()), "making descriptor sets");
    for (std::uint32_t i = 0; i < count; ++i) {
        const VkDescriptorBufferInfo buffer{m_lighting.get(), 0, VK_WHOLE_SIZE};
        const VkDescriptorImageInfo image{m_layout->sampler.get(), m_textures[static_cast<std::size_t>(m_batchTextures[i])].view(),
                                          VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
        VkWriteDescriptorSet writes[2]{};
        for (std::uint32_t k = 0; k < 2; ++k) {
            writes[k].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
            writes[k].dstSet = sets[i];
            writes[k].dstBinding = k;
            writes[k].descriptorCount = 1;
        }
        writes[0].descriptorType = VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER;
        writes[0].pBufferInfo = &buffer;
        writes[1].descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
        writes[1].pImageInfo = &image;
        vkUpdateDescriptorSets(m_gpu.device(), 2, writes, 0, nullptr);
        m_gpu.setName(VK_OBJECT_TYPE_DESCRIPTOR_SET, sets[i], "scene set " + std::to_string(i));
        m_batches[i].set = sets[i];
    }
}

} // namespace w2v

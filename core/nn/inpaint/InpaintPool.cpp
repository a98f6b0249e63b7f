#include <array>
#include <cmath>
#include <numeric>

#include "core/nn/inpaint/InpaintPoolTorch.h"
#include "core/scene/RoomGenerator.h"

namespace w2v::nn {

namespace {

constexpr int kTruth = kInpaintChannels, kDepthKnown = kInpaintChannels + 4, kPlanes = kInpaintChannels + 5;

InpaintBatch split(const at::Tensor& stacked)
{
    InpaintBatch batch;
    batch.input = stacked.narrow(1, 0, kInpaintChannels).contiguous();
    batch.truth = stacked.narrow(1, kTruth, 4).contiguous();
    batch.hole = stacked.narrow(1, 4, 1).contiguous();
    batch.depthKnown = (batch.hole * stacked.narrow(1, kDepthKnown, 1)).contiguous();
    return batch;
}

} // namespace

PooledSample pooled(const WarpSample& sample)
{
    const InpaintInput input = inpaintInput(coarsen(sample.color, sample.depth, sample.missing, 1),
                                            viewOfPlanes(sample.planes, sample.camera), sample.camera);
    const std::int64_t side = sample.camera.width, plane = side * side;
    at::Tensor all = at::empty({kPlanes, side, side}, at::kFloat);
    all.narrow(0, 0, kInpaintChannels).copy_(input.planes);
    float* truth = all.data_ptr<float>() + kTruth * plane;
    for (std::int64_t i = 0; i < plane; ++i) {
        for (int c = 0; c < 3; ++c)
            truth[c * plane + i] = static_cast<float>(sample.truth.data()[3 * i + c]) / 127.5f - 1;
        const float depth = sample.truthDepth.data()[i];
        truth[3 * plane + i] = depth > 0 ? static_cast<float>(std::log(depth / input.scale)) : 0.0f;
        truth[4 * plane + i] = depth > 0 ? 1.0f : 0.0f;
    }
    return {all.to(at::kHalf)};
}

InpaintBatch plainBatch(const std::vector<PooledSample>& samples, std::size_t begin, std::size_t count)
{
    std::vector<at::Tensor> planes;
    for (std::size_t i = begin; i < begin + count; ++i)
        planes.push_back(samples[i].planes.to(at::kFloat));
    return split(at::stack(planes));
}

std::vector<PooledSample> samplesOfRoom(SceneRenderer& renderer, std::uint64_t seed, const WarpSampleOptions& options)
{
    std::vector<PooledSample> samples;
    const Scene room = generateRoom(seed, {true, 128, 0.6});
    sampleWarps(renderer, room, options, Rng(seed).fork("warps"), [&](WarpSample&& sample) { samples.push_back(pooled(sample)); });
    return samples;
}

InpaintPool::InpaintPool(SceneRenderer& renderer, int side, std::uint64_t nextRoom, std::size_t capacity)
    : m_renderer(renderer), m_nextRoom(nextRoom), m_capacity(capacity)
{
    m_options.side = side;
}

void InpaintPool::add(std::size_t count)
{
    while (m_waiting.size() < count)
        for (PooledSample& sample : samplesOfRoom(m_renderer, m_nextRoom++, m_options))
            m_waiting.push_back(std::move(sample));
    for (std::size_t i = 0; i < count; ++i) {
        m_samples.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    while (m_samples.size() > m_capacity)
        m_samples.pop_front();
}

InpaintBatch InpaintPool::draw(int count, Rng& rng) const
{
    std::vector<at::Tensor> all;
    for (int i = 0; i < count; ++i) {
        at::Tensor planes =
            m_samples[static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(m_samples.size()) - 1))].planes.to(at::kFloat);
        if (rng.chance(0.5)) {
            planes = planes.flip({2});
            planes.select(0, 5).neg_(); // the ray's x
        }
        std::vector<std::int64_t> colors{0, 1, 2};
        rng.shuffle(colors);
        std::vector<std::int64_t> order(kPlanes);
        std::iota(order.begin(), order.end(), 0);
        for (std::size_t c = 0; c < 3; ++c) {
            order[c] = colors[c];
            order[kInpaintPlanes + c] = kInpaintPlanes + colors[c];
            order[kTruth + c] = kTruth + colors[c];
        }
        planes = planes.index_select(0, at::tensor(order));
        const double gain = rng.uniform(0.7, 1.15);
        for (const std::int64_t first : {0, kInpaintPlanes, kTruth}) {
            at::Tensor color = planes.narrow(0, first, 3);
            color.add_(1).mul_(gain).sub_(1).clamp_(-1, 1);
        }
        all.push_back(planes);
    }
    return split(at::stack(all));
}

} // namespace w2v::nn

#pragma once
#include <deque>
#include <vector>

#include "core/base/Rng.h"
#include "core/nn/inpaint/InpaintNetTorch.h"
#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/WarpSamples.h"

namespace w2v::nn {

/// One training sample in half precision: the input's planes, then true colour, true log depth and where that is known.
struct PooledSample {
    at::Tensor planes; ///< half [kInpaintChannels + 5, S, S]
};

PooledSample pooled(const WarpSample& sample);

struct InpaintBatch {
    at::Tensor input;  ///< [N, kInpaintChannels, S, S]
    at::Tensor truth;  ///< [N, 4, S, S]
    at::Tensor hole;   ///< [N, 1, S, S], 1 where missing
    at::Tensor depthKnown; ///< [N, 1, S, S], 1 where missing and the true depth is known
};

InpaintBatch plainBatch(const std::vector<PooledSample>& samples, std::size_t begin, std::size_t count);

/// The newest samples of an endless row of generated rooms.
class InpaintPool {
public:
    InpaintPool(SceneRenderer& renderer, int side, std::uint64_t nextRoom, std::size_t capacity);

    /// Takes `count` new samples in, furnishing rooms as needed.
    void add(std::size_t count);
    std::size_t size() const { return m_samples.size(); }
    std::uint64_t nextRoom() const { return m_nextRoom; }

    /// Random samples, each perhaps mirrored, its colours permuted and its brightness changed.
    InpaintBatch draw(int count, Rng& rng) const;

private:
    SceneRenderer& m_renderer;
    WarpSampleOptions m_options;
    std::uint64_t m_nextRoom;
    std::size_t m_capacity;
    std::deque<PooledSample> m_waiting, m_samples;
};

/// All samples of one room.
std::vector<PooledSample> samplesOfRoom(SceneRenderer& renderer, std::uint64_t seed, const WarpSampleOptions& options);

} // namespace w2v::nn

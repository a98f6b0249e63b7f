#include "core/worldmodel/WarpSamples.h"

#include <algorithm>

#include "core/motion/ActionSampler.h"
#include "core/motion/Trajectory.h"
#include "core/scene/RoomGenerator.h"
#include "core/worldmodel/geometric/LiftedCache.h"

namespace w2v {
namespace {

std::vector<Action> drawMove(Rng& rng)
{
    const SamplingRanges ranges{{0.1, 0.8, 0.05}, {5, 60, 1}};
    return rng.chance(0.35) ? sampleSequence(2, ranges, rng) : std::vector<Action>{sampleSingleAction(ranges, rng)};
}

Mask maskWhere(std::size_t pixels, int side, const std::function<bool(std::size_t)>& yes)
{
    Mask mask(side, side);
    for (std::size_t i = 0; i < pixels; ++i)
        mask.data()[i] = yes(i) ? 255 : 0;
    return mask;
}

} // namespace

void sampleWarps(SceneRenderer& renderer, const Scene& room, const WarpSampleOptions& options, Rng rng,
                 const std::function<void(WarpSample&&)>& onSample)
{
    constexpr double kMargin = 0.25; // metres kept from furniture
    const auto prepared = renderer.prepare(room);
    for (int start = 0; start < options.starts; ++start) {
        const auto worldFromStart = sampleStandpoint(room, rng, kMargin);
        if (!worldFromStart)
            continue;
        const Intrinsics camera = intrinsicsFromFov(options.side, options.side, rng.uniform(options.lowFov, options.highFov));
        std::vector<WarpSample> samples;
        std::vector<ViewRequest> views{{*worldFromStart, camera}};
        for (int attempt = 0; attempt < 4 * options.viewsPerStart && static_cast<int>(samples.size()) < options.viewsPerStart; ++attempt) {
            WarpSample sample;
            sample.camera = camera;
            sample.actions = drawMove(rng);
            sample.startFromCamera = followActions(sample.actions, {10, 180, 2}, camera).startFromCamera.back();
            const Eigen::Vector3d at = (*worldFromStart * sample.startFromCamera).translation();
            if (!room.isFree(at.x(), at.z(), kMargin))
                continue;
            views.push_back({*worldFromStart * sample.startFromCamera, camera});
            samples.push_back(std::move(sample));
        }
        LiftedCache cache;
        ColorImage source;
        DepthMap sourceDepth;
        bool empty = false;
        renderer.render(*prepared, views, {}, [&](std::size_t i, RenderedView&& view) {
            if (i == 0) {
                empty = std::all_of(view.depth.data(), view.depth.data() + view.depth.pixels(), [](float d) { return d <= 0; });
                source = std::move(view.color);
                sourceDepth = std::move(view.depth);
                return;
            }
            samples[i - 1].truth = std::move(view.color);
            samples[i - 1].truthDepth = std::move(view.depth);
        });
        if (empty)
            continue;
        cache.setSource(sourceFromRender(source, sourceDepth, camera));
        for (WarpSample& sample : samples) {
            PaintedView warped = cache.render(sample.startFromCamera, camera);
            const std::size_t pixels = warped.depth.pixels();
            sample.missing = maskWhere(pixels, options.side, [&](std::size_t i) { return warped.depth.data()[i] <= 0; });
            sample.observed = maskWhere(pixels, options.side, [&](std::size_t i) { return warped.instances.data()[i] == LiftedCache::kObserved; });
            sample.whole = maskWhere(pixels, options.side, [&](std::size_t i) { return sample.observed.data()[i] && warped.coverage.data()[i] == 255; });
            const auto missing = static_cast<double>(std::count(sample.missing.data(), sample.missing.data() + pixels, 255));
            if (missing < options.leastMissing * static_cast<double>(pixels) || missing == static_cast<double>(pixels))
                continue;
            sample.color = std::move(warped.color);
            sample.depth = std::move(warped.depth);
            sample.planes = cache.planesFrom(sample.startFromCamera);
            sample.source = source;
            sample.sourceDepth = sourceDepth;
            onSample(std::move(sample));
        }
    }
}

} // namespace w2v

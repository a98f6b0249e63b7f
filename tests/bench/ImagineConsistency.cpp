#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "core/image/ImageMetrics.h"
#include "core/motion/Trajectory.h"
#include "core/scene/RoomGenerator.h"
#include "core/worldmodel/Observed.h"
#include "core/worldmodel/WorldModels.h"
#include "tests/bench/ImagineBench.h"

namespace w2v::bench {

namespace {

constexpr std::uint64_t kRooms = 710'000;
constexpr int kSide = 288;

std::vector<ImaginedFrame> imagine(WorldModel& model, const std::shared_ptr<Observation>& observation, const std::string& actions,
                                   const StepLimits& limits)
{
    ImagineRequest request;
    request.observation = observation;
    request.trajectory = followActions(parseActions(actions), limits, intrinsicsFromFov(kSide, kSide, 60));
    std::vector<ImaginedFrame> frames;
    SilentJobContext job;
    model.imagine(request, [&](ImaginedFrame&& frame) { frames.push_back(std::move(frame)); }, job);
    return frames;
}

/// PSNR over what `b` shows of pixels that `a` invented: each such pixel of b is looked up in a (bilinear; where all four pixels of
/// a belong to the same invented surface, or another one's colour would be compared).
double inventedAgreement(const ImaginedFrame& a, const ImaginedFrame& b, const Intrinsics& camera)
{
    const Mask same = observedFrom({a.startFromCamera, camera}, a.depth, {b.startFromCamera, camera}, b.depth);
    const Rigid3d aFromB = a.startFromCamera.inverse() * b.startFromCamera;
    double squares = 0, count = 0;
    for (int y = 0; y < b.depth.height(); ++y)
        for (int x = 0; x < b.depth.width(); ++x) {
            if (!same.at(x, y) || b.observed.at(x, y))
                continue;
            const Eigen::Vector3d point = aFromB * unproject(camera, x + 0.5, y + 0.5, b.depth.at(x, y));
            const Eigen::Vector2d at = project(camera, point) - Eigen::Vector2d(0.5, 0.5);
            const int u = static_cast<int>(std::floor(at.x())), v = static_cast<int>(std::floor(at.y()));
            if (u < 0 || v < 0 || u + 1 >= a.depth.width() || v + 1 >= a.depth.height())
                continue;
            bool one = true;
            for (const auto& [p, q] : {std::pair(u, v), std::pair(u + 1, v), std::pair(u, v + 1), std::pair(u + 1, v + 1)})
                one = one && !a.observed.at(p, q) && std::abs(a.depth.at(p, q) - point.z()) < 0.02 + 0.02 * point.z();
            if (!one)
                continue;
            const double fx = at.x() - u, fy = at.y() - v;
            for (int c = 0; c < 3; ++c) {
                const double value = (1 - fy) * ((1 - fx) * a.color.at(u, v, c) + fx * a.color.at(u + 1, v, c))
                    + fy * ((1 - fx) * a.color.at(u, v + 1, c) + fx * a.color.at(u + 1, v + 1, c));
                squares += (value - b.color.at(x, y, c)) * (value - b.color.at(x, y, c));
            }
            count += 3;
        }
    return count > 300 ? 10 * std::log10(255 * 255 * count / std::max(squares, 1e-9)) : std::nan("");
}

} // namespace

void consistency(SceneRenderer& renderer, std::shared_ptr<Inpainter> learned, int rooms)
{
    const auto model = createWorldModel("geometric", renderer, std::move(learned));
    const Intrinsics camera = intrinsicsFromFov(kSide, kSide, 60);
    for (int i = 0; i < rooms; ++i) {
        const std::uint64_t seed = kRooms + static_cast<std::uint64_t>(i);
        auto observation = std::make_shared<Observation>(openObservation("room:" + std::to_string(seed)));
        std::printf("room %llu\n", static_cast<unsigned long long>(seed));
        for (const char* actions : {"turn left 30 degrees; turn right 30 degrees", "move forward 0.4 meters; move backward 0.4 meters",
                                    "move right 0.4 meters; move left 0.4 meters"}) {
            const auto frames = imagine(*model, observation, actions, {});
            const std::size_t n = frames.size();
            double worst = 1e9, sum = 0;
            int pairs = 0;
            for (std::size_t a = 1; a < n; ++a)
                for (std::size_t b = a + 1; b < n; b += 2)
                    if (const double agreement = inventedAgreement(frames[a], frames[b], camera); std::isfinite(agreement)) {
                        worst = std::min(worst, agreement);
                        sum += agreement;
                        ++pairs;
                    }
            std::printf("  %-48s back at the start %.2f dB over observed pixels; ", actions,
                        psnr(frames[n - 1].color, frames[0].color, &frames[n - 1].observed));
            if (pairs)
                std::printf("invented surfaces agree at %.2f dB on average, %.2f at worst (%d pairs)\n", sum / pairs, worst, pairs);
            else
                std::printf("too few invented pixels are seen twice\n");
        }
        std::string turn;
        for (int k = 0; k < 12; ++k)
            turn += "turn right 30 degrees; ";
        const auto frames = imagine(*model, observation, turn, {0.2, 30, 2});
        const ImaginedFrame& last = frames.back();
        std::printf("  12 turns of 30 degrees: the last view against the first %.2f dB over observed pixels (%.1f%%), %.2f dB over all\n",
                    psnr(last.color, frames[0].color, &last.observed), 100 * shareOf(last.observed), psnr(last.color, frames[0].color));
    }
}

} // namespace w2v::bench

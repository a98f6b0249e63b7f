#include <array>
#include <cmath>
#include <cstdio>

#include "core/image/ImageMetrics.h"
#include "core/scene/Observation.h"
#include "core/worldmodel/ContentMask.h"
#include "core/worldmodel/WorldModels.h"
#include "tests/bench/ImagineBench.h"

namespace w2v::bench {

namespace {

/// The plain peer: every pixel with depth lands on the nearest pixel of the other view, the nearest wins.
void pointSplat(const ObservationFrame& from, const Rigid3d& toFromFrom, const Intrinsics& camera, ColorImage& color, Mask& missing)
{
    color = ColorImage(camera.width, camera.height);
    missing = Mask(camera.width, camera.height, 255);
    DepthMap nearest(camera.width, camera.height);
    for (int y = 0; y < from.depth.height(); ++y)
        for (int x = 0; x < from.depth.width(); ++x) {
            const float d = from.depth.at(x, y);
            if (!(d > 0) || !std::isfinite(d))
                continue;
            const Eigen::Vector3d point = toFromFrom * unproject(from.camera, x + 0.5, y + 0.5, d);
            if (point.z() <= 1e-3)
                continue;
            const Eigen::Vector2d at = project(camera, point);
            const int u = static_cast<int>(std::floor(at.x())), v = static_cast<int>(std::floor(at.y()));
            if (u < 0 || v < 0 || u >= camera.width || v >= camera.height)
                continue;
            if (!missing.at(u, v) && nearest.at(u, v) <= point.z())
                continue;
            nearest.at(u, v) = static_cast<float>(point.z());
            missing.at(u, v) = 0;
            for (int c = 0; c < 3; ++c)
                color.at(u, v, c) = from.color.at(x, y, c);
        }
}

struct Score {
    std::array<double, 4> value{}; ///< PSNR observed, PSNR all, SSIM observed, SSIM all
    void add(const Score& other)
    {
        for (std::size_t i = 0; i < value.size(); ++i)
            value[i] += other.value[i];
    }
};

Score scoreOf(const ColorImage& made, const ColorImage& truth, const Mask& observed, const Mask& content)
{
    return {{psnr(made, truth, &observed), psnr(made, truth, &content), ssim(made, truth, &observed), ssim(made, truth, &content)}};
}

void print(const char* name, const Score& score, double scale = 1)
{
    std::printf("  %-26s %7.2f %7.2f %8.4f %8.4f\n", name, score.value[0] * scale, score.value[1] * scale, score.value[2] * scale,
                score.value[3] * scale);
}

} // namespace

void captureTable(SceneRenderer& renderer, std::shared_ptr<Inpainter> learned, const std::string& folder)
{
    const auto observation = std::make_shared<Observation>(openObservation(folder));
    const auto model = createWorldModel("geometric", renderer, std::move(learned));
    const char* kNames[] = {"geometric", "point splat", "splat + Navier-Stokes", "splat + Telea"};
    std::array<Score, 4> total{};
    int pairs = 0;
    std::printf("%-28s %7s %7s %8s %8s   (observed pixels are geometric's, the blank border is left out)\n", "frames", "dB obs", "dB all",
                "SSIM obs", "SSIM all");
    for (int k = 0; k + 1 < static_cast<int>(std::min<std::size_t>(5, observation->frames.size())); ++k)
        for (const auto& [a, b] : {std::pair(k, k + 1), std::pair(k + 1, k)}) {
            const ObservationFrame& from = observation->frames[static_cast<std::size_t>(a)];
            const ObservationFrame& to = observation->frames[static_cast<std::size_t>(b)];
            ImagineRequest request;
            request.observation = observation;
            request.frame = a;
            request.trajectory.camera = from.camera;
            request.trajectory.startFromCamera = {Rigid3d::Identity(), from.worldFromCamera->inverse() * *to.worldFromCamera};
            request.trajectory.keyFrames = {0, 1};
            ImaginedFrame made;
            SilentJobContext job;
            model->imagine(request, [&](ImaginedFrame&& frame) { made = std::move(frame); }, job);
            const Mask content = contentMask(to.color);
            Mask observed = content;
            for (std::size_t i = 0; i < observed.pixels(); ++i)
                observed.data()[i] = content.data()[i] && made.observed.data()[i] ? 255 : 0;
            ColorImage splat;
            Mask missing;
            pointSplat(from, made.startFromCamera.inverse(), from.camera, splat, missing);
            const std::array<Score, 4> scores{scoreOf(made.color, to.color, observed, content), scoreOf(splat, to.color, observed, content),
                                              scoreOf(openCvFilled(splat, missing, CvMethod::NavierStokes), to.color, observed, content),
                                              scoreOf(openCvFilled(splat, missing, CvMethod::Telea), to.color, observed, content)};
            std::printf("%d -> %d, %.1f%% observed\n", a + 1, b + 1, 100 * shareOf(observed));
            for (std::size_t m = 0; m < scores.size(); ++m) {
                print(kNames[m], scores[m]);
                total[m].add(scores[m]);
            }
            ++pairs;
        }
    std::printf("mean of %d pairs\n", pairs);
    for (std::size_t m = 0; m < total.size(); ++m)
        print(kNames[m], total[m], 1.0 / pairs);
}

} // namespace w2v::bench

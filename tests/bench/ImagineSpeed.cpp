#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <vector>

#include <unistd.h>

#include "core/base/Rng.h"
#include "core/image/ImageMetrics.h"
#include "core/motion/Trajectory.h"
#include "core/worldmodel/WorldModels.h"
#include "core/worldmodel/geometric/LiftedCache.h"
#include "tests/bench/ImagineBench.h"

namespace w2v::bench {

namespace {

constexpr int kSide = 576;

/// The kind of frame the reference measurements use: a textured room with a back wall at 3 m, a floor and six boxes.
ObservationFrame roomFrame()
{
    ObservationFrame frame;
    frame.color = ColorImage(kSide, kSide);
    frame.depth = DepthMap(kSide, kSide);
    frame.camera = {0.8 * kSide, 0.8 * kSide, kSide / 2.0, kSide / 2.0, kSide, kSide};
    Rng rng(11);
    for (int v = 0; v < kSide; ++v)
        for (int u = 0; u < kSide; ++u) {
            const double y = (v - frame.camera.cy) / frame.camera.fy;
            frame.depth.at(u, v) = static_cast<float>(std::min(3.0, y > 0.05 ? 1.1 / y : 9.0));
            for (int c = 0; c < 3; ++c)
                frame.color.at(u, v, c) = static_cast<std::uint8_t>(
                    std::clamp(128 + 90 * std::sin(u * 0.05 + c) * std::cos(v * 0.06 - c) + 6 * rng.normal(), 0.0, 255.0));
        }
    for (int box = 0; box < 6; ++box) {
        const auto x0 = static_cast<int>(rng.integer(0, kSide * 3 / 4)), y0 = static_cast<int>(rng.integer(kSide / 5, kSide * 3 / 4));
        const auto w = static_cast<int>(rng.integer(kSide / 10, kSide / 4)), h = static_cast<int>(rng.integer(kSide / 10, kSide / 4));
        const auto depth = static_cast<float>(rng.uniform(1.2, 2.5));
        const std::uint8_t color[3] = {static_cast<std::uint8_t>(rng.integer(0, 255)), static_cast<std::uint8_t>(rng.integer(0, 255)),
                                       static_cast<std::uint8_t>(rng.integer(0, 255))};
        for (int y = y0; y < std::min(y0 + h, kSide); ++y)
            for (int x = x0; x < std::min(x0 + w, kSide); ++x) {
                frame.depth.at(x, y) = depth;
                for (int c = 0; c < 3; ++c)
                    frame.color.at(x, y, c) = color[c];
            }
    }
    return frame;
}

void timed(const char* what, int times, const std::function<void()>& work)
{
    work();
    std::vector<double> wall;
    const std::clock_t processor = std::clock();
    for (int i = 0; i < times; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        wall.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(wall.begin(), wall.end());
    std::printf("%-56s median %8.2f ms  min %8.2f  max %8.2f  processor %8.2f ms\n", what, wall[wall.size() / 2], wall.front(), wall.back(),
                1000.0 * static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC / times);
}

/// Where no pixel lands when each goes to the nearest one of the moved view, as in the reference measurements:
/// thin cracks everywhere and what lies outside the frame.
Mask splatHoles(const ObservationFrame& frame)
{
    const Intrinsics& camera = frame.camera;
    const Eigen::Matrix3d turn = yawRotation(12 * M_PI / 180).transpose();
    const Eigen::Vector3d move(-0.25, 0, -0.15);
    Mask holes(kSide, kSide, 255);
    for (int v = 0; v < kSide; ++v)
        for (int u = 0; u < kSide; ++u) {
            const double z = frame.depth.at(u, v);
            const Eigen::Vector3d p = turn * Eigen::Vector3d((u - camera.cx) / camera.fx * z, (v - camera.cy) / camera.fy * z, z) + move;
            const auto x = static_cast<int>(std::lround(camera.fx * p.x() / p.z() + camera.cx));
            const auto y = static_cast<int>(std::lround(camera.fy * p.y() / p.z() + camera.cy));
            if (p.z() > 0 && x >= 0 && y >= 0 && x < kSide && y < kSide)
                holes.at(x, y) = 0;
        }
    return holes;
}

/// The picture itself is filled where `holes` says: what was there is known.
void fillOwnPicture(const ObservationFrame& frame, const Mask& holes, Inpainter& learned)
{
    DepthMap known = frame.depth;
    Mask seen(kSide, kSide);
    for (std::size_t i = 0; i < known.pixels(); ++i) {
        seen.data()[i] = holes.data()[i] ? 0 : 255;
        if (holes.data()[i])
            known.data()[i] = 0;
    }
    const RoomPlanes planes = findRoomPlanes(frame.color, known, seen, frame.camera);
    std::printf("S2 on the point splat's holes, %.1f%% of the picture:\n", 100 * shareOf(holes));
    ColorImage made;
    const auto result = [&] { std::printf("    in the holes %.2f dB, SSIM %.4f\n", psnr(made, frame.color, &holes), ssim(made, frame.color, &holes)); };
    timed(("  " + learned.name()).c_str(), 5, [&] {
        made = frame.color;
        DepthMap depth = known;
        learned.fill(made, depth, holes, frame.camera, planes);
    });
    result();
    for (const auto& [name, method] : {std::pair("  OpenCV Navier-Stokes", CvMethod::NavierStokes), std::pair("  OpenCV Telea", CvMethod::Telea)}) {
        timed(name, 3, [&] { made = openCvFilled(frame.color, holes, method); });
        result();
    }
}

double residentMegabytes()
{
    std::ifstream file("/proc/self/statm");
    long pages = 0, resident = 0;
    file >> pages >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace

void speed(SceneRenderer& renderer, std::shared_ptr<Inpainter> learned)
{
    auto observation = std::make_shared<Observation>();
    observation->name = "room frame";
    observation->kind = ObservationKind::RgbdFrame;
    observation->frames.push_back(roomFrame());
    const ObservationFrame& frame = observation->frames.front();
    Rigid3d pose = Rigid3d::Identity();
    pose.linear() = yawRotation(12 * M_PI / 180);
    pose.translation() = Eigen::Vector3d(0.25, 0, 0.15);

    LiftedCache cache;
    timed("lifting the view, once per trajectory", 3, [&] { cache.setSource(sourceFromCamera(frame, "frame")); });
    RenderedView warped;
    timed("S1 warp", 15, [&] { warped = cache.render(pose, frame.camera); });
    Mask missing(kSide, kSide);
    for (std::size_t i = 0; i < missing.pixels(); ++i)
        missing.data()[i] = warped.depth.data()[i] <= 0 ? 255 : 0;
    std::printf("the warp's own holes: %.1f%%\n", 100 * shareOf(missing));
    const auto filled = [&](Inpainter& inpainter) {
        ColorImage color = warped.color;
        DepthMap depth = warped.depth;
        inpainter.fill(color, depth, missing, frame.camera, cache.planesFrom(pose));
    };
    timed(("S2 fill by " + learned->name()).c_str(), 7, [&] { filled(*learned); });
    const auto classical = createClassicalInpainter();
    timed("S2 fill by classical", 3, [&] { filled(*classical); });
    timed("S2 OpenCV Navier-Stokes", 3, [&] { openCvFilled(warped.color, missing, CvMethod::NavierStokes); });
    timed("S2 OpenCV Telea", 3, [&] { openCvFilled(warped.color, missing, CvMethod::Telea); });

    fillOwnPicture(frame, splatHoles(frame), *learned);

    const auto model = createWorldModel("geometric", renderer, learned);
    SilentJobContext job;
    const auto walk = [&](int frames) {
        ImagineRequest request;
        request.observation = observation;
        request.trajectory.camera = frame.camera;
        for (int i = 0; i < frames; ++i) {
            const double share = static_cast<double>(i) / 80;
            Rigid3d at = Rigid3d::Identity();
            at.linear() = yawRotation(60 * M_PI / 180 * std::sin(share * 2 * M_PI));
            at.translation() = Eigen::Vector3d(0.3 * std::sin(share * M_PI), 0, 0.4 * share / (1 + share));
            request.trajectory.startFromCamera.push_back(at);
        }
        const auto start = std::chrono::steady_clock::now();
        double early = 0;
        model->imagine(request, [&](ImaginedFrame&& made) {
            if (made.index == 99)
                early = residentMegabytes();
        }, job);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::printf("S3 %d frames: %.1f s, %.2f frames/s", frames, seconds, frames / seconds);
        if (early > 0)
            std::printf("; resident after 100 frames %.0f MB, at the end %.0f MB", early, residentMegabytes());
        std::printf("\n");
    };
    walk(80);
    if (const char* frames = std::getenv("W2V_BENCH_FRAMES"))
        walk(std::atoi(frames));
}

} // namespace w2v::bench

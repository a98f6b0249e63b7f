// bench_viewport SCENE [seconds] [fixed|atomic] [point size]: what frames of the viewport cost off the screen at 1280x720. Opens a scene as the window
// does, prints what opening took, turns the eye around it for so long, then rests. `fixed`: without 64-bit atomics.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <numbers>
#include <vector>

#include "core/scene/Observation.h"
#include "render/scene/SceneRendererFactory.h"
#include "render/scene/ViewportRenderer.h"

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double processorMs()
{
    return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

w2v::ViewCamera around(const Eigen::AlignedBox3d& box, double angle)
{
    w2v::ViewCamera camera;
    const Eigen::Vector3d target = box.center();
    const double distance = 0.5 * box.diagonal().norm() / std::sin(25 * std::numbers::pi / 180);
    const Eigen::Vector3d forward = Eigen::Vector3d(std::sin(angle), 0.7, std::cos(angle)).normalized();
    const Eigen::Vector3d right = Eigen::Vector3d(0, 1, 0).cross(forward).normalized();
    camera.worldFromCamera.linear() << right, forward.cross(right), forward;
    camera.worldFromCamera.translation() = target - distance * forward;
    return camera;
}

} // namespace

int main(int argc, char** argv)
{
    using namespace w2v;
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_viewport SCENE [seconds] [fixed|atomic] [point size]\n");
        return 2;
    }
    const double seconds = argc > 2 ? std::atof(argv[2]) : 5;
    GpuOptions options;
    options.pointAtomics = argc < 4 || std::strcmp(argv[3], "fixed") != 0;
    const auto start = Clock::now();
    const auto device = GpuDevice::create(options);
    const auto renderer = createSceneRenderer(*device);
    std::printf("device %.0f ms; ", since(start));
    auto step = Clock::now();
    const Observation observation = openObservation(argv[1]);
    std::printf("read %.0f ms; ", since(step));
    step = Clock::now();
    ViewportScene scene;
    scene.scene = renderer->prepare(*observation.scene);
    std::printf("prepare %.0f ms; ", since(step));
    scene.pointSize = argc > 4 ? static_cast<float>(std::atof(argv[4])) : 2;
    const auto viewport = createOffscreenViewport(*device, 1280, 720);
    const Eigen::AlignedBox3d box = observation.scene->bounds;
    step = Clock::now();
    viewport->draw(scene, around(box, 0), true);
    std::printf("first frame %.0f ms\n", since(step));

    std::vector<double> times;
    FrameStats stats;
    double points = 0, triangles = 0;
    const auto moving = Clock::now();
    const double processor = processorMs();
    for (int i = 1; since(moving) < 1000 * seconds; ++i) {
        stats = viewport->draw(scene, around(box, 0.01 * i), true);
        times.push_back(stats.milliseconds);
        points += static_cast<double>(stats.points);
        triangles += static_cast<double>(stats.triangles);
    }
    const double wall = since(moving), used = processorMs() - processor, count = static_cast<double>(times.size());
    std::sort(times.begin(), times.end());
    std::printf("moving: %.1f frames/s, p50 %.1f p99 %.1f max %.1f ms; %.0f points, %.0f triangles a frame; %.1f ms of processor time a frame\n",
                1000 * count / wall, times[times.size() / 2], times[times.size() * 99 / 100], times.back(), points / count, triangles / count,
                used / count);
    const auto rest = Clock::now();
    int calls = 0;
    stats = viewport->draw(scene, around(box, 1), false);
    for (calls = 1; stats.reduced; ++calls)
        stats = viewport->refine(scene, around(box, 1));
    std::printf("rest: full detail (%llu points, %llu triangles) after %.0f ms in %d calls\n", static_cast<unsigned long long>(stats.points),
                static_cast<unsigned long long>(stats.triangles), since(rest), calls);
    return 0;
}

#include "render/scene/Background.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

constexpr int kPlainBands = 24; // neighbouring shades differ by less than a step of 8 bits
constexpr int kSkyBands = 96;

Rgba skyColor(const SkyColors& sky, double elevation)
{
    if (elevation >= 0)
        return sky.horizon + (sky.zenith - sky.horizon) * static_cast<float>(std::sqrt(std::min(1.0, elevation)));
    return sky.horizon + (sky.ground - sky.horizon) * static_cast<float>(std::min(1.0, -elevation * 12));
}

} // namespace

std::vector<BackgroundBand> backgroundBands(const ViewportScene& scene, const ViewCamera& camera, int width, int height)
{
    std::vector<BackgroundBand> bands;
    const int count = std::min(scene.sky ? kSkyBands : kPlainBands, height);
    const Intrinsics intrinsics = viewIntrinsics(camera, width, height);
    for (int i = 0; i < count; ++i) {
        BackgroundBand band;
        band.top = height * i / count;
        band.bottom = height * (i + 1) / count;
        Rgba color;
        if (scene.sky) {
            const double slope = camera.orthoHeight > 0 ? 0 : (0.5 * (band.top + band.bottom) - intrinsics.cy) / intrinsics.fy;
            const Eigen::Vector3d ray = camera.worldFromCamera.linear() * Eigen::Vector3d(0, slope, 1).normalized();
            color = skyColor(*scene.sky, -ray.y()); // y points down
        } else {
            color = scene.backgroundTop
                + (scene.backgroundBottom - scene.backgroundTop) * ((static_cast<float>(i) + 0.5f) / static_cast<float>(count));
        }
        std::copy_n(color.data(), 3, band.color.data());
        if (!bands.empty() && bands.back().color == band.color)
            bands.back().bottom = band.bottom;
        else
            bands.push_back(band);
    }
    return bands;
}

} // namespace w2v

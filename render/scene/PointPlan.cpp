#include "render/scene/PointPlan.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

/// About how many pixels a box covers.
double coveredPixels(const Eigen::AlignedBox3f& box, const SceneView& view, int height)
{
    const Eigen::Map<const Eigen::Matrix4f> clip(view.constants.clipFromWorld);
    const Eigen::Vector3f center = box.center(), size = box.sizes();
    const Eigen::Vector3f ahead = clip.row(3).head<3>();
    const bool parallel = ahead.squaredNorm() < 1e-12f;
    const Eigen::Vector3f direction = parallel ? Eigen::Vector3f(clip.row(2).head<3>().normalized())
                                               : Eigen::Vector3f((center - view.eye).normalized());
    const double w = parallel ? 1.0 : std::max<double>(ahead.dot(center) + clip(3, 3), 0.5 * size.norm() + 1e-6);
    const double pixelsPerMetre = 0.5 * height * clip.row(1).head<3>().norm() / w;
    const double area = std::abs(direction.x()) * size.y() * size.z() + std::abs(direction.y()) * size.x() * size.z()
        + std::abs(direction.z()) * size.x() * size.y();
    return 1 + area * pixelsPerMetre * pixelsPerMetre;
}

} // namespace

PointPlan planPoints(std::span<const PointChunk> chunks, const SceneView& view, int height, std::uint64_t allowance)
{
    PointPlan plan;
    for (const PointChunk& chunk : chunks)
        if (view.sees(chunk.bounds)) {
            plan.runs.push_back({chunk.first, chunk.count});
            plan.visible += chunk.count;
        }
    plan.points = plan.visible;
    if (plan.visible <= allowance)
        return plan;

    std::vector<double> pixels;
    pixels.reserve(plan.runs.size());
    for (const PointChunk& chunk : chunks)
        if (view.sees(chunk.bounds))
            pixels.push_back(coveredPixels(chunk.bounds, view, height));
    const auto share = [&](std::size_t i, double density) {
        return static_cast<std::uint32_t>(std::min<double>(plan.runs[i].count, density * pixels[i]));
    };
    // The greatest density that stays within the allowance, by bisection of its logarithm.
    double low = -20, high = 20;
    for (int step = 0; step < 30; ++step) {
        const double middle = 0.5 * (low + high), density = std::exp2(middle);
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < plan.runs.size(); ++i)
            total += share(i, density);
        (total <= allowance ? low : high) = middle;
    }
    const double density = std::exp2(low);
    plan.points = 0;
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        plan.runs[i].count = share(i, density);
        plan.points += plan.runs[i].count;
    }
    if (plan.points > allowance) { // not even the least density fits
        plan.runs.clear();
        plan.points = 0;
    }
    std::erase_if(plan.runs, [](const PointRun& run) { return run.count == 0; });
    plan.spacing = static_cast<float>(1 / std::sqrt(density));
    return plan;
}

} // namespace w2v

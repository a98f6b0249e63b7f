#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "core/image/ImageMetrics.h"
#include "core/scene/RoomGenerator.h"
#include "core/worldmodel/WarpSamples.h"
#include "tests/bench/ImagineBench.h"

namespace w2v::bench {

namespace {

constexpr std::uint64_t kHeldOutRooms = 700'000; // neither trained nor validated on

double median(std::vector<double> values)
{
    if (values.empty())
        return std::nan("");
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

struct Mean {
    double sum = 0;
    int count = 0;
    void add(double value)
    {
        if (std::isfinite(value)) {
            sum += value;
            ++count;
        }
    }
    double value() const { return count ? sum / count : std::nan(""); }
};

struct Method {
    Mean hole, whole, structure;
    double squares = 0, values = 0; ///< over all hole pixels
    std::vector<double> depthErrors;
    double clocks = 0; ///< processor time of filling
};

/// What `fill` returns, and adds the time it took.
template <class Fill>
ColorImage timed(Method& method, const Fill& fill)
{
    const std::clock_t start = std::clock();
    ColorImage made = fill();
    method.clocks += static_cast<double>(std::clock() - start);
    return made;
}

void score(Method& method, const WarpSample& sample, const ColorImage& made, const DepthMap* depth)
{
    method.hole.add(psnr(made, sample.truth, &sample.missing));
    if (const double own = psnr(made, sample.truth, &sample.missing); std::isfinite(own)) {
        const double count = 3 * shareOf(sample.missing) * static_cast<double>(made.pixels());
        method.squares += std::pow(10, -own / 10) * count;
        method.values += count;
    }
    method.whole.add(psnr(made, sample.truth));
    method.structure.add(ssim(made, sample.truth));
    if (depth)
        for (std::size_t i = 0; i < depth->pixels(); ++i)
            if (sample.missing.data()[i] && sample.truthDepth.data()[i] > 0)
                method.depthErrors.push_back(std::abs(depth->data()[i] / sample.truthDepth.data()[i] - 1.0));
}

/// Observed pixels two or more away from a silhouette of the truth.
Mask withoutSilhouettes(const WarpSample& sample)
{
    constexpr int kReach = 2;
    Mask inside = sample.observed;
    const int width = inside.width(), height = inside.height();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            float low = 1e9f, high = 0;
            for (int v = std::max(0, y - kReach); v <= std::min(height - 1, y + kReach); ++v)
                for (int u = std::max(0, x - kReach); u <= std::min(width - 1, x + kReach); ++u) {
                    low = std::min(low, sample.truthDepth.at(u, v));
                    high = std::max(high, sample.truthDepth.at(u, v));
                }
            if (low < 0.92f * high)
                inside.at(x, y) = 0;
        }
    return inside;
}

/// How far the view turned and moved, from its pose.
std::string sizeOf(const WarpSample& sample)
{
    const double degrees = Eigen::AngleAxisd(sample.startFromCamera.linear()).angle() * 180 / M_PI, meters = sample.startFromCamera.translation().norm();
    const char* turn = degrees < 1 ? "no turn" : degrees < 20 ? "turn under 20 degrees" : degrees < 40 ? "turn 20 to 40 degrees" : "turn over 40 degrees";
    return std::string(turn) + (meters < 0.01 ? ", no move" : meters < 0.4 ? ", move under 0.4 m" : ", move over 0.4 m");
}

} // namespace

void roomQuality(SceneRenderer& renderer, Inpainter& learned, int side, int rooms)
{
    WarpSampleOptions options;
    options.side = side;
    std::map<std::string, Method> methods;
    std::map<std::string, Mean> structure;
    Mean observed, whole, inside, missing;
    int samples = 0;
    const auto classical = createClassicalInpainter();
    for (int i = 0; i < rooms; ++i) {
        const std::uint64_t seed = kHeldOutRooms + static_cast<std::uint64_t>(i);
        sampleWarps(renderer, generateRoom(seed), options, Rng(seed).fork("bench"), [&](WarpSample&& sample) {
            ++samples;
            observed.add(psnr(sample.color, sample.truth, &sample.observed));
            whole.add(psnr(sample.color, sample.truth, &sample.whole));
            const Mask inner = withoutSilhouettes(sample);
            inside.add(psnr(sample.color, sample.truth, &inner));
            missing.add(shareOf(sample.missing));
            Method& stokes = methods["OpenCV Navier-Stokes"];
            score(stokes, sample, timed(stokes, [&] { return openCvFilled(sample.color, sample.missing, CvMethod::NavierStokes); }), nullptr);
            Method& telea = methods["OpenCV Telea"];
            score(telea, sample, timed(telea, [&] { return openCvFilled(sample.color, sample.missing, CvMethod::Telea); }), nullptr);
            for (auto& [name, inpainter] : {std::pair<std::string, Inpainter*>("classical fill", classical.get()), {learned.name(), &learned}}) {
                DepthMap depth = sample.depth;
                const ColorImage color = timed(methods[name], [&, filler = inpainter] {
                    ColorImage filled = sample.color;
                    filler->fill(filled, depth, sample.missing, sample.camera, sample.planes);
                    return filled;
                });
                score(methods[name], sample, color, &depth);
                if (inpainter == &learned)
                    structure[sizeOf(sample)].add(ssim(color, sample.truth));
            }
        });
    }
    std::printf("%d warps of %d rooms at %d pixels, %.1f%% missing; observed pixels %.2f dB, wholly covered ones %.2f dB, away from silhouettes %.2f dB\n", samples, rooms, side, 100 * missing.value(),
                observed.value(), whole.value(), inside.value());
    std::printf("%-28s %10s %10s %10s %8s %12s %s\n", "filled by", "frame mean", "all holes", "whole dB", "SSIM", "processor ms", "median relative depth error");
    for (const auto& [name, method] : methods)
        std::printf("%-28s %10.2f %10.2f %10.2f %8.4f %12.1f %s\n", name.c_str(), method.hole.value(),
                    -10 * std::log10(method.squares / method.values), method.whole.value(), method.structure.value(),
                    1000 * method.clocks / CLOCKS_PER_SEC / samples,
                    method.depthErrors.empty() ? "-" : (std::to_string(100 * median(method.depthErrors)) + " %").c_str());
    for (const auto& [name, mean] : structure)
        std::printf("SSIM of whole frames, %-42s %.4f (%d)\n", name.c_str(), mean.value(), mean.count);
}

} // namespace w2v::bench

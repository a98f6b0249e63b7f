#include "core/worldmodel/quality/RolloutQuality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>

#include "core/worldmodel/quality/MotionMeter.h"

namespace w2v {
namespace {

constexpr std::size_t kKeyFrames = 6;     // newest key frames kept beside the first and the latest
constexpr int kSamples = 40'000;          // pixels of a frame that are compared with earlier ones
constexpr int kContradiction = 48;        // of 255: colours of one place that differ by more contradict each other

struct Earlier {
    MotionReference motion;
    ColorImage color;
};

/// How one pixel of a frame stands to an earlier frame.
enum class Seen { No, Agrees, Contradicts };

struct PixelResult {
    Seen seen = Seen::No;
    int difference = 0;          ///< largest channel
    int now = 0, before = 0;     ///< sums of the channels
};

PixelResult lookUp(const Earlier& earlier, const Intrinsics& camera, const Eigen::Vector3d& point, const std::uint8_t* rgb)
{
    PixelResult result;
    if (point.z() < 0.05)
        return result;
    const Eigen::Vector2d at = project(camera, point) - Eigen::Vector2d(0.5, 0.5);
    const int x = static_cast<int>(std::floor(at.x())), y = static_cast<int>(std::floor(at.y()));
    const DepthMap& depth = earlier.motion.depth;
    if (x < 1 || y < 1 || x + 2 >= depth.width() || y + 2 >= depth.height())
        return result;
    const double tolerance = 0.02 + 0.02 * point.z();
    int inFrontOf = 0;
    result.difference = 256;
    for (int v = y - 1; v <= y + 2; ++v)
        for (int u = x - 1; u <= x + 2; ++u) {
            const double d = depth.at(u, v);
            const bool near = u >= x && u <= x + 1 && v >= y && v <= y + 1;
            if (d > 0 && std::abs(d - point.z()) <= tolerance) {
                // The closest of the neighbours' colours: half a pixel of shift is no contradiction.
                int worst = 0;
                for (int c = 0; c < 3; ++c)
                    worst = std::max(worst, std::abs(rgb[c] - earlier.color.at(u, v, c)));
                if (worst < result.difference) {
                    result.difference = worst;
                    result.now = rgb[0] + rgb[1] + rgb[2];
                    result.before = earlier.color.at(u, v, 0) + earlier.color.at(u, v, 1) + earlier.color.at(u, v, 2);
                }
                if (near || result.seen != Seen::No)
                    result.seen = Seen::Agrees;
            }
            inFrontOf += d > 0 && point.z() < d - 0.05 - 0.05 * d;
        }
    if (result.seen == Seen::Agrees)
        result.seen = result.difference > kContradiction ? Seen::Contradicts : Seen::Agrees;
    else if (inFrontOf == 16)
        result.seen = Seen::Contradicts; // the earlier view looked through this place
    return result;
}

double changeBetween(const ColorImage& a, const ColorImage& b)
{
    const std::array<ColorImage, 2> both{a, b};
    return *checkTemporal(both).maxDifference;
}

} // namespace

struct RolloutQuality::Impl {
    Intrinsics camera;
    int count = 0;
    std::deque<Earlier> keys;    ///< the first frame, then key frames
    std::optional<Earlier> last;

    void reproject(FrameQuality& quality, const ColorImage& color, const DepthMap& depth, const Rigid3d& startFromCamera) const
    {
        std::vector<const Earlier*> earlier;
        if (last)
            earlier.push_back(&*last);
        for (const Earlier& key : keys)
            if (!last || key.motion.index != last->motion.index)
                earlier.push_back(&key);
        if (earlier.empty() || depth.empty())
            return;
        std::vector<Rigid3d> toEarlier;
        for (const Earlier* one : earlier)
            toEarlier.push_back(one->motion.startFromCamera.inverse() * startFromCamera);
        const int step = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(depth.pixels()) / kSamples)));
        std::int64_t all = 0, agree = 0, contradict = 0, residual = 0, compared = 0, now = 0, before = 0;
        for (int y = step / 2; y < depth.height(); y += step)
            for (int x = step / 2; x < depth.width(); x += step) {
                ++all;
                if (depth.at(x, y) <= 0)
                    continue;
                const Eigen::Vector3d point = unproject(camera, x + 0.5, y + 0.5, depth.at(x, y));
                bool seen = false, wrong = false;
                for (std::size_t e = 0; e < earlier.size(); ++e) {
                    const PixelResult result = lookUp(*earlier[e], camera, toEarlier[e] * point, &color.at(x, y));
                    seen = seen || result.seen == Seen::Agrees;
                    wrong = wrong || result.seen == Seen::Contradicts;
                    if (result.seen != Seen::No && result.difference < 256) {
                        residual += result.difference;
                        now += result.now;
                        before += result.before;
                        ++compared;
                    }
                }
                contradict += wrong;
                agree += seen && !wrong;
            }
        const auto share = [&](std::int64_t part) { return static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(1, all)); };
        quality.seenBefore = share(agree);
        quality.contradicts = share(contradict);
        quality.invented = std::max(0.0, 1 - quality.seenBefore - quality.contradicts);
        if (compared >= 100) {
            quality.residual = static_cast<double>(residual) / static_cast<double>(compared) / 255;
            quality.exposure = std::abs(std::log2(static_cast<double>(now + compared) / static_cast<double>(before + compared)));
        }
    }

    std::optional<MotionMeasurement> motion(const FrameFeatures& features, const Rigid3d& startFromCamera) const
    {
        // From as far back as possible: there errors have grown. The newest key frames see more of the same.
        for (const Earlier& key : keys)
            if (const auto measured = measureMotion(key.motion, features, startFromCamera, camera))
                return measured;
        return last ? measureMotion(last->motion, features, startFromCamera, camera) : std::nullopt;
    }
};

RolloutQuality::RolloutQuality(const Intrinsics& camera) : m_impl(std::make_unique<Impl>())
{
    m_impl->camera = camera;
}

RolloutQuality::~RolloutQuality() = default;

FrameQuality RolloutQuality::add(const ColorImage& color, const DepthMap& depth, const Rigid3d& startFromCamera, bool keyFrame)
{
    Impl& d = *m_impl;
    FrameQuality quality;
    quality.sharpness = laplacianVariance(grayOf(color));
    Earlier own{{d.count, startFromCamera, findFeatures(color), depth}, color};
    if (d.last) {
        quality.change = changeBetween(d.last->color, color);
        d.reproject(quality, color, depth, startFromCamera);
        quality.motion = d.motion(own.motion.features, startFromCamera);
    }
    if (d.count == 0 || keyFrame) {
        d.keys.push_back(own);
        if (d.keys.size() > kKeyFrames + 1)
            d.keys.erase(d.keys.begin() + 1);
    }
    d.last = std::move(own);
    ++d.count;
    return quality;
}

} // namespace w2v

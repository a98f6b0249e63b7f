#include "core/detection/ObjectLinker.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/worldmodel/CarriedLabels.h"

namespace w2v {

namespace {

constexpr double kLeastOverlap = 0.3, kLeastColors = 0.3; ///< of a carried surface and a detection that are the same object
constexpr double kSameSurface = 0.2, kSlack = 0.05;       ///< share of the depth and metres that a surface may reach from its middle
constexpr int kColorBins = 4;                             ///< per channel
constexpr double kOutliers = 0.02;                        ///< of the carried pixels, at each side of their box

double medianOf(std::vector<float>& values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Shared part of two histograms that each sum to 1.
double intersection(const std::vector<float>& a, const std::vector<float>& b)
{
    double shared = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        shared += std::min(a[i], b[i]);
    return shared;
}

/// The pixel range of a box, clipped.
struct PixelBox {
    int x1, y1, x2, y2;
    PixelBox(const Box2d& box, int width, int height)
        : x1(std::clamp(static_cast<int>(std::floor(box.x1)), 0, width)), y1(std::clamp(static_cast<int>(std::floor(box.y1)), 0, height)),
          x2(std::clamp(static_cast<int>(std::ceil(box.x2)), 0, width)), y2(std::clamp(static_cast<int>(std::ceil(box.y2)), 0, height))
    {
    }
};

/// Box around the middle of pixels in each axis, so that stray ones do not widen it.
Box2d boxAround(const std::vector<std::size_t>& pixels, int width)
{
    std::vector<int> xs, ys;
    for (const std::size_t pixel : pixels) {
        xs.push_back(static_cast<int>(pixel % static_cast<std::size_t>(width)));
        ys.push_back(static_cast<int>(pixel / static_cast<std::size_t>(width)));
    }
    const auto cut = static_cast<std::size_t>(kOutliers * static_cast<double>(pixels.size()));
    const auto range = [cut](std::vector<int>& values) {
        std::sort(values.begin(), values.end());
        return std::pair<double, double>(values[cut], values[values.size() - 1 - cut] + 1);
    };
    const auto [x1, x2] = range(xs);
    const auto [y1, y2] = range(ys);
    return {x1, y1, x2, y2};
}

Box2d normalised(const Box2d& box, int width, int height)
{
    return {1000 * box.x1 / width, 1000 * box.y1 / height, 1000 * box.x2 / width, 1000 * box.y2 / height};
}

} // namespace

ObjectLinker::Surface ObjectLinker::surfaceOf(const DetectedView& view, const Box2d& box)
{
    const int width = view.color.width(), height = view.color.height();
    const PixelBox all(box, width, height);
    const double quarterX = box.width() / 4, quarterY = box.height() / 4;
    const PixelBox middle({box.x1 + quarterX, box.y1 + quarterY, box.x2 - quarterX, box.y2 - quarterY}, width, height);
    Surface surface;
    const bool deep = view.depth.width() == width && view.depth.height() == height;
    if (deep) {
        std::vector<float> depths;
        for (int y = middle.y1; y < middle.y2; ++y)
            for (int x = middle.x1; x < middle.x2; ++x)
                if (const float z = view.depth.at(x, y); z > 0)
                    depths.push_back(z);
        surface.depth = medianOf(depths);
    }
    surface.colors.assign(kColorBins * kColorBins * kColorBins, 0);
    const double reach = kSameSurface * surface.depth + kSlack;
    for (int y = all.y1; y < all.y2; ++y)
        for (int x = all.x1; x < all.x2; ++x) {
            if (surface.depth > 0 && !(std::abs(view.depth.at(x, y) - surface.depth) <= reach))
                continue;
            surface.pixels.push_back(static_cast<std::size_t>(y) * width + x);
            int bin = 0;
            for (int channel = 0; channel < 3; ++channel)
                bin = bin * kColorBins + view.color.at(x, y, channel) * kColorBins / 256;
            ++surface.colors[static_cast<std::size_t>(bin)];
        }
    for (float& share : surface.colors)
        share /= static_cast<float>(std::max<std::size_t>(1, surface.pixels.size()));
    return surface;
}

std::map<std::size_t, ObjectLinker::Carried> ObjectLinker::carry(const DetectedView& view) const
{
    std::map<std::size_t, Carried> all;
    const int width = view.color.width();
    if (view.depth.width() != width || view.depth.height() != view.color.height())
        return all;
    const Mask everywhere(width, view.depth.height(), 255); // what agrees in depth is the same surface, also where it was invented
    std::map<int, std::size_t> trackOf;
    for (std::size_t i = 0; i < m_tracks.size(); ++i)
        trackOf[m_tracks[i].instance] = i;
    for (const auto& [index, source] : m_sources) {
        const IdMap ids = carriedInstances({source.depth, source.instances, m_camera}, source.startFromCamera.inverse() * view.startFromCamera,
                                           m_camera, view.depth, everywhere);
        for (std::size_t pixel = 0; pixel < ids.pixels(); ++pixel)
            if (const auto track = trackOf.find(ids.data()[pixel]); track != trackOf.end() && m_tracks[track->second].view == index)
                all[track->second].pixels.push_back(pixel);
    }
    for (auto& [track, carried] : all) {
        std::vector<float> depths;
        for (const std::size_t pixel : carried.pixels)
            depths.push_back(view.depth.data()[pixel]);
        carried.depth = medianOf(depths);
        carried.box = boxAround(carried.pixels, width);
    }
    return all;
}

void ObjectLinker::forgetUnused()
{
    std::set<std::size_t> used;
    for (const Track& track : m_tracks)
        used.insert(track.view);
    std::erase_if(m_sources, [&](const auto& source) { return !used.contains(source.first); });
}

std::vector<LinkedObject> ObjectLinker::add(const DetectedView& view)
{
    const int width = view.color.width(), height = view.color.height();
    const std::size_t index = m_views++;
    const std::map<std::size_t, Carried> carried = carry(view);
    std::vector<Surface> surfaces;
    for (const Detection& detection : view.detections)
        surfaces.push_back(surfaceOf(view, detection.box));

    struct Pair {
        double likeness;
        std::size_t track, detection;
    };
    std::vector<Pair> pairs;
    for (const auto& [track, where] : carried)
        for (std::size_t d = 0; d < view.detections.size(); ++d) {
            if (view.detections[d].label != m_tracks[track].label)
                continue;
            const double overlap = intersectionOverUnion(where.box, view.detections[d].box);
            const double colors = intersection(m_tracks[track].colors, surfaces[d].colors);
            if (overlap >= kLeastOverlap && colors >= kLeastColors)
                pairs.push_back({overlap + 0.5 * colors, track, d});
        }
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.likeness > b.likeness; });
    std::map<std::size_t, std::size_t> trackOf; // by detection
    std::set<std::size_t> found;
    for (const Pair& pair : pairs)
        if (!trackOf.contains(pair.detection) && found.insert(pair.track).second)
            trackOf[pair.detection] = pair.track;

    std::vector<LinkedObject> objects;
    Source source{view.depth, IdMap(width, height, 0), view.startFromCamera};
    std::vector<std::size_t> order; // large ones are painted first: small ones lie on them
    for (std::size_t d = 0; d < view.detections.size(); ++d) {
        const Detection& detection = view.detections[d];
        if (!trackOf.contains(d)) {
            trackOf[d] = m_tracks.size();
            m_tracks.push_back({static_cast<int>(m_tracks.size()) + 1, detection.label, 0, 0, 0, 0, {}});
        }
        Track& track = m_tracks[trackOf[d]];
        track.score = detection.score;
        track.view = index;
        track.pixels = surfaces[d].pixels.size();
        track.depth = surfaces[d].depth;
        track.colors = surfaces[d].colors;
        VisibleObject object;
        object.instance = track.instance;
        object.label = detection.label;
        object.box = object.fullBox = normalised(detection.box, width, height);
        object.visiblePixels = std::max(1, static_cast<int>(surfaces[d].pixels.size()));
        object.visibleShare = 1;
        object.depth = surfaces[d].depth;
        objects.push_back({object, detection.score, false});
        order.push_back(d);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return view.detections[a].box.area() > view.detections[b].box.area(); });
    for (const std::size_t d : order)
        for (const std::size_t pixel : surfaces[d].pixels)
            source.instances.data()[pixel] = m_tracks[trackOf[d]].instance;

    for (const auto& [t, where] : carried) {
        const Track& track = m_tracks[t];
        if (found.contains(t) || track.view == index)
            continue;
        const double nearer = where.depth > 0 ? track.depth / where.depth : 1; // its surface would fill so many more pixels across
        VisibleObject object;
        object.instance = track.instance;
        object.label = track.label;
        object.box = object.fullBox = normalised(where.box, width, height);
        object.visiblePixels = static_cast<int>(where.pixels.size());
        object.visibleShare = std::min(1.0, static_cast<double>(where.pixels.size()) / std::max(1.0, static_cast<double>(track.pixels) * nearer * nearer));
        object.depth = where.depth;
        objects.push_back({object, track.score, true});
    }
    for (LinkedObject& linked : objects)
        linked.object.unique = std::count_if(objects.begin(), objects.end(), [&](const LinkedObject& other) { return other.object.label == linked.object.label; }) == 1;
    if (!view.detections.empty() && view.depth.width() == width && view.depth.height() == height)
        m_sources[index] = std::move(source);
    forgetUnused();
    return objects;
}

} // namespace w2v

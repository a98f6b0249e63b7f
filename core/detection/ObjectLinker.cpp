#include "core/detection/ObjectLinker.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/worldmodel/CarriedLabels.h"

namespace w2v {

namespace {

constexpr double kLeastOverlap = 0.3, kLeastColors = 0.3; ///< of a carried surface and a detection that are the same object
constexpr int kColorBins = 4;                             ///< per channel

/// Shared part of two histograms that each sum to 1.
double intersection(const std::vector<float>& a, const std::vector<float>& b)
{
    double shared = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        shared += std::min(a[i], b[i]);
    return shared;
}

} // namespace

ObjectLinker::Surface ObjectLinker::surfaceOf(const DetectedView& view, const Box2d& box)
{
    const int width = view.color.width();
    Surface surface{surfaceIn(box, width, view.color.height(), view.depth), {}};
    surface.colors.assign(kColorBins * kColorBins * kColorBins, 0);
    for (const std::size_t pixel : surface.where.pixels) {
        const int x = static_cast<int>(pixel % static_cast<std::size_t>(width)), y = static_cast<int>(pixel / static_cast<std::size_t>(width));
        int bin = 0;
        for (int channel = 0; channel < 3; ++channel)
            bin = bin * kColorBins + view.color.at(x, y, channel) * kColorBins / 256;
        ++surface.colors[static_cast<std::size_t>(bin)];
    }
    for (float& share : surface.colors)
        share /= static_cast<float>(std::max<std::size_t>(1, surface.where.pixels.size()));
    return surface;
}

std::map<std::size_t, VisibleObject> ObjectLinker::carry(const DetectedView& view) const
{
    std::map<std::size_t, VisibleObject> all;
    if (view.depth.width() != view.color.width() || view.depth.height() != view.color.height())
        return all;
    const Mask everywhere(view.depth.width(), view.depth.height(), 255); // what agrees in depth is the same surface, also where it was invented
    std::map<int, std::size_t> trackOf;
    for (std::size_t i = 0; i < m_tracks.size(); ++i)
        trackOf[m_tracks[i].instance] = i;
    std::map<std::size_t, std::vector<std::size_t>> pixels; // by track
    for (const auto& [index, source] : m_sources) {
        const IdMap ids = carriedInstances({source.depth, source.instances, m_camera}, source.startFromCamera.inverse() * view.startFromCamera,
                                           m_camera, view.depth, everywhere);
        for (std::size_t pixel = 0; pixel < ids.pixels(); ++pixel)
            if (const auto track = trackOf.find(ids.data()[pixel]); track != trackOf.end() && m_tracks[track->second].view == index)
                pixels[track->second].push_back(pixel);
    }
    for (const auto& [i, seen] : pixels) {
        const Track& track = m_tracks[i];
        VisibleObject& object = all[i] = objectOfSurface(seen, view.depth, track.pixels, track.depth);
        object.instance = track.instance;
        object.label = track.label;
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
    const std::map<std::size_t, VisibleObject> carried = carry(view);
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
            const double overlap = intersectionOverUnion(boxInPixels(where.box, width, height), view.detections[d].box);
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
        track.pixels = surfaces[d].where.pixels.size();
        track.depth = surfaces[d].where.depth;
        track.colors = surfaces[d].colors;
        VisibleObject object;
        object.instance = track.instance;
        object.label = detection.label;
        object.box = object.fullBox = boxInUnits(detection.box, width, height);
        object.visiblePixels = std::max(1, static_cast<int>(track.pixels));
        object.visibleShare = 1;
        object.depth = track.depth;
        objects.push_back({object, detection.score, false});
        order.push_back(d);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return view.detections[a].box.area() > view.detections[b].box.area(); });
    for (const std::size_t d : order)
        for (const std::size_t pixel : surfaces[d].where.pixels)
            source.instances.data()[pixel] = m_tracks[trackOf[d]].instance;

    for (const auto& [t, where] : carried) {
        const Track& track = m_tracks[t];
        if (found.contains(t) || track.view == index)
            continue;
        objects.push_back({where, track.score, true});
    }
    for (LinkedObject& linked : objects)
        linked.object.unique = std::count_if(objects.begin(), objects.end(), [&](const LinkedObject& other) { return other.object.label == linked.object.label; }) == 1;
    if (!view.detections.empty() && view.depth.width() == width && view.depth.height() == height)
        m_sources[index] = std::move(source);
    forgetUnused();
    return objects;
}

} // namespace w2v

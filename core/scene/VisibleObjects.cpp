#include "core/scene/VisibleObjects.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/base/Error.h"

namespace w2v {

namespace {

struct Tally {
    int instance = -1; ///< index into Scene::instances
    int x1 = std::numeric_limits<int>::max(), y1 = std::numeric_limits<int>::max(), x2 = -1, y2 = -1;
    int pixels = 0;
    std::size_t firstDepth = 0;
};

/// Box of the bounds' projection in pixels, cut at a near plane so that bounds around the camera stay finite.
/// Empty (all zero) when everything is behind.
Box2d projectBounds(const Eigen::AlignedBox3d& bounds, const ViewRequest& request)
{
    constexpr double kNear = 0.05;
    if (bounds.isEmpty())
        return {};
    const Rigid3d cameraFromWorld = request.worldFromCamera.inverse();
    std::array<Eigen::Vector3d, 8> corners;
    for (int i = 0; i < 8; ++i)
        corners[i] = cameraFromWorld * bounds.corner(static_cast<Eigen::AlignedBox3d::CornerType>(i));
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Box2d box{kInfinity, kInfinity, -kInfinity, -kInfinity};
    const auto include = [&](const Eigen::Vector3d& p) {
        const Eigen::Vector2d q = project(request.camera, p);
        box = {std::min(box.x1, q.x()), std::min(box.y1, q.y()), std::max(box.x2, q.x()), std::max(box.y2, q.y())};
    };
    for (int i = 0; i < 8; ++i) {
        if (corners[i].z() >= kNear)
            include(corners[i]);
        for (int axis = 1; axis < 8; axis <<= 1) { // corners that differ in one bit share an edge
            const Eigen::Vector3d &a = corners[i], &b = corners[i | axis];
            if (!(i & axis) && (a.z() < kNear) != (b.z() < kNear))
                include(a + (b - a) * ((kNear - a.z()) / (b.z() - a.z())));
        }
    }
    return box.x1 <= box.x2 ? box : Box2d{};
}

} // namespace

std::vector<VisibleObject> visibleObjects(const Scene& scene, const ViewRequest& request, const RenderedView& view, int minPixels)
{
    const int width = view.instances.width(), height = view.instances.height();
    if (width <= 0 || height <= 0 || view.depth.width() != width || view.depth.height() != height)
        throw Error("view", "visible objects need an instance map and a depth map of one size", "Ask the renderer for both");

    int largest = 0;
    for (const Instance& instance : scene.instances)
        largest = std::max(largest, instance.structure ? 0 : instance.id);
    constexpr int kMaxTable = 1 << 20; // ids come from the scene's makers; a table of them must stay small
    if (largest > kMaxTable)
        throw Error(scene.name, "an instance id is above " + std::to_string(kMaxTable), "Number the instances from 1");
    std::vector<Tally> tallies(static_cast<std::size_t>(largest) + 1);
    for (std::size_t i = 0; i < scene.instances.size(); ++i)
        if (!scene.instances[i].structure && scene.instances[i].id > 0)
            tallies[scene.instances[i].id].instance = static_cast<int>(i);

    for (int y = 0; y < height; ++y) {
        const std::int32_t* ids = view.instances.row(y);
        for (int x = 0; x < width; ++x) {
            if (ids[x] <= 0 || ids[x] > largest)
                continue;
            Tally& t = tallies[ids[x]];
            t.x1 = std::min(t.x1, x);
            t.x2 = std::max(t.x2, x);
            t.y1 = std::min(t.y1, y);
            t.y2 = y;
            ++t.pixels;
        }
    }
    std::size_t total = 0;
    for (Tally& t : tallies) {
        t.firstDepth = total;
        total += static_cast<std::size_t>(t.instance >= 0 ? t.pixels : 0);
    }
    std::vector<float> depths(total);
    std::vector<std::size_t> next(tallies.size());
    for (std::size_t i = 0; i < tallies.size(); ++i)
        next[i] = tallies[i].firstDepth;
    for (std::size_t i = 0; i < view.instances.pixels(); ++i) {
        const std::int32_t id = view.instances.data()[i];
        if (id > 0 && id <= largest && tallies[id].instance >= 0)
            depths[next[id]++] = view.depth.data()[i];
    }

    std::vector<VisibleObject> objects;
    const double toX = 1000.0 / width, toY = 1000.0 / height;
    ViewRequest atSize = request;
    if (request.camera.width != width || request.camera.height != height)
        atSize.camera = request.camera.resized(width, height);
    for (const Tally& t : tallies) {
        if (t.instance < 0 || t.pixels < std::max(1, minPixels))
            continue;
        const Instance& instance = scene.instances[t.instance];
        VisibleObject object;
        object.instance = instance.id;
        object.label = instance.label;
        object.visiblePixels = t.pixels;
        object.box = {t.x1 * toX, t.y1 * toY, (t.x2 + 1) * toX, (t.y2 + 1) * toY};
        const Box2d full = projectBounds(instance.bounds, atSize);
        object.fullBox = {full.x1 * toX, full.y1 * toY, full.x2 * toX, full.y2 * toY};
        const Box2d clipped{std::max(full.x1, 0.0), std::max(full.y1, 0.0), std::min<double>(full.x2, width),
                            std::min<double>(full.y2, height)};
        object.visibleShare = clipped.area() > 0 ? std::min(1.0, t.pixels / clipped.area()) : 0.0;
        const auto begin = depths.begin() + static_cast<std::ptrdiff_t>(t.firstDepth);
        const auto middle = begin + t.pixels / 2;
        std::nth_element(begin, middle, begin + t.pixels);
        object.depth = *middle;
        objects.push_back(std::move(object));
    }
    for (std::size_t i = 0; i < objects.size(); ++i)
        for (std::size_t j = 0; j < objects.size(); ++j)
            if (i != j && objects[i].label == objects[j].label)
                objects[i].unique = false;
    return objects;
}

} // namespace w2v

#include "core/detection/BoxEdits.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/detection/BoxOrigin.h"
#include "core/detection/BoxSurface.h"
#include "core/worldmodel/CarriedLabels.h"

namespace w2v {

namespace {

constexpr std::size_t kLongestName = 100; // bytes
constexpr double kLeastSide = 1;          // 0..1000 units
constexpr std::size_t kLeastPixels = 9;   // of a carried surface: fewer are stray ones
constexpr double kLeastShare = 0.03;      // of what was to be expected
constexpr int kMostTries = 3;             // views that a box is looked for from

RolloutFrame& frameOf(RolloutRecord& rollout, std::size_t frame)
{
    if (frame >= rollout.frames.size())
        throw Error(fmt::format("frame {}", frame), fmt::format("is not one of {}: it has frames 0 to {}", rollout.id, rollout.frames.size() - 1));
    return rollout.frames[frame];
}

VisibleObject* find(RolloutFrame& frame, int instance)
{
    const auto found = std::find_if(frame.objects.begin(), frame.objects.end(), [&](const VisibleObject& object) { return object.instance == instance; });
    return found == frame.objects.end() ? nullptr : &*found;
}

const VisibleObject* find(const RolloutFrame& frame, int instance)
{
    return find(const_cast<RolloutFrame&>(frame), instance);
}

[[noreturn]] void throwNoObject(const RolloutRecord& rollout, int instance)
{
    throw Error(fmt::format("object {}", instance), "has no box in " + rollout.id, "List the boxes again: it may have been removed");
}

Box2d checkedBox(const Box2d& box)
{
    for (const double side : {box.x1, box.y1, box.x2, box.y2})
        if (!std::isfinite(side))
            throw Error("the box", "is not of four finite numbers", "Give left, top, right and bottom in 0..1000");
    const Box2d cut{std::clamp(std::min(box.x1, box.x2), 0.0, 1000.0), std::clamp(std::min(box.y1, box.y2), 0.0, 1000.0),
                    std::clamp(std::max(box.x1, box.x2), 0.0, 1000.0), std::clamp(std::max(box.y1, box.y2), 0.0, 1000.0)};
    if (cut.width() < kLeastSide || cut.height() < kLeastSide)
        throw Error("the box", fmt::format("[{:g}, {:g}, {:g}, {:g}] has less than a thousandth of the picture a side", box.x1, box.y1, box.x2, box.y2),
                    "Give left, top, right and bottom in 0..1000");
    return cut;
}

/// What is measured of a box that a person says is right.
void measure(VisibleObject& object, const Intrinsics& camera, const DepthMap& depth)
{
    const int width = depth.width() > 0 ? depth.width() : std::max(1, camera.width), height = depth.height() > 0 ? depth.height() : std::max(1, camera.height);
    const BoxSurface surface = surfaceIn(boxInPixels(object.box, width, height), width, height, depth);
    object.visiblePixels = std::max(1, static_cast<int>(surface.pixels.size()));
    object.depth = surface.depth;
}

std::vector<std::size_t> framesWithOwnBox(const RolloutRecord& rollout, int instance)
{
    std::vector<std::size_t> frames;
    for (std::size_t i = 0; i < rollout.frames.size(); ++i)
        if (find(rollout.frames[i], instance) && boxOrigin(rollout, i, instance) != BoxOrigin::Carried)
            frames.push_back(i);
    return frames;
}

std::size_t apart(std::size_t a, std::size_t b)
{
    return a > b ? a - b : b - a;
}

/// The surface of an object in the views that have a box of their own; few of them are kept in memory at a time.
class SurfaceSources {
public:
    struct Source {
        std::size_t frame = 0;
        DepthMap depth;
        IdMap surface;
        std::size_t pixels = 0;
        double distance = 0; ///< metres
    };

    SurfaceSources(const RolloutRecord& rollout, int instance, const std::function<DepthMap(std::size_t)>& depthOf)
        : m_rollout(rollout), m_instance(instance), m_depthOf(depthOf)
    {
    }

    bool any() const { return m_any; }

    /// That of a view, for use in view `target`; null where it has no depth.
    const Source* at(std::size_t frame, std::size_t target)
    {
        auto found = m_kept.find(frame);
        if (found == m_kept.end()) {
            found = m_kept.emplace(frame, read(frame)).first;
            m_any = m_any || found->second;
            while (m_kept.size() > kMostKept) {
                auto farthest = m_kept.begin();
                for (auto it = m_kept.begin(); it != m_kept.end(); ++it)
                    if (it->first != frame && (farthest->first == frame || apart(it->first, target) > apart(farthest->first, target)))
                        farthest = it;
                m_kept.erase(farthest);
            }
        }
        return found->second ? &*found->second : nullptr;
    }

    std::optional<VisibleObject> seenIn(const Source& source, std::size_t frame, const DepthMap& depth) const
    {
        const Intrinsics& camera = m_rollout.trajectory.camera;
        if (!fits(depth))
            return std::nullopt;
        const Mask everywhere(camera.width, camera.height, 255); // what agrees in depth is the same surface, also where it was invented
        const Rigid3d sourceFromView = m_rollout.frames[source.frame].startFromCamera.inverse() * m_rollout.frames[frame].startFromCamera;
        const IdMap ids = carriedInstances({source.depth, source.surface, camera}, sourceFromView, camera, depth, everywhere);
        std::vector<std::size_t> pixels;
        for (std::size_t pixel = 0; pixel < ids.pixels(); ++pixel)
            if (ids.data()[pixel] != 0)
                pixels.push_back(pixel);
        if (pixels.size() < kLeastPixels)
            return std::nullopt;
        VisibleObject object = objectOfSurface(pixels, depth, source.pixels, source.distance);
        return object.visibleShare < kLeastShare ? std::nullopt : std::optional(object);
    }

private:
    static constexpr std::size_t kMostKept = 6;

    bool fits(const DepthMap& depth) const
    {
        const Intrinsics& camera = m_rollout.trajectory.camera;
        return camera.valid() && depth.width() == camera.width && depth.height() == camera.height;
    }

    std::optional<Source> read(std::size_t frame) const
    {
        const Intrinsics& camera = m_rollout.trajectory.camera;
        Source source{frame, m_depthOf(frame), IdMap(camera.width, camera.height, 0), 0, 0};
        if (!fits(source.depth))
            return std::nullopt;
        const BoxSurface surface = surfaceIn(boxInPixels(find(m_rollout.frames[frame], m_instance)->box, camera.width, camera.height), camera.width,
                                             camera.height, source.depth);
        if (surface.depth <= 0)
            return std::nullopt;
        for (const std::size_t pixel : surface.pixels)
            source.surface.data()[pixel] = 1;
        source.pixels = surface.pixels.size();
        source.distance = surface.depth;
        return source;
    }

    const RolloutRecord& m_rollout;
    int m_instance;
    const std::function<DepthMap(std::size_t)>& m_depthOf;
    std::map<std::size_t, std::optional<Source>> m_kept;
    bool m_any = false;
};

} // namespace

std::string objectName(const std::string& text)
{
    const auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
    const std::string name = begin == std::string::npos ? std::string() : text.substr(begin, end - begin + 1);
    if (name.empty())
        throw Error("the name", "is empty", "Say what the object is: \"chair\"");
    if (name.size() > kLongestName)
        throw Error("the name", fmt::format("has more than {} bytes", kLongestName), "Choose a shorter one");
    if (std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        throw Error("the name", "has control characters in it", "Use letters, digits and blanks");
    return name;
}

int drawBox(RolloutRecord& rollout, std::size_t frame, const std::string& name, const Box2d& box, const DepthMap& depth)
{
    RolloutFrame& view = frameOf(rollout, frame);
    VisibleObject object;
    object.label = objectName(name);
    object.box = object.fullBox = checkedBox(box);
    object.visibleShare = 1;
    for (const RolloutFrame& other : rollout.frames)
        for (const VisibleObject& known : other.objects)
            object.instance = std::max(object.instance, known.instance);
    ++object.instance;
    measure(object, rollout.trajectory.camera, depth);
    noteBoxOrigin(rollout, frame, object.instance, BoxOrigin::Drawn);
    view.objects.push_back(object);
    markUniqueNames(view.objects);
    return object.instance;
}

void placeBox(RolloutRecord& rollout, std::size_t frame, int instance, const Box2d& box, const DepthMap& depth)
{
    VisibleObject* object = find(frameOf(rollout, frame), instance);
    if (!object)
        throwNoObject(rollout, instance);
    const Box2d placed = checkedBox(box), before = object->box, full = object->fullBox;
    object->box = placed;
    // What reaches out of the picture goes with its side.
    object->fullBox = {std::min(placed.x1, full.x1 + placed.x1 - before.x1), std::min(placed.y1, full.y1 + placed.y1 - before.y1),
                       std::max(placed.x2, full.x2 + placed.x2 - before.x2), std::max(placed.y2, full.y2 + placed.y2 - before.y2)};
    if (boxOrigin(rollout, frame, instance) != BoxOrigin::Scene)
        object->visibleShare = 1;
    const double depthBefore = object->depth;
    measure(*object, rollout.trajectory.camera, depth);
    if (object->depth <= 0)
        object->depth = depthBefore;
    noteBoxOrigin(rollout, frame, instance, BoxOrigin::Drawn);
}

void renameObject(RolloutRecord& rollout, int instance, const std::string& name)
{
    const std::string checked = objectName(name);
    bool any = false;
    for (std::size_t i = 0; i < rollout.frames.size(); ++i)
        if (VisibleObject* object = find(rollout.frames[i], instance)) {
            any = true;
            object->label = checked;
            noteBoxOrigin(rollout, i, instance, boxOrigin(rollout, i, instance));
            markUniqueNames(rollout.frames[i].objects);
        }
    if (!any)
        throwNoObject(rollout, instance);
}

void removeBox(RolloutRecord& rollout, std::optional<std::size_t> frame, int instance)
{
    bool any = false;
    for (std::size_t i = frame.value_or(0); i < (frame ? *frame + 1 : rollout.frames.size()); ++i) {
        RolloutFrame& view = frameOf(rollout, i);
        if (!find(view, instance))
            continue;
        any = true;
        noteBoxOrigin(rollout, i, instance, std::nullopt);
        std::erase_if(view.objects, [&](const VisibleObject& object) { return object.instance == instance; });
        markUniqueNames(view.objects);
    }
    if (!any)
        throwNoObject(rollout, instance);
}

int CarriedObject::seen() const
{
    return static_cast<int>(std::count_if(views.begin(), views.end(), [](const auto& view) { return view.has_value(); }));
}

CarriedObject carryObject(const RolloutRecord& rollout, int instance, const std::function<DepthMap(std::size_t)>& depthOf, JobContext& job)
{
    const std::vector<std::size_t> own = framesWithOwnBox(rollout, instance);
    if (own.empty())
        throwNoObject(rollout, instance);
    CarriedObject carried{instance, find(rollout.frames[own.front()], instance)->label, {}};
    carried.views.resize(rollout.frames.size());
    SurfaceSources sources(rollout, instance, depthOf);
    for (std::size_t i = 0; i < rollout.frames.size(); ++i) {
        job.throwIfStopped();
        job.report(static_cast<double>(i) / static_cast<double>(rollout.frames.size()), fmt::format("view {}/{}", i + 1, rollout.frames.size()));
        if (std::find(own.begin(), own.end(), i) != own.end())
            continue;
        std::vector<std::size_t> nearest = own;
        std::stable_sort(nearest.begin(), nearest.end(), [i](std::size_t a, std::size_t b) { return apart(a, i) < apart(b, i); });
        const DepthMap depth = depthOf(i);
        int tried = 0;
        for (std::size_t k = 0; k < nearest.size() && tried < kMostTries && !carried.views[i]; ++k)
            if (const auto* source = sources.at(nearest[k], i)) {
                ++tried;
                carried.views[i] = sources.seenIn(*source, i, depth);
            }
        if (carried.views[i]) {
            carried.views[i]->instance = instance;
            carried.views[i]->label = carried.name;
        }
    }
    if (own.size() < rollout.frames.size() && !sources.any())
        throw Error(fmt::format("object {}", instance), "cannot be carried: nothing is known of the depth in the views that have a box of it",
                    "Draw its box in a view with depth, or in each view by hand");
    return carried;
}

void applyCarried(RolloutRecord& rollout, const CarriedObject& carried)
{
    for (std::size_t i = 0; i < std::min(rollout.frames.size(), carried.views.size()); ++i) {
        std::vector<VisibleObject>& objects = rollout.frames[i].objects;
        const VisibleObject* present = find(rollout.frames[i], carried.instance);
        if (present && boxOrigin(rollout, i, carried.instance) != BoxOrigin::Carried)
            continue;
        if (!present && !carried.views[i])
            continue;
        noteBoxOrigin(rollout, i, carried.instance, carried.views[i] ? std::optional(BoxOrigin::Carried) : std::nullopt);
        std::erase_if(objects, [&](const VisibleObject& object) { return object.instance == carried.instance; });
        if (carried.views[i])
            objects.push_back(*carried.views[i]);
        markUniqueNames(objects);
    }
}

} // namespace w2v

#include "core/supervision/VisualSkills.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <span>

#include <fmt/format.h>

#include "core/supervision/ReferenceBoxes.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

constexpr const char* kNotVisible = "not visible";
constexpr double kPointTolerance = 80;    // 1000ths of a side
constexpr double kDepthGap = 1.25;        // two things are asked about when one is at least this many times as far
constexpr double kSurfaceTolerance = 0.08; // share of the depth within which two views see the same surface
constexpr int kDraws = 12;                // of a point that can be asked about

constexpr const char* kOneView = "<image>";
constexpr const char* kTwoViews = "<image><image>";

struct Point {
    int x = 0, y = 0; // 0..1000
    Point mirrored() const { return {1000 - x, y}; }
    std::string text() const { return fmt::format("[{}, {}]", x, y); }
};

Point pointAt(double x, double y, const DepthMap& depth)
{
    return {static_cast<int>(std::lround(x / depth.width() * 1000)), static_cast<int>(std::lround(y / depth.height() * 1000))};
}

Box1000 mirroredBox(const Box1000& b)
{
    return {1000 - b[2], b[1], 1000 - b[0], b[3]};
}

template <class T>
const T& oneOf(std::initializer_list<T> items, Rng& rng)
{
    return *(items.begin() + rng.integer(0, static_cast<std::int64_t>(items.size()) - 1));
}

using Objects = std::vector<const VisibleObject*>;

/// Draws records of one pair of views.
class Drawer {
public:
    Drawer(const RolloutRecord& rollout, const SkillViews& views, const SkillOptions& options, Rng rng)
        : m_rollout(rollout), m_views(views), m_options(options), m_rng(rng), m_frames{&rollout.frames.front(), &rollout.frames.back()}
    {
    }

    std::vector<SkillRecord> all()
    {
        for (int k = 0; k < m_options.ofEach; ++k)
            for (const auto draw : {&Drawer::name, &Drawer::box, &Drawer::depth, &Drawer::match, &Drawer::read})
                (this->*draw)(k % 2);
        return std::move(m_records);
    }

private:
    const DepthMap* depthOf(int view) const { return m_views.depths[static_cast<std::size_t>(view)]; }

    Objects clearObjects(int view, bool uniqueOnly) const
    {
        Objects clear;
        for (const VisibleObject& object : m_frames[static_cast<std::size_t>(view)]->objects)
            if (isClear(object, m_options.objects) && (object.unique || !uniqueOnly))
                clear.push_back(&object);
        return clear;
    }

    SkillRecord& add(Skill skill, int view)
    {
        SkillRecord record;
        record.skill = skill;
        record.rollout = m_rollout.id;
        record.view = view;
        record.showsBoth = skill == Skill::Match;
        m_records.push_back(std::move(record));
        return m_records.back();
    }

    void name(int view)
    {
        const Objects objects = clearObjects(view, false);
        if (objects.empty())
            return;
        const VisibleObject& object = *m_rng.pick(objects);
        const std::string wording = oneOf({"What is at {}?", "Name what is in the box {}.", "Which thing is at {}?"}, m_rng);
        const Box1000 box = roundBox(object.box);
        SkillRecord& record = add(Skill::Name, view);
        for (const int mirror : {0, 1})
            record.texts[static_cast<std::size_t>(mirror)] = {kOneView + fmt::format(fmt::runtime(wording), boxText(mirror ? mirroredBox(box) : box)),
                                                              object.label};
    }

    void box(int view)
    {
        const Objects objects = clearObjects(view, true);
        if (objects.empty())
            return;
        const VisibleObject& object = *m_rng.pick(objects);
        const std::string wording = oneOf({"Where is the {}?", "Give the box of the {}.", "Box of the {}?"}, m_rng);
        const Box1000 box = roundBox(object.box);
        SkillRecord& record = add(Skill::Box, view);
        for (const int mirror : {0, 1})
            record.texts[static_cast<std::size_t>(mirror)] = {kOneView + fmt::format(fmt::runtime(wording), object.label),
                                                              boxText(mirror ? mirroredBox(box) : box)};
    }

    /// Of two things by name, or of two points, in turn.
    void depth(int view)
    {
        if (m_rng.chance(0.5) && depthOfObjects(view))
            return;
        depthOfPoints(view);
    }

    bool depthOfObjects(int view)
    {
        const Objects objects = clearObjects(view, true);
        if (objects.size() < 2)
            return false;
        const VisibleObject *a = m_rng.pick(objects), *b = m_rng.pick(objects);
        if (a == b || std::max(a->depth, b->depth) < kDepthGap * std::min(a->depth, b->depth))
            return false;
        const std::string question = fmt::format("{}Which is nearer, the {} or the {}?", kOneView, a->label, b->label);
        const std::string answer = (a->depth < b->depth ? a : b)->label;
        SkillRecord& record = add(Skill::Depth, view);
        record.texts[0] = record.texts[1] = {question, answer};
        return true;
    }

    void depthOfPoints(int view)
    {
        const DepthMap* depth = depthOf(view);
        if (!depth || depth->empty())
            return;
        for (int draw = 0; draw < kDraws; ++draw) {
            std::array<Point, 2> points;
            std::array<double, 2> metres{};
            for (std::size_t i = 0; i < 2; ++i) {
                const auto x = static_cast<int>(m_rng.integer(0, depth->width() - 1)), y = static_cast<int>(m_rng.integer(0, depth->height() - 1));
                points[i] = pointAt(x + 0.5, y + 0.5, *depth);
                metres[i] = depth->at(x, y);
            }
            const auto [low, high] = std::minmax(metres[0], metres[1]);
            if (low <= 0 || high < kDepthGap * low)
                continue;
            const std::string answer = metres[0] < metres[1] ? "first" : "second";
            SkillRecord& record = add(Skill::Depth, view);
            for (const int mirror : {0, 1}) {
                const auto text = [&](std::size_t i) { return (mirror ? points[i].mirrored() : points[i]).text(); };
                record.texts[static_cast<std::size_t>(mirror)] = {fmt::format("{}Which point is nearer, {} or {}?", kOneView, text(0), text(1)), answer};
            }
            return;
        }
    }

    /// Where a pixel of one view lies in the other; nothing when the other does not show it, no value when its depth is unknown or
    /// it is too near the edge of what is seen to say.
    struct Landing {
        bool known = false;
        std::optional<Point> point;
    };
    Landing landing(int from, int x, int y) const
    {
        const DepthMap &depth = *depthOf(from), &other = *depthOf(1 - from);
        const double z = depth.at(x, y);
        if (!(z > 0))
            return {};
        const Intrinsics camera = m_rollout.trajectory.camera.resized(depth.width(), depth.height());
        const Rigid3d otherFromThis = m_frames[static_cast<std::size_t>(1 - from)]->startFromCamera.inverse()
            * m_frames[static_cast<std::size_t>(from)]->startFromCamera;
        const Eigen::Vector3d point = otherFromThis * unproject(camera, x + 0.5, y + 0.5, z);
        if (point.z() <= 0.05)
            return {true, std::nullopt};
        const Eigen::Vector2d pixel = project(camera, point);
        if (pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= other.width() || pixel.y() >= other.height())
            return {true, std::nullopt};
        const double seen = other.at(static_cast<int>(pixel.x()), static_cast<int>(pixel.y()));
        if (!(seen > 0))
            return {};
        if (std::abs(seen - point.z()) <= kSurfaceTolerance * point.z())
            return {true, pointAt(pixel.x(), pixel.y(), other)};
        // Clearly behind something; a small difference is an edge, where nobody can say.
        return seen < point.z() * (1 - 3 * kSurfaceTolerance) ? Landing{true, std::nullopt} : Landing{};
    }

    void match(int from)
    {
        if (!depthOf(0) || !depthOf(1) || depthOf(0)->empty() || depthOf(1)->empty())
            return;
        const bool hidden = m_rng.chance(m_options.hiddenShare);
        const DepthMap& depth = *depthOf(from);
        for (int draw = 0; draw < kDraws; ++draw) {
            const auto x = static_cast<int>(m_rng.integer(0, depth.width() - 1)), y = static_cast<int>(m_rng.integer(0, depth.height() - 1));
            const Landing lands = landing(from, x, y);
            if (!lands.known || lands.point.has_value() == hidden)
                continue;
            const Point point = pointAt(x + 0.5, y + 0.5, depth);
            const std::string wording = oneOf({"The first view's {}: where in the second?", "Find the first view's {} in the second view.",
                                               "Where is {} of the first view in the second?"}, m_rng);
            SkillRecord& record = add(Skill::Match, from);
            for (const int mirror : {0, 1})
                record.texts[static_cast<std::size_t>(mirror)] = {
                    kTwoViews + fmt::format(fmt::runtime(wording), (mirror ? point.mirrored() : point).text()),
                    lands.point ? (mirror ? lands.point->mirrored() : *lands.point).text() : kNotVisible};
            return;
        }
    }

    void read(int view)
    {
        Objects objects = clearObjects(view, true);
        if (objects.empty())
            return;
        m_rng.shuffle(objects);
        if (objects.size() < 2 || m_rng.chance(0.5))
            readSum(view, *objects.front());
        else
            readList(view, std::span(objects).first(std::min<std::size_t>(objects.size(), 4)));
    }

    /// The box of one of several things, all of which the question tells.
    void readList(int view, std::span<const VisibleObject* const> objects)
    {
        const VisibleObject& asked = *objects[static_cast<std::size_t>(m_rng.integer(0, std::ssize(objects) - 1))];
        const std::string wording = oneOf({"Read off the box of the {}.", "Which box has the {}?"}, m_rng);
        SkillRecord& record = add(Skill::Read, view);
        for (const int mirror : {0, 1}) {
            const auto text = [&](const VisibleObject& object) {
                const Box1000 box = roundBox(object.box);
                return boxText(mirror ? mirroredBox(box) : box);
            };
            std::string question = kOneView;
            for (const VisibleObject* object : objects)
                question += fmt::format("{} at {}; ", object->label, text(*object));
            question.replace(question.size() - 2, 2, ". ");
            record.texts[static_cast<std::size_t>(mirror)] = {question + fmt::format(fmt::runtime(wording), asked.label), text(asked)};
        }
    }

    /// A box with numbers added to its corners, as far as the picture goes.
    void readSum(int view, const VisibleObject& object)
    {
        constexpr std::int64_t kFarthest = 400;
        const int dx = static_cast<int>(m_rng.integer(-kFarthest, kFarthest)), dy = m_rng.chance(0.5) ? 0 : static_cast<int>(m_rng.integer(-100, 100));
        const std::string wording = oneOf({"{0} at {1}. Add [{2}, {3}].", "Add [{2}, {3}] to the {0}'s {1}.", "What is {1} plus [{2}, {3}]?"}, m_rng);
        const auto sum = [](const Box1000& b, int x, int y) {
            const auto clip = [](int value) { return std::clamp(value, 0, 1000); };
            return Box1000{clip(b[0] + x), clip(b[1] + y), clip(b[2] + x), clip(b[3] + y)};
        };
        const Box1000 box = roundBox(object.box);
        SkillRecord& record = add(Skill::Read, view);
        for (const int mirror : {0, 1}) {
            const Box1000 from = mirror ? mirroredBox(box) : box;
            const int x = mirror ? -dx : dx;
            record.texts[static_cast<std::size_t>(mirror)] = {kOneView + fmt::format(fmt::runtime(wording), object.label, boxText(from), x, dy),
                                                              boxText(sum(from, x, dy))};
        }
    }

    const RolloutRecord& m_rollout;
    const SkillViews& m_views;
    const SkillOptions& m_options;
    Rng m_rng;
    std::array<const RolloutFrame*, 2> m_frames;
    std::vector<SkillRecord> m_records;
};

/// The whole numbers of a text, at most eight.
std::vector<double> numbersIn(std::string_view text)
{
    std::vector<double> numbers;
    for (const char *at = text.data(), *end = at + text.size(); at < end && numbers.size() < 8;) {
        int value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error == std::errc()) {
            numbers.push_back(value);
            at = next;
        } else {
            ++at;
        }
    }
    return numbers;
}

constexpr std::array<const char*, kSkillCount> kNames{"name", "box", "depth", "match", "read"};

} // namespace

const char* skillName(Skill skill)
{
    return kNames[static_cast<std::size_t>(skill)];
}

std::optional<Skill> skillFromName(std::string_view name)
{
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    return found == kNames.end() ? std::nullopt : std::optional(static_cast<Skill>(found - kNames.begin()));
}

std::vector<SkillRecord> skillRecords(const RolloutRecord& rollout, const SkillViews& views, const SkillOptions& options, Rng rng)
{
    return rollout.frames.empty() ? std::vector<SkillRecord>() : Drawer(rollout, views, options, rng).all();
}

double scoreSkill(Skill skill, std::string_view expected, std::string_view answer)
{
    if (expected == answer)
        return 1;
    if (skill == Skill::Name || skill == Skill::Depth || skill == Skill::Read)
        return 0;
    const std::vector<double> wanted = numbersIn(expected), given = numbersIn(answer);
    if (skill == Skill::Box && wanted.size() == 4 && given.size() == 4)
        return intersectionOverUnion({wanted[0], wanted[1], wanted[2], wanted[3]}, {given[0], given[1], given[2], given[3]}) >= 0.5;
    if (skill == Skill::Match && wanted.size() == 2 && given.size() == 2)
        return std::abs(wanted[0] - given[0]) <= kPointTolerance && std::abs(wanted[1] - given[1]) <= kPointTolerance;
    return 0;
}

} // namespace w2v

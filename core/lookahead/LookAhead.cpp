#include "core/lookahead/LookAhead.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"
#include "core/motion/PathEdit.h"
#include "core/scene/LiftPoints.h"
#include "core/worldmodel/Observed.h"
#include "core/worldmodel/geometric/LiftSource.h"
#include "core/worldmodel/geometric/LiftedScene.h"

namespace w2v {

namespace {

constexpr int kSide = 96;                    // pixels of the longer side
constexpr int kMeasured = 1, kGuessed = 2;   // instances of lifted surfaces
constexpr std::size_t kMaxPoints = 400'000;  // for the floor map
constexpr double kNearestShare = 0.005;      // of the pixels with depth: a single stray pixel is no wall

Intrinsics smallCamera(const Intrinsics& camera)
{
    const Intrinsics sound = camera.valid() ? camera : intrinsicsFromFov(kSide, kSide, 54);
    const double scale = static_cast<double>(kSide) / std::max(sound.width, sound.height);
    return sound.resized(std::max(8, static_cast<int>(std::lround(sound.width * scale))),
                         std::max(8, static_cast<int>(std::lround(sound.height * scale))));
}

double nearestDepth(const DepthMap& depth)
{
    std::vector<float> known;
    known.reserve(depth.pixels());
    std::copy_if(depth.data(), depth.data() + depth.pixels(), std::back_inserter(known), [](float d) { return d > 0; });
    if (known.empty())
        return 0;
    const auto at = known.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(known.size() - 1) * kNearestShare);
    std::nth_element(known.begin(), at, known.end());
    return *at;
}

/// Share of the first view's known pixels that another view sees too.
double overlapOf(const ViewRequest& view, const DepthMap& depth, const ViewRequest& first, const DepthMap& firstDepth)
{
    const Mask seen = observedFrom(view, depth, first, firstDepth);
    std::size_t known = 0, still = 0;
    for (std::size_t i = 0; i < firstDepth.pixels(); ++i)
        if (firstDepth.data()[i] > 0) {
            ++known;
            still += seen.data()[i] != 0;
        }
    return known ? static_cast<double>(still) / static_cast<double>(known) : 0;
}

/// Stretches of neighbouring frames of which `broken` gives the badness; the worst value of each is kept.
template <class Broken>
void collect(std::vector<LookAheadProblem>& problems, LookAheadTrouble trouble, const CameraTrajectory& trajectory, int count, Broken&& broken)
{
    LookAheadProblem* open = nullptr;
    for (int i = 0; i < count; ++i) {
        const std::optional<double> value = broken(i);
        if (!value) {
            open = nullptr;
            continue;
        }
        if (!open) {
            problems.push_back({trouble, i, i, actionLeadingTo(trajectory, i), *value});
            open = &problems.back();
        }
        open->lastPose = i;
        open->value = std::min(open->value, *value);
    }
}

void sortByPose(std::vector<LookAheadProblem>& problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.firstPose < b.firstPose; });
}

const char* troubleName(LookAheadTrouble trouble)
{
    switch (trouble) {
    case LookAheadTrouble::Collision: return "collision";
    case LookAheadTrouble::Outside: return "outside";
    case LookAheadTrouble::TooNear: return "too_near";
    case LookAheadTrouble::MostlyImagined: break;
    }
    return "mostly_imagined";
}

} // namespace

const char* policyName(LookAheadPolicy policy)
{
    return policy == LookAheadPolicy::Ignore ? "ignore" : policy == LookAheadPolicy::Warn ? "warn" : "refuse";
}

LookAheadPolicy policyFromName(const std::string& name)
{
    for (const LookAheadPolicy policy : {LookAheadPolicy::Ignore, LookAheadPolicy::Warn, LookAheadPolicy::Refuse})
        if (name == policyName(policy))
            return policy;
    throw Error("the policy \"" + name + "\"", "is unknown", "Use ignore, warn or refuse");
}

std::vector<LookAheadProblem> floorProblems(const FloorMap& floor, const CameraTrajectory& trajectory, const Rigid3d& worldFromStart,
                                            double walkerRadius)
{
    std::vector<FloorMap::Place> places;
    for (const Rigid3d& pose : trajectory.startFromCamera)
        places.push_back(floor.at((worldFromStart * pose).translation(), walkerRadius));
    std::vector<LookAheadProblem> problems;
    const int count = static_cast<int>(places.size());
    collect(problems, LookAheadTrouble::Collision, trajectory, count, [&](int i) {
        const FloorMap::Place& place = places[static_cast<std::size_t>(i)];
        return place.blocked ? std::optional(place.clearance) : std::nullopt;
    });
    collect(problems, LookAheadTrouble::Outside, trajectory, count,
            [&](int i) { return places[static_cast<std::size_t>(i)].outside ? std::optional(0.0) : std::nullopt; });
    sortByPose(problems);
    return problems;
}

LookAhead::LookAhead(SceneRenderer& renderer, std::shared_ptr<const Observation> observation, int frame)
    : m_renderer(renderer), m_observation(std::move(observation))
{
    const ObservationFrame& from = m_observation->frames.at(static_cast<std::size_t>(frame));
    m_worldFromFrame = from.worldFromCamera.value_or(Rigid3d::Identity());
    if (m_observation->scene) {
        m_prepared = m_renderer.prepare(*m_observation->scene);
        m_floor = FloorMap(*m_observation->scene);
        return;
    }
    m_lifted = true;
    LiftSource source = sourceFromCamera(from, m_observation->name);
    DepthMeshOptions options;
    options.measuredInstance = kMeasured;
    options.guessedInstance = kGuessed;
    DepthMeshes meshes = meshFromDepth(source.depth, source.kinds, source.camera, options);
    m_prepared = m_renderer.prepare(texturedScene(std::move(meshes), std::move(source.color)));
    // All frames of a capture say where things stand, not only the one it starts from.
    m_points = std::make_unique<Scene>();
    m_points->points = liftPoints(*m_observation, kMaxPoints);
    m_floor = FloorMap(*m_points, m_worldFromFrame.inverse(), floorBelow(from));
}

LookAheadReport LookAhead::check(const CameraTrajectory& trajectory, const std::optional<Rigid3d>& worldFromStart,
                                 const LookAheadLimits& limits, JobContext& job)
{
    const Rigid3d start = m_lifted ? m_worldFromFrame : worldFromStart.value_or(m_worldFromFrame);
    const Intrinsics camera = smallCamera(trajectory.camera);
    std::vector<ViewRequest> views;
    for (const Rigid3d& pose : trajectory.startFromCamera)
        views.push_back({m_lifted ? pose : start * pose, camera});
    ViewOutputs outputs;
    outputs.antialias = false;
    LookAheadReport report;
    DepthMap firstDepth;
    m_renderer.render(*m_prepared, views, outputs, [&](std::size_t index, RenderedView&& view) {
        job.throwIfStopped();
        if (index == 0)
            firstDepth = view.depth;
        LookAheadFrame frame;
        frame.pose = static_cast<int>(index);
        frame.place = m_floor.at((start * trajectory.startFromCamera[index]).translation(), limits.walkerRadius);
        frame.nearest = nearestDepth(view.depth);
        if (m_lifted) {
            const auto measured = std::count(view.instances.data(), view.instances.data() + view.instances.pixels(), kMeasured);
            frame.observed = static_cast<double>(measured) / static_cast<double>(view.instances.pixels());
        } else {
            frame.observed = observedShare(observedFrom(views[0], firstDepth, views[index], view.depth));
        }
        frame.imagined = 1 - frame.observed;
        frame.overlap = overlapOf(views[index], view.depth, views[0], firstDepth);
        report.frames.push_back(frame);
        job.report(static_cast<double>(index + 1) / static_cast<double>(views.size()),
                   "looking ahead " + std::to_string(index + 1) + "/" + std::to_string(views.size()));
    });
    report.problems = floorProblems(m_floor, trajectory, start, limits.walkerRadius);
    const int count = static_cast<int>(report.frames.size());
    const auto at = [&](int i) -> const LookAheadFrame& { return report.frames[static_cast<std::size_t>(i)]; };
    collect(report.problems, LookAheadTrouble::TooNear, trajectory, count,
            [&](int i) { return at(i).nearest > 0 && at(i).nearest < limits.minNearest ? std::optional(at(i).nearest) : std::nullopt; });
    collect(report.problems, LookAheadTrouble::MostlyImagined, trajectory, count,
            [&](int i) { return at(i).observed < limits.minObserved ? std::optional(at(i).observed) : std::nullopt; });
    sortByPose(report.problems);
    return report;
}

std::string problemText(const LookAheadProblem& problem)
{
    const std::string where = " at frame " + std::to_string(problem.firstPose) +
        (problem.action < 0 ? " (the start)" : " (action " + std::to_string(problem.action + 1) + ")");
    switch (problem.trouble) {
    case LookAheadTrouble::Collision: return "collides" + where;
    case LookAheadTrouble::Outside: return "leaves the room" + where;
    case LookAheadTrouble::TooNear: return "comes within " + formatMagnitude(problem.value, 2) + " m of a surface" + where;
    case LookAheadTrouble::MostlyImagined: break;
    }
    return "shows only " + formatMagnitude(problem.value * 100, 0) + "% of what was observed" + where;
}

nlohmann::ordered_json lookAheadToJson(const LookAheadReport& report)
{
    nlohmann::ordered_json frames = nlohmann::ordered_json::array(), problems = nlohmann::ordered_json::array();
    for (const LookAheadFrame& frame : report.frames)
        frames.push_back({{"pose", frame.pose}, {"collides", frame.place.blocked}, {"outside", frame.place.outside},
                          {"clearance_m", frame.place.clearance}, {"observed", frame.observed}, {"imagined", frame.imagined},
                          {"nearest_m", frame.nearest}, {"overlap", frame.overlap}});
    for (const LookAheadProblem& problem : report.problems)
        problems.push_back({{"trouble", troubleName(problem.trouble)}, {"first_pose", problem.firstPose}, {"last_pose", problem.lastPose},
                            {"action", problem.action + 1}, {"value", problem.value}, {"text", problemText(problem)}});
    return {{"frames", std::move(frames)}, {"problems", std::move(problems)}};
}

} // namespace w2v

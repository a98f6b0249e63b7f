#include "core/worldmodel/Conformance.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Run {
    std::vector<ImaginedFrame> frames;
    std::set<int> rough;          ///< indices that were shown before they were refined
    bool roughAfterFinal = false;
    std::string error;
    double seconds = 0;
};

Run runOnce(WorldModel& model, const ImagineRequest& request, JobContext& job)
{
    Run run;
    const auto start = Clock::now();
    try {
        model.imagine(request, [&](ImaginedFrame&& frame) {
            if (!frame.rough) {
                run.frames.push_back(std::move(frame));
                return;
            }
            run.roughAfterFinal = run.roughAfterFinal || frame.index < static_cast<int>(run.frames.size());
            run.rough.insert(frame.index);
        }, job);
    } catch (const Error& error) {
        run.error = error.what();
    }
    run.seconds = secondsSince(start);
    return run;
}

/// Stops the model once it is at work and tells how long it took to obey.
class StoppingJob : public JobContext {
public:
    explicit StoppingJob(JobContext& whole) : m_whole(whole) {}
    bool shouldStop() const override { return m_stopped.load() || m_whole.shouldStop(); }
    void report(double fraction, std::string_view) override
    {
        if (fraction > 0)
            stop();
    }
    void emitEvent(const nlohmann::ordered_json&) override {}
    void stop()
    {
        if (!m_stopped.exchange(true))
            m_when = Clock::now();
    }
    bool stopped() const { return m_stopped.load(); }
    double secondsSinceStop() const { return secondsSince(m_when); }

private:
    JobContext& m_whole;
    std::atomic<bool> m_stopped{false};
    Clock::time_point m_when;
};

class Checks {
public:
    void add(const std::string& name, bool passed, const std::string& detail, double seconds = 0)
    {
        m_checks.push_back({name, passed, detail, seconds});
    }
    std::vector<ConformanceCheck> take() { return std::move(m_checks); }

private:
    std::vector<ConformanceCheck> m_checks;
};

void checkFrames(const Run& run, const ImagineRequest& request, Checks& checks)
{
    const std::vector<Rigid3d>& poses = request.trajectory.startFromCamera;
    const Intrinsics& camera = request.trajectory.camera;
    bool ordered = run.frames.size() == poses.size();
    for (std::size_t i = 0; i < run.frames.size(); ++i)
        ordered = ordered && run.frames[i].index == static_cast<int>(i);
    checks.add("one frame per pose, in order", ordered, fmt::format("{} frames for {} poses", run.frames.size(), poses.size()), run.seconds);
    int wrongSize = 0, wrongPose = 0, unsound = 0;
    const auto fits = [&](const auto& image, bool mayBeEmpty) {
        return (mayBeEmpty && image.empty()) || (image.width() == camera.width && image.height() == camera.height);
    };
    for (std::size_t i = 0; i < std::min(run.frames.size(), poses.size()); ++i) {
        const ImaginedFrame& frame = run.frames[i];
        wrongSize += !fits(frame.color, false) || !fits(frame.observed, false) || !fits(frame.depth, true) || !fits(frame.instances, true);
        wrongPose += !frame.startFromCamera.isApprox(poses[i], 1e-9);
        const bool depth = std::all_of(frame.depth.data(), frame.depth.data() + frame.depth.pixels(), [](float d) { return std::isfinite(d) && d >= 0; });
        const bool mask = std::all_of(frame.observed.data(), frame.observed.data() + frame.observed.pixels(), [](std::uint8_t v) { return v == 0 || v == 255; });
        unsound += !depth || !mask;
    }
    checks.add("sizes", wrongSize == 0, fmt::format("{} frames of another size than {}x{}", wrongSize, camera.width, camera.height));
    checks.add("poses", wrongPose == 0, fmt::format("{} frames with another pose than asked for", wrongPose));
    checks.add("depth and mask", unsound == 0, fmt::format("{} frames with impossible values", unsound));
    const bool known = std::all_of(run.rough.begin(), run.rough.end(), [&](int i) { return i >= 0 && i < static_cast<int>(poses.size()); });
    checks.add("rough frames are refined", known && !run.roughAfterFinal, fmt::format("{} frames shown before", run.rough.size()));
}

void checkSeed(const Run& first, WorldModel& model, const ImagineRequest& request, JobContext& job, Checks& checks)
{
    const Run again = runOnce(model, request, job);
    bool same = again.frames.size() == first.frames.size();
    for (std::size_t i = 0; same && i < first.frames.size(); ++i)
        same = again.frames[i].color == first.frames[i].color && again.frames[i].observed == first.frames[i].observed;
    checks.add("same seed, same pixels", same, again.error.empty() ? fmt::format("{} frames compared", first.frames.size()) : again.error, again.seconds);
}

void checkCancel(const Run& first, WorldModel& model, const ImagineRequest& request, JobContext& job, Checks& checks)
{
    StoppingJob stopping(job);
    bool cancelled = false;
    std::string detail = "it went on to the end";
    try {
        model.imagine(request, [&](ImaginedFrame&&) { stopping.stop(); }, stopping);
    } catch (const Cancelled&) {
        cancelled = true;
        detail = fmt::format("stopped {:.2f} s after it was asked to; a whole run takes {:.2f} s", stopping.secondsSinceStop(), first.seconds);
    } catch (const Error& error) {
        detail = error.what();
    }
    checks.add("stops when cancelled", cancelled, detail, stopping.stopped() ? stopping.secondsSinceStop() : 0);
}

void checkBadRequest(WorldModel& model, const ImagineRequest& request, JobContext& job, Checks& checks)
{
    ImagineRequest empty = request;
    empty.observation.reset();
    const Run run = runOnce(model, empty, job);
    checks.add("an impossible request is an error", !run.error.empty() && run.frames.empty(), run.error.empty() ? "it was accepted" : run.error);
}

} // namespace

std::vector<ConformanceCheck> checkWorldModel(WorldModel& model, const ImagineRequest& request, JobContext& job)
{
    Checks checks;
    SubJob part(job, 0, 0.5);
    const Run first = runOnce(model, request, part);
    if (!first.error.empty()) {
        checks.add("runs", false, first.error, first.seconds);
        return checks.take();
    }
    checks.add("runs", true, fmt::format("{} frames in {:.2f} s", first.frames.size(), first.seconds), first.seconds);
    checkFrames(first, request, checks);
    SubJob second(job, 0.5, 0.95);
    checkSeed(first, model, request, second, checks);
    checkCancel(first, model, request, job, checks);
    job.throwIfStopped();
    checkBadRequest(model, request, job, checks);
    return checks.take();
}

} // namespace w2v

#include "core/worldmodel/svc/Plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::svc {

namespace {

/// A known or wanted frame with its place along the path.
struct Placed {
    FrameName name;
    double place = 0;
    int camera = 0; ///< index into the request's poses
};

class Planner {
public:
    explicit Planner(const PathRequest& request) : m_request(request) {}

    PathPlan run()
    {
        const int frames = static_cast<int>(m_request.poses.size()), inputs = m_request.inputs;
        if (inputs < 1 || inputs >= frames || m_request.lenses.size() != m_request.poses.size())
            throw Error("camera path", "it needs a picture and at least one wanted view, and a lens for each");
        m_plan.targets = frames - inputs;
        std::vector<Placed> known, targets;
        for (int i = 0; i < inputs; ++i)
            known.push_back({{FrameName::Kind::Input, i}, static_cast<double>(i), i});
        for (int i = 0; i < m_plan.targets; ++i)
            targets.push_back({{FrameName::Kind::Target, i}, static_cast<double>(inputs + i), inputs + i});
        if (m_request.passes == 1) {
            addPass(1, m_request.firstSlots, "gt-nearest", known, targets);
            return std::move(m_plan);
        }
        const AnchorCount count = anchorCount(m_request.firstSlots, m_request.secondSlots, inputs, m_plan.targets, m_request.strategy,
                                              m_request.anchorRatio, m_request.leastAnchors);
        std::vector<Placed> anchors;
        m_plan.anchorPlaces = anchorPlaces(m_plan.targets, count.anchors);
        for (double& place : m_plan.anchorPlaces) {
            place += inputs - 1;
            const int camera = static_cast<int>(std::nearbyint(place)); // half to even
            m_plan.anchorFrames.push_back(camera);
            anchors.push_back({{FrameName::Kind::Anchor, static_cast<int>(anchors.size())}, place, camera});
        }
        addPass(1, count.firstSlots, "gt-nearest", known, anchors);
        known.insert(known.end(), anchors.begin(), anchors.end());
        std::stable_sort(known.begin(), known.end(), [](const Placed& a, const Placed& b) { return a.place < b.place; });
        addPass(2, count.secondSlots, m_request.strategy, known, targets);
        return std::move(m_plan);
    }

private:
    void addPass(int pass, int slots, const std::string& strategy, const std::vector<Placed>& known, const std::vector<Placed>& targets)
    {
        ChunkRequest chunks;
        chunks.slots = slots;
        chunks.strategy = strategy;
        chunks.dropInputs = true;
        for (std::size_t i = 0; i < known.size(); ++i) {
            chunks.known.push_back(m_request.poses[static_cast<std::size_t>(known[i].camera)]);
            chunks.knownOrder.push_back(known[i].place);
            if (known[i].name.kind == FrameName::Kind::Input)
                chunks.inputs.push_back(static_cast<int>(i));
        }
        for (const Placed& target : targets) {
            chunks.targets.push_back(m_request.poses[static_cast<std::size_t>(target.camera)]);
            chunks.targetOrder.push_back(target.place);
        }
        std::set<int> made;
        for (const Chunk& chunk : planChunks(chunks))
            addCall(pass, chunk, known, targets, made);
        if (made.size() != targets.size())
            throw Error("chunk strategy " + strategy, fmt::format("it makes {} of {} wanted frames", made.size(), targets.size()),
                        "Use another strategy.");
    }

    void addCall(int pass, const Chunk& chunk, const std::vector<Placed>& known, const std::vector<Placed>& targets, std::set<int>& made)
    {
        std::vector<const Placed*> conditioning, wanted;
        for (const Slot& slot : chunk)
            if (slot.kind == Slot::Kind::Conditioning) {
                const auto index = static_cast<std::size_t>(slot.index);
                conditioning.push_back(index < known.size() ? &known[index] : &targets[index - known.size()]);
            } else if (slot.kind == Slot::Kind::Target) {
                wanted.push_back(&targets[static_cast<std::size_t>(slot.index)]);
                made.insert(slot.index);
            }
        const PaddedChunk padded = padChunk(chunk);
        NetworkCall call;
        call.pass = pass;
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            const bool isKnown = padded.conditioning[i] >= 0;
            const Placed& frame = isKnown ? *conditioning[static_cast<std::size_t>(padded.conditioning[i])]
                                          : *wanted[static_cast<std::size_t>(padded.target[i])];
            call.slots.push_back({frame.name, isKnown, chunk[i].kind != (isKnown ? Slot::Kind::Conditioning : Slot::Kind::Target)});
            call.poses.push_back(m_request.poses[static_cast<std::size_t>(frame.camera)]);
            call.lenses.push_back(m_request.lenses[static_cast<std::size_t>(frame.camera)]);
        }
        SceneScale scale;
        if (m_request.unitsPerMetre > 0)
            scale.factor = static_cast<float>(m_request.unitsPerMetre);
        else
            scale = referenceScale(m_request.poses, call.poses.front(), static_cast<float>(m_request.cameraScale));
        call.scaled = scaledPoses(call.poses, scale);
        m_plan.calls.push_back(std::move(call));
    }

    const PathRequest& m_request;
    PathPlan m_plan;
};

} // namespace

PathPlan planPath(const PathRequest& request)
{
    return Planner(request).run();
}

} // namespace w2v::svc

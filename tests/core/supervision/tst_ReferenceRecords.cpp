#include <QtTest>

#include <algorithm>

#include "core/eval/Reward.h"
#include "core/supervision/ReferenceMotionTasks.h"
#include "tests/support/SyntheticRollouts.h"

using namespace w2v;
using namespace w2v::testing;

namespace {

/// A rollout with every frame of the path, as the reference's thresholds need them.
RolloutRecord wholeRollout(const char* actions, int minFrames, int number)
{
    RolloutRecord rollout;
    rollout.id = std::to_string(number);
    rollout.scene = rollout.id;
    rollout.split = "train";
    rollout.trajectory = followActions(parseActions(actions), {0.2, 5, minFrames}, intrinsicsFromFov(64, 64, 54));
    for (const Rigid3d& pose : rollout.trajectory.startFromCamera) {
        RolloutFrame frame;
        frame.image = rollout.id;
        frame.image += '#';
        frame.image += std::to_string(rollout.frames.size());
        frame.startFromCamera = pose;
        rollout.frames.push_back(std::move(frame));
    }
    return rollout;
}

double overall(const char* response, const char* task, const char* answer)
{
    return referenceReward(response, task, answer).front().second;
}

} // namespace

class tst_ReferenceRecords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheReferencesWays()
    {
        std::vector<RolloutRecord> rollouts;
        rollouts.push_back(wholeRollout("forward 0.5", 8, 0));
        rollouts.push_back(wholeRollout("turn left 30", 8, 1));
        rollouts.push_back(wholeRollout("forward 0.1", 8, 2)); // 0.0143 m a frame: lost under the threshold
        for (int i = 3; i < 23; ++i)
            rollouts.push_back(wholeRollout("forward 1; turn right 40", 8, i));
        SupervisionDiagnostics diagnostics;
        const std::vector<QaRecord> records = buildReferenceRecords(rollouts, {}, &diagnostics);
        QCOMPARE(records[0].answer, std::string("move forward 0.5 meters"));
        QVERIFY(records[0].question.find("forward") != std::string::npos); // the question names the direction
        QCOMPARE(records[1].task, Task::A2);
        QCOMPARE(records[2].task, Task::A3);
        QCOMPARE(diagnostics.skipped.size(), std::size_t(1));
        const auto count = [&](const char* answer) {
            return std::count_if(records.begin(), records.end(), [&](const QaRecord& r) { return r.answer == answer; });
        };
        QCOMPARE(count("true"), 10);
        QCOMPARE(count("false"), 10);
        for (const QaRecord& record : records)
            QCOMPARE(record.mode, std::string("reference"));
        QCOMPARE(records.size(), std::size_t(2 + 20 + 20));
        QVERIFY(diagnostics.warnings.empty());
    }

    void damagedRolloutsAreSkipped()
    {
        RolloutRecord keyFramesDoNotFit = wholeRollout("forward 0.5", 2, 0);
        keyFramesDoNotFit.trajectory.keyFrames = {0};
        RolloutRecord noFrames = wholeRollout("forward 0.5", 2, 1);
        noFrames.frames.clear();
        RolloutRecord blind = wholeRollout("forward 0.5", 2, 2);
        blind.frames.front().image.clear();
        SupervisionDiagnostics diagnostics;
        QVERIFY(buildReferenceRecords(std::vector{keyFramesDoNotFit, noFrames, blind}, {}, &diagnostics).empty());
        QCOMPARE(diagnostics.skipped.size(), std::size_t(2));
    }

    void rewardFollowsTheReference()
    {
        QCOMPARE(overall("move forward 1 meters", "A1", "move forward 1.5 meters"), 1.0);
        QCOMPARE(overall("move backward 1 meters", "A1", "move forward 1 meters"), 0.1);
        QCOMPARE(overall("A", "D4", "A"), 0.0); // letter answers never score: a known defect
        QCOMPARE(overall("yes", "D4", "true"), 1.0);
        QCOMPARE(overall("[1, 2, 3, 4]", "D1", "nothing"), 0.0);
        QCOMPARE(overall("free", "Z", "Free."), 1.0);
        QCOMPARE(overall(std::string(201, 'x').c_str(), "A1", "x"), -1.0);
        QCOMPARE(referenceReward("yes", R"({"task_type": "D2", "answer": true})").front().second, 1.0);
        QCOMPARE(referenceReward("x", "{damaged").front().second, 0.0);
    }
};

QTEST_APPLESS_MAIN(tst_ReferenceRecords)
#include "tst_ReferenceRecords.moc"

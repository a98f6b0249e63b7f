#include <QtTest>

#include <map>
#include <set>

#include "core/base/Error.h"
#include "core/eval/AnswerScore.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/Supervision.h"
#include "tests/support/SyntheticRollouts.h"

using namespace w2v;
using namespace w2v::testing;

namespace {

RolloutRecord oneRollout(const char* actions)
{
    RolloutRecord rollout = syntheticRollouts({.rollouts = 1}).front();
    const CameraTrajectory trajectory =
        keyFramesOnly(followActions(parseActions(actions), {}, rollout.trajectory.camera));
    rollout.trajectory = trajectory;
    rollout.frames.resize(trajectory.startFromCamera.size(), rollout.frames.front());
    for (std::size_t i = 0; i < rollout.frames.size(); ++i)
        rollout.frames[i].startFromCamera = trajectory.startFromCamera[i];
    return rollout;
}

std::vector<QaRecord> recordsOf(const RolloutRecord& rollout, SupervisionDiagnostics* diagnostics = nullptr)
{
    return buildVerifiedRecords(std::vector{rollout}, {}, diagnostics);
}

int countOf(const std::vector<QaRecord>& records, Task task, const std::string& split = {}, const std::string& answer = {})
{
    return static_cast<int>(std::count_if(records.begin(), records.end(), [&](const QaRecord& r) {
        return r.task == task && (split.empty() || r.split == split) && (answer.empty() || r.answer == answer);
    }));
}

int marksIn(const std::string& text)
{
    int marks = 0;
    for (std::size_t at = 0; (at = text.find("<image>", at)) != std::string::npos; ++at)
        ++marks;
    return marks;
}

} // namespace

class tst_VerifiedRecords : public QObject {
    Q_OBJECT

    std::vector<RolloutRecord> m_rollouts = syntheticRollouts({.rollouts = 1200});
    SupervisionDiagnostics m_diagnostics;
    std::vector<QaRecord> m_records = buildVerifiedRecords(m_rollouts, {}, &m_diagnostics);

private Q_SLOTS:
    void everyTaskIsThere()
    {
        for (const Task task : parseTasks("all"))
            QVERIFY2(countOf(m_records, task) > 60, taskName(task));
        QVERIFY(m_diagnostics.warnings.empty());
    }

    void recordsAreWellFormed()
    {
        for (const QaRecord& record : m_records) {
            QCOMPARE(marksIn(record.question), static_cast<int>(record.images.size()));
            QVERIFY(record.question.starts_with("<image>"));
            QVERIFY(record.question.find('{') == std::string::npos);
            QCOMPARE(record.mode, std::string("verified"));
            QVERIFY(record.split == "train" || record.split == "heldout");
            QVERIFY(record.facts.contains("actions") && record.facts.contains("camera"));
            for (const char* key : {"rollout", "template", "wording", "frames", "program"})
                QVERIFY2(record.provenance.contains(key), key);
            QCOMPARE(record.provenance["frames"].size(), record.images.size());
            const bool predicts = record.task == Task::D1 || record.task == Task::D2;
            QCOMPARE(record.images.size(), std::size_t(predicts ? 1 : 2));
        }
    }

    void goldAnswersScoreOneAndOthersLess()
    {
        static const std::map<Task, std::vector<const char*>> wrong{
            {Task::A1, {"move up 1 meters", "turn left 30 degrees", "move forward 90 meters", ""}},
            {Task::A2, {"turn left 179 degrees", "move left 30 meters", "I do not know"}},
            {Task::A3, {"move forward 90 meters", "turn left 30 degrees", ""}},
            {Task::A4, {"maybe", "yes or no", ""}},
            {Task::D1, {"[0, 0, 1, 1]", "[1000, 1000, 1000, 1000]", "nothing"}},
            {Task::D2, {"perhaps", ""}},
            {Task::D3, {"move forward 90 meters", ""}},
            {Task::D4, {"both", ""}},
        };
        for (const QaRecord& record : m_records) {
            QCOMPARE(scoreAnswer(record, record.answer).score, 1.0);
            for (const char* answer : wrong.at(record.task))
                QVERIFY2(scoreAnswer(record, answer).score < 1, answer);
        }
    }

    void noQuestionLeaksItsAnswer()
    {
        for (const QaRecord& record : m_records) {
            const std::string leak = answerLeak(record.task, record.question, record.answer);
            QVERIFY2(leak.empty(), (record.question + " -> " + record.answer + ": " + leak).c_str());
        }
        // And by count: in A1 and A2 no word of the questions goes with one direction only.
        std::map<std::string, std::map<std::string, int>> directions;
        for (const QaRecord& record : m_records) {
            if (record.task != Task::A2)
                continue;
            const std::string wording = record.provenance["wording"].dump();
            ++directions[wording][actionName(findActions(record.answer).front().kind)];
        }
        for (const auto& [wording, counts] : directions)
            QCOMPARE(counts.size(), std::size_t(2));
    }

    void binaryTasksAreBalanced()
    {
        for (const char* split : {"train", "heldout"}) {
            QCOMPARE(countOf(m_records, Task::A4, split, "true"), countOf(m_records, Task::A4, split, "false"));
            for (const Task task : {Task::D2, Task::D4})
                QCOMPARE(countOf(m_records, task, split, "yes"), countOf(m_records, task, split, "no"));
        }
    }

    void falseClaimsAreClearlyFalse()
    {
        std::map<std::string, int> claimed, truthful;
        for (const QaRecord& record : m_records) {
            if (record.task != Task::A4)
                continue;
            const auto truth = actionsFromJson(record.facts["actions"], "facts");
            const auto claim = actionsFromJson(record.facts["claim_actions"], "facts");
            const bool matches = std::equal(truth.begin(), truth.end(), claim.begin(), claim.end(), actionIsRight);
            QCOMPARE(matches, record.answer == "true");
            QVERIFY(record.question.find(record.facts["claim"].get<std::string>()) != std::string::npos);
            if (claim.size() == 1)
                ++(record.answer == "true" ? truthful : claimed)[actionName(claim.front().kind)];
        }
        // The claim's words must not tell: every direction is claimed about as often falsely as truly.
        for (const auto& [kind, count] : truthful)
            QVERIFY2(std::abs(count - claimed[kind]) < 0.35 * count + 12, kind.c_str());
    }

    void boxesAreRight()
    {
        std::map<std::string, const RolloutRecord*> byId;
        for (const RolloutRecord& rollout : m_rollouts)
            byId[rollout.id] = &rollout;
        for (const QaRecord& record : m_records) {
            if (record.task != Task::D1)
                continue;
            const auto box = findBox(record.answer);
            QVERIFY(box.has_value());
            for (const VisibleObject& object : byId.at(record.rollout)->frames.back().objects)
                if (object.instance == record.facts["instance"].get<int>())
                    QVERIFY(std::abs(object.box.x1 - box->x1) <= 0.5 && std::abs(object.box.y2 - box->y2) <= 0.5);
        }
    }

    void disappearanceFollowsTheLastView()
    {
        std::map<std::string, const RolloutRecord*> byId;
        for (const RolloutRecord& rollout : m_rollouts)
            byId[rollout.id] = &rollout;
        for (const QaRecord& record : m_records) {
            if (record.task != Task::D2)
                continue;
            const auto& objects = byId.at(record.rollout)->frames.back().objects;
            const bool seen = std::any_of(objects.begin(), objects.end(), [&](const VisibleObject& object) {
                return object.instance == record.facts["instance"].get<int>();
            });
            QCOMPARE(seen, record.answer == "no");
        }
    }

    void identityPairs()
    {
        int sameLabel = 0, negatives = 0;
        for (const QaRecord& record : m_records) {
            if (record.task != Task::D4)
                continue;
            const bool same = record.facts["instance"] == record.facts["instance2"];
            QCOMPARE(same, record.answer == "yes");
            if (!same) {
                ++negatives;
                sameLabel += record.facts["label"] == record.facts["label2"] ? 1 : 0;
            }
        }
        QVERIFY(negatives > 30 && sameLabel > negatives / 3);
    }

    void isRepeatable()
    {
        const std::vector<QaRecord> again = buildVerifiedRecords(m_rollouts, {});
        QCOMPARE(again.size(), m_records.size());
        for (std::size_t i = 0; i < again.size(); ++i)
            QCOMPARE(again[i].question + again[i].answer, m_records[i].question + m_records[i].answer);
        SupervisionOptions other;
        other.seed = 5;
        const std::vector<QaRecord> different = buildVerifiedRecords(m_rollouts, other);
        std::size_t changed = 0;
        for (std::size_t i = 0; i < std::min(different.size(), again.size()); ++i)
            changed += different[i].question != again[i].question ? 1 : 0;
        QVERIFY(changed > again.size() / 4);
    }

    void tasksAndLimitsAreKept()
    {
        SupervisionOptions options;
        options.tasks = parseTasks("D1");
        options.maxObjectsPerRollout = 1;
        const std::vector<QaRecord> records = buildVerifiedRecords(m_rollouts, options);
        QCOMPARE(countOf(records, Task::D1), static_cast<int>(records.size()));
        std::set<std::string> rollouts;
        for (const QaRecord& record : records)
            QVERIFY(rollouts.insert(record.rollout).second);
    }

    void captureWithoutInstancesGivesMotionTasks()
    {
        const std::vector<QaRecord> records =
            buildVerifiedRecords(syntheticRollouts({.rollouts = 60, .objects = false}), {});
        for (const Task task : parseTasks("A1,A2,A3,A4"))
            QVERIFY2(countOf(records, task) > 0, taskName(task));
        for (const Task task : parseTasks("D1,D2,D3,D4"))
            QCOMPARE(countOf(records, task), 0);
    }

    void labelsUseTotals()
    {
        QCOMPARE(recordsOf(oneRollout("forward 0.5; forward 0.25")).front().answer, std::string("move forward 0.75 meters"));
        QCOMPARE(recordsOf(oneRollout("turn left 350")).front().answer, std::string("turn right 10 degrees"));
        QCOMPARE(recordsOf(oneRollout("turn left 40; right 1; turn right 10")).front().task, Task::A3);
    }

    void unanswerableRolloutsAreLeftOut()
    {
        const auto reasonFor = [](RolloutRecord rollout) {
            SupervisionDiagnostics diagnostics;
            const auto records = recordsOf(rollout, &diagnostics);
            for (const QaRecord& record : records)
                if (record.task != Task::D1 && record.task != Task::D2)
                    return QString("records");
            return diagnostics.skipped.empty() ? QString() : QString::fromStdString(diagnostics.skipped.begin()->first);
        };
        QVERIFY(reasonFor(oneRollout("turn left 100")).contains("overlap"));
        QVERIFY(reasonFor(oneRollout("turn left 30; turn right 30")).contains("no motion"));
        QVERIFY(reasonFor(oneRollout("")).contains("fewer than two"));
        RolloutRecord blind = oneRollout("forward 1");
        blind.frames.back().image.clear();
        QVERIFY(reasonFor(blind).contains("image"));
        RolloutRecord unscaled = oneRollout("forward 1");
        unscaled.metric = false;
        QVERIFY(reasonFor(unscaled).contains("scale"));
        RolloutRecord turned = oneRollout("turn left 30");
        turned.metric = false;
        QCOMPARE(recordsOf(turned).front().task, Task::A2);
        RolloutRecord lying = oneRollout("forward 1");
        lying.trajectory.actions = parseActions("forward 2");
        QVERIFY(reasonFor(lying).contains("last pose"));
        RolloutRecord mirrored = oneRollout("turn left 30");
        mirrored.trajectory.actions = parseActions("turn right 30");
        QVERIFY(reasonFor(mirrored).contains("last pose"));
        RolloutRecord imagined = oneRollout("forward 1");
        imagined.frames.back().observedShare = 0.05;
        QVERIFY(reasonFor(imagined).contains("imagined"));
    }

    void scenesStayOnOneSide()
    {
        std::map<std::string, std::set<std::string>> sides;
        for (const QaRecord& record : m_records)
            sides[record.scene].insert(record.split);
        for (const auto& [scene, splits] : sides)
            QCOMPARE(splits.size(), std::size_t(1));
        std::vector<RolloutRecord> mixed = syntheticRollouts({.rollouts = 2, .perScene = 2});
        mixed[0].split = "train";
        mixed[1].split = "heldout";
        QVERIFY_THROWS_EXCEPTION(Error, buildVerifiedRecords(mixed, {}));
    }

    void scenesWithoutSplitGetOne()
    {
        int heldout = 0;
        for (int i = 0; i < 2000; ++i)
            heldout += splitOfScene("scene " + std::to_string(i), 0.1, 7) == "heldout" ? 1 : 0;
        QVERIFY(heldout > 140 && heldout < 260);
        std::vector<RolloutRecord> rollouts = syntheticRollouts({.rollouts = 40, .perScene = 4});
        for (RolloutRecord& rollout : rollouts)
            rollout.split.clear();
        std::map<std::string, std::set<std::string>> sides;
        for (const QaRecord& record : buildVerifiedRecords(rollouts, {}))
            sides[record.scene].insert(record.split);
        for (const auto& [scene, splits] : sides)
            QCOMPARE(splits.size(), std::size_t(1));
    }
};

QTEST_APPLESS_MAIN(tst_VerifiedRecords)
#include "tst_VerifiedRecords.moc"

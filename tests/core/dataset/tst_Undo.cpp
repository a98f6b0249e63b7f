#include <random>

#include <QtTest>

#include "core/base/Error.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

Project newProject(const TemporaryFolder& folder)
{
    return Project::create(folder.path() / "a.w2v");
}

/// One random edit; what it does depends on the generator alone.
void randomEdit(Project& project, std::mt19937& random)
{
    const auto upTo = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    const std::vector<std::string> records = project.recordIds({});
    const std::vector<std::string> rollouts = project.rolloutIds();
    const std::vector<StoredObservation> observations = project.observations();
    const std::vector<StoredTrajectory> trajectories = project.trajectories();
    switch (upTo(11)) {
    case 0: {
        std::vector<QaRecord> more = sampleRecords(static_cast<int>(upTo(5)) + 1);
        project.addRecords(more, "Supervise");
        break;
    }
    case 1:
        if (!records.empty()) {
            const std::vector<std::string> some(records.begin(), records.begin() + static_cast<long>(upTo(records.size())));
            project.setRecordState(some, upTo(2) ? "accepted" : "rejected", "why " + std::to_string(upTo(3)));
        }
        break;
    case 2:
        if (!records.empty())
            project.editRecord(records[upTo(records.size())], "<image><image>New " + std::to_string(upTo(1000)), "a");
        break;
    case 3: {
        RecordFilter filter;
        filter.scene = "room:" + std::to_string(upTo(5));
        project.removeRecords(filter, "Remove a scene");
        break;
    }
    case 4:
        project.addObservation({"", "Room " + std::to_string(upTo(99)), "mesh_scene", "p", "", {{"n", upTo(9)}}});
        break;
    case 5:
        if (!observations.empty() && upTo(3) == 0)
            project.removeObservation(observations[upTo(observations.size())].id);
        break;
    case 6:
        project.addRollout(sampleRollout(static_cast<int>(upTo(5)),
                                         observations.empty() ? "" : observations[upTo(observations.size())].id));
        break;
    case 7:
        if (!rollouts.empty())
            project.removeRollout(rollouts[upTo(rollouts.size())]);
        break;
    case 8: {
        StoredTrajectory trajectory{"", observations.empty() ? "" : observations.front().id, "T", 0, "turn left 5 degrees", {}};
        if (!trajectories.empty() && upTo(2))
            trajectory = trajectories[upTo(trajectories.size())];
        trajectory.frame = static_cast<int>(upTo(50));
        project.saveTrajectory(trajectory, "Save");
        break;
    }
    case 9:
        if (!observations.empty()) {
            StoredObservation calibrated = observations[upTo(observations.size())];
            const double focal = static_cast<double>(upTo(4)) * 100;
            calibrated.calibration.focal = focal > 0 ? FocalSource::Value : FocalSource::Found;
            calibrated.calibration.focalPixels = focal;
            calibrated.thumbnail = "t" + std::to_string(upTo(4));
            project.calibrateObservation(calibrated);
        }
        break;
    default:
        if (!trajectories.empty())
            project.removeTrajectory(trajectories[upTo(trajectories.size())].id);
    }
}

} // namespace

class TestUndo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void walksTheWholeHistoryBothWaysAcrossReopening()
    {
        TemporaryFolder folder;
        std::mt19937 random(20260101);
        std::vector<std::string> states;
        {
            Project project = newProject(folder);
            states.push_back(snapshot(project));
            for (int i = 0; i < 140; ++i) {
                const std::size_t steps = project.history(100'000).size();
                randomEdit(project, random);
                if (project.history(100'000).size() > steps)
                    states.push_back(snapshot(project));
                else
                    QCOMPARE(snapshot(project), states.back());
            }
        }
        QVERIFY(states.size() > 70);
        auto project = std::make_unique<Project>(Project::open(folder.path() / "a.w2v"));
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = states.size() - 1; i-- > 0;) {
                QVERIFY(project->undo());
                QVERIFY2(snapshot(*project) == states[i], qPrintable(QString("undo to %1").arg(i)));
            }
            QVERIFY(!project->undo());
            project = nullptr;
            project = std::make_unique<Project>(Project::open(folder.path() / "a.w2v"));
            for (std::size_t i = 1; i < states.size(); ++i) {
                QVERIFY(project->redo());
                QVERIFY2(snapshot(*project) == states[i], qPrintable(QString("redo to %1").arg(i)));
            }
            QVERIFY(!project->redo());
        }
        QVERIFY(project->integrityProblems().empty());
    }

    void namesStepsAndTellsWhatIsUndone()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        project.addObservation({"", "Kitchen", "", "", "", {}});
        std::vector<QaRecord> records = sampleRecords(3);
        project.addRecords(records, "Supervise the kitchen");
        QCOMPARE(project.undo().value(), std::string("Supervise the kitchen"));
        const std::vector<UndoEntry> history = project.history();
        QCOMPARE(history.size(), std::size_t(2));
        QVERIFY(history[0].undone && !history[1].undone);
        QCOMPARE(history[1].title, std::string("Add Kitchen"));
        QVERIFY(QDateTime::fromString(QString::fromStdString(history[0].time), Qt::ISODate).isValid());
        QCOMPARE(project.history(1).size(), std::size_t(1));
        QCOMPARE(project.redo().value(), std::string("Supervise the kitchen"));
        QVERIFY(!project.redo());
    }

    void aNewEditDropsWhatWasUndone()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        for (const char* name : {"A", "B", "C"})
            project.addObservation({"", name, "", "", "", {}});
        project.undo();
        project.undo();
        std::vector<QaRecord> bulk = sampleRecords(2);
        project.addRecords(bulk, "", false); // generation is no edit: redo stays possible
        QCOMPARE(project.history().size(), std::size_t(3));
        project.addObservation({"", "D", "", "", "", {}});
        QVERIFY(!project.redo());
        QCOMPARE(project.history().size(), std::size_t(2));
        QCOMPARE(project.undo().value(), std::string("Add D"));
        QCOMPARE(project.undo().value(), std::string("Add A"));
        QVERIFY(!project.undo());
        QCOMPARE(project.countRecords(), std::int64_t(2));
    }

    void idsAreNotUsedTwice()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(3);
        project.addRecords(records, "Add");
        project.undo();
        std::vector<QaRecord> others = sampleRecords(1);
        project.addRecords(others, "Add others");
        QCOMPARE(others[0].id, std::string("q4"));
    }

    void undoesBulkEdits()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(6000);
        project.addRecords(records, "", false);
        const std::string before = snapshot(project);
        const std::vector<std::string> ids = project.recordIds({});
        project.setRecordState(ids, "accepted", "");
        project.removeRecords({}, "Remove all");
        QCOMPARE(project.countRecords(), std::int64_t(0));
        project.undo();
        project.undo();
        QVERIFY(snapshot(project) == before);
        RecordFilter text;
        text.text = "number 4321";
        QCOMPARE(project.countRecords(text), std::int64_t(1));
        project.redo();
        RecordFilter accepted;
        accepted.state = "accepted";
        QCOMPARE(project.countRecords(accepted), std::int64_t(6000));
        QVERIFY(project.integrityProblems().empty());
    }

    void groupsSeveralEdits()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(4);
        const std::string empty = snapshot(project);
        project.group("Import", [&] {
            project.addObservation({"", "Room", "", "", "", {}});
            project.addRecords(records, "inner title");
            const std::vector<std::string> ids{"q1"};
            project.setRecordState(ids, "accepted", "");
            std::vector<RolloutRecord> bulk{sampleRollout(1)};
            project.addRollouts(bulk); // not part of the step
        });
        QCOMPARE(project.history().size(), std::size_t(1));
        QCOMPARE(project.undo().value(), std::string("Import"));
        QCOMPARE(project.countRecords(), std::int64_t(0));
        QCOMPARE(project.countRollouts(), std::int64_t(1));
        project.redo();
        QCOMPARE(project.record("q1").state, std::string("accepted"));
        QVERIFY(project.integrityProblems().empty());
        QVERIFY(snapshot(project) != empty);
    }

    void aFailedGroupTakesAllBack()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        const std::string empty = snapshot(project);
        QVERIFY_EXCEPTION_THROWN(project.group("Import",
                                               [&] {
                                                   project.addObservation({"", "Room", "", "", "", {}});
                                                   project.removeRollout("r9");
                                               }),
                                 Error);
        QCOMPARE(snapshot(project), empty);
        QVERIFY(project.history().empty());
        // An inner failure that is caught takes back only itself.
        project.group("Import", [&] {
            project.addObservation({"", "Room", "", "", "", {}});
            std::vector<QaRecord> bad = sampleRecords(2);
            bad[1].state = "no such state";
            QVERIFY_EXCEPTION_THROWN(project.addRecords(bad, "x"), Error);
        });
        QCOMPARE(project.observations().size(), std::size_t(1));
        QCOMPARE(project.countRecords(), std::int64_t(0));
        project.undo();
        QCOMPARE(snapshot(project), empty);
        QVERIFY_EXCEPTION_THROWN(project.group("x", [&] { project.undo(); }), Error);
    }

    void anEditThatFailsLeavesNothing()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(100);
        records[99].id = "given";
        project.addRecords(records, "Add");
        const std::string before = snapshot(project);
        std::vector<QaRecord> more = sampleRecords(50);
        more[49].id = "given";
        QVERIFY_EXCEPTION_THROWN(project.addRecords(more, "Add more"), Error);
        QCOMPARE(snapshot(project), before);
        QCOMPARE(project.history().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestUndo)
#include "tst_Undo.moc"

// Edits of boxes in a project: one undo step each, on disk at once, and what was asked about them goes stale - and nothing else.
#include <csignal>
#include <ctime>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/Error.h"
#include "core/dataset/ObjectStore.h"
#include "core/detection/BoxEdits.h"
#include "core/detection/BoxOrigin.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

QaRecord aboutObject(Task task, int instance, const std::string& label, std::vector<int> frames)
{
    QaRecord record = sampleRecord(0);
    record.task = task;
    record.rollout = "r1";
    record.facts = {{"instance", instance}, {"label", label}};
    record.provenance = {{"rollout", "r1"}, {"frames", frames}};
    return record;
}

} // namespace

class TestObjectStore : public QObject {
    Q_OBJECT

    static Project projectWithRecords(const TemporaryFolder& folder)
    {
        Project project = Project::create(folder.path() / "a.w2v");
        project.addRollout(sampleRollout(0, {}, 4)); // an armchair, instance 3, in each view
        std::vector<QaRecord> records{aboutObject(Task::D1, 3, "armchair", {0}), aboutObject(Task::D3, 3, "armchair", {0, 3}), aboutObject(Task::D4, 9, "lamp", {0, 3}),
                                      aboutObject(Task::D2, 9, "lamp", {0}), sampleRecord(2)};
        records[2].facts["instance2"] = 3;
        records.back().rollout = "r1";
        project.addRecords(records, "Add");
        return project;
    }

    static std::vector<std::string> staleIds(const Project& project)
    {
        RecordFilter stale;
        stale.stale = true;
        return project.recordIds(stale);
    }

private Q_SLOTS:
    void anEditIsOneStepAndTheRolloutKeepsItsName()
    {
        TemporaryFolder folder;
        Project project = projectWithRecords(folder);
        const std::string before = snapshot(project);
        const auto history = project.history().size();
        const std::int64_t version = project.dataVersion();
        const std::int64_t stale = editObjects(project, "r1", "Draw a box: vase", [](RolloutRecord& rollout) { drawBox(rollout, 1, "vase", {400, 400, 600, 600}, {}); });
        QCOMPARE(stale, std::int64_t(0)); // nothing was asked about it
        QVERIFY(project.dataVersion() != version);
        QCOMPARE(project.rolloutIds(), std::vector<std::string>{"r1"});
        const RolloutRecord rollout = project.rollout("r1");
        QCOMPARE(rollout.frames[1].objects.size(), std::size_t(2));
        QCOMPARE(rollout.frames[1].objects[1].instance, 4);
        QVERIFY(boxOrigin(rollout, 1, 4) == BoxOrigin::Drawn && boxOrigin(rollout, 1, 3) == BoxOrigin::Scene);
        QCOMPARE(project.history().size(), history + 1);
        QCOMPARE(project.history().front().title, std::string("Draw a box: vase"));
        const std::string after = snapshot(project);
        QCOMPARE(project.undo().value(), std::string("Draw a box: vase"));
        QCOMPARE(snapshot(project), before);
        QVERIFY(project.redo());
        QCOMPARE(snapshot(project), after);
    }

    void onlyWhatWasAskedAboutTheBoxGoesStale()
    {
        TemporaryFolder folder;
        Project project = projectWithRecords(folder);
        const auto move = [&](std::size_t frame) {
            return editObjects(project, "r1", "Move", [&](RolloutRecord& rollout) { placeBox(rollout, frame, 3, {50, 60, 300, 400}, {}); });
        };
        // A view that D3 and D4 do not show; D1 shows the first view alone, but its answer is a box of a later one.
        QCOMPARE(move(1), std::int64_t(1));
        QCOMPARE(staleIds(project), std::vector<std::string>{"q1"});
        QCOMPARE(project.record("q1").rollout, std::string("r1") + kEditedBoxes);
        QVERIFY(project.undo());
        QVERIFY(staleIds(project).empty());
        QCOMPARE(move(3), std::int64_t(3)); // and the D4 in which it is the other object
        QCOMPARE(staleIds(project), (std::vector<std::string>{"q1", "q2", "q3"}));
        QVERIFY(project.undo());
        // A second lamp: D2 names its lamp without a box.
        QCOMPARE(editObjects(project, "r1", "Draw", [](RolloutRecord& rollout) { drawBox(rollout, 0, "lamp", {500, 500, 600, 600}, {}); }), std::int64_t(1));
        QCOMPARE(staleIds(project), std::vector<std::string>{"q4"});
        QVERIFY(project.undo());
        QCOMPARE(editObjects(project, "r1", "Rename", [](RolloutRecord& rollout) { renameObject(rollout, 3, "sofa"); }), std::int64_t(3));
    }

    void nothingChangesWhereTheEditFails()
    {
        TemporaryFolder folder;
        Project project = projectWithRecords(folder);
        const std::string before = snapshot(project);
        const auto history = project.history().size();
        QVERIFY_THROWS_EXCEPTION(Error, editObjects(project, "r1", "Bad", [](RolloutRecord& rollout) {
            drawBox(rollout, 0, "vase", {0, 0, 100, 100}, {});
            placeBox(rollout, 0, 99, {0, 0, 100, 100}, {});
        }));
        QVERIFY_THROWS_EXCEPTION(Error, editObjects(project, "r7", "Bad", [](RolloutRecord&) {}));
        QCOMPARE(editObjects(project, "r1", "Nothing", [](RolloutRecord&) {}), std::int64_t(0));
        QCOMPARE(snapshot(project), before);
        QCOMPARE(project.history().size(), history);
    }

    /// A process that is killed with -9 right after its edits: all of them are there, and can be undone.
    void aKilledProcessLosesNothing()
    {
        TemporaryFolder folder;
        { projectWithRecords(folder); }
        constexpr int kBoxes = 5;
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                const Project project = Project::open(folder.path() / "a.w2v");
                for (int i = 0; i < kBoxes; ++i)
                    editObjects(project, "r1", "Draw", [&](RolloutRecord& rollout) { drawBox(rollout, 0, "vase", {100.0 * i, 0, 100.0 * i + 50, 100}, {}); });
            } catch (...) {
                ::_exit(1);
            }
            ::raise(SIGKILL);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        Project project = Project::open(folder.path() / "a.w2v");
        QCOMPARE(project.integrityProblems(), std::string());
        QCOMPARE(project.rollout("r1").frames[0].objects.size(), std::size_t(1 + kBoxes));
        for (int i = 0; i < kBoxes; ++i)
            QVERIFY(project.undo());
        QCOMPARE(project.rollout("r1").frames[0].objects.size(), std::size_t(1));
    }

    void namesOfAllRollouts()
    {
        TemporaryFolder folder;
        Project project = projectWithRecords(folder);
        QCOMPARE(objectNames(project), std::vector<std::string>{"armchair"});
        editObjects(project, "r1", "Draw", [](RolloutRecord& rollout) { drawBox(rollout, 2, "Öllampe", {0, 0, 100, 100}, {}); });
        QCOMPARE(objectNames(project), (std::vector<std::string>{"armchair", "Öllampe"}));
    }

    /// An edit of a rollout as large as they come stays far below what the window may wait.
    void aLargeRolloutIsEditedQuickly()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "a.w2v");
        RolloutRecord large = sampleRollout(0, {}, 80);
        for (RolloutFrame& frame : large.frames)
            for (int i = 4; i < 34; ++i) {
                frame.objects.push_back(frame.objects.front());
                frame.objects.back().instance = i;
            }
        project.addRollout(large);
        constexpr int kEdits = 10;
        const std::clock_t start = std::clock(); // of the processor: the machine may be busy
        for (int i = 0; i < kEdits; ++i)
            editObjects(project, "r1", "Move", [&](RolloutRecord& rollout) { placeBox(rollout, 5, 9, {10.0 + i, 30, 200, 300}, {}); });
        const double milliseconds = 1000.0 * double(std::clock() - start) / CLOCKS_PER_SEC / kEdits;
        qInfo("%.1f ms of the processor an edit of 80 views with 31 boxes each", milliseconds);
        QVERIFY2(milliseconds < 100, qPrintable(QString::number(milliseconds)));
    }
};

QTEST_GUILESS_MAIN(TestObjectStore)
#include "tst_ObjectStore.moc"

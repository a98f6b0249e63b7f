#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <random>
#include <set>

#include <signal.h>

#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "core/training/MetricsReader.h"
#include "core/training/Recipe.h"

using namespace w2v;

namespace {

constexpr int kSteps = 24, kCheckpointSteps = 4;

/// Small and counted in steps alone: nothing in it depends on the clock.
Recipe recipeOfSteps()
{
    Recipe recipe;
    recipe.name = "resumed";
    recipe.minutes = 0;
    recipe.steps = kSteps;
    recipe.batch = 4;
    recipe.replicas = 2;
    recipe.tasks = {{"A2", 1}, {"A4", 1}, {"D1", 1}};
    recipe.curriculum = {{0.5, "A2/direction", 75, {{"A2", 1}}}};
    recipe.evalSteps = 9;
    recipe.evalRecords = 1;
    recipe.checkpointSteps = kCheckpointSteps;
    return recipe;
}

struct Outcome {
    int code = -1;
    QByteArray out, err;
};

Outcome w2vProgram(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
    process.waitForFinished(600'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// A training process that is killed with -9 whenever it may be, and resumed, ends with the bits of one that was left alone.
class TestResume : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_dir.filePath(QStringLiteral("p.w2v"));
        const Outcome walk = w2vProgram({"scenes", "walk", "--project", m_project, "--count", "8", "--heldout", "0.25", "--walks", "2", "--size", "56x56"});
        QVERIFY2(walk.code == 0, walk.err);
        const Outcome questions = w2vProgram({"supervise", "--project", m_project});
        QVERIFY2(questions.code == 0, questions.err);
        m_recipe = m_dir.filePath(QStringLiteral("recipe.yaml"));
        saveRecipe(m_recipe.toStdString(), recipeOfSteps());
        QElapsedTimer clock;
        clock.start();
        const Outcome whole = w2vProgram({"train", "--project", m_project, "--recipe", m_recipe, "--json"});
        QVERIFY2(whole.code == 0, whole.err);
        m_wholeMs = static_cast<int>(clock.elapsed());
        const auto runs = listRuns(folder());
        QCOMPARE(runs.size(), std::size_t{1});
        m_reference = RunFolder::open(runs.front().path).checkpoints().back().second;
        QCOMPARE(m_reference.filename().string(), "step-" + std::to_string(kSteps));
    }

    void killedAndResumedEndsWithTheSameBits()
    {
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("W2V_RESUMES", &given), kills = given ? asked : 3;
        const unsigned seed = qEnvironmentVariableIntValue("W2V_SEED") > 0 ? static_cast<unsigned>(qEnvironmentVariableIntValue("W2V_SEED")) : 7u;
        std::mt19937 random(seed);
        int done = 0, interrupted = 0;
        for (int trial = 0; done < kills; ++trial) {
            QVERIFY2(trial < 3 * kills + 3, "hardly any kill came while the run trained");
            // Every second trial is killed again while it resumes.
            std::set<std::string> before;
            for (const RunSummary& run : listRuns(folder()))
                before.insert(run.id);
            QProcess first;
            first.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), {"train", "--project", m_project, "--recipe", m_recipe});
            QVERIFY(first.waitForStarted());
            std::string id;
            const auto started = [&] {
                for (const RunSummary& run : listRuns(folder()))
                    if (!before.contains(run.id))
                        id = run.id;
                return !id.empty();
            };
            QTRY_VERIFY_WITH_TIMEOUT(started(), 60'000);
            const RunFolder run = RunFolder::open(folder() / id);
            const int step = killAtStep(first, run, std::uniform_int_distribution(1, kSteps - 1)(random));
            if (run.state().status == RunStatus::Finished)
                continue; // it was quicker: does not count
            QVERIFY(run.state().status == RunStatus::Crashed);
            ++done;
            if (trial % 2) {
                QProcess second;
                second.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), {"runs", "resume", QString::fromStdString(id), "--project", m_project});
                QVERIFY(second.waitForStarted());
                QTest::qWait(std::uniform_int_distribution(200, std::max(400, m_wholeMs / 2))(random));
                interrupted += kill(second);
            }
            if (run.state().status != RunStatus::Finished) {
                const Outcome last = w2vProgram({"runs", "resume", QString::fromStdString(id), "--project", m_project, "--json"});
                QVERIFY2(last.code == 0, last.err);
            }
            QVERIFY(run.state().status == RunStatus::Finished);
            const fs::path end = run.checkpoints().back().second;
            QCOMPARE(end.filename().string(), m_reference.filename().string());
            const std::string where = "trial " + std::to_string(trial) + ", killed after checkpoint " + std::to_string(step);
            for (const char* file : {"model.safetensors", "training/optimizer.safetensors"})
                QVERIFY2(readFile(end / file) == readFile(m_reference / file), where.c_str());
            checkCurve(run);
            qInfo("%s: equal", where.c_str());
            fs::remove_all(run.path());
        }
        qInfo("%d runs killed while training, %d of them a second time while resuming: all ended with the reference's bits", done, interrupted);
    }

    void whatIsOverOrRunningIsRefused()
    {
        const std::string id = listRuns(folder()).front().id;
        const Outcome finished = w2vProgram({"runs", "resume", QString::fromStdString(id), "--project", m_project});
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.err.contains("finished"), finished.err);
    }

private:
    fs::path folder() const { return fs::path(m_project.toStdString()) / "runs"; }

    static bool kill(QProcess& process)
    {
        if (process.waitForFinished(1))
            return false;
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished(10'000);
        return true;
    }

    /// Waits for the step in the checkpoints and the time the steps take, then kills. Returns the newest checkpoint's step.
    static int killAtStep(QProcess& process, const RunFolder& run, int step)
    {
        const int whole = step / kCheckpointSteps * kCheckpointSteps;
        QElapsedTimer clock;
        clock.start();
        const auto reached = [&] {
            if (whole == 0) // before the first checkpoint: the first logged step
                return fs::exists(run.metricsFile()) && fs::file_size(run.metricsFile()) > 0;
            const auto all = run.checkpoints();
            return !all.empty() && all.back().first >= whole;
        };
        while (!reached() && clock.elapsed() < 120'000 && process.state() == QProcess::Running)
            process.waitForFinished(2);
        QTest::qWait(15 * (step - whole)); // somewhere within the steps, and within the writing of files
        kill(process);
        const auto all = run.checkpoints();
        return all.empty() ? 0 : static_cast<int>(all.back().first);
    }

    /// One row a logged step, steps never fall, the last one is there: what was written of undone steps is gone.
    static void checkCurve(const RunFolder& run)
    {
        MetricsReader reader(run.metricsFile());
        std::int64_t last = 0;
        for (const MetricsRow& row : reader.poll()) {
            QVERIFY(row.step >= last && row.step <= kSteps);
            last = row.step;
        }
        QCOMPARE(last, std::int64_t{kSteps});
        QVERIFY(reader.problems().empty());
    }

    QTemporaryDir m_dir;
    QString m_project, m_recipe;
    fs::path m_reference;
    int m_wholeMs = 0;
};

QTEST_GUILESS_MAIN(TestResume)
#include "tst_Resume.moc"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

#include "core/base/Files.h"
#include "core/runs/Chain.h"
#include "core/runs/RunFolder.h"
#include "tests/support/W2vProgram.h"

using namespace w2v;
using namespace w2v::test;

/// Real chains: command line, dispatcher, and the processes that train, merge and benchmark.
class TestChainRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert("XDG_STATE_HOME", m_dir.path());
        m_project = m_dir.filePath(QStringLiteral("p.w2v"));
        const Outcome walk = run({"scenes", "walk", "--project", m_project, "--count", "6", "--heldout", "0.4", "--walks", "1", "--size", "56x56"});
        QVERIFY2(walk.code == 0, walk.err);
        const Outcome questions = run({"supervise", "--project", m_project});
        QVERIFY2(questions.code == 0, questions.err);
        Recipe sft = smallRecipe(60);
        sft.checkpointSteps = 20;
        saveRecipe(m_dir.filePath("sft.yaml").toStdString(), sft);
        sft.adaptation = "lora";
        sft.loraRank = 2;
        sft.loraAlpha = 4;
        sft.preset.clear();
        sft.base = "w2v-tiny";
        sft.steps = 4;
        saveRecipe(m_dir.filePath("lora.yaml").toStdString(), sft);
        Recipe grpo = smallRecipe(2);
        grpo.name = "reinforced";
        grpo.kind = "grpo";
        grpo.preset.clear();
        grpo.base = "checkpoint";
        grpo.swapViews = grpo.mirror = false;
        grpo.grpo.prompts = 2;
        grpo.grpo.answers = 2;
        grpo.grpo.maxNewTokens = 4;
        grpo.grpo.skipUniform = false;
        saveRecipe(m_dir.filePath("grpo.yaml").toStdString(), grpo);
    }

    void cleanupTestCase() // nothing is left running, whatever failed
    {
        for (const QueueEntry& e : queue().read().entries)
            queue().cancel(e.id, true);
    }

    void killedAndStillWhole()
    {
        const Outcome added = run({"chain", "add", "--project", m_project, "--name", "night", "--sft", m_dir.filePath("sft.yaml"), "--grpo", m_dir.filePath("grpo.yaml"),
                                   "--limit", "1", "--json"});
        QVERIFY2(added.code == 0, added.err);
        const ChainFolder chain = ChainFolder::open(ChainFolder::root(m_project.toStdString()) / added.json().value("chain", ""));
        QCOMPARE(chain.plan().stages.size(), std::size_t{5});

        // The training process is killed after its first checkpoint, and the dispatcher with it: the next one goes on.
        QTRY_VERIFY_WITH_TIMEOUT(trained(chain, "sft") >= 20, 60'000);
        const std::string first = runOf(chain, "sft").id();
        killDispatcher();
        ::kill(static_cast<pid_t>(chain.stage("sft").state().pid), SIGKILL);
        QTest::qWait(500);
        QCOMPARE(run({"chain", "status", "--project", m_project}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(status(chain, "bench-grpo"), StageStatus::Finished, 180'000);
        for (const StageState& state : chain.states(queue().read()))
            QCOMPARE(state.status, StageStatus::Finished);
        QCOMPARE(runOf(chain, "sft").id(), first); // the same run went on
        QCOMPARE(listRuns(fs::path(m_project.toStdString()) / "runs").size(), std::size_t{2});

        // Reinforcement began where merging ended, and every checkpoint has its score.
        const Recipe grpo = parseRecipe(runOf(chain, "grpo").spec().at("recipe").get<std::string>(), "grpo");
        QCOMPARE(grpo.base, (chain.path() / "merge" / "model").string());
        QVERIFY(fs::exists(fs::path(grpo.base) / "model.safetensors"));
        QVERIFY(!fs::exists(fs::path(grpo.base) / "training"));
        const Json scores = chain.stage("bench-sft").state().result->at("scores");
        QCOMPARE(scores.size(), runOf(chain, "sft").checkpoints().size());
        QVERIFY(scores.front().at("n").get<int>() > 0);
        const std::string metrics = readFile(runOf(chain, "sft").metricsFile());
        QVERIFY(metrics.find("bench/heldout") != std::string::npos); // and stands among its run's curves
    }

    void aFailedStageIsTriedAgainAndTheRestFollows()
    {
        const Outcome wrong = run({"chain", "add", "--project", m_project, "--sft", m_dir.filePath("lora.yaml"), "--no-grpo", "--benchmark",
                                   R"({"benchmark": "mindcube", "questions": "/no/such/file.jsonl"})"});
        QVERIFY(wrong.code != 0); // said at once
        const Outcome wrongKind = run({"chain", "add", "--project", m_project, "--sft", "w2v-tiny-grpo"});
        QVERIFY(wrongKind.code != 0);

        const QString base = m_dir.filePath(QStringLiteral("later"));
        const Outcome added = run({"chain", "add", "--project", m_project, "--sft", m_dir.filePath("lora.yaml"), "--base", base, "--no-grpo", "--limit", "1", "--last-only", "--json"});
        QVERIFY2(added.code == 0, added.err);
        const ChainFolder chain = ChainFolder::open(ChainFolder::root(m_project.toStdString()) / added.json().value("chain", ""));
        QTRY_COMPARE_WITH_TIMEOUT(status(chain, "sft"), StageStatus::Failed, 90'000); // there is no such model
        QCOMPARE(status(chain, "merge"), StageStatus::Blocked);
        QCOMPARE(status(chain, "bench-sft"), StageStatus::Blocked);
        fs::copy(listChains(m_project.toStdString()).front().path() / "merge" / "model", base.toStdString());
        const Outcome again = run({"chain", "retry", "--project", m_project, QString::fromStdString(chain.id()), "--json"});
        QVERIFY2(again.code == 0, again.err);
        QCOMPARE(again.json().value("again", 0), 1); // the others wait in the queue still
        QTRY_COMPARE_WITH_TIMEOUT(status(chain, "merge"), StageStatus::Finished, 120'000);
        QTRY_COMPARE_WITH_TIMEOUT(status(chain, "bench-sft"), StageStatus::Finished, 60'000);
        QVERIFY(fs::exists(chain.path() / "merge" / "model" / "model.safetensors"));
        QCOMPARE(run({"chain", "retry", "--project", m_project, QString::fromStdString(chain.id()), "--json"}).json().value("again", -1), 0);
    }

    void aBenchmarkInTheQueue()
    {
        const auto runs = listRuns(fs::path(m_project.toStdString()) / "runs");
        const std::string model = RunFolder::open(runs.front().path).checkpoints().back().second.string();
        const Json params = {{"benchmark", "project"}, {"project", m_project.toStdString()}, {"model", model}, {"limit", 1}, {"name", "queued"}};
        const Outcome added = run({"queue", "add", "--op", "bench.answer", "--params", QString::fromStdString(params.dump()), "--name", "heldout of queued", "--json"});
        QVERIFY2(added.code == 0, added.err);
        const std::string id = added.json().value("id", "");
        QTRY_VERIFY_WITH_TIMEOUT(entry(id).status == QueueStatus::Finished, 60'000);
        QCOMPARE(entry(id).kind, std::string("bench"));
        QVERIFY(JobFolder::open(entry(id).job).state().result->contains("rules"));
    }

private:
    RunQueue queue() const { return RunQueue(fs::path(m_dir.path().toStdString()) / "world2vlm" / "queue"); }
    Outcome run(const QStringList& arguments) const { return w2vProgram(arguments, m_environment); }
    QueueEntry entry(const std::string& id) const
    {
        QueueState state = queue().read();
        const QueueEntry* found = state.find(id);
        return found ? *found : QueueEntry();
    }
    StageStatus status(const ChainFolder& chain, const std::string& stage) const
    {
        const auto states = chain.states(queue().read());
        for (std::size_t i = 0; i < states.size(); ++i)
            if (chain.plan().stages[i].name == stage)
                return states[i].status;
        return StageStatus::Idle;
    }
    std::optional<RunFolder> found(const ChainFolder& chain, const std::string& stage) const
    {
        const std::string id = chain.runOf(stage);
        return id.empty() ? std::nullopt : std::optional(RunFolder::open(fs::path(m_project.toStdString()) / "runs" / id));
    }
    RunFolder runOf(const ChainFolder& chain, const std::string& stage) const { return found(chain, stage).value(); }
    std::int64_t trained(const ChainFolder& chain, const std::string& stage) const
    {
        const auto run = found(chain, stage);
        const auto checkpoints = run ? run->checkpoints() : std::vector<std::pair<std::int64_t, fs::path>>();
        return checkpoints.empty() ? 0 : checkpoints.back().first;
    }
    void killDispatcher() const
    {
        for (const auto& process : fs::directory_iterator("/proc")) {
            QFile file(QString::fromStdString((process.path() / "cmdline").string()));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(QByteArray("--queue\0", 8) + QByteArray::fromStdString(queue().folder().string())))
                ::kill(std::stoi(process.path().filename().string()), SIGKILL);
        }
    }

    QTemporaryDir m_dir;
    QString m_project;
    QProcessEnvironment m_environment;
};

QTEST_GUILESS_MAIN(TestChainRuns)
#include "tst_ChainRuns.moc"

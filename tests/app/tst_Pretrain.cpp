#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

#include "app/operations/PretrainingData.h"
#include "app/operations/ShippedBase.h"
#include "core/base/Files.h"
#include "core/nn/VlmFactory.h"
#include "core/runs/RunFolder.h"

using namespace w2v;

namespace {

constexpr int kSteps = 30;

QStringList pretraining(const QString& out)
{
    return {"pretrain", "--out", out, "--rooms", "6", "--walks", "3", "--heldout", "3", "--set", "length.minutes=0",
            "--set", QStringLiteral("length.steps=%1").arg(kSteps), "--set", "optimizer.batch=4", "--set", "run.replicas=2",
            "--set", "run.eval_steps=15", "--set", "run.eval_records=2", "--set", "run.checkpoint_steps=5", "--json"};
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

std::string weightsOf(const QString& folder)
{
    return readFile(fs::path(folder.toStdString()) / "model.safetensors");
}

} // namespace

/// A base is made: rooms, run, held-out scores, model; killed and called again it ends with the same bits, and nothing it read tells of motion.
class TestPretrain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        const Outcome whole = w2vProgram(pretraining(m_dir.filePath("a")));
        QVERIFY2(whole.code == 0, whole.err);
        m_result = QJsonDocument::fromJson(whole.out).object();
    }

    void keepsScoresOfEverySkill()
    {
        const QJsonObject metrics = m_result.value("metrics").toObject();
        for (const char* name : {"name/accuracy", "box/accuracy", "depth/accuracy", "match/accuracy", "match/copy", "mean"})
            QVERIFY2(metrics.value(name).isDouble(), name);
        QCOMPARE(m_result.value("steps").toInt(), kSteps);
        const fs::path project = m_result.value("project").toString().toStdString();
        const auto runs = listRuns(project / "runs");
        QCOMPARE(runs.size(), std::size_t{1});
        QVERIFY(runs.front().state.status == RunStatus::Finished);
        QVERIFY(!RunFolder::open(runs.front().path).samples().empty());
        QVERIFY(fs::exists(runs.front().path / "metrics" / "metrics.jsonl"));
    }

    void theBaseIsAPlainCheckpoint()
    {
        const QString base = m_result.value("base").toString();
        for (const char* file : {"config.json", "model.safetensors", "tokenizer.json", "preprocessor_config.json", "generation_config.json"})
            QVERIFY2(QFile::exists(base + '/' + file), file);
        QVERIFY(!QFile::exists(base + "/training"));
        const Outcome info = w2vProgram({"vlm", "info", "--model", base, "--json"});
        QVERIFY2(info.code == 0, info.err);
        // Strictly the released architecture: what it declares beside it is how pictures come in.
        const QJsonObject config = QJsonDocument::fromJson(QByteArray::fromStdString(readFile(fs::path(base.toStdString()) / "config.json"))).object();
        QCOMPARE(config.value("model_type").toString(), QStringLiteral("qwen2_5_vl"));
        QVERIFY(config.value("w2v").toObject().value("absolute_positions").toInt() == 0);
        QCOMPARE(config.value("torch_dtype").toString(), QStringLiteral("float16"));
        const auto model = loadVisionLanguageModel(base.toStdString());
        SilentJobContext job;
        const VlmQuery query{{ColorImage(56, 56, 90), ColorImage(56, 56, 120)}, "<image><image>The first view's [500, 500]: where in the second?"};
        QVERIFY(!model->answer(std::span(&query, 1), {}, job).front().text.empty());
    }

    void theShippedBaseIsSuchACheckpoint()
    {
        const fs::path folder = m_dir.filePath("shipped").toStdString();
        writeShippedBase(folder);
        std::uintmax_t bytes = 0;
        for (const auto& file : fs::directory_iterator(folder))
            bytes += file.file_size();
        QVERIFY2(bytes > 1'000'000 && bytes <= 16'000'000, qPrintable(QString::number(bytes)));
        const Outcome info = w2vProgram({"vlm", "info", "--model", QString::fromStdString(folder), "--json"});
        QVERIFY2(info.code == 0, info.err);
        const QJsonObject config = QJsonDocument::fromJson(QByteArray::fromStdString(readFile(folder / "config.json"))).object();
        QVERIFY(config.value("w2v").toObject().value("absolute_positions").toInt() == 0);
        const auto model = loadVisionLanguageModel(folder);
        SilentJobContext job;
        // The floor before one's feet is nearer than what stands at eye height.
        const Project project = Project::open(m_result.value("project").toString().toStdString());
        std::vector<VlmQuery> queries;
        project.forEachRollout([&](const RolloutRecord& rollout) {
            if (queries.size() < 20)
                queries.push_back({{project.loadImage(rollout.frames.front().image)}, "<image>Which point is nearer, [500, 950] or [500, 500]?"});
        });
        QVERIFY(queries.size() >= 8);
        std::size_t right = 0;
        for (const VlmAnswer& answer : model->answer(queries, {}, job))
            right += answer.text == "first";
        QVERIFY2(4 * right >= 3 * queries.size(), qPrintable(QStringLiteral("%1 of %2").arg(right).arg(queries.size())));
    }

    void nothingReadTellsOfMotion()
    {
        const Project project = Project::open(m_result.value("project").toString().toStdString());
        SilentJobContext job;
        const QRegularExpression motion(QStringLiteral("forward|backward|\\bleft\\b|\\bright\\b|turn|move|moving|motion|shift|rotat|camera|step|meter|degree|angle"),
                                        QRegularExpression::CaseInsensitiveOption);
        int texts = 0;
        for (const char* split : {"train", "heldout"}) {
            const PretrainingData data = pretrainingData(project, split, 56, 1, job);
            for (const TrainingSample& sample : data.samples)
                for (const auto& text : sample.texts)
                    if (text) {
                        ++texts;
                        const QString whole = QString::fromStdString(text->question + ' ' + text->answer);
                        QVERIFY2(!motion.match(whole).hasMatch(), qPrintable(whole));
                    }
        }
        QVERIFY(texts > 100);
    }

    void noRoomIsOnTwoSides()
    {
        const Project project = Project::open(m_result.value("project").toString().toStdString());
        std::set<std::string> train, heldout;
        project.forEachRollout([&](const RolloutRecord& rollout) { (rollout.split == "train" ? train : heldout).insert(rollout.scene); });
        QCOMPARE(train.size(), std::size_t{6});
        QCOMPARE(heldout.size(), std::size_t{3});
        for (const std::string& scene : train)
            QVERIFY(!heldout.contains(scene));
    }

    void killedAndCalledAgainEndsWithTheSameBits()
    {
        const QString out = m_dir.filePath("b");
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), pretraining(out));
        const fs::path runs = fs::path(out.toStdString()) / "pretrain.w2v" / "runs";
        // Somewhere after the first checkpoint.
        const auto started = [&] {
            const auto all = listRuns(runs);
            return process.state() == QProcess::NotRunning || (!all.empty() && !RunFolder::open(all.front().path).checkpoints().empty());
        };
        QTRY_VERIFY_WITH_TIMEOUT(started(), 120'000);
        process.kill();
        QVERIFY(process.waitForFinished(300'000) || process.state() == QProcess::NotRunning);
        const Outcome again = w2vProgram(pretraining(out));
        QVERIFY2(again.code == 0, again.err);
        QCOMPARE(listRuns(runs).size(), std::size_t{1});
        QVERIFY(weightsOf(out + "/base") == weightsOf(m_result.value("base").toString()));
    }

    void calledAgainItIsDone()
    {
        const Outcome again = w2vProgram(pretraining(m_dir.filePath("a")));
        QVERIFY2(again.code == 0, again.err);
        QVERIFY(QJsonDocument::fromJson(again.out).object().value("reused").toBool());
    }

    void refusesAnotherKindOfRecipe()
    {
        const Outcome wrong = w2vProgram({"pretrain", "--out", m_dir.filePath("c"), "--recipe", "w2v-tiny-sft"});
        QVERIFY(wrong.code != 0);
        QVERIFY2(wrong.err.contains("kind sft"), wrong.err);
        QVERIFY(!QFile::exists(m_dir.filePath("c")));
    }

private:
    QTemporaryDir m_dir;
    QJsonObject m_result;
};

QTEST_GUILESS_MAIN(TestPretrain)
#include "tst_Pretrain.moc"

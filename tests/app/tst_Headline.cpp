#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <set>

#include "app/operations/TrainingData.h"
#include "core/base/Files.h"
#include "core/dataset/Project.h"
#include "core/nn/VlmFactory.h"
#include "core/runs/RunFolder.h"
#include "core/training/Recipe.h"

using namespace w2v;

namespace {

const QStringList kRows{"majority", "no-image", "base", "sft", "grpo", "forward", "inverse", "imagination"};

struct Outcome {
    int code = -1;
    QByteArray out, err;
};

QJsonObject jsonFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

/// The headline experiment in small: every stage runs, a killed one goes on where it was, and the table is that of the predictions.
class TestHeadline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        TinyModelOptions options;
        options.absolutePositions = false;
        const std::vector<std::string> texts{"<image><image>Which turn? turn left 30 degrees; move forward 0.5 meters", "yes no true false [1, 2, 3, 4]"};
        createTinyModel(m_dir.filePath("base").toStdString(), texts, options);
    }

    void everyStageRunsAndAKilledOneGoesOn()
    {
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments() + QStringList{"--imagining-seeds", "0"}); // the later call adds it
        const auto done = [&](const char* stage) {
            return process.state() == QProcess::NotRunning || jsonFile(m_out + "/state.json").value("stages").toObject().contains(stage);
        };
        QTRY_VERIFY_WITH_TIMEOUT(done("train base 1"), 300'000);
        process.kill();
        QVERIFY(process.waitForFinished(300'000) || process.state() == QProcess::NotRunning);
        const QJsonObject before = jsonFile(m_out + "/state.json").value("stages").toObject();
        QVERIFY(before.contains("records") && !before.contains("train inverse 1"));

        const Outcome outcome = run(arguments());
        QVERIFY2(outcome.code == 0, outcome.err);
        const QJsonObject after = jsonFile(m_out + "/state.json").value("stages").toObject();
        for (const QString& stage : before.keys())
            QCOMPARE(after.value(stage), before.value(stage)); // not done again, seconds and all
        m_table = QJsonDocument::fromJson(outcome.out).object();
        QStringList rows;
        for (const QJsonValue& row : m_table.value("rows").toArray())
            rows.append(row.toObject().value("row").toString());
        QCOMPARE(rows, kRows);
    }

    void figuresAreThoseOfThePredictions()
    {
        for (const QJsonValue& value : m_table.value("rows").toArray()) {
            const QJsonObject row = value.toObject();
            std::map<QString, std::pair<double, int>> scores;
            for (const QJsonValue& name : row.value("predictions").toArray()) {
                QFile file(m_out + '/' + name.toString());
                QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(name.toString()));
                while (!file.atEnd()) {
                    const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
                    auto& [sum, n] = scores[line.value("task").toString()];
                    sum += line.value("score").toDouble();
                    ++n;
                }
            }
            QVERIFY(!scores.empty());
            for (const auto& [task, score] : scores) {
                const QJsonObject figure = row.value("tasks").toObject().value(task).toObject();
                QVERIFY(std::abs(figure.value("value").toDouble() - 100 * score.first / score.second) <= 0.051);
                QVERIFY(figure.value("interval").toArray()[0].toDouble() <= figure.value("value").toDouble());
                QVERIFY(figure.value("interval").toArray()[1].toDouble() >= figure.value("value").toDouble());
            }
            if (row.value("row").toString() == "sft")
                QVERIFY(row.value("seconds_per_question").toDouble() > 0);
        }
        for (const char* file : {"table.json", "table.md", "table.html", "figures/accuracy.svg"})
            QVERIFY2(QFile::exists(m_out + '/' + file), file);
    }

    void trainingViewsAreImaginedAndTestViewsExact()
    {
        const Project project = Project::open((m_out + "/headline.w2v").toStdString());
        std::map<std::string, std::set<std::string>> scenes; // by split
        int named = 0;
        project.forEachRollout([&](const RolloutRecord& rollout) {
            const bool imagined = rollout.split != "heldout";
            QCOMPARE(rollout.worldModel, std::string(imagined ? "geometric" : "mesh"));
            scenes[rollout.split].insert(rollout.scene);
            if (imagined)
                named += !rollout.frames.back().objects.empty();
        });
        QVERIFY(named > 0); // names are carried along
        QCOMPARE(scenes.size(), std::size_t(3));
        QVERIFY(scenes.contains("train") && scenes.contains("heldout") && scenes.contains("reinforce"));
        std::size_t all = 0;
        std::set<std::string> different;
        for (const auto& [split, names] : scenes) {
            all += names.size();
            different.insert(names.begin(), names.end());
        }
        QCOMPARE(different.size(), all); // no room is on two sides
    }

    void reinforcementHasRoomsOfItsOwn()
    {
        const Project project = Project::open((m_out + "/headline.w2v").toStdString());
        int answers = 0;
        for (const RunSummary& run : listRuns(project.runsFolder())) {
            const Recipe recipe = parseRecipe(run.spec.at("recipe").get<std::string>(), run.id);
            QCOMPARE(recipe.split, std::string(recipe.kind == "grpo" ? "reinforce" : "train"));
            if (recipe.kind != "grpo")
                continue;
            QFile samples(QString::fromStdString((run.path / "samples.jsonl").string()));
            QVERIFY(samples.open(QIODevice::ReadOnly));
            while (!samples.atEnd())
                if (const QJsonObject line = QJsonDocument::fromJson(samples.readLine()).object(); line.contains("advantage")) {
                    QCOMPARE(project.record(line.value("record").toString().toStdString()).split, std::string("reinforce"));
                    ++answers;
                }
        }
        QVERIFY(answers > 0);
    }

    void imaginationCanBeLeftOut()
    {
        const Outcome outcome = run(arguments() + QStringList{"--imagining-seeds", "0"});
        QVERIFY2(outcome.code == 0, outcome.err);
        QStringList rows;
        for (const QJsonValue& row : QJsonDocument::fromJson(outcome.out).object().value("rows").toArray())
            rows.append(row.toObject().value("row").toString());
        QCOMPARE(rows, kRows.first(kRows.size() - 1));
        QVERIFY(run(arguments() + QStringList{"--imagining-seeds", "2"}).code != 0); // of one seed
    }

    void otherOptionsAreRefused()
    {
        const Outcome outcome = run(arguments(9));
        QVERIFY(outcome.code != 0);
        QVERIFY2(outcome.err.contains("other options"), outcome.err);
    }

    void aBaseThatIsNoneIsRefusedAtOnce()
    {
        const QString out = m_dir.filePath("other");
        const Outcome outcome = run({"experiment", "headline", "--out", out, "--base", m_dir.filePath("nothing"), "--json"});
        QVERIFY(outcome.code != 0);
        QVERIFY2(outcome.err.contains("nothing"), outcome.err);
        QVERIFY(!jsonFile(out + "/state.json").value("stages").toObject().contains("imagined views"));
    }

    void shuffledAnswersKeepTheirForm()
    {
        std::vector<QaRecord> records(40);
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].task = i % 2 ? Task::A1 : Task::D1;
            records[i].answer = std::string(taskName(records[i].task)) + std::to_string(i);
        }
        const std::vector<QaRecord> before = records;
        shuffleAnswers(records, 3);
        std::multiset<std::string> was, is;
        int moved = 0;
        for (std::size_t i = 0; i < records.size(); ++i) {
            QCOMPARE(records[i].answer.substr(0, 2), std::string(taskName(records[i].task)));
            was.insert(before[i].answer);
            is.insert(records[i].answer);
            moved += before[i].answer != records[i].answer;
        }
        QVERIFY(was == is);
        QVERIFY(moved > 30);
    }

private:
    QStringList arguments(int limit = 8) const
    {
        return {"experiment", "headline", "--out", m_out, "--base", m_dir.filePath("base"), "--minutes", "0.5", "--seeds", "1", "--rooms", "6", "--grpo-rooms", "4",
                "--heldout", "6", "--walks", "6", "--limit", QString::number(limit), "--json"};
    }
    static Outcome run(const QStringList& arguments)
    {
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
        process.waitForFinished(600'000);
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
    }

    QTemporaryDir m_dir;
    QString m_out = m_dir.filePath("headline");
    QJsonObject m_table;
};

QTEST_GUILESS_MAIN(TestHeadline)
#include "tst_Headline.moc"

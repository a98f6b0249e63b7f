#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <set>

#include "core/dataset/Project.h"
#include "core/supervision/Augmentation.h"

/// The whole loop in a few seconds of training: the table has every figure, and no scene is on two sides.
class TestDemo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wholeLoop()
    {
        const QString out = m_dir.filePath("demo");
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), {"demo", "--out", out, "--minutes", "0.6", "--json"});
        QVERIFY(process.waitForFinished(400000));
        const QByteArray log = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 0, log);
        const QJsonObject table = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        const QJsonObject tasks = table.value("tasks").toObject();
        QCOMPARE(tasks.keys(), QStringList({"A1", "A2", "A3", "A4", "D1", "D2", "D3", "D4"}));
        for (const QString& task : tasks.keys()) {
            const QJsonObject row = tasks.value(task).toObject();
            QVERIFY2(row.value("n").toInt() >= 150, qPrintable(task));
            for (const char* column : {"untrained", "majority", "no_image", "trained"}) {
                QVERIFY2(row.value(column).isDouble(), column);
                QVERIFY(row.value(column).toDouble() >= 0 && row.value(column).toDouble() <= 100);
            }
            QVERIFY(!row.value("verdict").toString().isEmpty());
        }
        for (const char* task : {"A1", "A2"})
            QVERIFY(tasks.value(task).toObject().value("direction").toObject().value("trained").isDouble());
        QVERIFY(table.value("mean").toObject().value("trained").isDouble());
        QVERIFY(table.value("seconds").toObject().value("train").toDouble() > 0);
        QVERIFY(QFile::exists(out + "/imagined/0000.png"));
        QVERIFY(QFile::exists(out + "/table.json"));

        // The evaluation leaks no training scene: neither a name nor a picture is on both sides.
        const w2v::Project project = w2v::Project::open(table.value("project").toString().toStdString());
        std::set<std::string> trainScenes, trainImages;
        w2v::RecordFilter train, heldout;
        train.split = "train";
        heldout.split = "heldout";
        project.forEachRecord(train, [&](const w2v::QaRecord& record) {
            trainScenes.insert(record.scene);
            trainImages.insert(record.images.begin(), record.images.end());
        });
        int questions = 0;
        project.forEachRecord(heldout, [&](const w2v::QaRecord& record) {
            ++questions;
            QVERIFY2(!trainScenes.contains(record.scene), record.scene.c_str());
            for (const auto& image : record.images)
                QVERIFY2(!trainImages.contains(image), image.c_str());
        });
        QVERIFY(questions >= 8 * 150);
        QVERIFY(trainScenes.size() > 3);
        m_model = table.value("training").toObject().value("model").toString();
    }

    /// The second stage goes on from the first one's checkpoint and writes down what its rewards were made of.
    void reinforcesTheTrainedModel()
    {
        QVERIFY(!m_model.isEmpty());
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), {"train", "--project", m_dir.filePath("demo/demo.w2v"), "--recipe", "w2v-tiny-grpo", "--base",
                                                              m_model, "--minutes", "0.1", "--json"});
        QVERIFY(process.waitForFinished(200000));
        const QByteArray log = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 0, log);
        const QJsonObject result = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QVERIFY(result.value("answers").toInt() > 0);
        QVERIFY(QFile::exists(result.value("model").toString() + "/model.safetensors"));
        const QString run = m_dir.filePath("demo/demo.w2v/runs/" + result.value("run").toString());
        QFile metrics(run + "/metrics/metrics.jsonl");
        QVERIFY(metrics.open(QIODevice::ReadOnly));
        const QJsonObject first = QJsonDocument::fromJson(metrics.readLine()).object();
        for (const char* name : {"reward", "divergence", "answer_tokens", "uniform_groups"})
            QVERIFY2(first.value(name).isDouble(), name);
        QFile samples(run + "/samples.jsonl");
        QVERIFY(samples.open(QIODevice::ReadOnly));
        const QJsonObject sample = QJsonDocument::fromJson(samples.readLine()).object();
        QVERIFY(sample.value("reward").toObject().contains("overall"));
        checkWhatWasAsked(samples, sample);
    }

    void badObservationWritesNothing()
    {
        QTemporaryDir dir;
        const QString out = dir.filePath("demo");
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), {"demo", "--out", out, "--observation", "/nowhere.png", "--json"});
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(!QFile::exists(out));
    }

private:
    /// Every answer's question and expected answer are those of the record with its views swapped and mirrored as the line says, and the
    /// right answer to that is what was rewarded.
    void checkWhatWasAsked(QFile& samples, const QJsonObject& first)
    {
        using namespace w2v;
        const Project project = Project::open(m_dir.filePath("demo/demo.w2v").toStdString());
        int swapped = 0, mirroredOnes = 0, right = 0;
        for (QJsonObject line = first; !line.isEmpty(); line = QJsonDocument::fromJson(samples.readLine()).object()) {
            if (!line.contains("advantage")) // an answer of an evaluation
                continue;
            const QaRecord record = project.record(line.value("record").toString().toStdString());
            AugmentedText asked{record.question, record.answer};
            std::vector<std::string> images;
            for (const QJsonValue& image : line.value("images").toArray())
                images.push_back(image.toString().toStdString());
            if (images != record.images) {
                ++swapped;
                QCOMPARE(images, std::vector<std::string>(record.images.rbegin(), record.images.rend()));
                const auto text = viewsSwapped(record.task, asked);
                QVERIFY(text.has_value());
                asked = *text;
            }
            if (line.value("mirrored").toBool()) {
                ++mirroredOnes;
                asked = mirrored(asked);
            }
            QCOMPARE(line.value("question").toString(), QString::fromStdString(asked.question));
            QCOMPARE(line.value("expected").toString(), QString::fromStdString(asked.answer));
            if (line.value("answer").toString() == QString::fromStdString(asked.answer)) {
                ++right;
                QCOMPARE(line.value("score").toDouble(), 1.0);
            }
        }
        QVERIFY(swapped > 0);
        QVERIFY(mirroredOnes > 0);
        QVERIFY(right > 0);
    }

    QTemporaryDir m_dir;
    QString m_model;
};

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_Demo.moc"

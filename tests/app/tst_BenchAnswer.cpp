#include <QtTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <map>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/image/ImageIo.h"
#include "core/nn/VlmFactory.h"

using namespace w2v;

namespace {

/// The whole lines of a file that may still be written.
std::vector<Json> linesOf(const fs::path& file)
{
    std::vector<Json> lines;
    const std::string text = readFile(file);
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        lines.push_back(parseJson(std::string_view(text).substr(at, end - at), file.string()));
    return lines;
}

} // namespace

/// `w2v bench answer` with a real model in real processes, on the questions of SAT-Real with generated stand-in pictures.
class TestBenchAnswer : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root, m_questions;

    QStringList arguments(const QString& out) const
    {
        return {"bench", "answer", "--benchmark", "sat", "--questions", QString::fromStdString(m_questions.string()), "--media",
                QString::fromStdString((m_root / "media").string()), "--model", QString::fromStdString((m_root / "model").string()), "--out",
                QString::fromStdString((m_root / out.toStdString()).string()), "--batch", "1", "--max-tokens", "8", "--json"};
    }

    QJsonObject run(const QStringList& arguments) const
    {
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
        process.waitForFinished(120'000);
        if (process.exitCode() != 0)
            qWarning("%s", process.readAllStandardError().constData());
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }

    /// A picture of its own for every name.
    void putPictures()
    {
        const Json questions = readJson(m_questions);
        std::uint64_t seed = 0;
        for (const Json& question : questions)
            for (const Json& name : question.at("img_paths")) {
                ColorImage image(48, 36);
                Rng random(++seed);
                for (std::size_t i = 0; i < image.bytes(); ++i)
                    image.data()[i] = static_cast<std::uint8_t>(random.integer(0, 255));
                const fs::path file = m_root / "media" / name.get<std::string>();
                createFolder(file.parent_path());
                writePng(file, image);
            }
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray shared = qgetenv("W2V_SHARED");
        m_questions = (shared.isEmpty() ? fs::path(W2V_SOURCE_DIR "/../shared") : fs::path(shared.toStdString())) / "data/sat/sat_real_questions.json";
        if (!fs::exists(m_questions))
            QSKIP("the questions of SAT-Real are not here (set W2V_SHARED)");
        m_root = m_dir.path().toStdString();
        createFolder(m_root / "media");
        createTinyModel(m_root / "model", std::vector<std::string>{"how did the camera likely rotate? rotated left", "chair was moved right"}, {});
    }

    void missingPhotographsAreListed()
    {
        const QJsonObject result = run({"bench", "questions", "--benchmark", "sat", "--questions", QString::fromStdString(m_questions.string()), "--media",
                                        QString::fromStdString((m_root / "media").string()), "--json"});
        QCOMPARE(result.value("questions").toInt(), 150);
        QCOMPARE(result.value("complete").toInt(), 0);
        QVERIFY(result.value("missing_media").toInt() > 150);
        const QJsonObject answered = run(arguments("none.jsonl"));
        QCOMPARE(answered.value("run").toObject().value("not_asked").toInt(), 150);
        QCOMPARE(answered.value("missing_media").toInt(), result.value("missing_media").toInt());
    }

    void aKilledRunGoesOn()
    {
        putPictures();
        const fs::path out = m_root / "out.jsonl";
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments("out.jsonl"));
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(out) && linesOf(out).size() >= 25, 60'000);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        std::map<std::string, std::string> before;
        for (const Json& line : linesOf(out))
            before.emplace(line.at("id").get<std::string>(), line.dump());
        QVERIFY2(before.size() < 150, "the run ended before it was killed");

        const QJsonObject result = run(arguments("out.jsonl"));
        const QJsonObject counts = result.value("run").toObject();
        QCOMPARE(counts.value("kept").toInt(), static_cast<int>(before.size()));
        QCOMPARE(counts.value("asked").toInt(), 150 - static_cast<int>(before.size()));
        QCOMPARE(result.value("answered").toInt(), 150);
        std::map<std::string, std::string> after;
        for (const Json& line : linesOf(out))
            QVERIFY(after.emplace(line.at("id").get<std::string>(), line.dump()).second);
        QCOMPARE(after.size(), std::size_t(150));
        for (const auto& [id, line] : before)
            QCOMPARE(after.at(id), line); // with its time: it was not asked again
        QVERIFY(result.value("rules").toObject().contains("last-line"));
        QCOMPARE(run(arguments("out.jsonl")).value("run").toObject().value("asked").toInt(), 0);
    }

    void choicesByLikelihood()
    {
        putPictures();
        const QJsonObject result = run(arguments("likely.jsonl") + QStringList{"--likelihood"});
        QCOMPARE(result.value("answered").toInt(), 150);
        const QJsonObject exact = result.value("rules").toObject().value("exact").toObject();
        QCOMPARE(exact.value("unparsed").toInt(), 0); // every reply is one of the choices
        const double percent = exact.value("overall").toDouble();
        QVERIFY2(percent > 20 && percent < 80, qPrintable(QString::number(percent))); // random weights see no order to exploit
        for (const Json& line : linesOf(m_root / "likely.jsonl")) {
            double sum = 0;
            for (const Json& option : line.at("detail").at("options"))
                sum += option.at("probability").get<double>();
            QVERIFY(std::abs(sum - 1) < 1e-9);
        }
    }
};

QTEST_GUILESS_MAIN(TestBenchAnswer)
#include "tst_BenchAnswer.moc"

#include <cmath>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/Files.h"
#include "core/dataset/Project.h"
#include "core/image/ImageIo.h"
#include "tests/support/TinyOnnx.h"

using namespace w2v;
using namespace w2v::test;

namespace {

struct Outcome {
    int code = -1;
    QJsonObject json;
    QByteArray err;
};

Outcome w2vProgram(QStringList arguments)
{
    arguments << "--json";
    QProcess process;
    process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
    process.waitForFinished(120'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QJsonDocument::fromJson(process.readAllStandardOutput()).object(), process.readAllStandardError()};
}

QString commaed(const std::vector<double>& numbers)
{
    QStringList parts;
    for (const double n : numbers)
        parts << QString::number(n, 'g', 12);
    return parts.join(',');
}

} // namespace

/// Pictures calibrated from the command line, in a project and without one, and what is made of them.
class TestCalibrate : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    const Intrinsics m_camera{500, 500, 160, 120, 320, 240};

    QString photo(const char* name) const
    {
        ColorImage picture(320, 240);
        for (int y = 0; y < 240; ++y)
            for (int x = 0; x < 320; ++x) {
                picture.at(x, y, 0) = static_cast<std::uint8_t>(40 + y * 200 / 240); // what the depth model reads
                picture.at(x, y, 1) = static_cast<std::uint8_t>((x / 16 + y / 16) % 2 ? 200 : 60);
            }
        const QString path = m_dir.filePath(name);
        writePng(path.toStdString(), picture);
        return path;
    }

private Q_SLOTS:
    void aDrawnRoomWithALength()
    {
        const QString path = photo("room.png");
        { Project::create(m_dir.filePath("a.w2v").toStdString()); }
        const Outcome added = w2vProgram({"observe", path, "--project", m_dir.filePath("a.w2v")});
        QVERIFY2(added.code == 0, added.err);
        QVERIFY(!added.json.value("metric").toBool());
        const QString id = added.json.value("observation").toString();

        // A level camera, f = 500, 1.5 m above the floor, far wall 4 m ahead, 2 m to each side, ceiling 1 m above the camera.
        const auto seen = [&](double x, double y, double z) { return project(m_camera, {x, y, z}); };
        const Eigen::Vector2d f = seen(0, 1.5, 8), c = seen(0, -1, 8), l = seen(-2, 0, 8), r = seen(2, 0, 8), a = seen(-1, 1.5, 8), b = seen(1, 1.5, 8);
        const QString room = commaed({f.x(), f.y(), c.x(), c.y(), l.x(), l.y(), r.x(), r.y()});
        const QStringList marks = {"observe", "calibrate", "--observation", id, "--project", m_dir.filePath("a.w2v"), "--focal", "500",
                                   "--room", room, "--length", commaed({a.x(), a.y(), b.x(), b.y()}), "--meters", "3"};
        const Outcome o = w2vProgram(marks); // twice 1.5: the whole room grows by half
        QVERIFY2(o.code == 0, o.err);
        QVERIFY(o.json.value("metric").toBool());
        QVERIFY(std::abs(o.json.value("eye_height_m").toDouble() - 2.25) < 1e-6);
        QVERIFY(std::abs(o.json.value("depth_range_m").toArray().at(1).toDouble() - 12) < 1e-4);
        QVERIFY(o.json.value("warnings").toArray().isEmpty());
        QCOMPARE(o.json.value("provenance").toArray().size(), 3);

        Project project = Project::open(m_dir.filePath("a.w2v").toStdString());
        const StoredObservation stored = project.observation(id.toStdString()).value();
        QCOMPARE(stored.calibration.length->meters, 3.0);
        QVERIFY(stored.description.at("metric").get<bool>());
        QCOMPARE(project.history().front().title, std::string("Calibrate room"));

        // Views imagined from it are metric and say why.
        const Outcome imagined = w2vProgram({"imagine", "--project", m_dir.filePath("a.w2v"), "--observation", id, "--actions",
                                             "move forward 0.4 meters", "--size", "64x64", "--max-step-m", "0.2"});
        QVERIFY2(imagined.code == 0, imagined.err);
        const RolloutRecord rollout = project.rollout(imagined.json.value("rollout").toString().toStdString());
        QVERIFY(rollout.metric);
        QCOMPARE(rollout.provenance.at("calibration").size(), std::size_t(3));
        const DepthMap start = project.loadDepth(rollout.frames.front().image), end = project.loadDepth(rollout.frames.back().image);
        QVERIFY(std::abs(start.at(32, 32) - 12) < 0.05f);
        QVERIFY2(std::abs(end.at(32, 32) - 11.6f) < 0.05f, qPrintable(QString::number(end.at(32, 32))));

        QVERIFY(project.undo()); // the rollout
        QVERIFY(project.undo()); // the calibration
        QVERIFY(project.observation(id.toStdString())->calibration.empty());
        QVERIFY(project.redo());
        const Outcome cleared = w2vProgram({"observe", "calibrate", "--observation", id, "--project", m_dir.filePath("a.w2v"), "--clear"});
        QVERIFY2(cleared.code == 0, cleared.err);
        QVERIFY(!cleared.json.value("metric").toBool(true));
        QCOMPARE(project.history().front().title, std::string("Remove the calibration of room"));
    }

    void aDepthModelOfTheUser()
    {
        const QString path = photo("model.png");
        // Output = 1.6 - red: 40 at the top of the picture, 240 at the bottom, so the lower half is nearer.
        const QString model = m_dir.filePath("mine.onnx");
        writeFileAtomic(model.toStdString(), TinyOnnx::pixelwise(240, 320, {-0.229f, 0, 0}, 1.6f - 0.485f));
        const Outcome o = w2vProgram({"observe", "calibrate", "--observation", path, "--depth-model", model, "--depth-size", "320x240",
                                      "--depth-meaning", "depth", "--length", "10,200,310,200", "--meters", "1.5"});
        QVERIFY2(o.code == 0, o.err);
        QVERIFY(o.json.value("metric").toBool());
        QCOMPARE(o.json.value("kind").toString(), "photograph");
        const QString how = o.json.value("provenance").toArray().at(0).toString();
        QVERIFY2(how.contains("mine.onnx"), qPrintable(how));
        // 300 pixels of a camera of 54 degrees at the depth of that row are 1.5 m.
        const double focal = 160 / std::tan(27 * M_PI / 180), row = 1.5 * focal / 300;
        const auto out = [](double y) { return 1.6 - std::floor(40 + y * 200 / 240) / 255; };
        const QJsonArray range = o.json.value("depth_range_m").toArray();
        QVERIFY2(std::abs(range.at(0).toDouble() / (row * out(239) / out(200)) - 1) < 0.01, qPrintable(QString::number(range.at(0).toDouble())));
        QVERIFY(std::abs(range.at(1).toDouble() / (row * out(0) / out(200)) - 1) < 0.01);
    }

    void badMarksAreOneMessage()
    {
        const QString path = photo("bad.png");
        const auto refused = [&](const QStringList& marks, const char* words) {
            const Outcome o = w2vProgram(QStringList{"observe", "calibrate", "--observation", path} + marks);
            return o.code == 1 && o.err.contains(words) && o.err.count("w2v: ") == 1;
        };
        QVERIFY(refused({}, "nothing is marked"));
        QVERIFY(refused({"--focal", "wide"}, "neither exif nor lines"));
        QVERIFY(refused({"--focal", "exif"}, "EXIF"));
        QVERIFY(refused({"--focal", "lines"}, "two lines"));
        QVERIFY(refused({"--floor", "1,2,3,4,5,6"}, "has none"));
        QVERIFY(refused({"--length", "1,2,3,4"}, "meters"));
        QVERIFY(refused({"--depth-model", path}, "cannot read this model"));
        QVERIFY(refused({"--room", "160,200,160,20,10,120,300,120", "--vanishing", "160,230"}, "floor"));
    }
};

QTEST_GUILESS_MAIN(TestCalibrate)
#include "tst_Calibrate.moc"

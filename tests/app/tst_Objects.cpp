// Objects found by a detector, as a user calls it: in rollouts without instances, linked, undoable, never in place of the truth.
#include <QTemporaryDir>
#include <QTest>

#include "core/base/Files.h"
#include "tests/support/BoardViews.h"
#include "tests/support/W2vProgram.h"

using namespace w2v;
using namespace w2v::test;

class TestObjects : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_path, m_model;

    Project project() const { return Project::open(m_path.toStdString()); }
    QStringList detect(const QStringList& more = {}) const { return QStringList{"objects", "detect", "--json", "--project", m_path, "--model", m_model} + more; }

private Q_SLOTS:
    void init()
    {
        m_path = m_dir.filePath(QString("%1.w2v").arg(QTest::currentTestFunction()));
        m_model = m_dir.filePath("board.onnx");
        writeFileAtomic(m_model.toStdString(), boardDetector());
        Project made = Project::create(m_path.toStdString());
        addBoardRollout(made);
    }

    void objectsAreFoundLinkedAndUndone()
    {
        const Outcome o = w2vProgram(detect());
        QVERIFY2(o.code == 0, o.err.constData());
        QCOMPARE(o.json().at("rollouts").get<int>(), 1);
        QCOMPARE(o.json().at("boxes").get<int>(), 2);
        QCOMPARE(o.json().at("objects").get<int>(), 1); // the same one in both views
        QCOMPARE(o.json().at("layout").get<std::string>(), std::string("v8"));
        QCOMPARE(o.json().at("input").get<std::string>(), std::string("128x128"));
        QCOMPARE(o.json().at("stale_records").get<int>(), 0);
        Project p = project();
        QCOMPARE(p.rolloutIds(), std::vector<std::string>{"r1"}); // nothing was asked about its objects: it keeps its name
        RolloutRecord rollout = p.rollout("r1");
        const VisibleObject &first = rollout.frames[0].objects.at(0), &last = rollout.frames[1].objects.at(0);
        QCOMPARE(first.label, std::string("board"));
        QCOMPARE(first.box, (Box2d{500, 250, 750, 500}));
        QCOMPARE(last.box, (Box2d{250, 250, 500, 500}));
        QCOMPARE(last.instance, first.instance);
        QVERIFY(std::abs(first.depth - 1) < 1e-3);
        QCOMPARE(rollout.provenance.at("objects").at("by").get<std::string>(), std::string("detector"));
        QCOMPARE(rollout.provenance.at("objects").at("frames").at(1).at(0).at("from").get<std::string>(), std::string("detected"));
        // A second call leaves it alone unless it is asked to.
        QCOMPARE(w2vProgram(detect()).json().at("skipped").get<int>(), 1);
        QCOMPARE(w2vProgram(detect({"--again"})).json().at("boxes").get<int>(), 2);
        QVERIFY(p.undo());
        QVERIFY(p.undo());
        QVERIFY(p.rollout("r1").frames[0].objects.empty());
    }

    void questionsAboutFormerObjectsAreStale()
    {
        QCOMPARE(w2vProgram(detect()).code, 0);
        Project p = project();
        QaRecord record;
        record.task = Task::D1;
        record.rollout = "r1";
        record.images = {p.rollout("r1").frames[0].image};
        record.question = "<image>Where is the board?";
        record.answer = "[1, 2, 3, 4]";
        p.addRecords(std::span(&record, 1), "Add");
        const Outcome o = w2vProgram(detect({"--again"}));
        QCOMPARE(o.json().at("stale_records").get<int>(), 1);
        QVERIFY(p.rolloutIds() != std::vector<std::string>{"r1"});
        RecordFilter stale;
        stale.stale = true;
        QCOMPARE(p.countRecords(stale), std::int64_t(1));
    }

    void theTruthIsNotReplaced()
    {
        Project p = project();
        RolloutRecord rollout = p.rollout("r1");
        rollout.id.clear();
        VisibleObject object;
        object.instance = 7;
        object.label = "chair";
        object.box = {0, 0, 100, 100};
        rollout.frames[0].objects = {object};
        const std::string exact = p.addRollout(rollout);
        QCOMPARE(w2vProgram(detect({"--again"})).json().at("rollouts").get<int>(), 1);
        QCOMPARE(p.rollout(exact).frames[0].objects[0].label, std::string("chair"));
        // Unless it is named.
        QCOMPARE(w2vProgram(detect({"--rollout", QString::fromStdString(exact)})).json().at("rollouts").get<int>(), 1);
        QCOMPARE(p.rollout(exact).frames[0].objects[0].label, std::string("board"));
    }

    void aDetectionFileIsTakenInstead()
    {
        // In pixels of pictures twice as large; the track ids would link nothing.
        const QString file = m_dir.filePath("detect_result.jsonl");
        writeFileAtomic(file.toStdString(),
                        R"({"frame_idx": 0, "width": 256, "height": 256, "detections": [{"track_id": 1, "label_id": 0, "label": "board", "bbox": [128, 64, 192, 128], "score": 0.9}]})"
                        "\n\n"
                        R"({"frame_idx": 1, "width": 256, "height": 256, "detections": [{"track_id": null, "label": "board", "bbox": [64, 64, 128, 128], "score": 0.8},)"
                        R"( {"label": "lamp", "bbox": [0, 0, 50, 50], "score": 0.1}]})");
        const QStringList import{"objects", "import", "--json", "--project", m_path, "--rollout", "r1", "--file", file};
        const Outcome o = w2vProgram(import);
        QVERIFY2(o.code == 0, o.err.constData());
        QCOMPARE(o.json().at("boxes").get<int>(), 2);
        QCOMPARE(o.json().at("objects").get<int>(), 1);
        const RolloutRecord rollout = project().rollout("r1");
        QCOMPARE(rollout.frames[0].objects.at(0).box, (Box2d{500, 250, 750, 500}));
        QCOMPARE(rollout.frames[1].objects.at(0).instance, 1);
        QCOMPARE(rollout.provenance.at("objects").at("by").get<std::string>(), std::string("file"));
        for (const char* bad : {"", "no json", "{\"frame_idx\": -1}", "{\"frame_idx\": 0, \"detections\": [{\"label\": \"a\", \"bbox\": [1, 2]}]}", "{\"frame_idx\": 7}"}) {
            writeFileAtomic(file.toStdString(), bad);
            QCOMPARE(w2vProgram(import).code, 1);
        }
    }

    void boxesAreDrawnCarriedAndChangedByHand()
    {
        const auto objects = [&](const QStringList& more) { return w2vProgram(QStringList{"objects"} + more + QStringList{"--json", "--project", m_path}); };
        const QStringList r1{"--rollout", "r1"};
        Outcome o = objects(QStringList{"draw", "--frame", "0", "--name", "panel", "--box", "500,250,750,500"} + r1);
        QVERIFY2(o.code == 0, o.err.constData());
        QCOMPARE(o.json().at("object").get<int>(), 1);
        o = objects(QStringList{"carry", "--object", "1"} + r1);
        QVERIFY2(o.code == 0, o.err.constData());
        QCOMPARE(o.json().at("carried_to").dump(), std::string("[1]"));
        o = objects(QStringList{"list"} + r1);
        QCOMPARE(o.json().at("boxes").size(), std::size_t(2));
        const Json carried = o.json().at("boxes").at(1);
        QCOMPARE(carried.at("from").get<std::string>(), std::string("carried"));
        QVERIFY(std::abs(carried.at("box").at(0).get<double>() - 250) < 12);
        QVERIFY(carried.at("dropped").is_null());
        QCOMPARE(objects({"list"}).json().at("names").dump(), std::string("[\"panel\"]"));
        QCOMPARE(objects(QStringList{"change", "--object", "1", "--frame", "1", "--box", "250,250,280,500", "--name", "strip"} + r1).code, 0);
        o = objects(QStringList{"list", "--frame", "1"} + r1);
        QCOMPARE(o.json().at("boxes").at(0).at("dropped").get<std::string>(), std::string("too small"));
        QCOMPARE(o.json().at("boxes").at(0).at("name").get<std::string>(), std::string("strip"));
        // A detector does not take the place of what a person drew, unless that rollout is named.
        QCOMPARE(w2vProgram(detect({"--again"})).json().at("rollouts").get<int>(), 0);
        QCOMPARE(objects(QStringList{"remove", "--object", "1", "--frame", "1"} + r1).code, 0);
        QCOMPARE(objects(QStringList{"list"} + r1).json().at("boxes").size(), std::size_t(1));
        QCOMPARE(objects(QStringList{"remove", "--object", "1", "--everywhere"} + r1).code, 0);
        Project p = project();
        QVERIFY(p.rollout("r1").frames[0].objects.empty());
        for (int step = 0; step < 5; ++step)
            QVERIFY(p.undo());
        QVERIFY(p.rollout("r1").provenance.empty() || !p.rollout("r1").provenance.contains("objects"));
        for (const QStringList& bad : {QStringList{"draw", "--frame", "0", "--name", "a", "--box", "1,2,3"} + r1, QStringList{"draw", "--frame", "9", "--name", "a", "--box", "1,2,300,400"} + r1,
                                       QStringList{"draw", "--name", "a", "--box", "1,2,300,400"} + r1, QStringList{"carry", "--object", "7"} + r1,
                                       QStringList{"change", "--object", "7"} + r1, QStringList{"remove", "--object", "7"} + r1, QStringList{"list", "--rollout", "r9"}})
            QCOMPARE(objects(bad).code, 1);
    }

    /// Questions come of boxes by hand as of any other; after an edit only those about the box are made again.
    void questionsFollowTheHand()
    {
        const QStringList project{"--json", "--project", m_path};
        const auto run = [&](const QStringList& words) {
            const Outcome o = w2vProgram(words + project);
            if (o.code != 0)
                qFatal("%s", o.err.constData());
            return o.json();
        };
        run({"objects", "draw", "--rollout", "r1", "--frame", "0", "--name", "panel", "--box", "500,250,750,500"});
        run({"objects", "carry", "--rollout", "r1", "--object", "1"});
        const QStringList supervise{"supervise", "--mode", "reference", "--tasks", "A1,D1"};
        const auto made = run(supervise);
        QVERIFY2(made.at("tasks").contains("D1"), made.dump().c_str());
        Project p = Project::open(m_path.toStdString());
        RecordFilter d1;
        d1.tasks = {Task::D1};
        const QaRecord record = p.records(d1, 0, 1).at(0);
        QCOMPARE(record.provenance.at("objects").at("by").get<std::string>(), std::string("hand"));
        QCOMPARE(record.facts.at("label").get<std::string>(), std::string("panel"));
        QCOMPARE(run(supervise).at("records").get<int>(), 0);
        const auto change = run({"objects", "change", "--rollout", "r1", "--object", "1", "--frame", "1", "--box", "240,250,500,500"});
        QCOMPARE(change.at("stale_records").get<int>(), 1);
        QCOMPARE(run(supervise).at("records").get<int>(), 1);
        QCOMPARE(run(supervise).at("records").get<int>(), 0);
        RecordFilter stale;
        stale.stale = true;
        QCOMPARE(p.countRecords(stale), std::int64_t(1));
        QVERIFY(p.records(d1, 1, 1).at(0).answer.starts_with("[240,"));
    }

    void badInputIsOneMessageAndChangesNothing()
    {
        const auto refusal = [&](const QStringList& more) {
            const Outcome o = w2vProgram(detect(more));
            return o.code == 1 ? QString::fromUtf8(o.out + o.err) : QString("code %1").arg(o.code);
        };
        const QString classes = m_dir.filePath("classes.txt");
        writeFileAtomic(classes.toStdString(), "board\nlamp\n");
        QVERIFY2(refusal({"--classes", classes}).contains("2 classes"), qPrintable(refusal({"--classes", classes})));
        QVERIFY(refusal({"--layout", "v9"}).contains("v5, v8 or nms"));
        QVERIFY(refusal({"--min-score", "0"}).contains("min_score"));
        QVERIFY(refusal({"--size", "256x256"}).contains("256")); // the file is for 128 x 128
        QVERIFY(refusal({"--rollout", "r99"}).contains("r99"));
        writeFileAtomic(m_model.toStdString(), boardDetector().substr(0, 300));
        QVERIFY(refusal({}).contains("board.onnx"));
        QVERIFY(project().rollout("r1").frames[0].objects.empty());
        QCOMPARE(project().history().size(), std::size_t(1)); // only the rollout itself
    }
};

QTEST_GUILESS_MAIN(TestObjects)
#include "tst_Objects.moc"

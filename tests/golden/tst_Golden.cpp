// The recorded cases of the reference, and the comparison that judges them.
#include <QtTest>

#include "tests/golden/GoldenGroup.h"

using namespace w2v;
using namespace w2v::golden;

namespace {

std::filesystem::path goldenFolder()
{
    const QByteArray shared = qgetenv("W2V_SHARED");
    const std::filesystem::path root = shared.isEmpty() ? W2V_SOURCE_DIR "/../shared" : shared.toStdString();
    return root / "reference" / "golden";
}

} // namespace

class tst_Golden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void differencesAreFound()
    {
        const Json expected = Json::parse(R"({"a":1,"b":[0.5,"x"],"c":{"error":"ValueError"},"d":null})");
        const auto differsWith = [&](const char* actual) { return !difference(expected, Json::parse(actual), {}).empty(); };
        QVERIFY(!differsWith(R"({"a":1,"b":[0.5000001,"x"],"c":{"error":"anything"},"d":null})"));
        QVERIFY(differsWith(R"({"a":2,"b":[0.5,"x"],"c":{"error":""},"d":null})"));
        QVERIFY(differsWith(R"({"a":1,"b":[0.51,"x"],"c":{"error":""},"d":null})"));
        QVERIFY(differsWith(R"({"a":1,"b":[0.5,"y"],"c":{"error":""},"d":null})"));
        QVERIFY(differsWith(R"({"a":1,"b":[0.5,"x"],"c":3,"d":null})"));
        QVERIFY(differsWith(R"({"a":1,"b":[0.5,"x"],"c":{"error":""}})"));
        QVERIFY(differsWith(R"({"a":1,"b":[0.5,"x"],"c":{"error":""},"d":null,"e":1})"));
        QVERIFY(difference(Json{{"K", 1000.0}}, Json{{"K", 1000.0005}}, {{"K", {0, 1e-6}}}).empty());
    }

    void groups_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("least");
        QTest::newRow("canonicalize") << "canonicalize" << 100;
        QTest::newRow("trajectory") << "trajectory" << 100;
        QTest::newRow("keep_frames") << "keep_frames" << 60;
        QTest::newRow("action_text") << "action_text" << 90;
        QTest::newRow("bbox") << "bbox" << 90;
        QTest::newRow("track_stability") << "track_stability" << 60;
        QTest::newRow("image_qc") << "image_qc" << 20;
        QTest::newRow("hy_schedule") << "hy_schedule" << 40;
        QTest::newRow("motion_tasks") << "motion_tasks" << 50;
        QTest::newRow("object_tasks") << "object_tasks" << 80;
        QTest::newRow("reward") << "reward" << 400;
        QTest::newRow("grpo_pack") << "grpo_pack" << 15;
    }

    void groups()
    {
        QFETCH(const QString, name);
        QFETCH(const int, least);
        static const std::map<std::string, Checker> checkers{
            {"canonicalize", checkCanonicalize}, {"trajectory", checkTrajectory},
            {"keep_frames", checkKeepFrames},    {"action_text", checkActionText},
            {"bbox", checkBbox},                 {"track_stability", checkTrackStability},
            {"image_qc", checkImageQc},          {"hy_schedule", checkHySchedule},
            {"motion_tasks", checkMotionTasks},  {"reward", checkReward},
            {"grpo_pack", checkGrpoPack},        {"object_tasks", checkObjectTasks},
        };
        const std::filesystem::path file = goldenFolder() / (name.toStdString() + ".jsonl");
        if (!std::filesystem::exists(file))
            QSKIP("the golden cases are not on this machine (set W2V_SHARED)");
        const GroupResult result = checkers.at(name.toStdString())(file);
        QVERIFY2(result.failed == 0, result.messages.empty() ? "" : result.messages.front().c_str());
        QVERIFY(result.passed >= least);
    }
};

QTEST_APPLESS_MAIN(tst_Golden)
#include "tst_Golden.moc"

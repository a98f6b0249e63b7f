// The rules that drop a box, told as the builders decide: what is judged to be dropped is never asked about, and the other way round.
#include <QTest>

#include "core/supervision/ObjectVerdict.h"
#include "core/supervision/ReferenceBoxes.h"

using namespace w2v;

namespace {

VisibleObject object(const Box2d& box, double visible = 1)
{
    VisibleObject made;
    made.instance = 1;
    made.label = "chair";
    made.box = made.fullBox = box;
    made.visibleShare = visible;
    made.visiblePixels = 100;
    made.depth = 2;
    return made;
}

/// Views of a walk 0.3 m ahead that show the same object with these boxes.
RolloutRecord walk(const VisibleObject& before, const VisibleObject& after)
{
    RolloutRecord rollout;
    rollout.id = "r1";
    rollout.scene = std::string("room");
    rollout.split = "train";
    rollout.worldModel = "mesh";
    rollout.trajectory = followActions(std::vector<Action>{{ActionKind::Forward, 0.3}}, {.maxMeters = 0.3}, intrinsicsFromFov(100, 100, 90));
    for (std::size_t i = 0; i < rollout.trajectory.startFromCamera.size(); ++i)
        rollout.frames.push_back({"blob:" + std::string(64, 'a') + "#" + std::to_string(i), rollout.trajectory.startFromCamera[i], 1, {i == 0 ? before : after}});
    return rollout;
}

} // namespace

class TestObjectVerdict : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void verified_data()
    {
        QTest::addColumn<QRectF>("box");
        QTest::addColumn<double>("visible");
        QTest::addColumn<QString>("rule");
        QTest::newRow("fine") << QRectF(100, 100, 300, 300) << 1.0 << "";
        QTest::newRow("at the limit") << QRectF(100, 100, 40, 300) << 0.2 << "";
        QTest::newRow("flat") << QRectF(100, 100, 39, 300) << 1.0 << "too small";
        QTest::newRow("everything") << QRectF(0, 0, 1000, 601) << 1.0 << "too large";
        QTest::newRow("hidden") << QRectF(100, 100, 300, 300) << 0.19 << "mostly hidden";
        QTest::newRow("small before hidden") << QRectF(100, 100, 10, 10) << 0.1 << "too small";
    }

    void verified()
    {
        QFETCH(QRectF, box);
        QFETCH(double, visible);
        QFETCH(QString, rule);
        const VisibleObject judged = object({box.left(), box.top(), box.right(), box.bottom()}, visible);
        const ObjectVerdict verdict = judgeObject(judged, ObjectRules(), ViewOfPair::First);
        QCOMPARE(verdict.rule ? QString(boxRuleName(*verdict.rule)) : QString(), rule);
        QVERIFY(!verdict.rule || !verdict.onlyLoss);
        // The builder of records agrees, in either view.
        SupervisionOptions options;
        options.tasks = {Task::D1, Task::D3};
        options.blindShare = 1;
        const VisibleObject fine = object({100, 100, 400, 400});
        for (const RolloutRecord& rollout : {walk(judged, fine), walk(fine, judged)})
            QCOMPARE(buildVerifiedRecords(std::span(&rollout, 1), options).empty(), !rule.isEmpty());
    }

    void lossOnly()
    {
        VisibleObject twin = object({100, 100, 400, 400});
        twin.unique = false;
        ObjectVerdict verdict = judgeObject(twin, ObjectRules(), ViewOfPair::First);
        QVERIFY(verdict.rule == BoxRule::SeveralOfName && verdict.onlyLoss);
        QVERIFY(!judgeObject(twin, ObjectRules(), ViewOfPair::Later).rule); // its name is not used there
        VisibleObject leaving = object({0, 100, 200, 300});
        leaving.fullBox = {-800, 100, 200, 300};
        verdict = judgeObject(leaving, ObjectRules(), ViewOfPair::Later);
        QVERIFY(verdict.rule == BoxRule::OverBorder && verdict.onlyLoss);
        QVERIFY(!judgeObject(leaving, ObjectRules(), ViewOfPair::First).rule);
    }

    void reference()
    {
        const Intrinsics camera = intrinsicsFromFov(100, 100, 90);
        const auto ruleOf = [&](const VisibleObject& judged) {
            const auto rule = droppedInReferenceBy(judged, camera);
            return rule ? QString(boxRuleName(*rule)) : QString();
        };
        QCOMPARE(ruleOf(object({100, 100, 400, 400})), QString());
        QCOMPARE(ruleOf(object({100, 100, 190, 190})), QString("too small"));
        QCOMPARE(ruleOf(object({20, 20, 980, 980})), QString("too large"));
        QCOMPARE(ruleOf(object({0, 100, 300, 400})), QString("at the border"));
        QCOMPARE(ruleOf(object({300, 100, 300, 400})), QString("flat"));
        QVERIFY(!droppedInReferenceBy(object({0, 0, 1, 1}), {}));
        QVERIFY(droppedBy(Box2d{10, 10, 40, 40}, 100, 100, 0.2, BoxFilter()) == BoxRule::LowScore);
        QVERIFY(keepsBox({10, 10, 40, 40}, 100, 100, 0.3, BoxFilter()));
    }
};

QTEST_GUILESS_MAIN(TestObjectVerdict)
#include "tst_ObjectVerdict.moc"

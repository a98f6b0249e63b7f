#include <QtTest>

#include "core/eval/BaselineGeometry.h"
#include "core/eval/Baselines.h"
#include "core/supervision/Supervision.h"
#include "tests/support/SyntheticRollouts.h"

using namespace w2v;
using namespace w2v::testing;

class tst_Baselines : public QObject {
    Q_OBJECT

    std::vector<QaRecord> m_train, m_heldout;

private Q_SLOTS:
    void initTestCase()
    {
        for (QaRecord& record : buildVerifiedRecords(syntheticRollouts({.rollouts = 2000}), {}))
            (record.split == "train" ? m_train : m_heldout).push_back(std::move(record));
        assertNoSceneOverlap(m_train, m_heldout);
    }

    void majorityIsTheMostFrequentTrainingAnswer()
    {
        std::vector<QaRecord> train(5);
        const char* answers[] = {"turn left 30 degrees", "turn right 10 degrees", "turn right 20 degrees",
                                 "turn left 30 degrees", "turn right 50 degrees"};
        for (std::size_t i = 0; i < 5; ++i) {
            train[i].task = Task::A2;
            train[i].answer = answers[i];
        }
        const MajorityBaseline majority(train);
        QCOMPARE(majority.answer(train[0]), std::string("turn left 30 degrees"));
        const BenchmarkReport report = majority.report(train);
        QCOMPARE(report.of(Task::A2)->right.right, 2);
        QCOMPARE(report.of(Task::A2)->direction.right, 3); // right turns are the most frequent direction
        QCOMPARE(majority.answer(QaRecord{}), std::string());
    }

    void majorityStaysNearChance()
    {
        const BenchmarkReport report = MajorityBaseline(m_train).report(m_heldout);
        for (const Task task : {Task::A4, Task::D2, Task::D4})
            QCOMPARE(report.of(task)->right.percent(), 50.0);
        QVERIFY(report.of(Task::A1)->direction.percent() < 40);
        QVERIFY(std::abs(report.of(Task::A2)->direction.percent() - 50) < 12);
        QVERIFY(report.of(Task::D1)->right.percent() < 15);
    }

    void blindAnswersDoNotGetFar()
    {
        const NoImageBaseline noImage(m_train);
        const MajorityBaseline majority(m_train);
        const BenchmarkReport report = noImage.report(m_heldout), plain = majority.report(m_heldout);
        // Geometry answers what the records leave it, no more; the words of yes/no questions tell nothing.
        QVERIFY(report.of(Task::D1)->right.percent() > plain.of(Task::D1)->right.percent() + 10);
        QVERIFY(report.of(Task::D1)->right.percent() < 40);
        QVERIFY(report.of(Task::D3)->right.percent() > plain.of(Task::D3)->right.percent());
        for (const Task task : {Task::A4, Task::D2, Task::D4})
            QVERIFY2(std::abs(report.of(task)->right.percent() - 50) < 12, taskName(task));
        const auto rules = noImage.describe();
        QCOMPARE(rules["D1"]["rule"].get<std::string>(), std::string("geometry"));
        QVERIFY(rules["D1"].contains("depth_m") || rules["D1"].contains("height_m"));
    }

    void baselinesNeverReadTheAnswer()
    {
        const NoImageBaseline noImage(m_train);
        const MajorityBaseline majority(m_train);
        for (QaRecord record : m_heldout) {
            const std::string first = noImage.answer(record), second = majority.answer(record);
            record.answer = "something else";
            for (const char* key : {"gone", "same", "claim_true", "instance", "instance2", "label2", "depth1"})
                record.facts.erase(key);
            if (record.task == Task::D1)
                record.facts.erase("box2");
            if (record.task != Task::D1 && record.task != Task::D2 && record.task != Task::D4)
                record.facts.erase("actions");
            QCOMPARE(noImage.answer(record), first);
            QCOMPARE(majority.answer(record), second);
        }
    }

    void damagedFactsAreSurvived()
    {
        const NoImageBaseline noImage(m_train);
        for (const char* facts : {"null", "3", "[]", "{}", R"({"box1":[1,2],"actions":[{"kind":3}],"camera":{"fx":"a"}})",
                                  R"({"box1":[1,2,3,4],"box2":"x","actions":{},"camera":{"fx":0,"fy":0,"cx":0,"cy":0,"width":1,"height":1}})"})
            for (const Task task : parseTasks("all")) {
                QaRecord record;
                record.task = task;
                record.facts = nlohmann::ordered_json::parse(facts);
                noImage.answer(record);
            }
        QCOMPARE(NoImageBaseline({}).answer(QaRecord{}), std::string());
    }

    void plainQuestionsAreArithmetic()
    {
        // What verified records avoid: a box that is told, and a turn. With every record let through, geometry answers most of them.
        SupervisionOptions all;
        all.tasks = {Task::D1};
        all.blindShare = 1;
        std::vector<QaRecord> turns;
        for (QaRecord& record : buildVerifiedRecords(syntheticRollouts({.rollouts = 600}), all))
            if (record.task == Task::D1 && record.facts["actions"][0]["kind"].get<std::string>().starts_with("turn")
                && record.facts["actions"].size() == 1)
                turns.push_back(std::move(record));
        QVERIFY(turns.size() > 20);
        QVERIFY(NoImageBaseline(turns).report(turns).of(Task::D1)->right.percent() > 60);
    }

    void boxesMoveByGeometry()
    {
        const Intrinsics camera = intrinsicsFromFov(100, 100, 90);
        const Box2d box{400, 400, 600, 600};
        const auto nearer = moveBox(box, poseAfter(parseActions("forward 2")), camera, 4);
        QVERIFY(nearer && std::abs(nearer->x1 - 300) < 1e-6 && std::abs(nearer->x2 - 700) < 1e-6);
        const auto turned = moveBox(box, poseAfter(parseActions("turn right 45")), camera, 4);
        QVERIFY(turned && turned->x2 < 350);
        QVERIFY(!moveBox(box, poseAfter(parseActions("forward 5")), camera, 4));
        QVERIFY(!moveBox(box, Rigid3d::Identity(), {}, 4));
        QCOMPARE(shareInside({-100, 0, 100, 100}), 0.5);
    }
};

QTEST_APPLESS_MAIN(tst_Baselines)
#include "tst_Baselines.moc"

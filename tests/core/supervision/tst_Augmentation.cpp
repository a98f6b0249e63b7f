#include <QTest>

#include "core/supervision/Augmentation.h"

using w2v::Task;

/// Texts must stay true when the views are mirrored or given in the opposite order.
class TestAugmentation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mirrorsDirectionsAndBoxes()
    {
        const auto text = w2v::mirrored({"The chair at [100, 200, 300, 400]: turn left 30 degrees; move right 0.5 meters?", "[0, 10, 250, 20]"});
        QCOMPARE(text.question, "The chair at [700, 200, 900, 400]: turn right 30 degrees; move left 0.5 meters?");
        QCOMPARE(text.answer, "[750, 10, 1000, 20]");
    }

    void mirrorsTwiceToItself()
    {
        const w2v::AugmentedText text{"Left or right? [1, 2, 3, 4] leftover [x] [1, 2]", "turn left 10 degrees"};
        const auto twice = w2v::mirrored(w2v::mirrored(text));
        QCOMPARE(twice.question, text.question);
        QCOMPARE(twice.answer, text.answer);
    }

    void swapsMotion()
    {
        const auto text = w2v::viewsSwapped(Task::A3, {"Which motions?", "move forward 0.5 meters; turn left 30 degrees"});
        QVERIFY(text);
        QCOMPARE(text->answer, "turn right 30 degrees; move backward 0.5 meters");
    }

    void swapsClaimInsideQuestion()
    {
        const auto text = w2v::viewsSwapped(Task::A4, {"Is it true that move forward 1 meters and turn left 20 degrees joins them?", "true"});
        QVERIFY(text);
        QCOMPARE(text->question, "Is it true that turn right 20 degrees and move backward 1 meters joins them?");
        QCOMPARE(text->answer, "true");
    }

    void swapsBoxesOfD3()
    {
        const auto text = w2v::viewsSwapped(Task::D3, {"From [1, 2, 3, 4] to [5, 6, 7, 8].", "turn left 10 degrees"});
        QVERIFY(text);
        QCOMPARE(text->question, "From [5, 6, 7, 8] to [1, 2, 3, 4].");
        QCOMPARE(text->answer, "turn right 10 degrees");
    }

    void refusesWhatCannotBeSwapped()
    {
        QVERIFY(!w2v::viewsSwapped(Task::D1, {"q", "[1, 2, 3, 4]"}));
        QVERIFY(!w2v::viewsSwapped(Task::D2, {"q", "yes"}));
        QVERIFY(!w2v::viewsSwapped(Task::D4, {"q", "no"}));
    }
};

QTEST_APPLESS_MAIN(TestAugmentation)
#include "tst_Augmentation.moc"

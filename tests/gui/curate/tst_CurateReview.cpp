// What helps a person to judge: a suggestion with its reason, the way between the two views, keys of one's own.
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>

#include "tests/gui/curate/CurateWindow.h"
#include "ui/curate/RecordCard.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordPictures.h"
#include "ui/session/KeyBindings.h"

using namespace w2v;
using Window = test::CurateWindow;
using test::keepPictures, test::kPatience;

namespace {

constexpr int kViews = 5;

/// A record whose views moved 8 degrees otherwise than it says, one whose own answer the reward cannot read, and one without a fault.
void addRecords(Project& project)
{
    RolloutRecord rollout;
    rollout.scene = "room-900";
    rollout.trajectory.camera = intrinsicsFromFov(96, 96, 54);
    rollout.trajectory.actions = {{ActionKind::TurnLeft, 20}};
    rollout.trajectory.keyFrames = {0, kViews - 1};
    for (int i = 0; i < kViews; ++i) {
        RolloutFrame frame;
        frame.image = project.putImage(test::drawnPicture(96, 900, 0.2 + 0.12 * i));
        frame.startFromCamera.linear() = yawRotation(-i * 5 * M_PI / 180);
        frame.quality.emplace();
        frame.quality->sharpness = 500;
        frame.quality->change = 0.1;
        rollout.trajectory.startFromCamera.push_back(frame.startFromCamera);
        rollout.frames.push_back(frame);
    }
    MotionMeasurement wrong;
    wrong.inliers = 100;
    wrong.rotationError = 8;
    wrong.rotationSigma = 0.2;
    rollout.frames.back().quality->motion = wrong;
    QaRecord moved;
    moved.id = "moved";
    moved.task = Task::A2;
    moved.scene = rollout.scene;
    moved.rollout = project.addRollout(rollout);
    moved.images = {rollout.frames.front().image, rollout.frames.back().image};
    moved.question = "<image><image>\nWhich way did the camera turn, and by how many degrees?";
    moved.answer = "turn left 20 degrees";
    QaRecord unreadable = moved, good = moved;
    unreadable.id = "unreadable";
    unreadable.rollout.clear();
    unreadable.answer = "somewhere else";
    good.id = "good";
    good.rollout.clear();
    std::vector<QaRecord> records{moved, unreadable, good};
    project.addRecords(records, "Add", false);
}

} // namespace

class tst_CurateReview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        QSettings().clear();
    }

    void suggestionsCarryTheirReason()
    {
        const test::ProjectFixture fixture(0);
        {
            Project project = fixture.open();
            addRecords(project);
        }
        Window window(fixture);
        QVERIFY(window.opened);
        auto* hint = window.find<QLabel>("suggestion");
        QTRY_VERIFY(hint->isVisible());
        QVERIFY2(hint->text().contains(QLatin1String("wrong answer")) && hint->text().contains(QLatin1String("moved otherwise")), qPrintable(hint->text()));
        keepPictures(*window.workspace, QStringLiteral("suggestion"));
        // Rejecting offers the reason: Enter takes it.
        window.key(Qt::Key_2);
        QVERIFY(window.find<QPushButton>("reasonEnter")->text().contains(QLatin1String("wrong answer")));
        keepPictures(*window.workspace, QStringLiteral("suggested-reason"));
        window.key(Qt::Key_Return);
        QTRY_COMPARE(fixture.open().record("moved").state, std::string("rejected"));
        QCOMPARE(fixture.open().record("moved").reason, std::string("wrong answer"));
        // One key takes the whole suggestion.
        QTRY_VERIFY(hint->text().contains(QLatin1String("can be read")));
        window.key(Qt::Key_S);
        QTRY_COMPARE(fixture.open().record("unreadable").state, std::string("rejected"));
        // Nothing is suggested without a fault: S does nothing, and Enter gives no reason.
        QTRY_COMPARE(window.workspace->records().idAt(window.workspace->currentRow()), std::string("good"));
        QVERIFY(!hint->isVisible());
        window.key(Qt::Key_S);
        QCOMPARE(fixture.open().record("good").state, std::string("pending"));
        window.key(Qt::Key_2);
        window.key(Qt::Key_Return);
        QTRY_COMPARE(fixture.open().record("good").state, std::string("rejected"));
        QCOMPARE(fixture.open().record("good").reason, std::string());
        // What was judged is not suggested again.
        window.key(Qt::Key_U);
        window.key(Qt::Key_K);
        QTRY_COMPARE(window.workspace->records().idAt(window.workspace->currentRow()), std::string("unreadable"));
        QVERIFY(!hint->isVisible());
    }

    void theWayBetweenTheViewsIsReplayed()
    {
        const test::ProjectFixture fixture(0);
        {
            Project project = fixture.open();
            addRecords(project);
        }
        Window window(fixture);
        RecordCard& card = window.workspace->card();
        QTRY_VERIFY(window.workspace->isSettled());
        const QImage first = card.pictures().views()[0]->pixmap().toImage();
        QSet<qint64> shown;
        window.key(Qt::Key_P);
        QVERIFY(card.isReplaying());
        QVERIFY(QTest::qWaitFor([&] {
            shown.insert(card.pictures().views()[0]->pixmap().cacheKey());
            return !card.isReplaying();
        }, kPatience));
        QVERIFY2(shown.size() >= kViews, qPrintable(QString::number(shown.size())));
        QCOMPARE(card.pictures().views()[0]->pixmap().toImage(), first); // its own again
        // Another record ends it; one without a rollout has none.
        window.key(Qt::Key_P);
        QVERIFY(card.isReplaying());
        window.key(Qt::Key_J);
        QVERIFY(!card.isReplaying());
        window.key(Qt::Key_P);
        QVERIFY(!card.isReplaying());
    }

    void keysCanBeOthers()
    {
        const test::ProjectFixture fixture(16);
        Window window(fixture);
        QVERIFY(window.opened);
        KeyBindings bindings(window.session.commands());
        bindings.apply();
        QCOMPARE(bindings.set(QStringLiteral("curate.accept"), QKeySequence(Qt::Key_G)), QString());
        const auto says = [&](const QString& text) {
            const QList<QToolButton*> buttons = window.workspace->findChildren<QToolButton*>();
            return std::any_of(buttons.begin(), buttons.end(), [&](const QToolButton* button) { return button->isVisible() && button->text() == text; });
        };
        QVERIFY(says(QStringLiteral("Accept  G")));
        const std::string id = window.workspace->records().idAt(0);
        window.key(Qt::Key_G);
        QTRY_COMPARE(fixture.open().record(id).state, std::string("accepted"));
        QVERIFY(says(QStringLiteral("Accept  G"))); // after the action changed with the record
        bindings.reset();
        QVERIFY(says(QStringLiteral("Accept  1")));
    }
};

QTEST_MAIN(tst_CurateReview)
#include "tst_CurateReview.moc"

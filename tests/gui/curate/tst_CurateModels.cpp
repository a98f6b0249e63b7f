// What Curate asks models and template files, with the real worker: a record through a model's eyes, templates on the project's own views,
// a detector on the views of a photograph. W2V_SCREENS=folder keeps pictures.
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>

#include "core/base/Files.h"
#include "tests/gui/curate/CurateWindow.h"
#include "tests/support/BoardViews.h"
#include "ui/curate/RecordCard.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordPictures.h"

using namespace w2v;
using Window = test::CurateWindow;
using test::addBoardRollout, test::answerFileDialog, test::boardDetector, test::keepPictures, test::kPatience;

class tst_CurateModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QSettings().clear();
    }

    void aRecordThroughAModelsEyes()
    {
        const test::ProjectFixture fixture(16, 2, 120);
        Window window(fixture);
        QVERIFY(window.opened);
        while (window.workspace->records().recordAt(window.workspace->currentRow())->task != Task::D3)
            window.key(Qt::Key_J);
        auto* facts = window.find<QLabel>("eyesFacts");
        QVERIFY(!facts->isVisible());
        window.key(Qt::Key_M);
        QTRY_VERIFY_WITH_TIMEOUT(facts->isVisible() && facts->text().contains(QLatin1String("stacked")), kPatience);
        QVERIFY2(facts->text().contains(QStringLiteral("120 × 120 → 56 × 56")), qPrintable(facts->text()));
        QVERIFY2(facts->text().contains(QLatin1String("4 image tokens")), qPrintable(facts->text())); // 4 x 4 patches merged by 2, two pictures in one
        QVERIFY(facts->text().contains(QLatin1String("text =")));
        QCOMPARE(window.workspace->card().pictures().views()[0]->pixmap().width(), 56);
        keepPictures(*window.workspace, QStringLiteral("eyes-tiny"));
        auto* model = window.find<QComboBox>("eyesModel");
        model->setCurrentIndex(model->findData(QStringLiteral("qwen2.5-vl")));
        Q_EMIT model->activated(model->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains(QStringLiteral("120 × 120 → 112 × 112")), kPatience);
        QVERIFY2(facts->text().contains(QLatin1String("32 image tokens")), qPrintable(facts->text())); // 4 x 4 merged patches, two pictures
        QVERIFY2(facts->text().contains(QLatin1String("boxes in pixels")), qPrintable(facts->text()));
        // The first box is [120, 420, 280, 700] of 1000 in the question: of 112 pixels.
        QVERIFY2(facts->text().contains(QLatin1String("[13, 47, 31, 78]")), qPrintable(facts->text()));
        keepPictures(*window.workspace, QStringLiteral("eyes-qwen"));
        // The next record is seen so too; switched off, the pictures are the record's own.
        window.key(Qt::Key_J);
        QTRY_COMPARE_WITH_TIMEOUT(window.workspace->card().pictures().views()[0]->pixmap().width(), 112, kPatience);
        window.key(Qt::Key_M);
        QTRY_COMPARE(window.workspace->card().pictures().views()[0]->pixmap().width(), 120);
        QVERIFY(!facts->isVisible());
    }

    void templatesOnTheProjectsViews()
    {
        const test::ProjectFixture fixture(8, 2, 96);
        {
            Project project = fixture.open();
            addBoardRollout(project);
        }
        Window window(fixture);
        QVERIFY(window.opened);
        window.key(Qt::Key_W);
        auto* files = window.find<QTableWidget>("templateFiles");
        auto* examples = window.find<QListWidget>("templateExamples");
        QTRY_VERIFY_WITH_TIMEOUT(files->rowCount() > 0 && examples->count() > 0, kPatience);
        QCOMPARE(files->item(0, 0)->text(), QStringLiteral("A1"));
        QCOMPARE(window.find<QLabel>("templateAnswer")->text(), QStringLiteral("move right 0.5 meters"));
        QVERIFY(window.find<QLabel>("templateLeak")->text().startsWith(QStringLiteral("✓")));
        keepPictures(*window.workspace, QStringLiteral("templates"));
        // A folder with one file that passes and one that the lint refuses.
        QTemporaryDir folder;
        writeFileAtomic(folder.filePath(QStringLiteral("A1.yaml")).toStdString(),
                        "task: A1\nimages: [first, last]\nquestions: ['Which way did it go, and how many meters?']\n");
        writeFileAtomic(folder.filePath(QStringLiteral("A2.yaml")).toStdString(), "task: A2\nimages: [first, last]\nquestions: ['How far to the left?']\n");
        answerFileDialog(folder.path());
        for (QPushButton* button : window.workspace->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == QStringLiteral("Folder…"))
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(files->rowCount(), 2, kPatience);
        QVERIFY(files->item(0, 3)->text().startsWith(QStringLiteral("✓")));
        QVERIFY2(files->item(1, 3)->text().contains(QLatin1String("gives the answer away")), qPrintable(files->item(1, 3)->text()));
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QLabel>("templateProblem")->text().contains(QLatin1String("A2.yaml")), kPatience);
        keepPictures(*window.workspace, QStringLiteral("templates-lint"));
        // Mended and read again, it asks.
        QFile::remove(folder.filePath(QStringLiteral("A2.yaml")));
        for (QToolButton* button : window.workspace->findChildren<QToolButton*>())
            if (button->isVisible() && button->toolTip() == QStringLiteral("Read the files again"))
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QLabel>("templateQuestion")->text().startsWith(QLatin1String("Which way did it go")), kPatience);
        QCOMPARE(fixture.open().countRecords(), std::int64_t(8)); // nothing was saved
    }

    void aDetectorFindsObjects()
    {
        const test::ProjectFixture fixture(8, 2, 96);
        {
            Project project = fixture.open();
            addBoardRollout(project);
        }
        QTemporaryDir folder;
        const QString model = folder.filePath(QStringLiteral("board.onnx"));
        writeFileAtomic(model.toStdString(), boardDetector());
        Window window(fixture);
        QVERIFY(window.opened);
        window.session.commands().find(QStringLiteral("curate.detect"))->trigger();
        auto* dialog = window.workspace->findChild<QDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        const auto in = [&]<class T>(T*, const char* name) { return dialog->findChild<T*>(QString::fromLatin1(name)); };
        auto* field = in(static_cast<QLineEdit*>(nullptr), "detectorModel");
        auto* trust = in(static_cast<QCheckBox*>(nullptr), "detectorTrust");
        auto* start = in(static_cast<QPushButton*>(nullptr), "detectorStart");
        auto* state = in(static_cast<QLabel*>(nullptr), "detectorState");
        QVERIFY(!start->isEnabled());
        field->setText(model);
        QVERIFY(!start->isEnabled()); // nobody said that it may be opened
        QTest::mouseClick(trust, Qt::LeftButton, {}, QPoint(8, trust->height() / 2));
        QTRY_VERIFY(start->isEnabled());
        field->setText(model + QStringLiteral("x")); // another file needs another word
        QVERIFY(!start->isEnabled());
        field->setText(model);
        QVERIFY(start->isEnabled());
        if (const QString screens = qEnvironmentVariable("W2V_SCREENS"); !screens.isEmpty())
            dialog->grab().save(QDir(screens).filePath(QStringLiteral("detector.png")));
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state->text().contains(QLatin1String("2 boxes of 1 objects")), kPatience);
        const auto objects = [&] {
            const Project project = fixture.open();
            return project.rollout(project.rolloutIds().front()).frames;
        };
        const std::vector<RolloutFrame> frames = objects();
        QCOMPARE(frames[0].objects.size(), std::size_t(1));
        QCOMPARE(frames[0].objects[0].label, std::string("board"));
        QCOMPARE(frames[1].objects[0].instance, frames[0].objects[0].instance);
        QTRY_VERIFY(window.session.undoAction()->text().contains(QLatin1String("Find objects")));
        window.session.undoAction()->trigger();
        QTRY_VERIFY(objects()[0].objects.empty());
        // A damaged model costs one message.
        writeFileAtomic(model.toStdString(), "no model");
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state->text().contains(QLatin1String("cannot read this model")), kPatience);
        QVERIFY(start->isEnabled());
    }
};

QTEST_MAIN(tst_CurateModels)
#include "tst_CurateModels.moc"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "core/image/ImageIo.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/imagine/BatchDialog.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/session/ImagineOptions.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/NumberField.h"

using namespace w2v;

/// The batch form: observations chosen, the cost told before the start, stopped in the middle, gone on with later. The real worker.
class TestImagineBatchDialog : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;

    BatchDialog* dialog() { return m_workspace->findChild<BatchDialog*>("imagine.batchDialog"); }
    template <class T>
    T* field(const char* name)
    {
        return dialog()->findChild<T*>(name);
    }
    QString cost() { return field<QLabel>("batch.cost")->text(); }
    QString state() { return field<QLabel>("batch.state")->text(); }

    void open()
    {
        m_workspace->activateWindow(); // without a window manager nobody else does
        QVERIFY(QTest::qWaitForWindowActive(m_workspace.get()));
        QTest::keyClick(m_workspace.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(dialog() && dialog()->isVisible());
        dialog()->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(dialog()));
    }

    void type(QLineEdit* edit, const QString& text)
    {
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Tab);
    }

    int made()
    {
        int count = 0;
        for (QDirIterator it(m_dir.filePath("out/scenes"), {"traj.json"}, QDir::Files, QDirIterator::Subdirectories); it.hasNext(); it.next())
            ++count;
        return count;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine-batch");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("XDG_STATE_HOME", m_dir.filePath("state").toLocal8Bit()); // a history of its own
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        ImagineOptions options;
        options.worldModel = "process";
        options.processCommand = W2V_BINARY_DIR "/example_world_model";
        options.modelOptions = "{\"pause_ms\":40}";
        options.size = 128;
        options.save();
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        m_session->edit([&](Project& project) {
            for (const char* name : {"hall", "kitchen"}) {
                const std::string file = m_dir.filePath(QString("%1.png").arg(name)).toStdString();
                writePng(file, test::drawnPicture(96, unsigned(name[0]), 0.5));
                project.addObservation({"", name, "photograph", file, "", {}});
            }
        });
        m_workspace = std::make_unique<ImagineWorkspace>(*m_session);
        m_workspace->resize(1280, 800);
        m_workspace->restoreLayout();
        m_workspace->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_workspace.get()));
        m_workspace->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_workspace.get()));
        m_workspace->activate();
    }

    void saysWhatItWillMake()
    {
        open();
        auto* list = field<QListWidget>("batch.observations");
        QCOMPARE(list->count(), 2);
        QVERIFY(!field<QPushButton>("batch.start")->isEnabled());
        list->setFocus();
        list->setCurrentRow(1);
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(list->item(1)->checkState(), Qt::Checked);
        type(field<QLineEdit>("batch.out"), m_dir.filePath("out"));
        auto* count = field<NumberField>("batch.count");
        count->setFocus();
        count->selectAll();
        QTest::keyClicks(count, "5");
        QTest::keyClick(count, Qt::Key_Return); // starts nothing
        auto* workers = field<NumberField>("batch.workers");
        workers->setFocus();
        workers->selectAll();
        QTest::keyClicks(workers, "2");
        QTest::keyClick(workers, Qt::Key_Return);
        QTRY_VERIFY2_WITH_TIMEOUT(cost().startsWith("5 path"), qPrintable(cost()), 60000);
        QVERIFY2(cost().contains("known after the first"), qPrintable(cost()));
        QVERIFY(field<QPushButton>("batch.start")->isEnabled());
        const QJsonObject params = dialog()->params();
        QCOMPARE(params.value("world_model").toString(), QString("process"));
        QCOMPARE(params.value("workers").toInt(), 2);
        QCOMPARE(params.value("size").toString(), QString("128x128"));
        QVERIFY(!QFileInfo::exists(m_dir.filePath("out")));
    }

    void stoppedItKeepsWhatIsDone()
    {
        QTest::mouseClick(field<QPushButton>("batch.start"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(made() >= 1, 120000);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
                Theme::instance().setMode(mode);
                QTest::qWait(100);
                dialog()->grab().save(QString("%1/batch-%2.png").arg(folder).arg(int(mode)));
            }
        QVERIFY2(state().contains("imagining"), qPrintable(state()));
        QTest::mouseClick(field<QPushButton>("batch.cancel"), Qt::LeftButton);
        QTRY_VERIFY2(state().startsWith("Stopped"), qPrintable(state()));
        QVERIFY(made() < 5);
    }

    void goesOnLater()
    {
        QTest::qWait(1500); // the workers of the stopped one end
        const int before = made();
        dialog()->close();
        QTRY_VERIFY(!dialog());
        open(); // as it was left
        QVERIFY(dialog());
        QTRY_VERIFY2_WITH_TIMEOUT(cost().contains(QString("%1 of them there already").arg(before)), qPrintable(cost()), 60000);
        QVERIFY2(cost().contains("About ") && cost().contains("Memory: ") && cost().contains("Disk: "), qPrintable(cost()));
        QCOMPARE(field<QPushButton>("batch.start")->text(), QString("Go on"));
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            dialog()->grab().save(folder + "/batch-again.png");
        QTest::mouseClick(field<QPushButton>("batch.start"), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(state().contains(QString("%1 path(s) made").arg(5 - before)), qPrintable(state()), 180000);
        QVERIFY2(state().contains("largest worker"), qPrintable(state()));
        QCOMPARE(made(), 5);
        QTRY_VERIFY2_WITH_TIMEOUT(cost().contains("All is done"), qPrintable(cost()), 60000);
        QVERIFY(!field<QPushButton>("batch.start")->isEnabled());
        // Other parameters for the same folder are refused before the start.
        auto* seed = field<NumberField>("batch.seed");
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, "99");
        QTest::keyClick(seed, Qt::Key_Return);
        QTRY_VERIFY2_WITH_TIMEOUT(cost().contains("another batch"), qPrintable(cost()), 60000);
        QVERIFY(!field<QPushButton>("batch.start")->isEnabled());
        dialog()->close();
    }

    /// The same history tells the cost of an ordinary request before its start.
    void theInspectorSaysTheCostOfTheNextOne()
    {
        auto* expectation = m_workspace->findChild<QLabel*>("imagine.expectation");
        std::string observation, trajectory;
        m_session->edit([&](Project& project) {
            StoredTrajectory path;
            path.observation = observation = project.observations().front().id;
            path.actionsText = "turn right 20 degrees";
            trajectory = project.saveTrajectory(path, "draw");
        });
        m_session->selectObservation(QString::fromStdString(observation));
        m_session->selectTrajectory(QString::fromStdString(trajectory));
        QTRY_VERIFY2_WITH_TIMEOUT(expectation->text().contains("5 frame") && expectation->text().contains("on this machine"), qPrintable(expectation->text()), 60000);
    }
};

QTEST_MAIN(TestImagineBatchDialog)
#include "tst_ImagineBatchDialog.moc"

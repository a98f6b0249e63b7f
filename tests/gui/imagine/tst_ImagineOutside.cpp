#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "core/image/ImageIo.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/imagine/SweepDialog.h"
#include "ui/session/ImagineOptions.h"
#include "ui/theme/Theme.h"

using namespace w2v;

/// World models that are not ours, from the window: a program is named by keyboard and imagines; an exported model runs only after its file
/// was trusted, and another file needs to be trusted anew.
class TestImagineOutside : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;

    template <class T>
    T* field(const char* name)
    {
        return m_workspace->findChild<T*>(name);
    }

    void type(QLineEdit* edit, const QString& text)
    {
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
    }

    void choose(const QString& wanted)
    {
        auto* model = field<QComboBox>("imagine.model");
        model->setFocus();
        QTest::keyClick(model, Qt::Key_Home);
        for (int i = 0; i < model->count() && model->currentData().toString() != wanted; ++i)
            QTest::keyClick(model, Qt::Key_Down);
        QCOMPARE(model->currentData().toString(), wanted);
    }

    Job* imagine()
    {
        Job* started = nullptr;
        const auto watch = connect(&m_session->jobs(), &JobRunner::jobStarted, this, [&](Job* job) { started = job->op() == "imagine" ? job : started; });
        QTest::keyClick(m_workspace.get(), Qt::Key_Return, Qt::ControlModifier);
        const bool ended = QTest::qWaitFor([&] { return started && !started->active(); }, 60000);
        disconnect(watch);
        return ended ? started : nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine-outside");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        writePng(m_dir.filePath("photo.png").toStdString(), test::drawnPicture(128, 4, 0.5));
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        std::string observation, trajectory;
        m_session->edit([&](Project& project) {
            observation = project.addObservation({"", "photo", "photograph", m_dir.filePath("photo.png").toStdString(), "", {}});
            StoredTrajectory path;
            path.observation = observation;
            path.actionsText = "turn right 50 degrees";
            trajectory = project.saveTrajectory(path, "draw");
        });
        m_workspace = std::make_unique<ImagineWorkspace>(*m_session);
        m_workspace->resize(1280, 800);
        m_workspace->restoreLayout();
        m_workspace->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_workspace.get()));
        m_workspace->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_workspace.get()));
        m_workspace->activate();
        m_session->selectObservation(QString::fromStdString(observation));
        m_session->selectTrajectory(QString::fromStdString(trajectory));
    }

    void aProgramImagines()
    {
        QVERIFY(!field<QLineEdit>("imagine.processCommand")->isVisible());
        choose("process");
        QTRY_VERIFY(field<QLineEdit>("imagine.processCommand")->isVisible());
        QVERIFY(!field<QCheckBox>("imagine.trust")->isVisible());
        type(field<QLineEdit>("imagine.processCommand"), W2V_BINARY_DIR "/example_world_model");
        type(field<QLineEdit>("imagine.modelOptions"), "{\"pause_ms\": 1");
        QVERIFY(field<QLabel>("imagine.modelOptionsWrong")->isVisible());
        type(field<QLineEdit>("imagine.modelOptions"), "{\"pause_ms\": 1}");
        QVERIFY(!field<QLabel>("imagine.modelOptionsWrong")->isVisible());
        if (qEnvironmentVariableIsSet("W2V_KEEP_SCREENSHOT"))
            m_workspace->grab().save(qEnvironmentVariable("W2V_KEEP_SCREENSHOT") + "-process.png");
        for (const Command& command : m_session->commands().all())
            if (command.id == "imagine.again") {
                const QString line = command.commandLine();
                QVERIFY2(line.contains("--world-model process") && line.contains("--process-command") && line.contains("example_world_model") && line.contains("pause_ms"), qPrintable(line));
            }
        Job* job = imagine();
        QVERIFY(job);
        QVERIFY2(job->state() == Job::State::Finished, qPrintable(job->error().message));
        const RolloutRecord rollout = m_session->project()->rollout(m_session->selection().rollout.toStdString());
        QCOMPARE(rollout.worldModel, std::string("process"));
        QCOMPARE(m_workspace->filmstrip().count(), int(rollout.frames.size()));
    }

    void seedsSideBySide()
    {
        QTest::keyClick(m_workspace.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        SweepDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = m_workspace->findChild<SweepDialog*>()) && dialog->isVisible());
        type(dialog->findChild<QLineEdit*>("sweep.values"), "5 6"); // Return starts
        auto* save = dialog->findChild<QPushButton*>("sweep.save");
        QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), 60000);
        auto* start = dialog->findChild<QPushButton*>("sweep.start");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), 60000);
        const QPixmap sheet = dialog->findChild<QLabel*>("sweep.sheet")->pixmap();
        QVERIFY2(sheet.height() > 2 * 192, qPrintable(QString::number(sheet.height())));
        if (qEnvironmentVariableIsSet("W2V_KEEP_SCREENSHOT"))
            dialog->grab().save(qEnvironmentVariable("W2V_KEEP_SCREENSHOT") + "-sweep.png");
        QSet<std::uint64_t> seeds;
        for (const std::string& id : m_session->project()->rolloutIds())
            seeds.insert(m_session->project()->rollout(id).seed);
        QVERIFY(seeds.contains(5) && seeds.contains(6));
        dialog->close();
    }

    void codeRunsOnlyWhenTrusted()
    {
        choose("torchscript");
        auto* file = field<QLineEdit>("imagine.torchscriptFile");
        auto* trust = field<QCheckBox>("imagine.trust");
        QTRY_VERIFY(file->isVisible() && trust->isVisible());
        QVERIFY(!trust->isEnabled());
        QFile model(m_dir.filePath("model.pt"));
        QVERIFY(model.open(QIODevice::WriteOnly) && model.write("no model") == 8);
        model.close();
        type(file, model.fileName());
        QVERIFY(!trust->isChecked());
        Job* refused = imagine();
        QVERIFY(refused);
        QVERIFY2(refused->error().message.contains("trust"), qPrintable(refused->error().message));
        QTest::mouseClick(trust, Qt::LeftButton, {}, QPoint(8, trust->height() / 2));
        QVERIFY(trust->isChecked());
        QCOMPARE(ImagineOptions::load().trustedFile, model.fileName());
        Job* tried = imagine();
        QVERIFY(tried);
        QVERIFY2(tried->state() == Job::State::Failed && !tried->error().message.contains("trust"), qPrintable(tried->error().message));
        type(file, model.fileName() + "2");
        QVERIFY(!trust->isChecked());
        QVERIFY(ImagineOptions::load().trustedFile != ImagineOptions::load().torchscriptFile);
        if (qEnvironmentVariableIsSet("W2V_KEEP_SCREENSHOT"))
            m_workspace->grab().save(qEnvironmentVariable("W2V_KEEP_SCREENSHOT") + "-torchscript.png");
    }
};

QTEST_MAIN(TestImagineOutside)
#include "tst_ImagineOutside.moc"

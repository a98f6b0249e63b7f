#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "core/image/ImageIo.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineInspector.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/theme/Theme.h"

using namespace w2v;

/// Stable Virtual Camera from the window: model, folder and steps chosen by mouse and keyboard, imagined by the real worker with
/// random test weights, and said to be test weights.
class TestImagineSvc : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;
    QString m_weights;

    QString visibleTexts()
    {
        QStringList texts;
        for (const QLabel* label : m_workspace->findChildren<QLabel*>())
            if (label->isVisible())
                texts << label->text();
        return texts.join('\n');
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine-svc");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        m_weights = m_dir.filePath("weights");
        QProcess make;
        make.start(W2V_BINARY_DIR "/w2v", {"worldmodel", "testweights", "--out", m_weights});
        QVERIFY(make.waitForFinished(60000));
        QVERIFY2(make.exitCode() == 0, make.readAllStandardError().constData());
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

    void optionsAppearWithTheModel()
    {
        auto* model = m_workspace->findChild<QComboBox*>("imagine.model");
        auto* weights = m_workspace->findChild<QLineEdit*>("imagine.svcWeights");
        QVERIFY(model && weights);
        QVERIFY(!weights->isVisible());
        model->setFocus();
        QTest::keyClick(model, Qt::Key_End);
        if (model->currentData().toString() != "svc") { // a popup style takes keys only when open
            QTest::mouseClick(model, Qt::LeftButton);
            QTest::keyClick(model->view(), Qt::Key_End);
            QTest::keyClick(model->view(), Qt::Key_Return);
        }
        QTRY_COMPARE(model->currentData().toString(), QString("svc"));
        QTRY_VERIFY(weights->isVisible());
        weights->setFocus();
        weights->selectAll();
        QTest::keyClicks(weights, m_weights);
        QTest::keyClick(weights, Qt::Key_Return);
        auto* steps = m_workspace->findChild<QDoubleSpinBox*>("imagine.svcSteps");
        steps->setFocus();
        steps->selectAll();
        QTest::keyClicks(steps, "2");
        QTest::keyClick(steps, Qt::Key_Return);
        const ImagineOptions stored = ImagineOptions::load();
        QCOMPARE(stored.worldModel, QString("svc"));
        QCOMPARE(stored.svcWeights, m_weights);
        QCOMPARE(stored.svcSteps, 2);
    }

    void copyAsCommandNamesTheWeights()
    {
        for (const Command& command : m_session->commands().all())
            if (command.id == "imagine.again") {
                const QString line = command.commandLine();
                QVERIFY2(line.contains("--world-model svc") && line.contains("--svc-weights " + m_weights) && line.contains("--steps 2"), qPrintable(line));
            }
    }

    void imaginesAndSaysThatWeightsAreRandom()
    {
        bool roughSeen = false, warned = false;
        const auto watch = connect(&m_session->jobs(), &JobRunner::jobStarted, this, [&](Job* job) {
            connect(job, &Job::event, this, [&](const QJsonObject& event) {
                roughSeen = roughSeen || event.value("rough").toBool();
                if (event.value("event").toString() == "estimate")
                    warned = visibleTexts().contains(ImagineInspector::tr("Test weights: random numbers, so the pictures are noise."));
            }, Qt::QueuedConnection);
        });
        QTest::keyClick(m_workspace.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->selection().rollout.isEmpty(), 60000);
        disconnect(watch);
        QVERIFY(roughSeen);
        QVERIFY2(warned, "the notice must stand while it runs");
        QCOMPARE(m_workspace->filmstrip().count(), 11);
        QTRY_VERIFY2(visibleTexts().contains(ImagineInspector::tr("Test weights: random numbers, so the pictures are noise.")), qPrintable(visibleTexts()));
        const RolloutRecord rollout = m_session->project()->rollout(m_session->selection().rollout.toStdString());
        QCOMPARE(rollout.worldModel, std::string("svc"));
        QVERIFY(!rollout.metric);
        QVERIFY(rollout.provenance["run"]["test_weights"].get<bool>());
        if (qEnvironmentVariableIsSet("W2V_KEEP_SCREENSHOT"))
            m_workspace->grab().save(qEnvironmentVariable("W2V_KEEP_SCREENSHOT"));
    }

    void missingWeightsAreOneClearMessage()
    {
        auto* weights = m_workspace->findChild<QLineEdit*>("imagine.svcWeights");
        weights->setFocus();
        weights->selectAll();
        QTest::keyClicks(weights, "/nowhere");
        QTest::keyClick(weights, Qt::Key_Return);
        Job* failed = nullptr;
        const auto watch = connect(&m_session->jobs(), &JobRunner::jobStarted, this, [&](Job* job) { failed = job->op() == "imagine" ? job : failed; });
        QTest::keyClick(m_workspace.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(failed);
        QTRY_VERIFY_WITH_TIMEOUT(!failed->active(), 30000);
        disconnect(watch);
        QVERIFY2(failed->error().message.contains("no folder with the weights"), qPrintable(failed->error().message));
    }
};

QTEST_MAIN(TestImagineSvc)
#include "tst_ImagineSvc.moc"

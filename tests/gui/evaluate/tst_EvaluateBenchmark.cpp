#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/nn/VlmFactory.h"
#include "core/runs/RunQueue.h"
#include "tests/support/W2vProgram.h"
#include "ui/chat/ModelChooser.h"
#include "ui/evaluate/BenchmarkDialog.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/ImaginationDialog.h"
#include "ui/evaluate/ImaginationForm.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/PathStage.h"
#include "ui/evaluate/PathView.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/viewport/Viewport.h"

using namespace w2v;

/// Running benchmarks from the window's form, imagining first, at once and in the queue: the real window, a real worker, rooms with their
/// exact views and a small untrained model. With W2V_SCREENS=<folder> pictures are written there.
class tst_EvaluateBenchmark : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_project, m_model;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    EvaluateWorkspace* m_workspace = nullptr;

    BenchmarkDialog* open(Qt::KeyboardModifiers modifiers)
    {
        QApplication::setActiveWindow(m_window.get()); // no window manager gives it back its focus when a dialog has closed
        m_workspace->findChild<QListView*>(QStringLiteral("questions"))->setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_B, modifiers);
        const QList<BenchmarkDialog*> dialogs = m_workspace->findChildren<BenchmarkDialog*>();
        return dialogs.isEmpty() ? nullptr : dialogs.last();
    }
    template <class T>
    static T* in(QWidget* dialog, const char* name) { return dialog->findChild<T*>(QLatin1String(name)); }
    void keep(QWidget* widget, const char* name) const
    {
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        if (folder.isEmpty())
            return;
        for (const bool dark : {false, true}) {
            Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            QTest::qWait(100);
            widget->grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(name), dark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
    }
    std::vector<StoredAnswer> answers(const std::string& model) const { return Project::open(m_project.toStdString()).answers("heldout", model); }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("test"));
        QCoreApplication::setApplicationName(QStringLiteral("benchmark"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath(QStringLiteral("settings")));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        qputenv("XDG_STATE_HOME", m_dir.path().toUtf8());
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_project = m_dir.filePath(QStringLiteral("rooms.w2v"));
        m_model = m_dir.filePath(QStringLiteral("models/small"));
        createTinyModel(m_model.toStdString(), std::vector<std::string>{"move forward turn left right meters degrees yes no true false"}, {});
        QCOMPARE(test::w2vProgram({"scenes", "walk", "--project", m_project, "--count", "4", "--heldout", "0.5", "--walks", "4", "--size", "56x56"}).code, 0);
        QCOMPARE(test::w2vProgram({"supervise", "--project", m_project}).code, 0);
        m_session = std::make_unique<Session>();
        m_window = std::make_unique<MainWindow>(*m_session);
        m_workspace = new EvaluateWorkspace(*m_session);
        m_window->addWorkspace(m_workspace);
        m_window->finishSetup();
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(m_session->openProject(m_project));
        m_window->showWorkspace(QStringLiteral("evaluate"));
        m_workspace->findChild<ModelChooser*>()->choose(m_model);
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
        const RunQueue queue = RunQueue::ofUser();
        for (const QueueEntry& entry : queue.read().entries)
            queue.cancel(entry.id, true);
    }

    void imaginesWithWhatTheFormSays()
    {
        BenchmarkDialog* dialog = open(Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY(in<QCheckBox>(dialog, "benchmarkImagine")->isChecked());
        // The paper's beam 2 and depth 3 until something else is wanted: 3 + 2 * 6 views, of which 6 are not gone on from.
        QCOMPARE(dialog->parameters().value("imagine").toObject().value("depth").toInt(), 3);
        QCOMPARE(dialog->parameters().value("imagine").toObject().value("beam").toInt(), 2);
        auto* cost = in<QLabel>(dialog, "imagineCost");
        QVERIFY2(cost->text().contains("15 imagined views") && cost->text().contains("24 scores"), qPrintable(cost->text()));
        auto* run = in<QPushButton>(dialog, "benchmarkRun");
        auto* moves = in<QLineEdit>(dialog, "imagineMoves");
        const QString usual = moves->text();
        moves->setText("fly away");
        QVERIFY(!run->isEnabled() && in<QLabel>(dialog, "benchmarkProblem")->isVisible());
        moves->setText(usual);
        QVERIFY(run->isEnabled());
        // A world model that needs something says what, and every one of the project's is there.
        auto* worlds = in<QComboBox>(dialog, "imagineModel");
        for (const char* world : {"geometric", "mesh", "svc", "process", "torchscript"})
            QVERIFY(worlds->findData(QLatin1String(world)) >= 0);
        for (const char* needy : {"svc", "process", "torchscript"}) {
            worlds->setCurrentIndex(worlds->findData(QLatin1String(needy)));
            Q_EMIT worlds->activated(worlds->currentIndex());
            QVERIFY2(!run->isEnabled(), needy);
            keep(dialog, (QByteArray("benchmark-") + needy).constData());
        }
        worlds->setCurrentIndex(worlds->findData(QStringLiteral("process")));
        Q_EMIT worlds->activated(worlds->currentIndex());
        in<QLineEdit>(dialog, "imagine.processCommand")->setText(QStringLiteral("python3 adapter.py"));
        Q_EMIT in<QLineEdit>(dialog, "imagine.processCommand")->editingFinished();
        QVERIFY(run->isEnabled());
        QCOMPARE(dialog->parameters().value("process_command").toString(), QStringLiteral("python3 adapter.py"));
        worlds->setCurrentIndex(worlds->findData(QStringLiteral("mesh")));
        Q_EMIT worlds->activated(worlds->currentIndex());
        in<QSpinBox>(dialog, "imagineDepth")->setValue(1);
        in<QSpinBox>(dialog, "imagineBeam")->setValue(1);
        in<QSpinBox>(dialog, "imagineViews")->setValue(1);
        in<QSpinBox>(dialog, "benchmarkLimit")->setValue(1);
        QVERIFY(cost->text().contains("3 imagined views"));
        keep(dialog, "benchmark-imagine");
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->jobs().isIdle() && !answers("small, imagining").empty(), 120'000);
        const std::vector<StoredAnswer> stored = answers("small, imagining");
        QCOMPARE(stored.front().detail.at("imagination").at("calls").at("world_model").get<int>(), 3);
        // Its tree is shown.
        QTRY_VERIFY(m_workspace->isSettled() && !m_workspace->data().questions().empty());
        m_workspace->findChild<ModelList*>(QStringLiteral("models"))->setCompared({"small, imagining"});
        Q_EMIT m_workspace->findChild<ModelList*>(QStringLiteral("models"))->comparedChanged();
        QTRY_VERIFY(m_workspace->findChild<QPushButton*>(QStringLiteral("tree0")));
        keep(m_window.get(), "benchmark-imagined");
        QTest::mouseClick(m_workspace->findChild<QPushButton*>(QStringLiteral("tree0")), Qt::LeftButton);
        auto* tree = m_workspace->findChild<ImaginationDialog*>();
        QVERIFY(tree && tree->findChild<QTreeWidget*>(QStringLiteral("views"))->topLevelItemCount() == 3);
        keep(tree, "benchmark-tree");
        tree->close();
    }

    void thePathIsShownInItsScene()
    {
        auto* stage = m_workspace->findChild<PathStage*>();
        QTRY_VERIFY(stage && stage->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(stage->viewport(), 10'000);
        Viewport& view = *stage->viewport();
        if (!QTest::qWaitFor([&] { return view.isAvailable(); }, 20'000))
            QSKIP("there is no Vulkan device here");
        QTRY_VERIFY_WITH_TIMEOUT(view.scene(), 20'000); // the room
        QVERIFY(view.content().frusta.size() >= 2);
        QTRY_VERIFY_WITH_TIMEOUT(stage->isSettled(), 30'000);
        // The cameras stand inside the room.
        for (const FrustumMark& camera : view.content().frusta)
            QVERIFY(view.scene()->bounds.contains(camera.worldFromCamera.translation()));
        QVERIFY(view.isVisible() && !stage->drawing().isVisible());
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        if (!folder.isEmpty()) { // what is drawn into a window of its own is only on the screen
            QTest::qWait(300);
            m_window->screen()->grabWindow(m_window->winId()).save(folder + QStringLiteral("/path-stage.png"));
        }
    }

    void remembersAndRunsInTheQueue()
    {
        BenchmarkDialog* dialog = open(Qt::ControlModifier);
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY(!in<QCheckBox>(dialog, "benchmarkImagine")->isChecked());
        QCOMPARE(in<QSpinBox>(dialog, "imagineDepth")->value(), 1); // as it was left
        QVERIFY(!dialog->findChild<ImaginationForm*>()->isVisible());
        auto* images = in<QComboBox>(dialog, "benchmarkImages");
        images->setCurrentIndex(images->findData(QStringLiteral("mirrored")));
        in<QSpinBox>(dialog, "benchmarkLimit")->setValue(1);
        keep(dialog, "benchmark-plain");
        QTest::mouseClick(in<QPushButton>(dialog, "benchmarkQueue"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!answers("small, images mirrored").empty(), 120'000);
        const QueueState state = RunQueue::ofUser().read();
        QCOMPARE(state.entries.size(), std::size_t(1));
        QTRY_COMPARE_WITH_TIMEOUT(RunQueue::ofUser().read().entries.front().status, QueueStatus::Finished, 20'000);
    }
};

QTEST_MAIN(tst_EvaluateBenchmark)
#include "tst_EvaluateBenchmark.moc"

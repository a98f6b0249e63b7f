#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/nn/VlmFactory.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/chat/AttachmentStrip.h"
#include "ui/chat/ChatPanel.h"
#include "ui/chat/ModelChooser.h"
#include "ui/chat/QuestionEdit.h"
#include "ui/chat/SeenPicture.h"
#include "ui/chat/TurnView.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/NumberField.h"
#include "ui/widgets/Notice.h"

using namespace w2v;

/// The conversation in the real window with a real worker and small untrained models: what they say means nothing, but it is said
/// token by token, by the chosen model, and can be stopped, repeated and done again on the command line.
class tst_Chat : public QObject {
    Q_OBJECT

    struct Window {
        Session session;
        MainWindow main{session};

        explicit Window(const QString& project)
        {
            main.addWorkspace(new EvaluateWorkspace(session));
            main.finishSetup();
            main.resize(1280, 800);
            main.show();
            main.activateWindow(); // without a window manager nobody else does
            session.openProject(project);
            main.showWorkspace(QStringLiteral("evaluate"));
        }
        template <class T>
        T* find(const char* name) const
        {
            return main.findChild<T*>(QLatin1String(name));
        }
        QuestionEdit* question() const { return find<QuestionEdit>("chatQuestion"); }
        AttachmentStrip* attachments() const { return find<AttachmentStrip>("chatAttachments"); }
        QPushButton* ask() const { return find<QPushButton>("chatAsk"); }
        Notice* notice() const { return find<Notice>("chatNotice"); }
        TurnView* turn(int n) const { return main.findChild<TurnView*>(QStringLiteral("turn%1").arg(n)); }
        QString factsOf(int n) const { return turn(n) ? turn(n)->findChild<QLabel*>(QStringLiteral("answerFacts"))->text() : QString(); }
        bool idle() { return session.jobs().isIdle() && main.isSettled(); }
        QString project() const { return session.projectPath(); }

        void type(const QString& text)
        {
            question()->setFocus();
            QTest::keyClick(question(), Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(question(), text);
        }
        /// With W2V_SCREENS=<folder> pictures of the window in both themes and two sizes, to be looked at.
        void screenshots(const QString& name)
        {
            const QString folder = qEnvironmentVariable("W2V_SCREENS");
            if (folder.isEmpty())
                return;
            for (const bool dark : {false, true})
                for (const QSize size : {QSize(1920, 1080), QSize(1280, 800)}) {
                    Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
                    main.resize(size);
                    QTest::qWait(300);
                    main.grab().save(QStringLiteral("%1/%2-%3-%4.png").arg(folder, name, dark ? QStringLiteral("dark") : QStringLiteral("light")).arg(size.width()));
                }
        }
        void send() { QTest::keyClick(question(), Qt::Key_Return, Qt::ControlModifier); }
        void setMaxTokens(int tokens) { find<QSpinBox>("chatMaxTokens")->setValue(tokens); }
    };

    QTemporaryDir m_dir;
    std::unique_ptr<test::ProjectFixture> m_fixture;
    QString m_first, m_second;

    std::unique_ptr<Window> open(const QString& model)
    {
        QSettings().clear();
        m_fixture->open().setValue("chat", "[]");
        auto window = std::make_unique<Window>(m_fixture->path());
        window->find<ModelChooser>("chatModel")->choose(model);
        window->setMaxTokens(24);
        return window;
    }
    QString picture(const QString& name, QSize size)
    {
        QImage image(size, QImage::Format_RGB32);
        image.fill(QColor(90, 140, 40));
        const QString path = m_dir.filePath(name);
        return image.save(path) ? path : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("test"));
        QCoreApplication::setApplicationName(QStringLiteral("chat"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath(QStringLiteral("settings")));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_fixture = std::make_unique<test::ProjectFixture>(64);
        m_fixture->answer("trained", 0.7, 2);
        m_first = m_dir.filePath(QStringLiteral("models/first"));
        m_second = m_dir.filePath(QStringLiteral("models/second"));
        TinyModelOptions options;
        const std::vector<std::string> texts{"turn left 30 degrees", "move forward 0.5 meters", "yes", "no"};
        createTinyModel(m_first.toStdString(), texts, options);
        options.seed = 2;
        createTinyModel(m_second.toStdString(), texts, options);
    }

    void saysWhatToDoWhenEmpty()
    {
        const auto window = open(m_first);
        QVERIFY(QTest::qWaitForWindowExposed(&window->main));
        auto* panel = window->main.findChild<ChatPanel*>();
        const auto states = panel->findChildren<EmptyState*>();
        QCOMPARE(states.size(), 1);
        QTRY_VERIFY(states.first()->isVisible());
        QTRY_VERIFY(window->ask()->isEnabled());
        window->question()->setFocus();
        QTest::keyClick(window->question(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(window->question(), Qt::Key_Delete);
        QVERIFY(!window->ask()->isEnabled()); // there is nothing to ask
        window->screenshots(QStringLiteral("empty"));
        for (QWidget* widget : panel->findChildren<QWidget*>()) // a screen reader has something to say of whatever takes the focus
            if (widget->focusPolicy() & Qt::TabFocus && widget->isVisible() && !qobject_cast<QPushButton*>(widget))
                QVERIFY2(!widget->accessibleName().isEmpty() || !widget->toolTip().isEmpty(), qPrintable(widget->objectName() + QLatin1Char(' ') + QLatin1String(widget->metaObject()->className())));
    }

    void proposesTheRecordAndStreamsTheAnswer()
    {
        const auto window = open(m_first);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2); // the record on the stage
        QVERIFY(!window->question()->toPlainText().isEmpty());
        QVERIFY(window->attachments()->attachments().first().ofProject());
        QTRY_VERIFY(window->ask()->isEnabled());
        int events = 0;
        QString streamed, late;
        QObject first; // listens to the first answer only
        connect(&window->session.jobs(), &JobRunner::jobStarted, &first, [&](Job* job) {
            if (streamed.isEmpty())
                connect(job, &Job::event, &first, [&](const QJsonObject& event) {
                    ++events;
                    streamed += event.value(QStringLiteral("text")).toString();
                    if (window->turn(1)->text() != streamed) // already there while the rest is written
                        late += streamed;
                });
        });
        QTest::mouseClick(window->ask(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->factsOf(1).contains(QStringLiteral("tokens")), 60000);
        QVERIFY(events > 3);
        QCOMPARE(late, QString());
        QCOMPARE(window->turn(1)->text(), streamed);
        const QString facts = window->factsOf(1);
        QVERIFY2(facts.contains(QStringLiteral("tok/s")) && facts.contains(QStringLiteral("4 of pictures")) && facts.contains(QStringLiteral("confidence"))
                     && facts.contains(QStringLiteral("first token")), qPrintable(facts));
        QVERIFY(window->attachments()->attachments().isEmpty());
        QCOMPARE(window->turn(0)->attachments()->attachments().size(), 2);

        window->screenshots(QStringLiteral("answer"));
        window->type(QStringLiteral("and now"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(!window->factsOf(3).isEmpty(), 60000);
        QVERIFY(window->factsOf(3).contains(QStringLiteral("4 of pictures"))); // the first question is still part of it
    }

    void stopsAtOnceAndGoesOn()
    {
        const auto window = open(m_first);
        window->setMaxTokens(3000);
        window->type(QStringLiteral("tell me everything"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->turn(1) && window->turn(1)->text().size() > 3, 60000);
        QCOMPARE(window->ask()->text(), QStringLiteral("Stop"));
        QElapsedTimer clock;
        clock.start();
        QTest::keyClick(window->question(), Qt::Key_Escape);
        QVERIFY2(clock.elapsed() < 100, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(window->ask()->text(), QStringLiteral("Ask"));
        QVERIFY(window->factsOf(1).startsWith(QStringLiteral("stopped")));
        const QString kept = window->turn(1)->text();
        QVERIFY(kept.size() > 3);
        window->setMaxTokens(8);
        window->type(QStringLiteral("go on"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(!window->factsOf(3).isEmpty(), 10000); // the worker is free soon, not when 3000 tokens are written
        QCOMPARE(window->turn(1)->text(), kept);
    }

    void regeneratesWithANewSeedAndCopiesACommand()
    {
        const auto window = open(m_first);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2);
        window->find<NumberField>("chatTemperature")->setValue(1);
        window->type(QStringLiteral("which way?"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(!window->factsOf(1).isEmpty(), 60000);
        const QString before = window->turn(1)->text();
        const int seed = window->find<QSpinBox>("chatSeed")->value();
        QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("regenerate")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
        QCOMPARE(window->find<QSpinBox>("chatSeed")->value(), seed + 1);
        const QString after = window->turn(1)->text();
        QVERIFY(after != before);
        QVERIFY(!window->turn(2));

        QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("copyAnswer")), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), after);
        QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("copyCommand")), Qt::LeftButton);
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY(command.startsWith(QStringLiteral("w2v vlm answer ")));
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"), QStringLiteral(W2V_BINARY_DIR ":") + environment.value(QStringLiteral("PATH")));
        shell.setProcessEnvironment(environment);
        shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command});
        QVERIFY(shell.waitForFinished(60000));
        QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError());
        QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), after + QLatin1Char('\n'));
    }

    void dropsPastesOrdersAndRemoves()
    {
        const auto window = open(m_first);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2);
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(picture(QStringLiteral("tall.png"), {40, 90})), QUrl::fromLocalFile(picture(QStringLiteral("wide.jpg"), {120, 30}))});
        const QPointF middle(window->main.width() / 2, window->main.height() / 2);
        QDragEnterEvent enter(middle.toPoint(), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window->main, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(middle, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window->main, &drop);
        const auto names = [&] {
            QStringList list;
            for (const Attachment& a : window->attachments()->attachments())
                list += a.name;
            return list;
        };
        QCOMPARE(names(), (QStringList{QStringLiteral("tall.png"), QStringLiteral("wide.jpg")})); // in place of what followed the stage

        QImage copied(20, 20, QImage::Format_RGB32);
        copied.fill(Qt::red);
        QGuiApplication::clipboard()->setImage(copied);
        QTest::keyClick(window->question(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(names().size(), 3);
        QVERIFY(window->attachments()->attachments().last().ofProject()); // kept where the conversation is kept

        window->attachments()->tile(0)->setFocus();
        QTest::keyClick(window->attachments()->tile(0), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(names().mid(0, 2), (QStringList{QStringLiteral("wide.jpg"), QStringLiteral("tall.png")}));
        QVERIFY(window->attachments()->tile(1)->hasFocus());
        // Dragged with the mouse behind the last one.
        AttachmentTile* dragged = window->attachments()->tile(0);
        QCoreApplication::processEvents();
        const QPoint to = dragged->mapFromGlobal(window->attachments()->tile(2)->mapToGlobal(QPoint(60, 30)));
        QTest::mousePress(dragged, Qt::LeftButton, {}, QPoint(30, 40));
        QTest::mouseMove(dragged, QPoint(80, 40));
        QTest::mouseRelease(dragged, Qt::LeftButton, {}, to);
        QCOMPARE(names().last(), QStringLiteral("wide.jpg"));
        QTest::mouseClick(window->attachments()->tile(1)->findChild<QToolButton*>(QStringLiteral("removeAttachment")), Qt::LeftButton);
        QCOMPARE(names(), (QStringList{QStringLiteral("tall.png"), QStringLiteral("wide.jpg")}));
        QTest::keyClick(window->attachments()->tile(0), Qt::Key_Delete);
        QCOMPARE(names(), QStringList{QStringLiteral("wide.jpg")});
    }

    void showsThePictureAsTheModelSeesIt()
    {
        const auto window = open(m_first);
        window->main.findChild<ChatPanel*>()->attachFiles({picture(QStringLiteral("seen.png"), {200, 100})});
        QTRY_COMPARE(window->attachments()->attachments().size(), 1);
        auto* seen = window->find<SeenPicture>("seenPicture");
        QVERIFY(!seen->isVisible());
        window->attachments()->tile(0)->setFocus();
        QTest::keyClick(window->attachments()->tile(0), Qt::Key_Space);
        QTRY_VERIFY(seen->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(seen->text().contains(QStringLiteral("4 tokens")), 60000);
        QVERIFY2(seen->text().contains(QStringLiteral("56 × 56")) && seen->text().contains(QStringLiteral("200 × 100")) && seen->text().contains(QStringLiteral("4 × 4 patches of 14")), qPrintable(seen->text()));
        window->find<QToolButton>("chatSampling")->setChecked(true);
        window->screenshots(QStringLiteral("seen"));
        QTest::mouseClick(window->attachments()->tile(0), Qt::LeftButton, {}, QPoint(20, 40));
        QVERIFY(!seen->isVisible());
    }

    void anotherModelAnswersNext()
    {
        const auto window = open(m_first);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2);
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
        window->find<ModelChooser>("chatModel")->choose(m_second);
        QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("regenerate")), Qt::LeftButton);
        const QString first = window->turn(1)->accessibleName();
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
        QVERIFY(window->turn(1)->accessibleName().contains(QStringLiteral("models/second")));
        QVERIFY(window->find<ModelChooser>("chatModel")->findData(m_first) >= 0); // remembered
    }

    void aBadFolderGivesOneMessage()
    {
        const QString empty = m_dir.filePath(QStringLiteral("no model"));
        QVERIFY(QDir().mkpath(empty));
        const auto window = open(empty);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2);
        window->type(QStringLiteral("are you there"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->notice()->isVisible(), 60000);
        QVERIFY(window->notice()->findChild<QLabel*>(QString(), Qt::FindDirectChildrenOnly));
        QCOMPARE(window->session.issues().rowCount(), 1);
        QVERIFY(window->session.issues().at(0).title.contains(QStringLiteral("no model")));
        QVERIFY(!window->turn(0)); // taken back, to be asked again
        QCOMPARE(window->question()->toPlainText(), QStringLiteral("are you there"));
        QCOMPARE(window->attachments()->attachments().size(), 2);
        window->find<ModelChooser>("chatModel")->choose(m_first);
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(!window->factsOf(1).isEmpty(), 60000);
        QVERIFY(!window->notice()->isVisible());
    }

    void isKeptInTheProject()
    {
        QString said;
        {
            const auto window = open(m_first);
            window->type(QStringLiteral("remember this"));
            window->send();
            QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
            said = window->turn(1)->text();
        }
        Window again(m_fixture->path());
        QVERIFY(again.turn(1));
        QCOMPARE(again.turn(0)->text(), QStringLiteral("remember this"));
        QCOMPARE(again.turn(1)->text(), said);
        QVERIFY(again.factsOf(1).contains(QStringLiteral("tokens")));
        QTest::mouseClick(again.find<QToolButton>("chatNew"), Qt::LeftButton);
        QVERIFY(!again.turn(0));
        QTest::mouseClick(again.notice()->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(again.turn(1)->text(), said);
    }
};

QTEST_MAIN(tst_Chat)
#include "tst_Chat.moc"

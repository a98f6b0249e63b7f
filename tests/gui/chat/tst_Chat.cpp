#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <unistd.h>

#include "core/base/Files.h"
#include "core/base/Safetensors.h"
#include "core/nn/VlmFactory.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "tests/support/ChatServer.h"
#include "tests/support/TestKeychain.h"
#include "ui/chat/AdapterChooser.h"
#include "ui/chat/AttachmentStrip.h"
#include "ui/chat/ChatColumn.h"
#include "ui/chat/ChatPanel.h"
#include "ui/chat/ModelChooser.h"
#include "ui/chat/PictureLoader.h"
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
            QVERIFY(QTest::qWaitForWindowActive(&main)); // keys reach the window's commands only then
            if (project.isEmpty())
                return;
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
        ChatColumn* column(int n) const { return main.findChild<ChatColumn*>(QStringLiteral("chatColumn%1").arg(n)); }
        TurnView* turn(int columnNumber, int n) const { return column(columnNumber) ? column(columnNumber)->findChild<TurnView*>(QStringLiteral("turn%1").arg(n)) : nullptr; }
        QString factsOf(int columnNumber, int n) const
        {
            return turn(columnNumber, n) ? turn(columnNumber, n)->findChild<QLabel*>(QStringLiteral("answerFacts"))->text() : QString();
        }
        ChatColumn* addColumn() const
        {
            QTest::keyClick(question(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
            return main.findChildren<ChatColumn*>().last();
        }
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
        void drop(const QStringList& paths)
        {
            QMimeData files;
            QList<QUrl> urls;
            for (const QString& path : paths)
                urls += QUrl::fromLocalFile(path);
            files.setUrls(urls);
            const QPointF middle(main.width() / 2, main.height() / 2);
            QDragEnterEvent enter(middle.toPoint(), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&main, &enter); // without it nobody is told of the drop
            QVERIFY(enter.isAccepted());
            QDropEvent drop(middle, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&main, &drop);
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
        for (const char* place : {"chat", "chat2", "chat3"})
            m_fixture->open().setValue(place, "[]");
        auto window = std::make_unique<Window>(m_fixture->path());
        window->find<ModelChooser>("chatModel")->choose(model);
        window->setMaxTokens(24);
        return window;
    }
    /// An adapter in the peft layout that turns the first layer's output upside down.
    QString adapter(const QString& name) const
    {
        const QString folder = m_dir.filePath(QStringLiteral("models/") + name);
        const std::string layer = "model.layers.0.mlp.down_proj";
        const SafetensorsFile model = SafetensorsFile::open(m_first.toStdString());
        const auto shape = model.at(layer + ".weight").shape;
        const std::vector<float> a(static_cast<std::size_t>(shape[1]), 1.0F), b(static_cast<std::size_t>(shape[0]), -3.0F);
        QDir().mkpath(folder);
        writeSafetensors((folder + QStringLiteral("/adapter_model.safetensors")).toStdString(),
                         {{"base_model.model." + layer + ".lora_A.weight", TensorType::F32, {1, shape[1]}, std::as_bytes(std::span(a))},
                          {"base_model.model." + layer + ".lora_B.weight", TensorType::F32, {shape[0], 1}, std::as_bytes(std::span(b))}});
        writeFileAtomic((folder + QStringLiteral("/adapter_config.json")).toStdString(),
                      R"({"peft_type": "LORA", "r": 1, "lora_alpha": 1, "target_modules": "model\\.layers\\.0\\.mlp\\.down_proj"})");
        return folder;
    }
    /// What a copied command prints.
    static QString printed(const QString& command)
    {
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"), QStringLiteral(W2V_BINARY_DIR ":") + environment.value(QStringLiteral("PATH")));
        shell.setProcessEnvironment(environment);
        shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command});
        if (!shell.waitForFinished(60000) || shell.exitCode() != 0)
            return QStringLiteral("failed: ") + QString::fromUtf8(shell.readAllStandardError());
        return QString::fromUtf8(shell.readAllStandardOutput());
    }
    QString picture(const QString& name, QSize size)
    {
        QImage image(size, QImage::Format_RGB32);
        image.fill(QColor(90, 140, 40));
        const QString path = m_dir.filePath(name);
        return image.save(path) ? path : QString();
    }

    /// Memory of the worker that this process started; 0 when there is none.
    static qint64 workerBytes()
    {
        QFile children(QStringLiteral("/proc/self/task/%1/children").arg(QCoreApplication::applicationPid()));
        if (!children.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray& pid : children.readAll().split(' ')) {
            const QString process = QStringLiteral("/proc/") + QString::fromLatin1(pid);
            if (!QFileInfo(process + QStringLiteral("/exe")).symLinkTarget().endsWith(QStringLiteral("/w2v-worker")))
                continue;
            QFile memory(process + QStringLiteral("/statm"));
            if (memory.open(QIODevice::ReadOnly))
                return memory.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
        }
        return 0;
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
        QString streamed;
        QObject first; // listens to the first answer only
        connect(&window->session.jobs(), &JobRunner::jobStarted, &first, [&](Job* job) {
            if (streamed.isEmpty())
                connect(job, &Job::event, &first, [&](const QJsonObject& event) {
                    ++events;
                    streamed += event.value(QStringLiteral("text")).toString();
                });
        });
        QTest::mouseClick(window->ask(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->factsOf(1).contains(QStringLiteral("tokens")), 60000);
        QVERIFY(events > 3);
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
        // The words are there while the rest is still written, and the window stays quick whatever the speed of the model.
        QTRY_VERIFY_WITH_TIMEOUT(window->turn(1) && window->turn(1)->text().size() > 500, 60000);
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

    /// The longest answer the form allows, of long lines: what a step of it costs the window.
    void showsALongAnswerInLittleTime()
    {
        PictureLoader pictures(open(m_first)->session, nullptr);
        ChatTurn turn;
        turn.fromModel = true;
        QScrollArea area;
        area.setWidgetResizable(true);
        auto* view = new TurnView(turn, pictures);
        area.setWidget(view);
        area.resize(300, 500);
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        qint64 longest = 0;
        QElapsedTimer clock;
        for (int token = 0; token < 8192; ++token) {
            turn.text += token % 40 == 39 ? QStringLiteral("degrees.\n") : QStringLiteral("turn ");
            if (token % 64 != 63)
                continue;
            clock.start();
            view->show(turn, true);
            QCoreApplication::processEvents();
            longest = std::max(longest, clock.elapsed());
        }
        qInfo("longest step %lld ms, %d characters", longest, static_cast<int>(turn.text.size()));
        QCOMPARE(view->text(), turn.text);
        QVERIFY(view->height() > 8192 / 40 * view->fontMetrics().height());
        QVERIFY2(longest < 100, qPrintable(QString::number(longest)));
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
        QCOMPARE(printed(command), after + QLatin1Char('\n'));
    }

    void dropsPastesOrdersAndRemoves()
    {
        const auto window = open(m_first);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2);
        window->drop({picture(QStringLiteral("tall.png"), {40, 90}), picture(QStringLiteral("wide.jpg"), {120, 30})});
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
        // Both open in the small window: the question and the conversation keep their room, the rest scrolls.
        window->main.resize(1280, 800);
        auto* turns = window->main.findChild<QScrollArea*>(QStringLiteral("chatTurns"))->parentWidget();
        QTRY_VERIFY2(window->question()->height() >= 50, qPrintable(QStringLiteral("%1 of %2, %3").arg(window->question()->height()).arg(window->question()->sizeHint().height()).arg(window->question()->minimumSizeHint().height())));
        QVERIFY(turns->height() >= 120);
        QVERIFY(window->find<QPushButton>("chatAsk")->visibleRegion().boundingRect().height() == window->find<QPushButton>("chatAsk")->height());
        QTest::mouseClick(window->attachments()->tile(0), Qt::LeftButton, {}, QPoint(20, 40));
        QVERIFY(!seen->isVisible());
    }

    void anotherModelAnswersNext()
    {
        const auto window = open(m_first);
        QTRY_COMPARE(window->attachments()->attachments().size(), 2);
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
        const auto answers = [&](const QString& model, const QString& name) {
            window->find<ModelChooser>("chatModel")->choose(model);
            QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("regenerate")), Qt::LeftButton);
            return QTest::qWaitFor([&] { return window->idle() && !window->factsOf(1).isEmpty(); }, 60000) && window->turn(1)->accessibleName().contains(name);
        };
        QVERIFY(answers(m_second, QStringLiteral("models/second")));
        // The one before is let go: the worker does not grow with every change.
        const qint64 held = workerBytes();
        QVERIFY(held > 0);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(answers(m_first, QStringLiteral("models/first")));
            QVERIFY(answers(m_second, QStringLiteral("models/second")));
        }
        const qint64 size = QFileInfo(m_first + QStringLiteral("/model.safetensors")).size(), grown = workerBytes() - held;
        QVERIFY2(grown < 2 * size, qPrintable(QStringLiteral("%1 bytes more, a model has %2").arg(grown).arg(size)));
        QVERIFY(window->find<ModelChooser>("chatModel")->findData(m_first) >= 0); // remembered
    }

    void anAdapterIsPutOnTheModelAndRemembered()
    {
        const QString folder = adapter(QStringLiteral("upside-down"));
        const auto window = open(m_first);
        auto* adapters = window->find<AdapterChooser>("chatAdapter");
        auto* models = window->find<ModelChooser>("chatModel");
        QCOMPARE(adapters->adapter(), QString());
        window->type(QStringLiteral("which way?"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
        const QString plain = window->turn(1)->text();
        adapters->setFocus();
        QTest::keyClick(adapters, Qt::Key_Down); // found beside the model
        QCOMPARE(adapters->adapter(), folder);
        QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("regenerate")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1).isEmpty(), 60000);
        const QString adapted = window->turn(1)->text();
        QVERIFY(adapted != plain);
        QVERIFY(window->turn(1)->accessibleName().contains(QStringLiteral("upside-down")));
        window->screenshots(QStringLiteral("adapter"));
        QTest::mouseClick(window->turn(1)->findChild<QToolButton*>(QStringLiteral("copyCommand")), Qt::LeftButton);
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY2(command.contains(QStringLiteral("--adapter")), qPrintable(command));
        QCOMPARE(printed(command), adapted + QLatin1Char('\n'));

        models->choose(m_second);
        QCOMPARE(adapters->adapter(), QString());
        models->choose(m_first);
        QCOMPARE(adapters->adapter(), folder);
        adapters->choose(m_second); // not an adapter
        window->type(QStringLiteral("and now?"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->notice()->isVisible(), 60000);
        QCOMPARE(window->session.issues().rowCount(), 1);
        QCOMPARE(window->question()->toPlainText(), QStringLiteral("and now?"));
    }

    void worksWithoutAProject()
    {
        QSettings().clear();
        Window window((QString()));
        auto* begin = window.find<QPushButton>("start.ask");
        QVERIFY(begin->isVisible());
        QTest::mouseClick(begin, Qt::LeftButton);
        QVERIFY(window.question()->isVisible());
        QVERIFY(!window.ask()->isEnabled());
        window.find<ModelChooser>("chatModel")->choose(m_first);
        window.setMaxTokens(8);
        window.drop({picture(QStringLiteral("alone.png"), {60, 60})});
        QImage copied(20, 20, QImage::Format_RGB32);
        copied.fill(Qt::red);
        QGuiApplication::clipboard()->setImage(copied);
        QTest::keyClick(window.question(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(window.attachments()->attachments().size(), 2);
        window.type(QStringLiteral("what is it?"));
        window.send();
        QTRY_VERIFY_WITH_TIMEOUT(window.idle() && !window.factsOf(1).isEmpty(), 60000);
        QCOMPARE(window.session.issues().rowCount(), 0);
        window.screenshots(QStringLiteral("alone"));

        m_fixture->open().setValue("chat", "[]");
        window.session.openProject(m_fixture->path()); // has a conversation of its own
        QVERIFY(!window.turn(0));
        QVERIFY(window.question()->isVisible());
        window.session.closeProject();
        QVERIFY(begin->isVisible());
    }

    void asksAllChosenModelsAtOnce()
    {
        // The server says its first words and the rest only when it is told to.
        QPointer<QTcpSocket> waiting;
        test::ChatServer server([&](QTcpSocket& socket, const test::ChatServer::Request& request) {
            if (request.body.value(QStringLiteral("messages")).toArray().size() > 1) {
                test::ChatServer::send(socket, "200 OK", {}, test::ChatServer::wholeReply(QStringLiteral("a second reply")));
                return;
            }
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + test::ChatServer::delta(QStringLiteral("turn ")));
            waiting = &socket;
        });
        {
            const auto window = open(m_first);
            window->question()->setFocus();
            ChatColumn* second = window->addColumn();
            QCOMPARE(second->place(), 1);
            QVERIFY(window->main.focusWidget()->parentWidget() == second); // its model is chosen next
            second->findChild<ModelChooser*>()->choose(m_second);
            window->question()->setFocus();
            window->addColumn()->findChild<ModelChooser*>()->chooseServer(QString::fromStdString(server.address()), QStringLiteral("big"));
            QTRY_VERIFY(window->column(3)->isVisible());
            window->setMaxTokens(8000); // so that none has finished when the last one begins
            window->type(QStringLiteral("tell me everything"));
            window->send();
            // All three are under way and have said something.
            QTRY_VERIFY_WITH_TIMEOUT(window->turn(1, 1) && window->turn(1, 1)->text().size() > 100 && window->turn(2, 1)->text().size() > 100
                                         && window->turn(3, 1)->text() == QStringLiteral("turn "), 60000);
            for (int i = 1; i <= 3; ++i)
                QVERIFY2(window->column(i)->isWriting(), qPrintable(QString::number(i)));
            window->screenshots(QStringLiteral("several-writing"));
            QTest::mouseClick(window->column(2)->findChild<QToolButton*>(QStringLiteral("columnStop")), Qt::LeftButton);
            QVERIFY(!window->column(2)->isWriting());
            QVERIFY(window->factsOf(2, 1).startsWith(QStringLiteral("stopped")));
            QVERIFY(window->column(1)->isWriting() && window->column(3)->isWriting());
            const QString stopped = window->turn(2, 1)->text();
            QTest::keyClick(window->question(), Qt::Key_Escape); // all the others
            QTRY_VERIFY(!window->column(1)->isWriting() && !window->column(3)->isWriting());
            QCOMPARE(window->turn(3, 1)->text(), QStringLiteral("turn "));
            QCOMPARE(window->turn(2, 1)->text(), stopped);

            window->setMaxTokens(8);
            window->type(QStringLiteral("go on"));
            window->send();
            QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(1, 3).isEmpty() && !window->factsOf(2, 3).isEmpty() && !window->factsOf(3, 3).isEmpty(), 60000);
            for (int i = 1; i <= 3; ++i)
                QVERIFY2(window->factsOf(i, 3).contains(QStringLiteral("tokens")) && window->factsOf(i, 3).contains(QStringLiteral(" s")), qPrintable(window->factsOf(i, 3)));
            QCOMPARE(window->turn(3, 3)->text(), QStringLiteral("a second reply"));
            QVERIFY(window->turn(2, 3)->accessibleName().contains(QStringLiteral("models/second")));
            const QJsonArray sent = server.requests.last().body.value(QStringLiteral("messages")).toArray();
            QCOMPARE(sent.size(), 3); // what it had said before is part of it
            QCOMPARE(sent.at(1).toObject().value(QStringLiteral("content")).toString(), QStringLiteral("turn "));
            window->screenshots(QStringLiteral("several"));
        }
        // Columns and conversations are there again; a closed one leaves the others alone and comes back with what was said.
        Window again(m_fixture->path());
        QCOMPARE(again.main.findChildren<ChatColumn*>().size(), 3);
        QCOMPARE(again.turn(3, 3)->text(), QStringLiteral("a second reply"));
        const QString kept = again.turn(2, 3)->text();
        QTest::mouseClick(again.column(2)->findChild<QToolButton*>(QStringLiteral("columnClose")), Qt::LeftButton);
        QVERIFY(!again.column(2));
        QVERIFY(again.turn(3, 3) && again.turn(1, 3));
        again.question()->setFocus();
        again.addColumn();
        QTRY_VERIFY(again.turn(2, 3));
        QCOMPARE(again.turn(2, 3)->text(), kept);
    }

    void oneThatFailsLeavesTheOthersAlone()
    {
        const QString empty = m_dir.filePath(QStringLiteral("no model"));
        QVERIFY(QDir().mkpath(empty));
        const auto window = open(m_first);
        window->question()->setFocus();
        window->addColumn()->findChild<ModelChooser*>()->choose(empty);
        window->type(QStringLiteral("are you there"));
        window->send();
        auto* notice = window->column(2)->findChild<Notice*>(QStringLiteral("columnNotice"));
        QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible() && !window->factsOf(1, 1).isEmpty(), 60000);
        QVERIFY(!window->turn(2, 1));
        QVERIFY(window->question()->toPlainText().isEmpty()); // the other one has it
        window->screenshots(QStringLiteral("one-fails"));
        window->column(2)->findChild<ModelChooser*>()->choose(m_second);
        QTest::mouseClick(notice->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window->factsOf(2, 1).isEmpty(), 60000);
        QVERIFY(!notice->isVisible());
        QCOMPARE(window->turn(2, 0)->text(), QStringLiteral("are you there"));
    }

    void aServerIsChosenInADialog()
    {
        test::ChatServer server([](QTcpSocket& socket, const test::ChatServer::Request& request) {
            if (request.path.endsWith("/models"))
                test::ChatServer::send(socket, "200 OK", {}, R"({"data":[{"id":"small"},{"id":"large"}]})");
            else
                test::ChatServer::send(socket, "200 OK", {}, test::ChatServer::wholeReply(QStringLiteral("hello from ") + request.body.value(QStringLiteral("model")).toString()));
        });
        const auto window = open(m_first);
        window->find<ModelChooser>("chatModel")->askForServer();
        auto* dialog = window->find<QDialog>("serverDialog");
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isVisible());
        QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("serverAddress")), QString::fromStdString(server.address()) + QLatin1Char('/'));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("serverList")), Qt::LeftButton);
        auto* models = dialog->findChild<QComboBox*>(QStringLiteral("serverModel"));
        QTRY_COMPARE_WITH_TIMEOUT(models->count(), 2, 60000);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            dialog->grab().save(folder + QStringLiteral("/server-dialog.png"));
        models->setCurrentIndex(1);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("serverUse")), Qt::LeftButton);
        QVERIFY(window->find<ModelChooser>("chatModel")->currentText().startsWith(QStringLiteral("large @ 127.0.0.1")));
        QApplication::setActiveWindow(window->question()->window()); // no window manager gives it back its focus when a dialog has closed
        window->type(QStringLiteral("who are you?"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(!window->factsOf(1).isEmpty(), 60000);
        QCOMPARE(window->turn(1)->text(), QStringLiteral("hello from large"));
        QVERIFY(window->turn(1)->accessibleName().contains(QStringLiteral("large @ 127.0.0.1")));
    }

    void theDialogTakesAKeyToTheKeychain()
    {
        const test::TestKeychain keychain;
        if (!keychain.works())
            QSKIP(qPrintable(keychain.problem()));
        const QByteArray key = "sk-typed-5521";
        test::ChatServer server([](QTcpSocket& socket, const test::ChatServer::Request&) { test::ChatServer::send(socket, "200 OK", {}, test::ChatServer::wholeReply(QStringLiteral("yes"))); });
        const auto window = open(m_first);
        window->find<ModelChooser>("chatModel")->askForServer();
        auto* dialog = window->find<QDialog>("serverDialog");
        QTRY_VERIFY(dialog && dialog->isVisible());
        QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("serverAddress")), QString::fromStdString(server.address()));
        QTest::keyClicks(dialog->findChild<QComboBox*>(QStringLiteral("serverModel")), QStringLiteral("m"));
        auto* typed = dialog->findChild<QLineEdit*>(QStringLiteral("serverKey"));
        QTest::keyClicks(typed, QString::fromLatin1(key));
        QVERIFY(typed->displayText() != typed->text());
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("serverKeepKey")), Qt::LeftButton);
        QVERIFY(typed->text().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QLabel*>(QStringLiteral("serverStatus"))->text().contains(QStringLiteral("in the keychain")), 20000);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("serverUse")), Qt::LeftButton);
        QApplication::setActiveWindow(window->question()->window());
        // A new worker, because the one there was started without this keychain.
        window->find<ModelChooser>("chatModel")->choose(m_first);
        window->question()->setFocus();
        ChatColumn* second = window->addColumn();
        second->findChild<ModelChooser*>()->chooseServer(QString::fromStdString(server.address()), QStringLiteral("m"));
        window->type(QStringLiteral("are you there"));
        window->send();
        QTRY_VERIFY_WITH_TIMEOUT(window->idle() && !window->factsOf(2, 1).isEmpty(), 60000);
        QCOMPARE(server.requests.last().authorization, "Bearer " + key);
        for (const QString& folder : {m_fixture->path(), m_dir.path()}) // project, settings, models
            for (QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); files.hasNext();) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                QVERIFY2(!file.readAll().contains(key), qPrintable(file.fileName()));
            }
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
        window->screenshots(QStringLiteral("bad"));
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

#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <opencv2/videoio.hpp>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/image/ImageIo.h"
#include "core/nn/VlmFactory.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "tests/support/ChatServer.h"
#include "ui/chat/AttachmentStrip.h"
#include "ui/chat/ModelChooser.h"
#include "ui/evaluate/BenchmarkDialog.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/EvaluationTables.h"
#include "ui/evaluate/FlipMatrix.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/OpenBenchmarkDialog.h"
#include "ui/evaluate/QuestionPictures.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ImageView.h"
#include "ui/widgets/Notice.h"

using namespace w2v;

/// SAT, VSI-Bench and MindCube in the real window: dropped, listed, looked at, asked of a real worker's model and a server, compared and
/// scored by every rule. With W2V_SCREENS=<folder> pictures are written there.
class tst_OutsideBenchmark : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    QString m_project, m_model;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    EvaluateWorkspace* m_workspace = nullptr;

    QString path(const char* name) const { return QString::fromStdString((m_root / name).string()); }
    template <class T>
    T* find(const char* name) const { return m_workspace->findChild<T*>(QLatin1String(name)); }
    template <class T>
    static T* in(QWidget* dialog, const char* name) { return dialog->findChild<T*>(QLatin1String(name)); }

    void focus() const
    {
        m_window->activateWindow(); // without a window manager nobody else does
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        find<QListView>("questions")->setFocus();
    }
    void keep(QWidget* widget, const char* name) const
    {
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        if (folder.isEmpty())
            return;
        for (const bool dark : {false, true}) {
            Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            for (const QSize size : {QSize(1920, 1080), QSize(1280, 800)}) {
                if (widget == m_window.get())
                    widget->resize(size);
                QTest::qWait(200);
                widget->grab().save(QStringLiteral("%1/%2-%3-%4.png").arg(folder, QLatin1String(name), dark ? QStringLiteral("dark") : QStringLiteral("light")).arg(widget->width()));
            }
        }
    }
    void drop(const QString& dropped) const
    {
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(dropped)});
        const QPointF middle(m_window->width() / 2, m_window->height() / 2);
        QDragEnterEvent enter(middle.toPoint(), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(middle, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &drop);
    }
    /// Drops it, waits for what the dialog finds, and opens it under this name.
    void openDropped(const QString& dropped, const QString& name, const QString& status)
    {
        drop(dropped);
        OpenBenchmarkDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = m_workspace->findChild<OpenBenchmarkDialog*>()) && dialog->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(dialog, "benchmarkOpen")->isEnabled(), 60'000);
        QVERIFY2(in<QLabel>(dialog, "openStatus")->text().contains(status), qPrintable(in<QLabel>(dialog, "openStatus")->text()));
        in<QLineEdit>(dialog, "benchmarkName")->setFocus();
        QTest::keyClick(in<QLineEdit>(dialog, "benchmarkName"), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(in<QLineEdit>(dialog, "benchmarkName"), name);
        keep(dialog, ("open-" + name.toStdString()).c_str());
        QTest::mouseClick(in<QPushButton>(dialog, "benchmarkOpen"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->data().benchmark() == name.toStdString() && m_workspace->isSettled(), 60'000);
        QTRY_VERIFY(!m_workspace->findChild<OpenBenchmarkDialog*>());
    }
    int rows() const { return m_workspace->questions().rowCount(); }
    bool goTo(const std::string& id) const
    {
        const int row = m_workspace->questions().rowOf(id);
        find<QListView>("questions")->setCurrentIndex(m_workspace->questions().index(row, 0));
        return row >= 0 && QTest::qWaitFor([this] { return m_workspace->isSettled(); }, 20'000);
    }
    QuestionPictures* pictures() const { return m_workspace->findChild<QuestionPictures*>(); }

    /// Twelve questions of two types with 1 or 2 pictures, two of which are not there.
    void makeSat()
    {
        Json entries = Json::array();
        for (int i = 0; i < 12; ++i) {
            const std::string first = "./data/test/image_" + std::to_string(i) + "_0.png", second = "./data/test/image_" + std::to_string(i) + "_1.png";
            Json names = Json::array({first});
            if (i % 2)
                names.push_back(second);
            entries.push_back({{"database_idx", i}, {"question_type", i < 6 ? "obj_movement" : "goal_aim"}, {"question", "Which way did thing " + std::to_string(i) + " go?"},
                               {"answer_choices", {"left of the lamp", "right of the lamp"}}, {"correct_answer", i % 3 ? "left of the lamp" : "right of the lamp"}, {"img_paths", names}});
            for (const Json& name : names)
                if (i != 4 && i != 7)
                    writePng(m_root / "sat" / name.get<std::string>(), test::drawnPicture(160, static_cast<unsigned>(i), 0.3 + (name == second ? 0.3 : 0)));
        }
        writeJson(m_root / "sat/questions.json", entries);
    }
    bool makeVsi()
    {
        createFolder(m_root / "vsi/scannet");
        cv::VideoWriter writer((m_root / "vsi/scannet/scene0001_00.mp4").string(), cv::VideoWriter::fourcc('m', 'p', '4', 'v'), 10, cv::Size(96, 64));
        if (!writer.isOpened())
            return false;
        for (int i = 0; i < 31; ++i)
            writer.write(cv::Mat(64, 96, CV_8UC3, cv::Scalar(8 * i, 90, 250 - 8 * i)));
        const auto line = [](int id, const char* scene, const char* type, const char* truth, const Json& options) {
            return Json{{"id", id}, {"dataset", "scannet"}, {"scene_name", scene}, {"question_type", type}, {"question", "question " + std::to_string(id)},
                        {"ground_truth", truth}, {"options", options}}.dump() + '\n';
        };
        const Json options{"A. left", "B. right"};
        writeFileAtomic(m_root / "vsi/test.jsonl", line(0, "scene0001_00", "object_counting", "3", nullptr) + line(1, "scene0001_00", "object_counting", "10", nullptr)
                                                       + line(2, "scene0001_00", "object_rel_direction_easy", "B", options) + line(3, "gone", "route_planning", "A", options));
        return true;
    }
    void makeCube()
    {
        std::string lines;
        for (int i = 0; i < 3; ++i) {
            Json images = Json::array();
            for (int k = 0; k <= i + 1; ++k) {
                images.push_back("other/" + std::to_string(i) + std::to_string(k) + ".png");
                writePng(m_root / "cube/data" / images.back().get<std::string>(), test::drawnPicture(120, static_cast<unsigned>(10 * i + k), 0.2 * k));
            }
            lines += Json{{"id", std::string(i ? "among" : "rotation") + "_q" + std::to_string(i)}, {"category", {"P-P"}}, {"type", "t"}, {"meta_info", Json::array()},
                          {"question", "What is behind the chair? A. Lamp B. Bed C. Door D. Plant"}, {"images", images}, {"gt_answer", "B"}}.dump() + '\n';
        }
        createFolder(m_root / "cube/data/raw");
        writeFileAtomic(m_root / "cube/data/raw/MindCube_tinybench.jsonl", lines);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("test"));
        QCoreApplication::setApplicationName(QStringLiteral("outside"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath(QStringLiteral("settings")));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_root = m_dir.path().toStdString();
        createFolder(m_root / "sat/data/test");
        createFolder(m_root / "cube/data/other");
        makeSat();
        makeCube();
        m_project = m_dir.filePath(QStringLiteral("mine.w2v"));
        Project::create(m_project.toStdString());
        m_model = m_dir.filePath(QStringLiteral("models/small"));
        createTinyModel(m_model.toStdString(), std::vector<std::string>{"left of the lamp right of the lamp A. B. 3"}, {});
        m_session = std::make_unique<Session>();
        m_window = std::make_unique<MainWindow>(*m_session);
        m_workspace = new EvaluateWorkspace(*m_session);
        m_window->addWorkspace(m_workspace);
        m_window->finishSetup();
        m_window->resize(1280, 800);
        m_window->show();
        focus();
        QVERIFY(m_session->openProject(m_project));
        m_window->showWorkspace(QStringLiteral("evaluate"));
        m_workspace->findChild<ModelChooser*>()->choose(m_model);
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
    }

    void aDroppedFolderIsOpenedWithWhatIsMissing()
    {
        drop(path("sat"));
        OpenBenchmarkDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = m_workspace->findChild<OpenBenchmarkDialog*>()) && dialog->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(dialog, "benchmarkOpen")->isEnabled(), 60'000);
        QCOMPARE(in<QComboBox>(dialog, "benchmarkFound")->currentText(), QStringLiteral("SAT: questions.json"));
        QCOMPARE(in<QSpinBox>(dialog, "benchmarkSquare")->value(), 512); // its own rule
        auto* missing = in<QListWidget>(dialog, "missingMedia");
        QVERIFY(missing->isVisible());
        QStringList names;
        for (int i = 0; i < missing->count(); ++i)
            names << missing->item(i)->text();
        QCOMPARE(names, (QStringList{QStringLiteral("data/test/image_4_0.png"), QStringLiteral("data/test/image_7_0.png"), QStringLiteral("data/test/image_7_1.png")}));
        QVERIFY2(in<QLabel>(dialog, "openStatus")->text().contains("12 questions, 10 with all their pictures"), qPrintable(in<QLabel>(dialog, "openStatus")->text()));
        keep(dialog, "open-sat");
        QTest::keyClick(in<QLineEdit>(dialog, "benchmarkName"), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(in<QLineEdit>(dialog, "benchmarkName"), QStringLiteral("SAT-Real"));
        QTest::mouseClick(in<QPushButton>(dialog, "benchmarkOpen"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->data().questions().size(), std::size_t(12), 60'000);
        QTRY_VERIFY(m_workspace->isSettled());
        // Nobody was asked, and all questions are there, with what they lack.
        QCOMPARE(rows(), 12);
        QVERIFY(m_workspace->questions().index(4).data(QuestionsModel::MissingRole).toBool());
        QVERIFY(!m_workspace->questions().index(5).data(QuestionsModel::MissingRole).toBool());
        auto* notice = m_workspace->findChild<Notice*>(QString(), Qt::FindChildrenRecursively);
        QVERIFY(notice);
        QVERIFY(goTo("5"));
        QCOMPARE(pictures()->views().size(), std::size_t(2));
        QCOMPARE(pictures()->views()[1]->pixmap().size(), QSize(512, 512)); // as a model sees it
        QVERIFY(find<QLabel>("question")->text().contains("thing 5") && find<QLabel>("question")->text().contains("B. right of the lamp"));
        QCOMPARE(m_workspace->findChild<AttachmentStrip*>(QStringLiteral("chatAttachments"))->attachments().size(), 2); // proposed to the conversation
        keep(m_window.get(), "outside-unasked");
        QVERIFY(goTo("7"));
        QVERIFY(pictures()->views()[0]->pixmap().isNull());
        keep(m_window.get(), "outside-missing");
        // Pictures put in place are found when one looks again.
        writePng(m_root / "sat/data/test/image_4_0.png", test::drawnPicture(160, 4, 0.4));
        m_session->commands().find(QStringLiteral("evaluate.files"))->trigger();
        QTRY_VERIFY((dialog = m_workspace->findChild<OpenBenchmarkDialog*>()) && dialog->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(in<QLabel>(dialog, "openStatus")->text().contains("11 with all their pictures"), 60'000);
        QTest::mouseClick(in<QPushButton>(dialog, "benchmarkOpen"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isSettled() && m_workspace->data().isComplete(4), 60'000);
    }

    void askedComparedAndScoredByEveryRule()
    {
        test::ChatServer server([](QTcpSocket& socket, const test::ChatServer::Request& request) {
            const bool wordy = request.question.contains("thing 1"); // 1, 10, 11: right in the last line only
            const int thing = request.question.section("thing ", 1).section(' ', 0, 0).toInt();
            const QString right = thing % 3 ? QStringLiteral("left of the lamp") : QStringLiteral("right of the lamp");
            test::ChatServer::send(socket, "200 OK", {}, test::ChatServer::wholeReply(wordy ? QStringLiteral("I think it is the\n") + right : thing == 2 ? QStringLiteral("nowhere") : right));
        });
        // The local model by the form, the server at once.
        focus();
        QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
        auto* form = m_workspace->findChild<BenchmarkDialog*>();
        QVERIFY(form && form->windowTitle().contains("SAT-Real"));
        QCOMPARE(form->parameters().value("opened").toString(), QStringLiteral("SAT-Real"));
        QTest::mouseClick(in<QPushButton>(form, "benchmarkRun"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->jobs().isIdle() && m_workspace->isSettled() && m_workspace->data().models().size() == 1, 120'000);
        m_workspace->findChild<ModelChooser*>()->chooseServer(QString::fromStdString(server.address()), QStringLiteral("big"));
        QTRY_VERIFY(m_workspace->primaryAction()->isEnabled());
        m_workspace->primaryAction()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_session->jobs().isIdle() && m_workspace->isSettled() && m_workspace->data().modelPlace("big"), 120'000);
        const EvaluationData& data = m_workspace->data();
        QCOMPARE(server.requests.size(), 11); // the one without its pictures is not asked
        QCOMPARE(data.score("big").n, 11);
        QCOMPARE(data.accuracy("big").right, 10);
        find<ModelList>("models")->setCompared({"big", "small"});
        Q_EMIT find<ModelList>("models")->comparedChanged();
        QCOMPARE(rows(), 12); // all of them, also the one nobody was asked
        focus();
        QTest::keyClick(find<QListView>("questions"), Qt::Key_4); // regressions
        QCOMPARE(rows(), data.flips("big", "small")[1][0]);
        QTest::keyClick(find<QListView>("questions"), Qt::Key_1);
        auto* types = find<QComboBox>("task");
        types->setCurrentIndex(types->findText(QStringLiteral("goal aim")));
        Q_EMIT types->activated(types->currentIndex());
        QCOMPARE(rows(), 6);
        types->setCurrentIndex(0);
        Q_EMIT types->activated(0);
        auto* search = find<QLineEdit>("search");
        search->setText(QStringLiteral("NOWHERE")); // in an answer
        QCOMPARE(rows(), 1);
        QCOMPARE(QString::fromStdString(m_workspace->questions().recordAt(0)), QStringLiteral("2"));
        search->clear();
        auto* flips = find<FlipMatrix>("flips");
        QTest::mouseClick(flips, Qt::LeftButton, {}, flips->cellRect({true, false}).center());
        QCOMPARE(rows(), data.flips("big", "small")[1][0]);
        QTest::mouseClick(flips, Qt::LeftButton, {}, flips->cellRect({true, false}).center());

        // last-line accepts what is said in the last line, exact nothing before it: 10 and 7 of 11.
        auto* rules = find<RuleTable>("ruleTable");
        QCOMPARE(rules->columnCount(), 1 + 2 * 3);
        QCOMPARE(rules->horizontalHeaderItem(1)->text(), QStringLiteral("A  last-line"));
        QVERIFY2(rules->item(0, 1)->text().startsWith(QStringLiteral("90.9")), qPrintable(rules->item(0, 1)->text()));
        QVERIFY2(rules->item(0, 2)->text().startsWith(QStringLiteral("63.6")), qPrintable(rules->item(0, 2)->text()));
        QVERIFY(goTo("1"));
        rules->parentWidget()->raise();
        keep(m_window.get(), "outside-compared");
        bool said = false;
        for (const QLabel* label : m_workspace->findChildren<QLabel*>())
            said = said || label->text().contains(QStringLiteral("last-line ✓ · exact ✕"));
        QVERIFY(said);
        // The report has the rules too.
        QVERIFY(m_workspace->writeReport(path("report.html")));
        const std::string report = readFile(m_root / "report.html");
        QVERIFY(report.find("Scores by rule") != std::string::npos && report.find("last-line") != std::string::npos && report.find("goal_aim") != std::string::npos);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            QVERIFY(m_workspace->writeReport(folder + QStringLiteral("/outside-report.pdf")));
    }

    void predictionsOfAnotherProgramStandBeside()
    {
        writeFileAtomic(m_root / "theirs.tsv", "index\tprediction\n0\tright of the lamp\n1\tright of the lamp\n99\tleft\n");
        drop(path("theirs.tsv"));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->jobs().isIdle() && m_workspace->isSettled() && m_workspace->data().modelPlace("theirs"), 60'000);
        QCOMPARE(m_workspace->data().accuracy("theirs").n, 2);
        QCOMPARE(m_workspace->data().accuracy("theirs").right, 1);
    }

    void videosAreSeenAsFrames()
    {
        if (!makeVsi())
            QSKIP("OpenCV cannot write videos here");
        openDropped(path("vsi"), QStringLiteral("vsi"), QStringLiteral("4 questions, 3 with all their pictures"));
        QCOMPARE(rows(), 4);
        QVERIFY(goTo("0"));
        QCOMPARE(pictures()->views().size(), std::size_t(16));
        QCOMPARE(pictures()->views()[15]->pixmap().size(), QSize(96, 64));
        keep(m_window.get(), "outside-video");
        // Replies that the rules read differently, from another program.
        writeFileAtomic(m_root / "counts.jsonl", R"({"id": 0, "prediction": "about 3"})" "\n" R"({"id": 1, "prediction": "9"})" "\n" R"({"id": 2, "prediction": "B"})" "\n");
        m_session->jobs().start(QStringLiteral("bench.import"), {{"project", m_project}, {"benchmark", "vsi"}, {"predictions", path("counts.jsonl")}, {"name", "counter"}});
        QTRY_VERIFY(m_session->jobs().isIdle());
        m_workspace->activate();
        QTRY_VERIFY(m_workspace->data().modelPlace("counter").has_value());
        const EvaluationData& data = m_workspace->data();
        // official: counting 0 and 0.9, direction right: (45 + 100) / 2; lmms-eval reads the 3.
        QCOMPARE(data.score("counter").percent, 72.5);
        QCOMPARE(data.outside()->rules[*data.modelPlace("counter")][2].score.overall, (95.0 + 100) / 2);
        QVERIFY(std::abs(data.score("counter", 0).percent - 45) < 1e-4);
    }

    void severalPicturesAndClosing()
    {
        openDropped(path("cube"), QStringLiteral("MindCube"), QStringLiteral("3 questions, all with their pictures"));
        QVERIFY(goTo("among_q2"));
        QCOMPARE(pictures()->views().size(), std::size_t(4));
        keep(m_window.get(), "outside-cube");
        m_session->commands().find(QStringLiteral("evaluate.closeBenchmark"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_session->jobs().isIdle() && m_workspace->isSettled() && m_workspace->data().benchmark() != "MindCube", 60'000);
        QCOMPARE(find<QComboBox>("benchmark")->findText(QStringLiteral("MindCube")), -1);
        // Taken back.
        QPushButton* again = nullptr;
        for (QPushButton* button : m_workspace->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == QStringLiteral("Open it again"))
                again = button;
        QVERIFY(again);
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->data().benchmark() == "MindCube" && rows() == 3, 60'000);
    }
};

QTEST_MAIN(tst_OutsideBenchmark)
#include "tst_OutsideBenchmark.moc"

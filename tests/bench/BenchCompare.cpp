// bench_compare [answers] [models]: how long the comparison of many stored answers takes to open and to filter, in the real workspace
// (on an X server). The project is made in the temporary folder.
#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <random>

#include "core/dataset/Project.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/theme/Theme.h"

using namespace w2v;

namespace {

void fill(const QString& path, int questions, int models)
{
    Project project = Project::create(path.toStdString());
    const std::string before = project.putImage(test::drawnPicture(112, 1, 0.3)), after = project.putImage(test::drawnPicture(112, 2, 0.5));
    std::vector<QaRecord> records;
    for (int i = 0; i < questions; ++i) {
        QaRecord record;
        record.task = static_cast<Task>(i % 4);
        record.scene = "room:" + std::to_string(i / 40);
        record.split = "heldout";
        record.images = {before, after};
        record.question = "<image><image>How did the camera move between the first and the second picture (case " + std::to_string(i) + ")?";
        record.answer = record.task == Task::A4 ? "True" : "turn left " + std::to_string(5 + i % 80) + " degrees";
        records.push_back(std::move(record));
    }
    project.addRecords(records, "Make records", false);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform;
    for (int m = 0; m < models; ++m) {
        std::vector<StoredAnswer> answers;
        for (const QaRecord& record : records) {
            StoredAnswer answer{record.id, "run-" + std::to_string(m) + "/step-1000", "heldout", {}, 0, -1, {}};
            const bool right = uniform(random) < 0.3 + 0.05 * m;
            answer.score = right;
            answer.rawText = right ? record.answer : "turn right " + std::to_string(random() % 90) + " degrees";
            answer.detail = {{"reading", answer.rawText}, {"overlap", -1}, {"seconds", 0.01 + 0.01 * m}, {"tokens", 7}, {"prompt_tokens", 90},
                             {"mean_log_probability", std::log(0.3 + 0.7 * uniform(random))}, {"predictions", "answers/heldout/run.jsonl"}};
            answers.push_back(std::move(answer));
        }
        project.putAnswers(answers);
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("w2v-bench"));
    Theme::instance().install(app, Theme::Mode::Dark);
    const int answers = argc > 1 ? std::atoi(argv[1]) : 100'000, models = argc > 2 ? std::atoi(argv[2]) : 10;
    const QTemporaryDir dir;
    fill(dir.filePath("many.w2v"), answers / models, models);
    Session session;
    session.openProject(dir.filePath("many.w2v"));
    EvaluateWorkspace workspace(session);
    workspace.resize(1280, 800);
    QElapsedTimer clock;
    for (int run = 0; run < 5; ++run) { // opened anew: nothing is kept but the system's file cache
        clock.start();
        workspace.show();
        workspace.activate();
        while (workspace.data().questions().empty() || workspace.questions().rowCount() == 0 || (run && clock.elapsed() < 1))
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        workspace.repaint();
        std::printf("open %d: %lld ms until the questions are drawn\n", run + 1, static_cast<long long>(clock.elapsed()));
        session.closeProject();
        QCoreApplication::processEvents();
        session.openProject(dir.filePath("many.w2v"));
    }
    while (workspace.questions().rowCount() == 0)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    auto* search = workspace.findChild<QLineEdit*>(QStringLiteral("search"));
    std::vector<double> times;
    const auto timed = [&](const auto& work) {
        clock.start();
        work();
        QCoreApplication::processEvents();
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    };
    for (int i = 0; i < 20; ++i) {
        for (const int key : {Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_1})
            timed([&] {
                for (QAction* action : workspace.actions())
                    if (action->shortcut() == QKeySequence(key))
                        action->trigger();
            });
        timed([&] { search->setText(QStringLiteral("left %1 deg").arg(5 + i)); });
        timed([&] { search->clear(); });
    }
    std::sort(times.begin(), times.end());
    std::printf("filter: %zu changes, median %.1f ms, p95 %.1f ms, longest %.1f ms\n", times.size(), times[times.size() / 2], times[times.size() * 95 / 100], times.back());
    return 0;
}

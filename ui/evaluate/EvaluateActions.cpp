// What can be done in Evaluate: commands, benchmark runs, votes, reports.
#include <QAction>
#include <QFileDialog>
#include <QLineEdit>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "ui/chat/ChatPanel.h"
#include "ui/evaluate/BenchmarkDialog.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/HumanDialog.h"
#include "ui/evaluate/ImaginationDialog.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/evaluate/ReportExport.h"
#include "ui/evaluate/VoteDialog.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {

void EvaluateWorkspace::buildCommands()
{
    m_measure = addCommand(QStringLiteral("measure"), tr("Run benchmark"), QStringLiteral("play"), {}, [this] { measure(); }, [this] {
        return copyAsCommand(measureOperation(), benchmarkParameters());
    });
    m_ask = addCommand(QStringLiteral("ask"), tr("Ask"), QStringLiteral("send"), QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { m_chat->askOrStop(); },
                       [this] { return m_chat->commandLine(); });
    m_ask->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    m_stopAnswer = addCommand(QStringLiteral("stopAnswer"), tr("Stop the answer"), QStringLiteral("stop"), QKeySequence(Qt::Key_Escape), [this] { m_chat->stop(); });
    m_stopAnswer->setEnabled(false);
    m_another = addCommand(QStringLiteral("another"), tr("Ask another model beside"), QStringLiteral("compare"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [this] { m_chat->addColumn(); });
    QAction* next = addCommand(QStringLiteral("next"), tr("Next question"), QStringLiteral("next"), QKeySequence(Qt::Key_J), [this] { step(1); });
    next->setShortcuts({QKeySequence(Qt::Key_J), QKeySequence(Qt::Key_Right)});
    QAction* previous = addCommand(QStringLiteral("previous"), tr("Previous question"), QStringLiteral("previous"), QKeySequence(Qt::Key_K), [this] { step(-1); });
    previous->setShortcuts({QKeySequence(Qt::Key_K), QKeySequence(Qt::Key_Left)});
    const auto agreement = [this](int index) {
        m_agreement->setCurrent(index);
        applyFilter();
    };
    addCommand(QStringLiteral("all"), tr("Show all questions"), QStringLiteral("filter"), QKeySequence(Qt::Key_1), [agreement] { agreement(0); });
    addCommand(QStringLiteral("differ"), tr("Show where answers differ"), QStringLiteral("difference"), QKeySequence(Qt::Key_2), [agreement] { agreement(1); });
    addCommand(QStringLiteral("oneRight"), tr("Show where one is right and one is wrong"), QStringLiteral("compare"), QKeySequence(Qt::Key_3), [agreement] { agreement(2); });
    addCommand(QStringLiteral("regressions"), tr("Show where A is right and B is wrong"), QStringLiteral("warning"), QKeySequence(Qt::Key_4), [agreement] { agreement(3); });
    addCommand(QStringLiteral("search"), tr("Search questions and answers"), QStringLiteral("search"), QKeySequence::Find, [this] { m_search->setFocus(); });
    m_vote = addCommand(QStringLiteral("vote"), tr("Vote blind on A and B"), QStringLiteral("star"), QKeySequence(Qt::Key_V), [this] { vote(); });
    addCommand(QStringLiteral("exportVotes"), tr("Export votes as preference data…"), QStringLiteral("export"), {}, [this] { exportVotes(); }, [this] {
        return copyAsCommand(QStringLiteral("bench.votes"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("out"), QStringLiteral("votes.jsonl")}});
    });
    addCommand(QStringLiteral("human"), tr("Answer the questions yourself, blind"), QStringLiteral("edit"), QKeySequence(Qt::Key_H), [this] { answerYourself(); });
    addCommand(QStringLiteral("report"), tr("Write a report…"), QStringLiteral("table"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), [this] { askForReport(); }, [this] {
        return copyAsCommand(QStringLiteral("bench.report"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("out"), QStringLiteral("report.html")}});
    });
    addCommand(QStringLiteral("open"), tr("Open a benchmark…"), QStringLiteral("folder"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), [this] { openBenchmark({}); }, [this] {
        return copyAsCommand(QStringLiteral("bench.open"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("benchmark"), QStringLiteral("sat")},
                                                           {QStringLiteral("questions"), QStringLiteral("sat_real_questions.json")}});
    });
    addCommand(QStringLiteral("files"), tr("The opened benchmark's files and what is missing…"), QStringLiteral("image"), {}, [this] { showFiles(); });
    addCommand(QStringLiteral("closeBenchmark"), tr("Close the opened benchmark"), QStringLiteral("close"), {}, [this] { closeOpened(); });
    addCommand(QStringLiteral("import"), tr("Import predictions of another program…"), QStringLiteral("import"), {}, [this] {
        importPredictions(QFileDialog::getOpenFileName(this, tr("Predictions"), {}, tr("Predictions (*.jsonl *.json *.tsv *.xlsx)")));
    });
    addCommand(QStringLiteral("toCuration"), tr("Send the shown questions to the curation queue"), QStringLiteral("curate"), QKeySequence(Qt::Key_Q), [this] { sendToCuration(); });
    addCommand(QStringLiteral("benchmark"), tr("Run a benchmark…"), QStringLiteral("settings"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] { askHowToMeasure(false); });
    addCommand(QStringLiteral("imagining"), tr("Run benchmark, imagining first…"), QStringLiteral("imagine"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B), [this] { askHowToMeasure(true); });
    const std::tuple<const char*, QString, const char*> ablations[] = {{"no-images", tr("Run benchmark without images"), "eye-off"},
                                                                       {"swapped", tr("Run benchmark with another question's images"), "difference"},
                                                                       {"mirrored", tr("Run benchmark with mirrored images"), "wipe"}};
    for (const auto& [images, text, icon] : ablations) {
        const QString kind = QLatin1String(images);
        addCommand(kind, text, QLatin1String(icon), {}, [this, kind] { measureWith(kind); }, [this, kind] {
            return copyAsCommand(QStringLiteral("bench.answer"), answerParameters(kind));
        });
    }
}


QString EvaluateWorkspace::measureOperation() const
{
    return !m_data.outside() && m_chat->model().server.isEmpty() ? QStringLiteral("bench.run") : QStringLiteral("bench.answer");
}

QJsonObject EvaluateWorkspace::benchmarkParameters() const
{
    QJsonObject parameters = m_chat->model().parameters();
    if (measureOperation() == QLatin1String("bench.answer")) {
        chooseBenchmark(parameters);
    } else {
        parameters.insert(QStringLiteral("project"), session().projectPath());
        parameters.insert(QStringLiteral("benchmark"), QString::fromLatin1(kHeldoutBenchmark));
    }
    return parameters;
}

void EvaluateWorkspace::chooseBenchmark(QJsonObject& parameters) const
{
    parameters.insert(QStringLiteral("project"), session().projectPath());
    parameters.insert(QStringLiteral("benchmark"), QStringLiteral("project"));
    if (m_data.outside())
        parameters.insert(QStringLiteral("opened"), QString::fromStdString(m_data.benchmark()));
}

void EvaluateWorkspace::measure()
{
    follow(session().jobs().start(measureOperation(), benchmarkParameters()));
}

QJsonObject EvaluateWorkspace::answerParameters(const QString& kind) const
{
    QJsonObject parameters = m_chat->model().parameters();
    chooseBenchmark(parameters);
    parameters.insert(QStringLiteral("ablation"), kind);
    return parameters;
}

void EvaluateWorkspace::askHowToMeasure(bool imagine)
{
    if (!session().hasProject()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Open a project first."));
        return;
    }
    auto* dialog = new BenchmarkDialog(session(), imagine, m_data.outside() ? QString::fromStdString(m_data.benchmark()) : QString(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &BenchmarkDialog::answererChanged, m_chat, &ChatPanel::refreshModels);
    connect(dialog, &BenchmarkDialog::runRequested, this, [this](const QJsonObject& parameters) {
        follow(session().jobs().start(QStringLiteral("bench.answer"), parameters));
    });
    connect(dialog, &BenchmarkDialog::queueRequested, this, &EvaluateWorkspace::queueBenchmark);
    dialog->open();
}

void EvaluateWorkspace::measureWith(const QString& kind)
{
    if (!m_measure->isEnabled())
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Open a project and choose a model on the right first."));
    else
        follow(session().jobs().start(QStringLiteral("bench.answer"), answerParameters(kind)));
}

void EvaluateWorkspace::queueBenchmark(const QJsonObject& parameters)
{
    Job* job = session().jobs().start(QStringLiteral("queue.add"), {{QStringLiteral("op"), QStringLiteral("bench.answer")}, {QStringLiteral("params"), parameters},
                                                                     {QStringLiteral("name"), tr("benchmark")}});
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        say(ColorRole::Good, QStringLiteral("success"), tr("The benchmark waits in the queue as %1; its answers appear here when it has run.").arg(result.value(QStringLiteral("id")).toString()));
        m_notice->setAction(tr("Show the queue"), [this] { session().showWorkspace(QStringLiteral("train")); });
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { say(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

void EvaluateWorkspace::follow(Job* job)
{
    connect(job, &Job::finished, this, [this] {
        reload();
        say(ColorRole::Good, QStringLiteral("success"), tr("The benchmark has finished."));
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { say(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

void EvaluateWorkspace::vote()
{
    if (compared().size() < 2 || !session().hasProject()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Compare two models first: click them in the list of models."));
        return;
    }
    try {
        VoteDialog dialog(session(), m_data, compared()[0], compared()[1], m_questions->places(), this);
        dialog.exec();
    } catch (const std::exception& error) {
        session().report(QStringLiteral("evaluate.vote"), error);
    }
}

void EvaluateWorkspace::exportVotes()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export votes"), QStringLiteral("votes.jsonl"), tr("JSON lines (*.jsonl)"));
    if (file.isEmpty())
        return;
    Job* job = session().jobs().start(QStringLiteral("bench.votes"), {{QStringLiteral("project"), session().projectPath()},
                                                                       {QStringLiteral("benchmark"), QString::fromStdString(m_data.benchmark())}, {QStringLiteral("out"), file}});
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        say(ColorRole::Good, QStringLiteral("success"), tr("%n preferences were written.", nullptr, result.value(QStringLiteral("rows")).toInt()));
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { say(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

void EvaluateWorkspace::answerYourself()
{
    if (m_data.questions().empty()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Measure a model first: its questions are the ones to answer."));
        return;
    }
    HumanDialog dialog(session(), m_data, m_questions->places(), this);
    dialog.exec();
    reload();
}

void EvaluateWorkspace::askForReport()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Write a report"), QStringLiteral("report.html"), tr("Web page (*.html);;PDF (*.pdf)"));
    if (!file.isEmpty())
        writeReport(file);
}

bool EvaluateWorkspace::writeReport(const QString& file)
{
    try {
        if (m_data.table().models.empty())
            throw Error("report", "there are no answers yet", "Measure a model first");
        const QString csv = exportReport(m_data, session().projectName(), file);
        say(ColorRole::Good, QStringLiteral("success"), tr("The report is written; every number's predictions are in %1.").arg(csv));
        return true;
    } catch (const std::exception& error) {
        session().report(QStringLiteral("evaluate.report"), error);
        return false;
    }
}

void EvaluateWorkspace::sendToCuration()
{
    if (m_data.outside()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Only the project's own questions can be curated; these are %1's.").arg(QString::fromStdString(m_data.benchmark())));
        return;
    }
    std::vector<std::string> ids;
    for (const std::size_t place : m_questions->places())
        ids.push_back(m_data.questions()[place].record);
    if (ids.empty())
        return;
    const int count = static_cast<int>(ids.size());
    session().editMany([ids](Project& project) { project.setRecordState(ids, "second_look", "sent from Evaluate"); }, [this, count](bool ok) {
        if (!ok)
            return; // an issue says why
        say(ColorRole::Good, QStringLiteral("success"), tr("%n questions wait in the curation queue for a second look.", nullptr, count));
        m_notice->setAction(tr("Curate"), [this] { session().showWorkspace(QStringLiteral("curate")); });
    });
}

void EvaluateWorkspace::showTree(int model)
{
    const std::string record = m_questions->recordAt(currentRow());
    if (model < 0 || model >= static_cast<int>(compared().size()) || !session().hasProject())
        return;
    const EvaluationData::Answer* answer = m_data.answer(compared()[static_cast<std::size_t>(model)], record);
    if (!answer)
        return;
    try {
        const Json detail = parseJson(answer->detail, "answer to " + record);
        fs::path folder = fs::path(session().projectPath().toStdString()) / detail.value("predictions", "");
        folder += ".imagined";
        auto* dialog = new ImaginationDialog(pathInside(folder, detail.at("imagination").value("tree", "")), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    } catch (const std::exception& error) {
        session().report(QStringLiteral("evaluate.imagination"), error);
    }
}

} // namespace w2v

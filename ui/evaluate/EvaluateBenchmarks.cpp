// Benchmarks of others in Evaluate: opened, closed, their files, predictions of other programs.
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

#include "ui/chat/ChatPanel.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/OpenBenchmarkDialog.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

QJsonObject parametersOf(const OpenedBenchmark& opened)
{
    return {{QStringLiteral("name"), QString::fromStdString(opened.name)}, {QStringLiteral("benchmark"), QLatin1String(benchmarkKindName(opened.kind))},
            {QStringLiteral("questions"), QString::fromStdString(opened.questions.string())}, {QStringLiteral("media"), QString::fromStdString(opened.media.string())},
            {QStringLiteral("frames"), opened.rules.videoFrames}, {QStringLiteral("square"), opened.rules.square}};
}

/// A folder, or what may hold questions or predictions.
bool mayBeBenchmark(const QFileInfo& file)
{
    const QString suffix = file.suffix().toLower();
    return file.isDir() || suffix == QLatin1String("json") || suffix == QLatin1String("jsonl");
}

bool isTable(const QFileInfo& file)
{
    return file.suffix().toLower() == QLatin1String("tsv") || file.suffix().toLower() == QLatin1String("xlsx");
}

} // namespace

void EvaluateWorkspace::openBenchmark(const QString& path)
{
    if (!session().hasProject()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Open a project first: it keeps the answers."));
        return;
    }
    auto* dialog = new OpenBenchmarkDialog(session(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OpenBenchmarkDialog::openedBenchmark, this, &EvaluateWorkspace::showBenchmark);
    dialog->open();
    if (!path.isEmpty())
        dialog->lookIn(path);
}

void EvaluateWorkspace::showBenchmark(const QString& name)
{
    m_wanted = name;
    m_models->setCompared({});
    reload();
}

void EvaluateWorkspace::showFiles()
{
    if (!m_data.outside()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("These are the project's own questions. Open a benchmark first."));
        return;
    }
    auto* dialog = new OpenBenchmarkDialog(session(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OpenBenchmarkDialog::openedBenchmark, this, &EvaluateWorkspace::showBenchmark);
    dialog->setOpened(parametersOf(m_data.outside()->source));
    dialog->open();
}

void EvaluateWorkspace::tellMissing()
{
    const OutsideEvaluation* outside = m_data.outside();
    if (!outside)
        return;
    const auto& complete = outside->benchmark.complete;
    const auto there = std::count(complete.begin(), complete.end(), true);
    const auto absent = static_cast<int>(complete.size()) - static_cast<int>(there);
    if (!absent && outside->benchmark.problems.empty())
        return;
    QString text = absent ? tr("%1 of %2 questions lack pictures and will not be asked.").arg(absent).arg(complete.size()) : QString();
    if (!outside->benchmark.problems.empty())
        text += QLatin1Char(' ') + tr("%n entries of the file cannot be read.", nullptr, static_cast<int>(outside->benchmark.problems.size()));
    say(ColorRole::Imagined, QStringLiteral("warning"), text.trimmed());
    m_toldMissing = true;
    m_notice->setAction(tr("List them"), [this] { showFiles(); });
}

void EvaluateWorkspace::closeOpened()
{
    if (!m_data.outside()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("These are the project's own questions: there is nothing to close."));
        return;
    }
    QJsonObject again = parametersOf(m_data.outside()->source);
    const QString name = again.value(QStringLiteral("name")).toString();
    Job* job = session().jobs().start(QStringLiteral("bench.close"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("name"), name}});
    connect(job, &Job::finished, this, [this, again, name]() mutable {
        again.insert(QStringLiteral("project"), session().projectPath());
        m_whenShown = [this, again, name] { // what is shown next may have something to say itself; taking it back comes first
            say(ColorRole::Good, QStringLiteral("success"), tr("%1 is closed; its answers are kept.").arg(name));
            m_notice->setAction(tr("Open it again"), [this, again, name] {
                Job* open = session().jobs().start(QStringLiteral("bench.open"), again);
                connect(open, &Job::finished, this, [this, name] {
                    m_notice->hide();
                    showBenchmark(name);
                });
                connect(open, &Job::failed, this, [this](const JobError& error) { say(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
            });
        };
        m_wanted = QString::fromLatin1(kHeldoutBenchmark);
        m_models->setCompared({});
        reload();
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { say(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

void EvaluateWorkspace::importPredictions(const QString& file)
{
    if (file.isEmpty())
        return;
    if (!session().hasProject()) {
        say(ColorRole::Imagined, QStringLiteral("info"), tr("Open a project first: it keeps the answers."));
        return;
    }
    const QString benchmark = m_data.benchmark().empty() ? QString::fromLatin1(kHeldoutBenchmark) : QString::fromStdString(m_data.benchmark());
    Job* job = session().jobs().start(QStringLiteral("bench.import"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("benchmark"), benchmark},
                                                                       {QStringLiteral("predictions"), file}, {QStringLiteral("name"), QFileInfo(file).completeBaseName()}});
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        reload();
        const int unknown = result.value(QStringLiteral("unknown")).toObject().value(QStringLiteral("count")).toInt();
        const auto problems = static_cast<int>(result.value(QStringLiteral("problems")).toArray().size());
        QString text = tr("%1: %n answers were imported.", nullptr, result.value(QStringLiteral("imported")).toInt()).arg(result.value(QStringLiteral("name")).toString());
        if (unknown)
            text += QLatin1Char(' ') + tr("%n belong to no question.", nullptr, unknown);
        if (problems)
            text += QLatin1Char(' ') + tr("%n lines could not be used.", nullptr, problems);
        say(unknown || problems ? ColorRole::Imagined : ColorRole::Good, unknown || problems ? QStringLiteral("warning") : QStringLiteral("success"), text);
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { say(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

QString EvaluateWorkspace::describeDrop(const QStringList& paths) const
{
    const QStringList pictures = ChatPanel::pictures(paths);
    if (pictures.isEmpty() && paths.size() == 1 && session().hasProject()) {
        const QFileInfo file(paths.first());
        if (isTable(file))
            return tr("Import the predictions of %1").arg(file.fileName());
        if (mayBeBenchmark(file))
            return tr("Open the benchmark %1").arg(file.fileName());
    }
    if (pictures.size() == 1)
        return tr("Attach %1 to the question").arg(QFileInfo(pictures.first()).fileName());
    return pictures.isEmpty() ? QString() : tr("Attach %n pictures to the question", nullptr, static_cast<int>(pictures.size()));
}

void EvaluateWorkspace::drop(const QStringList& paths)
{
    if (!ChatPanel::pictures(paths).isEmpty()) {
        m_chat->attachFiles(paths);
        return;
    }
    const QFileInfo file(paths.value(0));
    if (isTable(file))
        importPredictions(paths.first());
    else if (mayBeBenchmark(file))
        openBenchmark(paths.first());
}

} // namespace w2v

// The charts and tables of Evaluate, and what models are called.
#include <cmath>
#include <set>

#include "core/eval/EvaluationReport.h"
#include "core/runs/RunFolder.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/EvaluationPlots.h"
#include "ui/evaluate/EvaluationTables.h"
#include "ui/evaluate/ModelList.h"
#include "ui/plots/BarChart.h"
#include "ui/records/TaskText.h"

namespace w2v {
namespace {

constexpr double kLearnedMargin = 3; ///< points above the best baseline before a task counts as learned

} // namespace

QString typeText(const AnswerTable::Type& type)
{
    const QString name = QString::fromStdString(type.name);
    if (const auto task = taskFromName(type.name))
        return QStringLiteral("%1  %2").arg(name, taskText(*task));
    return QString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString modelText(const std::string& model)
{
    if (model == "majority")
        return EvaluateWorkspace::tr("majority answer");
    if (model == "no_image")
        return EvaluateWorkspace::tr("without looking");
    if (model == "untrained")
        return EvaluateWorkspace::tr("untrained");
    if (model == "trained")
        return EvaluateWorkspace::tr("trained");
    if (model == "human")
        return EvaluateWorkspace::tr("a person");
    if (const std::size_t comma = model.rfind(", images "); comma != std::string::npos) {
        const std::string images = model.substr(comma + 9);
        const QString what = images == "no-images" ? EvaluateWorkspace::tr("no images") : images == "swapped" ? EvaluateWorkspace::tr("another question's images")
                                                                                                             : EvaluateWorkspace::tr("mirrored images");
        return EvaluateWorkspace::tr("%1, %2").arg(modelText(model.substr(0, comma)), what);
    }
    if (model.ends_with(", imagining"))
        return EvaluateWorkspace::tr("%1, imagining first").arg(modelText(model.substr(0, model.size() - 11)));
    // "<run>/base", "<run>/step-1200" and "<model> + <adapter>", as the benchmark names them.
    const QString name = QString::fromStdString(model);
    if (const qsizetype plus = name.indexOf(QLatin1String(" + ")); plus >= 0)
        return EvaluateWorkspace::tr("%1 with %2").arg(modelText(name.left(plus).toStdString()), name.mid(plus + 3));
    const auto runText = [](const QString& id) { return QString::fromStdString(shortRunName(id.toStdString())); };
    if (name.endsWith(QLatin1String("/base")))
        return EvaluateWorkspace::tr("%1, untrained").arg(runText(name.chopped(5)));
    const qsizetype step = name.indexOf(QLatin1String("/step-"));
    return step < 0 ? name : EvaluateWorkspace::tr("%1, step %2").arg(runText(name.left(step)), name.mid(step + 6));
}

void EvaluateWorkspace::showBars()
{
    // All models that were compared and all baselines; without a comparison, everything.
    std::vector<std::string> shown = compared();
    for (const std::string& model : m_data.models())
        if (isBaseline(model) && std::find(shown.begin(), shown.end(), model) == shown.end())
            shown.push_back(model);
    QVector<BarChart::Kind> kinds;
    for (std::size_t i = 0; i < shown.size(); ++i)
        kinds.push_back({isBaseline(shown[i]) ? modelText(shown[i]) : QStringLiteral("%1  %2").arg(modelLetter(i), modelText(shown[i])), static_cast<int>(i), isBaseline(shown[i])});
    QVector<BarChart::Group> groups;
    QVariantList tasks;
    for (std::size_t type = 0; type < m_data.table().types.size(); ++type) {
        const AnswerTable::Type& named = m_data.table().types[type];
        QString label = QString::fromStdString(named.name);
        BarChart::Group group{label.replace(QLatin1Char('_'), QLatin1Char(' ')), {}, ColorRole::Muted, {}};
        double best = std::nan(""), baseline = std::nan("");
        int total = 0;
        for (const std::string& model : shown) {
            const EvaluationData::Score score = m_data.score(model, type);
            const Share direction = m_data.direction(model, type);
            total += score.n;
            if (!score.n) {
                group.bars.push_back({});
                continue;
            }
            QString tip = tr("%1: %2% of %3, 95% interval %4 to %5%").arg(modelText(model)).arg(score.percent, 0, 'f', 1).arg(score.n)
                              .arg(score.low, 0, 'f', 1).arg(score.high, 0, 'f', 1);
            if (direction.n)
                tip += QLatin1Char('\n') + tr("direction alone: %1%").arg(direction.percent(), 0, 'f', 1);
            group.bars.push_back({score.percent, score.low, score.high, tip});
            double& side = isBaseline(model) ? baseline : best;
            side = std::isnan(side) ? score.percent : std::fmax(side, score.percent);
        }
        if (!total)
            continue;
        if (std::isfinite(best) && std::isfinite(baseline)) {
            const bool learned = best > baseline + kLearnedMargin;
            group.note = learned ? tr("✓ learned, +%1").arg(best - baseline, 0, 'f', 0) : tr("✕ not learned");
            group.noteRole = learned ? ColorRole::Good : ColorRole::Imagined;
        } else {
            group.note = m_data.outside() ? tr("%n questions", nullptr, total) : taskText(static_cast<Task>(type));
        }
        groups.push_back(group);
        tasks.push_back(static_cast<int>(type));
    }
    m_bars->setProperty("tasks", tasks);
    m_bars->set(kinds, groups);
}

void EvaluateWorkspace::showPlots()
{
    // Compared models have the colours of their columns; without a comparison all are drawn.
    QVector<LatencyPlot::Dot> dots;
    QVector<CalibrationPlot::Curve> curves;
    const AnswerTable& table = m_data.table();
    for (std::size_t model = 0; model < table.models.size(); ++model) {
        const auto place = std::find(compared().begin(), compared().end(), table.models[model]);
        if (!compared().empty() && place == compared().end())
            continue;
        const int color = static_cast<int>(compared().empty() ? model : static_cast<std::size_t>(place - compared().begin()));
        const EvaluationData::Score accuracy = m_data.score(table.models[model]);
        dots << LatencyPlot::Dot{modelText(table.models[model]), medianSeconds(table, model), accuracy.percent, accuracy.low, accuracy.high, color};
        const std::vector<CalibrationBin> bins = calibration(table, model);
        CalibrationPlot::Curve curve{modelText(table.models[model]), {}, calibrationError(bins), color};
        for (const CalibrationBin& bin : bins)
            if (bin.right.n)
                curve.points << CalibrationPlot::Point{bin.meanConfidence, bin.right.percent() / 100, bin.right.n};
        curves << curve;
    }
    m_latency->set(dots);
    m_calibration->set(curves);
    m_flipTable->show(m_data, compared());
    m_ruleTable->show(m_data, compared());
}

} // namespace w2v

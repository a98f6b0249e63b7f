#include "ui/train/RunsModel.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/supervision/QaRecord.h"
#include "ui/session/Units.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"

namespace w2v {
namespace {

constexpr std::size_t kMaxProblems = 100;
constexpr std::string_view kEvaluation = "eval/", kAccuracy = "/accuracy";

/// Whether this is a task's held-out accuracy, "eval/<task>/accuracy".
bool isAccuracy(std::string_view metric)
{
    if (!metric.starts_with(kEvaluation) || !metric.ends_with(kAccuracy))
        return false;
    metric.remove_prefix(kEvaluation.size());
    metric.remove_suffix(kAccuracy.size());
    return taskFromName(metric).has_value();
}

QString tagsText(const RunLabel& label)
{
    QStringList tags;
    for (const std::string& tag : label.tags)
        tags += QString::fromStdString(tag);
    return tags.join(QStringLiteral(", "));
}

} // namespace

void RunsModel::clear()
{
    beginResetModel();
    m_runs.clear();
    endResetModel();
}

void RunsModel::setLabels(const std::vector<RunLabel>& labels)
{
    m_labels.clear();
    for (const RunLabel& label : labels)
        m_labels[label.run] = label;
    for (Run& run : m_runs)
        run.label = labelOf(run.summary.id);
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_runs.size()) - 1, kColumns - 1));
}

RunLabel RunsModel::labelOf(const std::string& id) const
{
    const auto found = m_labels.find(id);
    return found == m_labels.end() ? RunLabel{id, {}, {}, {}, false} : found->second;
}

void RunsModel::takeRows(const std::vector<RunUpdate>& updates)
{
    const auto idOf = [&](std::size_t row) -> const std::string& { return updates[updates.size() - 1 - row].run.id; }; // the newest first
    const std::size_t added = updates.size() - std::min(updates.size(), m_runs.size());
    bool kept = added + m_runs.size() == updates.size();
    for (std::size_t i = 0; kept && i < m_runs.size(); ++i)
        kept = m_runs[i].summary.id == idOf(added + i);
    if (kept && added == 0)
        return;
    // New runs come above the others, whose rows stay what they are: a name that is being typed goes on. When runs have gone the rows are rebuilt.
    if (kept)
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
    else
        beginResetModel();
    std::map<std::string, Run> known;
    for (Run& run : m_runs)
        known[run.summary.id] = std::move(run);
    m_runs.clear();
    for (std::size_t i = 0; i < updates.size(); ++i) {
        m_runs.push_back(std::move(known[idOf(i)]));
        m_runs.back().summary = updates[updates.size() - 1 - i].run;
    }
    if (kept)
        endInsertRows();
    else
        endResetModel();
}

void RunsModel::apply(MonitorUpdate& update)
{
    takeRows(update.runs);
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        RunUpdate& one = update.runs[m_runs.size() - 1 - i];
        Run& run = m_runs[i];
        run.summary = one.run;
        run.label = labelOf(run.summary.id);
        if (one.batch.restarted) {
            run.problems.clear();
            run.damaged = 0;
        }
        run.damaged += one.batch.damaged;
        for (std::string& problem : one.batch.problems)
            if (run.problems.size() < kMaxProblems)
                run.problems.push_back(std::move(problem));
        const bool restarted = one.batch.restarted;
        const std::vector<MetricChange> changes = w2v::apply(std::move(one.batch), run.metrics);
        if (restarted || !changes.empty())
            Q_EMIT metricsChanged(QString::fromStdString(run.summary.id), changes, restarted);
    }
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_runs.size()) - 1, kColumns - 1));
}

const RunsModel::Run* RunsModel::find(const std::string& id) const
{
    return at(rowOf(id));
}

const RunsModel::Run* RunsModel::at(int row) const
{
    return row >= 0 && row < static_cast<int>(m_runs.size()) ? &m_runs[static_cast<std::size_t>(row)] : nullptr;
}

int RunsModel::rowOf(const std::string& id) const
{
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        if (m_runs[i].summary.id == id)
            return static_cast<int>(i);
    return -1;
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    const Run* run = at(index.row());
    if (!run)
        return {};
    const RunState& state = run->summary.state;
    const QString status = QString::fromLatin1(runStatusName(state.status).data());
    switch (role) {
    case StatusRole:
        return status;
    case IdRole:
        return QString::fromStdString(run->summary.id);
    case Qt::ToolTipRole:
        return runName(*run) + QLatin1Char('\n') + QString::fromStdString(state.error.empty() ? run->summary.id : state.error);
    case Qt::TextAlignmentRole:
        return index.column() >= StepColumn && index.column() != StartColumn ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case SortRole:
        return sortValue(*run, index.column());
    case HiddenRole:
        return run->label.hidden;
    case SearchRole:
        return QStringList{runName(*run), QString::fromStdString(run->summary.id), QString::fromStdString(run->label.group), tagsText(run->label),
                           stateText(status)}.join(QLatin1Char('\n'));
    case Qt::ForegroundRole:
        return run->label.hidden ? QVariant(Theme::instance().color(ColorRole::Faint)) : QVariant();
    case Qt::EditRole:
        if (index.column() == NameColumn)
            return run->label.name.empty() ? runName(run->summary) : QString::fromStdString(run->label.name);
        break;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case StatusColumn:
        return stateText(status);
    case NameColumn:
        return runName(*run);
    case GroupColumn:
        return QString::fromStdString(run->label.group);
    case TagsColumn:
        return tagsText(run->label);
    case StartColumn:
        return state.created > 0 ? QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(state.created * 1000)).toString(QStringLiteral("MM-dd HH:mm")) : QStringLiteral("–");
    case StepColumn:
        return state.total > 0 && state.status == RunStatus::Running ? QStringLiteral("%1/%2").arg(state.step).arg(state.total) : QString::number(state.step);
    case LossColumn: {
        const double loss = newestLoss(run->metrics);
        return std::isfinite(loss) ? QLocale::c().toString(loss, 'f', 3) : QStringLiteral("–");
    }
    case ScoreColumn: {
        const double mean = heldOutMean(run->metrics);
        return std::isfinite(mean) ? tr("%1%").arg(mean, 0, 'f', 1) : QStringLiteral("–");
    }
    case EtaColumn:
        return state.status == RunStatus::Running && state.etaSeconds > 0 ? formatDuration(state.etaSeconds) : QStringLiteral("–");
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= StepColumn && section != StartColumn ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == ScoreColumn)
        return tr("Mean accuracy over the tasks on held-out scenes, newest evaluation");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StatusColumn:
        return tr("Status");
    case NameColumn:
        return tr("Run");
    case StepColumn:
        return tr("Step");
    case LossColumn:
        return tr("Loss");
    case ScoreColumn:
        return tr("Held out");
    case EtaColumn:
        return tr("Left");
    case GroupColumn:
        return tr("Group");
    case TagsColumn:
        return tr("Tags");
    case StartColumn:
        return tr("Made");
    default:
        return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const
{
    const bool editable = index.column() == NameColumn || index.column() == GroupColumn || index.column() == TagsColumn;
    return QAbstractTableModel::flags(index) | (editable ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const Run* run = at(index.row());
    if (!run || role != Qt::EditRole || value.toString() == data(index, Qt::EditRole).toString())
        return false;
    Q_EMIT edited(QString::fromStdString(run->summary.id), index.column(), value.toString().trimmed());
    return true;
}

/// Numbers sort as numbers; what is not known comes last.
QVariant RunsModel::sortValue(const Run& run, int column) const
{
    const auto known = [](double value) { return std::isfinite(value) ? value : std::numeric_limits<double>::max(); };
    switch (column) {
    case StatusColumn:
        return static_cast<int>(run.summary.state.status);
    case StepColumn:
        return static_cast<qlonglong>(run.summary.state.step);
    case LossColumn:
        return known(newestLoss(run.metrics));
    case ScoreColumn: {
        const double mean = heldOutMean(run.metrics);
        return std::isfinite(mean) ? mean : -1.0;
    }
    case EtaColumn:
        return run.summary.state.status == RunStatus::Running ? run.summary.state.etaSeconds : std::numeric_limits<double>::max();
    case StartColumn:
        return run.summary.state.created;
    case GroupColumn:
        return QString::fromStdString(run.label.group);
    case TagsColumn:
        return tagsText(run.label);
    default:
        return runName(run);
    }
}

double newestLoss(const MetricTable& metrics)
{
    for (const auto name : {"loss", "train/loss", "actor/pg_loss"})
        if (const double value = lastValue(metrics, name); std::isfinite(value))
            return value;
    return std::numeric_limits<double>::quiet_NaN();
}

double heldOutMean(const MetricTable& metrics)
{
    std::int64_t newest = std::numeric_limits<std::int64_t>::min();
    for (const MetricColumn& column : metrics.columns())
        if (isAccuracy(column.name) && column.size() > 0)
            newest = std::max(newest, column.steps.back());
    double sum = 0;
    int tasks = 0;
    for (const MetricColumn& column : metrics.columns())
        if (isAccuracy(column.name) && column.size() > 0 && column.steps.back() == newest && std::isfinite(column.values.back())) {
            sum += column.values.back();
            ++tasks;
        }
    return tasks ? sum / tasks : std::numeric_limits<double>::quiet_NaN();
}

QString runName(const RunSummary& run)
{
    // The spec holds the recipe's text; its name and the time tell runs apart.
    QString name = QString::fromStdString(run.id);
    if (const auto recipe = run.spec.find("recipe"); recipe != run.spec.end() && recipe->is_string()) {
        static const QRegularExpression line(QStringLiteral("^name:\\s*\"?([^\"#\\n]*[^\"#\\s])"), QRegularExpression::MultilineOption);
        const auto match = line.match(QString::fromStdString(recipe->get<std::string>()));
        if (match.hasMatch())
            name = match.captured(1);
    }
    if (const auto outside = outsideLog(run.spec))
        return QString::fromStdString(outside->name);
    if (run.state.created <= 0)
        return name;
    return QStringLiteral("%1  %2").arg(name, QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(run.state.created * 1000)).toString(QStringLiteral("HH:mm")));
}

QString runName(const RunsModel::Run& run)
{
    return run.label.name.empty() ? runName(run.summary) : QString::fromStdString(run.label.name);
}

} // namespace w2v

#include "ui/curate/BalancePage.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>

#include <algorithm>

#include "ui/plots/CountChart.h"
#include "ui/records/AnswerCounter.h"
#include "ui/records/TaskText.h"
#include "ui/session/Units.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

enum Column { NameColumn, UsableColumn, AcceptedColumn, RejectedColumn, TargetColumn, MissingColumn, kColumns };

constexpr int kTableWidth = 27 * space::kWide;
constexpr int kNumberWidth = 4 * space::kWide;

} // namespace

QString answerKindText(const std::string& kind)
{
    if (kind == "yes")
        return BalancePage::tr("yes");
    if (kind == "no")
        return BalancePage::tr("no");
    if (kind == "left")
        return BalancePage::tr("left");
    if (kind == "middle")
        return BalancePage::tr("middle");
    if (kind == "right")
        return BalancePage::tr("right");
    if (kind == "unreadable")
        return BalancePage::tr("unreadable");
    return QString::fromStdString(kind); // the grammar of actions stays in English
}

BalancePage::BalancePage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_counter(new AnswerCounter(this)), m_table(new QTableWidget(0, kColumns)), m_chart(new CountChart),
      m_title(makeLabel({}, TextStyle::Heading)), m_summary(makeMuted({}))
{
    m_table->setObjectName(QStringLiteral("balanceTable"));
    m_table->setHorizontalHeaderLabels({tr("Answers"), tr("Usable"), tr("Accepted"), tr("Rejected"), tr("Target"), tr("Missing")});
    m_table->horizontalHeaderItem(UsableColumn)->setToolTip(tr("Not rejected: what training takes"));
    m_table->horizontalHeaderItem(TargetColumn)->setToolTip(tr("How many usable records there shall be; type a number, nothing for no target"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(space::kRow);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    for (int column = UsableColumn; column < kColumns; ++column)
        m_table->setColumnWidth(column, kNumberWidth);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setProperty("look", "plain");
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::AnyKeyPressed | QAbstractItemView::EditKeyPressed);
    m_table->setMinimumWidth(kTableWidth);
    setFocusProxy(m_table);
    connect(m_table, &QTableWidget::itemChanged, this, [this](QTableWidgetItem* item) {
        if (!m_filling && item->column() == TargetColumn)
            setTarget(item->row(), item->text());
    });
    connect(m_table, &QTableWidget::currentCellChanged, this, [this](int row) {
        if (m_filling || row < 0 || row >= static_cast<int>(m_rows.size()) || m_rows[static_cast<std::size_t>(row)].task == m_task)
            return;
        m_task = m_rows[static_cast<std::size_t>(row)].task;
        showChart();
    });
    connect(m_table, &QTableWidget::cellDoubleClicked, this, [this](int row, int column) {
        if (column != TargetColumn)
            choose(m_rows[static_cast<std::size_t>(row)]);
    });
    m_chart->setObjectName(QStringLiteral("answerHistogram"));
    connect(m_chart, &CountChart::barClicked, this, [this](int bar) {
        choose({m_task, m_bars[static_cast<std::size_t>(bar)]});
    });
    connect(m_counter, &AnswerCounter::counted, this, [this](const AnswerCounts& counts) {
        m_counts = counts;
        fill();
    });
    m_summary->setObjectName(QStringLiteral("balanceSummary"));
    m_summary->setWordWrap(true);

    auto* right = new QVBoxLayout;
    right->setSpacing(space::kGap);
    right->addWidget(m_title);
    right->addWidget(m_chart, 1);
    auto* about = makeMuted(tr("Click a bar to see its records. The open part of a bar is missing to its target."));
    about->setWordWrap(true);
    right->addWidget(about);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(space::kWide);
    columns->addWidget(m_table, 3);
    columns->addLayout(right, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kWide);
    layout->setSpacing(space::kGap);
    layout->addWidget(m_summary);
    layout->addLayout(columns, 1);
}

void BalancePage::attach()
{
    m_counts.clear();
    m_task = Task::A1;
    fill();
}

void BalancePage::refresh()
{
    if (const Project* project = m_session.project())
        m_counter->request(project->folder());
}

bool BalancePage::isCounting() const
{
    return m_counter->isCounting();
}

AnswerCount BalancePage::countOf(const Row& row) const
{
    AnswerCount count;
    if (const auto task = m_counts.find(row.task); task != m_counts.end())
        for (const auto& [kind, one] : task->second)
            if (row.kind.empty() || row.kind == kind)
                count.add(one);
    std::sort(count.numbers.begin(), count.numbers.end());
    return count;
}

void BalancePage::addRow(const Row& row, const AnswerCount& count, const std::map<std::string, std::int64_t>& targets)
{
    const int at = m_table->rowCount();
    m_table->insertRow(at);
    m_rows.push_back(row);
    const auto target = targets.find(row.kind);
    const std::int64_t wanted = target == targets.end() ? 0 : target->second, missing = std::max<std::int64_t>(0, wanted - count.usable);
    const QString name = row.kind.empty() ? QStringLiteral("%1  %2").arg(QString::fromLatin1(taskName(row.task)), taskText(row.task))
                                          : QStringLiteral("      ") + answerKindText(row.kind);
    const QString cells[kColumns] = {name, formatCount(count.usable), formatCount(count.accepted), formatCount(count.rejected),
                                     wanted ? QString::number(wanted) : QString(), wanted ? missing ? formatCount(missing) : QStringLiteral("✓") : QString()};
    for (int column = 0; column < kColumns; ++column) {
        auto* item = new QTableWidgetItem(cells[column]);
        item->setFlags(column == TargetColumn ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable : Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        if (column == NameColumn)
            item->setToolTip(Qt::convertFromPlainText(name.trimmed()));
        if (!row.kind.empty() && column == NameColumn)
            item->setForeground(Theme::instance().color(ColorRole::Muted));
        if (column == MissingColumn)
            item->setForeground(Theme::instance().color(missing ? ColorRole::Imagined : ColorRole::Good));
        m_table->setItem(at, column, item);
    }
}

void BalancePage::fill()
{
    m_filling = true;
    const int current = m_table->currentRow(), column = m_table->currentColumn();
    BalanceTargets targets;
    if (const Project* project = m_session.project())
        targets = balanceTargets(*project);
    m_table->setRowCount(0);
    m_rows.clear();
    std::int64_t missing = 0, tasks = 0;
    for (int i = 0; i < kTaskCount; ++i) {
        const Task task = static_cast<Task>(i);
        const std::map<std::string, std::int64_t>& wanted = targets[task];
        const AnswerCount whole = countOf({task, {}});
        addRow({task, {}}, whole, wanted);
        std::map<std::string, AnswerCount> kinds;
        if (const auto counted = m_counts.find(task); counted != m_counts.end())
            kinds = counted->second;
        for (const auto& [kind, target] : wanted)
            if (!kind.empty())
                kinds.try_emplace(kind);
        for (const auto& [kind, count] : kinds)
            addRow({task, kind}, count, wanted);
        std::int64_t ofTask = 0, ofKinds = 0;
        for (const auto& [kind, target] : wanted) {
            const std::int64_t lacking = std::max<std::int64_t>(0, target - (kind.empty() ? whole.usable : kinds.at(kind).usable));
            (kind.empty() ? ofTask : ofKinds) += lacking;
            tasks += lacking > 0;
        }
        missing += std::max(ofTask, ofKinds); // what the kinds lack counts for the task too
    }
    if (current >= 0)
        m_table->setCurrentCell(std::min(current, m_table->rowCount() - 1), column);
    m_filling = false;
    bool any = false;
    for (const auto& [task, wanted] : targets)
        any = any || !wanted.empty();
    m_summary->setText(!any ? tr("No targets yet: type how many usable records of a task or of an answer there shall be into the column Target.")
                       : tasks ? tr("Targets not reached: %1. Records missing: %2.").arg(formatCount(tasks), formatCount(missing))
                               : tr("All targets are reached."));
    showChart();
}

void BalancePage::showChart()
{
    m_title->setText(QStringLiteral("%1 · %2").arg(QString::fromLatin1(taskName(m_task)), taskText(m_task)));
    std::map<std::string, std::int64_t> wanted;
    if (const Project* project = m_session.project())
        wanted = balanceTargets(*project)[m_task];
    QVector<CountChart::Bar> bars;
    m_bars.clear();
    for (const Row& row : m_rows) {
        if (row.task != m_task || row.kind.empty())
            continue;
        const AnswerCount count = countOf(row);
        const auto target = wanted.find(row.kind);
        bars.push_back({answerKindText(row.kind), count.usable, target == wanted.end() ? 0 : target->second,
                        tr("%1: %2 usable, %3 accepted, %4 rejected")
                            .arg(answerKindText(row.kind), formatCount(count.usable), formatCount(count.accepted), formatCount(count.rejected))});
        m_bars.push_back(row.kind);
    }
    m_chart->set(bars);
}

void BalancePage::setTarget(int row, const QString& text)
{
    const Row of = m_rows[static_cast<std::size_t>(row)];
    bool number = true;
    const QString typed = text.trimmed();
    const qint64 target = typed.isEmpty() ? 0 : typed.toLongLong(&number);
    if (number)
        m_session.edit([&](Project& project) { setBalanceTarget(project, of.task, of.kind, target); });
    QMetaObject::invokeMethod(this, &BalancePage::fill, Qt::QueuedConnection); // the editor still needs its row
}

void BalancePage::choose(const Row& row)
{
    const AnswerCount count = countOf(row);
    if (count.numbers.empty())
        return;
    const QString task = QString::fromLatin1(taskName(row.task));
    Q_EMIT recordsChosen(row.kind.empty() ? task : QStringLiteral("%1, %2").arg(task, answerKindText(row.kind)), count.numbers);
}

} // namespace w2v

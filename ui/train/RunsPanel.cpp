#include "ui/train/RunsPanel.h"

#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"
#include "ui/train/ChainPanel.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

const QString kFilterKey = QStringLiteral("train/runs/filter"), kHiddenKey = QStringLiteral("train/runs/showHidden"), kSortKey = QStringLiteral("train/runs/sort"),
              kBandsKey = QStringLiteral("train/runs/bands");

class StatusDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, Theme::instance().color(ColorRole::Selection));
        const QString status = index.data(RunsModel::StatusRole).toString();
        Badge::paint(*painter, option.rect.adjusted(space::kHalf, 0, 0, 0), stateText(status), stateRole(status));
    }
};

/// Keeps what is being typed: the table is told of changes twice a second while a run goes on.
class LabelDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        if (editor->property("filled").toBool())
            return;
        QStyledItemDelegate::setEditorData(editor, index);
        editor->setProperty("filled", true);
    }
};

/// Words are looked for in names, ids, groups, tags and states; all of them must be there.
class RunsView : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString& text)
    {
        m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        invalidateFilter();
    }
    void setShowHidden(bool on)
    {
        m_showHidden = on;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        if (!m_showHidden && index.data(RunsModel::HiddenRole).toBool())
            return false;
        const QString text = index.data(RunsModel::SearchRole).toString();
        return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList m_words;
    bool m_showHidden = false;
};

std::vector<std::string> tagsOf(const QString& text)
{
    std::vector<std::string> tags;
    for (const QString& one : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (const std::string tag = one.trimmed().toStdString(); !tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end())
            tags.push_back(tag);
    return tags;
}

} // namespace

RunsPanel::RunsPanel(Session& session, RunsModel& runs, QWidget* parent) : QWidget(parent), m_session(session), m_runs(runs)
{
    auto* view = new RunsView(this);
    m_view = view;
    view->setSourceModel(&runs);
    view->setSortRole(RunsModel::SortRole);
    view->setSortLocaleAware(true);
    view->setDynamicSortFilter(true);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("runs"));
    m_table->setProperty("look", "plain");
    m_table->setModel(m_view);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setItemDelegate(new LabelDelegate(m_table));
    m_table->setItemDelegateForColumn(RunsModel::StatusColumn, new StatusDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(space::kControl);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(2 * space::kWide);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // newest first
    m_table->setSortingEnabled(true);
    m_table->setColumnWidth(RunsModel::StatusColumn, 5 * space::kWide + space::kGap);
    m_table->setColumnWidth(RunsModel::GroupColumn, 4 * space::kWide);
    m_table->setColumnWidth(RunsModel::TagsColumn, 5 * space::kWide);
    m_table->setColumnWidth(RunsModel::StepColumn, 4 * space::kWide);
    m_table->setColumnWidth(RunsModel::LossColumn, 3 * space::kWide);
    m_table->setColumnWidth(RunsModel::ScoreColumn, 4 * space::kWide);
    m_table->setColumnWidth(RunsModel::EtaColumn, 3 * space::kWide);
    m_table->setColumnWidth(RunsModel::StartColumn, 6 * space::kWide);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setToolTip(tr("Choose several with Ctrl to compare their curves"));
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    const auto action = [this](const char* name, const QString& text, const QString& icon, auto run) {
        auto* made = new QAction(themedIcon(icon), text, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QAction::triggered, this, run);
        return made;
    };
    m_rename = action("runs.rename", tr("Rename"), QStringLiteral("edit"), [this] { edit(RunsModel::NameColumn); });
    m_rename->setShortcut(QKeySequence(Qt::Key_F2));
    m_rename->setShortcutContext(Qt::WidgetShortcut);
    m_group = action("runs.group", tr("Group of the chosen runs"), QStringLiteral("layers"), [this] { edit(RunsModel::GroupColumn); });
    m_group->setToolTip(tr("Runs of one group, for example seeds, are compared as one"));
    m_tag = action("runs.tag", tr("Tags of the chosen runs"), QStringLiteral("tag"), [this] { edit(RunsModel::TagsColumn); });
    m_hide = action("runs.hide", tr("Hide the chosen runs"), QStringLiteral("eye-off"), [this] {
        const RunsModel::Run* run = m_runs.find(current());
        setHidden(!(run && run->label.hidden));
    });
    m_showHidden = new QAction(tr("Show hidden runs"), this);
    m_showHidden->setObjectName(QStringLiteral("runs.showHidden"));
    m_showHidden->setCheckable(true);
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("runsFilter"));
    m_filter->setPlaceholderText(tr("Filter: name, group, tag, state"));
    m_filter->setClearButtonEnabled(true);
    m_bands = new QComboBox;
    m_bands->setObjectName(QStringLiteral("bands"));
    m_bands->addItems({tr("Each run"), tr("Groups: range"), tr("Groups: ± deviation")});
    m_bands->setToolTip(tr("Chosen runs of one group as the mean of their curves, with the least and greatest value or one standard deviation around it"));
    m_menu = makeIconButton(QStringLiteral("more"), tr("Rename, group, tag, hide"), this);
    m_menu->setObjectName(QStringLiteral("runsMenu"));
    auto* menu = new QMenu(m_menu);
    menu->addActions({m_rename, m_group, m_tag, m_hide});
    menu->addSeparator();
    menu->addAction(m_showHidden);
    m_menu->setMenu(menu);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_chains = new ChainPanel;

    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kGap, space::kHalf, space::kHalf, space::kHalf);
    top->setSpacing(space::kHalf);
    top->addWidget(m_filter, 1);
    top->addWidget(m_bands);
    top->addWidget(m_menu);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_chains, 1);

    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) { m_ownNameWidth = m_ownNameWidth || (column == RunsModel::NameColumn && !m_fitting); });
    connect(&m_runs, &RunsModel::modelReset, this, &RunsPanel::fitNames);
    connect(&m_runs, &RunsModel::rowsInserted, this, &RunsPanel::fitNames);
    connect(&m_runs, &RunsModel::edited, this, &RunsPanel::onEdited, Qt::QueuedConnection); // the editor is closed by then
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateActions();
        Q_EMIT chosenChanged();
    });
    connect(m_filter, &QLineEdit::textChanged, this, [view](const QString& text) {
        view->setWords(text);
        QSettings().setValue(kFilterKey, text);
    });
    connect(m_showHidden, &QAction::toggled, this, [view](bool on) {
        view->setShowHidden(on);
        QSettings().setValue(kHiddenKey, on);
    });
    connect(m_bands, &QComboBox::currentIndexChanged, this, [this](int index) {
        QSettings().setValue(kBandsKey, index);
        Q_EMIT bandsChanged();
    });
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [](int column, Qt::SortOrder order) {
        QSettings().setValue(kSortKey, QStringLiteral("%1 %2").arg(column).arg(static_cast<int>(order)));
    });
    m_filter->setText(QSettings().value(kFilterKey).toString());
    m_showHidden->setChecked(QSettings().value(kHiddenKey).toBool());
    m_bands->setCurrentIndex(std::clamp(QSettings().value(kBandsKey).toInt(), 0, 2));
    const QStringList sort = QSettings().value(kSortKey).toString().split(QLatin1Char(' '));
    if (sort.size() == 2 && sort[0].toInt() >= 0 && sort[0].toInt() < RunsModel::kColumns)
        m_table->sortByColumn(sort[0].toInt(), sort[1].toInt() == Qt::DescendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
    updateColumns();
    updateActions();
}

void RunsPanel::addActions(const QList<QAction*>& actions)
{
    auto* line = new QAction(this);
    line->setSeparator(true);
    m_table->addActions(actions + QList<QAction*>{line, m_rename, m_group, m_tag, m_hide, m_showHidden});
}

std::vector<std::string> RunsPanel::chosen() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    std::vector<std::string> ids;
    for (const QModelIndex& index : rows)
        ids.push_back(index.data(RunsModel::IdRole).toString().toStdString());
    return ids;
}

std::string RunsPanel::current() const
{
    return m_table->currentIndex().data(RunsModel::IdRole).toString().toStdString();
}

void RunsPanel::choose(const std::string& id)
{
    const QModelIndex index = m_view->mapFromSource(m_runs.index(m_runs.rowOf(id), 0));
    if (index.isValid() && current() != id)
        m_table->selectRow(index.row());
}

void RunsPanel::setCurrent(const std::string& id)
{
    const QModelIndex index = m_view->mapFromSource(m_runs.index(m_runs.rowOf(id), 0));
    if (index.isValid() && current() != id)
        m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
}

void RunsPanel::chooseAgain(const std::string& id)
{
    const QModelIndex index = m_view->mapFromSource(m_runs.index(m_runs.rowOf(id), 0));
    m_table->selectRow(index.isValid() ? index.row() : 0);
}

void RunsPanel::showTimeLeft(bool on)
{
    if (on == m_timeLeft)
        return;
    m_timeLeft = on;
    updateColumns();
}

void RunsPanel::readLabels()
{
    if (const Project* project = m_session.project()) {
        try {
            m_runs.setLabels(runLabels(*project));
        } catch (const std::exception& error) {
            m_session.report(QStringLiteral("train.labels"), error);
        }
    }
    updateColumns();
    updateActions();
    Q_EMIT bandsChanged();
}

std::map<std::string, std::string> RunsPanel::bands() const
{
    std::map<std::string, std::string> out;
    if (m_bands->currentIndex() == 0)
        return out;
    for (const std::string& id : chosen())
        if (const RunsModel::Run* run = m_runs.find(id); run && !run->label.group.empty())
            out[id] = run->label.group;
    return out;
}

BandKind RunsPanel::bandKind() const
{
    return m_bands->currentIndex() == 2 ? BandKind::Deviation : BandKind::Range;
}

/// In place, in the current row; what is written there counts for all chosen runs, except a name.
void RunsPanel::edit(int column)
{
    if (current().empty())
        return;
    m_table->setColumnHidden(column, false);
    const QModelIndex index = m_view->index(m_table->currentIndex().row(), column);
    m_table->scrollTo(index);
    m_table->edit(index);
}

void RunsPanel::onEdited(const QString& id, int column, const QString& text)
{
    std::vector<std::string> runs = chosen();
    if (column == RunsModel::NameColumn || std::find(runs.begin(), runs.end(), id.toStdString()) == runs.end())
        runs = {id.toStdString()};
    std::vector<RunLabel> labels;
    for (const std::string& run : runs) {
        RunLabel label = m_runs.labelOf(run);
        if (column == RunsModel::NameColumn)
            label.name = text.toStdString();
        else if (column == RunsModel::GroupColumn)
            label.group = text.toStdString();
        else
            label.tags = tagsOf(text);
        labels.push_back(std::move(label));
    }
    change(labels, column == RunsModel::NameColumn ? tr("Rename run") : column == RunsModel::GroupColumn ? tr("Group runs") : tr("Tag runs"));
}

void RunsPanel::setHidden(bool hidden)
{
    std::vector<RunLabel> labels;
    for (const std::string& run : chosen()) {
        labels.push_back(m_runs.labelOf(run));
        labels.back().hidden = hidden;
    }
    change(labels, hidden ? tr("Hide runs") : tr("Show runs"));
}

void RunsPanel::change(const std::vector<RunLabel>& labels, const QString& title)
{
    if (!labels.empty())
        m_session.edit([&](Project& project) { setRunLabels(project, labels, title.toStdString()); });
}

/// Groups and tags take room only where there are some.
void RunsPanel::updateColumns()
{
    bool groups = false, tags = false;
    for (int row = 0; row < m_runs.rowCount(); ++row) {
        groups = groups || !m_runs.at(row)->label.group.empty();
        tags = tags || !m_runs.at(row)->label.tags.empty();
    }
    m_table->setColumnHidden(RunsModel::GroupColumn, !groups);
    m_table->setColumnHidden(RunsModel::TagsColumn, !tags);
    m_table->setColumnHidden(RunsModel::EtaColumn, !m_timeLeft);
    m_bands->setVisible(groups);
    fitNames();
}

/// As wide as the names, within limits, until somebody has pulled at the column: in narrow windows the figures scroll, not the name.
void RunsPanel::fitNames()
{
    constexpr int kLeast = 8 * space::kWide, kMost = 11 * space::kWide;
    if (m_ownNameWidth)
        return;
    m_fitting = true;
    m_table->resizeColumnToContents(RunsModel::NameColumn);
    m_table->setColumnWidth(RunsModel::NameColumn, std::clamp(m_table->columnWidth(RunsModel::NameColumn) + space::kHalf, kLeast, kMost));
    m_fitting = false;
}

void RunsPanel::updateActions()
{
    const RunsModel::Run* run = m_runs.find(current());
    for (QAction* action : {m_rename, m_group, m_tag, m_hide})
        action->setEnabled(run != nullptr);
    m_hide->setText(run && run->label.hidden ? tr("Show the chosen runs again") : tr("Hide the chosen runs"));
}

} // namespace w2v

#include "ui/curate/CurateWorkspace.h"

#include <QAction>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>

#include "ui/curate/AuditPage.h"
#include "ui/curate/BalancePage.h"
#include "ui/curate/BalanceStrip.h"
#include "ui/curate/FacetPanel.h"
#include "ui/curate/ModelEyesBar.h"
#include "ui/curate/QueueDelegate.h"
#include "ui/curate/ReasonBar.h"
#include "ui/curate/RecordCard.h"
#include "ui/curate/TemplatesPage.h"
#include "ui/curate/VersionsPage.h"
#include "ui/records/RecordPictures.h"
#include "ui/session/Units.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kFacetsWidth = 232, kQueueWidth = 232, kBalanceHeight = 84;
constexpr int kSearchDelay = 180, kCountDelay = 120; ///< ms
constexpr int kQueueBatch = 20'000; ///< rows

/// Whether records fit the filter that are not in the list. In a large project only their number is compared.
bool hasNewcomers(const Project& project, const RecordListModel& list)
{
    constexpr std::int64_t kLarge = 20'000;
    const std::vector<std::int64_t>& known = list.numbers();
    if (project.countRecords() > kLarge)
        return project.countRecords(list.filter()) > std::ssize(known);
    const std::vector<std::int64_t> now = project.recordNumbers(list.filter());
    return !std::includes(known.begin(), known.end(), now.begin(), now.end());
}

} // namespace

CurateWorkspace::CurateWorkspace(Session& session, QWidget* parent)
    : Workspace(QStringLiteral("curate"), tr("Curate"), QStringLiteral("curate"), session, parent), m_model(new RecordListModel(this))
{
    setStage(buildStage());

    m_facets = new FacetPanel;
    addPanel(QStringLiteral("facets"), tr("Narrow down"), m_facets, Qt::LeftDockWidgetArea, kFacetsWidth);
    connect(m_facets, &FacetPanel::filterChanged, this, [this] {
        m_beyond = {};
        applyFilter();
    });

    m_queue = new QListView;
    m_queue->setObjectName(QStringLiteral("queue"));
    m_queue->setModel(m_model);
    m_queue->setItemDelegate(new QueueDelegate(m_queue));
    m_queue->setUniformItemSizes(true);
    m_queue->setLayoutMode(QListView::Batched); // a million rows are laid out between other events, not at once
    m_queue->setBatchSize(kQueueBatch);
    connect(m_queue->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_scrollPending)
            scrollQueue();
    });
    m_queue->setMouseTracking(true);
    m_queue->setProperty("look", "plain");
    m_queue->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_queueCounts = makeMuted({}, TextStyle::Small);
    addPanel(QStringLiteral("queue"), tr("Queue"), m_queue, Qt::RightDockWidgetArea, kQueueWidth, m_queueCounts);
    m_table->setSelectionModel(m_queue->selectionModel());
    connect(m_queue->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CurateWorkspace::showCurrent);

    m_balance = new BalanceStrip;
    addPanel(QStringLiteral("balance"), tr("Balance per task"), m_balance, Qt::BottomDockWidgetArea, kBalanceHeight);
    connect(m_balance, &BalanceStrip::taskClicked, this, [this](Task task) {
        RecordFilter filter = m_facets->filter();
        filter.tasks = filter.tasks == std::vector{task} ? std::vector<Task>{} : std::vector{task};
        m_facets->choose(filter);
    });

    connect(m_model, &RecordListModel::listed, this, &CurateWorkspace::onListed);
    connect(m_model, &RecordListModel::failed, this,
            [this](const QString& why) { this->session().report(QStringLiteral("curate.filter"), std::runtime_error(why.toStdString())); });
    buildCommands();
    buildBulkMenu();

    m_counts.setSingleShot(true);
    m_counts.setInterval(kCountDelay);
    connect(&m_counts, &QTimer::timeout, this, &CurateWorkspace::refreshCounts);
    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(kSearchDelay);
    connect(&m_searchDelay, &QTimer::timeout, this, [this] { applyFilter(); });
    connect(&session, &Session::projectOpened, this, &CurateWorkspace::attach);
    connect(&session, &Session::projectClosed, this, &CurateWorkspace::attach);
    connect(&session, &Session::projectChanged, this, &CurateWorkspace::onProjectChanged);
    connect(&session, &Session::selectionChanged, this, [this](const Selection& now, const Selection& before) {
        m_make->setEnabled(!now.rollout.isEmpty());
        const std::string id = now.record.toStdString();
        if (now.record == before.record || id == m_model->idAt(currentRow()))
            return;
        if (const int row = m_model->rowOf(id); row >= 0) // what the filter hides is left to the others
            moveTo(row);
    });
    attach();
}

QAction* CurateWorkspace::primaryAction()
{
    return m_makeAll;
}

QStringList CurateWorkspace::breadcrumb() const
{
    const QaRecord* record = m_model->recordAt(currentRow());
    return record ? QStringList{QString::fromLatin1(taskName(record->task)), QString::fromStdString(record->id)} : QStringList{};
}

void CurateWorkspace::activate()
{
    m_queue->setFocus(); // the number keys are verdicts from the first moment, not text in the search field
}

bool CurateWorkspace::isSettled() const
{
    return !m_card->pictures().isLoading() && !m_counts.isActive() && !m_model->isListing() && !m_answers->isCounting() && !m_templates->isAsking() && !m_card->eyes().isAsking() && !session().isEditing();
}

QString CurateWorkspace::describeDrop(const QStringList& paths) const
{
    if (paths.size() == 1 && session().hasProject() && paths.first().endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive))
        return tr("Import records from %1").arg(QFileInfo(paths.first()).fileName());
    return {};
}

void CurateWorkspace::drop(const QStringList& paths)
{
    if (!describeDrop(paths).isEmpty())
        importFrom(paths.first());
}

int CurateWorkspace::currentRow() const
{
    const QModelIndex index = m_queue->currentIndex();
    return index.isValid() ? index.row() : -1;
}

void CurateWorkspace::attach()
{
    m_judged.clear();
    m_trail.clear();
    m_back->setEnabled(false);
    const bool open = session().hasProject();
    for (QAction* action : {m_makeAll, m_makeWith, m_detect, m_import, m_export, m_review, m_verdictsOut})
        action->setEnabled(open);
    m_make->setEnabled(open && !session().selection().rollout.isEmpty());
    m_kept.clear();
    m_keptRow = 0;
    try {
        m_total = open ? session().project()->countRecords() : 0;
        m_last = open ? session().project()->lastRecordNumber() : 0;
        m_model->setProject(session().project());
    } catch (const std::exception& error) {
        session().report(QStringLiteral("curate.records"), error);
        m_total = 0;
        m_model->setProject(nullptr);
    }
    m_audit->attach();
    m_versions->refresh();
    m_answers->attach();
    m_templates->attach();
    refreshCounts();
    updateEmptyState();
}

void CurateWorkspace::onProjectChanged()
{
    m_counts.start();
    if (m_page == ReportPage)
        m_audit->refresh();
    if (m_page == BalanceViewPage)
        m_answers->refresh();
    Project* project = session().project();
    if (m_ownEdit || !project) {
        updateEmptyState();
        return;
    }
    try {
        // Rows stay where they are unless records came or went, so that nothing moves under the reader's eyes.
        const std::int64_t total = project->countRecords(), last = project->lastRecordNumber();
        const bool reload = total != m_total || last != m_last || (!m_model->showsOnlySome() && hasNewcomers(*project, *m_model));
        m_total = total;
        m_last = last;
        if (reload) {
            relist();
        } else {
            m_model->refreshAll();
            showCurrent();
        }
    } catch (const std::exception& error) {
        session().report(QStringLiteral("curate.records"), error);
    }
    updateEmptyState();
}

void CurateWorkspace::applyFilter(const std::string& record)
{
    m_kept = record.empty() ? m_model->idAt(currentRow()) : record;
    m_keptRow = 0;
    try {
        m_model->setFilter(shownView().filter);
    } catch (const std::exception& error) {
        session().report(QStringLiteral("curate.filter"), error);
    }
}

void CurateWorkspace::relist()
{
    m_kept = m_model->idAt(currentRow());
    m_keptRow = std::max(0, currentRow());
    m_model->reload();
}

void CurateWorkspace::onListed()
{
    const int kept = m_model->rowOf(m_kept);
    moveTo(kept >= 0 ? kept : std::min(m_keptRow, m_model->rowCount() - 1));
    updateEmptyState();
}

void CurateWorkspace::refreshCounts()
{
    const Project* project = session().project();
    try {
        m_facets->update(project);
        m_balance->update(project);
    } catch (const std::exception& error) {
        session().report(QStringLiteral("curate.counts"), error);
    }
}

void CurateWorkspace::updateEmptyState()
{
    const bool open = session().hasProject();
    m_stage->setCurrentIndex(!open ? NoProjectPage : m_total ? RecordsPage : NothingPage);
    const bool judging = m_page == CardPage || m_page == TablePage;
    m_views->setCurrentIndex(judging && !m_model->rowCount() ? NoMatchPage : m_page);
    m_verdicts->setVisible(judging && !m_reasons->isVisible());
    enableCommands();
    showPosition();
}

void CurateWorkspace::enableCommands()
{
    // Nothing is judged that is not seen.
    const bool one = (m_page == CardPage || m_page == TablePage) && m_model->recordAt(currentRow());
    for (QAction* action : {m_accept, m_reject, m_second, m_take, m_similar, m_similarPictures, m_similarText})
        action->setEnabled(one);
    for (QAction* action : {m_edit, m_why, m_eyes, m_replay}) // these show the card
        action->setEnabled(m_model->recordAt(currentRow()) != nullptr);
}

void CurateWorkspace::showPosition()
{
    const int rows = m_model->rowCount();
    m_position->setText(rows ? tr("%1 of %2").arg(formatCount(currentRow() + 1), formatCount(rows)) : QString());
    m_bulk->setText(rows == m_total ? tr("All %1").arg(formatCount(rows)) : tr("These %1").arg(formatCount(rows)));
    m_queueCounts->setText(formatCount(rows));
}

void CurateWorkspace::moveTo(int row)
{
    if (row < 0 || row >= m_model->rowCount()) {
        showCurrent();
        return;
    }
    const QModelIndex index = m_model->index(row, 0);
    if (m_queue->currentIndex() == index)
        showCurrent();
    else
        m_queue->setCurrentIndex(index); // shows it
    scrollQueue();
}

void CurateWorkspace::scrollQueue()
{
    const QModelIndex index = m_queue->currentIndex();
    m_queue->scrollTo(index);
    m_scrollPending = index.isValid() && !m_queue->visualRect(index).isValid(); // not laid out yet
}

void CurateWorkspace::step(int rows)
{
    moveTo(std::clamp(currentRow() + rows, 0, std::max(0, m_model->rowCount() - 1)));
}

void CurateWorkspace::showCurrent()
{
    const QaRecord* record = m_model->recordAt(currentRow());
    m_card->setRecord(record);
    enableCommands();
    session().selectRecord(record ? QString::fromStdString(record->id) : QString());
    showPosition();
    Q_EMIT breadcrumbChanged();
    // The next pictures are asked for now: stepping should not wait for the disk.
    if (const QaRecord* next = m_model->recordAt(currentRow() + 1))
        for (const std::string& reference : next->images)
            session().images().request(QString::fromStdString(reference));
}

} // namespace w2v

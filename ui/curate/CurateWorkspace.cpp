#include "ui/curate/CurateWorkspace.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <unordered_set>

#include "core/dataset/RecordViews.h"
#include "ui/curate/AuditPage.h"
#include "ui/curate/BalanceStrip.h"
#include "ui/curate/ExportFormats.h"
#include "ui/curate/FacetPanel.h"
#include "ui/curate/QueueDelegate.h"
#include "ui/curate/ReasonBar.h"
#include "ui/curate/RecordCard.h"
#include "ui/curate/VersionsPage.h"
#include "ui/curate/ViewsMenu.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordPictures.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {
namespace {

constexpr int kFacetsWidth = 232, kQueueWidth = 232, kBalanceHeight = 84;
constexpr int kSearchDelay = 180, kCountDelay = 120; ///< ms
constexpr int kQueueBatch = 20'000; ///< rows
enum ViewPage { CardPage, TablePage, ReportPage, VersionPage, NoMatchPage };
enum StagePage { NoProjectPage, NothingPage, RecordsPage };

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

QString grouped(qint64 number)
{
    return QLocale::c().toString(number);
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
    connect(&m_searchDelay, &QTimer::timeout, this, &CurateWorkspace::applyFilter);
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

QWidget* CurateWorkspace::buildStage()
{
    m_noProject = new EmptyState(QStringLiteral("curate"), tr("No project is open"),
                                 tr("Open or create a project to judge its questions and answers."));
    m_none = new EmptyState(QStringLiteral("curate"), tr("Nothing to judge yet"),
                            tr("Records are questions and answers made from imagined views. Make them from the rollouts of this project, "
                               "or import a messages JSONL file."));
    m_noMatch = new EmptyState(QStringLiteral("filter"), tr("No record matches"), tr("Widen the filter, or clear it to see all records."));
    m_noMatch->addButton(tr("Clear the filter"), QStringLiteral("close"), [this] {
        m_search->clear();
        m_facets->clear();
    }, true);

    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("search"));
    m_search->setClearButtonEnabled(true);
    m_search->setPlaceholderText(tr("Search questions and answers"));
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_searchDelay.start(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchDelay.stop();
        applyFilter();
        m_queue->setFocus();
    });
    m_position = makeMuted({}, TextStyle::Small);
    m_position->setObjectName(QStringLiteral("position"));
    m_bulk = new QPushButton;
    m_bulk->setObjectName(QStringLiteral("bulk"));
    m_view = new Segmented;
    m_view->add(tr("Card"), QStringLiteral("card"), tr("One record at a time (T)"));
    m_view->add(tr("Table"), QStringLiteral("table"), tr("All records as rows (T)"));
    m_view->add(tr("Audit"), QStringLiteral("chart"), tr("What is wrong with the records before anything is trained on them (A)"));
    m_view->add(tr("Versions"), QStringLiteral("database"), tr("Freeze, compare and export versions of the dataset (V)"));
    connect(m_view, &Segmented::chosen, this, &CurateWorkspace::showPage);
    m_saved = new ViewsMenu(session(), [this] { return shownView(); });
    connect(m_saved, &ViewsMenu::chosen, this, &CurateWorkspace::showView);
    connect(m_saved, &ViewsMenu::orderChosen, this, [this](RecordOrder order) {
        m_kept = m_model->idAt(currentRow());
        m_model->setOrder(order);
    });
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    top->setSpacing(space::kGap);
    top->addWidget(m_search, 1);
    top->addWidget(m_position);
    top->addWidget(m_saved);
    top->addWidget(m_bulk);
    top->addWidget(m_view);

    m_card = new RecordCard(session());
    connect(m_card, &RecordCard::edited, this, &CurateWorkspace::saveEdit);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("table"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(RecordListModel::StateColumn, new StateDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setProperty("look", "plain");
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(space::kControl);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(RecordListModel::QuestionColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(RecordListModel::StateColumn, 7 * space::kWide);
    m_table->setColumnWidth(RecordListModel::TaskColumn, 3 * space::kWide);
    m_table->setColumnWidth(RecordListModel::AnswerColumn, 13 * space::kWide);
    m_table->setColumnWidth(RecordListModel::SceneColumn, 7 * space::kWide);
    m_table->setColumnWidth(RecordListModel::SplitColumn, 5 * space::kWide);
    m_table->setColumnWidth(RecordListModel::ModeColumn, 5 * space::kWide);
    connect(m_table, &QTableView::doubleClicked, this, [this] { showPage(CardPage); });
    m_audit = new AuditPage(session());
    connect(m_audit, &AuditPage::findingChosen, this, &CurateWorkspace::showOnly);
    m_versions = new VersionsPage(session());
    connect(m_versions, &VersionsPage::recordChosen, this, [this](const QString& id) { showOnly(tr("Record %1").arg(id), {id}); });
    m_views = new QStackedWidget;
    m_views->addWidget(m_card);
    m_views->addWidget(m_table);
    m_views->addWidget(m_audit);
    m_views->addWidget(m_versions);
    m_views->addWidget(m_noMatch);

    m_reasons = new ReasonBar;
    connect(m_reasons, &ReasonBar::chosen, this, [this](const QString& reason) {
        m_reasons->hide();
        m_verdicts->show();
        m_queue->setFocus();
        judge(QStringLiteral("rejected"), reason);
    });
    connect(m_reasons, &ReasonBar::cancelled, this, [this] {
        m_reasons->hide();
        m_verdicts->show();
        m_queue->setFocus();
    });
    m_notice = new Notice;
    m_notice->setClosable(true);
    m_notice->hide();

    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_views, 1);
    m_verdicts = buildVerdictBar();
    layout->addWidget(m_reasons);
    layout->addWidget(m_verdicts);

    m_stage = new QStackedWidget;
    m_stage->addWidget(m_noProject);
    m_stage->addWidget(m_none);
    m_stage->addWidget(page);
    auto* whole = new QWidget;
    auto* wholeLayout = new QVBoxLayout(whole);
    wholeLayout->setContentsMargins(0, 0, 0, 0);
    wholeLayout->setSpacing(0);
    wholeLayout->addWidget(m_notice);
    wholeLayout->addWidget(m_stage, 1);
    return whole;
}

QWidget* CurateWorkspace::buildVerdictBar()
{
    auto* bar = new QWidget;
    bar->setObjectName(QStringLiteral("verdicts"));
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kGap);
    layout->setSpacing(space::kGap);
    return bar;
}

void CurateWorkspace::buildCommands()
{
    m_accept = addCommand(QStringLiteral("accept"), tr("Accept"), QStringLiteral("check"), QKeySequence(Qt::Key_1),
                          [this] { judge(QStringLiteral("accepted")); });
    m_reject = addCommand(QStringLiteral("reject"), tr("Reject"), QStringLiteral("close"), QKeySequence(Qt::Key_2), [this] { askReason(); });
    m_second = addCommand(QStringLiteral("secondLook"), tr("Second look"), QStringLiteral("question"), QKeySequence(Qt::Key_3),
                          [this] { judge(QStringLiteral("second_look")); });
    m_edit = addCommand(QStringLiteral("edit"), tr("Edit"), QStringLiteral("edit"), QKeySequence(Qt::Key_E), [this] {
        showPage(CardPage);
        m_card->startEditing();
    });
    m_why = addCommand(QStringLiteral("why"), tr("Why"), QStringLiteral("info"), QKeySequence(Qt::Key_Space), [this] {
        showPage(CardPage);
        m_card->setEvidenceShown(!m_card->isEvidenceShown());
    });
    QAction* next = addCommand(QStringLiteral("next"), tr("Next record"), QStringLiteral("next"), QKeySequence(Qt::Key_J), [this] { step(1); });
    next->setShortcuts({QKeySequence(Qt::Key_J), QKeySequence(Qt::Key_Right)});
    QAction* previous = addCommand(QStringLiteral("previous"), tr("Previous record"), QStringLiteral("previous"), QKeySequence(Qt::Key_K),
                                   [this] { step(-1); });
    previous->setShortcuts({QKeySequence(Qt::Key_K), QKeySequence(Qt::Key_Left)});
    addCommand(QStringLiteral("undo"), tr("Undo the last verdict"), QStringLiteral("undo"), QKeySequence(Qt::Key_U), [this] { undo(); });
    addCommand(QStringLiteral("table"), tr("Card or table"), QStringLiteral("table"), QKeySequence(Qt::Key_T),
               [this] { showPage(m_page == TablePage ? CardPage : TablePage); });
    addCommand(QStringLiteral("audit"), tr("Audit of the records"), QStringLiteral("chart"), QKeySequence(Qt::Key_A),
               [this] { showPage(m_page == ReportPage ? CardPage : ReportPage); }, [this] { return m_audit->commandLine(); });
    addCommand(QStringLiteral("runAudit"), tr("Run the audit"), QStringLiteral("play"), QKeySequence(Qt::SHIFT | Qt::Key_A), [this] {
        showPage(ReportPage);
        m_audit->run();
    });
    addCommand(QStringLiteral("versions"), tr("Versions of the dataset"), QStringLiteral("database"), QKeySequence(Qt::Key_V),
               [this] { showPage(m_page == VersionPage ? CardPage : VersionPage); });
    addCommand(QStringLiteral("search"), tr("Search records"), QStringLiteral("search"), QKeySequence(Qt::Key_Slash), [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });

    const auto commandLine = [this](const QString& op, QJsonObject params) {
        params.insert(QStringLiteral("project"), session().projectPath());
        return copyAsCommand(op, params);
    };
    m_makeAll = addCommand(QStringLiteral("makeAll"), tr("Make records from all rollouts"), QStringLiteral("refresh"), {},
                           [this] { makeRecords(true); }, [commandLine] { return commandLine(QStringLiteral("supervise"), {}); });
    m_make = addCommand(QStringLiteral("make"), tr("Make records from this rollout"), QStringLiteral("plus"), {},
                        [this] { makeRecords(false); }, [commandLine, this] {
                            return commandLine(QStringLiteral("supervise"), {{QStringLiteral("rollout"), session().selection().rollout}});
                        });
    m_makeWith = addCommand(QStringLiteral("makeWithTemplates"), tr("Make records with templates from a folder…"), QStringLiteral("tag"), {}, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of question templates"));
        if (!folder.isEmpty())
            makeRecords(true, folder);
    });
    m_import = addCommand(QStringLiteral("import"), tr("Import records…"), QStringLiteral("import"), {}, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Import records"), {}, tr("Records (*.jsonl *.json)"));
        if (!file.isEmpty())
            importFrom(file);
    });
    m_export = addCommand(QStringLiteral("export"), tr("Export accepted records…"), QStringLiteral("export"), {}, [this] {
        QString format;
        const QString folder = askExportFolder(this, format);
        if (!folder.isEmpty())
            exportTo(folder, format);
    });
    m_review = addCommand(QStringLiteral("mergeReview"), tr("Merge a second reviewer's verdicts…"), QStringLiteral("compare"), {}, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Merge a second reviewer's verdicts"), {}, tr("Verdicts (*.jsonl)"));
        if (!file.isEmpty())
            mergeReview(file);
    });
    m_verdictsOut = addCommand(QStringLiteral("writeVerdicts"), tr("Write my verdicts…"), QStringLiteral("export"), {}, [this] {
        const QString file = QFileDialog::getSaveFileName(this, tr("Write my verdicts"), QStringLiteral("verdicts.jsonl"), tr("Verdicts (*.jsonl)"));
        if (!file.isEmpty())
            watch(session().jobs().start(QStringLiteral("records.verdicts"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("out"), file}}),
                  [](const QJsonObject& result) {
                      return tr("Wrote %1 verdicts.").arg(grouped(result.value(QStringLiteral("verdicts")).toInteger()));
                  });
    });
    m_none->addButton(tr("Make records from all rollouts"), QStringLiteral("refresh"), [this] { makeRecords(true); }, true);
    m_none->addButton(tr("Import JSONL…"), QStringLiteral("import"), [this] { m_import->trigger(); });

    auto* layout = static_cast<QHBoxLayout*>(m_verdicts->layout());
    const auto button = [&](QAction* action, const QString& key, const char* verdict) {
        auto* b = new QToolButton;
        b->setDefaultAction(action);
        b->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        b->setText(QStringLiteral("%1  %2").arg(action->text(), key));
        b->setFocusPolicy(Qt::NoFocus);
        b->setProperty("verdict", QString::fromLatin1(verdict));
        b->setMinimumHeight(space::kControl);
        layout->addWidget(b);
    };
    button(m_accept, QStringLiteral("1"), "accepted");
    button(m_reject, QStringLiteral("2"), "rejected");
    button(m_second, QStringLiteral("3"), "second_look");
    layout->addSpacing(space::kWide);
    button(m_edit, QStringLiteral("E"), "");
    button(m_why, tr("Space"), "");
    layout->addStretch();
    layout->addWidget(makeToolButton(previous));
    layout->addWidget(makeToolButton(next));
}

void CurateWorkspace::buildBulkMenu()
{
    m_bulkMenu = new QMenu(this);
    connect(m_bulkMenu->addAction(themedIcon(QStringLiteral("check")), tr("Accept all of them")), &QAction::triggered, this,
            [this] { judgeAll(QStringLiteral("accepted")); });
    connect(m_bulkMenu->addAction(themedIcon(QStringLiteral("close")), tr("Reject all of them")), &QAction::triggered, this,
            [this] { judgeAll(QStringLiteral("rejected")); });
    connect(m_bulkMenu->addAction(themedIcon(QStringLiteral("clock")), tr("Back to pending")), &QAction::triggered, this,
            [this] { judgeAll(QStringLiteral("pending")); });
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_makeAll);
    m_bulkMenu->addAction(m_make);
    m_bulkMenu->addAction(m_makeWith);
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_import);
    m_bulkMenu->addAction(m_export);
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_review);
    m_bulkMenu->addAction(m_verdictsOut);
    m_bulk->setMenu(m_bulkMenu);
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
    return !m_card->pictures().isLoading() && !m_counts.isActive() && !m_model->isListing() && !session().isEditing();
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
    const bool open = session().hasProject();
    for (QAction* action : {m_makeAll, m_makeWith, m_import, m_export, m_review, m_verdictsOut})
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
    refreshCounts();
    updateEmptyState();
}

void CurateWorkspace::onProjectChanged()
{
    m_counts.start();
    if (m_page == ReportPage)
        m_audit->refresh();
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

void CurateWorkspace::applyFilter()
{
    m_kept = m_model->idAt(currentRow());
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
    showPosition();
}

void CurateWorkspace::showPosition()
{
    const int rows = m_model->rowCount();
    m_position->setText(rows ? tr("%1 of %2").arg(grouped(currentRow() + 1), grouped(rows)) : QString());
    m_bulk->setText(rows == m_total ? tr("All %1").arg(grouped(rows)) : tr("These %1").arg(grouped(rows)));
    m_queueCounts->setText(grouped(rows));
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
    for (QAction* action : {m_accept, m_reject, m_second, m_edit, m_why})
        action->setEnabled(record != nullptr);
    session().selectRecord(record ? QString::fromStdString(record->id) : QString());
    showPosition();
    Q_EMIT breadcrumbChanged();
    // The next pictures are asked for now: stepping should not wait for the disk.
    if (const QaRecord* next = m_model->recordAt(currentRow() + 1))
        for (const std::string& reference : next->images)
            session().images().request(QString::fromStdString(reference));
}

void CurateWorkspace::judge(const QString& state, const QString& reason)
{
    const int row = currentRow();
    const std::string id = m_model->idAt(row);
    if (id.empty() || m_card->isEditing())
        return;
    m_ownEdit = true;
    const bool done = session().edit([&](Project& project) { project.setRecordState(std::span(&id, 1), state.toStdString(), reason.toStdString()); });
    m_ownEdit = false;
    if (!done)
        return;
    m_judged.push_back(id);
    m_model->refresh(id);
    if (row + 1 < m_model->rowCount())
        moveTo(row + 1);
    else
        showCurrent();
}

void CurateWorkspace::judgeAll(const QString& state)
{
    constexpr std::size_t kMany = 2000; // records that are written well within a tenth of a second
    const std::vector<std::int64_t> numbers = m_model->numbers();
    if (numbers.empty())
        return;
    const auto work = [numbers, verdict = state.toStdString()](Project& project) { project.setRecordState(numbers, verdict, {}); };
    if (numbers.size() >= kMany) {
        session().editMany(work, [this, state, count = numbers.size()](bool done) {
            if (done)
                showBulkDone(state, count);
        });
        return;
    }
    m_ownEdit = true;
    const bool done = session().edit(work);
    m_ownEdit = false;
    if (done)
        showBulkDone(state, numbers.size());
}

void CurateWorkspace::showBulkDone(const QString& state, std::size_t count)
{
    m_judged.emplace_back(); // no one record to return to
    m_model->refreshAll();
    showCurrent();
    m_notice->show(ColorRole::Good, QStringLiteral("success"), tr("%1: %2 records. One undo takes it back.").arg(recordStateText(state.toStdString()), grouped(static_cast<qint64>(count))));
    m_notice->setAction(tr("Undo"), [this] {
        undo();
        m_notice->hide();
    });
}

void CurateWorkspace::askReason()
{
    if (currentRow() < 0 || m_card->isEditing())
        return;
    m_verdicts->hide();
    m_reasons->ask();
}

void CurateWorkspace::undo()
{
    session().undoAction()->trigger();
    if (!m_judged.empty()) {
        const std::string id = m_judged.back();
        m_judged.pop_back();
        if (const int row = m_model->rowOf(id); row >= 0)
            moveTo(row);
    }
}

void CurateWorkspace::saveEdit(const QString& id, const QString& question, const QString& answer)
{
    m_ownEdit = true;
    session().edit([&](Project& project) { project.editRecord(id.toStdString(), question.toStdString(), answer.toStdString()); });
    m_ownEdit = false;
    m_judged.push_back(id.toStdString());
    m_model->refresh(id.toStdString());
    showCurrent();
    m_queue->setFocus();
}

void CurateWorkspace::showPage(int page)
{
    m_card->stopEditing(false);
    m_page = page;
    m_view->setCurrent(page);
    updateEmptyState();
    if (page == TablePage) {
        m_table->setFocus();
        m_table->scrollTo(m_queue->currentIndex());
    } else {
        m_queue->setFocus();
    }
    if (page == ReportPage)
        m_audit->refresh();
    if (page == VersionPage)
        m_versions->refresh();
}

void CurateWorkspace::showOnly(const QString& why, const QStringList& ids, const QString& task)
{
    Project* project = session().project();
    if (!project)
        return;
    if (ids.isEmpty()) {
        RecordFilter filter;
        if (const auto one = taskFromName(task.toStdString()))
            filter.tasks = {*one};
        m_search->clear();
        m_searchDelay.stop();
        m_facets->choose(filter); // lists them
    } else {
        std::vector<std::int64_t> numbers;
        try {
            for (const QString& id : ids)
                if (const auto number = project->recordNumber(id.toStdString()))
                    numbers.push_back(*number);
        } catch (const std::exception& error) {
            session().report(QStringLiteral("curate.records"), error);
        }
        m_kept.clear();
        m_keptRow = 0;
        m_model->showOnly(numbers);
    }
    m_notice->show(ColorRole::Accent, QStringLiteral("filter"), tr("Shown: %1").arg(why));
    m_notice->setAction(tr("Show all"), [this] {
        m_notice->hide();
        m_facets->clear();
    });
    showPage(CardPage);
}

RecordView CurateWorkspace::shownView() const
{
    RecordView view{.name = {}, .filter = m_facets->filter()};
    view.filter.text = m_search->text().toStdString();
    view.filter.rollout = m_beyond.rollout;
    view.filter.minDifficulty = m_beyond.minDifficulty;
    view.filter.maxDifficulty = m_beyond.maxDifficulty;
    view.filter.stale = m_beyond.stale;
    view.order = m_model->order();
    return view;
}

void CurateWorkspace::showView(const RecordView& view)
{
    {
        const QSignalBlocker quiet(m_facets); // one list is enough
        m_facets->choose(view.filter);
    }
    m_beyond = view.filter;
    m_search->setText(QString::fromStdString(view.filter.text));
    m_searchDelay.stop();
    m_model->setOrder(view.order);
    applyFilter();
    m_notice->show(ColorRole::Accent, QStringLiteral("filter"), tr("View: %1").arg(QString::fromStdString(view.name)));
    m_notice->setAction(tr("Show all"), [this] {
        m_notice->hide();
        m_search->clear();
        m_facets->clear();
    });
}

void CurateWorkspace::mergeReview(const QString& file)
{
    Job* job = session().jobs().start(QStringLiteral("records.merge_review"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("file"), file}});
    watch(job, [](const QJsonObject& result) {
        const QJsonObject agreement = result.value(QStringLiteral("agreement")).toObject();
        const QJsonValue kappa = agreement.value(QStringLiteral("kappa"));
        return tr("Both judged %1 records: Cohen's kappa %2. %3 conflicts are queued for a second look, %4 verdicts were taken over. One undo takes it back.")
            .arg(grouped(agreement.value(QStringLiteral("records")).toInteger()),
                 kappa.isDouble() ? QLocale::c().toString(kappa.toDouble(), 'f', 2) : tr("not defined"),
                 grouped(result.value(QStringLiteral("conflict_count")).toInteger()), grouped(result.value(QStringLiteral("adopted")).toInteger()));
    });
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        QStringList ids;
        for (const QJsonValue& conflict : result.value(QStringLiteral("conflicts")).toArray())
            ids << conflict.toObject().value(QStringLiteral("id")).toString();
        if (!ids.isEmpty())
            m_notice->setAction(tr("Show the conflicts"), [this, ids] { showOnly(tr("Records that two reviewers judged differently"), ids); });
    });
}

void CurateWorkspace::makeRecords(bool allRollouts, const QString& templates)
{
    QJsonObject params{{QStringLiteral("project"), session().projectPath()}};
    if (!allRollouts)
        params.insert(QStringLiteral("rollout"), session().selection().rollout);
    if (!templates.isEmpty())
        params.insert(QStringLiteral("templates"), templates);
    watch(session().jobs().start(QStringLiteral("supervise"), params), [](const QJsonObject&) { return tr("Records were made."); });
}

void CurateWorkspace::importFrom(const QString& file)
{
    watch(session().jobs().start(QStringLiteral("dataset.import"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("file"), file}}),
          [file](const QJsonObject&) { return tr("Imported %1.").arg(QFileInfo(file).fileName()); });
}

void CurateWorkspace::exportTo(const QString& folder, const QString& format)
{
    watch(session().jobs().start(QStringLiteral("dataset.export"), {{QStringLiteral("project"), session().projectPath()},
                                                                    {QStringLiteral("out"), folder},
                                                                    {QStringLiteral("format"), format},
                                                                    {QStringLiteral("state"), QStringLiteral("accepted")}}),
          [folder](const QJsonObject& result) {
              return tr("Exported %1 records to %2, left out %3.")
                  .arg(grouped(result.value(QStringLiteral("records")).toInteger()), QFileInfo(folder).fileName(),
                       grouped(result.value(QStringLiteral("skipped")).toInteger()));
          });
}

void CurateWorkspace::watch(Job* job, const std::function<QString(const QJsonObject&)>& done)
{
    connect(job, &Job::finished, this, [this, done](const QJsonObject& result) {
        m_notice->show(ColorRole::Good, QStringLiteral("success"), done(result));
        m_notice->setAction({}, {});
        onProjectChanged();
    });
    connect(job, &Job::failed, this, [this](const JobError& error) {
        m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message);
        m_notice->setAction({}, {});
    });
}

} // namespace w2v

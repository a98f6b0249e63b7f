// The middle of the workspace: search, card, table and pages, verdicts below.
#include "ui/curate/CurateWorkspace.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/curate/AuditPage.h"
#include "ui/curate/BalancePage.h"
#include "ui/curate/FacetPanel.h"
#include "ui/curate/QueueDelegate.h"
#include "ui/curate/ReasonBar.h"
#include "ui/curate/RecordCard.h"
#include "ui/curate/TemplatesPage.h"
#include "ui/curate/VersionsPage.h"
#include "ui/curate/ViewsMenu.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {

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
    m_view->add(tr("Balance"), QStringLiteral("chart"), tr("Answers of each task, targets and what is missing (B)"));
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
    connect(m_card, &RecordCard::suggestionTaken, this, &CurateWorkspace::takeSuggestion);
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
    m_answers = new BalancePage(session());
    connect(m_answers, &BalancePage::recordsChosen, this, [this](const QString& why, const std::vector<std::int64_t>& numbers) {
        leave();
        listOnly(numbers, {}, {});
        m_notice->show(ColorRole::Accent, QStringLiteral("filter"), tr("Shown: %1").arg(why));
        m_notice->setAction(tr("Back"), [this] { goBack(); });
        showPage(CardPage);
    });
    m_templates = new TemplatesPage(session());
    connect(m_templates, &TemplatesPage::makeRequested, this, [this](const QString& folder) { makeRecords(true, folder); });
    m_views = new QStackedWidget;
    m_views->addWidget(m_card);
    m_views->addWidget(m_table);
    m_views->addWidget(m_audit);
    m_views->addWidget(m_versions);
    m_views->addWidget(m_answers);
    m_views->addWidget(m_templates);
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

} // namespace w2v

#include "ui/train/TrainWorkspace.h"

#include <QAction>
#include <QComboBox>
#include <QDateTime>
#include <QFileDialog>
#include <QFrame>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

#include "core/runs/RunBin.h"
#include "core/runs/SlurmClient.h"
#include "ui/plots/CurveChart.h"
#include "ui/records/HeldoutBaselines.h"
#include "ui/train/LearnedBar.h"
#include "ui/train/QueuePanel.h"
#include "ui/train/RecipePanel.h"
#include "ui/train/RunCharts.h"
#include "ui/train/RunMonitor.h"
#include "ui/train/RunsModel.h"
#include "ui/train/SamplesView.h"
#include "ui/train/SlurmDialog.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

constexpr int kRunsWidth = 332, kRecipeWidth = 280, kDetailsHeight = 200;
constexpr int kSlurmInterval = 10'000; ///< ms: each poll is work for the cluster's controller
constexpr int kSliderSteps = 100;
constexpr double kMostSmoothing = 0.99, kFirstSmoothing = 0.6;
constexpr int kSliderWidth = 120;

double weightOf(int position)
{
    return kMostSmoothing * position / kSliderSteps;
}

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

} // namespace

TrainWorkspace::TrainWorkspace(Session& session, QWidget* parent)
    : Workspace(QStringLiteral("train"), tr("Train"), QStringLiteral("train"), session, parent), m_runs(new RunsModel(this)), m_monitor(new RunMonitor(this)), m_fitter(new BaselineFitter(this))
{
    m_start = addCommand(QStringLiteral("start"), tr("Start training"), QStringLiteral("play"), QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { start(); },
                         [this] {
                             return m_recipe ? copyAsCommand(QStringLiteral("train"), {{QStringLiteral("project"), this->session().projectPath()},
                                                                                       {QStringLiteral("recipe"), QString::fromStdString(m_recipe->recipe().name)}})
                                             : QString();
                         });
    m_resume = addCommand(QStringLiteral("resume"), tr("Resume where it left off"), QStringLiteral("next"), {}, [this] { resume(); }, [this] {
        return copyAsCommand(QStringLiteral("runs.resume"), {{QStringLiteral("project"), this->session().projectPath()}, {QStringLiteral("run"), this->session().selection().run}});
    });
    m_stop = addCommand(QStringLiteral("stop"), tr("Stop and keep what was learned"), QStringLiteral("stop"), {}, [this] { stop(); }, [this] {
        return copyAsCommand(QStringLiteral("runs.stop"), {{QStringLiteral("project"), this->session().projectPath()}, {QStringLiteral("run"), this->session().selection().run}});
    });

    m_delete = addCommand(QStringLiteral("delete"), tr("Delete the chosen runs"), QStringLiteral("trash"), QKeySequence::Delete, [this] { deleteChosen(); }, [this] {
        return copyAsCommand(QStringLiteral("runs.delete"), {{QStringLiteral("project"), this->session().projectPath()}, {QStringLiteral("run"), this->session().selection().run}});
    });
    m_restore = addCommand(QStringLiteral("restore"), tr("Restore the run deleted last"), QStringLiteral("undo"), {}, [this] { restoreLast(); }, [this] {
        return copyAsCommand(QStringLiteral("runs.restore"), {{QStringLiteral("project"), this->session().projectPath()}});
    });
    m_submit = addCommand(QStringLiteral("slurm"), tr("Submit to Slurm…"), QStringLiteral("export"), {}, [this] { submit(); }, [this] {
        return m_recipe ? copyAsCommand(QStringLiteral("slurm.submit"), {{QStringLiteral("project"), this->session().projectPath()},
                                                                         {QStringLiteral("recipe"), QString::fromStdString(m_recipe->recipe().name)}})
                        : QString();
    });
    m_slurmPoll = new QTimer(this);
    m_slurmPoll->setInterval(kSlurmInterval);
    connect(m_slurmPoll, &QTimer::timeout, this, &TrainWorkspace::pollSlurm);
    m_follow = addCommand(QStringLiteral("follow"), tr("Follow a log folder…"), QStringLiteral("folder"), {}, [this] { askFollow(); }, [this] {
        return copyAsCommand(QStringLiteral("runs.follow"), {{QStringLiteral("project"), this->session().projectPath()}, {QStringLiteral("path"), QStringLiteral("FOLDER")}});
    });

    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("runs"));
    m_table->setProperty("look", "plain");
    m_table->setModel(m_runs);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setItemDelegateForColumn(RunsModel::StatusColumn, new StatusDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(space::kControl);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(2 * space::kWide);
    m_table->setColumnWidth(RunsModel::StatusColumn, 5 * space::kWide + space::kGap);
    m_table->setColumnWidth(RunsModel::NameColumn, 8 * space::kWide); // in narrow windows the figures scroll, not the name
    m_table->setColumnWidth(RunsModel::StepColumn, 4 * space::kWide);
    m_table->setColumnWidth(RunsModel::LossColumn, 3 * space::kWide);
    m_table->setColumnWidth(RunsModel::ScoreColumn, 4 * space::kWide);
    m_table->setColumnWidth(RunsModel::EtaColumn, 3 * space::kWide);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setToolTip(tr("Choose several with Ctrl to compare their curves"));
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({m_resume, m_stop, m_delete, m_restore});

    setStage(buildStage());
    addPanel(QStringLiteral("runs"), tr("Runs"), m_table, Qt::LeftDockWidgetArea, kRunsWidth);
    m_queue = new QueuePanel(session);
    addPanel(QStringLiteral("queue"), tr("Queue of this machine"), m_queue, Qt::LeftDockWidgetArea, kRunsWidth);
    connect(m_queue, &QueuePanel::runChosen, this, [this](const QString& run) {
        if (const int row = m_runs->rowOf(run.toStdString()); row >= 0)
            m_table->selectRow(row);
    });
    m_recipe = new RecipePanel(session, m_start);
    addPanel(QStringLiteral("recipe"), tr("Recipe of the next run"), m_recipe, Qt::RightDockWidgetArea, kRecipeWidth);
    addPanel(QStringLiteral("details"), tr("This run"), buildDetails(), Qt::BottomDockWidgetArea, kDetailsHeight);

    connect(m_recipe, &RecipePanel::changed, this, &TrainWorkspace::updateActions);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrainWorkspace::onSelection);
    connect(m_runs, &RunsModel::metricsChanged, this, [this](const QString& id, const std::vector<MetricChange>& changes, bool restarted) {
        m_charts->update(id.toStdString(), changes, restarted);
    });
    connect(m_monitor, &RunMonitor::followed, this, &TrainWorkspace::onFollowed);
    connect(m_monitor, &RunMonitor::followFailed, this, [this](const QString& why) {
        m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), why);
        m_notice->setAction({}, {});
    });
    connect(m_monitor, &RunMonitor::updated, this, &TrainWorkspace::onUpdate);
    connect(&session, &Session::projectOpened, this, &TrainWorkspace::attach);
    connect(&session, &Session::projectClosed, this, &TrainWorkspace::attach);
    connect(&session, &Session::projectChanged, m_recipe, &RecipePanel::refreshPreflight);
    connect(&session, &Session::selectionChanged, this, [this](const Selection& now, const Selection& before) {
        const int row = now.run != before.run ? m_runs->rowOf(now.run.toStdString()) : -1;
        if (row >= 0 && m_table->currentIndex().row() != row)
            m_table->selectRow(row);
    });
    connect(m_fitter, &BaselineFitter::fitted, this, [this](const std::vector<BenchmarkReport>& reports) {
        m_baselines = reports;
        showRun();
    });
    attach();
}

TrainWorkspace::~TrainWorkspace() = default;

QWidget* TrainWorkspace::buildStage()
{
    m_noProject = new EmptyState(QStringLiteral("train"), tr("No project is open"), tr("Open or create a project to train a model on its records."));
    m_noRuns = new EmptyState(QStringLiteral("train"), tr("No run yet"),
                              tr("A run trains a small vision-language model on the records of this project. The recipe on the right is ready to start; "
                                 "the curves grow here while it learns."));
    m_noRuns->addButton(tr("Start training"), QStringLiteral("play"), [this] { m_start->trigger(); }, true);

    m_runTitle = makeLabel({}, TextStyle::Heading);
    m_runTitle->setObjectName(QStringLiteral("runTitle"));
    m_smoothingText = makeMuted({}, TextStyle::Small);
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setObjectName(QStringLiteral("smoothing"));
    m_smoothing->setRange(0, kSliderSteps);
    m_smoothing->setFixedWidth(kSliderWidth);
    m_smoothing->setToolTip(tr("Debiased moving average as TensorBoard shows it; the raw values stay behind"));
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("metricFilter"));
    m_filter->setPlaceholderText(tr("Filter metrics"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(kSliderWidth);
    m_filter->setToolTip(tr("Shows a chart for every other metric whose name has these letters"));
    m_axis = new QComboBox;
    m_axis->setObjectName(QStringLiteral("axis"));
    m_axis->addItems({tr("Step"), tr("Hours"), tr("Samples"), tr("Tokens")});
    m_axis->setToolTip(tr("What the curves are drawn over"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kWide, space::kGap, space::kGap, 0);
    top->setSpacing(space::kGap);
    top->addWidget(m_runTitle, 1);
    top->addWidget(m_filter);
    top->addWidget(m_axis);
    top->addWidget(m_smoothingText);
    top->addWidget(m_smoothing);
    top->addWidget(makeToolButton(m_resume));
    top->addWidget(makeToolButton(m_stop));
    top->addWidget(makeToolButton(m_follow));
    top->addWidget(makeToolButton(m_submit));

    m_notice = new Notice;
    m_notice->setObjectName(QStringLiteral("runNotice"));
    m_notice->setClosable(true);
    m_notice->hide();
    m_learned = new LearnedBar;
    m_charts = new RunCharts(*m_runs);
    connect(m_charts, &RunCharts::pointClicked, this, [this](const QString& run, qint64 step) {
        if (const int row = m_runs->rowOf(run.toStdString()); row >= 0 && m_table->currentIndex().row() != row)
            m_table->selectionModel()->setCurrentIndex(m_runs->index(row, 0), QItemSelectionModel::NoUpdate);
        m_details->setCurrentWidget(m_samples);
        m_samples->goTo(step);
    });
    connect(m_filter, &QLineEdit::textChanged, m_charts, &RunCharts::setFilter);
    connect(m_axis, &QComboBox::currentIndexChanged, m_charts, [this](int index) { m_charts->setAxis(static_cast<MetricAxis::Kind>(index)); });
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int position) {
        m_smoothingText->setText(tr("Smoothing %1").arg(weightOf(position), 0, 'f', 2));
        m_charts->setSmoothing(weightOf(position));
    });
    m_smoothing->setValue(static_cast<int>(kFirstSmoothing / kMostSmoothing * kSliderSteps));

    auto* learned = new QVBoxLayout;
    learned->setContentsMargins(space::kWide, space::kHalf, space::kGap, 0);
    learned->addWidget(m_learned);
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addLayout(learned);
    layout->addWidget(m_charts, 1);

    m_stage = new QStackedWidget;
    m_stage->addWidget(m_noProject);
    m_stage->addWidget(m_noRuns);
    m_stage->addWidget(page);
    auto* whole = new QWidget;
    auto* wholeLayout = new QVBoxLayout(whole);
    wholeLayout->setContentsMargins(0, 0, 0, 0);
    wholeLayout->setSpacing(0);
    wholeLayout->addWidget(m_notice);
    wholeLayout->addWidget(m_stage, 1);
    return whole;
}

QWidget* TrainWorkspace::buildDetails()
{
    m_samples = new SamplesView(session());
    m_log = new QPlainTextEdit;
    m_log->setObjectName(QStringLiteral("log"));
    m_log->setProperty("look", "mono");
    m_log->setReadOnly(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setPlaceholderText(tr("The log is empty."));
    m_system = new FactTable;
    m_details = new QTabWidget;
    m_details->setDocumentMode(true);
    m_details->addTab(m_samples, tr("Samples"));
    m_details->addTab(m_log, tr("Log"));
    m_details->addTab(m_system, tr("System"));
    return m_details;
}

QAction* TrainWorkspace::primaryAction()
{
    return m_start;
}

QStringList TrainWorkspace::breadcrumb() const
{
    const RunsModel::Run* run = m_runs->at(m_table->currentIndex().row());
    return run ? QStringList{runName(run->summary)} : QStringList{};
}

void TrainWorkspace::activate()
{
    m_monitor->lookNow();
    if (const Project* project = session().project())
        m_fitter->request(project->folder());
    m_table->setFocus();
}

void TrainWorkspace::attach()
{
    m_runs->clear();
    m_charts->setRuns({});
    const Project* project = session().project();
    m_monitor->setFolder(project ? project->runsFolder() : std::filesystem::path());
    m_baselines.clear();
    m_slurm.clear();
    if (project)
        lookForSlurm();
    m_recipe->refreshPreflight();
    m_stage->setCurrentIndex(project ? 1 : 0);
    m_samples->setSamples({});
    m_log->clear();
    updateActions();
}

/// Jobs that were submitted before this window was there are asked for too.
void TrainWorkspace::lookForSlurm()
{
    std::error_code code;
    for (std::filesystem::directory_iterator it(session().project()->runsFolder(), code), end; !code && it != end; it.increment(code))
        if (std::error_code other; std::filesystem::exists(it->path() / "slurm.json", other)) {
            m_slurmPoll->start();
            pollSlurm();
            return;
        }
}

void TrainWorkspace::onUpdate(MonitorUpdate& update)
{
    const int before = m_runs->rowCount();
    const std::string current = session().selection().run.toStdString();
    m_runs->apply(update);
    const bool running = std::any_of(update.runs.begin(), update.runs.end(), [](const RunUpdate& one) { return one.run.state.status == RunStatus::Running; });
    m_table->setColumnHidden(RunsModel::EtaColumn, !running); // the names need the room
    if (!m_awaited.empty() && m_runs->rowOf(m_awaited) >= 0) {
        m_table->selectRow(m_runs->rowOf(m_awaited));
        m_awaited.clear();
    } else if (m_runs->rowCount() != before) { // rows were rebuilt: the choice is found again, or the newest run is chosen
        const int row = m_runs->rowOf(current);
        const bool newest = m_selectNewest && m_runs->rowCount() > before;
        m_table->selectRow(newest || row < 0 ? 0 : row);
        m_selectNewest = m_selectNewest && !newest;
    }
    m_stage->setCurrentIndex(!session().hasProject() ? 0 : m_runs->rowCount() ? 2 : 1);
    if (update.detailRun == session().selection().run.toStdString()) {
        if (update.log) {
            QScrollBar* bar = m_log->verticalScrollBar();
            const bool atEnd = bar->value() >= bar->maximum() - 2;
            m_log->setPlainText(QString::fromUtf8(update.log->data(), static_cast<qsizetype>(update.log->size())));
            if (atEnd)
                bar->setValue(bar->maximum());
        }
        if (update.samples) {
            m_samples->setSamples(*update.samples);
            m_details->setTabText(0, m_samples->count() ? tr("Samples %1").arg(m_samples->count()) : tr("Samples"));
        }
    }
    showRun();
}

std::vector<std::string> TrainWorkspace::chosenRuns() const
{
    std::vector<std::string> ids;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        ids.push_back(index.data(RunsModel::IdRole).toString().toStdString());
    return ids;
}

void TrainWorkspace::onSelection()
{
    const QString current = m_table->currentIndex().data(RunsModel::IdRole).toString();
    if (!current.isEmpty()) {
        session().selectRun(current);
        m_monitor->setDetailRun(current.toStdString());
    }
    const std::vector<std::string> chosen = chosenRuns();
    if (!chosen.empty() && chosen != m_charts->runs())
        m_charts->setRuns(chosen);
    showRun();
    Q_EMIT breadcrumbChanged();
}

CurveChart& TrainWorkspace::chart(MetricPlace::Chart which) const
{
    return m_charts->chart(which);
}

void TrainWorkspace::askFollow()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Follow the logs in a folder"));
    if (!path.isEmpty())
        follow(path.toStdString());
}

void TrainWorkspace::follow(const std::filesystem::path& path)
{
    m_monitor->follow(path);
}

void TrainWorkspace::onFollowed(const QStringList& runs)
{
    m_awaited = runs.isEmpty() ? std::string() : runs.front().toStdString();
    m_notice->show(ColorRole::Accent, QStringLiteral("folder"), tr("%n logs are followed as runs of this project.", nullptr, static_cast<int>(runs.size())));
    m_notice->setAction({}, {});
}

void TrainWorkspace::showRun()
{
    const RunsModel::Run* run = m_runs->at(m_table->currentIndex().row());
    updateActions();
    if (!run)
        return;
    QString title = runName(run->summary);
    if (m_charts->runs().size() > 1)
        title = tr("Comparing %n runs", nullptr, static_cast<int>(m_charts->runs().size()));
    m_runTitle->setText(title);
    m_learned->show(run->metrics, m_baselines);
    const RunState& state = run->summary.state;
    // Said once per run and state: the looks that follow twice a second must not bring back what was closed.
    const std::string said = run->summary.id + ' ' + std::string(runStatusName(state.status)) + ' ' + std::to_string(run->damaged);
    if (said != m_said) {
        m_said = said;
        if (!m_offersRestore)
            m_notice->hide();
        if (run->damaged > 0) {
            m_offersRestore = false;
            m_notice->show(ColorRole::Imagined, QStringLiteral("warning"),
                           tr("%n places of this log are damaged and were skipped; the first: %1", nullptr, static_cast<int>(run->damaged))
                               .arg(run->problems.empty() ? QString() : QString::fromStdString(run->problems.front())));
            m_notice->setAction(tr("Show all"), [this] { m_details->setCurrentWidget(m_system); });
        }
        if (state.status == RunStatus::Failed || state.status == RunStatus::Crashed) {
            m_offersRestore = false;
            m_notice->show(ColorRole::Contradicts, QStringLiteral("error"),
                           state.error.empty() ? tr("This run ended without saying why; its log may tell.") : QString::fromStdString(state.error));
            m_notice->setAction(tr("Show the log"), [this] { m_details->setCurrentWidget(m_log); });
        }
    }
    showSystem();
}

void TrainWorkspace::showSystem()
{
    const RunsModel::Run* run = m_runs->at(m_table->currentIndex().row());
    if (!run || m_details->currentWidget() != m_system)
        return;
    m_system->clear();
    const RunState& state = run->summary.state;
    const auto time = [](double seconds) { return seconds > 0 ? QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000)).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QStringLiteral("–"); };
    m_system->add(tr("Folder"), QString::fromStdString(run->summary.path.string()));
    if (const auto log = outsideLog(run->summary.spec)) {
        m_system->add(tr("Followed log"), QString::fromStdString(log->source.string()));
        m_system->add(tr("Format"), QString::fromLatin1(logFormatName(log->format).data()));
    }
    if (const auto job = m_slurm.find(run->summary.id); job != m_slurm.end())
        m_system->add(tr("Slurm job"), job->second);
    m_system->add(tr("Points"), QLocale::c().toString(static_cast<qlonglong>(run->metrics.points())));
    if (run->damaged > 0)
        m_system->add(tr("Damaged places"), QString::number(run->damaged));
    for (const std::string& problem : run->problems)
        m_system->addNote(QString::fromStdString(problem));
    m_system->add(tr("Process"), state.pid > 0 ? QString::number(state.pid) : QStringLiteral("–"));
    m_system->add(tr("Started"), time(state.started));
    m_system->add(tr("Last sign of life"), time(state.updated));
    std::map<std::string, double> others;
    for (const MetricColumn& column : run->metrics.columns())
        if (column.size() > 0 && placeOf(column.name).chart == MetricPlace::System)
            others[column.name] = column.values.back();
    for (const auto& [metric, value] : others)
        m_system->add(QString::fromStdString(metric), QLocale::c().toString(value, 'g', 5));
}

void TrainWorkspace::updateActions()
{
    const RunsModel::Run* run = m_runs->at(m_table->currentIndex().row());
    const bool active = run && (run->summary.state.status == RunStatus::Running || run->summary.state.status == RunStatus::Queued);
    m_start->setEnabled(session().hasProject() && m_recipe && m_recipe->isValid());
    m_resume->setEnabled(run && !active && !outsideLog(run->summary.spec) && run->summary.state.status != RunStatus::Finished);
    m_stop->setEnabled(active && !outsideLog(run->summary.spec));
    m_follow->setEnabled(session().hasProject());
    m_submit->setEnabled(m_start->isEnabled());
    m_delete->setEnabled(run && run->summary.state.status != RunStatus::Running);
    m_restore->setEnabled(session().hasProject());
}

void TrainWorkspace::start()
{
    const QString recipe = m_recipe->saveForStart();
    if (recipe.isEmpty())
        return;
    m_selectNewest = true;
    runJob(QStringLiteral("queue.add"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("recipe"), recipe}});
}

void TrainWorkspace::deleteChosen()
{
    QStringList gone;
    for (const std::string& id : chosenRuns())
        try {
            deleteRun(session().project()->runsFolder(), id);
            gone += QString::fromStdString(id);
        } catch (const std::exception& error) {
            session().report(QStringLiteral("train.delete"), error);
        }
    m_monitor->lookNow();
    if (gone.isEmpty())
        return;
    m_deleted = gone;
    m_offersRestore = true;
    m_notice->show(ColorRole::Accent, QStringLiteral("trash"), tr("%n runs lie in the bin of this project.", nullptr, static_cast<int>(gone.size())));
    m_notice->setAction(tr("Restore"), [this] { restoreLast(); });
}

/// Those deleted together last; after a restart the newest one of the bin.
void TrainWorkspace::restoreLast()
{
    const std::filesystem::path runs = session().project()->runsFolder();
    try {
        if (m_deleted.isEmpty())
            if (const auto bin = deletedRuns(runs); !bin.empty())
                m_deleted += QString::fromStdString(bin.back().id);
        for (const QString& id : std::exchange(m_deleted, {}))
            restoreRun(runs, id.toStdString());
        m_offersRestore = false;
        m_notice->hide();
    } catch (const std::exception& error) {
        session().report(QStringLiteral("train.restore"), error);
    }
    m_monitor->lookNow();
}

/// The recipe begins a new run on a cluster.
void TrainWorkspace::submit()
{
    const QString recipe = m_recipe->saveForStart();
    if (recipe.isEmpty())
        return;
    auto* dialog = new SlurmDialog(QString::fromStdString(m_recipe->recipe().name), session().jobs().workerProgram(),
                                   QString::fromStdString(session().project()->runsFolder().string()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, recipe] {
        m_selectNewest = true;
        runJob(QStringLiteral("slurm.submit"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("recipe"), recipe}, {QStringLiteral("slurm"), dialog->settings()}});
        m_slurmPoll->start();
    });
    dialog->open();
}

/// One call for all jobs of the project, while one of them is not over.
void TrainWorkspace::pollSlurm()
{
    if (!session().hasProject() || (m_slurmJob && m_slurmJob->active()))
        return;
    m_slurmJob = session().jobs().start(QStringLiteral("slurm.jobs"), {{QStringLiteral("project"), session().projectPath()}});
    connect(m_slurmJob, &Job::finished, this, [this](const QJsonObject& result) {
        m_slurm.clear();
        bool active = false;
        for (const QJsonValue& job : result.value(QStringLiteral("jobs")).toArray()) {
            const QString state = job[QStringLiteral("state")].toString(), reason = job[QStringLiteral("reason")].toString();
            m_slurm[job[QStringLiteral("run")].toString().toStdString()] =
                QStringLiteral("%1 · %2%3").arg(job[QStringLiteral("job")].toString(), state, reason.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(reason));
            const SlurmPhase phase = slurmPhase(state.toStdString());
            active = active || phase == SlurmPhase::Waiting || phase == SlurmPhase::Active;
        }
        if (!active)
            m_slurmPoll->stop();
        m_monitor->lookNow();
    });
}

void TrainWorkspace::resume()
{
    const RunsModel::Run* run = m_runs->at(m_table->currentIndex().row());
    if (!run)
        return;
    runJob(QStringLiteral("queue.add"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("run"), QString::fromStdString(run->summary.id)}});
}

void TrainWorkspace::runJob(const QString& operation, const QJsonObject& parameters)
{
    Job* job = session().jobs().start(operation, parameters);
    connect(job, &Job::event, m_monitor, [this] { m_monitor->lookNow(); });
    connect(job, &Job::failed, this, [this](const JobError& error) { m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
    connect(job, &Job::ended, m_monitor, [this] {
        m_monitor->lookNow();
        m_queue->look();
    });
    m_monitor->lookNow();
}

void TrainWorkspace::stop()
{
    const RunsModel::Run* run = m_runs->at(m_table->currentIndex().row());
    if (!run)
        return;
    if (std::error_code code; std::filesystem::exists(run->summary.path / "slurm.json", code)) {
        runJob(QStringLiteral("slurm.cancel"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("run"), QString::fromStdString(run->summary.id)}});
        m_slurmPoll->start();
        return;
    }
    try {
        RunFolder::open(run->summary.path).requestStop();
        m_notice->show(ColorRole::Accent, QStringLiteral("stop"), tr("Asked to stop. The run ends after its present step and keeps its checkpoint."));
        m_notice->setAction({}, {});
    } catch (const std::exception& error) {
        session().report(QStringLiteral("train.stop"), error);
    }
}

} // namespace w2v

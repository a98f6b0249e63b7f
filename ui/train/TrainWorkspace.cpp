#include "ui/train/TrainWorkspace.h"

#include <QAction>
#include <QComboBox>
#include <QDateTime>
#include <QDockWidget>
#include <QFileDialog>
#include <QFrame>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

#include "core/runs/RunBin.h"
#include "core/runs/SlurmClient.h"
#include "core/training/ShippedRecipes.h"
#include "ui/plots/CurveChart.h"
#include "ui/records/HeldoutBaselines.h"
#include "ui/train/ChainDialog.h"
#include "ui/train/ChainPanel.h"
#include "ui/train/DifferencesView.h"
#include "ui/train/LearnedBar.h"
#include "ui/train/QueuePanel.h"
#include "ui/train/RecipePanel.h"
#include "ui/train/RunCharts.h"
#include "ui/train/RunMonitor.h"
#include "ui/train/RunNotes.h"
#include "ui/train/RunsModel.h"
#include "ui/train/RunsPanel.h"
#include "ui/train/SamplesView.h"
#include "ui/train/SlurmDialog.h"
#include "ui/train/SystemView.h"
#include "ui/train/TrainerDialog.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

constexpr int kRunsWidth = 332, kRecipeWidth = 280, kDetailsHeight = 200, kRunsHeight = 480, kQueueHeight = 220;
constexpr int kSlurmInterval = 10'000; ///< ms: each poll is work for the cluster's controller
constexpr int kSliderSteps = 100;
constexpr double kMostSmoothing = 0.99, kFirstSmoothing = 0.6;
constexpr int kSliderWidth = 64, kLeastFilter = 64, kMostFilter = 120; ///< pixels: narrow windows are to hold the whole workspace

double weightOf(int position)
{
    return kMostSmoothing * position / kSliderSteps;
}

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

    m_chain = addCommand(QStringLiteral("chain"), tr("Chain of stages…"), QStringLiteral("link"), {}, [this] { askChain(); }, [this] {
        return copyAsCommand(QStringLiteral("chain.add"), {{QStringLiteral("project"), this->session().projectPath()}});
    });

    m_export = addCommand(QStringLiteral("export"), tr("Export for another trainer…"), QStringLiteral("save"), {}, [this] { askExport(); }, [this] {
        return m_recipe ? copyAsCommand(QStringLiteral("train.export"), {{QStringLiteral("project"), this->session().projectPath()},
                                                                         {QStringLiteral("recipe"), QString::fromStdString(m_recipe->recipe().name)},
                                                                         {QStringLiteral("for"), QStringLiteral("ms-swift")}, {QStringLiteral("out"), QStringLiteral("FOLDER")}})
                        : QString();
    });

    m_list = new RunsPanel(session, *m_runs);
    m_list->addActions({m_resume, m_stop, m_delete, m_restore});

    setStage(buildStage());
    QDockWidget* runs = addPanel(QStringLiteral("runs"), tr("Runs"), m_list, Qt::LeftDockWidgetArea, kRunsWidth);
    m_chains = &m_list->chains();
    const auto changeChain = [this](const char* operation) {
        return [this, operation](const QString& chain) {
            runJob(QLatin1String(operation), {{QStringLiteral("project"), this->session().projectPath()}, {QStringLiteral("chain"), chain}});
        };
    };
    connect(m_chains, &ChainPanel::retryWanted, this, changeChain("chain.retry"));
    connect(m_chains, &ChainPanel::cancelWanted, this, changeChain("chain.cancel"));
    connect(m_chains, &ChainPanel::runChosen, this, &TrainWorkspace::selectRun);
    m_queue = new QueuePanel(session);
    QDockWidget* queue = addPanel(QStringLiteral("queue"), tr("Queue of this machine"), m_queue, Qt::LeftDockWidgetArea, kRunsWidth);
    resizeDocks({runs, queue}, {kRunsHeight, kQueueHeight}, Qt::Vertical);
    connect(m_queue, &QueuePanel::runChosen, this, &TrainWorkspace::selectRun);
    m_recipe = new RecipePanel(session, m_start);
    addPanel(QStringLiteral("recipe"), tr("Recipe of the next run"), m_recipe, Qt::RightDockWidgetArea, kRecipeWidth);
    addPanel(QStringLiteral("details"), tr("This run"), buildDetails(), Qt::BottomDockWidgetArea, kDetailsHeight);

    connect(m_recipe, &RecipePanel::changed, this, [this] {
        m_differences->setNext(m_recipe->recipe());
        updateActions();
    });
    m_differences->setNext(m_recipe->recipe());
    m_notes = new RunNotes(this);
    connect(m_notes, &RunNotes::alarm, this, [this](const QString& run, const QString& about, const QString& name, const QString& text) {
        Issue issue;
        issue.level = Issue::Level::Warning;
        issue.title = QStringLiteral("%1: %2").arg(name, text);
        issue.source = QStringLiteral("train.alarm/%1/%2").arg(run, about);
        this->session().issues().add(issue);
        say(ColorRole::Imagined, QStringLiteral("warning"), issue.title, run);
    });
    connect(m_notes, &RunNotes::ended, this, [this](const QString& run, const QString& text, bool well) {
        say(well ? ColorRole::Good : ColorRole::Contradicts, well ? QStringLiteral("success") : QStringLiteral("error"), text, run);
    });
    connect(m_list, &RunsPanel::chosenChanged, this, &TrainWorkspace::onSelection);
    connect(m_list, &RunsPanel::bandsChanged, this, [this] { m_charts->setBands(m_list->bands(), m_list->bandKind()); });
    connect(&session, &Session::projectChanged, m_list, &RunsPanel::readLabels);
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
        if (now.run != before.run)
            m_list->choose(now.run.toStdString());
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

    m_runTitle = new ElidedLabel;
    m_runTitle->setProperty("look", "heading");
    m_runTitle->setObjectName(QStringLiteral("runTitle"));
    m_smoothingText = makeMuted({}, TextStyle::Small); // the weight alone: the name of the run needs the room
    m_smoothingText->setObjectName(QStringLiteral("smoothingText"));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setObjectName(QStringLiteral("smoothing"));
    m_smoothing->setRange(0, kSliderSteps);
    m_smoothing->setFixedWidth(kSliderWidth);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    for (QWidget* one : {static_cast<QWidget*>(m_smoothing), static_cast<QWidget*>(m_smoothingText)})
        one->setToolTip(tr("Smoothing: debiased moving average as TensorBoard shows it; the raw values stay behind"));
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("metricFilter"));
    m_filter->setPlaceholderText(tr("Filter metrics"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(kLeastFilter);
    m_filter->setMaximumWidth(kMostFilter);
    m_filter->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // it takes what the title leaves
    m_filter->setToolTip(tr("Shows a chart for every other metric whose name has these letters"));
    m_axis = new QComboBox;
    m_axis->setObjectName(QStringLiteral("axis"));
    m_axis->addItems({tr("Step"), tr("Hours"), tr("Samples"), tr("Tokens")});
    m_axis->setToolTip(tr("What the curves are drawn over"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kWide, space::kGap, space::kGap, 0);
    top->setSpacing(space::kGap);
    top->addWidget(m_runTitle, 4);
    top->addWidget(m_filter, 1);
    top->addWidget(m_axis);
    top->addWidget(m_smoothingText);
    top->addWidget(m_smoothing);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (QAction* action : {m_resume, m_stop, m_follow, m_submit, m_chain, m_export})
        buttons->addWidget(makeToolButton(action));
    top->addLayout(buttons);

    m_notice = new Notice;
    m_notice->setObjectName(QStringLiteral("runNotice"));
    m_notice->setClosable(true);
    m_notice->hide();
    m_learned = new LearnedBar;
    m_charts = new RunCharts(*m_runs);
    connect(m_charts, &RunCharts::pointClicked, this, &TrainWorkspace::showAnswers);
    connect(m_filter, &QLineEdit::textChanged, m_charts, &RunCharts::setFilter);
    connect(m_axis, &QComboBox::currentIndexChanged, m_charts, [this](int index) { m_charts->setAxis(static_cast<MetricAxis::Kind>(index)); });
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int position) {
        m_smoothingText->setText(QLocale::c().toString(weightOf(position), 'f', 2));
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
    m_system = new SystemView;
    m_differences = new DifferencesView;
    m_details = new QTabWidget;
    m_details->setDocumentMode(true);
    m_details->addTab(m_samples, tr("Samples"));
    m_details->addTab(m_log, tr("Log"));
    m_details->addTab(m_system, tr("System"));
    m_details->addTab(m_differences, tr("Differences"));
    connect(m_details, &QTabWidget::currentChanged, this, &TrainWorkspace::showSystem);
    return m_details;
}

QAction* TrainWorkspace::primaryAction()
{
    return m_start;
}

QStringList TrainWorkspace::breadcrumb() const
{
    const RunsModel::Run* run = m_runs->find(m_list->current());
    return run ? QStringList{runName(*run)} : QStringList{};
}

void TrainWorkspace::activate()
{
    m_monitor->lookNow();
    if (const Project* project = session().project())
        m_fitter->request(project->folder());
    m_list->table().setFocus();
}

void TrainWorkspace::attach()
{
    m_runs->clear();
    m_known = false;
    m_charts->setRuns({});
    const Project* project = session().project();
    m_monitor->setFolder(project ? project->runsFolder() : std::filesystem::path());
    m_baselines.clear();
    m_slurm.clear();
    if (project)
        lookForSlurm();
    m_recipe->refreshPreflight();
    m_list->readLabels();
    m_stage->setCurrentIndex(project ? 1 : 0);
    m_samples->setSamples({});
    m_samplesRun.clear();
    m_awaitedStep.reset();
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

void TrainWorkspace::selectRun(const QString& run)
{
    m_list->choose(run.toStdString());
}

void TrainWorkspace::onUpdate(MonitorUpdate& update)
{
    m_chains->show(update.chains);
    const int before = m_runs->rowCount();
    const bool known = std::exchange(m_known, true);
    const std::string current = session().selection().run.toStdString();
    m_runs->apply(update);
    const bool running = std::any_of(update.runs.begin(), update.runs.end(), [](const RunUpdate& one) { return one.run.state.status == RunStatus::Running; });
    m_list->showTimeLeft(running); // the names need the room
    if (!m_awaited.empty() && m_runs->rowOf(m_awaited) >= 0) {
        m_list->chooseAgain(m_awaited);
        m_awaited.clear();
    } else if (m_runs->rowCount() != before) { // the newest run is chosen, or what was, where rows were rebuilt
        const bool newest = m_selectNewest && known && m_runs->rowCount() > before;
        if (newest || m_list->current() != current || m_list->chosen().empty())
            m_list->chooseAgain(newest ? m_runs->at(0)->summary.id : current);
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
            m_samplesRun = update.detailRun;
            if (m_awaitedStep)
                m_samples->goTo(*std::exchange(m_awaitedStep, std::nullopt));
            m_details->setTabText(0, m_samples->count() ? tr("Samples %1").arg(m_samples->count()) : tr("Samples"));
        }
    }
    std::vector<DifferencesView::Other> others;
    for (int row = 0; row < m_runs->rowCount(); ++row) {
        const RunsModel::Run& run = *m_runs->at(row);
        others.push_back({run.summary.id, runName(run), run.summary.spec.value("recipe", "")});
    }
    m_differences->setRuns(others);
    m_notes->look(*m_runs);
    showRun();
}

void TrainWorkspace::onSelection()
{
    const QString current = QString::fromStdString(m_list->current());
    if (!current.isEmpty()) {
        m_awaitedStep.reset();
        showDetails(current);
    }
    const std::vector<std::string> chosen = m_list->chosen();
    if (!chosen.empty() && chosen != m_charts->runs())
        m_charts->setRuns(chosen);
    m_charts->setBands(m_list->bands(), m_list->bandKind());
    showRun();
    Q_EMIT breadcrumbChanged();
}

void TrainWorkspace::showDetails(const QString& run)
{
    session().selectRun(run);
    m_differences->setRun(run.toStdString());
    m_monitor->setDetailRun(run.toStdString());
}

/// The answers behind a point; those of a run that was only compared so far are read first.
void TrainWorkspace::showAnswers(const QString& run, qint64 step)
{
    m_list->setCurrent(run.toStdString());
    showDetails(run);
    m_details->setCurrentWidget(m_samples);
    if (m_samplesRun == run.toStdString())
        m_samples->goTo(step);
    else
        m_awaitedStep = step;
    showRun();
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

/// A notice about a run, which may be another than the chosen one.
void TrainWorkspace::say(ColorRole role, const QString& icon, const QString& text, const QString& run)
{
    m_keepNotice = true; // it stays while the table moves to another run
    m_notice->show(role, icon, text);
    m_notice->setAction(tr("Show the run"), [this, run] { selectRun(run); });
}

void TrainWorkspace::showRun()
{
    const RunsModel::Run* run = m_runs->find(m_list->current());
    updateActions();
    if (!run)
        return;
    QString title = runName(*run);
    if (m_charts->runs().size() > 1)
        title = tr("Comparing %n runs", nullptr, static_cast<int>(m_charts->runs().size()));
    m_runTitle->setFullText(title);
    m_learned->show(run->metrics, m_baselines);
    const RunState& state = run->summary.state;
    // Said once per run and state: the looks that follow twice a second must not bring back what was closed.
    const std::string said = run->summary.id + ' ' + std::string(runStatusName(state.status)) + ' ' + std::to_string(run->damaged);
    if (said != m_said) {
        m_said = said;
        if (!m_keepNotice)
            m_notice->hide();
        if (run->damaged > 0) {
            m_keepNotice = false;
            m_notice->show(ColorRole::Imagined, QStringLiteral("warning"),
                           tr("%n places of this log are damaged and were skipped; the first: %1", nullptr, static_cast<int>(run->damaged))
                               .arg(run->problems.empty() ? QString() : QString::fromStdString(run->problems.front())));
            m_notice->setAction(tr("Show all"), [this] { m_details->setCurrentWidget(m_system); });
        }
        if (state.status == RunStatus::Failed || state.status == RunStatus::Crashed) {
            m_keepNotice = false;
            m_notice->show(ColorRole::Contradicts, QStringLiteral("error"),
                           state.error.empty() ? tr("This run ended without saying why; its log may tell.") : QString::fromStdString(state.error));
            m_notice->setAction(tr("Show the log"), [this] { m_details->setCurrentWidget(m_log); });
        }
    }
    showSystem();
}

void TrainWorkspace::showSystem()
{
    const RunsModel::Run* run = m_runs->find(m_list->current());
    if (!run || m_details->currentWidget() != m_system)
        return;
    m_system->show(*run);
    FactTable& facts = m_system->facts();
    facts.clear();
    const RunState& state = run->summary.state;
    const auto time = [](double seconds) { // of another day with its date
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000));
        return seconds <= 0 ? QStringLiteral("–") : at.toString(at.date() == QDate::currentDate() ? QStringLiteral("HH:mm:ss") : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    };
    const auto place = [&](const QString& name, const std::filesystem::path& path) { // the whole path has no place to break a line
        facts.add(name, QString::fromStdString(shortRunName(path.filename().string())), QString::fromStdString(path.string()));
    };
    place(tr("Folder"), run->summary.path);
    if (const auto log = outsideLog(run->summary.spec)) {
        place(tr("Followed log"), log->source);
        facts.add(tr("Format"), QString::fromLatin1(logFormatName(log->format).data()));
    }
    if (const auto job = m_slurm.find(run->summary.id); job != m_slurm.end())
        facts.add(tr("Slurm job"), job->second);
    facts.add(tr("Points"), QLocale::c().toString(static_cast<qlonglong>(run->metrics.points())));
    if (run->damaged > 0)
        facts.add(tr("Damaged places"), QString::number(run->damaged));
    for (const std::string& problem : run->problems)
        facts.addNote(QString::fromStdString(problem));
    facts.add(tr("Process"), state.pid > 0 ? QString::number(state.pid) : QStringLiteral("–"));
    facts.add(tr("Started"), time(state.started));
    facts.add(tr("Last sign of life"), time(state.updated));
    if (const double waits = lastValue(run->metrics, "system/input_wait"); std::isfinite(waits))
        facts.add(tr("Waits for data"), tr("%1% of a step").arg(waits, 0, 'f', 1));
    std::map<std::string, double> others;
    for (const MetricColumn& column : run->metrics.columns())
        if (column.size() > 0 && placeOf(column.name).chart == MetricPlace::System && !column.name.starts_with("system/"))
            others[column.name] = column.values.back();
    for (const auto& [metric, value] : others)
        facts.add(QString::fromStdString(metric), QLocale::c().toString(value, 'g', 5));
}

void TrainWorkspace::updateActions()
{
    const RunsModel::Run* run = m_runs->find(m_list->current());
    const bool active = run && (run->summary.state.status == RunStatus::Running || run->summary.state.status == RunStatus::Queued);
    m_start->setEnabled(session().hasProject() && m_recipe && m_recipe->isValid());
    m_resume->setEnabled(run && !active && !outsideLog(run->summary.spec) && run->summary.state.status != RunStatus::Finished);
    m_stop->setEnabled(active && !outsideLog(run->summary.spec));
    m_follow->setEnabled(session().hasProject());
    m_submit->setEnabled(m_start->isEnabled());
    m_chain->setEnabled(session().hasProject());
    m_export->setEnabled(m_start->isEnabled() && m_recipe->recipe().kind != "pretrain");
    m_delete->setEnabled(run && run->summary.state.status != RunStatus::Running);
    m_restore->setEnabled(session().hasProject());
}

void TrainWorkspace::start()
{
    const QString recipe = m_recipe->saveForStart();
    if (recipe.isEmpty())
        return;
    chooseRunOf(runJob(QStringLiteral("queue.add"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("recipe"), recipe}}));
}

/// The run that a job has made is chosen as soon as it is among the runs.
void TrainWorkspace::chooseRunOf(Job* job)
{
    connect(job, &Job::finished, this, [this](const QJsonObject& result) { m_awaited = result.value(QStringLiteral("run")).toString().toStdString(); });
}

void TrainWorkspace::deleteChosen()
{
    QStringList gone;
    for (const std::string& id : m_list->chosen())
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
    m_keepNotice = true;
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
        m_keepNotice = false;
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
        chooseRunOf(runJob(QStringLiteral("slurm.submit"),
                           {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("recipe"), recipe}, {QStringLiteral("slurm"), dialog->settings()}}));
        m_slurmPoll->start();
    });
    dialog->open();
}

/// The recipe shown on the right is the stage it is a recipe for.
void TrainWorkspace::askChain()
{
    const std::string kind = m_recipe->isValid() ? m_recipe->recipe().kind : std::string();
    const QString shown = kind == "sft" || kind == "grpo" ? m_recipe->saveForStart() : QString();
    auto* dialog = new ChainDialog(session().projectPath(), kind == "sft" ? shown : QString::fromUtf8(kDefaultRecipe.data(), static_cast<qsizetype>(kDefaultRecipe.size())),
                                   kind == "grpo" ? shown : QStringLiteral("w2v-tiny-grpo"), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_selectNewest = true;
        runJob(QStringLiteral("chain.add"), dialog->params());
    });
    dialog->open();
}

/// The recipe is handed to another program; its logs are followed from then on.
void TrainWorkspace::askExport()
{
    const QString file = m_recipe->saveForStart();
    if (file.isEmpty())
        return;
    auto* dialog = new TrainerDialog(m_recipe->recipe(), file, session().projectPath(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Job* job = runJob(QStringLiteral("train.export"), dialog->params());
        connect(job, &Job::finished, this, [this](const QJsonObject& result) {
            m_notice->show(ColorRole::Good, QStringLiteral("success"), tr("Exported. Start it with: %1   Its logs in %2 are followed like runs of this project.")
                                                                            .arg(result.value(QStringLiteral("command")).toString(), result.value(QStringLiteral("logs")).toString()));
            m_notice->setAction({}, {});
            m_keepNotice = true;
        });
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
    const RunsModel::Run* run = m_runs->find(m_list->current());
    if (!run)
        return;
    runJob(QStringLiteral("queue.add"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("run"), QString::fromStdString(run->summary.id)}});
}

Job* TrainWorkspace::runJob(const QString& operation, const QJsonObject& parameters)
{
    Job* job = session().jobs().start(operation, parameters);
    connect(job, &Job::event, m_monitor, [this] { m_monitor->lookNow(); });
    connect(job, &Job::failed, this, [this](const JobError& error) { m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
    connect(job, &Job::ended, m_monitor, [this] {
        m_monitor->lookNow();
        m_queue->look();
    });
    m_monitor->lookNow();
    return job;
}

void TrainWorkspace::stop()
{
    const RunsModel::Run* run = m_runs->find(m_list->current());
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

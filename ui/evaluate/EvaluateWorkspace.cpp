#include "ui/evaluate/EvaluateWorkspace.h"

#include <QAction>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>
#include <set>

#include "core/runs/RunFolder.h"
#include "ui/chat/ChatPanel.h"
#include "ui/evaluate/AnswerColumns.h"
#include "ui/evaluate/FlipMatrix.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/plots/BarChart.h"
#include "ui/records/HeldoutBaselines.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordMarks.h"
#include "ui/records/RecordPictures.h"
#include "ui/records/TaskText.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {
namespace {

constexpr int kLeftWidth = 248, kChatWidth = 336, kBarsHeight = 190, kAnswersHeight = 112;
constexpr double kLearnedMargin = 3; ///< points above the best baseline before a task counts as learned
enum StagePage { NoProjectPage, NothingPage, QuestionsPage };
enum CardPage { QuestionPage, NoMatchPage };

const char* const kBenchmark = "heldout";

} // namespace

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

EvaluateWorkspace::EvaluateWorkspace(Session& session, QWidget* parent)
    : Workspace(QStringLiteral("evaluate"), tr("Evaluate"), QStringLiteral("evaluate"), session, parent), m_questions(new QuestionsModel(m_data, this)), m_fitter(new BaselineFitter(this))
{
    buildCommands();
    setStage(buildStage());

    m_models = new ModelList;
    m_benchmark = new QComboBox;
    m_benchmark->setObjectName(QStringLiteral("benchmark"));
    m_benchmark->setToolTip(tr("Benchmark"));
    connect(m_benchmark, &QComboBox::activated, this, &EvaluateWorkspace::reload);
    auto* models = new QScrollArea;
    models->setWidgetResizable(true);
    models->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    models->setWidget(m_models);
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("questions"));
    m_list->setProperty("look", "plain");
    m_list->setModel(m_questions);
    m_list->setItemDelegate(new QuestionDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    addPanel(QStringLiteral("models"), tr("Models"), models, Qt::LeftDockWidgetArea, kLeftWidth, m_benchmark);
    addPanel(QStringLiteral("questions"), tr("Questions"), m_list, Qt::LeftDockWidgetArea, kLeftWidth);
    m_chat = new ChatPanel(session, m_measure, m_ask);
    addPanel(QStringLiteral("chat"), tr("Ask a model"), m_chat, Qt::RightDockWidgetArea, kChatWidth);
    m_bars = new BarChart;
    m_bars->setObjectName(QStringLiteral("bars"));
    m_bars->setEmptyText(tr("Accuracy per task appears here once a model was measured."));
    addPanel(QStringLiteral("tasks"), tr("Accuracy per task, held-out scenes"), m_bars, Qt::BottomDockWidgetArea, kBarsHeight);

    connect(m_models, &ModelList::comparedChanged, this, &EvaluateWorkspace::comparedChanged);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &EvaluateWorkspace::showCurrent);
    connect(m_bars, &BarChart::groupClicked, this, [this](int group) {
        const int index = m_task->findData(m_bars->property("tasks").toList().value(group));
        m_task->setCurrentIndex(m_task->currentIndex() == index ? 0 : std::max(0, index));
        applyFilter();
    });
    connect(m_fitter, &BaselineFitter::fitted, this, [this](const std::vector<BenchmarkReport>& reports) {
        m_baselines = reports;
        m_data.setBaselines(reports);
        showModels();
        showBars();
    });
    connect(m_chat, &ChatPanel::changed, this, &EvaluateWorkspace::updateAsk);
    connect(&session, &Session::projectOpened, this, &EvaluateWorkspace::attach);
    connect(&session, &Session::projectClosed, this, &EvaluateWorkspace::attach);
    attach();
}

EvaluateWorkspace::~EvaluateWorkspace() = default;

void EvaluateWorkspace::buildCommands()
{
    m_measure = addCommand(QStringLiteral("measure"), tr("Run benchmark"), QStringLiteral("play"), {}, [this] { measure(); }, [this] {
        return copyAsCommand(QStringLiteral("bench.run"), benchmarkParameters());
    });
    m_ask = addCommand(QStringLiteral("ask"), tr("Ask"), QStringLiteral("send"), QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { m_chat->askOrStop(); },
                       [this] { return m_chat->commandLine(); });
    m_ask->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    m_stopAnswer = addCommand(QStringLiteral("stopAnswer"), tr("Stop the answer"), QStringLiteral("stop"), QKeySequence(Qt::Key_Escape), [this] { m_chat->stop(); });
    m_stopAnswer->setEnabled(false);
    QAction* next = addCommand(QStringLiteral("next"), tr("Next question"), QStringLiteral("next"), QKeySequence(Qt::Key_J), [this] { step(1); });
    next->setShortcuts({QKeySequence(Qt::Key_J), QKeySequence(Qt::Key_Right)});
    QAction* previous = addCommand(QStringLiteral("previous"), tr("Previous question"), QStringLiteral("previous"), QKeySequence(Qt::Key_K), [this] { step(-1); });
    previous->setShortcuts({QKeySequence(Qt::Key_K), QKeySequence(Qt::Key_Left)});
    const auto agreement = [this](int index) {
        m_agreement->setCurrent(index);
        applyFilter();
    };
    addCommand(QStringLiteral("all"), tr("Show all questions"), QStringLiteral("filter"), QKeySequence(Qt::Key_1), [agreement] { agreement(0); });
    addCommand(QStringLiteral("differ"), tr("Show where answers differ"), QStringLiteral("difference"), QKeySequence(Qt::Key_2), [agreement] { agreement(1); });
    addCommand(QStringLiteral("oneRight"), tr("Show where one is right and one is wrong"), QStringLiteral("compare"), QKeySequence(Qt::Key_3), [agreement] { agreement(2); });
}

QWidget* EvaluateWorkspace::buildStage()
{
    m_noProject = new EmptyState(QStringLiteral("evaluate"), tr("No project is open"), tr("Open or create a project to compare models on its held-out scenes."));
    m_nothing = new EmptyState(QStringLiteral("evaluate"), tr("No model has been measured"),
                               tr("The benchmark asks a model every question of the held-out scenes. Choose a model on the right and run it; "
                                  "measure the untrained one too, to see what training changed."));
    m_nothing->addButton(tr("Run benchmark"), QStringLiteral("play"), [this] { m_measure->trigger(); }, true);
    m_nothing->addButton(tr("Train a model first"), QStringLiteral("train"), [this] { session().showWorkspace(QStringLiteral("train")); });
    m_noMatch = new EmptyState(QStringLiteral("filter"), tr("No question matches"), tr("Compare other models or clear the filter."));
    m_noMatch->addButton(tr("Clear the filter"), QStringLiteral("close"), [this] {
        m_agreement->setCurrent(0);
        m_task->setCurrentIndex(0);
        m_flips->setChosen({});
        applyFilter();
    }, true);

    m_flips = new FlipMatrix;
    connect(m_flips, &FlipMatrix::cellChosen, this, &EvaluateWorkspace::applyFilter);
    m_agreement = new Segmented;
    m_agreement->setObjectName(QStringLiteral("agreement"));
    m_agreement->add(tr("All"), {}, tr("All questions (1)"));
    m_agreement->add(tr("Differ"), {}, tr("The compared models say different things (2)"));
    m_agreement->add(tr("One right"), {}, tr("At least one is right and one is wrong (3)"));
    connect(m_agreement, &Segmented::chosen, this, &EvaluateWorkspace::applyFilter);
    m_task = new QComboBox;
    m_task->setObjectName(QStringLiteral("task"));
    m_task->addItem(tr("All tasks"), -1);
    for (int t = 0; t < kTaskCount; ++t)
        m_task->addItem(QStringLiteral("%1  %2").arg(QString::fromLatin1(taskName(static_cast<Task>(t))), taskText(static_cast<Task>(t))), t);
    connect(m_task, &QComboBox::activated, this, &EvaluateWorkspace::applyFilter);
    m_position = makeMuted({}, TextStyle::Small);
    m_position->setObjectName(QStringLiteral("position"));
    m_kind = makeMuted({}, TextStyle::Small);
    auto* filters = new QHBoxLayout;
    filters->setSpacing(space::kGap);
    filters->addWidget(m_agreement);
    filters->addWidget(m_task);
    filters->addStretch();
    filters->addWidget(m_position);
    m_question = makeLabel({}, TextStyle::Heading);
    m_question->setObjectName(QStringLiteral("question"));
    m_question->setWordWrap(true);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kHalf);
    words->addLayout(filters);
    words->addWidget(m_question, 1);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kWide, space::kGap, space::kGap, space::kGap);
    top->setSpacing(space::kWide);
    top->addLayout(words, 1);
    top->addWidget(m_flips, 0, Qt::AlignTop);

    m_pictures = new RecordPictures(session());
    m_answers = new AnswerColumns;
    auto* answers = new QScrollArea;
    answers->setWidgetResizable(true);
    answers->setWidget(m_answers);
    answers->setFixedHeight(kAnswersHeight);
    auto* answersBox = new QVBoxLayout;
    answersBox->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    answersBox->addWidget(answers);
    auto* question = new QWidget;
    auto* questionLayout = new QVBoxLayout(question);
    questionLayout->setContentsMargins(0, 0, 0, 0);
    questionLayout->setSpacing(0);
    questionLayout->addWidget(m_pictures, 1);
    questionLayout->addLayout(answersBox);
    m_card = new QStackedWidget;
    m_card->addWidget(question);
    m_card->addWidget(m_noMatch);

    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_card, 1);
    m_stage = new QStackedWidget;
    m_stage->addWidget(m_noProject);
    m_stage->addWidget(m_nothing);
    m_stage->addWidget(page);
    m_notice = new Notice;
    m_notice->setClosable(true);
    m_notice->hide();
    auto* whole = new QWidget;
    auto* wholeLayout = new QVBoxLayout(whole);
    wholeLayout->setContentsMargins(0, 0, 0, 0);
    wholeLayout->setSpacing(0);
    wholeLayout->addWidget(m_notice);
    wholeLayout->addWidget(m_stage, 1);
    return whole;
}

QStringList EvaluateWorkspace::breadcrumb() const
{
    return m_data.benchmark().empty() ? QStringList{} : QStringList{QString::fromStdString(m_data.benchmark())};
}

bool EvaluateWorkspace::isSettled() const
{
    return !m_pictures->isLoading() && !m_fitter->isBusy() && m_chat->isSettled();
}

void EvaluateWorkspace::activate()
{
    m_chat->refreshModels();
    reload(); // answers may have come from a command line meanwhile
    m_list->setFocus();
}

int EvaluateWorkspace::currentRow() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? index.row() : -1;
}

const std::vector<std::string>& EvaluateWorkspace::compared() const
{
    return m_models->compared();
}

void EvaluateWorkspace::attach()
{
    m_baselines.clear();
    m_fitter->cancel();
    m_models->setCompared({});
    m_chat->refreshModels();
    reload();
}

void EvaluateWorkspace::reload()
{
    Project* project = session().project();
    try {
        QString wanted = m_benchmark->currentText();
        const QSignalBlocker block(m_benchmark);
        m_benchmark->clear();
        if (project)
            for (const std::string& benchmark : project->benchmarks())
                m_benchmark->addItem(QString::fromStdString(benchmark));
        m_benchmark->setCurrentIndex(std::max(0, m_benchmark->findText(wanted.isEmpty() ? QString::fromLatin1(kBenchmark) : wanted)));
        m_benchmark->setVisible(m_benchmark->count() > 1);
        if (project && m_benchmark->count())
            m_data.load(*project, m_benchmark->currentText().toStdString());
        else
            m_data.clear();
    } catch (const std::exception& error) {
        session().report(QStringLiteral("evaluate.load"), error);
        m_data.clear();
    }
    if (!m_data.questions().empty())
        m_data.setBaselines(m_baselines); // until the new ones are fitted
    showModels();
    if (compared().empty()) { // the untrained one against the newest
        std::vector<std::string> first;
        for (const std::string& model : m_data.models())
            if (!isBaseline(model) && first.size() < 2)
                first.push_back(model);
        if (first.size() == 2 && isUntrained(first[1]))
            std::swap(first[0], first[1]);
        m_models->setCompared(first);
    }
    fitBaselines();
    comparedChanged();
    updateEmptyState();
    Q_EMIT breadcrumbChanged();
}

void EvaluateWorkspace::fitBaselines()
{
    if (m_data.questions().empty())
        return;
    std::set<std::string> asked;
    for (const EvaluationData::Question& question : m_data.questions())
        asked.insert(question.record);
    m_fitter->request(session().project()->folder(), std::move(asked));
}

void EvaluateWorkspace::showModels()
{
    QVector<ModelList::Row> rows;
    for (const std::string& model : m_data.models())
        rows.push_back({model, modelText(model), m_data.accuracy(model), isBaseline(model)});
    m_models->setRows(rows);
}

void EvaluateWorkspace::comparedChanged()
{
    showBars();
    m_flips->setChosen({});
    applyFilter();
}

QuestionFilter EvaluateWorkspace::filter() const
{
    QuestionFilter filter;
    filter.agreement = static_cast<Agreement>(std::max(0, m_agreement->current()));
    if (const int task = m_task->currentData().toInt(); task >= 0)
        filter.task = static_cast<Task>(task);
    filter.cell = m_flips->chosen();
    return filter;
}

void EvaluateWorkspace::applyFilter()
{
    const std::string kept = m_questions->recordAt(currentRow());
    const QuestionFilter wanted = filter();
    if (compared().size() >= 2) {
        m_flips->set(modelText(compared()[0]), modelText(compared()[1]), m_data.flips(compared()[0], compared()[1], wanted.task));
    } else {
        m_flips->clear();
    }
    m_questions->set(m_data.filtered(wanted, compared()), compared());
    const int row = std::max(0, m_questions->rowOf(kept));
    m_list->setCurrentIndex(m_questions->index(row, 0));
    m_list->scrollTo(m_list->currentIndex());
    m_card->setCurrentIndex(m_questions->rowCount() ? QuestionPage : NoMatchPage);
    showCurrent();
}

void EvaluateWorkspace::step(int rows)
{
    if (m_questions->rowCount())
        m_list->setCurrentIndex(m_questions->index(std::clamp(currentRow() + rows, 0, m_questions->rowCount() - 1), 0));
}

void EvaluateWorkspace::showCurrent()
{
    const std::string id = m_questions->recordAt(currentRow());
    const int rows = m_questions->rowCount();
    m_position->setText(rows ? tr("%1 of %2").arg(QLocale::c().toString(currentRow() + 1), QLocale::c().toString(rows)) : QString());
    if (id.empty() || !session().project()) {
        m_pictures->setRecord(nullptr);
        m_question->clear();
        return;
    }
    QaRecord record;
    try {
        record = session().project()->record(id);
    } catch (const std::exception& error) {
        session().report(QStringLiteral("evaluate.record"), error);
        return;
    }
    std::vector<PictureMark> marks;
    std::vector<std::pair<QString, const StoredAnswer*>> answers;
    for (std::size_t i = 0; i < compared().size(); ++i) {
        const StoredAnswer* answer = m_data.answer(compared()[i], id);
        answers.emplace_back(modelText(compared()[i]), answer);
        if (answer)
            for (const PictureMark& mark : answerMarks(record, answer->rawText, modelLetter(i), m_data.isRight(compared()[i], id)))
                marks.push_back(mark);
    }
    m_pictures->setRecord(&record, marks);
    m_answers->show(record, answers);
    m_question->setText(questionLine(record.question));
    m_chat->setRecord(record);
    session().selectRecord(QString::fromStdString(id));
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
    for (int t = 0; t < kTaskCount; ++t) {
        const Task task = static_cast<Task>(t);
        BarChart::Group group{QString::fromLatin1(taskName(task)), {}, ColorRole::Muted, {}};
        double best = std::nan(""), baseline = std::nan("");
        int total = 0;
        for (const std::string& model : shown) {
            const Share accuracy = m_data.accuracy(model, task), direction = m_data.direction(model, task);
            total += accuracy.n;
            if (!accuracy.n) {
                group.bars.push_back({});
                continue;
            }
            QString tip = tr("%1: %2% of %3, 95% interval %4 to %5%").arg(modelText(model)).arg(accuracy.percent(), 0, 'f', 1).arg(accuracy.n)
                              .arg(accuracy.low(), 0, 'f', 1).arg(accuracy.high(), 0, 'f', 1);
            if (direction.n)
                tip += QLatin1Char('\n') + tr("direction alone: %1%").arg(direction.percent(), 0, 'f', 1);
            group.bars.push_back({accuracy.percent(), accuracy.low(), accuracy.high(), tip});
            double& side = isBaseline(model) ? baseline : best;
            side = std::isnan(side) ? accuracy.percent() : std::fmax(side, accuracy.percent());
        }
        if (!total)
            continue;
        if (std::isfinite(best) && std::isfinite(baseline)) {
            const bool learned = best > baseline + kLearnedMargin;
            group.note = learned ? tr("✓ learned, +%1").arg(best - baseline, 0, 'f', 0) : tr("✕ not learned");
            group.noteRole = learned ? ColorRole::Good : ColorRole::Imagined;
        } else {
            group.note = taskText(task);
        }
        groups.push_back(group);
        tasks.push_back(t);
    }
    m_bars->setProperty("tasks", tasks);
    m_bars->set(kinds, groups);
}

void EvaluateWorkspace::updateEmptyState()
{
    const bool open = session().hasProject();
    m_stage->setCurrentIndex(!open ? NoProjectPage : m_data.questions().empty() ? NothingPage : QuestionsPage);
    updateAsk();
}

void EvaluateWorkspace::updateAsk()
{
    const bool writing = m_chat->isWriting();
    m_measure->setEnabled(session().hasProject() && !m_chat->model().folder.isEmpty());
    m_ask->setEnabled(m_chat->canAsk());
    m_ask->setText(writing ? tr("Stop") : tr("Ask"));
    m_ask->setToolTip(writing ? tr("Stop  (Esc)") : tr("Ask  (Ctrl+Enter)"));
    m_stopAnswer->setEnabled(writing);
}

QString EvaluateWorkspace::describeDrop(const QStringList& paths) const
{
    const QStringList pictures = ChatPanel::pictures(paths);
    if (pictures.size() == 1)
        return tr("Attach %1 to the question").arg(QFileInfo(pictures.first()).fileName());
    return pictures.isEmpty() ? QString() : tr("Attach %n pictures to the question", nullptr, static_cast<int>(pictures.size()));
}

void EvaluateWorkspace::drop(const QStringList& paths)
{
    m_chat->attachFiles(paths);
}

QJsonObject EvaluateWorkspace::benchmarkParameters() const
{
    QJsonObject parameters = m_chat->model().parameters();
    parameters.insert(QStringLiteral("project"), session().projectPath());
    parameters.insert(QStringLiteral("benchmark"), QString::fromLatin1(kBenchmark));
    return parameters;
}

void EvaluateWorkspace::measure()
{
    Job* job = session().jobs().start(QStringLiteral("bench.run"), benchmarkParameters());
    connect(job, &Job::finished, this, [this] {
        reload();
        m_notice->show(ColorRole::Good, QStringLiteral("success"), tr("The benchmark has finished."));
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

} // namespace w2v

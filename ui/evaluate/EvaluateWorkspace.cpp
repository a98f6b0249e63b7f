#include "ui/evaluate/EvaluateWorkspace.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <set>
#include <utility>

#include "core/answerers/BenchmarkPrompt.h"
#include "core/base/Error.h"
#include "core/eval/benchmarks/BenchmarkTable.h"

#include "ui/chat/ChatPanel.h"
#include "ui/evaluate/AnswerColumns.h"
#include "ui/evaluate/AnswerLoader.h"
#include "ui/evaluate/EvaluationPlots.h"
#include "ui/evaluate/EvaluationTables.h"
#include "ui/evaluate/FlipMatrix.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/PathStage.h"
#include "ui/evaluate/QuestionPictures.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/plots/BarChart.h"
#include "ui/records/HeldoutBaselines.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordMarks.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {
namespace {

constexpr int kLeftWidth = 248, kChatWidth = 336, kColumnWidth = 272, kBarsHeight = 190;
enum StagePage { NoProjectPage, NothingPage, QuestionsPage };
enum CardPage { QuestionPage, NoMatchPage };

} // namespace

EvaluateWorkspace::EvaluateWorkspace(Session& session, QWidget* parent)
    : Workspace(QStringLiteral("evaluate"), tr("Evaluate"), QStringLiteral("evaluate"), session, parent), m_questions(new QuestionsModel(m_data, this)), m_loader(new AnswerLoader(this)), m_fitter(new BaselineFitter(this))
{
    buildCommands();
    setStage(buildStage());

    m_models = new ModelList;
    m_benchmark = new QComboBox;
    m_benchmark->setObjectName(QStringLiteral("benchmark"));
    m_benchmark->setToolTip(tr("Benchmark"));
    connect(m_benchmark, &QComboBox::activated, this, [this] {
        m_models->setCompared({});
        reload();
    });
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
    m_chat = new ChatPanel(session, {m_measure, m_ask, m_another});
    m_chatDock = addPanel(QStringLiteral("chat"), tr("Ask a model"), m_chat, Qt::RightDockWidgetArea, kChatWidth);
    m_bars = new BarChart;
    m_bars->setObjectName(QStringLiteral("bars"));
    m_bars->setEmptyText(tr("Accuracy per task appears here once a model was measured."));
    m_barsDock = addPanel(QStringLiteral("tasks"), tr("Accuracy per task, held-out scenes"), m_bars, Qt::BottomDockWidgetArea, kBarsHeight);
    m_flipTable = new FlipTable;
    m_lookTable = new LookTable;
    m_ruleTable = new RuleTable;
    m_latency = new LatencyPlot;
    m_calibration = new CalibrationPlot;
    const std::tuple<const char*, QString, QWidget*> strip[] = {{"flipTable", tr("Flips by type"), m_flipTable}, {"rules", tr("Scores by rule"), m_ruleTable}, {"latency", tr("Accuracy over seconds"), m_latency},
                                                                {"calibration", tr("Calibration"), m_calibration}, {"looks", tr("Does it look?"), m_lookTable}};
    for (const auto& [name, title, widget] : strip)
        tabifyDockWidget(m_barsDock, addPanel(QLatin1String(name), title, widget, Qt::BottomDockWidgetArea, kBarsHeight));
    m_barsDock->raise();

    connect(m_models, &ModelList::comparedChanged, this, &EvaluateWorkspace::comparedChanged);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &EvaluateWorkspace::showCurrent);
    connect(m_flipTable, &FlipTable::casesAsked, this, [this](std::size_t type, std::pair<bool, bool> cell) {
        clearFilter();
        m_task->setCurrentIndex(std::max(0, m_task->findData(static_cast<int>(type))));
        m_flips->setChosen(cell);
        applyFilter();
    });
    connect(m_lookTable, &LookTable::compareAsked, this, [this](const QString& changed, const QString& model) {
        m_models->setCompared({changed.toStdString(), model.toStdString()});
        comparedChanged();
    });
    connect(m_loader, &AnswerLoader::loaded, this, &EvaluateWorkspace::take);
    connect(m_loader, &AnswerLoader::failed, this, [this](const QString& why) {
        this->session().report(QStringLiteral("evaluate.load"), std::runtime_error(why.toStdString()));
        take(std::make_shared<Evaluation>());
    });
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
    connect(m_chat, &ChatPanel::columnsChanged, this, &EvaluateWorkspace::fitChat);
    connect(&session, &Session::projectOpened, this, &EvaluateWorkspace::attach);
    connect(&session, &Session::projectClosed, this, &EvaluateWorkspace::attach);
    attach();
}

EvaluateWorkspace::~EvaluateWorkspace() = default;

QStringList EvaluateWorkspace::breadcrumb() const
{
    return m_data.benchmark().empty() ? QStringList{} : QStringList{QString::fromStdString(m_data.benchmark())};
}

bool EvaluateWorkspace::isSettled() const
{
    return !m_pictures->isLoading() && m_path->isSettled() && !m_loader->isBusy() && !m_fitter->isBusy() && m_chat->isSettled();
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
    m_loader->cancel();
    m_questions->set({}, {});
    m_data.clear();
    m_models->setCompared({});
    m_chat->refreshModels();
    reload();
}

void EvaluateWorkspace::reload()
{
    Project* project = session().project();
    try {
        QString wanted = m_wanted.isEmpty() ? m_benchmark->currentText() : std::exchange(m_wanted, {});
        const QSignalBlocker block(m_benchmark);
        m_benchmark->clear();
        if (project) {
            const std::vector<std::string> answered = project->benchmarks();
            const std::vector<OpenedBenchmark> opened = openedBenchmarks(*project);
            for (const std::string& benchmark : answered)
                m_benchmark->addItem(QString::fromStdString(benchmark));
            for (const OpenedBenchmark& benchmark : opened) // also those that nobody has answered
                if (std::find(answered.begin(), answered.end(), benchmark.name) == answered.end())
                    m_benchmark->addItem(QString::fromStdString(benchmark.name));
        }
        m_benchmark->setCurrentIndex(std::max(0, m_benchmark->findText(wanted.isEmpty() ? QString::fromLatin1(kHeldoutBenchmark) : wanted)));
        m_benchmark->setVisible(m_benchmark->count() > 1);
        if (project && m_benchmark->count()) {
            m_loader->request(project->folder(), m_benchmark->currentText().toStdString());
            return; // take() goes on
        }
    } catch (const std::exception& error) {
        session().report(QStringLiteral("evaluate.load"), error);
    }
    m_loader->cancel();
    take(std::make_shared<Evaluation>());
}

void EvaluateWorkspace::take(const std::shared_ptr<Evaluation>& evaluation)
{
    m_kept = m_questions->recordAt(currentRow());
    m_questions->set({}, {}); // its places are those of the old table
    const std::string before = m_data.benchmark();
    m_data.set(std::move(evaluation->table), evaluation->outside);
    showTypes();
    m_barsDock->setWindowTitle(m_data.outside() ? tr("Accuracy per type") : tr("Accuracy per task, held-out scenes"));
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
    m_lookTable->show(m_data);
    comparedChanged();
    updateEmptyState();
    if (before != m_data.benchmark()) {
        if (m_toldMissing) // of the one before
            m_notice->hide();
        tellMissing();
    }
    if (const auto say = std::exchange(m_whenShown, {}))
        say();
    Q_EMIT breadcrumbChanged();
}

void EvaluateWorkspace::showTypes()
{
    const QString chosen = m_task->currentText();
    m_task->clear();
    m_task->addItem(m_data.outside() ? tr("All types") : tr("All tasks"), -1);
    const std::vector<AnswerTable::Type> types = m_data.table().types.empty() ? taskTypes() : m_data.table().types;
    for (std::size_t i = 0; i < types.size(); ++i)
        m_task->addItem(typeText(types[i]), static_cast<int>(i));
    m_task->setCurrentIndex(std::max(0, m_task->findText(chosen)));
}

void EvaluateWorkspace::fitBaselines()
{
    if (m_data.questions().empty() || m_data.outside())
        return; // nothing to learn from: majority is asked on the command line or in the form
    std::set<std::string> asked;
    for (const EvaluationData::Question& question : m_data.questions())
        asked.insert(question.record);
    m_fitter->request(session().project()->folder(), std::move(asked));
}

void EvaluateWorkspace::showModels()
{
    QVector<ModelList::Row> rows;
    for (const std::string& model : m_data.models())
        rows.push_back({model, modelText(model), m_data.score(model), m_data.accuracy(model), isBaseline(model)});
    m_models->setRows(rows);
}

void EvaluateWorkspace::comparedChanged()
{
    showBars();
    showPlots();
    m_flips->setChosen({});
    applyFilter();
}

void EvaluateWorkspace::clearFilter()
{
    m_agreement->setCurrent(0);
    m_task->setCurrentIndex(0);
    m_unsure->setCurrentIndex(0);
    const QSignalBlocker block(m_search);
    m_search->clear();
    m_flips->setChosen({});
    applyFilter();
}

QuestionFilter EvaluateWorkspace::filter() const
{
    QuestionFilter filter;
    filter.agreement = static_cast<Agreement>(std::max(0, m_agreement->current()));
    if (const int type = m_task->currentData().toInt(); type >= 0)
        filter.type = static_cast<std::size_t>(type);
    filter.cell = m_flips->chosen();
    if (m_unsure->currentIndex() > 0)
        filter.lessSure = m_unsure->currentData().toDouble();
    filter.text = m_search->text().trimmed().toStdString();
    return filter;
}

void EvaluateWorkspace::applyFilter()
{
    std::string kept = m_questions->recordAt(currentRow());
    if (kept.empty())
        kept = std::exchange(m_kept, {});
    const QuestionFilter wanted = filter();
    if (compared().size() >= 2) {
        m_flips->set(modelText(compared()[0]), modelText(compared()[1]), m_data.flips(compared()[0], compared()[1], wanted.type));
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
        m_path->clear();
        m_question->clear();
        return;
    }
    if (m_data.outside()) {
        showOutside(id);
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
    std::vector<AnswerColumns::Column> answers;
    for (std::size_t i = 0; i < compared().size(); ++i) {
        const EvaluationData::Answer* answer = m_data.answer(compared()[i], id);
        answers.push_back({modelText(compared()[i]), answer, {}});
        if (answer)
            for (const PictureMark& mark : answerMarks(record, answer->text, modelLetter(i), answer->isRight()))
                marks.push_back(mark);
    }
    m_pictures->setRecord(&record, marks);
    showPath(record);
    m_answers->show(record.answer, answers);
    m_question->setText(questionLine(record.question));
    m_chat->setRecord(record);
    session().selectRecord(QString::fromStdString(id));
}

void EvaluateWorkspace::showOutside(const std::string& id)
{
    const std::size_t place = *m_data.questionPlace(id);
    const OutsideEvaluation& outside = *m_data.outside();
    const BenchmarkQuestion& question = outside.benchmark.questions[place];
    std::vector<AnswerColumns::Column> answers;
    for (const std::string& model : compared()) {
        AnswerColumns::Column column{modelText(model), m_data.answer(model, place), {}};
        if (column.answer) {
            QStringList rules;
            try {
                const BenchmarkQuestion asked = asAsked(question, *column.answer);
                for (const ScoringRule& rule : scoringRules(outside.source.kind)) {
                    const RuleDecision decision = rule.decide(asked, column.answer->text);
                    const bool part = decision.score > 0 && decision.score < 1;
                    rules << QStringLiteral("%1 %2").arg(QLatin1String(rule.id), part ? QString::number(decision.score, 'f', 1) : decision.score > 0 ? QStringLiteral("✓")
                                                                                : decision.parsed ? QStringLiteral("✕") : tr("✕ not understood"));
                    if (!decision.flag.empty())
                        rules.last() += QStringLiteral(" (") + QString::fromStdString(decision.flag) + QLatin1Char(')');
                }
            } catch (const Error& error) {
                rules << QString::fromUtf8(error.what());
            }
            column.rules = rules.join(QStringLiteral(" · "));
        }
        answers.push_back(column);
    }
    m_pathOf.clear();
    m_path->clear();
    m_path->hide();
    m_pictures->setQuestion(m_data.outsideShared(), place);
    m_answers->show(m_data.questions()[place].truth, answers);
    m_question->setText(QString::fromStdString(m_data.questions()[place].question));
    // What can be asked in the conversation: the question as the benchmark asks it; pictures as files, frames of a video are none.
    QaRecord proposed;
    proposed.id = id;
    proposed.question = askedForm(outside.source.kind, question, {}).prompt;
    for (const std::string& name : question.media)
        if (const QString file = QString::fromStdString((outside.source.media / name).string()); !ChatPanel::pictures({file}).isEmpty() && QFileInfo::exists(file))
            proposed.images.push_back(file.toStdString());
    m_chat->setRecord(proposed);
}

void EvaluateWorkspace::showPath(const QaRecord& record)
{
    if (record.rollout == m_pathOf && !m_path->isEmpty())
        return;
    m_pathOf = record.rollout;
    m_path->clear();
    try {
        if (!record.rollout.empty())
            m_path->setRollout(session().project()->rollout(record.rollout));
    } catch (const std::exception&) {
        // The rollout is gone: the record says so itself where it is curated.
    }
    m_path->setVisible(!m_path->isEmpty());
}

void EvaluateWorkspace::say(ColorRole role, const QString& iconName, const QString& text)
{
    m_toldMissing = false;
    m_toldMissing = false;
    m_notice->setAction({}, {}); // an earlier message's
    m_notice->show(role, iconName, text);
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
    m_measure->setEnabled(session().hasProject() && !m_chat->model().isNobody());
    m_another->setEnabled(m_chat->canAddColumn());
    m_ask->setEnabled(m_chat->canAsk());
    m_ask->setText(writing ? tr("Stop") : tr("Ask"));
    m_ask->setToolTip(writing ? tr("Stop  (Esc)") : tr("Ask  (Ctrl+Enter)"));
    m_stopAnswer->setEnabled(writing);
}

void EvaluateWorkspace::fitChat()
{
    const int columns = static_cast<int>(m_chat->columns().size());
    const int wanted = columns == 1 ? kChatWidth : std::min(columns * kColumnWidth, width() / 2);
    m_chatDock->show();
    resizeDocks({m_chatDock}, {wanted}, Qt::Horizontal);
}

} // namespace w2v

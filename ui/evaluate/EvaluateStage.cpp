// The stage of Evaluate: filters, question, pictures and answers.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/evaluate/AnswerColumns.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/FlipMatrix.h"
#include "ui/evaluate/PathStage.h"
#include "ui/evaluate/QuestionPictures.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {
namespace {

constexpr int kAnswersHeight = 128, kSearchWidth = 140, kPathWidth = 220;

} // namespace

QWidget* EvaluateWorkspace::buildStage()
{
    m_noProject = new EmptyState(QStringLiteral("evaluate"), tr("No project is open"), tr("Open or create a project to compare models on its held-out scenes."));
    m_nothing = new EmptyState(QStringLiteral("evaluate"), tr("No model has been measured"),
                               tr("The benchmark asks a model every question of the held-out scenes. Choose a model on the right and run it; "
                                  "measure the untrained one too, to see what training changed."));
    m_nothing->addButton(tr("Run benchmark"), QStringLiteral("play"), [this] { m_measure->trigger(); }, true);
    m_nothing->addButton(tr("Open a benchmark…"), QStringLiteral("folder"), [this] { openBenchmark({}); });
    m_nothing->addButton(tr("Train a model first"), QStringLiteral("train"), [this] { session().showWorkspace(QStringLiteral("train")); });
    m_noMatch = new EmptyState(QStringLiteral("filter"), tr("No question matches"), tr("Compare other models or clear the filter."));
    m_noMatch->addButton(tr("Clear the filter"), QStringLiteral("close"), [this] {
        clearFilter();
    }, true);

    m_flips = new FlipMatrix;
    connect(m_flips, &FlipMatrix::cellChosen, this, &EvaluateWorkspace::applyFilter);
    m_agreement = new Segmented;
    m_agreement->setObjectName(QStringLiteral("agreement"));
    m_agreement->add(tr("All"), {}, tr("All questions (1)"));
    m_agreement->add(tr("Differ"), {}, tr("The compared models say different things (2)"));
    m_agreement->add(tr("One right"), {}, tr("At least one is right and one is wrong (3)"));
    m_agreement->add(tr("Regressions"), {}, tr("A is right and B is wrong (4)"));
    connect(m_agreement, &Segmented::chosen, this, &EvaluateWorkspace::applyFilter);
    m_task = new QComboBox;
    m_task->setObjectName(QStringLiteral("task"));
    showTypes();
    connect(m_task, &QComboBox::activated, this, &EvaluateWorkspace::applyFilter);
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("search"));
    m_search->setPlaceholderText(tr("Search questions and answers"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(kSearchWidth);
    connect(m_search, &QLineEdit::textChanged, this, &EvaluateWorkspace::applyFilter);
    m_unsure = new QComboBox;
    m_unsure->setObjectName(QStringLiteral("unsure"));
    m_unsure->setToolTip(tr("How sure one of the compared models is"));
    m_unsure->addItem(tr("However sure"), 1.0);
    for (const int percent : {90, 70, 50})
        m_unsure->addItem(tr("Less than %1% sure").arg(percent), percent / 100.0);
    connect(m_unsure, &QComboBox::activated, this, &EvaluateWorkspace::applyFilter);
    m_position = makeMuted({}, TextStyle::Small);
    m_position->setObjectName(QStringLiteral("position"));
    m_kind = makeMuted({}, TextStyle::Small);
    auto* filters = new QHBoxLayout;
    filters->setSpacing(space::kGap);
    filters->addWidget(m_agreement);
    filters->addStretch();
    filters->addWidget(m_position);
    auto* more = new QHBoxLayout;
    more->setSpacing(space::kGap);
    more->addWidget(m_task);
    more->addWidget(m_unsure);
    more->addWidget(m_search, 1);
    m_question = makeLabel({}, TextStyle::Heading);
    m_question->setObjectName(QStringLiteral("question"));
    m_question->setWordWrap(true);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kHalf);
    words->addLayout(filters);
    words->addLayout(more);
    words->addWidget(m_question, 1);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kWide, space::kGap, space::kGap, space::kGap);
    top->setSpacing(space::kWide);
    top->addLayout(words, 1);
    top->addWidget(m_flips, 0, Qt::AlignTop);

    m_pictures = new QuestionPictures(session());
    m_path = new PathStage(session());
    m_answers = new AnswerColumns;
    connect(m_answers, &AnswerColumns::treeAsked, this, &EvaluateWorkspace::showTree);
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
    auto* seen = new QHBoxLayout;
    seen->setContentsMargins(0, 0, space::kGap, 0);
    seen->setSpacing(space::kGap);
    seen->addWidget(m_pictures, 1);
    seen->addWidget(m_path);
    m_path->setMaximumWidth(kPathWidth);
    questionLayout->addLayout(seen, 1);
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

} // namespace w2v

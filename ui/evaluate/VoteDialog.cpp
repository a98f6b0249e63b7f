#include "ui/evaluate/VoteDialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <set>

#include "ui/evaluate/QuestionPictures.h"
#include "ui/records/RecordListModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr std::uint64_t kSeed = 1;

QLabel* answerLabel(const char* name)
{
    QLabel* label = makeLabel({}, TextStyle::Mono);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setMinimumHeight(3 * space::kRow);
    return label;
}

} // namespace

VoteDialog::VoteDialog(Session& session, const EvaluationData& data, std::string first, std::string second, const std::vector<std::size_t>& questions,
                       QWidget* parent)
    : QDialog(parent), m_session(session), m_data(data), m_first(std::move(first)), m_second(std::move(second)), m_pictures(new QuestionPictures(session)),
      m_question(makeLabel({}, TextStyle::Heading)), m_left(answerLabel("left")), m_right(answerLabel("right")), m_progress(makeMuted({})), m_tally(makeMuted({})),
      m_better{new QPushButton(tr("Left is better (1)")), new QPushButton(tr("Right is better (2)"))}, m_tie(new QPushButton(tr("No difference (3)"))),
      m_back(new QPushButton(tr("Take back")))
{
    setObjectName(QStringLiteral("votes"));
    setWindowTitle(tr("Vote blind"));
    resize(920, 680);
    const std::string key = "votes/" + data.benchmark();
    m_votes = votesFromJson(parseJson(session.project()->value(key).value_or("[]"), key), key);
    std::set<std::string> voted;
    for (const Vote& vote : m_votes)
        if ((vote.first == m_first && vote.second == m_second) || (vote.first == m_second && vote.second == m_first))
            voted.insert(vote.record);
    m_before = voted.size();
    for (const std::size_t place : questions) {
        const EvaluationData::Answer *a = data.answer(m_first, place), *b = data.answer(m_second, place);
        if (a && b && a->text != b->text && !voted.contains(data.questions()[place].record))
            m_questions.push_back(place);
    }
    auto* layout = new QVBoxLayout(this);
    m_question->setWordWrap(true);
    m_question->setTextFormat(Qt::PlainText);
    layout->addWidget(m_question);
    layout->addWidget(m_pictures, 1);
    auto* answers = new QHBoxLayout;
    for (QLabel* label : {m_left, m_right}) {
        auto* card = new QFrame;
        card->setProperty("look", "card");
        (new QVBoxLayout(card))->addWidget(label);
        answers->addWidget(card, 1);
    }
    layout->addLayout(answers);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_better[0], m_tie, m_better[1]}) {
        button->setAutoDefault(false);
        buttons->addWidget(button, 1);
    }
    m_better[0]->setObjectName(QStringLiteral("leftBetter"));
    m_better[1]->setObjectName(QStringLiteral("rightBetter"));
    m_tie->setObjectName(QStringLiteral("tie"));
    layout->addLayout(buttons);
    auto* foot = new QHBoxLayout;
    m_back->setObjectName(QStringLiteral("back"));
    m_back->setAutoDefault(false);
    foot->addWidget(m_back);
    foot->addWidget(m_progress, 1);
    foot->addWidget(m_tally);
    layout->addLayout(foot);
    connect(m_better[0], &QPushButton::clicked, this, [this] { vote(0); });
    connect(m_better[1], &QPushButton::clicked, this, [this] { vote(1); });
    connect(m_tie, &QPushButton::clicked, this, [this] { vote(2); });
    connect(m_back, &QPushButton::clicked, this, &VoteDialog::takeBack);
    // Not the buttons' own shortcuts: those wait for a click to be drawn, and quick votes would be lost.
    const std::pair<Qt::Key, int> keys[] = {{Qt::Key_1, 0}, {Qt::Key_2, 1}, {Qt::Key_3, 2}};
    for (const auto& [digit, side] : keys)
        connect(new QShortcut(QKeySequence(digit), this), &QShortcut::activated, this, [this, side = side] { vote(side); });
    connect(new QShortcut(QKeySequence(Qt::Key_Backspace), this), &QShortcut::activated, this, &VoteDialog::takeBack);
    showCurrent();
}

bool VoteDialog::isSwappedNow() const
{
    return isSwapped(m_before + m_at, kSeed);
}

void VoteDialog::save()
{
    try {
        m_session.project()->setValue("votes/" + m_data.benchmark(), votesToJson(m_votes).dump());
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("evaluate.vote"), error);
    }
}

void VoteDialog::vote(int side)
{
    if (m_at >= m_questions.size())
        return;
    const bool swapped = isSwappedNow();
    Vote vote{m_data.questions()[m_questions[m_at]].record, m_first, m_second, swapped, Verdict::Tie};
    if (side < 2)
        vote.verdict = (side == 0) != swapped ? Verdict::First : Verdict::Second;
    m_votes.push_back(std::move(vote));
    save();
    ++m_at;
    showCurrent();
}

void VoteDialog::takeBack()
{
    if (m_at == 0)
        return;
    m_votes.pop_back();
    --m_at;
    save();
    showCurrent();
}

void VoteDialog::showCurrent()
{
    const bool open = m_at < m_questions.size();
    for (QPushButton* button : {m_better[0], m_better[1], m_tie})
        button->setEnabled(open);
    m_back->setEnabled(m_at > 0);
    m_progress->setText(open ? tr("%1 of %2").arg(m_at + 1).arg(m_questions.size()) : QString());
    m_tally->setVisible(!open); // who leads is told at the end: it would sway the next vote
    if (open) {
        const std::size_t place = m_questions[m_at];
        const EvaluationData::Answer *a = m_data.answer(m_first, place), *b = m_data.answer(m_second, place);
        if (isSwappedNow())
            std::swap(a, b);
        m_left->setText(QString::fromStdString(a->text));
        m_right->setText(QString::fromStdString(b->text));
        if (m_data.outside()) {
            m_question->setText(QString::fromStdString(m_data.questions()[place].question));
            m_pictures->setQuestion(m_data.outsideShared(), place);
            return;
        }
        try {
            const QaRecord record = m_session.project()->record(m_data.questions()[place].record);
            m_question->setText(questionLine(record.question));
            m_pictures->setRecord(&record);
        } catch (const std::exception& error) {
            m_session.report(QStringLiteral("evaluate.vote"), error);
        }
        return;
    }
    std::vector<Vote> ours;
    for (const Vote& vote : m_votes)
        if (vote.first == m_first && vote.second == m_second)
            ours.push_back(vote);
    const VoteCount count = countVotes(ours);
    m_pictures->setRecord(nullptr);
    m_question->setText(m_questions.empty() ? tr("There is nothing to vote on: no two different answers without a vote.") : tr("That was the last question."));
    m_left->clear();
    m_right->clear();
    m_tally->setText(tr("%1: %2, %3: %4, no difference: %5; left %6, right %7").arg(QString::fromStdString(m_first)).arg(count.first)
                         .arg(QString::fromStdString(m_second)).arg(count.second).arg(count.ties).arg(count.left).arg(count.right));
}

} // namespace w2v

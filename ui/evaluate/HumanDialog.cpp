#include "ui/evaluate/HumanDialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/eval/AnswerScore.h"
#include "ui/evaluate/QuestionPictures.h"
#include "ui/records/RecordListModel.h"
#include "ui/widgets/Labels.h"

namespace w2v {

std::string HumanDialog::modelName()
{
    return "human";
}

HumanDialog::HumanDialog(Session& session, const EvaluationData& data, const std::vector<std::size_t>& questions, QWidget* parent)
    : QDialog(parent), m_session(session), m_data(data), m_pictures(new QuestionPictures(session)), m_question(makeLabel({}, TextStyle::Heading)),
      m_progress(makeMuted({})), m_text(new QLineEdit), m_answer(new QPushButton(tr("Answer"))), m_skip(new QPushButton(tr("Skip")))
{
    setObjectName(QStringLiteral("human"));
    setWindowTitle(tr("Answer blind"));
    resize(920, 640);
    for (const std::size_t place : questions)
        if (!data.answer(modelName(), place) && data.isComplete(place))
            m_questions.push_back(place);
    auto* layout = new QVBoxLayout(this);
    m_question->setObjectName(QStringLiteral("humanQuestion"));
    m_question->setWordWrap(true);
    m_question->setTextFormat(Qt::PlainText);
    layout->addWidget(m_question);
    layout->addWidget(m_pictures, 1);
    auto* row = new QHBoxLayout;
    m_text->setObjectName(QStringLiteral("humanAnswer"));
    m_text->setPlaceholderText(tr("Your answer, as the question asks for it"));
    m_text->setAccessibleName(tr("Your answer"));
    row->addWidget(m_text, 1);
    m_answer->setDefault(true);
    m_skip->setAutoDefault(false);
    row->addWidget(m_answer);
    row->addWidget(m_skip);
    layout->addLayout(row);
    layout->addWidget(m_progress);
    connect(m_answer, &QPushButton::clicked, this, &HumanDialog::answer);
    connect(m_skip, &QPushButton::clicked, this, [this] {
        ++m_at;
        showCurrent();
    });
    showCurrent();
}

void HumanDialog::answer()
{
    const std::string text = m_text->text().trimmed().toStdString();
    if (text.empty() || m_at >= m_questions.size())
        return;
    const double seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    const bool kept = keep(text, seconds);
    if (!kept)
        return; // an issue says why
    ++m_at;
    showCurrent();
}

bool HumanDialog::keep(const std::string& text, double seconds)
{
    const std::size_t place = m_questions[m_at];
    if (const OutsideEvaluation* outside = m_data.outside()) {
        try {
            const StoredAnswer answer = outsideAnswer(outside->source, outside->benchmark.questions[place], modelName(), text, {{"seconds", seconds}});
            putOutsideAnswers(m_session.projectPath().toStdString(), {&answer, 1});
            return true;
        } catch (const std::exception& error) {
            m_session.report(QStringLiteral("evaluate.human"), error);
            return false;
        }
    }
    return m_session.edit([&](Project& project) {
        const QaRecord record = project.record(m_data.questions()[place].record);
        const TaskScore score = scoreAnswer(record, text);
        const StoredAnswer answer{record.id, modelName(), m_data.benchmark(), text, score.score, score.direction,
                                  {{"reading", score.reading}, {"overlap", score.overlap}, {"seconds", seconds}}};
        project.putAnswers({&answer, 1});
    });
}

void HumanDialog::showCurrent()
{
    m_text->clear();
    const bool open = m_at < m_questions.size();
    for (QWidget* widget : {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_answer), static_cast<QWidget*>(m_skip)})
        widget->setEnabled(open);
    m_progress->setText(open ? tr("%1 of %2").arg(m_at + 1).arg(m_questions.size()) : QString());
    if (!open) {
        m_pictures->setRecord(nullptr);
        m_question->setText(tr("There is no question left to answer."));
        return;
    }
    const std::size_t place = m_questions[m_at];
    if (m_data.outside()) {
        m_question->setText(QString::fromStdString(m_data.questions()[place].question));
        m_pictures->setQuestion(m_data.outsideShared(), place);
        m_text->setFocus();
        m_clock.restart();
        return;
    }
    try {
        QaRecord record = m_session.project()->record(m_data.questions()[place].record);
        m_question->setText(questionLine(record.question));
        if (record.task == Task::D1)
            record.answer.clear(); // its box would be drawn
        m_pictures->setRecord(&record);
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("evaluate.human"), error);
    }
    m_text->setFocus();
    m_clock.restart();
}

} // namespace w2v

#pragma once
#include <QDialog>
#include <QElapsedTimer>

#include "ui/evaluate/EvaluationData.h"
#include "ui/session/Session.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace w2v {

class QuestionPictures;

/// A person answers the benchmark's questions without seeing the truth or any model's answer. Each answer is in the project, with its time,
/// before the next question is shown; what this person answered before is not asked again.
class HumanDialog : public QDialog {
    Q_OBJECT
public:
    HumanDialog(Session& session, const EvaluationData& data, const std::vector<std::size_t>& questions, QWidget* parent = nullptr);

    /// The model that a person's answers are stored as.
    static std::string modelName();

private:
    void answer();
    bool keep(const std::string& text, double seconds);
    void showCurrent();

    Session& m_session;
    const EvaluationData& m_data;
    std::vector<std::size_t> m_questions; ///< still to be answered
    std::size_t m_at = 0;
    QElapsedTimer m_clock;
    QuestionPictures* m_pictures;
    QLabel *m_question, *m_progress;
    QLineEdit* m_text;
    QPushButton *m_answer, *m_skip;
};

} // namespace w2v

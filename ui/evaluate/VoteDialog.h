#pragma once
#include <QDialog>

#include "core/eval/Votes.h"
#include "ui/evaluate/EvaluationData.h"
#include "ui/session/Session.h"

class QLabel;
class QPushButton;

namespace w2v {

class QuestionPictures;

/// Two models' answers to one question after the other, without their names; a person says which is better. The sides are balanced. Every vote
/// is in the project before the next question is shown; questions with a vote on this pair are not shown again.
class VoteDialog : public QDialog {
    Q_OBJECT
public:
    VoteDialog(Session& session, const EvaluationData& data, std::string first, std::string second, const std::vector<std::size_t>& questions,
               QWidget* parent = nullptr);

    const std::vector<Vote>& votes() const { return m_votes; } ///< all of the benchmark
    bool isSwappedNow() const;

private:
    void vote(int side); ///< 0 left, 1 right, 2 neither
    void takeBack();
    void showCurrent();
    void save();

    Session& m_session;
    const EvaluationData& m_data;
    std::string m_first, m_second;
    std::vector<std::size_t> m_questions; ///< still to be shown, in order
    std::size_t m_at = 0, m_before = 0;   ///< votes on this pair before
    std::vector<Vote> m_votes;
    QuestionPictures* m_pictures;
    QLabel *m_question, *m_left, *m_right, *m_progress, *m_tally;
    QPushButton *m_better[2], *m_tie, *m_back;
};

} // namespace w2v

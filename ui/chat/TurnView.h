#pragma once
#include <QFrame>

#include "ui/chat/ChatTypes.h"

class QLabel;
class QToolButton;

namespace w2v {

class AnswerText;
class AttachmentStrip;
class PictureLoader;

/// One turn: who, the pictures, the words; for an answer what it cost, how sure the model was, and what can be done with it.
class TurnView : public QFrame {
    Q_OBJECT
public:
    TurnView(const ChatTurn& turn, PictureLoader& pictures, QWidget* parent = nullptr);
    void show(const ChatTurn& turn, bool writing);
    void setLast(bool last);              ///< only the last answer can be given again
    QString text() const;
    AttachmentStrip* attachments() const { return m_attachments; }

    /// "24 tokens · 12.4 tok/s · first token after 0.31 s · ..." of an answer.
    static QString facts(const ChatTurn& turn);

Q_SIGNALS:
    void copyRequested();
    void copyCommandRequested();
    void regenerateRequested();

private:
    QLabel *m_question = nullptr, *m_facts = nullptr;
    AnswerText* m_answer = nullptr;
    AttachmentStrip* m_attachments = nullptr;
    QWidget* m_actions = nullptr;
    QToolButton* m_again = nullptr;
};

} // namespace w2v

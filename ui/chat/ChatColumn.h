#pragma once
#include <QTimer>
#include <QWidget>

#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

class QHBoxLayout;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace w2v {

class AdapterChooser;
class Conversation;
class EmptyState;
class ModelChooser;
class Notice;
class PictureLoader;
class TurnView;

/// One who is asked: the choice of the model, the conversation with it, and what went wrong.
class ChatColumn : public QWidget {
    Q_OBJECT
public:
    /// `place`: 0 = the first, whose conversation is the project's own; each place keeps its model and its conversation.
    ChatColumn(Session& session, PictureLoader& pictures, int place, QWidget* parent = nullptr);

    int place() const { return m_place; }
    Conversation& conversation() const { return *m_conversation; }
    ChatModel model() const;
    void refreshModels();
    void chooseModel();                   ///< asks for a folder
    /// Beside others it has a title row of its own to stop and to close it.
    void setAlone(bool alone);
    /// While it is empty: a button that asks what the others were asked last.
    void offerSameQuestion(bool offered);
    QHBoxLayout* modelRow() const { return m_modelRow; }

    /// Asks, unless no model is chosen or it is writing. False then.
    bool ask(const QString& text, const QList<Attachment>& attachments, const Sampling& sampling);
    void regenerate(const Sampling& sampling);
    void stop();
    bool isWriting() const;
    void startAnew();                     ///< another conversation; the last one can be brought back
    void bringBack();
    bool isEmpty() const { return m_turns.isEmpty(); }
    QString commandLine() const;          ///< of the last answer
    void hideNotice();

Q_SIGNALS:
    void changed();                       ///< model or state
    void modelChanged();
    void closeRequested();
    void regenerateRequested();
    void sameQuestionRequested();
    void pictureActivated(const w2v::Attachment& attachment);
    /// The question could not be answered and was taken back; empty when it stays because an answer to it was to be replaced.
    void failed(const w2v::JobError& error, const w2v::ChatTurn& question);

private:
    QWidget* buildTranscript();
    void resetTurns();
    void addTurn(qsizetype turn);
    void removeLastTurn();
    void updateTurns();
    void showLastTurn();
    void takeBack(const JobError& error, const ChatTurn& question);

    Session& m_session;
    PictureLoader& m_pictures;
    int m_place;
    bool m_alone = true;
    Conversation* m_conversation;
    ModelChooser* m_models;
    AdapterChooser* m_adapters;
    QHBoxLayout* m_modelRow;
    QToolButton *m_stop, *m_close;
    QScrollArea* m_scroll = nullptr;
    QStackedWidget* m_pages = nullptr;
    QPushButton* m_same = nullptr;
    QVBoxLayout* m_turnLayout = nullptr;
    QList<TurnView*> m_turns;
    Notice* m_notice;
    Sampling m_sampling;                  ///< of the last question
    bool m_follow = true;                 ///< keep the newest words in view
    QTimer m_pace;                        ///< of the words being written
};

} // namespace w2v

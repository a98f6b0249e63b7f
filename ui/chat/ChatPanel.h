#pragma once
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "core/supervision/QaRecord.h"
#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

class QAction;
class QMenu;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace w2v {

class AdapterChooser;
class AttachmentStrip;
class Conversation;
class EmptyState;
class ModelChooser;
class Notice;
class PictureLoader;
class QuestionEdit;
class SamplingForm;
class FittingScrollArea;
class SeenPicture;
class TurnView;

/// Talks to a model: choose it, attach pictures, ask; the answer arrives token by token. Before the first question the record on
/// the stage is proposed: its pictures and its words follow it until they are changed.
class ChatPanel : public QWidget {
    Q_OBJECT
public:
    /// `measure` is shown beside the model, `ask` on the button: "Ask" or "Stop".
    ChatPanel(Session& session, QAction* measure, QAction* ask, QWidget* parent = nullptr);

    void setRecord(const QaRecord& record);
    void refreshModels();
    ChatModel model() const;
    /// Asks what is typed, or stops the answer that is being written.
    void askOrStop();
    void stop();
    bool canAsk() const;                  ///< or stop
    bool isWriting() const;
    bool isSettled() const;
    /// The command line of the last answer, or of what would be asked now.
    QString commandLine() const;

    /// Those of the paths that are pictures.
    static QStringList pictures(const QStringList& paths);
    void attachFiles(const QStringList& paths);

Q_SIGNALS:
    void changed();                       ///< model, text or state: what can be done now may differ

private:
    QWidget* buildTranscript();
    void buildComposer(QAction* ask, QVBoxLayout* layout);
    void fillAttachMenu();
    void attach(const QList<Attachment>& attachments);
    void proposeStage();
    void attachFrames(bool pair);
    void paste(const QImage& image);
    void showAsSeen(const Attachment& attachment);
    void resetTurns();
    void addTurn(qsizetype turn);
    void updateTurns();
    void showLastTurn();
    void updateDetails();
    void updateState();
    void regenerate();
    void takeBack(const JobError& error, const ChatTurn& question);
    void warn(const QString& text);
    QList<Attachment> stagePictures() const;
    void clearComposer();
    bool composerUntouched() const;

    Session& m_session;
    PictureLoader* m_pictures;
    Conversation* m_conversation;
    ModelChooser* m_models;
    AdapterChooser* m_adapters;
    QAction* m_ask;
    Notice* m_notice;
    QScrollArea* m_scroll;
    QStackedWidget* m_pages;
    QVBoxLayout* m_turnLayout;
    QList<TurnView*> m_turns;
    EmptyState* m_empty;
    FittingScrollArea* m_details = nullptr; ///< the model's view and the sampling form
    SeenPicture* m_seen;
    Attachment m_seenAttachment;
    QPointer<Job> m_seenJob;
    AttachmentStrip* m_attachments;
    QuestionEdit* m_question;
    SamplingForm* m_sampling;
    QToolButton *m_samplingToggle, *m_attachButton, *m_new;
    QMenu* m_attachMenu;
    QPushButton* m_askButton;
    QaRecord m_record;
    QString m_proposed;                   ///< the record's words, as long as the user has not changed them
    QList<Attachment> m_proposedPictures;
    bool m_follow = true;                 ///< keep the newest words in view
    QTimer m_pace;                        ///< of the words being written
};

} // namespace w2v

#pragma once
#include <QPointer>
#include <QWidget>

#include "core/supervision/QaRecord.h"
#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

class QAction;
class QHBoxLayout;
class QMenu;
class QPushButton;
class QToolButton;

namespace w2v {

class AttachmentStrip;
class FittingScrollArea;
class PictureLoader;
class QuestionEdit;
class SamplingForm;
class SeenPicture;

/// Where a question is put together: its pictures, its words, how it is answered. The record on the stage is proposed until something
/// is changed by hand.
class ChatComposer : public QWidget {
    Q_OBJECT
public:
    /// `ask`: the action on its button.
    ChatComposer(Session& session, PictureLoader& pictures, QAction* ask, QWidget* parent = nullptr);

    /// Proposed at once when `follow` and nothing was changed by hand.
    void setRecord(const QaRecord& record, bool follow);
    /// Whose view of a picture is shown.
    void setModel(const ChatModel& model);
    QString text() const;                 ///< as it is asked
    bool hasText() const;
    QList<Attachment> attachments() const;
    Sampling sampling() const;
    Sampling nextSeed();                  ///< the form takes it, too
    void put(const ChatTurn& question);   ///< back, to be mended
    void clear();                         ///< the record may be proposed again
    void forget();                        ///< the record, too
    void attachFiles(const QStringList& paths);
    void toggleSeen(const Attachment& attachment); ///< shows it as the model sees it; again: no longer
    void setWriting(bool writing);
    bool isSettled() const;
    QToolButton* newButton() const { return m_new; }

Q_SIGNALS:
    void changed();
    void newRequested();
    void problem(const QString& text);

private:
    void buildButtons(QAction* ask, QHBoxLayout* buttons);
    void fillAttachMenu();
    void attach(const QList<Attachment>& attachments);
    void proposeStage();
    void attachFrames(bool pair);
    void paste(const QImage& image);
    void showAsSeen(const Attachment& attachment); ///< of none: nothing
    void updateDetails();
    QList<Attachment> stagePictures() const;
    bool untouched() const;

    Session& m_session;
    PictureLoader& m_pictures;
    ChatModel m_model;
    FittingScrollArea* m_details;         ///< the model's view and the sampling form
    SeenPicture* m_seen;
    Attachment m_seenAttachment;
    QPointer<Job> m_seenJob;
    AttachmentStrip* m_attachments;
    QuestionEdit* m_question;
    SamplingForm* m_sampling;
    QToolButton *m_attachButton = nullptr, *m_samplingToggle = nullptr, *m_new = nullptr;
    QMenu* m_attachMenu;
    QPushButton* m_askButton = nullptr;
    QaRecord m_record;
    QString m_proposed;                   ///< the record's words, as long as the user has not changed them
    QList<Attachment> m_proposedPictures;
};

} // namespace w2v

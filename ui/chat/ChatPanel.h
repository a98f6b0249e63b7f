#pragma once
#include <QWidget>

#include "core/supervision/QaRecord.h"
#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

class QAction;
class QHBoxLayout;
class QScrollArea;

namespace w2v {

class ChatColumn;
class ChatComposer;
class Notice;
class PictureLoader;

/// Talks to models: choose one or several, attach pictures, ask; every answer arrives token by token in its own column. Before the first
/// question the record on the stage is proposed: its pictures and its words follow it until they are changed.
class ChatPanel : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostColumns = 6;

    struct Actions {
        QAction* measure;  ///< beside the first model
        QAction* ask;      ///< on the button: "Ask" or "Stop"
        QAction* another;  ///< one more column
    };
    ChatPanel(Session& session, const Actions& actions, QWidget* parent = nullptr);

    void setRecord(const QaRecord& record);
    void refreshModels();
    ChatModel model() const;              ///< of the first column
    /// Asks all chosen models what is typed, or stops the answers that are being written.
    void askOrStop();
    void stop();
    bool canAsk() const;                  ///< or stop
    bool isWriting() const;
    bool isSettled() const;
    /// The command line of the last answer, or of what would be asked now.
    QString commandLine() const;

    const QList<ChatColumn*>& columns() const { return m_columns; }
    bool canAddColumn() const { return m_columns.size() < kMostColumns; }
    void addColumn();                     ///< with the model and the conversation that its place had
    void closeColumn(ChatColumn* column); ///< its conversation is kept

    /// Those of the paths that are pictures.
    static QStringList pictures(const QStringList& paths);
    void attachFiles(const QStringList& paths);

Q_SIGNALS:
    void changed();                       ///< models, text or state: what can be done now may differ
    void columnsChanged();

private:
    ChatColumn* makeColumn(int place);
    void updateColumns();
    void columnChanged();
    const ChatTurn* lastQuestion() const; ///< null = none
    void startAnew();
    void warn(const QString& text);

    Session& m_session;
    PictureLoader* m_pictures;
    QHBoxLayout* m_row = nullptr;         ///< of the columns
    QScrollArea* m_columnArea;
    QList<ChatColumn*> m_columns;         ///< by place
    Notice* m_notice;
    ChatComposer* m_composer;
};

} // namespace w2v

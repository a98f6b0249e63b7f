#pragma once
#include <QPointer>
#include <QWidget>

#include "core/base/Json.h"
#include "core/supervision/QaRecord.h"
#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace w2v {

class RecordPictures;
class ReportTable;

/// Question templates looked at before records are made with them: what the lint says of every file, and what its wordings ask about
/// views of this project, with the answer each would have. Saves nothing.
class TemplatesPage : public QWidget {
    Q_OBJECT
public:
    explicit TemplatesPage(Session& session, QWidget* parent = nullptr);

    void attach();                             ///< to the session's project
    void refresh();                            ///< asks a worker again, for example after a file was edited
    void setFolder(const QString& folder);     ///< empty: the program's own templates
    bool isAsking() const { return m_lint || m_preview; }
    QString commandLine() const;

Q_SIGNALS:
    /// Records are to be made with the templates of this folder (empty: the program's own).
    void makeRequested(const QString& folder);

private:
    void showLint(const QJsonObject& result);
    void showPreview(const QJsonObject& result);
    void showTask(const QString& task);
    void showExample(int row);
    QJsonObject parameters(bool withProject) const;

    Session& m_session;
    QString m_folder;
    QPointer<Job> m_lint, m_preview;
    Json m_tasks = Json::object();             ///< of the preview
    QString m_task;
    QComboBox* m_mode;
    QLabel *m_source, *m_problem, *m_question, *m_answer, *m_leak;
    QPushButton* m_make;
    ReportTable* m_files;
    QListWidget* m_examples;
    RecordPictures* m_pictures;
};

} // namespace w2v

#pragma once
#include <functional>
#include <memory>
#include <optional>

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include "core/dataset/Project.h"
#include "ui/session/CommandList.h"
#include "ui/session/ImageCache.h"
#include "ui/session/IssuesModel.h"
#include "ui/session/JobRunner.h"

namespace w2v {

/// What is chosen now, everywhere: ids of the project, empty = nothing. Choosing an observation clears what belongs to
/// another one.
struct Selection {
    QString observation;
    int observationFrame = 0;
    QString trajectory;
    QString rollout;
    int rolloutFrame = 0;
    QString record;
    QString run;
    bool operator==(const Selection&) const = default;
};

/// One open project and all that the workspaces share. Workspaces do not know each other: they read and write the session
/// and listen to it. UI thread only.
///
/// How a workspace reads:   if (auto* p = session.project()) p->records(...);   refresh on projectChanged()
/// How it edits:            session.edit([&](Project& p) { p.setRecordState(ids, "accepted", ""); });
///                          (an Error becomes an issue; projectChanged() and saved() follow at once)
/// How it computes:         Job* job = session.jobs().start("supervise", {{"project", session.projectPath()}, ...});
/// How it shows pictures:   session.images().request(reference, size), again on images().ready(reference)
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    // Project
    Project* project() { return m_project ? &*m_project : nullptr; } ///< null when none is open
    bool hasProject() const { return m_project.has_value(); }
    QString projectPath() const { return m_path; }                   ///< folder, "" when none
    QString projectName() const;                                     ///< "demo.w2v"
    bool openProject(const QString& folder);                         ///< false: an issue says why
    bool createProject(const QString& folder);
    void closeProject();
    QStringList recentProjects() const;                              ///< newest first, those that still exist

    /// Runs one mutation. False when it failed (an issue says why).
    bool edit(const std::function<void(Project&)>& mutation);
    /// The same for one that takes long, in another thread and with a connection of its own: `done` is called afterwards. Until then
    /// other edits are refused.
    void editMany(std::function<void(Project&)> mutation, std::function<void(bool ok)> done = {});
    bool isEditing() const { return m_editing; }

    // Undo, named after the project's history. In menus, palette and toolbars.
    QAction* undoAction() const { return m_undo; }
    QAction* redoAction() const { return m_redo; }

    // Selection
    const Selection& selection() const { return m_selection; }
    void select(const Selection& selection);
    void selectObservation(const QString& id, int frame = 0);
    void selectTrajectory(const QString& id);
    void selectRollout(const QString& id, int frame = 0);
    void selectRolloutFrame(int frame);
    void selectRecord(const QString& id);
    void selectRun(const QString& id);

    /// Asks the window to show a workspace: "observe", "imagine", "curate", "train", "evaluate".
    void showWorkspace(const QString& id) { Q_EMIT workspaceRequested(id); }

    JobRunner& jobs() { return *m_jobs; }
    ImageCache& images() { return *m_images; }
    IssuesModel& issues() { return *m_issues; }
    CommandList& commands() { return *m_commands; }
    QDateTime lastSaved() const { return m_saved; }

    /// Adds an issue from an exception's text; `source` as in Issue.
    void report(const QString& source, const std::exception& error);

Q_SIGNALS:
    void projectOpened();       ///< also after another one was open
    void projectClosed();
    void projectChanged();      ///< this or another process wrote; at most twice a second from others
    void selectionChanged(const w2v::Selection& now, const w2v::Selection& before);
    void saved(const QDateTime& time);
    void workspaceRequested(const QString& id);

private:
    void adopt(Project&& project);
    void poll();
    void refreshUndo();
    void step(bool undo);
    void remember(const QString& folder);

    std::optional<Project> m_project;
    QString m_path;
    std::int64_t m_version = 0;
    QThreadPool m_edits;
    bool m_editing = false;
    Selection m_selection;
    QDateTime m_saved;
    QTimer m_poll;
    JobRunner* m_jobs;
    ImageCache* m_images;
    IssuesModel* m_issues;
    CommandList* m_commands;
    QAction *m_undo, *m_redo;
};

} // namespace w2v

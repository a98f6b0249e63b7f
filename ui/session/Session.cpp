#include "ui/session/Session.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr int kPollMs = 500;
constexpr int kRecentProjects = 12;

} // namespace

Session::Session(QObject* parent)
    : QObject(parent), m_jobs(new JobRunner(this)), m_images(new ImageCache(this)), m_issues(new IssuesModel(this)),
      m_commands(new CommandList(this)), m_undo(new QAction(tr("Undo"), this)), m_redo(new QAction(tr("Redo"), this))
{
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo->setShortcuts({QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")});
    connect(m_undo, &QAction::triggered, this, [this] { step(true); });
    connect(m_redo, &QAction::triggered, this, [this] { step(false); });
    refreshUndo();

    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &Session::poll);

    connect(m_jobs, &JobRunner::jobEnded, this, [this](Job* job) {
        const QString source = "job:" + job->op();
        if (job->state() == Job::State::Failed) {
            const JobError& error = job->error();
            Issue issue;
            issue.title = error.reason.isEmpty() ? error.message : error.subject.isEmpty() || error.subject == job->op()
                    ? error.reason : error.subject + ": " + error.reason;
            issue.advice = error.advice;
            issue.details = error.message + "\n\n" + job->commandLine();
            issue.source = source;
            m_issues->add(issue);
        } else if (job->state() == Job::State::Finished) {
            m_issues->resolve(source);
        }
        poll();
    });
}

Session::~Session() = default;

QString Session::projectName() const
{
    return QFileInfo(m_path).fileName();
}

bool Session::openProject(const QString& folder)
{
    try {
        adopt(Project::open(QDir(folder).absolutePath().toStdString()));
        m_issues->resolve("project");
        return true;
    } catch (const std::exception& error) {
        report("project", error);
        return false;
    }
}

bool Session::createProject(const QString& folder)
{
    try {
        adopt(Project::create(QDir(folder).absolutePath().toStdString()));
        m_issues->resolve("project");
        return true;
    } catch (const std::exception& error) {
        report("project", error);
        return false;
    }
}

void Session::adopt(Project&& project)
{
    closeProject();
    m_project.emplace(std::move(project));
    m_path = QString::fromStdString(m_project->folder().string());
    m_version = m_project->dataVersion();
    m_saved = QFileInfo(m_path + "/project.sqlite").lastModified();
    m_images->setProject(m_path);
    remember(m_path);
    refreshUndo();
    m_poll.start();
    Q_EMIT projectOpened();
    Q_EMIT projectChanged();
    Q_EMIT saved(m_saved);
}

void Session::closeProject()
{
    if (!m_project)
        return;
    m_poll.stop();
    m_edits.waitForDone();
    m_project.reset();
    m_path.clear();
    m_images->setProject({});
    select({});
    refreshUndo();
    Q_EMIT projectClosed();
}

QStringList Session::recentProjects() const
{
    QStringList result;
    for (const QString& folder : QSettings().value("recent").toStringList()) {
        if (Project::isProject(folder.toStdString()))
            result << folder;
    }
    return result;
}

void Session::remember(const QString& folder)
{
    QSettings settings;
    QStringList list = settings.value("recent").toStringList();
    list.removeAll(folder);
    list.prepend(folder);
    settings.setValue("recent", QStringList(list.mid(0, kRecentProjects)));
}

bool Session::edit(const std::function<void(Project&)>& mutation)
{
    if (!m_project)
        return false;
    try {
        if (m_editing)
            throw Error(tr("This change").toStdString(), tr("must wait: another one is still being written").toStdString(),
                        tr("Try again in a moment").toStdString());
        mutation(*m_project);
    } catch (const std::exception& error) {
        report("edit", error);
        return false;
    }
    m_issues->resolve("edit");
    poll();
    return true;
}

void Session::editMany(std::function<void(Project&)> mutation, std::function<void(bool)> done)
{
    if (!m_project || m_editing) {
        if (m_editing)
            edit({}); // says that it must wait
        if (done)
            done(false);
        return;
    }
    m_editing = true;
    m_undo->setEnabled(false);
    m_redo->setEnabled(false);
    // closeProject() waits for it, so `this` outlives the work.
    m_edits.start([this, path = m_path.toStdString(), mutation = std::move(mutation), done = std::move(done)] {
        std::string problem;
        try {
            Project project = Project::open(path);
            mutation(project);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        QMetaObject::invokeMethod(this, [this, problem, done] {
            m_editing = false;
            if (problem.empty())
                m_issues->resolve("edit");
            else
                report("edit", std::runtime_error(problem));
            poll();
            refreshUndo();
            if (done)
                done(problem.empty());
        }, Qt::QueuedConnection);
    });
}

void Session::poll()
{
    if (!m_project)
        return;
    try {
        const std::int64_t version = m_project->dataVersion();
        if (version == m_version)
            return;
        m_version = version;
    } catch (const std::exception& error) {
        report("project", error);
        return;
    }
    m_saved = QDateTime::currentDateTime();
    refreshUndo();
    Q_EMIT projectChanged();
    Q_EMIT saved(m_saved);
}

void Session::refreshUndo()
{
    std::optional<UndoEntry> undo, redo;
    if (m_project) {
        try {
            for (const UndoEntry& entry : m_project->history(1000)) {
                if (!entry.undone) {
                    undo = entry;
                    break;
                }
                redo = entry;
            }
        } catch (const std::exception& error) {
            report("project", error);
        }
    }
    const auto show = [](QAction* action, const QString& verb, const std::optional<UndoEntry>& entry) {
        action->setEnabled(entry.has_value());
        action->setText(entry ? verb + ": " + QString::fromStdString(entry->title) : verb);
    };
    show(m_undo, tr("Undo"), undo);
    show(m_redo, tr("Redo"), redo);
}

void Session::step(bool undo)
{
    constexpr std::int64_t kMany = 2000; // rows that are put back well within a tenth of a second
    const auto work = [undo](Project& project) { undo ? project.undo() : project.redo(); };
    if (m_project && m_project->rowsOfNextStep(undo, kMany) >= kMany)
        editMany(work);
    else
        edit(work);
}

void Session::select(const Selection& selection)
{
    if (selection == m_selection)
        return;
    const Selection before = std::exchange(m_selection, selection);
    Q_EMIT selectionChanged(m_selection, before);
}

void Session::selectObservation(const QString& id, int frame)
{
    Selection next = m_selection;
    if (next.observation != id && !next.observation.isEmpty()) {
        next.trajectory.clear();
        next.rollout.clear();
        next.rolloutFrame = 0;
    }
    next.observation = id;
    next.observationFrame = frame;
    select(next);
}

void Session::selectTrajectory(const QString& id)
{
    Selection next = m_selection;
    next.trajectory = id;
    select(next);
}

void Session::selectRollout(const QString& id, int frame)
{
    Selection next = m_selection;
    next.rollout = id;
    next.rolloutFrame = frame;
    select(next);
}

void Session::selectRolloutFrame(int frame)
{
    Selection next = m_selection;
    next.rolloutFrame = frame;
    select(next);
}

void Session::selectRecord(const QString& id)
{
    Selection next = m_selection;
    next.record = id;
    select(next);
}

void Session::selectRun(const QString& id)
{
    Selection next = m_selection;
    next.run = id;
    select(next);
}

void Session::report(const QString& source, const std::exception& exception)
{
    Issue issue;
    issue.source = source;
    issue.details = QString::fromUtf8(exception.what());
    if (const auto* error = dynamic_cast<const Error*>(&exception)) {
        issue.title = QString::fromStdString(error->subject() + ": " + error->reason());
        issue.advice = QString::fromStdString(error->advice());
    } else {
        issue.title = issue.details;
    }
    m_issues->add(issue);
}

} // namespace w2v

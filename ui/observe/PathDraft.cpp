#include "ui/observe/PathDraft.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"
#include "ui/observe/ActionTexts.h"

namespace w2v {

namespace {

constexpr int kTypingPauseMs = 900;
constexpr int kLongestText = 100'000; ///< of what is pasted; 1000 moves are far shorter

} // namespace

PathDraft::PathDraft(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    m_path = followActions({}, {}, m_camera);
    m_commitTimer.setSingleShot(true);
    m_commitTimer.setInterval(kTypingPauseMs);
    connect(&m_commitTimer, &QTimer::timeout, this, &PathDraft::commitText);
    connect(&session, &Session::projectChanged, this, &PathDraft::refreshFromProject);
}

void PathDraft::open(const QString& observation, int frame, const Rigid3d& worldFromFrame, const Intrinsics& camera)
{
    commitText();
    m_stored = {};
    m_stored.observation = observation.toStdString();
    m_stored.frame = frame;
    m_fresh = false;
    m_undoneId.clear();
    m_worldFromFrame = worldFromFrame;
    m_camera = camera;
    std::optional<StoredTrajectory> found;
    if (Project* project = m_session.project()) {
        const std::string wanted = m_session.selection().trajectory.toStdString();
        for (const StoredTrajectory& candidate : project->trajectories(m_stored.observation)) {
            if (candidate.id == wanted || (wanted.empty() && candidate.frame == frame) || (!found && candidate.frame == frame))
                found = candidate;
            if (candidate.id == wanted)
                break;
        }
    }
    load(found);
}

void PathDraft::close()
{
    commitText();
    m_stored = {};
    adopt({}, {});
    setPlayhead(0);
}

void PathDraft::startNew()
{
    commitText();
    m_stored.id.clear();
    m_stored.name.clear();
    m_stored.actionsText.clear();
    m_undoneId.clear();
    m_fresh = true;
    m_session.selectTrajectory({});
    adopt({}, {});
}

void PathDraft::load(const std::optional<StoredTrajectory>& stored)
{
    if (stored)
        m_stored = *stored;
    const QString text = QString::fromStdString(m_stored.actionsText);
    try {
        m_problem.clear();
        adopt(text.trimmed().isEmpty() ? std::vector<Action>() : parseActions(m_stored.actionsText), text);
    } catch (const std::exception& error) {
        adopt({}, text);
        m_problem = QString::fromUtf8(error.what());
        Q_EMIT changed();
    }
    m_session.selectTrajectory(QString::fromStdString(m_stored.id));
}

void PathDraft::adopt(std::vector<Action> actions, const QString& text)
{
    m_actions = std::move(actions);
    m_text = text;
    m_problem.clear();
    m_path = followActions(m_actions, {}, m_camera);
    const int before = m_playhead;
    m_playhead = std::clamp(m_playhead, 0, poses() - 1);
    Q_EMIT changed();
    if (m_playhead != before)
        Q_EMIT playheadChanged(m_playhead);
}

Rigid3d PathDraft::worldFromPose(int index) const
{
    return worldFromStart() * m_path.startFromCamera.at(std::size_t(std::clamp(index, 0, poses() - 1)));
}

void PathDraft::setPlayhead(int pose)
{
    pose = std::clamp(pose, 0, poses() - 1);
    if (pose == m_playhead)
        return;
    m_playhead = pose;
    Q_EMIT playheadChanged(pose);
}

int PathDraft::actionAt(int pose) const
{
    return actionLeadingTo(m_path, pose);
}

int PathDraft::poseAfterAction(int action) const
{
    const auto at = std::size_t(action + 1);
    return at < m_path.keyFrames.size() ? m_path.keyFrames[at] : poses() - 1;
}

void PathDraft::editText(const QString& text)
{
    if (!isOpen() || text == m_text)
        return;
    m_textPending = true;
    try {
        adopt(text.trimmed().isEmpty() ? std::vector<Action>() : parseActions(text.toStdString()), text);
        setPlayhead(poses() - 1);
        m_commitTimer.start();
    } catch (const Error& error) {
        m_commitTimer.stop();
        m_text = text;
        m_problem = QString::fromStdString(error.reason()); // says where
        Q_EMIT changed();
    }
}

void PathDraft::commitText()
{
    m_commitTimer.stop();
    if (!m_textPending || !m_problem.isEmpty())
        return;
    m_textPending = false;
    if (m_text.toStdString() != m_stored.actionsText)
        store(tr("type path"));
}

void PathDraft::tryEdit(const std::function<void()>& edit)
{
    if (!isOpen())
        return;
    try {
        edit();
        m_session.issues().resolve("path");
    } catch (const std::exception& error) {
        m_session.report("path", error);
    }
}

void PathDraft::setActions(const std::vector<Action>& actions, const QString& undoTitle, int playheadAfter)
{
    if (!isOpen())
        return;
    m_commitTimer.stop();
    m_textPending = false;
    std::vector<Action> written = asWritten(actions);
    const QString text = QString::fromStdString(actionText(written));
    adopt(std::move(written), text);
    setPlayhead(playheadAfter < 0 ? poses() - 1 : poseAfterAction(playheadAfter));
    store(undoTitle);
}

void PathDraft::append(const std::vector<Action>& actions)
{
    if (actions.empty())
        return;
    tryEdit([&] {
        setActions(appended(m_actions, actions), tr("add %1 %2").arg(actionTitle(actions.back().kind), actionAmount(actions.back())));
    });
}

QString PathDraft::readMoves(const QString& text, const std::function<void(const std::vector<Action>&)>& use)
{
    if (text.size() > kLongestText)
        return tr("The text has more than %n character(s)", nullptr, kLongestText);
    try {
        const std::vector<Action> actions = parseActions(text.toStdString());
        if (actions.empty())
            return tr("Type a move, for example fwd 0.5");
        use(actions);
    } catch (const Error& error) {
        return QString::fromStdString(error.reason());
    }
    return {};
}

QString PathDraft::appendText(const QString& text)
{
    return readMoves(text, [this](const std::vector<Action>& actions) { append(actions); });
}

QString PathDraft::insertText(const QString& text, const QString& undoTitle)
{
    return readMoves(text, [&](const std::vector<Action>& actions) { insertAtPlayhead(actions, undoTitle); });
}

void PathDraft::insertAtPlayhead(const std::vector<Action>& actions, const QString& undoTitle)
{
    tryEdit([&] {
        const PathPosition at = playheadPosition();
        const std::vector<Action> result = insertAt(m_actions, at, actions);
        const bool inside = result.size() > m_actions.size() + actions.size();
        setActions(result, undoTitle, int(at.action + actions.size()) - (inside ? 0 : 1));
    });
}

void PathDraft::splitAtPlayhead()
{
    tryEdit([&] {
        const PathPosition at = playheadPosition();
        const std::vector<Action> result = splitAt(m_actions, at);
        if (result.size() > m_actions.size())
            setActions(result, tr("split %1").arg(actionTitle(m_actions[at.action].kind)), int(at.action));
    });
}

void PathDraft::removeAction(int index)
{
    if (index < 0 || index >= int(m_actions.size()))
        return;
    tryEdit([&] {
        const Action gone = m_actions[std::size_t(index)];
        const bool last = index + 1 == int(m_actions.size());
        setActions(removedAt(m_actions, std::size_t(index)), tr("remove %1 %2").arg(actionTitle(gone.kind), actionAmount(gone)), last ? -1 : index);
    });
}

void PathDraft::duplicateAction(int index)
{
    if (index < 0 || index >= int(m_actions.size()))
        return;
    tryEdit([&] {
        setActions(duplicatedAt(m_actions, std::size_t(index)), tr("duplicate %1").arg(actionTitle(m_actions[std::size_t(index)].kind)), index + 1);
    });
}

void PathDraft::moveAction(int from, int to)
{
    if (from < 0 || to < 0 || from == to || std::max(from, to) >= int(m_actions.size()))
        return;
    tryEdit([&] {
        const QString title = actionTitle(m_actions[std::size_t(from)].kind);
        setActions(movedTo(m_actions, std::size_t(from), std::size_t(to)), to < from ? tr("move %1 earlier").arg(title) : tr("move %1 later").arg(title), to);
    });
}

void PathDraft::replaceAction(int index, const Action& action)
{
    if (index < 0 || index >= int(m_actions.size()) || !(action.magnitude > 0) || m_actions[std::size_t(index)] == action)
        return;
    tryEdit([&] {
        setActions(replacedAt(m_actions, std::size_t(index), action), tr("set %1 to %2").arg(actionTitle(action.kind), actionAmount(action)), index);
    });
}

void PathDraft::setMagnitude(int index, double magnitude)
{
    if (index >= 0 && index < int(m_actions.size()))
        replaceAction(index, {m_actions[std::size_t(index)].kind, magnitude});
}

void PathDraft::editWhole(const std::string& name, const QString& undoTitle, double amount)
{
    tryEdit([&] {
        const std::vector<Action> result = edited(m_actions, {name, 0, 0, amount, {}});
        if (result != m_actions)
            setActions(result, undoTitle);
    });
}

void PathDraft::setStart(const Rigid3d& worldFromStart)
{
    if (!isOpen())
        return;
    m_stored.worldFromStart = worldFromStart;
    Q_EMIT changed();
    store(tr("move the start"));
}

void PathDraft::walk(const Action& step)
{
    tryEdit([&] { setActions(walked(m_actions, step), tr("walk")); });
}

void PathDraft::store(const QString& undoTitle)
{
    m_stored.actionsText = m_text.toStdString();
    m_fresh = false;
    m_undoneId.clear();
    m_storing = true;
    m_session.edit([&](Project& project) { m_stored.id = project.saveTrajectory(m_stored, undoTitle.toStdString()); });
    m_storing = false;
    m_session.selectTrajectory(QString::fromStdString(m_stored.id));
}

void PathDraft::refreshFromProject()
{
    Project* project = m_session.project();
    if (m_storing || !project || !isOpen() || m_textPending)
        return;
    try {
        for (const StoredTrajectory& candidate : project->trajectories(m_stored.observation)) {
            if (candidate.id != m_stored.id)
                continue;
            const bool moved = candidate.worldFromStart.has_value() != m_stored.worldFromStart.has_value()
                || (candidate.worldFromStart && !candidate.worldFromStart->isApprox(*m_stored.worldFromStart));
            if (candidate.actionsText != m_stored.actionsText || moved)
                load(candidate);
            return;
        }
        // It was undone out of existence: an empty path remains, until a redo brings this one back. Other paths of the observation
        // are not shown instead: whoever undoes to the beginning wants to see the beginning.
        if (!m_stored.id.empty()) {
            m_undoneId = m_stored.id;
            m_stored.id.clear();
            m_stored.actionsText.clear();
            m_stored.worldFromStart.reset();
            adopt({}, {});
            m_session.selectTrajectory({});
        } else if (!m_fresh && m_actions.empty()) {
            for (const StoredTrajectory& candidate : project->trajectories(m_stored.observation)) {
                if (m_undoneId.empty() ? candidate.frame == m_stored.frame : candidate.id == m_undoneId) {
                    load(candidate);
                    setPlayhead(poses() - 1);
                }
            }
        }
    } catch (const std::exception& error) {
        m_session.report("project", error);
    }
}

} // namespace w2v

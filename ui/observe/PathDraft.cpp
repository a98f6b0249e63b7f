#include "ui/observe/PathDraft.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"
#include "ui/observe/ActionTexts.h"

namespace w2v {

namespace {

constexpr int kTypingPauseMs = 900;

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
    // keyFrames[0] is the start; keyFrames[i] the last pose of action i - 1.
    for (std::size_t i = 1; i < m_path.keyFrames.size(); ++i) {
        if (pose <= m_path.keyFrames[i])
            return pose == 0 ? -1 : int(i) - 1;
    }
    return int(m_actions.size()) - 1;
}

int PathDraft::poseAfterAction(int action) const
{
    const auto at = std::size_t(action + 1);
    return at < m_path.keyFrames.size() ? m_path.keyFrames[at] : poses() - 1;
}

double PathDraft::lengthMeters() const
{
    double sum = 0;
    for (const Action& action : m_actions)
        sum += action.isTurn() ? 0 : action.magnitude;
    return sum;
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
        m_problem = QString::fromStdString(error.reason());
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

void PathDraft::setActions(std::vector<Action> actions, const QString& undoTitle)
{
    if (!isOpen())
        return;
    m_commitTimer.stop();
    m_textPending = false;
    const QString text = QString::fromStdString(actionText(actions));
    adopt(std::move(actions), text);
    setPlayhead(poses() - 1);
    store(undoTitle);
}

void PathDraft::append(const std::vector<Action>& actions)
{
    if (actions.empty())
        return;
    std::vector<Action> all = m_actions;
    all.insert(all.end(), actions.begin(), actions.end());
    setActions(std::move(all), tr("add %1 %2").arg(actionTitle(actions.back().kind), actionAmount(actions.back())));
}

void PathDraft::removeAction(int index)
{
    if (index < 0 || index >= int(m_actions.size()))
        return;
    std::vector<Action> all = m_actions;
    const Action gone = all[std::size_t(index)];
    all.erase(all.begin() + index);
    setActions(std::move(all), tr("remove %1 %2").arg(actionTitle(gone.kind), actionAmount(gone)));
}

void PathDraft::setMagnitude(int index, double magnitude)
{
    if (index < 0 || index >= int(m_actions.size()) || !(magnitude > 0) || m_actions[std::size_t(index)].magnitude == magnitude)
        return;
    std::vector<Action> all = m_actions;
    all[std::size_t(index)].magnitude = magnitude;
    const Action now = all[std::size_t(index)];
    setActions(std::move(all), tr("set %1 to %2").arg(actionTitle(now.kind), actionAmount(now)));
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
    std::vector<Action> all = m_actions;
    if (!all.empty() && all.back().kind == step.kind) {
        all.back().magnitude = std::round((all.back().magnitude + step.magnitude) * 1e6) / 1e6;
    } else if (!all.empty() && all.back().kind == opposite(step.kind)) {
        all.back().magnitude = std::round((all.back().magnitude - step.magnitude) * 1e6) / 1e6;
        if (all.back().magnitude < 1e-6)
            all.pop_back();
    } else {
        all.push_back(step);
    }
    setActions(std::move(all), tr("walk"));
}

void PathDraft::store(const QString& undoTitle)
{
    m_stored.actionsText = m_text.toStdString();
    m_fresh = false;
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
        // It was undone out of existence: an empty path remains. Or a redo brought one back.
        if (!m_stored.id.empty()) {
            m_stored.id.clear();
            m_stored.actionsText.clear();
            m_stored.worldFromStart.reset();
            adopt({}, {});
            m_session.selectTrajectory({});
        } else if (!m_fresh) {
            for (const StoredTrajectory& candidate : project->trajectories(m_stored.observation)) {
                if (candidate.frame == m_stored.frame && m_actions.empty()) {
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

#include "ui/observe/WalkRecorder.h"

#include <QKeyEvent>

#include "ui/observe/ActionTexts.h"
#include "ui/session/Units.h"

namespace w2v {

WalkRecorder::WalkRecorder(Viewport& viewport, PathDraft& draft, std::function<bool(const std::vector<Action>&)> refuses, QObject* parent)
    : QObject(parent), m_draft(draft), m_refuses(std::move(refuses))
{
    viewport.installEventFilter(this);
}

void WalkRecorder::setOn(bool on)
{
    m_on = on;
    if (on)
        m_draft.setPlayhead(m_draft.poses() - 1); // one walks on from the end
}

void WalkRecorder::setSnap(const SnapSteps& snap)
{
    const SnapSteps usual;
    m_step = {snap.meters > 0 ? snap.meters : usual.meters, snap.degrees > 0 ? snap.degrees : usual.degrees};
}

std::optional<Action> WalkRecorder::stepOf(const QKeyEvent& event) const
{
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return std::nullopt;
    switch (event.key()) {
    case Qt::Key_W:
    case Qt::Key_Up: return Action{ActionKind::Forward, m_step.meters};
    case Qt::Key_S:
    case Qt::Key_Down: return Action{ActionKind::Backward, m_step.meters};
    case Qt::Key_A: return Action{ActionKind::ShiftLeft, m_step.meters};
    case Qt::Key_D: return Action{ActionKind::ShiftRight, m_step.meters};
    case Qt::Key_Q: return Action{ActionKind::TurnLeft, m_step.degrees};
    case Qt::Key_E: return Action{ActionKind::TurnRight, m_step.degrees};
    case Qt::Key_Left: return shift ? Action{ActionKind::ShiftLeft, m_step.meters} : Action{ActionKind::TurnLeft, m_step.degrees};
    case Qt::Key_Right: return shift ? Action{ActionKind::ShiftRight, m_step.meters} : Action{ActionKind::TurnRight, m_step.degrees};
    default: return std::nullopt;
    }
}

bool WalkRecorder::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || !m_on || !m_draft.isOpen())
        return QObject::eventFilter(watched, event);
    const std::optional<Action> step = stepOf(*static_cast<QKeyEvent*>(event));
    if (!step)
        return QObject::eventFilter(watched, event);
    if (!m_refuses(walked(m_draft.actions(), *step))) {
        m_draft.walk(*step);
        Q_EMIT explained(m_draft.actions().empty() ? tr("Recorded: back at the start")
                                                   : tr("Recorded: %1  ·  path %2").arg(actionPhrase(m_draft.actions().back()),
                                                                                        formatMeters(lengthMeters(m_draft.actions()))));
    }
    return true;
}

} // namespace w2v

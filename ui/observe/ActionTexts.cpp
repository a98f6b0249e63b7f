#include "ui/observe/ActionTexts.h"

#include <QCoreApplication>

#include "ui/session/Units.h"

namespace w2v {

QString actionIcon(ActionKind kind)
{
    switch (kind) {
    case ActionKind::Forward:
        return "move-forward";
    case ActionKind::Backward:
        return "move-backward";
    case ActionKind::ShiftLeft:
        return "shift-left";
    case ActionKind::ShiftRight:
        return "shift-right";
    case ActionKind::TurnLeft:
        return "turn-left";
    case ActionKind::TurnRight:
        return "turn-right";
    }
    return {};
}

QString actionTitle(ActionKind kind)
{
    const auto t = [](const char* text) { return QCoreApplication::translate("w2v::Action", text); };
    switch (kind) {
    case ActionKind::Forward:
        return t(QT_TRANSLATE_NOOP("w2v::Action", "forward"));
    case ActionKind::Backward:
        return t(QT_TRANSLATE_NOOP("w2v::Action", "backward"));
    case ActionKind::ShiftLeft:
        return t(QT_TRANSLATE_NOOP("w2v::Action", "left"));
    case ActionKind::ShiftRight:
        return t(QT_TRANSLATE_NOOP("w2v::Action", "right"));
    case ActionKind::TurnLeft:
        return t(QT_TRANSLATE_NOOP("w2v::Action", "turn left"));
    case ActionKind::TurnRight:
        return t(QT_TRANSLATE_NOOP("w2v::Action", "turn right"));
    }
    return {};
}

QString actionAmount(const Action& action)
{
    if (action.isTurn())
        return formatDegrees(action.magnitude);
    QString number = QString::number(action.magnitude, 'f', 3);
    while (number.endsWith('0'))
        number.chop(1);
    if (number.endsWith('.'))
        number.chop(1);
    return number + QStringLiteral(" m");
}

} // namespace w2v

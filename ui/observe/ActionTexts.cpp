#include "ui/observe/ActionTexts.h"

#include <QCoreApplication>

#include "core/motion/PathSpeech.h"
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

QString actionPhrase(const Action& action)
{
    return actionTitle(action.kind) + ' ' + actionAmount(action);
}

QString spokenText(std::span<const Action> actions)
{
    const auto t = [](const char* text) { return QCoreApplication::translate("w2v::SpokenPath", text).toStdString(); };
    SpokenWords words;
    words.summary = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "%1 steps, %2 meters in all."));
    words.empty = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "The path is empty."));
    words.steps = {t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "Walk forward %1 meters.")), t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "Walk backward %1 meters.")),
                   t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "Step left %1 meters.")), t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "Step right %1 meters.")),
                   t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "Turn left %1 degrees.")), t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "Turn right %1 degrees."))};
    words.ends = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "You end %1 and %2 of the start,"));
    words.back = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "You end where you started,"));
    words.ahead = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "%1 meters ahead"));
    words.behind = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "%1 meters behind"));
    words.left = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "%1 meters to the left"));
    words.right = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "%1 meters to the right"));
    words.facingLeft = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "facing %1 degrees to the left."));
    words.facingRight = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "facing %1 degrees to the right."));
    words.facingAhead = t(QT_TRANSLATE_NOOP("w2v::SpokenPath", "facing the same way."));
    return QString::fromStdString(spokenPath(actions, words));
}

} // namespace w2v

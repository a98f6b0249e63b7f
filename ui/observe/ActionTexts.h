#pragma once
#include <QString>

#include "core/motion/Action.h"

namespace w2v {

QString actionIcon(ActionKind kind);
QString actionTitle(ActionKind kind);         ///< translated: "forward", "turn left"
QString actionAmount(const Action& action);   ///< "0.5 m", "30°"
QString actionPhrase(const Action& action);   ///< "forward 0.5 m"
QString spokenText(std::span<const Action> actions); ///< translated spokenPath()

} // namespace w2v

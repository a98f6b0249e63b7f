#include "core/motion/PathSpeech.h"

#include <cmath>

#include "core/motion/PathEdit.h"
#include "core/motion/PlanarPose.h"

namespace w2v {

namespace {

std::string filled(std::string text, const std::string& one, const std::string& two = {})
{
    // %2 first: what replaces %1 may hold anything.
    if (const auto at = text.find("%2"); at != std::string::npos)
        text.replace(at, 2, two);
    if (const auto at = text.find("%1"); at != std::string::npos)
        text.replace(at, 2, one);
    return text;
}

constexpr double kHere = 0.05, kStraight = 0.5; ///< metres and degrees that nobody would mention

} // namespace

std::string spokenPath(std::span<const Action> actions, const SpokenWords& words)
{
    if (actions.empty())
        return words.empty;
    std::string text = filled(words.summary, std::to_string(actions.size()), formatMagnitude(lengthMeters(actions), 2));
    PlanarPose end;
    for (const Action& action : actions) {
        text += ' ' + filled(words.steps[static_cast<std::size_t>(action.kind)], formatMagnitude(action.magnitude));
        end = end.after(action);
    }
    if (std::hypot(end.right, end.forward) < kHere)
        text += ' ' + words.back;
    else
        text += ' ' + filled(words.ends, filled(end.forward < 0 ? words.behind : words.ahead, formatMagnitude(std::abs(end.forward), 2)),
                             filled(end.right < 0 ? words.left : words.right, formatMagnitude(std::abs(end.right), 2)));
    const double facing = wrappedDegrees(end.degrees);
    if (std::abs(facing) < kStraight)
        text += ' ' + words.facingAhead;
    else
        text += ' ' + filled(facing < 0 ? words.facingLeft : words.facingRight, formatMagnitude(std::abs(facing), 0));
    return text;
}

} // namespace w2v

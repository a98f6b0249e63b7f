#pragma once
#include <optional>

#include "core/supervision/BoxRule.h"
#include "core/supervision/Supervision.h"

namespace w2v {

/// Which of the two views of a question an object is looked at in.
enum class ViewOfPair { First, Later };

/// The rule that drops an object of a view from every object task in verified mode; none: it may be asked about.
std::optional<BoxRule> droppedBy(const VisibleObject& object, const ObjectRules& rules);

/// The same for D2, which names the object without its box and wants to be sure that it is still there afterwards.
std::optional<BoxRule> droppedFromLossBy(const VisibleObject& object, const ObjectRules& rules, ViewOfPair view);

/// The rule that drops an object in reference mode, whose filter looks at the boxes of an ideal detector. None without a camera.
std::optional<BoxRule> droppedInReferenceBy(const VisibleObject& object, const Intrinsics& camera);

/// What the supervision of a mode decides of one object, for people.
struct ObjectVerdict {
    std::optional<BoxRule> rule;
    bool onlyLoss = false; ///< the other object tasks still ask about it
};
ObjectVerdict judgeObject(const VisibleObject& object, const ObjectRules& rules, ViewOfPair view);

} // namespace w2v

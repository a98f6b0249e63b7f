#include "core/supervision/ObjectVerdict.h"

#include "core/supervision/BoxMotion.h"
#include "core/supervision/ReferenceBoxes.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

constexpr double kImageArea = 1e6; // of a view in 0..1000 units a side

} // namespace

const char* boxRuleName(BoxRule rule)
{
    switch (rule) {
    case BoxRule::TooSmall: return "too small";
    case BoxRule::TooLarge: return "too large";
    case BoxRule::Occluded: return "mostly hidden";
    case BoxRule::OverBorder: return "mostly over the border";
    case BoxRule::AtBorder: return "at the border";
    case BoxRule::SeveralOfName: return "several of this name";
    case BoxRule::LowScore: return "low score";
    case BoxRule::Flat: break;
    }
    return "flat";
}

std::optional<BoxRule> droppedBy(const VisibleObject& object, const ObjectRules& rules)
{
    if (!(object.box.width() >= rules.minSide && object.box.height() >= rules.minSide))
        return BoxRule::TooSmall;
    if (!(object.box.area() <= rules.maxArea * kImageArea))
        return BoxRule::TooLarge;
    if (!(object.visibleShare >= rules.minVisibleShare))
        return BoxRule::Occluded;
    return std::nullopt;
}

std::optional<BoxRule> droppedFromLossBy(const VisibleObject& object, const ObjectRules& rules, ViewOfPair view)
{
    if (const auto rule = droppedBy(object, rules))
        return rule;
    if (view == ViewOfPair::First)
        return object.unique ? std::nullopt : std::optional(BoxRule::SeveralOfName);
    return shareInside(object.fullBox) >= rules.minInsideShare ? std::nullopt : std::optional(BoxRule::OverBorder);
}

std::optional<BoxRule> droppedInReferenceBy(const VisibleObject& object, const Intrinsics& camera)
{
    if (!camera.valid())
        return std::nullopt;
    const ReferenceDetection detection = referenceDetection(object, camera);
    return droppedBy(detection.box, camera.width, camera.height, detection.score, BoxFilter());
}

ObjectVerdict judgeObject(const VisibleObject& object, const ObjectRules& rules, ViewOfPair view)
{
    if (const auto rule = droppedBy(object, rules))
        return {rule, false};
    return {droppedFromLossBy(object, rules, view), true};
}

} // namespace w2v

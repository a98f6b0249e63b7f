#pragma once

namespace w2v {

/// The rules by which a box of a view is not asked about.
enum class BoxRule {
    TooSmall,      ///< a side (verified), or its share of the picture (reference)
    TooLarge,
    Occluded,      ///< too little of what it stands for is seen
    OverBorder,    ///< too little of it lies inside the picture to say that it is still there
    AtBorder,      ///< reference: closer to it than the margin
    SeveralOfName, ///< its name alone does not say which one is meant
    LowScore,      ///< reference
    Flat,          ///< reference: no width or no height
};

/// "too small", "at the border" ...; English.
const char* boxRuleName(BoxRule rule);

} // namespace w2v

#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// Question and answer of a record as they read after its views were changed for training.
struct AugmentedText {
    std::string question, answer;
};

/// Left-right mirrored views: "left" and "right" change places, boxes [x1, y1, x2, y2] become [1000-x2, y1, 1000-x1, y2].
/// Works on the texts alone, so that edited and imported records are augmented too.
AugmentedText mirrored(const AugmentedText& text);

/// The two views given in the opposite order: actions are inverted (reversed order, opposite directions) in question and
/// answer, and the two boxes of D3 and D4 questions change places. None for D1 and D2, which show one view, for D4 records
/// of two different objects, and for texts whose actions cannot be read.
std::optional<AugmentedText> viewsSwapped(Task task, const AugmentedText& text);

} // namespace w2v

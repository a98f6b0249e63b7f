#pragma once
#include <optional>
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/geometry/Camera.h"
#include "core/motion/Action.h"
#include "core/supervision/BoxMotion.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// What a question says in words and numbers: all a baseline that never looks may use.
struct QuestionFacts {
    std::vector<Action> actions;       ///< the motion; not for tasks that ask for it
    std::vector<Action> claim;         ///< A4
    std::string label;                 ///< of the object
    std::optional<Box2d> box1, box2;   ///< as printed, 0..1000 units
    Intrinsics camera;                 ///< invalid when unknown
};

/// Reads a record's facts, leaving out what the words of its question do not tell. Never throws; damaged facts are left out.
QuestionFacts questionFacts(const QaRecord& record);

} // namespace w2v

#pragma once
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/eval/BenchmarkReport.h"
#include "core/geometry/Camera.h"

namespace w2v {

/// The most frequent training answer of each task; ties go to the text that sorts first.
class MajorityBaseline {
public:
    explicit MajorityBaseline(std::span<const QaRecord> training);

    /// Empty for a task without training records.
    std::string answer(const QaRecord& record) const;

    /// Accuracy of the answer; the direction is that of the most frequent training direction.
    BenchmarkReport report(std::span<const QaRecord> records) const;

private:
    std::map<Task, std::string> m_answers;
    std::map<Task, ActionKind> m_directions;
};

/// The best answer that never looks at a picture. It reads only what the question says, and its constants are chosen on the
/// training records:
///  - A1, A2: the answer that scores best there; A3: the same for each number of motions;
///  - A4: by the claim's direction, where that helps;
///  - D1: the box moved by geometry at a fixed depth or at the depth its kind's usual height tells, or left where it is; D3: the
///    training motion whose geometry fits both boxes best; D2: gone when too little of that box is left in the image, or by the
///    motion's direction; D4: the same when the second box is near the moved first.
class NoImageBaseline {
public:
    explicit NoImageBaseline(std::span<const QaRecord> training);

    std::string answer(const QaRecord& record) const;
    BenchmarkReport report(std::span<const QaRecord> records) const;

    /// Rule and constants per task, for reports.
    nlohmann::ordered_json describe() const;

    /// How one task is answered.
    struct Rule {
        std::string name;                              ///< "constant", "by motion", "geometry", "copy", "fit"
        std::string constant;                          ///< also the answer when the rule cannot be used
        std::map<std::string, std::string> table;      ///< key of the question -> answer
        double depth = 0;                              ///< metres
        std::map<std::string, double> heights;         ///< usual height of a label in metres: it gives the depth instead
        double threshold = 0;                          ///< D2: share inside; D4: overlap
        double trainingAccuracy = 0;                   ///< percent
        std::vector<std::pair<std::string, Rigid3d>> candidates; ///< D3: motions and where they lead
    };

private:
    std::map<Task, Rule> m_rules;
};

} // namespace w2v

#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"
#include "core/supervision/ReferenceBoxes.h"

namespace w2v {

/// One detected object; pixels of its image.
struct ReferenceDetection {
    std::optional<int> track;
    std::string label;
    Box2d box;
    double score = 0;
};

/// A line of the detector's cache; an image without a size had no detection.
struct DetectedFrame {
    int frame = 0;
    int width = 0, height = 0;
    std::vector<ReferenceDetection> detections;
};

/// One trajectory as the released builder of the D tasks sees it.
struct ReferenceObjectInput {
    std::string trajectory;                             ///< id, the folder's name without "traj_"
    bool maxDisplacement = true;                        ///< only the first and the last frame; false: the plain variant
    std::vector<std::vector<std::string>> stepTokens;   ///< per frame
    std::vector<DetectedFrame> rows;
    BoxFilter filter;
};

struct ReferenceObjectRecord {
    Task task = Task::D1;
    int variant = 0;
    std::string answer;
    std::vector<int> frames;
    std::string object;
    std::string box1;
    std::optional<std::string> box2, actionText;        ///< none where the question has none
};

struct ReferenceObjectTasks {
    std::vector<int> relevantFrames;
    std::optional<int> d3Target;
    std::vector<ReferenceObjectRecord> records;         ///< D1, D2, D3, D4 positive, D4 negative
};

/// D1-D4 exactly as released, with its answer variants, its chance identities and its contradictory D4 pairs.
ReferenceObjectTasks referenceObjectTasks(const ReferenceObjectInput& input);

} // namespace w2v

#pragma once
#include <filesystem>
#include <map>
#include <vector>

#include "core/detection/Detection.h"

namespace w2v {

/// What a detection file says of one frame.
struct FrameDetections {
    int width = 0, height = 0;          ///< of the picture the boxes are pixels of; 0 = not told
    std::vector<Detection> detections;  ///< best first
};

/// Reads a detection file in the reference's layout (detect_result.jsonl): a JSON object a line with frame_idx (from 0), width, height and
/// detections of label, bbox (x1, y1, x2, y2 in pixels) and score. Its track ids are passed over: they do not link frames (defect B10). By
/// frame. Throws Error that names file and line for anything else, an empty file, or one that is too large.
std::map<int, FrameDetections> readDetectionFile(const std::filesystem::path& file);

/// The detections of a frame for a picture of this size: scaled to it, cut to it, of at least `minScore`.
std::vector<Detection> detectionsFor(const FrameDetections& frame, int width, int height, double minScore);

} // namespace w2v

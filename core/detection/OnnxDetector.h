#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/detection/Detection.h"
#include "core/detection/YoloOutput.h"
#include "core/image/Raster.h"

namespace w2v {

struct DetectorOptions {
    double minScore = 0.3;   ///< of a box; the reference's filter
    double maxOverlap = 0.5; ///< of two boxes of one class, intersection over union
    int width = 0, height = 0; ///< of the input; 0 = what the model says, else 640
    DetectorLayout layout = DetectorLayout::Auto;
    std::vector<std::string> classes; ///< names in the model's order, "" = not wanted; empty = the model's own
};

/// An object detector of the YOLO family as an ONNX file that the user supplies, run by OpenCV on the processor. It gets one RGB
/// picture, 1 x 3 x height x width, letterboxed, 0..1. Not thread safe.
class OnnxDetector {
public:
    /// Throws Error when OpenCV cannot read the file, no class has a name, or an option is out of range.
    OnnxDetector(const std::filesystem::path& model, const DetectorOptions& options);
    ~OnnxDetector();
    OnnxDetector(OnnxDetector&&) noexcept;
    OnnxDetector& operator=(OnnxDetector&&) noexcept;

    /// Best first. Throws Error when the model does not take such a picture or gives no output that is known.
    std::vector<Detection> detect(const ColorImage& picture);

    const std::vector<std::string>& classes() const;
    int width() const;
    int height() const;
    DetectorLayout layout() const; ///< Auto until detect() saw an output

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace w2v

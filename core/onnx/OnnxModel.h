#pragma once
// For .cpp files only: OpenCV stays out of the public headers.
#include <filesystem>
#include <map>
#include <string>

#include <opencv2/dnn.hpp>

namespace w2v {

/// An ONNX file as OpenCV runs it on the processor, with what it says of itself.
struct OnnxModel {
    cv::dnn::Net net;
    int inputWidth = 0, inputHeight = 0;         ///< of its picture input, 1 x 3 x height x width; 0 where the file leaves a side open
    std::map<std::string, std::string> metadata; ///< as exporters write it, for example "names"
};

/// Throws Error when the file is too large, no ONNX file, damaged, or uses operators that OpenCV's importer does not know.
OnnxModel readOnnx(const std::filesystem::path& file);

} // namespace w2v

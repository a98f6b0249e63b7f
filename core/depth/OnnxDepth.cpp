#include "core/depth/OnnxDepth.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/OpenCvBridge.h"
#include "core/onnx/OnnxModel.h"

namespace w2v {

namespace {

constexpr float kUsualMedian = 2.0f, kFarthest = 60.0f;  // metres
constexpr float kLeastInverse = 0.02f;                   // of the median: nearer to 0 the depth is anything

/// 1 x 3 x height x width.
cv::Mat inputOf(const ColorImage& picture, int width, int height)
{
    cv::Mat scaled, numbers;
    cv::resize(asMat(picture), scaled, {width, height}, 0, 0, picture.width() > width ? cv::INTER_AREA : cv::INTER_CUBIC);
    scaled.convertTo(numbers, CV_32FC3, 1.0 / 255);
    cv::subtract(numbers, cv::Scalar(0.485, 0.456, 0.406), numbers);
    cv::divide(numbers, cv::Scalar(0.229, 0.224, 0.225), numbers);
    return cv::dnn::blobFromImage(numbers);
}

/// The last two axes of the output; all others must be 1.
cv::Mat planeOf(const cv::Mat& output, const std::string& subject)
{
    const int n = output.dims;
    if (n < 2 || output.type() != CV_32F || output.total() != std::size_t(output.size[n - 1]) * std::size_t(output.size[n - 2]) || output.total() < 4)
        throw Error(subject, "does not give one map", "Use a monocular depth model with a single output");
    return cv::Mat(output.size[n - 2], output.size[n - 1], CV_32F, output.data).clone();
}

float medianOf(const cv::Mat& plane, const std::string& subject)
{
    std::vector<float> values;
    for (int y = 0; y < plane.rows; ++y)
        std::copy_if(plane.ptr<float>(y), plane.ptr<float>(y) + plane.cols, std::back_inserter(values),
                     [](float v) { return v > 0 && std::isfinite(v); });
    if (values.size() * 4 < plane.total())
        throw Error(subject, "gives positive numbers for less than a quarter of the picture",
                    "Check what its output means (inverse, depth or metres) and its input size");
    std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(values.size() / 2), values.end());
    return values[values.size() / 2];
}

} // namespace

DepthMeaning depthMeaningFromName(const std::string& name)
{
    if (name == "inverse")
        return DepthMeaning::Inverse;
    if (name == "depth")
        return DepthMeaning::Depth;
    if (name == "metres")
        return DepthMeaning::Metres;
    throw Error("depth_meaning", fmt::format("\"{}\" is not known", name), "Write inverse, depth or metres");
}

DepthMap estimateDepth(const std::filesystem::path& path, const ColorImage& picture, const DepthModelOptions& options, JobContext& job)
{
    const std::string subject = path.string();
    if (options.width < 16 || options.height < 16 || options.width > 4096 || options.height > 4096)
        throw Error("depth_size", "must be from 16 to 4096 on each side", "Write for example 384x384");
    job.report(0, "reading the depth model");
    cv::dnn::Net net = readOnnx(path).net;
    job.throwIfStopped();
    job.report(0.2, "estimating depth");
    cv::Mat plane;
    try {
        net.setInput(inputOf(picture, options.width, options.height));
        plane = planeOf(net.forward(), subject);
    } catch (const cv::Exception& problem) {
        throw Error(subject, fmt::format("does not take a picture of {} x {} ({})", options.width, options.height, problem.err),
                    "Give the input size the model was exported with");
    }
    job.throwIfStopped();
    const float median = medianOf(plane, subject);
    for (int y = 0; y < plane.rows; ++y)
        for (float* v = plane.ptr<float>(y); v < plane.ptr<float>(y) + plane.cols; ++v) {
            float depth = *v;
            if (options.meaning == DepthMeaning::Inverse)
                depth = depth > kLeastInverse * median ? kUsualMedian * median / depth : 0;
            else if (options.meaning == DepthMeaning::Depth)
                depth *= kUsualMedian / median;
            *v = depth > 0 && depth <= kFarthest ? depth : 0; // also NaN
        }
    // Between the model's pixels, nothing is mixed with what is unknown.
    const bool whole = cv::countNonZero(plane) == static_cast<int>(plane.total());
    cv::Mat full;
    cv::resize(plane, full, {picture.width(), picture.height()}, 0, 0, whole ? cv::INTER_LINEAR : cv::INTER_NEAREST);
    return fromMat<DepthMap>(full);
}

} // namespace w2v

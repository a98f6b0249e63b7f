#include "core/detection/OnnxDetector.h"

#include <algorithm>

#include <fmt/format.h>
#include <opencv2/dnn.hpp>

#include "core/base/Error.h"
#include "core/detection/ClassNames.h"
#include "core/detection/Letterbox.h"
#include "core/image/OpenCvBridge.h"
#include "core/onnx/OnnxModel.h"

namespace w2v {

namespace {

constexpr int kUsualSide = 640, kLeastSide = 32, kMostSide = 4096;
constexpr double kLeastBox = 1; // pixels a side

/// The tensor that holds the boxes: the first that is two or three axes deep. Segmentation models also give prototypes, four deep.
const cv::Mat* boxTensor(const std::vector<cv::Mat>& outputs)
{
    for (const cv::Mat& output : outputs)
        if ((output.dims == 2 || output.dims == 3) && output.type() == CV_32F && output.isContinuous())
            return &output;
    return nullptr;
}

} // namespace

struct OnnxDetector::Impl {
    std::string subject;
    cv::dnn::Net net;
    DetectorOptions options;
    DetectorLayout layout = DetectorLayout::Auto;
};

OnnxDetector::OnnxDetector(const std::filesystem::path& model, const DetectorOptions& options) : m_impl(std::make_unique<Impl>())
{
    if (!(options.minScore > 0 && options.minScore <= 1))
        throw Error("min_score", "must be above 0 and at most 1", "Write for example 0.3");
    if (!(options.maxOverlap >= 0 && options.maxOverlap <= 1))
        throw Error("max_overlap", "must be from 0 to 1", "Write for example 0.5");
    m_impl->subject = model.string();
    m_impl->options = options;
    OnnxModel read = readOnnx(model);
    m_impl->net = std::move(read.net);
    DetectorOptions& own = m_impl->options;
    if (own.width == 0 || own.height == 0) {
        own.width = read.inputWidth ? read.inputWidth : kUsualSide;
        own.height = read.inputHeight ? read.inputHeight : kUsualSide;
    }
    if (std::min(own.width, own.height) < kLeastSide || std::max(own.width, own.height) > kMostSide)
        throw Error("size", fmt::format("of the detector's input, {} x {}, must be from {} to {} on each side", own.width, own.height, kLeastSide, kMostSide),
                    "Give the input size the model was exported with, for example 640x640");
    if (own.classes.empty())
        own.classes = parseModelNames(read.metadata["names"]);
    if (own.classes.empty())
        throw Error(m_impl->subject, "does not name its classes", "Give --classes FILE, a text file with one class name a line, in the model's order");
}

OnnxDetector::~OnnxDetector() = default;
OnnxDetector::OnnxDetector(OnnxDetector&&) noexcept = default;
OnnxDetector& OnnxDetector::operator=(OnnxDetector&&) noexcept = default;

std::vector<Detection> OnnxDetector::detect(const ColorImage& picture)
{
    if (picture.empty())
        throw Error("picture", "has no pixels");
    const DetectorOptions& options = m_impl->options;
    const Letterbox letterbox = Letterbox::fit(picture.width(), picture.height(), options.width, options.height);
    std::vector<cv::Mat> outputs;
    try {
        m_impl->net.setInput(cv::dnn::blobFromImage(asMat(letterbox.apply(picture)), 1.0 / 255));
        m_impl->net.forward(outputs, m_impl->net.getUnconnectedOutLayersNames());
    } catch (const cv::Exception& problem) {
        throw Error(m_impl->subject, fmt::format("does not take a picture of {} x {} ({})", options.width, options.height, problem.err),
                    "Give the input size the model was exported with; models with a second input for texts must be exported with their classes inside");
    }
    const cv::Mat* output = boxTensor(outputs);
    if (!output)
        throw Error(m_impl->subject, "gives no table of boxes", "Use a detector of the YOLO family");
    const TensorView view{std::vector<int>(output->size.p, output->size.p + output->dims), {output->ptr<float>(), output->total()}};
    m_impl->layout = layoutOf(view.shape, options.classes.size(), options.layout, m_impl->subject);
    std::vector<RawBox> boxes = readCandidates(view, m_impl->layout, options.minScore);
    if (m_impl->layout != DetectorLayout::Final)
        boxes = suppress(std::move(boxes), options.maxOverlap);
    std::vector<Detection> found;
    for (const RawBox& raw : boxes) {
        if (raw.classId >= options.classes.size())
            throw Error(m_impl->subject, fmt::format("found something of class {}, but only {} classes are named", raw.classId, options.classes.size()),
                        "List all classes of the model, in its order");
        const std::string& label = options.classes[raw.classId];
        Box2d box = letterbox.toPicture(raw.box);
        box = {std::clamp<double>(box.x1, 0, picture.width()), std::clamp<double>(box.y1, 0, picture.height()),
               std::clamp<double>(box.x2, 0, picture.width()), std::clamp<double>(box.y2, 0, picture.height())};
        if (!label.empty() && box.width() >= kLeastBox && box.height() >= kLeastBox)
            found.push_back({label, std::min(raw.score, 1.0), box});
    }
    return found;
}

const std::vector<std::string>& OnnxDetector::classes() const
{
    return m_impl->options.classes;
}

int OnnxDetector::width() const
{
    return m_impl->options.width;
}

int OnnxDetector::height() const
{
    return m_impl->options.height;
}

DetectorLayout OnnxDetector::layout() const
{
    return m_impl->layout;
}

} // namespace w2v

#include "core/onnx/OnnxModel.h"

#include <set>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ProtoReader.h"

namespace w2v {

namespace {

constexpr std::size_t kMostBytes = std::size_t{2} << 30; // what a protobuf file can hold
constexpr std::uint64_t kMostSide = 16'384;

// Field numbers of onnx.proto that are read here.
enum ModelField { Graph = 7, MetadataProps = 14 };
enum GraphField { Initializer = 5, Input = 11 };

std::string_view messageField(std::string_view message, std::uint32_t field)
{
    for (ProtoReader reader(message); reader.next();)
        if (reader.is(field, ProtoReader::Bytes))
            return reader.bytes();
    return {};
}

std::string textField(std::string_view message, std::uint32_t field)
{
    return std::string(messageField(message, field));
}

/// The sides of a ValueInfoProto's tensor; 0 for one that is left open.
std::vector<std::uint64_t> shapeOf(std::string_view value)
{
    std::vector<std::uint64_t> sides;
    const std::string_view shape = messageField(messageField(messageField(value, 2), 1), 2);
    for (ProtoReader dims(shape); dims.next();) {
        if (!dims.is(1, ProtoReader::Bytes))
            continue;
        std::uint64_t side = 0;
        for (ProtoReader dim(dims.bytes()); dim.next();)
            if (dim.is(1, ProtoReader::Varint))
                side = dim.number();
        sides.push_back(side);
    }
    return sides;
}

void describe(std::string_view bytes, OnnxModel& model)
{
    for (ProtoReader reader(bytes); reader.next();) {
        if (reader.is(MetadataProps, ProtoReader::Bytes))
            model.metadata[textField(reader.bytes(), 1)] = textField(reader.bytes(), 2);
        if (!reader.is(Graph, ProtoReader::Bytes))
            continue;
        std::set<std::string> constants; // older exporters list them among the inputs
        std::vector<std::string_view> inputs;
        for (ProtoReader graph(reader.bytes()); graph.next();) {
            if (graph.is(Initializer, ProtoReader::Bytes))
                constants.insert(textField(graph.bytes(), 8));
            else if (graph.is(Input, ProtoReader::Bytes))
                inputs.push_back(graph.bytes());
        }
        for (const std::string_view input : inputs) {
            const std::vector<std::uint64_t> sides = shapeOf(input);
            if (sides.size() != 4 || constants.contains(textField(input, 1)) || sides[2] > kMostSide || sides[3] > kMostSide)
                continue;
            model.inputHeight = static_cast<int>(sides[2]);
            model.inputWidth = static_cast<int>(sides[3]);
            break;
        }
    }
}

} // namespace

OnnxModel readOnnx(const std::filesystem::path& file)
{
    const std::string bytes = readFile(file, kMostBytes);
    OnnxModel model;
    try {
        model.net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    } catch (const cv::Exception& problem) {
        throw Error(file.string(), "OpenCV cannot read this model (" + problem.err + ")", "Export it as ONNX with operators that OpenCV's importer knows");
    }
    if (model.net.empty())
        throw Error(file.string(), "holds no model", "Give an ONNX file");
    describe(bytes, model);
    model.net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    model.net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    return model;
}

} // namespace w2v

#pragma once
#include <string>
#include <vector>

namespace w2v::test {

/// An ONNX model of one layer, written byte by byte: input 1 x 3 x height x width, output 1 x 1 x height x width,
/// output = weights . colour + bias at each pixel (a 1 x 1 convolution).
class TinyOnnx {
public:
    static std::string pixelwise(int height, int width, const std::vector<float>& weights, float bias)
    {
        std::string attributes;
        for (const auto& [name, values] : {std::pair<std::string, std::vector<int>>("kernel_shape", {1, 1}), {"strides", {1, 1}}, {"pads", {0, 0, 0, 0}}}) {
            std::string attribute = field(1, name);
            for (const int value : values)
                attribute += number(8, value);
            attributes += field(5, attribute + number(20, 7));
        }
        const std::string node = field(1, "picture") + field(1, "weights") + field(1, "bias") + field(2, "depth") + field(3, "mix") + field(4, "Conv") + attributes;
        const std::string graph = field(1, node) + field(2, "tiny") + field(5, tensor("weights", {1, 3, 1, 1}, weights)) + field(5, tensor("bias", {1}, {bias}))
            + field(11, value("picture", {1, 3, height, width})) + field(12, value("depth", {1, 1, height, width}));
        return number(1, 7) + field(7, graph) + field(8, field(1, "") + number(2, 11));
    }

private:
    static std::string varint(unsigned long long n)
    {
        std::string bytes;
        for (; n >= 128; n >>= 7)
            bytes.push_back(static_cast<char>(n | 128));
        bytes.push_back(static_cast<char>(n));
        return bytes;
    }
    static std::string number(int id, int n) { return varint(static_cast<unsigned>(id) << 3) + varint(static_cast<unsigned long long>(n)); }
    static std::string field(int id, const std::string& bytes) { return varint(static_cast<unsigned>(id) << 3 | 2) + varint(bytes.size()) + bytes; }
    static std::string tensor(const std::string& name, const std::vector<int>& dims, const std::vector<float>& values)
    {
        std::string bytes;
        for (const int dim : dims)
            bytes += number(1, dim);
        const std::string raw(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
        return bytes + number(2, 1) + field(8, name) + field(9, raw);
    }
    static std::string value(const std::string& name, const std::vector<int>& dims)
    {
        std::string shape;
        for (const int dim : dims)
            shape += field(1, number(1, dim));
        return field(1, name) + field(2, field(1, number(1, 1) + field(2, shape)));
    }
};

} // namespace w2v::test

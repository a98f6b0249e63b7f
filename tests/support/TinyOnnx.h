#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace w2v::test {

/// ONNX models written byte by byte whose output can be computed by hand.
class TinyOnnx {
public:
    /// One number of a cell: weights . mean colour of the cell (0..1) + bias.
    struct Field {
        float red = 0, green = 0, blue = 0, bias = 0;
    };

    /// A detector of the YOLO family that looks at a grid of square cells: input 1 x 3 x (rows * cell) x (columns * cell), output
    /// 1 x fields x cells, or 1 x cells x fields when `transposed`. A field of a cell is what `fields` makes of its mean colour plus
    /// `table`[field][cell], cells row by row. `names`: written as the exporters' metadata when not empty.
    static std::string detector(int cell, int columns, int rows, const std::vector<Field>& fields, const std::vector<std::vector<float>>& table,
                                bool transposed, const std::string& names = {})
    {
        const int count = static_cast<int>(fields.size()), cells = columns * rows;
        std::vector<float> weights, biases, constants;
        for (const Field& f : fields) {
            for (const float weight : {f.red, f.green, f.blue})
                weights.insert(weights.end(), static_cast<std::size_t>(cell) * cell, weight / static_cast<float>(cell * cell));
            biases.push_back(f.bias);
        }
        for (const auto& row : table)
            constants.insert(constants.end(), row.begin(), row.end());
        std::string nodes = field(1, field(1, "picture") + field(1, "weights") + field(1, "bias") + field(2, "cells") + field(4, "Conv")
                                         + ints("kernel_shape", {cell, cell}) + ints("strides", {cell, cell}) + ints("pads", {0, 0, 0, 0}));
        nodes += field(1, field(1, "cells") + field(1, "shape") + field(2, "table") + field(4, "Reshape"));
        nodes += field(1, field(1, "table") + field(1, "constants") + field(2, transposed ? "sum" : "boxes") + field(4, "Add"));
        if (transposed)
            nodes += field(1, field(1, "sum") + field(2, "boxes") + field(4, "Transpose") + ints("perm", {0, 2, 1}));
        std::vector<int> out{1, count, cells};
        if (transposed)
            std::swap(out[1], out[2]);
        return model(nodes + field(2, "detector") + field(5, tensor("weights", {count, 3, cell, cell}, weights)) + field(5, tensor("bias", {count}, biases))
                         + field(5, integers("shape", {1, count, cells})) + field(5, tensor("constants", {1, count, cells}, constants))
                         + field(11, value("picture", {1, 3, rows * cell, columns * cell})) + field(12, value("boxes", out)),
                     names);
    }

    /// Input 1 x 3 x height x width, output 1 x 1 x height x width: weights . colour + bias at each pixel (a 1 x 1 convolution).
    static std::string pixelwise(int height, int width, const std::vector<float>& weights, float bias)
    {
        const std::string attributes = ints("kernel_shape", {1, 1}) + ints("strides", {1, 1}) + ints("pads", {0, 0, 0, 0});
        const std::string node = field(1, "picture") + field(1, "weights") + field(1, "bias") + field(2, "depth") + field(3, "mix") + field(4, "Conv") + attributes;
        const std::string graph = field(1, node) + field(2, "tiny") + field(5, tensor("weights", {1, 3, 1, 1}, weights)) + field(5, tensor("bias", {1}, {bias}))
            + field(11, value("picture", {1, 3, height, width})) + field(12, value("depth", {1, 1, height, width}));
        return model(graph);
    }

private:
    static std::string model(const std::string& graph, const std::string& names = {})
    {
        const std::string metadata = names.empty() ? names : field(14, field(1, "names") + field(2, names));
        return number(1, 7) + field(7, graph) + field(8, field(1, "") + number(2, 11)) + metadata;
    }
    /// An attribute of several whole numbers.
    static std::string ints(const std::string& name, const std::vector<int>& values)
    {
        std::string attribute = field(1, name);
        for (const int value : values)
            attribute += number(8, value);
        return field(5, attribute + number(20, 7));
    }
    static std::string integers(const std::string& name, const std::vector<std::int64_t>& values)
    {
        const std::string raw(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int64_t));
        return number(1, static_cast<int>(values.size())) + number(2, 7) + field(8, name) + field(9, raw);
    }
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

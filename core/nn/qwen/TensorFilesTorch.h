#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/base/Safetensors.h"
#include "core/nn/TorchPch.h"

namespace w2v::nn {

/// The released spelling of a tensor or module name: newer libraries write model.visual.* and model.language_model.*.
std::string releasedTensorName(const std::string& name);
/// The newer spelling of a released name.
std::string newerTensorName(const std::string& name);

/// The type of a floating-point tensor in a file; an Error for other types.
at::ScalarType scalarTypeOf(const TensorView& tensor, const std::string& subject);
TensorType tensorTypeOf(at::ScalarType type);
/// "float32", "bfloat16" or "float16".
at::ScalarType scalarTypeNamed(const std::string& dtype, const std::string& subject);
std::string dtypeName(at::ScalarType type);

/// Copies a tensor of `file` into `target` (a view of its shape's elements, of any type, on any device) in pieces, and lets the pages
/// of the file go as they are consumed.
void copyTensor(const at::Tensor& target, const TensorView& source, const SafetensorsFile& file);

/// A view of the file's bytes where their address allows it, else a copy. It must not outlive the file.
at::Tensor tensorIn(const TensorView& source, const std::string& subject);

/// "[2,3]"
std::string shapeText(const std::vector<std::int64_t>& shape);

/// "2 missing: a, b; 1 unexpected: c", long lists cut short; empty when all lists are.
std::string mismatchText(const std::vector<std::pair<std::string, std::vector<std::string>>>& titledNames);

} // namespace w2v::nn

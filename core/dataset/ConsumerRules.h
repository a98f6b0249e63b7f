#pragma once
#include <string>

#include "core/base/Json.h"
#include "core/dataset/DatasetFormat.h"

namespace w2v {

/// Why the trainer that reads this layout would stop at an object, or silently do something else with it; empty when it would not.
/// Written from the trainers' own rules (docs/formats.md) and not from our writer, so that it judges any object:
/// turns in their order, one <image> mark in the turns for each image, images as a list of paths that are files below `root` (or
/// absolute), no mark in an answer, no empty answer, boxes within 0..1000, lengths, a rejected answer that differs from the chosen.
std::string consumerProblem(const Json& object, DatasetFormat format, const std::filesystem::path& root);

} // namespace w2v

#pragma once
#include <span>
#include <string_view>

namespace w2v {

/// A file of resources/templates, compiled in so that the program needs no folder beside it.
struct BuiltinTemplate {
    std::string_view mode, file, yaml;
};

std::span<const BuiltinTemplate> builtinTemplates();

} // namespace w2v

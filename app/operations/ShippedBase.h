#pragma once
#include <filesystem>
#include <string_view>

namespace w2v {

/// How recipes and commands name the shipped base: resources/base/w2v-tiny, what `w2v pretrain` wrote for this version.
inline constexpr std::string_view kShippedBase = "w2v-tiny";

/// Writes it as a folder in the Hugging Face layout; whole or not at all.
void writeShippedBase(const std::filesystem::path& folder);

} // namespace w2v

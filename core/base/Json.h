#pragma once
#include <filesystem>
#include <string_view>

#include <nlohmann/json.hpp>

namespace w2v {

using Json = nlohmann::ordered_json;

/// Parses UTF-8 JSON (a byte order mark is skipped); `subject` names the source in the error message.
Json parseJson(std::string_view text, const std::string& subject);

/// Reads and parses a JSON file of at most 64 MiB.
Json readJson(const std::filesystem::path& path);

/// Writes indented JSON atomically (see writeFileAtomic).
void writeJson(const std::filesystem::path& path, const Json& value);

} // namespace w2v

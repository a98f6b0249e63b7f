#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace w2v {

/// Starts a program in a session of its own that outlives this process; its output is appended to `log`. Returns its process id.
/// Throws Error when it cannot be started.
std::int64_t startDetached(const std::vector<std::string>& command, const std::filesystem::path& log);

/// The folder of the running program.
std::filesystem::path programFolder();

} // namespace w2v

#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace w2v {

namespace fs = std::filesystem;

/// Largest text or small binary file that is read whole by default.
inline constexpr std::uintmax_t kMaxSmallFile = 256ull << 20;

/// The bytes of a regular file. The size is checked against `limit` before anything is allocated.
std::string readFile(const fs::path& path, std::uintmax_t limit = kMaxSmallFile);

/// Writes beside the target, flushes to the disk, then renames: the target is the old file or the new one, never half.
void writeFileAtomic(const fs::path& path, std::string_view bytes);

/// Creates the folder and its parents.
void createFolder(const fs::path& path);

/// A path below `root` from a name that came from outside. Absolute paths, "..", and links that leave root are refused.
fs::path pathInside(const fs::path& root, const std::string& relative);

} // namespace w2v

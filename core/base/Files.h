#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
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

/// Makes a folder whole or not at all: `fill` writes into an empty one beside it, which is then renamed; an existing folder is
/// replaced. When `fill` throws, everything is as before.
void replaceFolder(const fs::path& folder, const std::function<void(const fs::path& aside)>& fill);

/// Creates the folder and its parents.
void createFolder(const fs::path& path);

/// A path below `root` from a name that came from outside. Absolute paths, "..", and links that leave root are refused.
fs::path pathInside(const fs::path& root, const std::string& relative);

} // namespace w2v

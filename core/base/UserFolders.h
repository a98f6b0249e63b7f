#pragma once
#include <filesystem>

namespace w2v {

/// Where this user's own state of the program lies: "world2vlm" in $XDG_STATE_HOME, else in ~/.local/state; in the folder of temporary
/// files where there is no home. Not created.
std::filesystem::path userStateFolder();

} // namespace w2v

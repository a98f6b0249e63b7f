#include "core/base/UserFolders.h"

#include <cstdlib>
#include <string>

#include <unistd.h>

namespace w2v {

std::filesystem::path userStateFolder()
{
    namespace fs = std::filesystem;
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        return fs::path(state) / "world2vlm";
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return fs::path(home) / ".local/state/world2vlm";
    std::error_code code;
    const fs::path temporary = fs::temp_directory_path(code);
    return (code ? fs::path("/tmp") : temporary) / ("world2vlm-" + std::to_string(::getuid()));
}

} // namespace w2v

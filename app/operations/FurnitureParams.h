#pragma once
#include <memory>
#include <string>

#include "core/base/Error.h"
#include "core/scene/library/FurnitureLibrary.h"

namespace w2v {

/// A furniture library by path, or "debian": the one that Debian's package sweethome3d-furniture installs.
inline std::shared_ptr<FurnitureLibrary> furnitureFrom(const std::string& given)
{
    const auto path = given == "debian" ? FurnitureLibrary::installed() : std::filesystem::path(given);
    if (path.empty())
        throw Error("furniture", "sweethome3d-furniture is not installed", "Install it (apt install sweethome3d-furniture), or name a .sh3f file");
    return std::make_shared<FurnitureLibrary>(path);
}

} // namespace w2v

#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/image/Raster.h"

namespace w2v {

/// Pictures by name: files, and with the parameter "project" its own ("blob:...").
class PictureParams {
public:
    explicit PictureParams(const Json& params);

    ColorImage load(const std::string& name) const;
    /// The pictures that `key` of `object` lists; throws Error when it is no list of names.
    std::vector<ColorImage> list(const Json& object, const char* key) const;

private:
    std::optional<Project> m_project;
};

} // namespace w2v

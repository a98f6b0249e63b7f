#include "app/operations/PictureParams.h"

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/image/ImageIo.h"

namespace w2v {

PictureParams::PictureParams(const Json& params)
{
    if (!textOr(params, "project", "").empty())
        m_project = projectFrom(params);
}

ColorImage PictureParams::load(const std::string& name) const
{
    if (!ImageRef::parse(name))
        return readColorImage(name);
    if (!m_project)
        throw Error(name, "is a picture of a project, but no project is given", "Give --project FOLDER");
    return m_project->loadImage(name);
}

std::vector<ColorImage> PictureParams::list(const Json& object, const char* key) const
{
    std::vector<ColorImage> images;
    const Json names = object.value(key, Json::array());
    if (!names.is_array())
        throw Error(key, "must be a list of pictures");
    for (const Json& name : names) {
        if (!name.is_string())
            throw Error(key, "must be a list of pictures");
        images.push_back(load(name.get<std::string>()));
    }
    return images;
}

} // namespace w2v

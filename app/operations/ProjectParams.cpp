#include "app/operations/ProjectParams.h"

#include "app/operations/Operation.h"

namespace w2v {

Project projectFrom(const Json& params)
{
    return Project::open(requiredText(params, "project"));
}

Project openOrCreateProject(const std::filesystem::path& folder)
{
    return Project::isProject(folder) ? Project::open(folder) : Project::create(folder);
}

} // namespace w2v

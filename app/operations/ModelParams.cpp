#include "app/operations/ModelParams.h"

#include "app/operations/Operation.h"

namespace w2v {

ModelOptions modelOptions(const Json& params)
{
    ModelOptions options;
    options.adapter = textOr(params, "adapter", "");
    options.dtype = textOr(params, "dtype", options.dtype);
    options.device = textOr(params, "device", options.device);
    return options;
}

VisionLanguageModel& modelFrom(const Json& params, AppContext& app)
{
    return app.model(requiredText(params, "model"), modelOptions(params));
}

std::string modelName(const std::filesystem::path& folder, const std::filesystem::path& adapter)
{
    if (!adapter.empty())
        return modelName(folder, {}) + " + " + (adapter.parent_path().filename() / adapter.filename()).string();
    const auto parts = std::vector<std::filesystem::path>(folder.begin(), folder.end());
    for (std::size_t i = 0; i + 1 < parts.size(); ++i)
        if (parts[i] == "runs")
            return parts[i + 1].string() + '/' + parts.back().string();
    return folder.filename().string();
}

} // namespace w2v

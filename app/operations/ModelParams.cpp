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

} // namespace w2v

#include "app/operations/ServerParams.h"

#include "app/operations/Operation.h"
#include "app/operations/ParamRange.h"

namespace w2v {

ServerOptions serverOptions(const Json& params)
{
    ServerOptions options;
    options.server = requiredText(params, "server");
    options.model = requiredText(params, "server_model");
    options.maxTokens = static_cast<int>(integerWithin(params, "max_tokens", 64, 1, 1 << 20));
    options.newTokensField = flagOr(params, "max_completion_tokens", false);
    if (flagOr(params, "own_temperature", false))
        options.temperature.reset();
    if (params.contains("seed"))
        options.seed = integerOr(params, "seed", 0);
    options.stream = !flagOr(params, "no_stream", false);
    options.concurrency = static_cast<int>(integerWithin(params, "concurrency", options.concurrency, 1, 256));
    options.attempts = static_cast<int>(integerWithin(params, "attempts", options.attempts, 1, 100));
    options.silentSeconds = numberWithin(params, "silence", options.silentSeconds, 1, 86400);
    options.requestsPerMinute = numberWithin(params, "requests_per_minute", 0, 0, 1e9);
    options.tokensPerMinute = numberWithin(params, "tokens_per_minute", 0, 0, 1e12);
    options.promptPrice = numberWithin(params, "prompt_price", 0, 0, 1e9);
    options.newPrice = numberWithin(params, "new_price", 0, 0, 1e9);
    return options;
}

} // namespace w2v

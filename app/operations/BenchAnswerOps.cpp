#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "app/operations/ModelParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/OutsideBench.h"
#include "core/answerers/AskBenchmark.h"
#include "core/answerers/CheckpointAnswerer.h"
#include "core/answerers/server/ServerAnswerer.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::size_t kListed = 200;

std::int64_t integerWithin(const Json& params, const char* key, std::int64_t fallback, std::int64_t low, std::int64_t high)
{
    const std::int64_t value = integerOr(params, key, fallback);
    if (value < low || value > high)
        throw Error(key, fmt::format("{} is out of range", value), fmt::format("Give {} to {}", low, high));
    return value;
}

/// SAT's released files name the right choice first, and its pictures are asked as middle squares of 512 pixels.
AskOptions askOptions(const Json& params, BenchmarkKind kind)
{
    constexpr int kSatSquare = 512, kLargestSquare = 8192;
    const bool sat = kind == BenchmarkKind::Sat;
    AskOptions options;
    options.form.letters = flagOr(params, "letters", false);
    if (sat || params.contains("choice_seed"))
        options.form.shuffleSeed = static_cast<std::uint64_t>(integerWithin(params, "choice_seed", 1, 0, INT64_MAX));
    options.media.videoFrames = static_cast<int>(integerWithin(params, "frames", 16, 1, 1024));
    options.media.square = static_cast<int>(integerWithin(params, "square", sat ? kSatSquare : 0, 0, kLargestSquare));
    options.byLikelihood = flagOr(params, "likelihood", false);
    const Json reuse = params.value("reuse", Json::array());
    for (const Json& file : reuse.is_array() ? reuse : Json::array({reuse})) {
        if (!file.is_string())
            throw Error("reuse", "must be a list of prediction files");
        options.reuse.emplace_back(file.get<std::string>());
    }
    return options;
}

double numberWithin(const Json& params, const char* key, double fallback, double low, double high)
{
    const double value = numberOr(params, key, fallback);
    if (!(value >= low && value <= high))
        throw Error(key, fmt::format("{} is out of range", value), fmt::format("Give {} to {}", low, high));
    return value;
}

std::unique_ptr<Answerer> checkpointFrom(const Json& params, AppContext& app)
{
    const std::filesystem::path folder = requiredText(params, "model");
    const ModelOptions model = modelOptions(params);
    GenerationOptions options;
    options.maxNewTokens = static_cast<int>(integerWithin(params, "max_tokens", 64, 1, 32768));
    options.batch = static_cast<int>(integerWithin(params, "batch", 8, 1, 1024));
    Json identity{{"kind", "checkpoint"}, {"name", folder.filename().string()}, {"digest", checkpointDigest(folder)}, {"dtype", model.dtype}};
    if (!model.adapter.empty())
        identity["adapter"] = {{"name", model.adapter.filename().string()}, {"digest", checkpointDigest(model.adapter)}};
    const auto load = [&params, &app]() -> VisionLanguageModel& { return modelFrom(params, app); };
    return std::make_unique<CheckpointAnswerer>(load, identity, options);
}

std::unique_ptr<Answerer> serverFrom(const Json& params)
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
    return std::make_unique<ServerAnswerer>(options, serverKey(options.server));
}

std::unique_ptr<Answerer> answererFrom(const Json& params, AppContext& app)
{
    if (params.contains("model") == params.contains("server"))
        throw Error("model", "and server: one of them must be given", "Give --model FOLDER, or --server ADDRESS --server-model NAME");
    return params.contains("server") ? serverFrom(params) : checkpointFrom(params, app);
}

} // namespace

Json runBenchAnswer(const Json& params, AppContext& app, JobContext& job)
{
    const Benchmark benchmark = benchmarkFrom(params);
    const std::filesystem::path file = requiredText(params, "questions"), out = requiredText(params, "out");
    const AskOptions options = askOptions(params, benchmark.kind);
    const std::unique_ptr<Answerer> answerer = answererFrom(params, app);
    const AskOutcome outcome = askBenchmark(benchmark, textOr(params, "media", file.parent_path().string()), options, *answerer, out, job);
    Json result = outcome.answered > 0 ? scoreReplies(benchmark, readPredictions(out), job) : describeBenchmark(benchmark);
    Json failures = Json::array();
    for (std::size_t i = 0; i < std::min(outcome.failures.size(), kListed); ++i)
        failures.push_back(outcome.failures[i]);
    result["run"] = {{"predictions", out.string()}, {"asked", outcome.asked}, {"kept", outcome.kept}, {"reused", outcome.reused},
                     {"not_asked", outcome.incomplete}, {"failed", outcome.failures.size()}, {"failures", failures}, {"cost", outcome.cost}};
    return result;
}

} // namespace w2v

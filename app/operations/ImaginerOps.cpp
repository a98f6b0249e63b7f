#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/inpaint/Inpaint.h"
#include "core/training/MetricsWriter.h"

namespace w2v {

Json runImaginerTrain(const Json& params, AppContext& app, JobContext& job)
{
    const fs::path out = requiredText(params, "out");
    InpainterTraining training;
    training.steps = integerOr(params, "steps", training.steps);
    training.batch = static_cast<int>(integerOr(params, "batch", training.batch));
    training.seed = static_cast<std::uint64_t>(integerOr(params, "seed", static_cast<std::int64_t>(training.seed)));
    training.start = textOr(params, "start", "");
    training.firstRoom = static_cast<std::uint64_t>(integerOr(params, "first_room", static_cast<std::int64_t>(training.firstRoom)));
    createFolder(out);
    MetricsWriter metrics(out / "metrics");
    InpainterStep last;
    std::map<std::string, double> heldOut;
    double sum = 0;
    std::int64_t since = 0;
    trainInpainter(app.renderer(), training, out, [&](const InpainterStep& at) {
        last = at;
        sum += at.loss;
        ++since;
        if (at.heldOut.empty() && at.step % 50 != 0)
            return;
        MetricsRow row{at.step, 0, {{"loss", sum / static_cast<double>(since)}, {"learning_rate", at.learningRate}}};
        for (const auto& [name, value] : at.heldOut)
            row.values.emplace_back("held_out/" + name, value);
        metrics.write(std::move(row));
        Json event = {{"event", "metric"}, {"step", at.step}, {"loss", sum / static_cast<double>(since)}};
        if (!at.heldOut.empty()) {
            event["held_out"] = at.heldOut;
            heldOut = at.heldOut;
        }
        job.emitEvent(event);
        sum = 0;
        since = 0;
    }, job);
    return {{"weights", (out / "imaginer.safetensors").string()}, {"steps", last.step}, {"loss", last.loss},
            {"seconds", last.seconds}, {"held_out", heldOut}};
}

} // namespace w2v

#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RoomStock.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/VlmFactory.h"
#include "core/training/ShippedRecipes.h"

namespace w2v {

namespace {

// Apart from every other seed in use: held-out rooms, rooms of demos and of the headline experiment.
constexpr std::uint64_t kTrainSeeds = 5'000'000'000, kHeldoutSeeds = 4'000'000'000;

int roomsFrom(const Json& params, const char* key, int fallback)
{
    const std::int64_t rooms = integerOr(params, key, fallback);
    if (rooms < 1 || rooms > 100'000)
        throw Error(key, "must be from 1 to 100000");
    return static_cast<int>(rooms);
}

} // namespace

Json runPretrain(const Json& params, AppContext& app, JobContext& job)
{
    Recipe recipe = recipeNamed(textOr(params, "recipe", "w2v-tiny-pretrain"));
    if (recipe.kind != "pretrain")
        throw Error(recipe.name, fmt::format("is a recipe of kind {}", recipe.kind), "Give one of kind pretrain, for example w2v-tiny-pretrain");
    overrideRecipe(recipe, params);
    RoomDataOptions rooms;
    rooms.rooms = roomsFrom(params, "rooms", 600);
    rooms.trajectoriesPerRoom = roomsFrom(params, "walks", 40);
    rooms.side = recipe.imageSize;
    const int heldoutRooms = roomsFrom(params, "heldout", 60);
    const std::string dtype = textOr(params, "dtype", "float16");
    if (dtype != "float16" && dtype != "bfloat16" && dtype != "float32")
        throw Error("dtype", "\"" + dtype + "\" is not known", "Use float16, bfloat16 or float32");
    const fs::path out = requiredText(params, "out");
    createFolder(out);
    Project project = openOrCreateProject(out / "pretrain.w2v");

    SubJob drawHeldout(job, 0, 0.02), drawTraining(job, 0.02, 0.15), train(job, 0.15, 1);
    RoomDataOptions heldout = rooms;
    heldout.firstSeed = kHeldoutSeeds;
    heldout.rooms = heldoutRooms;
    heldout.trajectoriesPerRoom = std::min(10, rooms.trajectoriesPerRoom);
    heldout.split = "heldout";
    rooms.firstSeed = kTrainSeeds;
    completeRoomRollouts(project, app.renderer(), heldout, drawHeldout);
    completeRoomRollouts(project, app.renderer(), rooms, drawTraining);

    Json result = trainOnce(project, recipe, train);
    const fs::path base = out / "base", summary = out / "pretrain.json";
    if (result.value("reused", false) && fs::exists(summary))
        if (Json earlier = readJson(summary); earlier.value("run", Json()) == result.at("run")) {
            earlier["reused"] = true;
            return earlier;
        }
    copyCheckpoint(result.at("model").get<std::string>(), base, dtype);
    result["base"] = base.string();
    result["project"] = project.folder().string();
    result["rooms"] = {{"train", rooms.rooms}, {"heldout", heldoutRooms}};
    writeJson(summary, result);
    return result;
}

} // namespace w2v

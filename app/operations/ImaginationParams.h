#pragma once
#include <filesystem>

#include "app/operations/AppContext.h"
#include "core/answerers/imagination/ImaginingAnswerer.h"
#include "core/dataset/Project.h"
#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

/// The parameter `imagine`, an object: [`depth` 3, `beam` 2, `views` 2, `min_help` 0, `moves` (action text), `score` (likelihood, number),
/// `world_model` geometric, `seed` 1, `max_step_m`, `max_step_deg`: of the world model's frames, a frame an action unless said]. Options of the
/// world model come from `params` as for `imagine`. Throws Error for an unknown key.
ImaginationOptions imaginationOptions(const Json& params, bool canChoose);

/// An answerer that imagines before `answerer` answers the questions of the benchmark. A record's imagination starts from its first picture
/// with its stored depth (world models of scenes: where that picture was made), a benchmark's from its first picture with the depth that the
/// ONNX file `depth_model` [`depth_meaning`, `depth_size`] finds in it. `project` holds the records, else null. `shared`: see ImaginationOptions. Throws Error when the
/// benchmark's pictures cannot be gone on from at all.
std::unique_ptr<Answerer> imaginingAnswerer(const Json& params, AppContext& app, Answerer& answerer, const Benchmark& benchmark,
                                            const Project* project, const std::filesystem::path& media, int square,
                                            const std::filesystem::path& folder, const std::filesystem::path& shared = {});

/// Means over the predictions of a file whose answerer imagined: {"questions", "calls", "tokens", "seconds"} a question; null without any.
Json imaginationSummary(const std::filesystem::path& predictions);

} // namespace w2v

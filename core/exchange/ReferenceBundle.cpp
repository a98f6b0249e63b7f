#include "core/exchange/ReferenceBundle.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/JsonFields.h"
#include "core/exchange/PoseFormats.h"

namespace w2v {

namespace fs = std::filesystem;

std::vector<int> referenceKeptFrames(int count, int keep)
{
    std::vector<int> kept;
    if (keep <= 0 || keep >= count) {
        for (int i = 0; i < count; ++i)
            kept.push_back(i);
        return kept;
    }
    for (int k = 0; k < keep; ++k) {
        const double at = keep == 1 ? count - 1 : static_cast<double>(k) * (count - 1) / (keep - 1);
        if (const int index = static_cast<int>(std::nearbyint(at)); kept.empty() || kept.back() != index)
            kept.push_back(index);
    }
    return kept;
}

fs::path BundleTrajectory::folder() const
{
    return fs::path("scenes") / scene / ("traj_" + id);
}

Json bundleTraj(const BundleTrajectory& one)
{
    Json traj = referenceTraj(one.trajectory);
    traj["frame_ids_kept"] = one.kept;
    if (!one.quality.empty())
        traj["quality_scores"] = one.quality;
    traj["kept_actions_step"] = Json::array(); // since the kept frame before: what frames.jsonl holds
    for (std::size_t k = 0; k < one.kept.size(); ++k)
        traj["kept_actions_step"].push_back(referenceMotion(one.trajectory, k ? one.kept[k - 1] : 0, one.kept[k]));
    traj["options"] = one.options;
    traj["provenance"] = one.provenance;
    return traj;
}

std::vector<Json> bundleFrameRecords(const Json& traj, const std::string& scene, const std::string& id, const std::string& subject)
{
    const JsonFields fields(traj, subject);
    constexpr std::size_t kMost = 1'000'000;
    const Json &kept = fields.array("frame_ids_kept", 0, kMost), &steps = fields.array("kept_actions_step", kept.size(), kept.size()),
               &prefixes = fields.array("actions_prefix", 0, kMost);
    const Json quality = fields.has("quality_scores") ? fields.array("quality_scores", prefixes.size(), prefixes.size()) : Json();
    std::vector<Json> records;
    for (std::size_t k = 0; k < kept.size(); ++k) {
        const std::int64_t index = kept[k].is_number_integer() ? kept[k].get<std::int64_t>() : -1;
        if (index < 0 || index >= static_cast<std::int64_t>(prefixes.size()))
            throw Error(subject, fmt::format("\"frame_ids_kept\" names frame {}, which is not there", kept[k].dump()));
        const auto i = static_cast<std::size_t>(index);
        records.push_back({{"uid", fmt::format("{}_{}_f{:03}", scene, id, i)}, {"scene_id", scene},
                           {"anchor_path", fmt::format("scenes/{}/input/000.png", scene)},
                           {"image_path", fmt::format("scenes/{}/traj_{}/samples-rgb/{:03}.png", scene, id, i)}, {"traj_id", id},
                           {"traj_params", fields.at("traj_params")}, {"frame_idx", i}, {"actions_prefix", prefixes[i]}, {"actions_step", steps[k]},
                           {"svc_options", traj.value("options", Json::object())}, {"qc", quality.is_null() ? Json::object() : quality[i]}});
    }
    return records;
}

} // namespace w2v

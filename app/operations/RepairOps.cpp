#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/dataset/FramePack.h"
#include "core/image/ImageIo.h"
#include "core/worldmodel/quality/RolloutQuality.h"
#include "core/worldmodel/repair/Clone.h"
#include "core/worldmodel/repair/FrameRepair.h"

namespace w2v {

namespace {

constexpr std::size_t kMostStrokes = 1000;
constexpr double kTouchedObject = 0.25; ///< share of a box inside the region from which the object is no longer known to be there

RepairView loadView(const Project& project, const RolloutFrame& frame)
{
    return {project.loadImage(frame.image), project.loadDepth(frame.image), project.loadObserved(frame.image), frame.startFromCamera};
}

Mask regionFrom(const Json& params, const Intrinsics& camera)
{
    if (params.contains("mask")) {
        GrayImage mask = readGrayImage(requiredText(params, "mask"));
        for (std::size_t i = 0; i < mask.pixels(); ++i)
            mask.data()[i] = mask.data()[i] >= 128 ? 255 : 0;
        return mask;
    }
    const Json& box = params.contains("region") ? params.at("region") : Json();
    if (!box.is_array() || box.size() != 4 || !std::all_of(box.begin(), box.end(), [](const Json& v) { return v.is_number(); }))
        throw Error("region", "is missing", "Give --mask PICTURE (white = repair) or --region x,y,width,height in pixels");
    const auto at = [&](std::size_t i) { return std::clamp(box[i].get<double>(), -1e6, 1e6); };
    Mask region(camera.width, camera.height, 0);
    for (int y = std::max(0, static_cast<int>(at(1))); y < std::min<double>(camera.height, at(1) + at(3)); ++y)
        for (int x = std::max(0, static_cast<int>(at(0))); x < std::min<double>(camera.width, at(0) + at(2)); ++x)
            region.at(x, y) = 255;
    return region;
}

std::size_t frameOf(const Json& params, const char* key, const RolloutRecord& rollout)
{
    const std::int64_t frame = integerOr(params, key, -1);
    if (frame < 0 || frame >= static_cast<std::int64_t>(rollout.frames.size()))
        throw Error(key, fmt::format("{} is not a frame of {}", frame, rollout.id), fmt::format("Its frames are 0 to {}", rollout.frames.size() - 1));
    return static_cast<std::size_t>(frame);
}

/// Boxes that the region covers in good part say nothing any more.
void dropTouchedObjects(RolloutFrame& frame, const Mask& region)
{
    std::erase_if(frame.objects, [&](const VisibleObject& object) {
        std::int64_t inside = 0, all = 0;
        for (int y = std::max(0, static_cast<int>(object.box.y1)); y < std::min<double>(region.height(), object.box.y2); ++y)
            for (int x = std::max(0, static_cast<int>(object.box.x1)); x < std::min<double>(region.width(), object.box.x2); ++x, ++all)
                inside += region.at(x, y) != 0;
        return all == 0 || static_cast<double>(inside) > kTouchedObject * static_cast<double>(all);
    });
}

std::string storeMask(Project& project, const Mask& mask)
{
    ColorImage picture(mask.width(), mask.height());
    for (std::size_t i = 0; i < mask.pixels(); ++i)
        std::fill_n(picture.data() + 3 * i, 3, mask.data()[i]);
    return project.putImage(picture);
}

/// One stroke after another: each sees what those before it painted. Returns what was changed.
Mask cloneStrokes(const Json& params, Project& project, const RolloutRecord& rollout, std::size_t index, RepairView& view, Json& how)
{
    const Json strokes = params.contains("strokes") ? params.at("strokes") : Json::array({params});
    if (!strokes.is_array() || strokes.empty() || strokes.size() > kMostStrokes || !std::ranges::all_of(strokes, [](const Json& v) { return v.is_object(); }))
        throw Error("strokes", "is not a list of objects", fmt::format("Give from 1 to {} of them", kMostStrokes));
    Mask changed(view.color.width(), view.color.height(), 0);
    how["strokes"] = Json::array();
    for (const Json& stroke : strokes) {
        const Json offset = stroke.value("offset", Json());
        if (!offset.is_array() || offset.size() != 2 || !offset[0].is_number() || !offset[1].is_number())
            throw Error("offset", "is missing", "Give two numbers: pixels from where it is painted to where it is copied from, right and down");
        const auto shift = [&](std::size_t i) { return static_cast<int>(std::clamp(offset[i].get<double>(), -1e5, 1e5)); };
        const std::string other = textOr(stroke, "from_rollout", rollout.id);
        const Mask coverage = readGrayImage(requiredText(stroke, "mask"));
        const RolloutRecord& source = other == rollout.id ? rollout : project.rollout(other);
        const std::size_t from = stroke.contains("from") ? frameOf(stroke, "from", source) : index;
        const bool itself = other == rollout.id && from == index;
        const Mask now = cloneOnto(view, coverage, itself ? ColorImage(view.color) : project.loadImage(source.frames[from].image), shift(0), shift(1));
        for (std::size_t i = 0; i < changed.pixels(); ++i)
            changed.data()[i] |= now.data()[i];
        how["strokes"].push_back({{"from_rollout", other}, {"from", from}, {"offset", {shift(0), shift(1)}}, {"mask", storeMask(project, coverage)}});
    }
    return changed;
}

/// All frames are measured again: later ones are measured against the repaired one.
void measureAgain(const Project& project, RolloutRecord& rollout, JobContext& job)
{
    RolloutQuality measure(rollout.trajectory.camera);
    for (std::size_t i = 0; i < rollout.frames.size(); ++i) {
        job.throwIfStopped();
        const bool key = std::ranges::find(rollout.trajectory.keyFrames, static_cast<int>(i)) != rollout.trajectory.keyFrames.end();
        RolloutFrame& frame = rollout.frames[i];
        frame.quality = measure.add(project.loadImage(frame.image), project.loadDepth(frame.image), frame.startFromCamera, key);
        job.report(0.3 + 0.7 * static_cast<double>(i + 1) / static_cast<double>(rollout.frames.size()), "measuring");
    }
}

} // namespace

Json runImagineRepair(const Json& params, AppContext& app, JobContext& job)
{
    Project project = projectFrom(params);
    RolloutRecord rollout = project.rollout(requiredText(params, "rollout"));
    const std::string before = rollout.id, tool = requiredText(params, "tool");
    const std::size_t index = frameOf(params, "frame", rollout);
    RolloutFrame& frame = rollout.frames[index];
    const Intrinsics& camera = rollout.trajectory.camera;
    Json how = {{"tool", tool}};
    if (tool == "revert") {
        if (frame.edits.empty())
            throw Error(fmt::format("frame {}", index), "was not repaired");
        const std::size_t kept = flagOr(params, "all", false) ? 0 : frame.edits.size() - 1;
        std::vector<Json> edits(frame.edits.begin(), frame.edits.begin() + static_cast<std::ptrdiff_t>(kept));
        frame = rolloutFrameFromJson(frame.edits[kept].at("before"), before);
        frame.edits = std::move(edits);
    } else {
        Json old = rolloutFrameToJson(frame);
        old.erase("edits");
        RepairView view = loadView(project, frame);
        Mask region;
        if (tool == "again") {
            region = regionFrom(params, camera);
            job.report(0, "painting");
            refillRegion(view, region, camera, app.inpainter());
            how["painter"] = app.inpainter().name();
        } else if (tool == "take") {
            region = regionFrom(params, camera);
            const std::size_t other = frameOf(params, "from", rollout);
            how["from"] = other;
            how["taken_share"] = takeRegion(view, region, loadView(project, rollout.frames[other]), camera, app.inpainter());
        } else if (tool == "clone") {
            region = cloneStrokes(params, project, rollout, index, view, how);
        } else if (tool == "exposure") {
            const std::size_t other = frameOf(params, "from", rollout);
            how["from"] = other;
            how["gains"] = matchExposure(view, loadView(project, rollout.frames[other]), camera);
        } else if (tool == "replace") {
            const std::string file = requiredText(params, "image");
            ColorImage picture = readColorImage(file);
            if (picture.width() != camera.width || picture.height() != camera.height)
                throw Error(file, fmt::format("is {}x{} pixels, the frames are {}x{}", picture.width(), picture.height(), camera.width, camera.height),
                            "Give a picture of that size");
            region = Mask(camera.width, camera.height, 255);
            view = {std::move(picture), DepthMap(), Mask(camera.width, camera.height, 0), view.startFromCamera};
            how["image"] = file;
        } else {
            throw Error("tool", "\"" + tool + "\" is not known", "Use again, take, clone, exposure, replace or revert");
        }
        job.throwIfStopped();
        if (!region.empty()) {
            dropTouchedObjects(frame, region);
            how["region"] = storeMask(project, region);
        }
        how["before"] = std::move(old);
        frame.image = ImageRef{project.putBlob(encodeFramePack(std::vector<PackedFrame>{{view.color, view.depth, view.observed}})), 0}.text();
        if (!view.observed.empty()) {
            const auto seen = std::count_if(view.observed.data(), view.observed.data() + view.observed.pixels(), [](auto v) { return v != 0; });
            frame.observedShare = static_cast<double>(seen) / static_cast<double>(view.observed.pixels());
        }
        frame.edits.push_back(how);
    }
    measureAgain(project, rollout, job);
    rollout.provenance.erase("request"); // the request gives the views as they were
    rollout.provenance["repaired_from"] = before;
    rollout.id.clear();
    RecordFilter made;
    made.rollout = before;
    const std::int64_t stale = project.countRecords(made);
    // The repaired rollout takes the place of the other: what was made from that one is stale until it is made again.
    std::string id;
    project.group(tool == "revert" ? fmt::format("Revert a repair of frame {}", index) : fmt::format("Repair frame {}", index), [&] {
        id = project.addRollout(rollout);
        project.removeRollout(before);
    });
    Json result = {{"rollout", id}, {"frame", index}, {"stale_records", stale}, {"edits", frame.edits.size()}};
    for (const char* key : {"taken_share", "gains"})
        if (how.contains(key))
            result[key] = how[key];
    return result;
}

} // namespace w2v

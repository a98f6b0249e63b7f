#include "app/operations/ObservationParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/Thumbnail.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/BlobStore.h"
#include "core/depth/OnnxDepth.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

/// Runs the depth model and keeps its map: in the project, else in a file of the preview folder.
void addModelDepth(const Json& params, const std::string& picture, Project* project, AppContext& app, Calibration& marks, JobContext& job)
{
    const fs::path model = requiredText(params, "depth_model");
    DepthModelOptions options;
    options.meaning = depthMeaningFromName(textOr(params, "depth_meaning", "inverse"));
    if (params.contains("depth_size"))
        std::tie(options.width, options.height) = parseSize(requiredText(params, "depth_size"));
    SubJob part(job, 0, 0.8);
    const std::string png = encodeDepthPng(estimateDepth(model, readColorImage(picture), options, part));
    if (project) {
        const std::string digest = project->putBlob(png);
        marks.depth = "blob:" + digest;
        marks.depthFile = project->blobPath(digest);
    } else {
        const fs::path folder = app.previewFolder();
        createFolder(folder);
        marks.depthFile = folder / "depth.png";
        marks.depth = "depth.png";
        writeFileAtomic(marks.depthFile, png);
    }
    marks.depthModel = model.filename().string();
    marks.depthIsMetric = options.meaning == DepthMeaning::Metres;
}

} // namespace

Json runObserveCalibrate(const Json& params, AppContext& app, JobContext& job)
{
    const std::string given = requiredText(params, "observation");
    std::optional<Project> project;
    std::optional<StoredObservation> stored;
    if (params.contains("project")) {
        project = projectFrom(params);
        stored = project->observation(given);
        if (!stored)
            throw Error(given, "is not an observation of the project", "Add the picture first: w2v observe PICTURE --project FOLDER");
    }
    const std::string path = stored ? stored->path : given;
    const bool clear = flagOr(params, "clear", false);
    Calibration marks = clear ? Calibration() : calibrationFromJson(params);
    if (!marks.depth.empty() && project)
        marks.depthFile = project->blobPath(requireImageRef(marks.depth).digest);
    else if (params.contains("depth_model") && !clear)
        addModelDepth(params, path, project ? &*project : nullptr, app, marks, job);
    if (marks.empty() && !clear)
        throw Error("calibration", "nothing is marked", "Give --focal, --lines-a and --lines-b, --floor, --room, --length or --depth-model");

    job.report(0.8, "opening");
    const Observation observation = openObservation(path, marks);
    Json description = describeObservation(observation);
    if (stored) {
        stored->calibration = marks;
        stored->description = description;
        stored->thumbnail = project->putImage(thumbnailOf(observation, app));
        project->calibrateObservation(*stored);
        description["observation"] = stored->id;
    }
    description["calibration"] = calibrationToJson(marks);
    return description;
}

} // namespace w2v

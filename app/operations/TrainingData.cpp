#include "app/operations/TrainingData.h"

#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/Rng.h"
#include "core/image/ImageResize.h"
#include "core/supervision/Augmentation.h"
#include "core/vlm/BicubicResize.h"

namespace w2v {

namespace {

/// The pictures and geometry of one rollout's first and last frame.
struct Views {
    std::array<std::string, 2> references;
    std::array<std::shared_ptr<const ColorImage>, 2> colors;
    std::array<std::shared_ptr<const DepthMap>, 2> depths;
    Intrinsics camera;
    std::optional<Rigid3d> firstFromSecond;
};

Views viewsOf(const Project& project, const RolloutRecord& rollout, int side)
{
    Views views;
    const RolloutFrame* ends[] = {&rollout.frames.front(), &rollout.frames.back()};
    for (std::size_t i = 0; i < 2; ++i) {
        views.references[i] = ends[i]->image;
        views.colors[i] = trainingView(project, ends[i]->image, side);
        if (const DepthMap depth = project.loadDepth(ends[i]->image); !depth.empty())
            views.depths[i] = std::make_shared<DepthMap>(resizeNearest(depth, side, side));
    }
    views.camera = rollout.trajectory.camera.resized(side, side);
    views.firstFromSecond = ends[0]->startFromCamera.inverse() * ends[1]->startFromCamera;
    return views;
}

/// An imported or edited record without a rollout: its own pictures, no geometry.
Views viewsOf(const Project& project, const QaRecord& record, int side)
{
    Views views;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, record.images.size()); ++i) {
        views.references[i] = record.images[i];
        views.colors[i] = trainingView(project, record.images[i], side);
    }
    return views;
}

void addTexts(const QaRecord& record, TrainingSample& sample)
{
    const AugmentedText plain{record.question, record.answer};
    const auto text = [](const AugmentedText& t) { return SampleText{t.question, t.answer}; };
    sample.texts[0] = text(plain);
    sample.texts[kMirrored] = text(mirrored(plain));
    if (sample.views[1])
        if (const auto swapped = viewsSwapped(record.task, plain)) {
            sample.texts[kSwapped] = text(*swapped);
            sample.texts[kSwapped | kMirrored] = text(mirrored(*swapped));
        }
}

} // namespace

std::shared_ptr<const ColorImage> trainingView(const Project& project, const std::string& reference, int side)
{
    ColorImage image = project.loadImage(reference);
    if (image.width() != side || image.height() != side)
        image = resizeBicubic(image, side, side);
    return std::make_shared<ColorImage>(std::move(image));
}

QaRecord askedRecord(const TrainingData& data, std::size_t index, int variant)
{
    QaRecord record = data.records[index];
    const SampleText& text = *data.samples[index].texts[static_cast<std::size_t>(variant)];
    record.question = text.question;
    record.answer = text.answer;
    if ((variant & kSwapped) && record.images.size() > 1)
        std::swap(record.images[0], record.images[1]);
    return record;
}

void shuffleAnswers(std::span<QaRecord> records, std::uint64_t seed)
{
    std::map<Task, std::vector<std::size_t>> byTask;
    for (std::size_t i = 0; i < records.size(); ++i)
        byTask[records[i].task].push_back(i);
    Rng rng = Rng(seed).fork("answers");
    for (const auto& [task, all] : byTask)
        for (std::size_t i = all.size(); i > 1; --i)
            std::swap(records[all[i - 1]].answer, records[all[static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(i) - 1))]].answer);
}

TrainingData trainingData(const Project& project, const std::string& split, int side, std::optional<std::uint64_t> shuffleSeed, JobContext& job)
{
    std::vector<QaRecord> records;
    RecordFilter filter;
    filter.split = split;
    project.forEachRecord(filter, [&](const QaRecord& record) {
        if (record.state != "rejected" && !record.facts.value("stale", false))
            records.push_back(record);
    });
    if (shuffleSeed)
        shuffleAnswers(records, *shuffleSeed);
    std::unordered_map<std::string, Views> byRollout;
    project.forEachRollout([&](const RolloutRecord& rollout) {
        if (rollout.split == split && !rollout.frames.empty())
            byRollout.emplace(rollout.id, viewsOf(project, rollout, side));
    });
    std::vector<TrainingSample> samples;
    samples.reserve(records.size());
    for (const auto& record : records) {
        if (samples.size() % 1000 == 0) {
            job.throwIfStopped();
            job.report(static_cast<double>(samples.size()) / static_cast<double>(records.size()),
                       fmt::format("loading records {}/{}", samples.size(), records.size()));
        }
        const auto known = byRollout.find(record.rollout);
        // A record may show other pictures than its rollout's ends (edited or imported ones): then those count.
        const bool same = known != byRollout.end() && !record.images.empty() && record.images[0] == known->second.references[0]
            && (record.images.size() < 2 || record.images[1] == known->second.references[1]);
        const Views views = same ? known->second : viewsOf(project, record, side);
        TrainingSample sample;
        sample.task = taskName(record.task);
        sample.inverse = record.task <= Task::A4;
        sample.showsBoth = record.images.size() > 1;
        sample.views = views.colors;
        sample.depths = views.depths;
        sample.camera = views.camera;
        sample.firstFromSecond = views.firstFromSecond;
        addTexts(record, sample);
        samples.push_back(std::move(sample));
    }
    return {std::move(records), std::move(samples)};
}

} // namespace w2v

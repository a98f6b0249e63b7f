#include "app/operations/PretrainingData.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app/operations/TrainingData.h"
#include "core/image/ImageResize.h"
#include "core/supervision/Supervision.h"

namespace w2v {

namespace {

constexpr int kPatch = 14, kDepthsOfPatch = 4; // what the dense targets read of a depth map, a side of a patch

/// The ends of a rollout.
struct Ends {
    std::array<std::string, 2> references;
    std::array<std::shared_ptr<const ColorImage>, 2> colors;
    std::array<std::shared_ptr<const DepthMap>, 2> depths; ///< as stored
    Intrinsics camera;
    Rigid3d firstFromSecond = Rigid3d::Identity();
};

Ends endsOf(const Project& project, const RolloutRecord& rollout, int side)
{
    Ends ends;
    const RolloutFrame* frames[] = {&rollout.frames.front(), &rollout.frames.back()};
    for (std::size_t i = 0; i < 2; ++i) {
        ends.references[i] = frames[i]->image;
        ends.colors[i] = trainingView(project, frames[i]->image, side);
        ends.depths[i] = std::make_shared<DepthMap>(project.loadDepth(frames[i]->image));
    }
    ends.camera = rollout.trajectory.camera.resized(side, side);
    ends.firstFromSecond = frames[0]->startFromCamera.inverse() * frames[1]->startFromCamera;
    return ends;
}

std::vector<SkillRecord> recordsOf(const RolloutRecord& rollout, const Ends& ends, std::uint64_t seed)
{
    return skillRecords(rollout, {{ends.depths[0].get(), ends.depths[1].get()}}, {}, Rng(seed).fork("skills " + rollout.id));
}

TrainingSample sampleOf(const SkillRecord& record, const Ends& ends, const std::array<std::shared_ptr<const DepthMap>, 2>& depths)
{
    TrainingSample sample;
    sample.task = skillName(record.skill);
    sample.inverse = record.skill == Skill::Match;
    sample.showsBoth = record.showsBoth;
    const auto first = static_cast<std::size_t>(record.view);
    sample.views = {ends.colors[first], ends.colors[1 - first]};
    sample.depths = {depths[first], depths[1 - first]};
    sample.camera = ends.camera;
    sample.firstFromSecond = first == 0 ? ends.firstFromSecond : ends.firstFromSecond.inverse();
    for (std::size_t mirrored = 0; mirrored < 2; ++mirrored)
        sample.texts[mirrored] = SampleText{record.texts[mirrored].question, record.texts[mirrored].answer};
    return sample;
}

std::vector<RolloutRecord> rolloutsOf(const Project& project, const std::string& split)
{
    std::vector<RolloutRecord> rollouts;
    project.forEachRollout([&](const RolloutRecord& rollout) {
        if (rollout.split == split && rollout.frames.size() > 1)
            rollouts.push_back(rollout);
    });
    return rollouts;
}

/// The answer that only repeats what the question says: the point asked for.
std::string copied(const std::string& question)
{
    const auto begin = question.find('['), end = question.find(']');
    return begin == std::string::npos || end == std::string::npos ? std::string() : question.substr(begin, end + 1 - begin);
}

} // namespace

PretrainingData pretrainingData(const Project& project, const std::string& split, int side, std::uint64_t seed, JobContext& job)
{
    PretrainingData data;
    const std::vector<RolloutRecord> rollouts = rolloutsOf(project, split);
    const int depthSide = std::max(1, side / kPatch * kDepthsOfPatch);
    std::size_t done = 0;
    for (const RolloutRecord& rollout : rollouts) {
        if (done++ % 200 == 0) {
            job.throwIfStopped();
            job.report(static_cast<double>(done) / static_cast<double>(rollouts.size()), fmt::format("loading views {}/{}", done, rollouts.size()));
        }
        const Ends ends = endsOf(project, rollout, side);
        std::array<std::shared_ptr<const DepthMap>, 2> depths;
        for (std::size_t i = 0; i < 2; ++i)
            if (!ends.depths[i]->empty())
                depths[i] = std::make_shared<DepthMap>(resizeNearest(*ends.depths[i], depthSide, depthSide));
        for (SkillRecord& record : recordsOf(rollout, ends, seed)) {
            data.samples.push_back(sampleOf(record, ends, depths));
            data.records.push_back(std::move(record));
        }
    }
    return data;
}

std::vector<std::string> baseTokenizerTexts(const Project& project, const PretrainingData& data)
{
    constexpr std::size_t kSkillTexts = 4000, kRollouts = 800;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < data.records.size(); i += std::max<std::size_t>(1, data.records.size() / kSkillTexts))
        texts.push_back(data.records[i].texts[0].question + '\n' + data.records[i].texts[0].answer);
    std::vector<RolloutRecord> rollouts = rolloutsOf(project, "train");
    rollouts.resize(std::min(rollouts.size(), kRollouts));
    for (const QaRecord& record : buildVerifiedRecords(rollouts, {}))
        texts.push_back(record.question + '\n' + record.answer);
    return texts;
}

SkillProbes::SkillProbes(const Project& project, int perSkill, int side, const RunFolder& run, JobContext& job) : m_run(run)
{
    constexpr std::uint64_t kSeed = 23; // fixed: every run is asked the same questions
    std::array<int, kSkillCount> taken{};
    std::vector<RolloutRecord> rollouts = rolloutsOf(project, "heldout");
    Rng(kSeed).shuffle(rollouts);
    for (const RolloutRecord& rollout : rollouts) {
        if (std::all_of(taken.begin(), taken.end(), [&](int n) { return n >= perSkill; }))
            break;
        job.throwIfStopped();
        const Ends ends = endsOf(project, rollout, side);
        std::array<bool, kSkillCount> asked{}; // one of each skill from a pair: more rooms
        for (SkillRecord& record : recordsOf(rollout, ends, kSeed)) {
            const auto skill = static_cast<std::size_t>(record.skill);
            if (taken[skill] >= perSkill || asked[skill])
                continue;
            asked[skill] = true;
            ++taken[skill];
            VlmQuery query;
            query.question = record.texts[0].question;
            std::vector<std::string> images;
            for (const int view : {record.view, 1 - record.view}) {
                if (view != record.view && !record.showsBoth)
                    continue;
                query.images.push_back(*ends.colors[static_cast<std::size_t>(view)]);
                images.push_back(ends.references[static_cast<std::size_t>(view)]);
            }
            m_queries.push_back(std::move(query));
            m_images.push_back(std::move(images));
            m_records.push_back(std::move(record));
        }
    }
}

std::map<std::string, double> SkillProbes::ask(VisionLanguageModel& model, std::int64_t step) const
{
    std::map<std::string, double> values;
    if (m_records.empty())
        return values;
    SilentJobContext quiet;
    GenerationOptions options;
    options.maxNewTokens = 24;
    const std::vector<VlmAnswer> answers = model.answer(m_queries, options, quiet);
    std::map<Skill, std::pair<double, int>> right;
    std::pair<double, int> copying;
    constexpr std::size_t kKept = 16;
    const std::size_t stride = std::max<std::size_t>(1, m_records.size() / kKept);
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        const SkillRecord& record = m_records[i];
        const SkillRecord::Text& text = record.texts[0];
        const double score = scoreSkill(record.skill, text.answer, answers[i].text);
        right[record.skill].first += score;
        ++right[record.skill].second;
        if (record.skill == Skill::Match) {
            copying.first += scoreSkill(record.skill, text.answer, copied(text.question));
            ++copying.second;
        }
        if (i % stride == 0)
            m_run.appendSample({{"step", step}, {"task", skillName(record.skill)}, {"rollout", record.rollout}, {"images", m_images[i]},
                                {"question", text.question}, {"expected", text.answer}, {"answer", answers[i].text}, {"score", score}});
    }
    double sum = 0;
    for (const auto& [skill, count] : right) {
        const double percent = 100 * count.first / count.second;
        values[fmt::format("{}/accuracy", skillName(skill))] = percent;
        sum += percent;
    }
    if (copying.second > 0)
        values["match/copy"] = 100 * copying.first / copying.second;
    values["mean"] = sum / static_cast<double>(right.size());
    return values;
}

} // namespace w2v

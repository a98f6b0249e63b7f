#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"
#include "core/runs/RunFolder.h"
#include "core/supervision/VisualSkills.h"
#include "core/training/TrainingSample.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// Skill records and, in the same order, the samples made of them.
struct PretrainingData {
    std::vector<SkillRecord> records;
    std::vector<TrainingSample> samples;
};

/// What the ends of the project's rollouts of one split teach about seeing (core/supervision/VisualSkills.h): nothing is read of what
/// the motion between them was called, only where it led. Views are side x side pixels and shared; `seed` decides what is asked.
PretrainingData pretrainingData(const Project& project, const std::string& split, int side, std::uint64_t seed, JobContext& job);

/// What the tokenizer of a base is learned from: the records' texts, and the wordings of all tasks, so that later questions are not
/// spelled out letter by letter. Only the tokenizer sees the latter; no weight does.
std::vector<std::string> baseTokenizerTexts(const Project& project, const PretrainingData& data);

/// Held-out skill questions that a run is measured with while it trains: a number of each skill, always the same.
class SkillProbes {
public:
    SkillProbes(const Project& project, int perSkill, int side, const RunFolder& run, JobContext& job);

    /// Percentages by name: "match/accuracy" and so on, "match/copy" (what leaving the point where it is would get), and "mean" over
    /// the skills. Some answers become samples of the run.
    std::map<std::string, double> ask(VisionLanguageModel& model, std::int64_t step) const;

private:
    const RunFolder& m_run;
    std::vector<SkillRecord> m_records;
    std::vector<std::vector<std::string>> m_images; ///< references, for the samples
    std::vector<VlmQuery> m_queries;
};

} // namespace w2v

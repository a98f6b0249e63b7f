#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/dataset/Project.h"
#include "core/runs/RunFolder.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// The held-out questions that a run is measured with while it trains: a few of each task, always the same.
class RunProbes {
public:
    /// `perTask` questions of each task; answers are kept as samples of `run`.
    RunProbes(const Project& project, int perTask, const RunFolder& run);

    /// Percentages by name: "A2/accuracy", "A2/direction", and "mean" over the tasks. Empty without questions.
    std::map<std::string, double> ask(VisionLanguageModel& model, std::int64_t step) const;

private:
    const RunFolder& m_run;
    std::vector<QaRecord> m_records;
    std::vector<VlmQuery> m_queries;
};

} // namespace w2v

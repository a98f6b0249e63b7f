#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/Json.h"

namespace w2v {

/// The stages that an experiment's folder holds, in state.json (replaced atomically): what was asked for and the result of each finished
/// stage with its seconds. Whatever ends the process, finished stages are not done again.
class ExperimentStages {
public:
    /// Opens or begins the folder. Throws Error when it holds an experiment with other options.
    ExperimentStages(std::filesystem::path folder, const Json& options);

    /// The stored result of the stage, or that of `work`, which is then stored.
    Json stage(const std::string& name, const std::function<Json()>& work);

    bool done(const std::string& name) const { return m_state.at("stages").contains(name); }
    /// {"stage": seconds}.
    Json seconds() const;
    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
    Json m_state;
};

} // namespace w2v

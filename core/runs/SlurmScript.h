#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v {

/// What a batch job asks Slurm for. Empty texts and zeros leave the cluster's default.
struct SlurmSettings {
    std::string partition, account, qos;
    std::string timeLimit = "04:00:00"; ///< [D-]HH:MM:SS
    int cpus = 2;
    std::string memory = "8G";          ///< of a node
    std::string gpus;                   ///< for example "1" or "a100:2"
    int warning = 120;                  ///< seconds before the time limit in which the run saves itself
    bool requeue = true;                ///< after the time limit and a failed node the job goes on from its checkpoint
    std::vector<std::string> options;   ///< further lines, each one option of sbatch such as "--constraint=gpu80"
    std::vector<std::string> setup;     ///< commands before the run, for example "module load cuda"
};

/// Reads the settings from the fields of a JSON object that have their names ("time_limit" for timeLimit). An Error for other types.
SlurmSettings slurmSettingsFrom(const Json& object);

/// The batch script of a training run: `worker --run run`. A warning before the time limit (and SIGTERM) reaches the run, which saves and
/// stops; the job is then put back into Slurm's queue and goes on from there. The run's output is appended to slurm-<job>.out in its folder.
/// An Error for values that would break the script.
std::string slurmScript(const SlurmSettings& settings, const std::string& name, const std::filesystem::path& worker, const std::filesystem::path& run);

/// A job array that carries out one command line for each task: commands[i] is a program and its arguments. Output: <folder>/task-<i>.out.
std::string slurmArrayScript(const SlurmSettings& settings, const std::string& name, const std::filesystem::path& folder,
                             const std::vector<std::vector<std::string>>& commands);

/// For a shell: in single quotes.
std::string shellQuoted(const std::string& text);

} // namespace w2v

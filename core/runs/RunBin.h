#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/runs/RunFolder.h"

namespace w2v {

/// Deleted runs lie whole in "<runs>/.bin" until they are restored or the bin is emptied.

/// An Error for a run that is running.
void deleteRun(const std::filesystem::path& runs, const std::string& id);
/// An Error when the bin does not have it.
void restoreRun(const std::filesystem::path& runs, const std::string& id);
/// Oldest first.
std::vector<RunSummary> deletedRuns(const std::filesystem::path& runs);
/// Removes what is in the bin for good. Returns how many runs.
std::size_t emptyRunBin(const std::filesystem::path& runs);

} // namespace w2v

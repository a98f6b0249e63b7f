#pragma once
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"

namespace w2v {

/// What a dataset was at one time: a list of its records that later edits do not reach.
struct DatasetVersion {
    std::string name, time;      ///< unique; ISO 8601 UTC
    std::string digest;          ///< SHA-256 of the blob that holds the records: equal digests, equal datasets
    std::int64_t records = 0;

    nlohmann::ordered_json toJson() const;
};

/// Writes the records that fit the filter into a blob, one JSON line each in order of their ids, and names it. Throws Error for a name
/// that is taken, no records, or more than 256 MiB. Not an undo step.
DatasetVersion freezeDataset(Project& project, const std::string& name, const RecordFilter& filter, JobContext& job);

std::vector<DatasetVersion> datasetVersions(const Project& project); ///< oldest first

DatasetVersion datasetVersion(const Project& project, const std::string& name); ///< throws Error for a name that there is not

/// Its records in order of their ids, as they were. Throws Error for a blob that is damaged.
void forEachRecordOfVersion(const Project& project, const std::string& name, const std::function<void(const QaRecord&)>& visit);

/// {"from", "to", "same": equal digests, "added": n, "removed": n, "changed": n, "unchanged": n, "fields": {"answer": n, ...},
///  "examples": [{"id", "change": "added" | "removed" | "changed", "fields"}, at most 100]}. Throws Error for a name that there is not,
/// or a blob that is damaged.
nlohmann::ordered_json diffDatasets(const Project& project, const std::string& from, const std::string& to, JobContext& job);

} // namespace w2v

#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/DatasetFormat.h"
#include "core/dataset/Project.h"

namespace w2v {

// An exported bundle is a folder that trainers read:
//   messages.jsonl, sharegpt.jsonl, easyr1.jsonl, preference.jsonl or rows.jsonl: one record a line, see DatasetFormat
//   images/           each image once, PNG, named by the SHA-256 of the file
//   dataset_info.json of sharegpt: the entry "world2vlm" for LLaMA-Factory
//   provenance.jsonl  for the workbench, one object a line: {"line","id","mode","scene","split","state","reason","variant",
//                     "facts","provenance"}; "line" counts the lines of the records' file from 1
//   manifest.json     {"format":"w2v-<format>","version":1,"image_root","records","images"}; image_root is
//                     "." when image paths are relative to the folder, "" when they are absolute

struct ExportOptions {
    DatasetFormat format = DatasetFormat::Messages;
    RecordFilter filter = {};
    std::optional<std::string> version = {}; ///< the records of this frozen version, in place of the filter
    bool absolutePaths = false;          ///< image paths as the bundle's absolute place, for trainers that run elsewhere
    /// Records that it refuses are left out and not counted as skipped; empty = all that fit the filter.
    std::function<bool(const QaRecord&)> wanted = {};
    /// For Preference: the answer to reject, "" = none (the record is left out). Without it, facts["rejected_answer"].
    std::function<std::string(const QaRecord&)> rejectedAnswer = {};
};

struct ImportOptions {
    std::optional<DatasetFormat> format; ///< else what the first object shows
    std::string split = "train";         ///< of records that do not say
    std::string state = "pending";       ///< of records that do not say
    std::optional<Task> task;            ///< of records that do not say
};

struct TransferReport {
    std::int64_t records = 0;            ///< written or read
    std::int64_t images = 0;             ///< different images written or read
    std::int64_t skipped = 0;            ///< records that were left out
    std::vector<std::string> problems;   ///< "file:line: why" or "record q1: why", the first 100 of the skipped
    nlohmann::ordered_json toJson() const;
};

/// Writes the records into `out`, which must be new or an empty folder. Each is checked by the rules of the trainer that reads the
/// layout (consumerProblem()) before it is written; one that breaks them, or whose pixels are missing, is skipped and reported. The
/// records' file appears last, so a bundle that has it is whole; what was written is removed again when the export fails or is
/// cancelled, or when no record can be written.
TransferReport exportRecords(const Project& project, const std::filesystem::path& out, const ExportOptions& options, JobContext& job);

/// Reads a dataset file of any DatasetFormat (JSON lines, or one JSON array) as one undo step. Image paths must stay inside the
/// file's folder: "..", absolute paths to elsewhere and links that leave it are refused, as are URLs and embedded data. Images are
/// decoded, checked against a name that is a digest, and copied as blobs. Damaged lines, and records whose id is taken, are skipped
/// and reported; nothing is added when the user cancels or when no line is good.
TransferReport importRecords(Project& project, const std::filesystem::path& file, const ImportOptions& options, JobContext& job);

} // namespace w2v

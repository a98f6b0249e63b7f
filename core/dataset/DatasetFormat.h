#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/base/Json.h"

namespace w2v {

/// Layouts of question/answer files; docs/formats.md shows a line of each.
enum class DatasetFormat {
    Messages,   ///< ms-swift, and the reference's bundles: "messages", "images", "task_type"
    ShareGpt,   ///< LLaMA-Factory: "conversations" of "from" and "value", "images"; dataset_info.json on export
    EasyR1,     ///< EasyR1 and verl: "prompt", "answer", "images"
    Preference, ///< ms-swift messages with "rejected_response", or LLaMA-Factory with "chosen" and "rejected"
    Rows,       ///< flat: "task", "question", "answer"; what else there is becomes a fact
};

const char* datasetFormatName(DatasetFormat format);          ///< "messages", "sharegpt", "easyr1", "preference", "rows"
DatasetFormat parseDatasetFormat(std::string_view name);      ///< throws Error that lists the names
/// The layout that an object has, judged by its keys.
std::optional<DatasetFormat> formatOf(const Json& object);

} // namespace w2v

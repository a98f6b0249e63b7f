#pragma once
#include "core/base/Json.h"
#include "core/dataset/DatasetFormat.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// Longest question or answer of an import, in bytes.
inline constexpr std::size_t kMaxRecordText = 64u << 10;

/// The record that one object of a dataset file says. `images` are still paths as the file names them. Throws Error that says what is
/// wrong: a missing or mistyped field, a text that is too long, marks that do not fit the images.
/// The task is "task_type" or "task", else what the form of the answer shows without doubt, else `otherwise`.
QaRecord recordFromObject(const Json& object, DatasetFormat format, std::optional<Task> otherwise);

} // namespace w2v

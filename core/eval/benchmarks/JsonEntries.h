#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/Json.h"

namespace w2v {

/// Calls take(entry, "file:line" or "file, entry n") for every entry of a JSON array, of JSON lines, or row of a table (.tsv or the
/// first sheet of an .xlsx, with a line of names; its values are texts). Lines that are no JSON or
/// too long, and entries for which `take` throws an Error, are handed to `problem` with the reason.
void forEachJsonEntry(const std::filesystem::path& file, const std::function<void(const Json&, const std::string&)>& take,
                      const std::function<void(std::string)>& problem);

} // namespace w2v

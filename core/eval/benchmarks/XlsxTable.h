#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace w2v {

/// Calls `row` with the cells of every row of a workbook's first sheet (Office Open XML, .xlsx), as texts; `number` is the sheet's own, from 1.
/// Whole numbers have no decimal point. Cells that are not there are empty; formulas have their stored value. Throws Error when the file is no
/// such workbook, is damaged, or is larger than 64 MiB unpacked text, 100,000 rows or 1,000 columns.
void forEachXlsxRow(const std::filesystem::path& file, const std::function<void(int number, const std::vector<std::string>& cells)>& row);

} // namespace w2v

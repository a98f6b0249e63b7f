#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace w2v {

/// One logging call: values by name, for example "loss" or "eval/A2/direction".
struct MetricsRow {
    std::int64_t step = 0;
    double time = 0; ///< seconds since 1970
    std::vector<std::pair<std::string, double>> values;

    /// NaN when there is no such value.
    double value(std::string_view name) const;
};

/// Writes a run's scalars twice: metrics.jsonl (one object a line: step, time, values; a number that is not finite becomes
/// null) and a TensorBoard event file (names without a folder get "train/"). Every row is on its way to the disk when write()
/// returns, whole or not at all. Opening an existing folder continues it and drops an unfinished last line.
class MetricsWriter {
public:
    /// `after`: a run that was interrupted goes on after this step. Later rows are dropped, and the event file says so.
    explicit MetricsWriter(const std::filesystem::path& folder, std::optional<std::int64_t> after = {});
    ~MetricsWriter();
    MetricsWriter(const MetricsWriter&) = delete;
    MetricsWriter& operator=(const MetricsWriter&) = delete;

    /// `row.time` 0 means now.
    void write(MetricsRow row);
    const std::filesystem::path& eventFile() const { return m_eventPath; }

private:
    std::filesystem::path m_jsonPath, m_eventPath;
    int m_json = -1, m_events = -1;
};

/// Drops the lines of a JSON lines file whose "step" is larger, those without one, and an unfinished last one; other lines keep their
/// bytes. The file is the old one or the new one, never half. Nothing happens when it does not exist.
void dropLinesAfter(const std::filesystem::path& file, std::int64_t step);

} // namespace w2v

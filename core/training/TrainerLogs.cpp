#include "core/training/TrainerLogs.h"

#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/training/EventReader.h"
#include "core/training/LineFollower.h"
#include "core/training/MetricsReader.h"

namespace w2v {

namespace {

constexpr std::array<std::string_view, 5> kNames{"workbench", "ms-swift", "llama-factory", "easyr1", "tensorboard"};
constexpr std::size_t kMaxLine = 16 << 20; // the last line of ms-swift repeats the whole history
constexpr std::size_t kMaxProblems = 100;  // a poll
constexpr int kMaxDepth = 8;               // of nested keys


std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> wholeNumber(const Json& value)
{
    if (value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX)))
        return value.get<std::int64_t>();
    return {};
}

std::string ownName(std::string name)
{
    constexpr std::string_view kEval = "eval_";
    if (name == "lr")
        return "learning_rate";
    if (name == "grad_norm")
        return "gradient_norm";
    return name.starts_with(kEval) ? "eval/" + name.substr(kEval.size()) : name;
}

void addNumber(MetricsRow& row, std::string name, const Json& value)
{
    if (value.is_number())
        row.values.emplace_back(std::move(name), value.get<double>());
    else if (value.is_null())
        row.values.emplace_back(std::move(name), std::numeric_limits<double>::quiet_NaN());
}

void flatten(const Json& object, const std::string& before, int depth, MetricsRow& row)
{
    for (const auto& [key, value] : object.items()) {
        if (value.is_object() && depth < kMaxDepth)
            flatten(value, before + key + '/', depth + 1, row);
        else if (depth > 0 || key != "step")
            addNumber(row, before + key, value);
    }
}

class JsonLog : public MetricSource {
public:
    JsonLog(LogFormat format, const std::filesystem::path& file) : m_format(format), m_lines(file, kMaxLine) {}

    const LogProgress& progress() const override { return m_progress; }

    MetricBatch poll() override
    {
        MetricBatch batch;
        const auto note = [&](std::int64_t number, const std::string& reason) {
            ++batch.damaged;
            if (batch.problems.size() < kMaxProblems)
                batch.problems.push_back(fmt::format("{}:{}: {}", m_lines.path().filename().string(), number, reason));
        };
        std::vector<MetricsRow> rows;
        LogProgress progress = m_progress;
        m_lines.poll(
            [&](std::string_view line, std::int64_t number) {
                if (line.find_first_not_of(" \t\r") == std::string_view::npos)
                    return;
                try {
                    batch.added.add(rowOf(line, progress));
                } catch (const Error& e) {
                    note(number, e.reason());
                }
            },
            [&](std::int64_t number) { note(number, "the line is too long"); });
        batch.restarted = m_lines.restarted();
        m_progress = progress;
        batch.added.settle();
        return batch;
    }

private:
    MetricsRow rowOf(std::string_view line, LogProgress& progress) const
    {
        if (m_format == LogFormat::Workbench) {
            MetricsRow row = parseMetricsLine(line, "line");
            progress.step = row.step;
            return row;
        }
        const Json object = parseJson(withoutBareWords(line), "line");
        if (!object.is_object())
            throw Error("line", "is not a JSON object");
        return m_format == LogFormat::Swift ? swiftRow(object, progress) : m_format == LogFormat::EasyR1 ? easyRow(object, progress) : llamaRow(object, progress);
    }

    static MetricsRow swiftRow(const Json& object, LogProgress& progress)
    {
        MetricsRow row;
        if (object.contains("log_history")) { // the summary; it ends a run that was interrupted too
            progress.ended = true;
            return row;
        }
        row.step = progress.step;
        for (const auto& [key, value] : object.items()) {
            if (key == "global_step/max_steps" && value.is_string()) {
                const std::string text = value.get<std::string>();
                const std::size_t slash = text.find('/');
                const auto step = wholeNumber(std::string_view(text).substr(0, slash));
                if (!step)
                    throw Error("line", "\"global_step/max_steps\" is not of the form \"25/94\"");
                row.step = progress.step = *step;
                if (slash != std::string::npos)
                    progress.total = wholeNumber(std::string_view(text).substr(slash + 1)).value_or(0);
            } else if (key == "elapsed_time" && value.is_string()) {
                row.time = durationSeconds(value.get<std::string>()).value_or(0);
            } else if (key == "remaining_time" && value.is_string()) {
                progress.remaining = durationSeconds(value.get<std::string>()).value_or(0);
            } else {
                addNumber(row, ownName(key), value);
            }
        }
        return row;
    }

    static MetricsRow llamaRow(const Json& object, LogProgress& progress)
    {
        MetricsRow row;
        const auto found = object.find("current_steps");
        const auto step = found == object.end() ? std::nullopt : wholeNumber(*found);
        if (!step)
            throw Error("line", "has no whole number \"current_steps\"");
        row.step = progress.step = *step;
        for (const auto& [key, value] : object.items()) {
            if (key == "current_steps")
                continue;
            if (key == "total_steps")
                progress.total = wholeNumber(value).value_or(0);
            else if (key == "elapsed_time" && value.is_string())
                row.time = durationSeconds(value.get<std::string>()).value_or(0);
            else if (key == "remaining_time" && value.is_string())
                progress.remaining = durationSeconds(value.get<std::string>()).value_or(0);
            else
                addNumber(row, ownName(key), value);
        }
        return row;
    }

    static MetricsRow easyRow(const Json& object, LogProgress& progress)
    {
        MetricsRow row;
        const auto found = object.find("step");
        const auto step = found == object.end() ? std::nullopt : wholeNumber(*found);
        if (!step)
            throw Error("line", "has no whole number \"step\"");
        row.step = progress.step = *step;
        flatten(object, {}, 0, row);
        return row;
    }

    LogFormat m_format;
    LineFollower m_lines;
    LogProgress m_progress;
};

/// A number at the start of the text, which is taken off.
std::optional<double> takeNumber(std::string_view& text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    std::uint32_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc())
        return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

} // namespace

std::string_view logFormatName(LogFormat format)
{
    return kNames[static_cast<std::size_t>(format)];
}

std::optional<LogFormat> logFormatOf(const std::filesystem::path& file)
{
    const std::string name = file.filename().string();
    if (name == "metrics.jsonl")
        return LogFormat::Workbench;
    if (name == "logging.jsonl")
        return LogFormat::Swift;
    if (name == "trainer_log.jsonl")
        return LogFormat::LlamaFactory;
    if (name == "experiment_log.jsonl")
        return LogFormat::EasyR1;
    if (name.find("tfevents") != std::string::npos)
        return LogFormat::Events;
    return {};
}

std::unique_ptr<MetricSource> openLog(LogFormat format, const std::filesystem::path& file)
{
    if (format == LogFormat::Events)
        return std::make_unique<EventReader>(file);
    return std::make_unique<JsonLog>(format, file);
}

std::optional<double> durationSeconds(std::string_view text)
{
    double seconds = 0;
    bool any = false;
    while (!text.empty()) {
        const auto number = takeNumber(text);
        if (!number)
            return {};
        any = true;
        if (text.starts_with(" day")) {
            seconds += *number * 86400;
            text.remove_prefix(std::min(text.find(',') == std::string_view::npos ? text.size() : text.find(',') + 1, text.size()));
        } else if (text.starts_with(':')) {
            text.remove_prefix(1);
            const auto minutes = takeNumber(text);
            if (!minutes || !text.starts_with(':'))
                return {};
            text.remove_prefix(1);
            const auto rest = takeNumber(text);
            if (!rest)
                return {};
            seconds += *number * 3600 + *minutes * 60 + *rest;
        } else if (!text.empty() && std::string_view("dhms").find(text.front()) != std::string_view::npos) {
            seconds += *number * (text.front() == 'd' ? 86400 : text.front() == 'h' ? 3600 : text.front() == 'm' ? 60 : 1);
            text.remove_prefix(1);
        } else {
            return {};
        }
    }
    return any ? std::optional(seconds) : std::nullopt;
}

} // namespace w2v

#include "core/dataset/ReviewMerge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/LineReader.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxProblems = 100, kMaxConflicts = 1000, kMaxReason = 2000, kMaxVerdicts = 20'000'000;

int verdictIndex(const std::string& state)
{
    const auto& all = ReviewAgreement::kVerdicts;
    const auto found = std::find(all.begin(), all.end(), state);
    return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

std::string textAt(const Json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

/// The verdict of a line, or why there is none. A record that is still pending is no problem: `verdict.state` is empty.
std::string readVerdict(const std::string& line, ReviewVerdict& verdict)
{
    static constexpr std::array<const char*, 4> kStates{"pending", "accepted", "rejected", "second_look"};
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        return "is not a JSON object";
    const auto id = object.find("id");
    if (id == object.end() || !(id->is_string() || id->is_number_integer()))
        return "has no id";
    verdict.id = id->is_string() ? id->get<std::string>() : id->dump();
    verdict.state = textAt(object, "state");
    if (const auto status = object.find("status"); verdict.state.empty() && status != object.end() && status->is_number_integer()) {
        const auto number = status->get<std::int64_t>();
        verdict.state = number >= 0 && number < std::ssize(kStates) ? kStates[static_cast<std::size_t>(number)] : "";
    }
    if (std::find(kStates.begin(), kStates.end(), verdict.state) == kStates.end())
        return "has no verdict: state is none of pending, accepted, rejected, second_look";
    if (verdict.state == "pending")
        verdict.state.clear();
    verdict.reason = textAt(object, "reason").substr(0, kMaxReason);
    return {};
}

std::string withReason(const std::string& state, const std::string& reason)
{
    const std::string words = state == "second_look" ? "second look" : state;
    return reason.empty() ? words : fmt::format("{} ({})", words, reason);
}

/// Verdicts of many records, those with the same state and reason at once.
class VerdictWriter {
public:
    void add(const std::string& id, const std::string& state, const std::string& reason) { m_ids[{state, reason}].push_back(id); }
    void write(Project& project) const
    {
        for (const auto& [verdict, ids] : m_ids)
            project.setRecordState(ids, verdict.first, verdict.second);
    }
    bool isEmpty() const { return m_ids.empty(); }

private:
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> m_ids;
};

} // namespace

void ReviewAgreement::add(const std::string& first, const std::string& second)
{
    const int row = verdictIndex(first), column = verdictIndex(second);
    if (row >= 0 && column >= 0)
        ++m_table[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
}

std::int64_t ReviewAgreement::records() const
{
    std::int64_t n = 0;
    for (const auto& row : m_table)
        for (const std::int64_t count : row)
            n += count;
    return n;
}

double ReviewAgreement::observed() const
{
    const std::int64_t n = records();
    return n ? static_cast<double>(m_table[0][0] + m_table[1][1] + m_table[2][2]) / static_cast<double>(n) : 0;
}

double ReviewAgreement::expected() const
{
    const auto n = static_cast<double>(records());
    double sum = 0;
    for (std::size_t k = 0; n > 0 && k < kVerdicts.size(); ++k) {
        double first = 0, second = 0;
        for (std::size_t other = 0; other < kVerdicts.size(); ++other) {
            first += static_cast<double>(m_table[k][other]);
            second += static_cast<double>(m_table[other][k]);
        }
        sum += first / n * (second / n);
    }
    return sum;
}

double ReviewAgreement::kappa() const
{
    const double chance = expected();
    return records() && chance < 1 ? (observed() - chance) / (1 - chance) : std::numeric_limits<double>::quiet_NaN();
}

double ReviewAgreement::standardError() const
{
    const double same = observed(), chance = expected();
    return records() && chance < 1 ? std::sqrt(same * (1 - same) / static_cast<double>(records())) / (1 - chance)
                                   : std::numeric_limits<double>::quiet_NaN();
}

Json ReviewAgreement::toJson() const
{
    Json table = Json::object();
    for (std::size_t row = 0; row < kVerdicts.size(); ++row)
        for (std::size_t column = 0; column < kVerdicts.size(); ++column)
            table[kVerdicts[row]][kVerdicts[column]] = m_table[row][column];
    const double value = kappa(), spread = 1.96 * standardError();
    const bool defined = std::isfinite(value);
    return {{"records", records()},
            {"observed", observed()},
            {"expected", expected()},
            {"kappa", defined ? Json(value) : Json()},
            {"interval", defined ? Json{std::max(-1.0, value - spread), std::min(1.0, value + spread)} : Json()},
            {"table", table}};
}

std::vector<ReviewVerdict> readVerdicts(const fs::path& file, std::vector<std::string>& problems)
{
    LineReader lines(file);
    std::vector<ReviewVerdict> verdicts;
    std::unordered_map<std::string, std::size_t> known;
    while (lines.next()) {
        if (!lines.tooLong() && lines.line().find_first_not_of(" \t") == std::string::npos)
            continue;
        ReviewVerdict verdict;
        const std::string why = lines.tooLong() ? "is longer than 4 MiB" : readVerdict(lines.line(), verdict);
        const std::string where = fmt::format("{}:{}", file.filename().string(), lines.number());
        if (!why.empty() && problems.size() < kMaxProblems)
            problems.push_back(where + ": " + why);
        if (!why.empty() || verdict.state.empty())
            continue;
        const auto [it, isNew] = known.try_emplace(verdict.id, verdicts.size());
        if (!isNew && verdicts[it->second].state != verdict.state)
            throw Error(where, fmt::format("judges record {} a second time, and differently", verdict.id), "Remove one of the two lines");
        if (isNew)
            verdicts.push_back(std::move(verdict));
        if (verdicts.size() > kMaxVerdicts)
            throw Error(file.string(), fmt::format("has more than {} verdicts", kMaxVerdicts), "Split the file");
    }
    if (verdicts.empty())
        throw Error(file.string(), problems.empty() ? "has no verdicts" : "has no usable verdict; first problem: " + problems.front(),
                    "Expected are JSON lines with id and state, as w2v records verdicts writes them");
    return verdicts;
}

std::int64_t writeVerdicts(const Project& project, const fs::path& file, JobContext& job)
{
    std::string text;
    std::int64_t count = 0;
    for (const char* state : ReviewAgreement::kVerdicts) {
        const std::vector<std::int64_t> numbers = project.recordNumbers({.state = state});
        constexpr std::size_t kPage = 1000;
        for (std::size_t at = 0; at < numbers.size(); at += kPage) {
            job.throwIfStopped();
            for (const RecordRow& row : project.recordRows(std::span(numbers).subspan(at, std::min(kPage, numbers.size() - at)))) {
                const Json line{{"id", row.id}, {"task", taskName(row.task)}, {"state", row.state}, {"reason", row.reason}};
                text += line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
                ++count;
            }
        }
    }
    if (count == 0)
        throw Error(project.folder().string(), "has no record that was judged", "Judge some records first");
    writeFileAtomic(file, text);
    return count;
}

Json mergeReview(Project& project, const std::vector<ReviewVerdict>& verdicts, const ReviewMergeOptions& options, JobContext& job)
{
    ReviewAgreement all;
    std::map<std::string, ReviewAgreement> byTask;
    VerdictWriter writer;
    Json conflicts = Json::array(), unknown = Json::array();
    std::int64_t conflictCount = 0, adopted = 0, unknownCount = 0;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const ReviewVerdict& second = verdicts[i];
        if (i % 256 == 0) {
            job.throwIfStopped();
            job.report(0.9 * static_cast<double>(i) / static_cast<double>(verdicts.size()), fmt::format("comparing {}/{}", i, verdicts.size()));
        }
        const std::optional<std::int64_t> number = project.recordNumber(second.id);
        const std::vector<RecordRow> rows = number ? project.recordRows(std::span(&*number, 1)) : std::vector<RecordRow>();
        if (rows.empty()) {
            if (++unknownCount <= static_cast<std::int64_t>(kMaxProblems))
                unknown.push_back(second.id);
            continue;
        }
        const RecordRow& first = rows.front();
        if (first.state == "pending") {
            adopted += options.adopt;
            if (options.adopt)
                writer.add(first.id, second.state, second.reason);
            continue;
        }
        all.add(first.state, second.state);
        byTask[taskName(first.task)].add(first.state, second.state);
        if (first.state == second.state)
            continue;
        const std::string reason = fmt::format("first: {}; {}: {}", withReason(first.state, first.reason), options.reviewer,
                                               withReason(second.state, second.reason));
        writer.add(first.id, "second_look", reason);
        if (++conflictCount <= static_cast<std::int64_t>(kMaxConflicts))
            conflicts.push_back({{"id", first.id}, {"task", taskName(first.task)}, {"first", first.state}, {"second", second.state}, {"reason", reason}});
    }
    if (options.apply && !writer.isEmpty())
        project.group("Merge the review of " + options.reviewer, [&] { writer.write(project); });
    Json tasks = Json::object();
    for (const auto& [task, agreement] : byTask)
        tasks[task] = agreement.toJson();
    job.report(1, "merged");
    return {{"agreement", all.toJson()}, {"by_task", tasks},   {"conflicts", conflicts},      {"conflict_count", conflictCount},
            {"adopted", adopted},        {"unknown", unknown}, {"unknown_count", unknownCount}, {"applied", options.apply}};
}

} // namespace w2v

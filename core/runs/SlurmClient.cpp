#include "core/runs/SlurmClient.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/Error.h"
#include "core/base/Subprocess.h"

namespace w2v {

namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 60s;               // for a controller that is busy
constexpr std::size_t kMaxOutput = 16 << 20;

struct Answer {
    bool ok = false;
    std::string out, err;
};

Answer ask(const std::vector<std::string>& command)
{
    SubprocessOptions options;
    options.command = command;
    Subprocess program(options);
    program.closeInput();
    Answer answer;
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    for (std::string line;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            throw Error(command.front(), "did not answer for a minute", "Slurm's controller may be down: try again later");
        const auto read = program.readLine(line, left);
        if (read == Subprocess::Read::End)
            break;
        if (read == Subprocess::Read::Line && answer.out.size() < kMaxOutput)
            answer.out += line + '\n';
    }
    const auto status = program.wait(5000ms);
    answer.ok = status && status->ok();
    answer.err = program.errorTail();
    while (answer.err.ends_with('\n'))
        answer.err.pop_back();
    return answer;
}

std::vector<std::string> split(std::string_view text, char by)
{
    std::vector<std::string> out;
    for (std::size_t end = text.find(by); end != std::string_view::npos; end = text.find(by)) {
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    out.emplace_back(text);
    return out;
}

std::string firstWord(const std::string& text)
{
    return text.substr(0, text.find_first_of(" +"));
}

std::string bare(std::string reason)
{
    if (reason.size() > 1 && reason.front() == '(' && reason.back() == ')')
        reason = reason.substr(1, reason.size() - 2);
    return reason == "None" ? std::string() : reason;
}

template <std::size_t N>
bool isOne(const std::string& state, const std::array<std::string_view, N>& names)
{
    return std::find(names.begin(), names.end(), state) != names.end();
}

bool isId(const std::string& id)
{
    return !id.empty() && id.size() < 32 && id.find_first_not_of("0123456789_") == std::string::npos && id.front() != '_';
}

} // namespace

SlurmPhase slurmPhase(const std::string& whole)
{
    static constexpr std::array<std::string_view, 14> kWaiting{"PENDING", "PD", "CONFIGURING", "CF", "REQUEUED", "RQ", "REQUEUE_HOLD", "RH",
                                                               "RESV_DEL_HOLD", "RD", "SPECIAL_EXIT", "SE", "REQUEUE_FED", "RF"};
    static constexpr std::array<std::string_view, 2> kDone{"COMPLETED", "CD"};
    static constexpr std::array<std::string_view, 20> kFailed{"FAILED", "F", "CANCELLED", "CA", "TIMEOUT", "TO", "OUT_OF_MEMORY", "OOM", "NODE_FAIL", "NF",
                                                              "PREEMPTED", "PR", "BOOT_FAIL", "BF", "DEADLINE", "DL", "REVOKED", "RV", "LAUNCH_FAILED", "RECONFIG_FAIL"};
    const std::string state = firstWord(whole);
    return isOne(state, kWaiting) ? SlurmPhase::Waiting : isOne(state, kDone) ? SlurmPhase::Done : isOne(state, kFailed) ? SlurmPhase::Failed : SlurmPhase::Active;
}

std::vector<SlurmJob> parseSqueue(const std::string& text)
{
    std::vector<SlurmJob> out;
    for (const std::string& line : split(text, '\n')) {
        const auto field = split(line, '|');
        if (field.size() >= 7 && !field[0].empty())
            out.push_back({field[0], firstWord(field[1]), field[2], field[3], field[4], bare(field[6])});
    }
    return out;
}

std::vector<SlurmJob> parseSacct(const std::string& text)
{
    std::vector<SlurmJob> out;
    for (const std::string& line : split(text, '\n')) {
        const auto field = split(line, '|');
        if (field.size() >= 6 && isId(field[0]))
            out.push_back({field[0], firstWord(field[1]), field[2], field[3], field[4], bare(field[5])});
    }
    return out;
}

std::optional<SlurmJob> parseScontrol(const std::string& text)
{
    SlurmJob job;
    for (std::string line : split(text, '\n'))
        for (const std::string& word : split(line, ' ')) {
            const std::size_t equal = word.find('=');
            if (equal == std::string::npos)
                continue;
            const std::string key = word.substr(0, equal), value = word.substr(equal + 1);
            if (key == "JobId")
                job.id = value;
            else if (key == "JobState")
                job.state = value;
            else if (key == "RunTime")
                job.elapsed = value;
            else if (key == "TimeLimit")
                job.limit = value;
            else if (key == "StartTime")
                job.start = value;
            else if (key == "Reason")
                job.reason = bare(value);
        }
    return job.id.empty() || job.state.empty() ? std::nullopt : std::optional(job);
}

std::optional<std::string> SlurmClient::version()
{
    try {
        const Answer answer = ask({"sbatch", "--version"});
        return answer.ok ? std::optional(split(answer.out, '\n').front()) : std::nullopt;
    } catch (const Error&) {
        return {};
    }
}

std::string SlurmClient::submit(const std::filesystem::path& script, const std::string& dependency) const
{
    std::vector<std::string> command{"sbatch", "--parsable"};
    if (!dependency.empty())
        command.push_back("--dependency=" + dependency);
    command.push_back(script.string());
    const Answer answer = ask(command);
    const std::string id = split(split(answer.out, '\n').front(), ';').front(); // "<id>[;<cluster>]"
    if (!answer.ok || !isId(id))
        throw Error("sbatch", answer.err.empty() ? "gave no job id" : answer.err, "Correct what the job asks for, or ask the cluster's administrators");
    return id;
}

std::map<std::string, SlurmJob> SlurmClient::states(const std::vector<std::string>& ids) const
{
    std::map<std::string, SlurmJob> out;
    std::vector<std::string> asked;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(asked), isId);
    if (asked.empty())
        return out;
    const auto missing = [&] {
        std::vector<std::string> left;
        for (const std::string& id : asked) // an array is known by its tasks, "12_0"
            if (const auto at = out.lower_bound(id); at == out.end() || (at->first != id && !at->first.starts_with(id + '_')))
                left.push_back(id);
        return left;
    };
    const Answer queue = ask({"squeue", "--noheader", "--jobs=" + fmt::format("{}", fmt::join(asked, ",")), "--states=all", "--array", "--format=%i|%T|%M|%l|%S|%D|%R"});
    if (!queue.ok && queue.err.find("Invalid job id") == std::string::npos)
        throw Error("squeue", queue.err.empty() ? "failed" : queue.err, "Slurm's controller may be down: try again later");
    for (SlurmJob& job : parseSqueue(queue.out))
        out[job.id] = std::move(job);
    if (const auto left = missing(); !left.empty()) {
        const Answer history = ask({"sacct", "--noheader", "--parsable2", "--allocations", "--jobs=" + fmt::format("{}", fmt::join(left, ",")),
                                    "--format=JobID,State,Elapsed,Timelimit,Start,Reason"});
        if (history.ok)
            for (SlurmJob& job : parseSacct(history.out))
                out[job.id] = std::move(job);
    }
    for (const std::string& id : missing()) { // accounting is off on many small clusters
        const Answer known = ask({"scontrol", "show", "job", id});
        if (known.ok)
            if (auto job = parseScontrol(known.out))
                out[id] = std::move(*job);
    }
    return out;
}

void SlurmClient::cancel(const std::string& id, bool waiting, bool hard) const
{
    if (!isId(id))
        throw Error(id, "is no job of Slurm");
    std::vector<std::string> command{"scancel"};
    if (!waiting && !hard)
        command.insert(command.end(), {"--batch", "--signal=TERM"});
    command.push_back(id);
    const Answer answer = ask(command);
    if (!answer.ok)
        throw Error("scancel", answer.err.empty() ? "failed" : answer.err);
}

} // namespace w2v

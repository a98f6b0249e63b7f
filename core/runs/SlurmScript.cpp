#include "core/runs/SlurmScript.h"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxTasks = 1000; // Slurm's usual MaxArraySize

/// One word of printable letters: it goes into a comment line that Slurm reads.
const std::string& checked(const std::string& value, const char* name)
{
    for (const char c : value)
        if (static_cast<unsigned char>(c) < 0x21 || c == '"' || c == '\'' || c == '\\' || c == '`' || c == 0x7F)
            throw Error(name, "\"" + value + "\" holds a space, a quote or a control character", "Give it as one word");
    return value;
}

std::string option(const char* name, const std::string& value)
{
    return value.empty() ? std::string() : fmt::format("#SBATCH --{}={}\n", name, value);
}

std::string head(const SlurmSettings& s, const std::string& name)
{
    static const std::regex kTime("([0-9]+-)?[0-9]{1,3}(:[0-9]{2}){1,2}|[0-9]+|UNLIMITED");
    if (!s.timeLimit.empty() && !std::regex_match(s.timeLimit, kTime))
        throw Error("time_limit", "\"" + s.timeLimit + "\" is no time limit", "Write it as HH:MM:SS or D-HH:MM:SS");
    if (s.cpus < 0 || s.cpus > 4096 || s.warning < 0 || s.warning > 65535)
        throw Error("Slurm", "asks for an impossible number of processors or seconds", "cpus: 1 to 4096, warning: 0 to 65535 seconds");
    std::string jobName;
    for (const char c : name)
        jobName += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ? c : '-';
    std::string out = "#!/bin/bash\n" + option("job-name", jobName);
    out += option("partition", checked(s.partition, "partition")) + option("account", checked(s.account, "account")) + option("qos", checked(s.qos, "qos"));
    out += option("time", s.timeLimit) + option("mem", checked(s.memory, "memory")) + option("gpus", checked(s.gpus, "gpus"));
    if (s.cpus > 0)
        out += fmt::format("#SBATCH --cpus-per-task={}\n", s.cpus);
    for (const std::string& line : s.options) {
        if (!line.starts_with("-"))
            throw Error("options", "\"" + line + "\" is no option of sbatch", "Options begin with -");
        out += fmt::format("#SBATCH {}\n", checked(line, "options"));
    }
    return out;
}

std::string setupLines(const SlurmSettings& s)
{
    std::string out;
    for (const std::string& line : s.setup) {
        if (line.find_first_of("\n\r") != std::string::npos)
            throw Error("setup", "a command holds a line end", "Give each command as an entry of its own");
        out += line + "\n";
    }
    return out;
}

/// sbatch expands % in names of files.
std::string outputName(const std::filesystem::path& folder, const std::string& pattern)
{
    std::string out;
    for (const char c : folder.string())
        if (c == '\n' || c == '"')
            throw Error(folder.string(), "is no folder that Slurm can write its output to");
        else
            out += c == '%' ? "%%" : std::string(1, c);
    return fmt::format("\"{}/{}\"", out, pattern);
}

std::vector<std::string> texts(const JsonFields& fields, const char* key)
{
    std::vector<std::string> out;
    if (fields.has(key))
        for (const Json& one : fields.array(key, 0, 100)) {
            if (!one.is_string())
                throw Error(fields.subject(), std::string("\"") + key + "\" holds something that is no text");
            out.push_back(one.get<std::string>());
        }
    return out;
}

} // namespace

std::string shellQuoted(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

SlurmSettings slurmSettingsFrom(const Json& object)
{
    const JsonFields fields(object, "Slurm settings");
    SlurmSettings s;
    s.partition = fields.text("partition", s.partition);
    s.account = fields.text("account", s.account);
    s.qos = fields.text("qos", s.qos);
    s.timeLimit = fields.text("time_limit", s.timeLimit);
    s.memory = fields.text("memory", s.memory);
    s.gpus = fields.text("gpus", s.gpus);
    if (fields.has("cpus"))
        s.cpus = static_cast<int>(fields.integer("cpus", 0, 4096));
    if (fields.has("warning"))
        s.warning = static_cast<int>(fields.integer("warning", 0, 65535));
    s.requeue = fields.boolean("requeue", s.requeue);
    s.options = texts(fields, "options");
    s.setup = texts(fields, "setup");
    return s;
}

std::string slurmScript(const SlurmSettings& s, const std::string& name, const std::filesystem::path& worker, const std::filesystem::path& run)
{
    std::string out = head(s, name);
    out += option("output", outputName(run, "slurm-%j.out")) + "#SBATCH --open-mode=append\n";
    out += s.requeue ? "#SBATCH --requeue\n" : "#SBATCH --no-requeue\n";
    if (s.warning > 0)
        out += fmt::format("#SBATCH --signal=B:USR1@{}\n", s.warning);
    out += fmt::format("\n{}run={}\n{} --run \"$run\" &\nchild=$!\nwarned=\n", setupLines(s), shellQuoted(run.string()), shellQuoted(worker.string()));
    out += "trap 'warned=1; kill -USR1 \"$child\"' USR1   # the time limit is near: save and stop\n";
    out += "trap 'kill -TERM \"$child\"' TERM              # cancelled: save and stop\n";
    out += "wait \"$child\"; code=$?\n";
    out += "while kill -0 \"$child\" 2>/dev/null; do wait \"$child\"; code=$?; done\n";
    if (s.requeue)
        out += "if [ -n \"$warned\" ] && grep -q '\"status\": *\"stopped\"' \"$run/state.json\"; then\n"
               "    scontrol requeue \"$SLURM_JOB_ID\"              # goes on from the checkpoint\n"
               "fi\n";
    return out + "exit \"$code\"\n";
}

std::string slurmArrayScript(const SlurmSettings& s, const std::string& name, const std::filesystem::path& folder,
                             const std::vector<std::vector<std::string>>& commands)
{
    if (commands.empty() || commands.size() > kMaxTasks)
        throw Error(name, fmt::format("has {} tasks", commands.size()), fmt::format("A job array has 1 to {}", kMaxTasks));
    std::string out = head(s, name) + fmt::format("#SBATCH --array=0-{}\n", commands.size() - 1);
    out += fmt::format("{}\n{}", option("output", outputName(folder, "task-%a.out")), setupLines(s));
    out += "case $SLURM_ARRAY_TASK_ID in\n";
    for (std::size_t i = 0; i < commands.size(); ++i) {
        out += fmt::format("{}) exec", i);
        for (const std::string& word : commands[i])
            out += fmt::format(" {}", shellQuoted(word));
        out += " ;;\n";
    }
    return out + "esac\n";
}

} // namespace w2v

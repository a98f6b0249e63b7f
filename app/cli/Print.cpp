#include "app/cli/Print.h"

#include <cstdio>

#include <fmt/format.h>

#include "app/cli/PrintBench.h"
#include "core/base/Duration.h"

namespace w2v {

namespace {

std::string cell(const Json& value)
{
    if (value.is_number_float())
        return fmt::format("{:.1f}", value.get<double>());
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void printDemo(const Json& result)
{
    fmt::print("\n{:<6}{:>6}{:>11}{:>10}{:>10}{:>9}   {}\n", "task", "n", "untrained", "majority", "no image", "trained", "");
    for (const auto& [task, row] : result.at("tasks").items()) {
        fmt::print("{:<6}{:>6}{:>11}{:>10}{:>10}{:>9}   {}\n", task, row.at("n").dump(), cell(row.at("untrained")),
                   cell(row.at("majority")), cell(row.at("no_image")), cell(row.at("trained")), row.value("verdict", ""));
        if (row.contains("direction"))
            fmt::print("{:<6}{:>6}{:>11}{:>10}{:>10}{:>9}\n", "", "dir", "", cell(row.at("direction").at("majority")), "",
                       cell(row.at("direction").at("trained")));
    }
    const Json& mean = result.at("mean");
    fmt::print("{:<6}{:>6}{:>11}{:>10}{:>10}{:>9}\n\nseconds:", "mean", "", cell(mean.at("untrained")), cell(mean.at("majority")),
               cell(mean.at("no_image")), cell(mean.at("trained")));
    for (const auto& [stage, seconds] : result.at("seconds").items())
        fmt::print("  {} {}", stage, cell(seconds));
    fmt::print("\nproject: {}\n", result.value("project", ""));
}

void printChecks(const Json& result)
{
    for (const Json& check : result.at("checks"))
        fmt::print("{}  {:<36} {}\n", check.at("passed").get<bool>() ? "ok    " : "FAILED", check.at("name").get<std::string>(),
                   check.at("detail").get<std::string>());
    for (const Json& note : result.value("notes", Json::array()))
        fmt::print("note    {}\n", note.get<std::string>());
    fmt::print("{}: {}\n", result.at("world_model").get<std::string>(), result.at("passed").get<bool>() ? "passed" : "failed");
}

void printEstimate(const Json& r)
{
    const auto number = [&](const char* key) { return r.at(key).get<double>(); };
    fmt::print("network calls      {} of {} steps\n", r.at("network_calls").dump(), r.at("steps").dump());
    fmt::print("operations         {}, {} a step\n", operationsText(number("operations")), operationsText(number("operations_per_step")));
    fmt::print("memory             {:.2f} GB weights + {:.2f} GB work\n", number("weight_bytes") / 1e9, number("work_bytes") / 1e9);
    fmt::print("this machine       {:.0f} GFLOP/s in matrix products, of which the networks reach {:.0f} %\n", number("machine_gflops"),
               number("share_of_peak") * 100);
    fmt::print("time               {}, {} a frame\n", durationText(number("seconds")), durationText(number("seconds_per_frame")));
}

void printChoices(const Json& result)
{
    for (const Json& choice : result.at("choices"))
        fmt::print("{:>7.2f} %  {:>9.3f}  {}\n", choice.at("probability").get<double>() * 100, choice.at("log_likelihood").get<double>(),
                   choice.at("text").get<std::string>());
}

void printCheck(const Json& result)
{
    for (const Json& finding : result.at("findings"))
        fmt::print("{:<8} {:<11} {}\n", finding.value("verdict", ""), finding.value("what", ""), finding.value("text", ""));
    fmt::print("{}\n", result.value("ready", false) ? "ready" : "not ready");
}

void printDifferences(const Json& result)
{
    for (const Json& one : result.at("differences"))
        fmt::print("{:<32} {:>20}  ->  {}\n", one.value("field", ""), one.value("before", ""), one.value("after", ""));
    fmt::print("{} values differ between {} and {}\n", result.at("differences").size(), result.value("run", ""), result.value("against", ""));
}

void printChain(const Json& chain)
{
    fmt::print("{}  {}\n", chain.value("chain", ""), chain.value("name", ""));
    for (const Json& stage : chain.at("stages")) {
        std::string detail = stage.value("error", "");
        if (detail.empty() && stage.value("step", std::int64_t{0}) > 0)
            detail = stage.value("total", std::int64_t{0}) > 0 ? fmt::format("step {}/{}", stage.at("step").dump(), stage.at("total").dump())
                                                               : fmt::format("step {}", stage.at("step").dump());
        std::string needs;
        for (const Json& need : stage.at("needs"))
            needs += (needs.empty() ? "after " : ", ") + need.get<std::string>();
        fmt::print("  {:<12}{:<10}{:<8}{:<16}{}\n", stage.value("stage", ""), stage.value("status", ""), stage.value("entry", ""), needs, detail);
        for (const Json& score : stage.value("scores", Json::array()))
            if (score.contains("overall"))
                fmt::print("      {:<16}step {:<8}{:>6}%  ({} to {}, n {})\n", score.value("benchmark", ""), score.at("step").dump(), cell(score.at("overall")),
                           cell(score.at("low")), cell(score.at("high")), score.at("n").dump());
    }
}

} // namespace

std::string operationsText(double operations)
{
    const char* units[] = {"MFLOP", "GFLOP", "TFLOP", "PFLOP"};
    int unit = 0;
    double value = operations / 1e6;
    for (; value >= 1000 && unit < 3; ++unit)
        value /= 1000;
    return fmt::format("{:.3g} {}", value, units[unit]);
}

void printResult(const std::string& operation, const Json& result)
{
    if (operation == "demo")
        printDemo(result);
    else if (operation == "worldmodel.check")
        printChecks(result);
    else if (operation == "worldmodel.estimate")
        printEstimate(result);
    else if (operation == "worldmodel.help")
        fmt::print("{}", result.value("text", ""));
    else if (operation == "train.check")
        printCheck(result);
    else if (operation == "train.diff")
        printDifferences(result);
    else if (operation == "chain.list")
        for (const Json& chain : result.at("chains"))
            printChain(chain);
    else if (operation.starts_with("chain."))
        printChain(result);
    else if (operation == "vlm.choose")
        printChoices(result);
    else if (operation == "bench.questions" || operation == "bench.open" || operation == "bench.answer" || operation == "bench.score")
        printBench(result);
    else if (operation == "bench.tree")
        printTree(result);
    else if (operation == "vlm.answer")
        fmt::print("{}\n", result.value("text", ""));
    else
        fmt::print("{}\n", result.dump(2, ' ', false, Json::error_handler_t::replace));
}

} // namespace w2v

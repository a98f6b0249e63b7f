#include "app/cli/Print.h"

#include <cstdio>

#include <fmt/format.h>

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

} // namespace

void printResult(const std::string& operation, const Json& result)
{
    if (operation == "demo")
        printDemo(result);
    else if (operation == "vlm.answer")
        fmt::print("{}\n", result.value("text", ""));
    else
        fmt::print("{}\n", result.dump(2, ' ', false, Json::error_handler_t::replace));
}

} // namespace w2v

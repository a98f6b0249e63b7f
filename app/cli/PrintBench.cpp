#include "app/cli/PrintBench.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace w2v {

namespace {

void printList(const Json& list, const char* head)
{
    constexpr std::size_t kShown = 5;
    if (list.empty())
        return;
    fmt::print("{}\n", head);
    for (std::size_t i = 0; i < std::min(list.size(), kShown); ++i)
        fmt::print("  {}\n", list[i].get<std::string>());
    if (list.size() > kShown)
        fmt::print("  and {} more\n", list.size() - kShown);
}

void printRules(const Json& rules)
{
    fmt::print("{:<34}{:>8}", "percent by rule", "n");
    for (const auto& [id, rule] : rules.items())
        fmt::print("{:>16}", id);
    fmt::print("\n");
    const Json& first = rules.begin().value();
    Json types = Json::object(); // of all rules: some sort questions otherwise
    for (const auto& [id, rule] : rules.items())
        for (const auto& [type, row] : rule.at("types").items())
            if (!types.contains(type))
                types[type] = row;
    for (const auto& [type, row] : types.items()) {
        fmt::print("{:<34}{:>8}", type, row.at("n").get<int>());
        for (const auto& [id, rule] : rules.items()) {
            const auto own = rule.at("types").find(type);
            if (own == rule.at("types").end())
                fmt::print("{:>16}", "-");
            else
                fmt::print("{:>15.1f}{}", own->at("percent").get<double>(), own->at("counts").get<bool>() ? ' ' : '*');
        }
        fmt::print("\n");
    }
    const auto line = [&](const char* name, const std::function<std::string(const Json&)>& text) {
        fmt::print("{:<34}{:>8}", name, name[0] == 'o' ? first.at("n").dump() : "");
        for (const auto& [id, rule] : rules.items())
            fmt::print("{:>16}", text(rule));
        fmt::print("\n");
    };
    line("overall", [](const Json& rule) { return fmt::format("{:.1f}", rule.at("overall").get<double>()); });
    line("95 % of questions' mean", [](const Json& rule) {
        return fmt::format("{:.1f} to {:.1f}", rule.at("per_question").at("low").get<double>(), rule.at("per_question").at("high").get<double>());
    });
    line("not understood", [](const Json& rule) { return rule.at("unparsed").dump(); });
    line("worth a look", [](const Json& rule) { return rule.at("flagged").dump(); });
    if (rules.dump().find("\"counts\":false") != std::string::npos)
        fmt::print("* not in the overall\n");
}

} // namespace

void printBench(const Json& result)
{
    fmt::print("{}: {} questions, {} complete, {} media missing\n", result.at("benchmark").get<std::string>(), result.at("questions").dump(),
               result.at("complete").dump(), result.at("missing_media").dump());
    printList(result.at("missing"), "missing:");
    printList(result.at("problems"), "problems:");
    if (result.contains("rules"))
        printRules(result.at("rules"));
    else
        for (const auto& [type, count] : result.at("types").items())
            fmt::print("{:<34}{:>8}\n", type, count.dump());
    if (!result.contains("run"))
        return;
    const Json& run = result.at("run");
    fmt::print("\n{}: asked {}, kept {}, reused {}, failed {}, not asked {}; {:.4g} s a question", run.at("name").get<std::string>(), run.at("asked").dump(),
               run.at("kept").dump(), run.at("reused").dump(), run.at("failed").dump(), run.at("not_asked").dump(), run.at("seconds_per_question").get<double>());
    if (run.at("cost").get<double>() > 0)
        fmt::print("; cost {:.4f}", run.at("cost").get<double>());
    fmt::print("\n");
    printList(run.at("failures"), "failures:");
    if (run.contains("imagination")) {
        const Json &calls = run.at("imagination").at("calls"), &seconds = run.at("imagination").at("seconds");
        fmt::print("imagination a question: world model {:.1f} calls, {:.3g} s; scores {:.1f} calls, {:.3g} s; answer {:.3g} s\n", calls.at("world_model").get<double>(),
                   seconds.at("world_model").get<double>(), calls.at("score").get<double>(), seconds.at("score").get<double>(), seconds.at("answer").get<double>());
    }
    fmt::print("predictions: {}\n", run.at("predictions").get<std::string>());
}

void printTree(const Json& result)
{
    const auto score = [](const Json& call) { return call.is_object() && call.contains("score") ? fmt::format("{:.2f}", call.at("score").get<double>()) : std::string("-"); };
    fmt::print("{:<50}{:>8}{:>10}{:>8}{:>9}\n", "move", "helps", "promises", "seen", "seconds");
    const std::function<void(int)> below = [&](int parent) {
        for (const Json& node : result.at("nodes")) {
            if (node.at("parent").get<int>() != parent)
                continue;
            const std::string name = std::string(2 * static_cast<std::size_t>(node.at("depth").get<int>() - 1), ' ') + node.at("action").get<std::string>();
            fmt::print("{:<50}{:>8}{:>10}{:>7.0f}%{:>9.3f}{}\n", name, score(node.at("help")), score(node.at("promise")), 100 * node.at("observed_share").get<double>(),
                       node.at("seconds").get<double>(), node.at("shown").get<bool>() ? "  shown" : "");
            below(node.at("node").get<int>());
        }
    };
    below(-1);
    fmt::print("answer: {}\nviews: {}\n", result.at("answer").at("reply").get<std::string>(), result.at("folder").get<std::string>());
}

} // namespace w2v

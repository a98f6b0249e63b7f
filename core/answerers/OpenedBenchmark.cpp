#include "core/answerers/OpenedBenchmark.h"

#include <algorithm>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/base/JsonFields.h"
#include "core/dataset/Project.h"

namespace w2v {

namespace {

constexpr const char* kSetting = "opened benchmarks";
constexpr int kSatSquare = 512, kMostFrames = 1024, kLargestSquare = 8192;

Json toJson(const OpenedBenchmark& benchmark)
{
    return {{"name", benchmark.name}, {"benchmark", benchmarkKindName(benchmark.kind)}, {"questions", benchmark.questions.string()},
            {"media", benchmark.media.string()}, {"frames", benchmark.rules.videoFrames}, {"square", benchmark.rules.square}};
}

OpenedBenchmark fromJson(const Json& json)
{
    const JsonFields fields(json, "the project's list of benchmarks");
    const auto kind = benchmarkKindFromName(fields.text("benchmark"));
    const std::int64_t frames = fields.at("frames").is_number_integer() ? fields.at("frames").get<std::int64_t>() : 0;
    const std::int64_t square = fields.at("square").is_number_integer() ? fields.at("square").get<std::int64_t>() : -1;
    if (!kind || *kind == BenchmarkKind::Records || frames < 1 || frames > kMostFrames || square < 0 || square > kLargestSquare)
        throw Error("the project's list of benchmarks", "holds something that is no benchmark", "Open the benchmark again");
    return {fields.text("name"), *kind, fields.text("questions"), fields.text("media"), {static_cast<int>(frames), static_cast<int>(square)}};
}

void write(Project& project, const std::vector<OpenedBenchmark>& list)
{
    Json json = Json::array();
    for (const OpenedBenchmark& benchmark : list)
        json.push_back(toJson(benchmark));
    project.setValue(kSetting, json.dump());
}

} // namespace

MediaRules usualMediaRules(BenchmarkKind kind)
{
    MediaRules rules;
    if (kind == BenchmarkKind::Sat)
        rules.square = kSatSquare;
    return rules;
}

std::vector<OpenedBenchmark> openedBenchmarks(const Project& project)
{
    std::vector<OpenedBenchmark> list;
    for (const Json& entry : parseJson(project.value(kSetting).value_or("[]"), "the project's list of benchmarks"))
        list.push_back(fromJson(entry));
    return list;
}

std::optional<OpenedBenchmark> openedBenchmark(const Project& project, const std::string& name)
{
    for (const OpenedBenchmark& benchmark : openedBenchmarks(project))
        if (benchmark.name == name)
            return benchmark;
    return std::nullopt;
}

void keepOpenedBenchmark(Project& project, const OpenedBenchmark& benchmark)
{
    const std::string& name = benchmark.name;
    if (name.empty())
        throw Error("name", "is missing", "Give the benchmark a name");
    for (const char* split : {"heldout", "train", "val", "test"})
        if (name == split)
            throw Error("name", "\"" + name + "\" is what a project's own records are called", "Give the benchmark another name");
    if (name.starts_with("version "))
        throw Error("name", "\"" + name + "\" is what a frozen version is called", "Give the benchmark another name");
    std::vector<OpenedBenchmark> list = openedBenchmarks(project);
    std::erase_if(list, [&](const OpenedBenchmark& one) { return one.name == name; });
    list.push_back(benchmark);
    std::sort(list.begin(), list.end(), [](const OpenedBenchmark& a, const OpenedBenchmark& b) { return a.name < b.name; });
    write(project, list);
}

bool closeBenchmark(Project& project, const std::string& name)
{
    std::vector<OpenedBenchmark> list = openedBenchmarks(project);
    if (!std::erase_if(list, [&](const OpenedBenchmark& one) { return one.name == name; }))
        return false;
    write(project, list);
    return true;
}

} // namespace w2v

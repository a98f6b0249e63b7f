// Benchmarks of others in a project: found on the disk, opened, closed.
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/OutsideBench.h"
#include "app/operations/ParamRange.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/eval/benchmarks/FindBenchmark.h"

namespace w2v {

Json runBenchFind(const Json& params, AppContext&, JobContext&)
{
    const std::filesystem::path path = requiredText(params, "path");
    Json found = Json::array();
    for (const FoundBenchmark& one : findBenchmarks(path))
        found.push_back({{"benchmark", benchmarkKindName(one.kind)}, {"questions", one.questions.string()}, {"media", one.media.string()}});
    if (found.empty())
        throw Error(path.string(), "holds no question file of SAT, VSI-Bench or MindCube", "Choose the folder or the .json or .jsonl file of the benchmark");
    return {{"found", found}};
}

Json runBenchOpen(const Json& params, AppContext&, JobContext&)
{
    Project project = projectFrom(params);
    OpenedBenchmark opened;
    const std::string name = requiredText(params, "benchmark");
    const auto kind = benchmarkKindFromName(name);
    if (!kind || *kind == BenchmarkKind::Records)
        throw Error("benchmark", "\"" + name + "\" is not one that can be opened", "Use sat, vsibench or mindcube");
    opened.kind = *kind;
    opened.questions = std::filesystem::absolute(requiredText(params, "questions")).lexically_normal();
    opened.media = std::filesystem::absolute(textOr(params, "media", opened.questions.parent_path().string())).lexically_normal();
    opened.name = textOr(params, "name", name);
    const MediaRules usual = usualMediaRules(*kind);
    constexpr int kMostFrames = 1024, kLargestSquare = 8192;
    opened.rules.videoFrames = static_cast<int>(integerWithin(params, "frames", usual.videoFrames, 1, kMostFrames));
    opened.rules.square = static_cast<int>(integerWithin(params, "square", usual.square, 0, kLargestSquare));
    Json result = describeBenchmark(readBenchmark(opened.kind, opened.questions, opened.media)); // before it is kept
    keepOpenedBenchmark(project, opened);
    result["opened"] = opened.name;
    return result;
}

Json runBenchClose(const Json& params, AppContext&, JobContext&)
{
    Project project = projectFrom(params);
    const std::string name = requiredText(params, "name");
    if (!closeBenchmark(project, name))
        throw Error(project.folder().string(), "has no benchmark \"" + name + "\"");
    return {{"closed", name}};
}

} // namespace w2v

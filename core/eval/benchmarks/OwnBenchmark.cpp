// Benchmarks that are not read from a file of others: records of a project, and a benchmark asked twice.
#include <algorithm>

#include "core/base/Error.h"
#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

Benchmark recordBenchmark(std::span<const QaRecord> records)
{
    Benchmark benchmark;
    benchmark.kind = BenchmarkKind::Records;
    for (const QaRecord& record : records) {
        BenchmarkQuestion question;
        question.id = record.id;
        question.type = taskName(record.task);
        question.text = record.question;
        question.media = record.images;
        question.record = std::make_shared<QaRecord>(record);
        benchmark.questions.push_back(std::move(question));
    }
    benchmark.complete.assign(records.size(), true);
    return benchmark;
}

Benchmark circular(const Benchmark& benchmark)
{
    if (benchmark.kind == BenchmarkKind::MindCube || benchmark.kind == BenchmarkKind::Records)
        throw Error("circular evaluation", "needs choices beside the question's text", "Use it with sat or vsibench");
    Benchmark doubled = benchmark;
    for (std::size_t i = 0; i < benchmark.questions.size(); ++i) {
        BenchmarkQuestion again = benchmark.questions[i];
        if (again.choices.empty())
            continue;
        again.id += "~2";
        std::reverse(again.choices.begin(), again.choices.end());
        again.rightChoice = static_cast<int>(again.choices.size()) - 1 - again.rightChoice;
        doubled.questions.push_back(std::move(again));
        doubled.complete.push_back(benchmark.complete[i]);
    }
    return doubled;
}

} // namespace w2v

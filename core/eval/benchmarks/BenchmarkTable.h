#pragma once
#include <string>
#include <vector>

#include "core/dataset/AnswerTable.h"
#include "core/eval/benchmarks/RuleScores.h"

namespace w2v {

/// A benchmark's questions as a table without answers, under this name: all of them, their types in the order of appearance. The words of
/// a question have its choices below, each on a line.
AnswerTable tableOf(const Benchmark& benchmark, const std::string& name);

/// The right answer in words: the choice, the number, or MindCube's letter.
std::string truthOf(const BenchmarkQuestion& question);

/// The question with its choices in the order in which this answer's model saw them, where its detail says so (`choices`). Other choices
/// than the question has are an Error.
BenchmarkQuestion asAsked(const BenchmarkQuestion& question, const AnswerTable::Answer& answer);

/// What the benchmark's rules make of a model's answers, official first; empty when the model has none. The table is the benchmark's.
/// Answers to other choices than the file has now are left out.
std::vector<RuleScore> ruleScores(const Benchmark& benchmark, const AnswerTable& table, std::size_t model);

} // namespace w2v

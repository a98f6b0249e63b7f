#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

/// How questions with choices are put.
struct PromptForm {
    bool letters = false;                     ///< choices as "A. ..." and a letter asked for; VSI-Bench and MindCube always do
    std::optional<std::uint64_t> shuffleSeed; ///< order of the choices, drawn for each question by itself; unset = as in the file
};

/// A question as it is asked.
struct AskedQuestion {
    BenchmarkQuestion question;       ///< its choices, and the place of the right one, in the order asked
    std::string prompt;
    std::vector<std::string> options; ///< what a choice by likelihood is among; empty when a number is asked for
};

/// A record of our own is asked with its own words and marks. MindCube's choices are part of its text and are never shuffled.
AskedQuestion askedForm(BenchmarkKind kind, const BenchmarkQuestion& question, const PromptForm& form);

} // namespace w2v

#pragma once
#include <string>
#include <vector>

#include "core/dataset/AnswerTable.h"

namespace w2v {

/// A chart as SVG 1.1 of `width` x `height` pixels, dark on white.
struct EvaluationFigure {
    std::string title, svg;
    int width = 0, height = 0;
};

/// Accuracy by type with Wilson's 95 % intervals, a bar a model; accuracy over median seconds, of the models whose seconds are known;
/// reliability (accuracy over confidence) of those whose confidence is known. A chart without anything to show is left out.
std::vector<EvaluationFigure> evaluationFigures(const AnswerTable& table);

} // namespace w2v

#pragma once
#include <QString>

#include "ui/evaluate/EvaluationData.h"

namespace w2v {

/// Writes the report of core/eval/EvaluationReport.h: HTML, or PDF (A4 across) when `file` ends in .pdf; the predictions beside it as
/// <name>.predictions.csv. Gives the CSV's path. Throws Error when a file cannot be written.
QString exportReport(const EvaluationData& data, const QString& title, const QString& file);

} // namespace w2v

#pragma once
#include <QStringList>
#include <QWidget>

#include <vector>

#include "core/eval/BenchmarkReport.h"
#include "core/training/MetricTable.h"

namespace w2v {

class FlowLayout;

/// One chip per task, in plain words: learned, or not yet, against what answering without looking would score.
class LearnedBar : public QWidget {
    Q_OBJECT
public:
    explicit LearnedBar(QWidget* parent = nullptr);
    /// Reads the newest evaluation, "eval/<task>/accuracy" and "eval/<task>/direction" in percent, and holds it against the
    /// best of the baselines (none yet: only the numbers).
    void show(const MetricTable& metrics, const std::vector<BenchmarkReport>& baselines);

private:
    FlowLayout* m_flow;
    QStringList m_shown;
};

} // namespace w2v

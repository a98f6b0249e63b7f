#pragma once
#include <QWidget>

#include <vector>

#include "core/training/MetricsWriter.h"

namespace w2v {

class FlowLayout;

/// One chip per task, in plain words: learned, or not yet, against what answering without looking would score.
class LearnedBar : public QWidget {
    Q_OBJECT
public:
    explicit LearnedBar(QWidget* parent = nullptr);
    /// Reads the newest evaluation: "eval/<task>", "eval/<task>/direction" and their "/majority" baselines, percent.
    void show(const std::vector<MetricsRow>& rows);

private:
    FlowLayout* m_flow;
};

} // namespace w2v

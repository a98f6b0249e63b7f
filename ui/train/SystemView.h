#pragma once
#include <QWidget>

#include <map>

#include "ui/train/RunsModel.h"

namespace w2v {

class CurveChart;
class FactTable;

/// What a run takes of its machine: facts on the left, processor, memory and GPUs over time on the right.
class SystemView : public QWidget {
    Q_OBJECT
public:
    explicit SystemView(QWidget* parent = nullptr);
    FactTable& facts() const { return *m_facts; }
    CurveChart& processor() const { return *m_processor; }
    CurveChart& memory() const { return *m_memory; }

    /// The curves of a run; draws only what has become new.
    void show(const RunsModel::Run& run);

private:
    void draw(CurveChart& chart, const MetricTable& metrics, const std::vector<std::pair<std::string, QString>>& curves);

    FactTable* m_facts;
    CurveChart *m_processor, *m_memory, *m_gpu;
    std::string m_run;
    std::map<const CurveChart*, std::size_t> m_drawn; ///< points of all curves of a chart
};

} // namespace w2v

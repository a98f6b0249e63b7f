#include "ui/viewport/MeasuringTape.h"

#include <utility>

namespace w2v {
namespace {

constexpr float kLabelAbove = 16; // logical pixels

void addEnd(ViewportScene& frame, const Eigen::Vector3d& at, const Rgba& color)
{
    PointMark mark;
    mark.position = at.cast<float>();
    mark.radius = 0.015f;
    mark.minPixels = 3.5f * frame.pixelRatio;
    mark.color = color;
    frame.marks.push_back(mark);
}

void addLine(ViewportScene& frame, const Eigen::Vector3d& from, const Eigen::Vector3d& to, const Rgba& color)
{
    PathStrip line;
    line.width = 2 * frame.pixelRatio;
    line.vertices = {{from.cast<float>(), color}, {to.cast<float>(), color}};
    frame.paths.push_back(line);
}

} // namespace

const MeasuringTape::Length* MeasuringTape::click(const Eigen::Vector3d& point)
{
    m_hover.reset();
    if (!m_from) {
        m_from = point;
        return nullptr;
    }
    m_lengths.push_back({*std::exchange(m_from, std::nullopt), point, nullptr});
    return &m_lengths.back();
}

void MeasuringTape::cancel()
{
    m_from.reset();
    m_hover.reset();
}

void MeasuringTape::clear()
{
    cancel();
    m_lengths.clear();
}

void MeasuringTape::draw(ViewportScene& frame, const Rgba& color) const
{
    for (const Length& length : m_lengths) {
        addLine(frame, length.from, length.to, color);
        addEnd(frame, length.from, color);
        addEnd(frame, length.to, color);
        if (length.label)
            frame.labels.push_back({(0.5 * (length.from + length.to)).cast<float>(), length.label, 0, -kLabelAbove * frame.pixelRatio});
    }
    if (!m_from)
        return;
    addEnd(frame, *m_from, color);
    if (m_hover) {
        Rgba faint = color;
        faint[3] *= 0.5f;
        addLine(frame, *m_from, *m_hover, faint);
    }
}

} // namespace w2v

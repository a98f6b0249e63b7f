#include "ui/imagine/CloneBrush.h"

#include <algorithm>
#include <cmath>

#include <QDir>
#include <QJsonObject>

#include "ui/session/ImageConversion.h"

namespace w2v {

void CloneBrush::setSource(const FrameKey& frame, const QPixmap& picture, QPointF at)
{
    m_source = Source{frame, fromQImage(picture.toImage()), at, {}};
    m_newStroke = true;
}

QPointF CloneBrush::sourceOf(QPointF at) const
{
    return m_source->offset ? at + *m_source->offset : m_source->at;
}

bool CloneBrush::drag(const FrameKey& target, const QPixmap& frame, QPointF from, QPointF to, double radius)
{
    if (!m_source || !target.valid() || (m_source->picture.empty() && !(m_source->frame == target)))
        return false;
    if (m_strokes.empty()) {
        m_target = target;
        m_painted = fromQImage(frame.toImage());
        m_preview = toQImage(m_painted);
    }
    if (!m_source->offset)
        m_source->offset = QPoint(int(std::floor(m_source->at.x())) - int(std::floor(from.x())), int(std::floor(m_source->at.y())) - int(std::floor(from.y())));
    if (m_newStroke || m_strokes.empty()) {
        // A source on the frame itself shows what was painted on it so far.
        m_strokes.push_back({m_source->frame, m_source->frame == m_target ? m_painted : m_source->picture, m_painted, *m_source->offset,
                             Mask(m_painted.width(), m_painted.height(), 0)});
        m_newStroke = false;
    }
    Stroke& stroke = m_strokes.back();
    const PixelArea area = dragSoftBrush(stroke.coverage, {from.x(), from.y()}, {to.x(), to.y()}, radius);
    if (area.empty())
        return true;
    blendClone(m_painted, stroke.base, stroke.coverage, stroke.source, stroke.offset.x(), stroke.offset.y(), area);
    for (int y = area.y1; y < area.y2; ++y)
        std::copy_n(m_painted.row(y) + 3 * area.x1, 3 * (area.x2 - area.x1), m_preview.scanLine(y) + 3 * area.x1);
    return true;
}

void CloneBrush::clear()
{
    m_strokes.clear();
    m_newStroke = m_source.has_value();
    m_target = {};
    m_painted = {};
    m_preview = {};
}

void CloneBrush::follow(const FrameKey& repaired, const QString& rollout)
{
    if (!m_source || m_source->frame.rollout != repaired.rollout)
        return;
    if (m_source->frame == repaired)
        m_source->picture = {};
    m_source->frame.rollout = rollout;
}

std::optional<QJsonArray> CloneBrush::save(const QString& folder) const
{
    QJsonArray strokes;
    for (const Stroke& stroke : m_strokes) {
        const QString file = QDir(folder).filePath(QString("clone-%1.png").arg(strokes.size()));
        const QImage mask(stroke.coverage.data(), stroke.coverage.width(), stroke.coverage.height(), stroke.coverage.width(), QImage::Format_Grayscale8);
        if (!mask.save(file))
            return std::nullopt;
        strokes.append(QJsonObject{{"mask", file}, {"from", stroke.from.frame}, {"from_rollout", stroke.from.rollout},
                                   {"offset", QJsonArray{stroke.offset.x(), stroke.offset.y()}}});
    }
    return strokes;
}

} // namespace w2v

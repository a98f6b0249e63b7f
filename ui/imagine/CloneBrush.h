#pragma once
#include <optional>
#include <vector>

#include <QImage>
#include <QJsonArray>
#include <QPixmap>
#include <QPointF>
#include <QString>

#include "core/worldmodel/repair/Clone.h"

namespace w2v {

/// Which stored frame a picture is.
struct FrameKey {
    QString rollout;
    int frame = -1;
    bool operator==(const FrameKey&) const = default;
    bool valid() const { return !rollout.isEmpty() && frame >= 0; }
};

/// What is being cloned onto a frame before it is applied: soft strokes, each with the place its pixels come from. Places are pixels,
/// corner convention.
class CloneBrush {
public:
    /// The next stroke copies from here: its first place gets the pixel of `at`.
    void setSource(const FrameKey& frame, const QPixmap& picture, QPointF at);
    bool hasSource() const { return m_source.has_value(); }
    const FrameKey& sourceFrame() const { return m_source->frame; }
    /// Where pixels are taken from while the brush is at `at` of the target; the source itself before the first stroke.
    QPointF sourceOf(QPointF at) const;

    /// Paints; the first call after clear() fixes the target. False without a source.
    bool drag(const FrameKey& target, const QPixmap& frame, QPointF from, QPointF to, double radius);
    bool hasPaint() const { return !m_strokes.empty(); }
    const FrameKey& target() const { return m_target; }
    /// The target as it will be; null without paint.
    const QImage& preview() const { return m_preview; }
    void clear(); ///< what was painted; the source stays
    /// A repair of a frame gave its rollout another id. A source on that very frame has to be set again, but for painting on it.
    void follow(const FrameKey& repaired, const QString& rollout);

    /// Parameters `strokes` of imagine.repair, with the masks written into the folder; none when that fails.
    std::optional<QJsonArray> save(const QString& folder) const;

private:
    struct Source {
        FrameKey frame;
        ColorImage picture;
        QPointF at;
        std::optional<QPoint> offset; ///< source = target + offset, known from the first stroke on
    };
    struct Stroke {
        FrameKey from;
        ColorImage source, base;
        QPoint offset;
        Mask coverage;
    };

    std::optional<Source> m_source;
    std::vector<Stroke> m_strokes;
    bool m_newStroke = false;  ///< the source changed since the last one
    FrameKey m_target;
    ColorImage m_painted;
    QImage m_preview;          ///< of m_painted
};

} // namespace w2v

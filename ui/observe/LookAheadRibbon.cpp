#include "ui/observe/LookAheadRibbon.h"

#include <cmath>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "ui/session/Units.h"
#include "ui/theme/Theme.h"

namespace w2v {

namespace {

constexpr double kHandle = 12; ///< pixels, of the playhead's slider above: both show a pose at the same place

} // namespace

LookAheadRibbon::LookAheadRibbon(PathDraft& draft, QWidget* parent) : QWidget(parent), m_draft(draft)
{
    setObjectName("observe.lookAhead");
    setAccessibleName(tr("What lies ahead"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    connect(&draft, &PathDraft::playheadChanged, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LookAheadRibbon::setFrames(const std::vector<LookAheadFrame>* frames, std::vector<bool> blocked)
{
    m_frames = frames ? *frames : std::vector<LookAheadFrame>();
    m_blocked = std::move(blocked);
    QString description;
    if (!m_frames.empty()) {
        double least = 1;
        for (const LookAheadFrame& frame : m_frames)
            least = std::min(least, frame.observed);
        description = tr("At least %1 of each view was observed.").arg(formatPercent(least));
    }
    const auto hits = std::count(m_blocked.begin(), m_blocked.end(), true);
    if (hits > 0)
        description += ' ' + tr("%n frame(s) collide or leave the room.", nullptr, int(hits));
    setAccessibleDescription(description.trimmed());
    update();
    Q_EMIT changed();
}

double LookAheadRibbon::placeOf(double pose) const
{
    return kHandle / 2 + pose * (width() - kHandle) / std::max(1, m_draft.poses() - 1);
}

int LookAheadRibbon::poseAt(double x) const
{
    const double pose = (x - kHandle / 2) / std::max(1.0, width() - kHandle) * std::max(1, m_draft.poses() - 1);
    return std::clamp(int(std::lround(pose)), 0, m_draft.poses() - 1);
}

QString LookAheadRibbon::textOf(int pose) const
{
    QStringList lines{tr("Frame %1").arg(pose)};
    if (pose < int(m_frames.size())) {
        const LookAheadFrame& frame = m_frames[std::size_t(pose)];
        lines << tr("observed %1, to be imagined %2").arg(formatPercent(frame.observed), formatPercent(frame.imagined))
              << tr("overlap with the first view %1").arg(formatPercent(frame.overlap))
              << (frame.nearest > 0 ? tr("nearest surface %1").arg(formatMeters(frame.nearest)) : tr("nothing in sight"));
        if (frame.place.clearance < FloorMap::kFar)
            lines << tr("obstacle at %1").arg(formatMeters(frame.place.clearance));
    }
    if (pose < int(m_blocked.size()) && m_blocked[std::size_t(pose)])
        lines << tr("collides or leaves the room");
    return lines.join('\n');
}

QString LookAheadRibbon::shortTextOf(int pose) const
{
    if (pose < 0 || pose >= int(m_frames.size()))
        return {};
    const LookAheadFrame& frame = m_frames[std::size_t(pose)];
    const QString nearest = frame.nearest > 0 ? tr("nearest %1").arg(formatMeters(frame.nearest)) : tr("nothing in sight");
    return tr("observed %1  ·  overlap %2  ·  %3").arg(formatPercent(frame.observed), formatPercent(frame.overlap), nearest);
}

void LookAheadRibbon::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int poses = m_draft.poses();
    const double step = (width() - kHandle) / std::max(1, poses - 1);
    const QRectF area(0, 2, width(), height() - 4);
    QPainterPath clip;
    clip.addRoundedRect(area, 3, 3);
    painter.fillPath(clip, theme.color(ColorRole::Raised));
    painter.save();
    painter.setClipPath(clip);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < int(m_frames.size()); ++i) {
        // Whole pixels, so that no gaps shine through.
        const int left = i == 0 ? 0 : int(std::lround(placeOf(i - 0.5)));
        const int right = i + 1 == int(m_frames.size()) ? width() : int(std::lround(placeOf(i + 0.5)));
        const int seen = int(std::lround(m_frames[std::size_t(i)].observed * area.height())), all = int(area.height());
        painter.fillRect(left, int(area.top()), right - left, all - seen, theme.color(ColorRole::Imagined, 0.75));
        painter.fillRect(left, int(area.top()) + all - seen, right - left, seen, theme.color(ColorRole::Observed, 0.85));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_frames.size() > 1) {
        QPolygonF line;
        for (int i = 0; i < int(m_frames.size()); ++i)
            line << QPointF(placeOf(i), area.bottom() - m_frames[std::size_t(i)].overlap * area.height());
        painter.setPen(QPen(theme.color(ColorRole::Text), 1.2));
        painter.drawPolyline(line);
    }
    // Red teeth from above: shape as well as colour.
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(ColorRole::Contradicts));
    const double tooth = std::clamp(step, 5.0, 10.0);
    for (int i = 0; i < int(m_blocked.size()); ++i) {
        if (!m_blocked[std::size_t(i)])
            continue;
        const double x = placeOf(i);
        painter.drawPolygon(QPolygonF({QPointF(x - tooth / 2, area.top()), QPointF(x + tooth / 2, area.top()), QPointF(x, area.top() + 8)}));
    }
    painter.restore();
    const double head = placeOf(m_draft.playhead());
    painter.setPen(QPen(theme.color(ColorRole::Accent), 2));
    painter.drawLine(QPointF(head, 0), QPointF(head, height()));
}

void LookAheadRibbon::mousePressEvent(QMouseEvent* event)
{
    m_draft.setPlayhead(poseAt(event->position().x()));
}

void LookAheadRibbon::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        m_draft.setPlayhead(poseAt(event->position().x()));
}

bool LookAheadRibbon::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), textOf(poseAt(help->pos().x())), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace w2v

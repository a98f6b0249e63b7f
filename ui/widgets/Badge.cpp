#include "ui/widgets/Badge.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>

namespace w2v {

namespace {

constexpr int kHeight = 20, kPadding = 8;

} // namespace

Badge::Badge(const QString& text, ColorRole role, QWidget* parent) : QWidget(parent), m_text(text), m_role(role)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Badge::set(const QString& text, ColorRole role)
{
    m_text = text;
    m_role = role;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return {widthOf(m_text), kHeight};
}

int Badge::widthOf(const QString& text)
{
    return QFontMetrics(Theme::instance().font(TextStyle::Small)).horizontalAdvance(text) + 2 * kPadding;
}

int Badge::paint(QPainter& painter, const QRect& rect, const QString& text, ColorRole role)
{
    const Theme& theme = Theme::instance();
    const int width = widthOf(text);
    const QRectF box(rect.left(), rect.top() + (rect.height() - kHeight) / 2.0, width, kHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(role, 0.16));
    painter.drawRoundedRect(box, kHeight / 2.0, kHeight / 2.0);
    painter.setFont(theme.font(TextStyle::Small));
    painter.setPen(theme.color(role));
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
    return width;
}

void Badge::paintEvent(QPaintEvent*)
{
    if (m_text.isEmpty())
        return;
    QPainter painter(this);
    paint(painter, rect(), m_text, m_role);
}

ColorRole stateRole(const QString& state)
{
    if (state == "accepted" || state == "finished" || state == "done" || state == "right")
        return ColorRole::Good;
    if (state == "rejected" || state == "failed" || state == "crashed" || state == "wrong")
        return ColorRole::Contradicts;
    if (state == "second_look" || state == "stale")
        return ColorRole::Imagined;
    if (state == "running" || state == "starting")
        return ColorRole::Accent;
    return ColorRole::Muted;
}

QString stateText(const QString& state)
{
    const auto t = [](const char* text) { return QCoreApplication::translate("w2v::State", text); };
    if (state == "accepted")
        return QStringLiteral("✓ ") + t(QT_TRANSLATE_NOOP("w2v::State", "accepted"));
    if (state == "rejected")
        return QStringLiteral("✕ ") + t(QT_TRANSLATE_NOOP("w2v::State", "rejected"));
    if (state == "pending")
        return QStringLiteral("○ ") + t(QT_TRANSLATE_NOOP("w2v::State", "pending"));
    if (state == "second_look")
        return QStringLiteral("? ") + t(QT_TRANSLATE_NOOP("w2v::State", "second look"));
    if (state == "running")
        return QStringLiteral("▸ ") + t(QT_TRANSLATE_NOOP("w2v::State", "running"));
    if (state == "queued")
        return QStringLiteral("○ ") + t(QT_TRANSLATE_NOOP("w2v::State", "queued"));
    if (state == "finished")
        return QStringLiteral("✓ ") + t(QT_TRANSLATE_NOOP("w2v::State", "finished"));
    if (state == "failed")
        return QStringLiteral("✕ ") + t(QT_TRANSLATE_NOOP("w2v::State", "failed"));
    if (state == "stopped")
        return QStringLiteral("■ ") + t(QT_TRANSLATE_NOOP("w2v::State", "stopped"));
    if (state == "stale")
        return QStringLiteral("! ") + t(QT_TRANSLATE_NOOP("w2v::State", "stale"));
    return state;
}

} // namespace w2v

#include "ui/evaluate/FlipMatrix.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr int kCellWidth = 84, kCellHeight = 28, kHeadWidth = 60, kHeadHeight = 18;
constexpr FlipMatrix::Cell kCells[] = {{true, true}, {true, false}, {false, true}, {false, false}};

} // namespace

FlipMatrix::FlipMatrix(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("flips"));
    setFixedSize(sizeHint());
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FlipMatrix::set(const QString& a, const QString& b, const std::array<std::array<int, 2>, 2>& counts)
{
    m_a = a;
    m_b = b;
    m_counts = counts;
    m_filled = true;
    update();
}

void FlipMatrix::clear()
{
    m_filled = false;
    m_chosen.reset();
    update();
}

void FlipMatrix::setChosen(std::optional<Cell> cell)
{
    m_chosen = cell;
    update();
}

QSize FlipMatrix::sizeHint() const
{
    return {kHeadWidth + 2 * kCellWidth + space::kHalf, kHeadHeight + 2 * kCellHeight + space::kHalf};
}

QRect FlipMatrix::cellRect(Cell cell) const
{
    return {kHeadWidth + (cell.second ? 0 : kCellWidth + space::kHalf / 2), kHeadHeight + (cell.first ? 0 : kCellHeight + space::kHalf / 2), kCellWidth, kCellHeight};
}

void FlipMatrix::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Small));
    const auto head = [&](const QRect& where, const QString& text) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(where, Qt::AlignCenter, text);
    };
    for (const bool right : {true, false}) {
        const QRect column = cellRect({true, right}), row = cellRect({right, true});
        head(QRect(column.left(), 0, column.width(), kHeadHeight), right ? tr("B right") : tr("B wrong"));
        head(QRect(0, row.top(), kHeadWidth, row.height()), right ? tr("A right") : tr("A wrong"));
    }
    for (const Cell& cell : kCells) {
        const QRectF area = QRectF(cellRect(cell)).adjusted(0.5, 0.5, -0.5, -0.5);
        // The two flips are what one came for: they carry a colour, agreement stays quiet.
        const ColorRole role = cell == Cell{false, true} ? ColorRole::Good : cell == Cell{true, false} ? ColorRole::Contradicts : ColorRole::Raised;
        const bool flip = cell.first != cell.second;
        painter.setBrush(flip ? theme.color(role, 0.18) : theme.color(ColorRole::Raised));
        painter.setPen(m_chosen == cell ? QPen(theme.color(ColorRole::Accent), 2) : QPen(flip ? theme.color(role, 0.6) : theme.color(ColorRole::Line), 1));
        painter.drawRoundedRect(area, space::kHalf, space::kHalf);
        painter.setPen(theme.color(m_filled ? ColorRole::Text : ColorRole::Faint));
        painter.setFont(theme.font(TextStyle::Body));
        const QString sign = cell == Cell{false, true} ? QStringLiteral("▲ ") : cell == Cell{true, false} ? QStringLiteral("▼ ") : QString();
        painter.drawText(area, Qt::AlignCenter, m_filled ? sign + QLocale::c().toString(m_counts[cell.first][cell.second]) : QStringLiteral("–"));
    }
}

void FlipMatrix::mousePressEvent(QMouseEvent* event)
{
    if (!m_filled || event->button() != Qt::LeftButton)
        return;
    for (const Cell& cell : kCells)
        if (cellRect(cell).contains(event->position().toPoint())) {
            m_chosen = m_chosen == cell ? std::nullopt : std::optional(cell);
            update();
            Q_EMIT cellChosen(m_chosen);
        }
}

bool FlipMatrix::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !m_filled)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Cell& cell : kCells)
        if (cellRect(cell).contains(help->pos())) {
            const auto word = [](bool right) { return right ? tr("right") : tr("wrong"); };
            QToolTip::showText(help->globalPos(),
                               tr("A = %1 %2, B = %3 %4: %n questions. Click to see only these.", nullptr, m_counts[cell.first][cell.second])
                                   .arg(m_a, word(cell.first), m_b, word(cell.second)),
                               this);
            return true;
        }
    QToolTip::hideText();
    return true;
}

} // namespace w2v

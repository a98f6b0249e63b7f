#include "ui/evaluate/ModelList.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr int kRowHeight = 48, kLetter = 20, kBar = 6;
constexpr std::size_t kMostCompared = 26; ///< there are letters for so many

} // namespace

QString modelLetter(std::size_t place)
{
    return QString(QChar(static_cast<char16_t>(u'A' + place)));
}

ModelList::ModelList(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("models"));
    setAccessibleName(tr("Models"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ModelList::setRows(const QVector<Row>& rows)
{
    m_rows = rows;
    std::erase_if(m_compared, [&](const std::string& model) {
        return std::none_of(rows.begin(), rows.end(), [&](const Row& row) { return row.model == model; });
    });
    m_current = std::clamp<int>(m_current, 0, std::max<int>(0, static_cast<int>(rows.size()) - 1));
    updateGeometry();
    update();
}

void ModelList::setCompared(std::vector<std::string> models)
{
    m_compared = std::move(models);
    update();
}

QSize ModelList::sizeHint() const
{
    return {200, static_cast<int>(m_rows.size()) * kRowHeight + space::kGap};
}

int ModelList::rowAt(int y) const
{
    const int row = y / kRowHeight;
    return row < m_rows.size() ? row : -1;
}

void ModelList::toggle(int row)
{
    if (row < 0 || row >= m_rows.size())
        return;
    m_current = row;
    const auto found = std::find(m_compared.begin(), m_compared.end(), m_rows[row].model);
    if (found != m_compared.end())
        m_compared.erase(found);
    else if (m_compared.size() < kMostCompared)
        m_compared.push_back(m_rows[row].model);
    update();
    Q_EMIT comparedChanged();
}

void ModelList::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        const QRect area(space::kGap, i * kRowHeight, width() - 2 * space::kGap, kRowHeight);
        const auto place = std::find(m_compared.begin(), m_compared.end(), row.model);
        const bool on = place != m_compared.end();
        if (hasFocus() && i == m_current) {
            painter.setPen(QPen(theme.color(ColorRole::Accent), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 2.5, -0.5, -2.5), space::kRadius, space::kRadius);
        }
        const QRectF letter(area.left() + space::kHalf, area.top() + (kRowHeight - kLetter) / 2.0, kLetter, kLetter);
        const QColor color = on ? theme.series(static_cast<int>(place - m_compared.begin())) : theme.color(ColorRole::Line);
        painter.setPen(QPen(color, 1.5));
        painter.setBrush(on ? QBrush(theme.color(ColorRole::Raised)) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(letter, space::kHalf, space::kHalf);
        painter.setFont(theme.font(TextStyle::Small));
        if (on) {
            painter.setPen(theme.color(ColorRole::Text));
            painter.drawText(letter, Qt::AlignCenter, modelLetter(static_cast<std::size_t>(place - m_compared.begin())));
        }
        const QRect text(static_cast<int>(letter.right()) + space::kGap, area.top() + space::kHalf, area.right() - static_cast<int>(letter.right()) - 2 * space::kGap, kRowHeight / 2);
        const bool measured = row.score.n > 0;
        const double percent = row.score.percent;
        const QString value = measured ? QStringLiteral("%1%").arg(percent, 0, 'f', 1) : tr("not measured");
        painter.setFont(theme.font(TextStyle::Body));
        const int valueWidth = painter.fontMetrics().horizontalAdvance(value);
        painter.setPen(theme.color(row.baseline ? ColorRole::Muted : ColorRole::Text));
        painter.drawText(text.adjusted(0, 0, -valueWidth - space::kGap, 0), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(row.name, Qt::ElideMiddle, text.width() - valueWidth - space::kGap));
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight, value);
        const QRectF track(text.left(), text.bottom() + space::kHalf, text.width(), kBar);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Raised));
        painter.drawRoundedRect(track, kBar / 2, kBar / 2);
        if (!measured)
            continue;
        const auto xOf = [&](double p) { return track.left() + track.width() * p / 100; };
        painter.setBrush(row.baseline ? QBrush(theme.color(ColorRole::Muted), Qt::Dense4Pattern) : QBrush(on ? color : theme.color(ColorRole::Muted)));
        painter.drawRoundedRect(QRectF(track.left(), track.top(), xOf(percent) - track.left(), kBar), kBar / 2, kBar / 2);
        painter.setPen(QPen(theme.color(ColorRole::Text), 1));
        const double y = track.center().y();
        painter.drawLine(QPointF(xOf(row.score.low), y), QPointF(xOf(row.score.high), y));
        for (const double p : {row.score.low, row.score.high})
            painter.drawLine(QPointF(xOf(p), y - kBar / 2.0), QPointF(xOf(p), y + kBar / 2.0));
    }
}

void ModelList::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        toggle(rowAt(event->position().toPoint().y()));
}

void ModelList::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        m_current = std::max(0, m_current - 1);
        break;
    case Qt::Key_Down:
        m_current = std::min(static_cast<int>(m_rows.size()) - 1, m_current + 1);
        break;
    case Qt::Key_Space:
    case Qt::Key_Return:
        toggle(m_current);
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

bool ModelList::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Return) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const int row = rowAt(help->pos().y()); row >= 0) {
            const Share& right = m_rows[row].right;
            const EvaluationData::Score& score = m_rows[row].score;
            QString text = QString::fromStdString(m_rows[row].model);
            if (score.n)
                text += QLatin1Char('\n') + tr("%1 of %2 right; 95% interval %3 to %4%").arg(right.right).arg(right.n).arg(score.low, 0, 'f', 1).arg(score.high, 0, 'f', 1);
            QToolTip::showText(help->globalPos(), text + QLatin1Char('\n') + tr("Click to compare or to leave out"), this);
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace w2v

#include "ui/curate/BalanceStrip.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/records/TaskText.h"
#include "ui/theme/Theme.h"

namespace w2v {
namespace {
constexpr int kBarHeight = 8;
}

BalanceStrip::BalanceStrip(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BalanceStrip::update(const Project* project)
{
    for (Row& row : m_rows)
        row = {};
    m_most = 0;
    if (project) {
        const auto statistics = project->statistics();
        for (const auto& group : statistics.at("groups")) {
            const auto task = taskFromName(group.at("task").get<std::string>());
            if (!task)
                continue;
            Row& row = m_rows[static_cast<int>(*task)];
            const std::string state = group.at("state").get<std::string>();
            const qint64 count = group.at("count").get<qint64>();
            (state == "accepted" ? row.accepted : state == "rejected" ? row.rejected : state == "second_look" ? row.secondLook : row.pending) += count;
        }
    }
    for (const Row& row : m_rows)
        m_most = std::max(m_most, row.total());
    QWidget::update();
}

QSize BalanceStrip::sizeHint() const
{
    return {600, 72};
}

QRect BalanceStrip::cell(int task) const
{
    const int width = (this->width() - 2 * space::kWide) / kTaskCount;
    return {space::kWide + task * width, 0, width - space::kWide, height()};
}

int BalanceStrip::taskAt(const QPoint& at) const
{
    for (int task = 0; task < kTaskCount; ++task)
        if (cell(task).contains(at))
            return task;
    return -1;
}

void BalanceStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont body = theme.font(TextStyle::Body), small = theme.font(TextStyle::Small);
    const int lineHeight = QFontMetrics(body).height(), smallHeight = QFontMetrics(small).height();
    const int content = lineHeight + space::kHalf + kBarHeight + space::kHalf + smallHeight;
    for (int task = 0; task < kTaskCount; ++task) {
        const Row& row = m_rows[task];
        const QRect area = cell(task);
        int y = (height() - content) / 2;
        painter.setFont(body);
        painter.setPen(theme.color(row.total() ? ColorRole::Text : ColorRole::Faint));
        painter.drawText(QRect(area.left(), y, area.width(), lineHeight), Qt::AlignLeft, QString::fromLatin1(taskName(static_cast<Task>(task))));
        painter.setPen(theme.color(row.total() ? ColorRole::Muted : ColorRole::Faint));
        painter.drawText(QRect(area.left(), y, area.width(), lineHeight), Qt::AlignRight, QLocale::c().toString(row.total()));
        y += lineHeight + space::kHalf;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Raised));
        painter.drawRoundedRect(QRectF(area.left(), y, area.width(), kBarHeight), 2, 2);
        double x = area.left();
        const std::pair<qint64, ColorRole> parts[] = {{row.accepted, ColorRole::Good}, {row.secondLook, ColorRole::Imagined},
                                                      {row.pending, ColorRole::Muted}, {row.rejected, ColorRole::Contradicts}};
        for (const auto& [count, role] : parts) {
            if (!count || !m_most)
                continue;
            const double width = area.width() * double(count) / double(m_most);
            // Rejected ones are hatched: told from the accepted without colour.
            painter.setBrush(role == ColorRole::Contradicts ? QBrush(theme.color(role), Qt::BDiagPattern) : QBrush(theme.color(role)));
            painter.drawRect(QRectF(x, y, std::max(1.0, width), kBarHeight));
            x += width;
        }
        y += kBarHeight + space::kHalf;
        painter.setFont(small);
        painter.setPen(theme.color(ColorRole::Muted));
        const QString words = row.total() ? tr("%1 accepted").arg(QLocale::c().toString(row.accepted)) : tr("none yet");
        painter.drawText(QRect(area.left(), y, area.width(), smallHeight), Qt::AlignLeft,
                         painter.fontMetrics().elidedText(words, Qt::ElideRight, area.width()));
    }
}

void BalanceStrip::mouseReleaseEvent(QMouseEvent* event)
{
    const int task = taskAt(event->position().toPoint());
    if (task >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT taskClicked(static_cast<Task>(task));
}

bool BalanceStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int task = taskAt(help->pos());
    if (task < 0)
        return true;
    const Row& row = m_rows[task];
    QToolTip::showText(help->globalPos(),
                       tr("%1, %2: %3 accepted, %4 pending, %5 for a second look, %6 rejected")
                           .arg(QString::fromLatin1(taskName(static_cast<Task>(task))), taskText(static_cast<Task>(task)))
                           .arg(row.accepted)
                           .arg(row.pending)
                           .arg(row.secondLook)
                           .arg(row.rejected),
                       this);
    return true;
}

} // namespace w2v

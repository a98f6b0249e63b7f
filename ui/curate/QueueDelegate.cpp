#include "ui/curate/QueueDelegate.h"

#include <QPainter>

#include "ui/records/RecordListModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"

namespace w2v {
namespace {

constexpr int kSign = 18; ///< width of the state's sign

QString signOf(const QString& state)
{
    if (state == QLatin1String("accepted"))
        return QStringLiteral("✓");
    if (state == QLatin1String("rejected"))
        return QStringLiteral("✕");
    if (state == QLatin1String("second_look"))
        return QStringLiteral("?");
    return QStringLiteral("·");
}

void paintBackground(QPainter* painter, const QStyleOptionViewItem& option)
{
    const Theme& theme = Theme::instance();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.color(ColorRole::Selection));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.color(ColorRole::Raised));
}

} // namespace

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::instance();
    painter->save();
    paintBackground(painter, option);
    const QString state = index.data(RecordListModel::StateRole).toString();
    QRect area = option.rect.adjusted(space::kGap, 0, -space::kGap, 0);
    painter->setFont(theme.font(TextStyle::Body));
    painter->setPen(theme.color(stateRole(state)));
    painter->drawText(QRect(area.left(), area.top(), kSign, area.height()), Qt::AlignVCenter | Qt::AlignHCenter, signOf(state));
    area.setLeft(area.left() + kSign + space::kHalf);
    const QString task = index.data(RecordListModel::TaskRole).toString();
    painter->setPen(theme.color(ColorRole::Muted));
    const int taskWidth = painter->fontMetrics().horizontalAdvance(QStringLiteral("D4")) + space::kGap;
    painter->drawText(QRect(area.left(), area.top(), taskWidth, area.height()), Qt::AlignVCenter, task);
    area.setLeft(area.left() + taskWidth);
    const auto compared = static_cast<AnswerComparison>(index.data(RecordListModel::ComparisonRole).toInt());
    if (compared != AnswerComparison::None) {
        painter->setPen(theme.color(compared == AnswerComparison::Same ? ColorRole::Good : ColorRole::Contradicts));
        painter->drawText(area, Qt::AlignVCenter, comparisonSign(compared));
        area.setLeft(area.left() + kSign);
    }
    painter->setPen(theme.color(state == QLatin1String("rejected") ? ColorRole::Muted : ColorRole::Text));
    painter->drawText(area, Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data(RecordListModel::AnswerRole).toString(), Qt::ElideRight, area.width()));
    painter->restore();
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {160, space::kRow + space::kHalf};
}

void StateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    paintBackground(painter, option);
    const QString state = index.data(RecordListModel::StateRole).toString();
    Badge::paint(*painter, option.rect.adjusted(space::kHalf, 0, 0, 0), stateText(state), stateRole(state));
    painter->restore();
}

} // namespace w2v

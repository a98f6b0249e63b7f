#include "ui/evaluate/QuestionsModel.h"

#include <QPainter>

#include <algorithm>

#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr int kShortType = 3, kLongTypeWidth = 92;

} // namespace

void QuestionsModel::set(std::vector<std::size_t> places, std::vector<std::string> compared)
{
    beginResetModel();
    m_places = std::move(places);
    m_compared = std::move(compared);
    endResetModel();
}

std::string QuestionsModel::recordAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_data.questions()[m_places[static_cast<std::size_t>(row)]].record : std::string();
}

int QuestionsModel::rowOf(const std::string& record) const
{
    const auto place = m_data.questionPlace(record);
    if (!place)
        return -1;
    const auto found = std::lower_bound(m_places.begin(), m_places.end(), *place); // in the benchmark's order
    return found == m_places.end() || *found != *place ? -1 : static_cast<int>(found - m_places.begin());
}

int QuestionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_places.size());
}

QVariant QuestionsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const std::size_t place = m_places[static_cast<std::size_t>(index.row())];
    const EvaluationData::Question& question = m_data.questions()[place];
    switch (role) {
    case TypeRole:
        return QString::fromStdString(m_data.table().types[question.type].name);
    case MissingRole:
        return !m_data.isComplete(place);
    case Qt::ToolTipRole:
        return m_data.isComplete(place) ? QVariant() : QVariant(tr("Pictures of this question are missing: it cannot be asked."));
    case RecordRole:
        return QString::fromStdString(question.record);
    case Qt::DisplayRole: {
        const EvaluationData::Answer* first = m_compared.empty() ? nullptr : m_data.answer(m_compared.front(), place);
        return QString::fromStdString(first ? first->text : m_data.table().outside ? question.question : std::string()).simplified();
    }
    case SignsRole: {
        QString signs;
        for (const std::string& model : m_compared)
            if (const EvaluationData::Answer* answer = m_data.answer(model, place))
                signs += answer->isRight() ? QLatin1Char('+') : QLatin1Char('-');
            else
                signs += QLatin1Char('.');
        return signs;
    }
    default:
        return {};
    }
}

void QuestionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::instance();
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.color(ColorRole::Selection));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.color(ColorRole::Raised));
    QRect area = option.rect.adjusted(space::kGap + space::kHalf, 0, -space::kGap, 0);
    painter->setFont(theme.font(TextStyle::Body));
    const bool missing = index.data(QuestionsModel::MissingRole).toBool();
    painter->setPen(theme.color(missing ? ColorRole::Faint : ColorRole::Muted));
    const QString type = index.data(QuestionsModel::TypeRole).toString();
    const int wide = type.size() > kShortType ? kLongTypeWidth : 2 * space::kWide; // a benchmark's own words are longer than "A1"
    painter->drawText(QRect(area.left(), area.top(), wide - space::kHalf, area.height()), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(type, Qt::ElideMiddle, wide - space::kGap));
    area.setLeft(area.left() + wide);
    for (const QChar sign : index.data(QuestionsModel::SignsRole).toString()) {
        const bool right = sign == QLatin1Char('+'), wrong = sign == QLatin1Char('-');
        painter->setPen(theme.color(right ? ColorRole::Good : wrong ? ColorRole::Contradicts : ColorRole::Faint));
        painter->drawText(QRect(area.left(), area.top(), space::kWide, area.height()), Qt::AlignCenter,
                          right ? QStringLiteral("✓") : wrong ? QStringLiteral("✕") : QStringLiteral("·"));
        area.setLeft(area.left() + space::kWide);
    }
    area.setLeft(area.left() + space::kGap);
    painter->setPen(theme.color(missing ? ColorRole::Faint : ColorRole::Text));
    painter->drawText(area, Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    painter->restore();
}

QSize QuestionDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {160, space::kRow + space::kHalf};
}

} // namespace w2v

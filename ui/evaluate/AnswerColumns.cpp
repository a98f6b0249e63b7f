#include "ui/evaluate/AnswerColumns.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/evaluate/ModelList.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

QFrame* column(const QString& name, Badge* verdict, const QString& text, const QString& note)
{
    auto* card = new QFrame;
    card->setProperty("look", "card");
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(space::kGap + space::kHalf, space::kGap, space::kGap + space::kHalf, space::kGap);
    layout->setSpacing(space::kHalf);
    auto* head = new QHBoxLayout;
    auto* title = new ElidedLabel(name);
    title->setProperty("look", "small");
    head->addWidget(title, 1);
    if (verdict)
        head->addWidget(verdict);
    layout->addLayout(head);
    auto* answer = makeLabel(text, TextStyle::Mono);
    answer->setTextFormat(Qt::PlainText);
    answer->setWordWrap(true);
    answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(answer);
    if (!note.isEmpty())
        layout->addWidget(makeMuted(note, TextStyle::Small));
    layout->addStretch();
    return card;
}

} // namespace

AnswerColumns::AnswerColumns(QWidget* parent) : QWidget(parent), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::kGap);
}

void AnswerColumns::show(const QaRecord& record, const std::vector<std::pair<QString, const StoredAnswer*>>& models)
{
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_layout->addWidget(column(tr("Truth"), new Badge(tr("◆ truth"), ColorRole::Truth), QString::fromStdString(record.answer), {}), 1);
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto& [name, answer] = models[i];
        const QString title = QStringLiteral("%1  %2").arg(modelLetter(i), name);
        if (!answer) {
            m_layout->addWidget(column(title, nullptr, QStringLiteral("–"), tr("has not answered this question")), 1);
            continue;
        }
        const bool right = answer->score > 0.5;
        QString note;
        if (!right && answer->directionScore > 0.5)
            note = tr("direction right, amount off");
        else if (!right && answer->directionScore >= 0)
            note = tr("direction wrong");
        auto* verdict = new Badge(right ? tr("✓ right") : tr("✕ wrong"), right ? ColorRole::Good : ColorRole::Contradicts);
        const QString text = answer->rawText.empty() ? tr("(empty reply)") : QString::fromStdString(answer->rawText);
        m_layout->addWidget(column(title, verdict, text, note), 1);
    }
}

} // namespace w2v

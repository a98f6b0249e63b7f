#include "ui/evaluate/AnswerColumns.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/Json.h"
#include "ui/evaluate/ModelList.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kColumnWidth = 150;

/// The reply with what was read in it underlined.
QString replyHtml(const std::string& reply, const std::string& reading)
{
    if (reply.empty())
        return AnswerColumns::tr("(empty reply)");
    const QString text = QString::fromStdString(reply), read = QString::fromStdString(reading);
    const qsizetype at = read.isEmpty() ? -1 : text.indexOf(read, 0, Qt::CaseInsensitive);
    QString html = text.toHtmlEscaped();
    if (at >= 0)
        html = text.left(at).toHtmlEscaped() + QStringLiteral("<u>") + text.mid(at, read.size()).toHtmlEscaped() + QStringLiteral("</u>")
            + text.mid(at + read.size()).toHtmlEscaped();
    return html.replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

QFrame* column(const QString& name, Badge* verdict, const QString& text, const QString& note)
{
    auto* card = new QFrame;
    card->setProperty("look", "card");
    card->setMinimumWidth(kColumnWidth); // any number of them: beyond the window's width one scrolls
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
    answer->setTextFormat(Qt::RichText);
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

void AnswerColumns::show(const std::string& truth, const std::vector<Column>& models)
{
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_layout->addWidget(column(tr("Truth"), new Badge(tr("◆ truth"), ColorRole::Truth), replyHtml(truth, {}), {}), 1);
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto& [name, answer, rules] = models[i];
        const QString title = QStringLiteral("%1  %2").arg(modelLetter(i), name);
        if (!answer) {
            m_layout->addWidget(column(title, nullptr, QStringLiteral("–"), tr("has not answered this question")), 1);
            continue;
        }
        const bool right = answer->isRight();
        const Json detail = Json::parse(answer->detail, nullptr, false);
        QString note;
        if (!right && answer->direction > 0.5)
            note = tr("direction right, amount off");
        else if (!right && answer->direction >= 0)
            note = tr("direction wrong");
        const bool part = answer->score > 0 && answer->score < 1;
        auto* verdict = new Badge(part ? tr("%1% of the score").arg(100 * answer->score, 0, 'f', 0) : right ? tr("✓ right") : tr("✕ wrong"), right ? ColorRole::Good : ColorRole::Contradicts);
        QStringList facts;
        if (!rules.isEmpty())
            facts << rules;
        if (!note.isEmpty())
            facts << note;
        if (answer->confidence >= 0)
            facts << tr("%1% sure").arg(100 * answer->confidence, 0, 'f', 0);
        if (answer->seconds >= 0)
            facts << tr("%1 s").arg(answer->seconds, 0, 'g', 3);
        QFrame* card = column(title, verdict, replyHtml(answer->text, detail.is_object() ? detail.value("reading", "") : std::string()), facts.join(QStringLiteral(" · ")));
        if (detail.is_object() && detail.contains("imagination")) {
            auto* tree = new QPushButton(tr("What it imagined…"));
            tree->setObjectName(QStringLiteral("tree%1").arg(i));
            connect(tree, &QPushButton::clicked, this, [this, i] { Q_EMIT treeAsked(static_cast<int>(i)); });
            card->layout()->addWidget(tree);
        }
        m_layout->addWidget(card, 1);
    }
}

} // namespace w2v

#include "ui/chat/TurnView.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/chat/AnswerText.h"
#include "ui/chat/AttachmentStrip.h"
#include "ui/session/Units.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {

TurnView::TurnView(const ChatTurn& turn, PictureLoader& pictures, QWidget* parent) : QFrame(parent)
{
    setProperty("look", turn.fromModel ? "card" : "inset");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap + space::kHalf, space::kGap, space::kGap + space::kHalf, space::kGap);
    layout->setSpacing(space::kHalf);
    auto* who = new ElidedLabel(turn.fromModel ? turn.model.name : tr("You"));
    who->setProperty("look", "group");
    layout->addWidget(who);
    if (!turn.attachments.isEmpty()) {
        m_attachments = new AttachmentStrip(pictures, false);
        m_attachments->set(turn.attachments);
        layout->addWidget(m_attachments);
    }
    if (!turn.fromModel) {
        m_question = makeLabel({}, TextStyle::Body);
        m_question->setTextFormat(Qt::PlainText);
        m_question->setWordWrap(true);
        m_question->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        layout->addWidget(m_question);
    } else {
        m_answer = new AnswerText;
        m_answer->setAccessibleName(tr("Answer"));
        layout->addWidget(m_answer);
        m_facts = makeMuted({}, TextStyle::Small);
        m_facts->setObjectName(QStringLiteral("answerFacts"));
        m_facts->setWordWrap(true);
        m_facts->setToolTip(tr("Confidence: the mean probability the model gave to the tokens it chose"));
        layout->addWidget(m_facts);
        m_actions = new QWidget;
        auto* row = new QHBoxLayout(m_actions);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::kHalf);
        const auto button = [&](const QString& icon, const QString& name, const QString& objectName, auto signal) {
            QToolButton* made = makeIconButton(icon, name, m_actions);
            made->setObjectName(objectName);
            connect(made, &QToolButton::clicked, this, signal);
            row->addWidget(made);
            return made;
        };
        button(QStringLiteral("copy"), tr("Copy the answer"), QStringLiteral("copyAnswer"), &TurnView::copyRequested);
        button(QStringLiteral("terminal"), tr("Copy as command"), QStringLiteral("copyCommand"), &TurnView::copyCommandRequested);
        m_again = button(QStringLiteral("refresh"), tr("Answer again with the next seed (at temperature 0 the answer stays the same)"), QStringLiteral("regenerate"),
                         &TurnView::regenerateRequested);
        row->addStretch();
        layout->addWidget(m_actions);
    }
    show(turn, false);
}

void TurnView::show(const ChatTurn& turn, bool writing)
{
    QString words = turn.text;
    if (m_attachments)
        words = words.remove(QStringLiteral("<image>")).trimmed(); // the pictures themselves are above
    const QString shown = !words.isEmpty() ? words : writing ? tr("…") : turn.fromModel ? tr("(empty reply)") : words;
    if (!turn.fromModel) {
        m_question->setText(shown);
        setAccessibleName(tr("%1 said: %2").arg(tr("You"), turn.text));
        return;
    }
    m_answer->show(shown);
    setAccessibleName(tr("%1 said: %2").arg(turn.model.name, turn.text));
    m_facts->setText(facts(turn));
    m_facts->setVisible(!m_facts->text().isEmpty());
    m_actions->setVisible(!writing);
}

void TurnView::setLast(bool last)
{
    if (m_again)
        m_again->setVisible(last);
}

QString TurnView::text() const
{
    return m_answer ? m_answer->toPlainText() : m_question->text();
}

QString TurnView::facts(const ChatTurn& turn)
{
    QStringList parts;
    if (turn.stopped)
        parts += tr("stopped");
    const QJsonObject& f = turn.facts;
    if (f.isEmpty())
        return parts.join(QString());
    const int tokens = f.value(QStringLiteral("new_tokens")).toInt(-1), prompt = f.value(QStringLiteral("prompt_tokens")).toInt(-1); // servers may not say
    const int images = f.value(QStringLiteral("image_tokens")).toInt();
    const double seconds = f.value(QStringLiteral("seconds")).toDouble(), first = f.value(QStringLiteral("time_to_first_token")).toDouble();
    if (tokens >= 0)
        parts += tr("%n tokens", nullptr, tokens);
    parts += tr("%1 s").arg(seconds, 0, 'f', 2);
    if (f.value(QStringLiteral("finish")).toString() == QLatin1String("length"))
        parts += tr("cut at the longest answer");
    if (tokens > 1 && seconds > first)
        parts += tr("%1 tok/s").arg((tokens - 1) / (seconds - first), 0, 'f', 1);
    if (first > 0)
        parts += tr("first token after %1 s").arg(first, 0, 'f', 2);
    if (prompt >= 0)
        parts += images ? tr("prompt %1 tokens, %2 of pictures").arg(prompt).arg(images) : tr("prompt %1 tokens").arg(prompt);
    if (f.contains(QStringLiteral("mean_probability")))
        parts += tr("confidence %1").arg(formatPercent(f.value(QStringLiteral("mean_probability")).toDouble()));
    if (const int attempts = f.value(QStringLiteral("attempts")).toInt(); attempts > 1)
        parts += tr("%n attempts", nullptr, attempts);
    return parts.join(QStringLiteral(" · "));
}

} // namespace w2v

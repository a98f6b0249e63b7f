#include "ui/curate/ReasonBar.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/records/TaskText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/Labels.h"

namespace w2v {

ReasonBar::ReasonBar(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("reasonBar"));
    setFocusPolicy(Qt::StrongFocus);
    auto* flow = new FlowLayout(nullptr, space::kGap);
    flow->addWidget(makeLabel(tr("Reject because of"), TextStyle::Body, this));
    int number = 1;
    for (const QString& reason : rejectionReasons()) {
        auto* button = new QPushButton(QStringLiteral("%1  %2").arg(number++).arg(reasonText(reason)), this);
        button->setFocusPolicy(Qt::NoFocus);
        connect(button, &QPushButton::clicked, this, [this, reason] { Q_EMIT chosen(reason); });
        flow->addWidget(button);
    }
    m_enter = new QPushButton(this);
    m_enter->setObjectName(QStringLiteral("reasonEnter"));
    connect(m_enter, &QPushButton::clicked, this, [this] { Q_EMIT chosen(m_suggested); });
    m_none = new QPushButton(tr("0  no reason"), this);
    connect(m_none, &QPushButton::clicked, this, [this] { Q_EMIT chosen({}); });
    for (QPushButton* button : {m_enter, m_none}) {
        button->setFocusPolicy(Qt::NoFocus);
        flow->addWidget(button);
    }
    auto* back = new QPushButton(tr("Esc  keep it"), this);
    back->setFocusPolicy(Qt::NoFocus);
    connect(back, &QPushButton::clicked, this, &ReasonBar::cancelled);
    flow->addWidget(back);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kGap);
    layout->addLayout(flow);
    hide();
}

void ReasonBar::ask(const QString& suggested)
{
    m_suggested = suggested;
    m_enter->setText(suggested.isEmpty() ? tr("Enter  no reason") : tr("Enter  %1 (suggested)").arg(reasonText(suggested)));
    m_none->setVisible(!suggested.isEmpty());
    show();
    setFocus(Qt::OtherFocusReason);
}

bool ReasonBar::event(QEvent* event)
{
    // While it asks, the number keys mean reasons, not verdicts.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void ReasonBar::keyPressEvent(QKeyEvent* event)
{
    const int index = event->key() - Qt::Key_1;
    if (index >= 0 && index < rejectionReasons().size())
        Q_EMIT chosen(rejectionReasons().at(index));
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT chosen(m_suggested);
    else if (event->key() == Qt::Key_0)
        Q_EMIT chosen({});
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT cancelled();
    else
        QFrame::keyPressEvent(event);
}

} // namespace w2v

#include "ui/imagine/BoxBar.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QToolButton>

#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/Labels.h"

namespace w2v {

BoxBar::BoxBar(const QList<QAction*>& actions, QWidget* parent)
    : QFrame(parent), m_rules(new QComboBox), m_facts(makeMuted({}, TextStyle::Small)), m_said(makeMuted({}, TextStyle::Small))
{
    setProperty("look", "bar");
    setObjectName("imagine.boxBar");
    m_facts->setObjectName("boxes.facts");
    m_said->setObjectName("boxes.said");
    m_said->setWordWrap(true);
    m_rules->setObjectName("boxes.rules");
    m_rules->setAccessibleName(tr("Rules drawn on the boxes"));
    m_rules->setToolTip(tr("Boxes that these rules drop are dashed and say why: no question is asked about them  (X)"));
    m_rules->addItem(tr("rules: verified"));
    m_rules->addItem(tr("rules: reference"));
    m_rules->addItem(tr("rules: not shown"));
    connect(m_rules, &QComboBox::activated, this, &BoxBar::rulesChanged);
    auto* layout = new FlowLayout(this);
    layout->setContentsMargins(space::kGap, space::kHalf, space::kGap, space::kHalf);
    for (QAction* action : actions) {
        QToolButton* button = makeToolButton(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        layout->addWidget(button);
    }
    for (QLabel* label : {m_facts, m_said})
        label->setMinimumHeight(space::kControl);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_rules, m_facts, m_said})
        layout->addWidget(widget);
}

BoxBar::Rules BoxBar::rules() const
{
    return Rules(m_rules->currentIndex());
}

void BoxBar::setRules(Rules rules)
{
    m_rules->setCurrentIndex(int(rules));
    Q_EMIT rulesChanged();
}

void BoxBar::showFacts(const QString& text)
{
    m_facts->setText(text);
}

void BoxBar::say(const QString& text)
{
    m_said->setText(text);
}

} // namespace w2v

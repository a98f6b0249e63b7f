#include "ui/imagine/BoxBar.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/Labels.h"

namespace w2v {

BoxBar::BoxBar(const QList<QAction*>& actions, QWidget* parent)
    : QFrame(parent), m_rules(new QComboBox), m_facts(makeMuted({}, TextStyle::Small)), m_said(makeMuted({}, TextStyle::Small))
{
    setProperty("look", "bar");
    setObjectName("imagine.boxBar");
    m_facts->setObjectName("boxes.facts");
    m_said->setObjectName("boxes.said");
    m_rules->setObjectName("boxes.rules");
    m_rules->setAccessibleName(tr("Rules drawn on the boxes"));
    m_rules->setToolTip(tr("Boxes that these rules drop are dashed and say why: no question is asked about them  (X)"));
    m_rules->addItem(tr("rules: verified"));
    m_rules->addItem(tr("rules: reference"));
    m_rules->addItem(tr("rules: not shown"));
    connect(m_rules, &QComboBox::activated, this, &BoxBar::rulesChanged);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kGap, space::kHalf, space::kGap, space::kHalf);
    layout->setSpacing(space::kGap);
    for (QAction* action : actions) {
        QToolButton* button = makeToolButton(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        layout->addWidget(button);
    }
    layout->addWidget(m_rules);
    // Two lines whatever they say: the picture below must not move while boxes are drawn on it.
    auto* lines = new QVBoxLayout;
    lines->setSpacing(0);
    for (QLabel* label : {m_facts, m_said}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        label->setFixedHeight(label->fontMetrics().height());
        lines->addWidget(label);
    }
    layout->addLayout(lines, 1);
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
    m_facts->setToolTip(text);
}

void BoxBar::say(const QString& text)
{
    m_said->setText(text);
    m_said->setToolTip(text);
}

} // namespace w2v

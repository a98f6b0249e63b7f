#include "ui/widgets/Segmented.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/theme/IconSet.h"

namespace w2v {

Segmented::Segmented(QWidget* parent) : QWidget(parent), m_group(new QButtonGroup(this)), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_group->setExclusive(true);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &Segmented::chosen);
}

QToolButton* Segmented::add(const QString& text, const QString& iconName, const QString& tooltip)
{
    auto* button = new QToolButton(this);
    button->setProperty("look", "segment");
    button->setCheckable(true);
    button->setText(text);
    if (!iconName.isEmpty()) {
        button->setIcon(themedIcon(iconName));
        button->setIconSize({space::kIcon, space::kIcon});
        button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
    button->setToolTip(tooltip);
    button->setAccessibleName(text.isEmpty() ? tooltip : text);
    const int id = int(m_group->buttons().size());
    m_group->addButton(button, id);
    button->setChecked(id == 0);
    m_layout->addWidget(button);
    return button;
}

int Segmented::current() const
{
    return m_group->checkedId();
}

void Segmented::setCurrent(int index)
{
    if (QAbstractButton* button = m_group->button(index)) {
        button->setChecked(true);
    } else if (QAbstractButton* on = m_group->checkedButton()) {
        m_group->setExclusive(false);
        on->setChecked(false);
        m_group->setExclusive(true);
    }
}

} // namespace w2v

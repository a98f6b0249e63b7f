#include "ui/shell/ActivityBar.h"

#include <QButtonGroup>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"

namespace w2v {

namespace {

QToolButton* makeButton(const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setProperty("look", "activity");
    button->setIcon(themedIcon(iconName));
    button->setIconSize({space::kLargeIcon, space::kLargeIcon});
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setFixedSize(space::kActivityBar, space::kActivityBar + 4);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

ActivityBar::ActivityBar(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)), m_group(new QButtonGroup(this))
{
    setObjectName("activityBar");
    setFixedWidth(space::kActivityBar + 1);
    m_layout->setContentsMargins(0, space::kHalf, 1, space::kHalf);
    m_layout->setSpacing(2);
    m_layout->addStretch(1);
    m_settings = makeButton({}, "settings", this);
    m_settings->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_settings->setToolTip(tr("Settings, theme and language"));
    m_settings->setAccessibleName(tr("Settings, theme and language"));
    m_settings->setPopupMode(QToolButton::InstantPopup);
    m_layout->addWidget(m_settings);
    m_group->setExclusive(true);
}

void ActivityBar::addWorkspace(const QString& id, const QString& title, const QString& iconName, const QString& shortcut)
{
    QToolButton* button = makeButton(title, iconName, this);
    button->setObjectName("activity." + id);
    button->setCheckable(true);
    button->setToolTip(QString("%1  (%2)").arg(title, shortcut));
    button->setProperty("workspace", id);
    m_group->addButton(button);
    m_layout->insertWidget(m_count++, button);
    connect(button, &QToolButton::clicked, this, [this, id] { Q_EMIT chosen(id); });
}

void ActivityBar::setCurrent(const QString& id)
{
    for (QAbstractButton* button : m_group->buttons()) {
        if (button->property("workspace").toString() == id)
            button->setChecked(true);
    }
}

void ActivityBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Surface));
    painter.fillRect(width() - 1, 0, 1, height(), Theme::instance().color(ColorRole::Line));
}

} // namespace w2v

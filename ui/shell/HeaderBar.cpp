#include "ui/shell/HeaderBar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

HeaderBar::HeaderBar(Session& session, QWidget* parent)
    : QWidget(parent), m_project(new QToolButton(this)), m_crumbs(new ElidedLabel({}, this)), m_search(new QPushButton(this)),
      m_primary(new QPushButton(this))
{
    setObjectName("header");
    setFixedHeight(space::kHeader);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kGap, 0, space::kGap, 1);
    layout->setSpacing(space::kHalf);

    m_project->setObjectName("header.project");
    m_project->setIcon(themedIcon("folder"));
    m_project->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_project->setPopupMode(QToolButton::InstantPopup);
    m_project->setToolTip(tr("Open, create or close a project"));
    layout->addWidget(m_project);
    m_crumbs->setObjectName("header.crumbs");
    m_crumbs->setProperty("look", "muted");
    layout->addWidget(m_crumbs, 1);

    layout->addWidget(makeToolButton(session.undoAction(), this));
    layout->addWidget(makeToolButton(session.redoAction(), this));
    session.undoAction()->setIcon(themedIcon("undo"));
    session.redoAction()->setIcon(themedIcon("redo"));
    for (QToolButton* button : findChildren<QToolButton*>()) {
        if (button != m_project)
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    }
    layout->addSpacing(space::kHalf);

    m_search->setObjectName("header.search");
    m_search->setIcon(themedIcon("search"));
    m_search->setText(tr("Find an action   Ctrl+K"));
    m_search->setToolTip(tr("Every action, with its key and its command line  (Ctrl+K)"));
    m_search->setProperty("look", "search");
    layout->addWidget(m_search);
    connect(m_search, &QPushButton::clicked, this, &HeaderBar::paletteRequested);
    layout->addSpacing(space::kHalf);

    m_primary->setObjectName("header.primary");
    m_primary->setProperty("primary", true);
    m_primary->setMinimumWidth(112);
    layout->addWidget(m_primary);
    connect(m_primary, &QPushButton::clicked, this, [this] {
        if (m_action)
            m_action->trigger();
    });
    m_primary->hide();
}

void HeaderBar::setProjectMenu(QMenu* menu)
{
    m_project->setMenu(menu);
}

void HeaderBar::setBreadcrumb(const QString& project, const QStringList& parts)
{
    m_project->setText(project.isEmpty() ? tr("No project") : project);
    QString text;
    for (const QString& part : parts) {
        if (!part.isEmpty())
            text += QStringLiteral("›   ") + part + "   ";
    }
    m_crumbs->setFullText(text);
}

void HeaderBar::setPrimaryAction(QAction* action)
{
    if (m_action)
        m_action->disconnect(this);
    m_action = action;
    if (m_action)
        connect(m_action, &QAction::changed, this, &HeaderBar::followPrimary);
    followPrimary();
}

void HeaderBar::followPrimary()
{
    m_primary->setVisible(m_action);
    if (!m_action)
        return;
    m_primary->setText(m_action->text());
    m_primary->setToolTip(m_action->toolTip());
    m_primary->setEnabled(m_action->isEnabled());
    const QString name = m_action->icon().name();
    m_primary->setIcon(name.isEmpty() ? m_action->icon() : themedIcon(name, ColorRole::OnAccent));
}

void HeaderBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Surface));
    painter.fillRect(0, height() - 1, width(), 1, Theme::instance().color(ColorRole::Line));
}

} // namespace w2v

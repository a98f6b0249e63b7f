#include "ui/curate/ViewsMenu.h"

#include <QInputDialog>
#include <QMenu>

#include <array>

#include "ui/theme/IconSet.h"

namespace w2v {

ViewsMenu::ViewsMenu(Session& session, std::function<RecordView()> shown, QWidget* parent)
    : QToolButton(parent), m_session(session), m_shown(std::move(shown)), m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("views"));
    setText(tr("Views"));
    setIcon(themedIcon(QStringLiteral("filter")));
    setToolTip(tr("Saved views and the order of the list"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setMinimumHeight(space::kControl);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &ViewsMenu::fill);
}

void ViewsMenu::fill()
{
    m_menu->clear();
    std::vector<RecordView> views;
    try {
        if (const Project* project = m_session.project())
            views = recordViews(*project);
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("curate.views"), error);
    }
    for (const RecordView& view : views)
        connect(m_menu->addAction(QString::fromStdString(view.name).replace(QLatin1Char('&'), QLatin1String("&&"))), &QAction::triggered, this,
                [this, view] { Q_EMIT chosen(view); });
    if (!views.empty())
        m_menu->addSeparator();
    QAction* save = m_menu->addAction(themedIcon(QStringLiteral("save")), tr("Save this view…"));
    save->setEnabled(m_session.hasProject());
    connect(save, &QAction::triggered, this, &ViewsMenu::askName);
    if (!views.empty()) {
        QMenu* away = m_menu->addMenu(themedIcon(QStringLiteral("trash")), tr("Remove a view"));
        for (const RecordView& view : views)
            connect(away->addAction(QString::fromStdString(view.name).replace(QLatin1Char('&'), QLatin1String("&&"))), &QAction::triggered, this,
                    [this, name = view.name] { remove(name); });
    }
    m_menu->addSection(tr("Order"));
    const std::array<std::pair<QString, RecordOrder>, 3> orders{{{tr("As they were made"), RecordOrder::Creation},
                                                                 {tr("Easiest first"), RecordOrder::Difficulty},
                                                                 {tr("Best match of the search first"), RecordOrder::Relevance}}};
    const RecordOrder now = m_shown().order;
    for (const auto& [text, order] : orders) {
        QAction* action = m_menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(order == now);
        connect(action, &QAction::triggered, this, [this, order = order] { Q_EMIT orderChosen(order); });
    }
}

void ViewsMenu::askName()
{
    bool ok = false;
    const QString name = QInputDialog::getText(this, tr("Save this view"), tr("Name"), QLineEdit::Normal, {}, &ok).trimmed();
    if (ok && !name.isEmpty())
        save(name);
}

void ViewsMenu::save(const QString& name)
{
    m_session.edit([&](Project& project) {
        RecordView view = m_shown();
        view.name = name.toStdString();
        saveRecordView(project, view);
    });
}

void ViewsMenu::remove(const std::string& name)
{
    m_session.edit([&](Project& project) { removeRecordView(project, name); });
}

} // namespace w2v

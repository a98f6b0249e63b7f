#pragma once
#include <QPointer>
#include <QWidget>

#include "ui/session/Session.h"

class QHBoxLayout;
class QMenu;
class QPushButton;
class QToolButton;

namespace w2v {

class ElidedLabel;

/// The 40 px row on top: where one is (project › observation › path), undo and redo, the way to every action, and the one
/// thing to do next as a blue button.
class HeaderBar : public QWidget {
    Q_OBJECT
public:
    explicit HeaderBar(Session& session, QWidget* parent = nullptr);
    void setBreadcrumb(const QString& project, const QStringList& parts);
    void setPrimaryAction(QAction* action);
    void setProjectMenu(QMenu* menu);

Q_SIGNALS:
    void paletteRequested();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void followPrimary();

    QToolButton* m_project;
    ElidedLabel* m_crumbs;
    QPushButton *m_search, *m_primary;
    QPointer<QAction> m_action;
};

} // namespace w2v

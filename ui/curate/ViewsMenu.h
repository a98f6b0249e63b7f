#pragma once
#include <QToolButton>

#include <functional>

#include "core/dataset/RecordViews.h"
#include "ui/session/Session.h"

class QMenu;

namespace w2v {

/// A button with the saved views of the project: choose one, save what is shown as one, remove one; and the order of the list.
class ViewsMenu : public QToolButton {
    Q_OBJECT
public:
    ViewsMenu(Session& session, std::function<RecordView()> shown, QWidget* parent = nullptr);

    /// Keeps what is shown under this name.
    void save(const QString& name);

Q_SIGNALS:
    void chosen(const w2v::RecordView& view);
    void orderChosen(w2v::RecordOrder order);

private:
    void fill();
    void askName();
    void remove(const std::string& name);

    Session& m_session;
    std::function<RecordView()> m_shown;
    QMenu* m_menu;
};

} // namespace w2v

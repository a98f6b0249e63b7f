#pragma once
#include <QWidget>

#include "ui/session/Session.h"

class QBoxLayout;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace w2v {

/// The observations of the project with search, and ways to add more.
class Shelf : public QWidget {
    Q_OBJECT
public:
    explicit Shelf(Session& session, QWidget* parent = nullptr);
    /// "Add the RGB-D folder dining_room" for what can be observed, empty for anything else.
    static QString recognise(const QString& path);
    void add(const QString& path);
    void addRoom();           ///< the next generated room
    void browse();
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    qint64 nextRoom() const; ///< seed
    void refresh();
    void filter();
    void removeCurrent();

    Session& m_session;
    QLineEdit* m_search;
    QListWidget* m_list;
    QStackedWidget* m_stack;
    QBoxLayout* m_buttons;
};

/// Translated name of an observation kind as the project stores it ("mesh_scene").
QString kindTitle(const QString& kind);

} // namespace w2v

#pragma once
#include <QToolBar>

class QDockWidget;

namespace w2v {

/// A thin edge of a workspace with the names of its hidden panels, upright; a click brings one back. It is there only while a
/// panel is hidden.
class PanelRail : public QToolBar {
    Q_OBJECT
public:
    explicit PanelRail(const QString& name, QWidget* parent = nullptr);
    void add(QDockWidget* dock);
    /// After a layout was restored, which also restores what rails showed.
    void follow();

private:
    struct Entry {
        QDockWidget* dock;
        QAction* action; ///< of the button
    };
    QList<Entry> m_entries;
};

} // namespace w2v

#pragma once
#include <functional>

#include <QKeySequence>
#include <QObject>

class QAction;
class QActionGroup;
class QMenu;
class QSlider;
class QToolButton;
class QWidgetAction;

namespace w2v {

class Stage;

/// Everything that changes how the stage shows a scene: views from the sides, colouring, overlays. Each is a command with its
/// key; the rarer ones live in the menu "Show".
class ViewCommands : public QObject {
    Q_OBJECT
public:
    using AddCommand = std::function<QAction*(const QString& id, const QString& text, const QString& icon, const QKeySequence& keys,
                                              std::function<void()> run)>;
    ViewCommands(Stage& stage, AddCommand add, QObject* parent = nullptr);

private:
    void buildViews();
    void buildColouring();
    void buildOverlays();
    QWidgetAction* pointSizeSlider();
    QAction* add(const QString& id, const QString& text, const QString& icon, const QString& keys, std::function<void()> run);
    /// A command that stays on or off; `set` gets the new state.
    QAction* addSwitch(const QString& id, const QString& text, const QString& icon, const QString& keys, bool on, std::function<void(bool)> set);

    Stage& m_stage;
    AddCommand m_add;
    QMenu* m_menu;
    QSlider* m_pointSize = nullptr;
    QToolButton* m_colouring = nullptr; ///< shows which colouring is on
};

} // namespace w2v

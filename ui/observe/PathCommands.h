#pragma once
#include <functional>
#include <optional>
#include <random>

#include <QPointer>

#include "ui/observe/ImportDialog.h"
#include "ui/observe/LookAheadMonitor.h"
#include "ui/observe/PathSettings.h"
#include "ui/observe/SamplerDialog.h"

class QAction;
class QKeySequence;
class QMenu;

namespace w2v {

/// Everything that can be done to the path beside drawing it: edits, presets, the sampler, exchange, the grid and what happens
/// about trouble ahead. Each is a command of the workspace and an entry of the path's menu.
class PathCommands : public QObject {
    Q_OBJECT
public:
    using Add = std::function<QAction*(const QString& id, const QString& text, const QString& icon, const QKeySequence& keys,
                                       std::function<void()> run, std::function<QString()> commandLine)>;
    PathCommands(Session& session, PathDraft& draft, LookAheadMonitor& monitor, QWidget* window, const Add& add);

    QMenu* menu() const { return m_menu; }
    const PathSettings& settings() const { return m_settings; }
    /// What "orbit" goes around, world; none: nothing is chosen.
    void setPickedPoint(const std::optional<Eigen::Vector3d>& world);
    void exportTo(const QString& format, const QString& file);
    void importFrom(const QString& file);

Q_SIGNALS:
    void settingsChanged();
    void explained(const QString& text); ///< for the hint line

private:
    void addEdits(const Add& add);
    void addPresets(const Add& add);
    void addExchange(const Add& add);
    void addSettings(const Add& add);
    void orbit(double degrees);
    void askForLength();
    void askForGrid();
    void setSnap(const SnapSteps& snap);
    void showGrid();
    void paste();

    Session& m_session;
    PathDraft& m_draft;
    LookAheadMonitor& m_monitor;
    QWidget* m_window;
    QMenu* m_menu;
    PathSettings m_settings;
    std::optional<Eigen::Vector3d> m_picked;
    QList<QAction*> m_orbits;
    QAction* m_anyAmount = nullptr;
    std::vector<std::pair<QAction*, SnapSteps>> m_grids;
    Rng m_random{std::random_device{}()};
    QPointer<SamplerDialog> m_sampler;
    QPointer<ImportDialog> m_import;
};

} // namespace w2v

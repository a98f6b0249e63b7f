#pragma once
#include <array>
#include <functional>
#include <optional>

#include <QObject>
#include <QThreadPool>

#include "core/worldmodel/Rollout.h"
#include "ui/imagine/BoxBar.h"
#include "ui/imagine/BoxEditor.h"
#include "ui/session/Session.h"

namespace w2v {

class CompareView;
class DepthLoader;

/// Keeps what the box editor is told in the project: every edit is one undo step, on disk at once. Shows the boxes of the pictures
/// with where they come from and the rule that drops them.
class BoxDesk : public QObject {
    Q_OBJECT
public:
    BoxDesk(Session& session, DepthLoader& depths, CompareView* view, const QList<QAction*>& actions);

    BoxEditor& editor() { return *m_editor; }
    BoxBar& bar() { return *m_bar; }
    void setActive(bool on);
    bool isActive() const { return m_active; }
    /// The rollout whose boxes are shown, and which of its frames each picture is; -1: none of them.
    void show(const std::optional<RolloutRecord>& rollout, std::array<int, 2> frames);
    /// Whether boxes are chosen, so that something can be done to one.
    bool hasChosen() const { return m_active && m_editor->selectedBox(); }

    void carry();
    void removeChosen();
    void toggleRules();
    /// Parameters of the operation that carry() starts.
    QJsonObject carryParams() const;

Q_SIGNALS:
    void choiceChanged();
    void left();

private:
    void refresh();
    void showFacts();
    void loadNames();
    std::optional<ShownBox> shownOf(const VisibleObject& object, std::size_t frame) const;
    bool edit(const QString& title, std::size_t frame, const std::function<void(RolloutRecord&, const DepthMap&)>& change);
    void sayStale(qint64 stale);
    QString nameOf(int instance) const;
    std::optional<std::size_t> frameOf(int which) const;

    Session& m_session;
    DepthLoader& m_depths;
    CompareView* m_view;
    BoxEditor* m_editor;
    BoxBar* m_bar;
    std::optional<RolloutRecord> m_rollout;
    std::array<int, 2> m_frames{-1, -1};
    QString m_lastName;
    bool m_active = false;
    BoxBar::Rules m_lastRules = BoxBar::Rules::Verified;
    QThreadPool m_pool;
};

} // namespace w2v

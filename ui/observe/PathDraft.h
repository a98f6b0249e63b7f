#pragma once
#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/motion/PathEdit.h"
#include "ui/session/Session.h"

namespace w2v {

/// The path being drawn: the action list, its text and its poses are one object; whoever edits one edits all. Every edit
/// is stored in the project as a named undo step; typed text when the typing pauses.
class PathDraft : public QObject {
    Q_OBJECT
public:
    explicit PathDraft(Session& session, QObject* parent = nullptr);

    /// Shows the selected (or newest) trajectory of an observation's frame. `worldFromFrame`: where that frame stands in
    /// the observation's world; `camera`: what the views are made with.
    void open(const QString& observation, int frame, const Rigid3d& worldFromFrame, const Intrinsics& camera);
    void close();
    bool isOpen() const { return !m_stored.observation.empty(); }
    /// Begins another path of the same observation.
    void startNew();

    const std::vector<Action>& actions() const { return m_actions; }
    QString text() const { return m_text; }
    bool isValid() const { return m_problem.isEmpty(); }
    QString problem() const { return m_problem; }        ///< why the text cannot be read, empty when it can
    const CameraTrajectory& path() const { return m_path; }
    const StoredTrajectory& stored() const { return m_stored; }
    Rigid3d worldFromStart() const { return m_stored.worldFromStart.value_or(m_worldFromFrame); }
    Rigid3d worldFromPose(int index) const;
    Rigid3d startFromEnd() const { return m_path.startFromCamera.back(); }
    int poses() const { return int(m_path.startFromCamera.size()); }

    int playhead() const { return m_playhead; }
    void setPlayhead(int pose);
    /// Index of the action that leads to this pose; -1 at the start.
    int actionAt(int pose) const;
    int poseAfterAction(int action) const;
    void editText(const QString& text);                    ///< live while typing
    void commitText();                                     ///< at once, on Enter or when the focus leaves

    // Edits: one named undo step each. What cannot be done becomes an issue and changes nothing.
    /// Takes the actions as their text says them; the playhead goes behind action `playheadAfter`, to the end by default.
    void setActions(const std::vector<Action>& actions, const QString& undoTitle, int playheadAfter = -1);
    void append(const std::vector<Action>& actions);
    /// Appends what is typed in short form, or puts it in at the playhead; returns why it cannot be read, with its place, else an
    /// empty text.
    QString appendText(const QString& text);
    QString insertText(const QString& text, const QString& undoTitle);
    void insertAtPlayhead(const std::vector<Action>& actions, const QString& undoTitle);
    void splitAtPlayhead();
    void removeAction(int index);
    void duplicateAction(int index);
    void moveAction(int from, int to);
    void replaceAction(int index, const Action& action);
    void setMagnitude(int index, double magnitude);
    /// One of the edits of the whole path by name: "mirror", "reverse", "inverse", "canonical", "scale" or "length" (amount).
    void editWhole(const std::string& name, const QString& undoTitle, double amount = 0);
    void setStart(const Rigid3d& worldFromStart);
    /// Walking: grows the last action when it is of the same kind.
    void walk(const Action& step);

    PathPosition playheadPosition() const { return positionOf(m_path, m_playhead); }
    const Intrinsics& camera() const { return m_camera; }

Q_SIGNALS:
    void changed();           ///< actions, text, poses or start
    void playheadChanged(int pose);

private:
    void load(const std::optional<StoredTrajectory>& stored);
    void adopt(std::vector<Action> actions, const QString& text);
    void store(const QString& undoTitle);
    QString readMoves(const QString& text, const std::function<void(const std::vector<Action>&)>& use);
    void tryEdit(const std::function<void()>& edit);
    void refreshFromProject();

    Session& m_session;
    StoredTrajectory m_stored;
    Rigid3d m_worldFromFrame = Rigid3d::Identity();
    Intrinsics m_camera;
    std::vector<Action> m_actions;
    CameraTrajectory m_path;
    QString m_text, m_problem;
    int m_playhead = 0;
    bool m_textPending = false, m_storing = false;
    bool m_fresh = false;    ///< begun by startNew() and not stored yet: nothing else of the project is shown instead
    std::string m_undoneId;  ///< of the path that was undone out of existence; a redo shows it again
    QTimer m_commitTimer;
};

} // namespace w2v

#pragma once
#include <QFrame>

class QComboBox;
class QLabel;

namespace w2v {

/// What can be done to the chosen box, what it is, and whose rules are drawn on the boxes.
class BoxBar : public QFrame {
    Q_OBJECT
public:
    enum class Rules { Verified, Reference, None };

    /// The actions become buttons.
    BoxBar(const QList<QAction*>& actions, QWidget* parent = nullptr);
    Rules rules() const;
    void setRules(Rules rules);
    /// Of the chosen box: what, from where, why dropped.
    void showFacts(const QString& text);
    /// What the last edit did, or why it could not be done.
    void say(const QString& text);

Q_SIGNALS:
    void rulesChanged();

private:
    QComboBox* m_rules;
    QLabel *m_facts, *m_said;
};

} // namespace w2v

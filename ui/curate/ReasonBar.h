#pragma once
#include <QFrame>

class QPushButton;

namespace w2v {

/// "Why reject it?": the reasons under number keys, inside the page. Enter takes the suggested reason, or none; 0 none; Esc takes it back.
class ReasonBar : public QFrame {
    Q_OBJECT
public:
    explicit ReasonBar(QWidget* parent = nullptr);
    /// Shows itself and takes the keyboard. `suggested`: the reason that Enter gives, as it is stored.
    void ask(const QString& suggested = {});

Q_SIGNALS:
    void chosen(const QString& reason);
    void cancelled();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QPushButton *m_enter, *m_none;
    QString m_suggested;
};

} // namespace w2v

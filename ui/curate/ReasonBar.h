#pragma once
#include <QFrame>

namespace w2v {

/// "Why reject it?": the reasons under number keys, inside the page. Enter rejects without a reason, Esc takes it back.
class ReasonBar : public QFrame {
    Q_OBJECT
public:
    explicit ReasonBar(QWidget* parent = nullptr);
    void ask();   ///< shows itself and takes the keyboard

Q_SIGNALS:
    void chosen(const QString& reason);
    void cancelled();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace w2v

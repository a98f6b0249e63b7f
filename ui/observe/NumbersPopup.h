#pragma once
#include <QFrame>

#include "ui/widgets/NumberField.h"

class QFormLayout;

namespace w2v {

/// A small card over the window that asks for numbers with units: Enter takes them, Escape or a click elsewhere leaves all as it
/// was. It deletes itself.
class NumbersPopup : public QFrame {
    Q_OBJECT
public:
    explicit NumbersPopup(QWidget* window);
    NumberField* add(const QString& title, Quantity quantity, double low, double high, double value);
    void addNote(const QString& text);
    void openInTheMiddle();

Q_SIGNALS:
    void accepted(); ///< the fields hold what was typed

protected:
    void keyPressEvent(QKeyEvent*) override;

private:
    QFormLayout* m_form;
    QList<NumberField*> m_fields;
};

} // namespace w2v

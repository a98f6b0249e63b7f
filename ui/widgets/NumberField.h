#pragma once
#include <QDoubleSpinBox>
#include <QPointF>

namespace w2v {

/// What a number measures; decides the unit shown and the ones understood when typed.
enum class Quantity { Plain, Length, Angle };

/// A number that scrubs by dragging sideways, steps with the arrows (Shift x10, Ctrl /10) and understands typed units:
/// lengths in metres ("50 cm", "0.5 m"), angles in degrees ("0.5 rad", "30°").
class NumberField : public QDoubleSpinBox {
    Q_OBJECT
public:
    explicit NumberField(Quantity quantity = Quantity::Plain, QWidget* parent = nullptr);

    double valueFromText(const QString& text) const override;
    QString textFromValue(double value) const override;
    QValidator::State validate(QString& text, int& position) const override;
    void stepBy(int steps) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Quantity m_quantity;
    bool m_scrubbing = false, m_pressed = false;
    QPointF m_pressAt;
    double m_pressValue = 0;
};

} // namespace w2v

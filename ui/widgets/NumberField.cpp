#include "ui/widgets/NumberField.h"

#include <cmath>
#include <numbers>
#include <optional>

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QRegularExpression>

namespace w2v {

namespace {

std::optional<double> parseQuantity(const QString& text, Quantity quantity)
{
    static const QRegularExpression form(R"(^\s*([-+]?\d*[.,]?\d+(?:[eE][-+]?\d+)?)\s*([^\s\d]*)\s*$)");
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    bool ok = false;
    const double number = match.captured(1).replace(',', '.').toDouble(&ok);
    if (!ok || !std::isfinite(number))
        return std::nullopt;
    const QString unit = match.captured(2).toLower();
    if (unit.isEmpty())
        return number;
    if (quantity == Quantity::Length) {
        if (unit == "m")
            return number;
        if (unit == "cm")
            return number / 100;
        if (unit == "mm")
            return number / 1000;
    } else if (quantity == Quantity::Angle) {
        if (unit == QString(QChar(0xb0)) || unit == "deg" || unit == "degrees")
            return number;
        if (unit == "rad")
            return number * 180 / std::numbers::pi;
    }
    return std::nullopt;
}

} // namespace

NumberField::NumberField(Quantity quantity, QWidget* parent) : QDoubleSpinBox(parent), m_quantity(quantity)
{
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setKeyboardTracking(false);
    setAccelerated(true);
    setDecimals(quantity == Quantity::Plain ? 0 : quantity == Quantity::Length ? 3 : 1);
    setSingleStep(quantity == Quantity::Length ? 0.1 : quantity == Quantity::Angle ? 10 : 1);
    setRange(0, 1e9);
    lineEdit()->setCursor(Qt::SizeHorCursor);
    lineEdit()->installEventFilter(this);
}

double NumberField::valueFromText(const QString& text) const
{
    return parseQuantity(text, m_quantity).value_or(value());
}

QString NumberField::textFromValue(double value) const
{
    QString text = QString::number(value, 'f', decimals());
    if (text.contains('.')) {
        while (text.endsWith('0'))
            text.chop(1);
        if (text.endsWith('.'))
            text.chop(1);
    }
    if (m_quantity == Quantity::Length)
        return text + " m";
    if (m_quantity == Quantity::Angle)
        return text + QChar(0xb0);
    return text;
}

QValidator::State NumberField::validate(QString& text, int&) const
{
    const std::optional<double> number = parseQuantity(text, m_quantity);
    if (!number)
        return QValidator::Intermediate;
    return *number >= minimum() && *number <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
}

void NumberField::stepBy(int steps)
{
    const Qt::KeyboardModifiers keys = QApplication::keyboardModifiers();
    double step = singleStep();
    if (keys & Qt::ShiftModifier)
        step *= 10;
    else if (keys & Qt::ControlModifier)
        step /= 10;
    setValue(value() + steps * step);
}

bool NumberField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != lineEdit() || !isEnabled())
        return QDoubleSpinBox::eventFilter(watched, event);
    auto* mouse = static_cast<QMouseEvent*>(event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_pressed = mouse->button() == Qt::LeftButton && !lineEdit()->hasFocus();
        m_scrubbing = false;
        m_pressAt = mouse->globalPosition();
        m_pressValue = value();
        return m_pressed;
    case QEvent::MouseMove:
        if (m_pressed) {
            const double moved = mouse->globalPosition().x() - m_pressAt.x();
            m_scrubbing = m_scrubbing || std::abs(moved) > 3;
            if (m_scrubbing)
                setValue(m_pressValue + std::round(moved / 8) * singleStep());
            return true;
        }
        break;
    case QEvent::MouseButtonRelease:
        if (m_pressed) {
            m_pressed = false;
            if (!m_scrubbing) {
                lineEdit()->setFocus(Qt::MouseFocusReason);
                lineEdit()->selectAll();
            }
            return true;
        }
        break;
    default:
        break;
    }
    return QDoubleSpinBox::eventFilter(watched, event);
}

} // namespace w2v

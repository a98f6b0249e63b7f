#include "ui/observe/NumbersPopup.h"

#include <QFormLayout>
#include <QKeyEvent>

#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {

NumbersPopup::NumbersPopup(QWidget* window) : QFrame(window, Qt::Popup), m_form(new QFormLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("look", "card");
    m_form->setContentsMargins(16, 16, 16, 16);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(space::kGap);
}

NumberField* NumbersPopup::add(const QString& title, Quantity quantity, double low, double high, double value)
{
    auto* field = new NumberField(quantity);
    field->setRange(low, high);
    field->setValue(value);
    field->setAccessibleName(title);
    field->setMinimumWidth(110);
    m_form->addRow(title, field);
    m_fields << field;
    return field;
}

void NumbersPopup::addNote(const QString& text)
{
    m_form->addRow(makeMuted(text));
}

void NumbersPopup::openInTheMiddle()
{
    adjustSize();
    const QWidget* window = parentWidget();
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, (window->height() - height()) / 2)));
    show();
    if (!m_fields.isEmpty()) {
        m_fields.first()->setFocus();
        m_fields.first()->selectAll();
    }
}

void NumbersPopup::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        QFrame::keyPressEvent(event);
        return;
    }
    for (NumberField* field : m_fields)
        field->interpretText();
    Q_EMIT accepted();
    close();
}

} // namespace w2v

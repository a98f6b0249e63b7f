#include "ui/widgets/FactTable.h"

#include <initializer_list>

#include <QFormLayout>
#include <QLabel>

#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

/// A layout shows what is added to it with the next event only: tables that are filled anew often would be seen empty.
void showNow(std::initializer_list<QWidget*> widgets)
{
    for (QWidget* widget : widgets)
        widget->show();
}

} // namespace

FactTable::FactTable(QWidget* parent) : QWidget(parent), m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(space::kWide);
    m_form->setVerticalSpacing(space::kHalf);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setFormAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setRowWrapPolicy(QFormLayout::DontWrapRows);
}

void FactTable::clear()
{
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
}

void FactTable::add(const QString& name, const QString& value, const QString& tooltip)
{
    auto* label = makeMuted(name, TextStyle::Body);
    auto* text = makeLabel(value);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setWordWrap(true);
    text->setToolTip(tooltip);
    label->setToolTip(tooltip);
    m_form->addRow(label, text);
    showNow({label, text});
}

void FactTable::addHeading(const QString& text)
{
    auto* label = makeGroupTitle(text);
    label->setContentsMargins(0, m_form->rowCount() ? space::kGap : 0, 0, 0);
    m_form->addRow(label);
    showNow({label});
}

void FactTable::addNote(const QString& text)
{
    auto* label = makeMuted(text);
    label->setWordWrap(true);
    m_form->addRow(label);
    showNow({label});
}

void FactTable::addWidget(const QString& name, QWidget* widget)
{
    if (name.isEmpty())
        m_form->addRow(widget);
    else
        m_form->addRow(makeMuted(name, TextStyle::Body), widget);
}

} // namespace w2v

#include "ui/widgets/Labels.h"

#include <QAction>

#include "ui/theme/IconSet.h"

namespace w2v {

namespace {

const char* lookOf(TextStyle style, bool muted)
{
    switch (style) {
    case TextStyle::Small:
        return "small";
    case TextStyle::Heading:
        return "heading";
    case TextStyle::Display:
        return "display";
    case TextStyle::Mono:
        return "mono";
    case TextStyle::Body:
        break;
    }
    return muted ? "muted" : "body";
}

} // namespace

QLabel* makeLabel(const QString& text, TextStyle style, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("look", lookOf(style, false));
    return label;
}

QLabel* makeMuted(const QString& text, TextStyle style, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("look", lookOf(style, true));
    return label;
}

QLabel* makeGroupTitle(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("look", "group");
    return label;
}

QToolButton* makeToolButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize({space::kIcon, space::kIcon});
    button->setFixedHeight(space::kControl);
    return button;
}

QToolButton* makeIconButton(const QString& iconName, const QString& tooltip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(themedIcon(iconName));
    button->setIconSize({space::kIcon, space::kIcon});
    button->setToolTip(tooltip);
    button->setAccessibleName(tooltip);
    button->setAutoRaise(true);
    button->setFixedSize(space::kControl - 4, space::kControl - 4);
    return button;
}

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent) : QLabel(parent)
{
    setFullText(text);
}

void ElidedLabel::setFullText(const QString& text)
{
    m_full = text;
    elide();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {24, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::elide()
{
    const QString shown = fontMetrics().elidedText(m_full, Qt::ElideRight, std::max(24, width()));
    if (shown != text())
        setText(shown);
    setToolTip(shown == m_full ? QString() : m_full);
}

} // namespace w2v

#include "ui/widgets/EmptyState.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent), m_iconName(iconName), m_icon(new QLabel), m_title(makeLabel(title, TextStyle::Heading)),
      m_text(makeMuted(text, TextStyle::Body)), m_buttons(new QHBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kWide, space::kWide, space::kWide);
    layout->setSpacing(space::kGap);
    layout->addStretch(2);
    m_icon->setAlignment(Qt::AlignCenter);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(520);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    auto* centered = new QHBoxLayout;
    centered->addStretch(1);
    centered->addWidget(m_text, 100);
    centered->addStretch(1);
    layout->addLayout(centered);
    layout->addSpacing(space::kGap);
    m_buttons->setSpacing(space::kGap);
    m_buttons->addStretch(1);
    m_buttons->addStretch(1);
    layout->addLayout(m_buttons);
    layout->addStretch(3);
    refresh();
    connect(&Theme::instance(), &Theme::changed, this, &EmptyState::refresh);
}

void EmptyState::refresh()
{
    m_icon->setPixmap(iconPixmap(m_iconName, 40, ColorRole::Faint, devicePixelRatioF()));
}

void EmptyState::setTitle(const QString& title)
{
    m_title->setText(title);
}

void EmptyState::setText(const QString& text)
{
    m_text->setText(text);
}

QPushButton* EmptyState::addButton(const QString& text, const QString& iconName, std::function<void()> run, bool primary)
{
    auto* button = new QPushButton(text, this);
    if (!iconName.isEmpty())
        button->setIcon(primary ? themedIcon(iconName, ColorRole::OnAccent) : themedIcon(iconName));
    button->setProperty("primary", primary);
    connect(button, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

} // namespace w2v

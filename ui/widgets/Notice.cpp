#include "ui/widgets/Notice.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

Notice::Notice(QWidget* parent) : QFrame(parent), m_icon(new QLabel), m_text(makeLabel({})), m_layout(new QHBoxLayout(this))
{
    setProperty("look", "bar");
    m_layout->setContentsMargins(12, space::kHalf, space::kHalf, space::kHalf);
    m_layout->setSpacing(space::kGap);
    m_layout->addWidget(m_icon);
    m_text->setWordWrap(true);
    m_layout->addWidget(m_text, 1);
    auto* close = makeIconButton("close", tr("Hide this notice"), this);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    m_close = close;
    m_layout->addWidget(close);
    hide();
    connect(&Theme::instance(), &Theme::changed, this,
            [this] { m_icon->setPixmap(iconPixmap(m_iconName, space::kIcon, m_role, devicePixelRatioF())); });
}

void Notice::show(ColorRole role, const QString& iconName, const QString& text)
{
    m_role = role;
    m_iconName = iconName;
    m_icon->setPixmap(iconPixmap(iconName, space::kIcon, role, devicePixelRatioF()));
    m_text->setText(text);
    setVisible(true);
}

void Notice::setAction(const QString& text, std::function<void()> run)
{
    if (m_button) { // perhaps the one that is being clicked
        m_button->hide();
        m_button->deleteLater();
        m_button = nullptr;
    }
    if (text.isEmpty())
        return;
    auto* button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    m_button = button;
    m_layout->insertWidget(2, button);
}

void Notice::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

} // namespace w2v

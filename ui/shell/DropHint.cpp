#include "ui/shell/DropHint.h"

#include <QHBoxLayout>
#include <QLabel>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

DropHint::DropHint(QWidget* parent)
    : QFrame(parent, Qt::ToolTip | Qt::WindowTransparentForInput), m_icon(new QLabel), m_text(makeLabel({}, TextStyle::Heading))
{
    setProperty("look", "card");
    setAttribute(Qt::WA_ShowWithoutActivating);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(20, 12, 20, 12);
    layout->setSpacing(space::kGap);
    layout->addWidget(m_icon);
    layout->addWidget(m_text);
}

void DropHint::showOver(const QWidget* window, const QString& text, bool accepted)
{
    m_icon->setPixmap(iconPixmap(accepted ? "import" : "error", space::kLargeIcon,
                                 accepted ? ColorRole::Accent : ColorRole::Contradicts, devicePixelRatioF()));
    m_text->setText(text);
    adjustSize();
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, window->height() / 2 - height() / 2)));
    show();
}

} // namespace w2v

#include "ui/widgets/PanelTitle.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QPainter>

#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {

PanelTitle::PanelTitle(QDockWidget* dock, QWidget* tools) : QWidget(dock)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, 4, 0);
    layout->setSpacing(space::kHalf);
    auto* label = makeGroupTitle(dock->windowTitle(), this);
    connect(dock, &QWidget::windowTitleChanged, label, &QLabel::setText);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    layout->addWidget(label);
    layout->addStretch(1);
    if (tools)
        layout->addWidget(tools);
    auto* close = makeIconButton("close", tr("Hide this panel"), this);
    close->setFocusPolicy(Qt::NoFocus);
    connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
    QSizePolicy policy = close->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    close->setSizePolicy(policy);
    close->hide();
    m_close = close;
    layout->addWidget(close);
}

void PanelTitle::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Surface));
}

void PanelTitle::enterEvent(QEnterEvent*)
{
    m_close->show();
}

void PanelTitle::leaveEvent(QEvent*)
{
    m_close->hide();
}

} // namespace w2v

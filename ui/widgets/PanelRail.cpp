#include "ui/widgets/PanelRail.h"

#include <QDockWidget>
#include <QPainter>
#include <QToolButton>

#include "ui/theme/Theme.h"

namespace w2v {

namespace {

/// Text that reads upwards.
class UprightButton : public QToolButton {
public:
    explicit UprightButton(const QString& text)
    {
        setText(text);
        setAutoRaise(true);
        setFont(Theme::instance().font(TextStyle::Small));
    }
    QSize sizeHint() const override
    {
        const QFontMetrics metrics(font());
        return {space::kRow, metrics.horizontalAdvance(text()) + 2 * space::kWide};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const Theme& theme = Theme::instance();
        if (underMouse() || hasFocus()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.color(ColorRole::Raised));
            painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), space::kHalf, space::kHalf);
        }
        painter.setPen(theme.color(underMouse() || hasFocus() ? ColorRole::Text : ColorRole::Muted));
        painter.translate(0, height());
        painter.rotate(-90);
        painter.drawText(QRect(0, 0, height(), width()), Qt::AlignCenter, text());
    }
};

} // namespace

PanelRail::PanelRail(const QString& name, QWidget* parent) : QToolBar(parent)
{
    setObjectName(name);
    setProperty("look", "rail");
    setMovable(false);
    setFloatable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    toggleViewAction()->setEnabled(false);
    hide();
}

void PanelRail::add(QDockWidget* dock)
{
    auto* button = new UprightButton(dock->windowTitle());
    button->setObjectName(dock->objectName() + ".show");
    button->setToolTip(tr("Show the panel %1").arg(dock->windowTitle()));
    connect(button, &QToolButton::clicked, dock, [dock] {
        dock->show();
        dock->raise();
    });
    m_entries.append({dock, addWidget(button)});
    // Checked while the dock is not hidden, whether or not the workspace is on the screen.
    connect(dock->toggleViewAction(), &QAction::toggled, this, &PanelRail::follow);
    follow();
}

void PanelRail::follow()
{
    bool any = false;
    for (const Entry& entry : m_entries) {
        entry.action->setVisible(entry.dock->isHidden());
        any = any || entry.dock->isHidden();
    }
    setVisible(any);
}

} // namespace w2v

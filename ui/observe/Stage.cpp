#include "ui/observe/Stage.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {

namespace {

constexpr int kRoomForTime = 900; ///< pixels; in a narrower row the hint needs the place

} // namespace

Stage::Stage(QWidget* parent)
    : QWidget(parent), m_viewport(new Viewport),
      m_empty(new EmptyState("room", tr("Show it something"),
                             tr("Drop a photograph, an RGB-D folder or a mesh here, or open a demo room. Then click on the floor "
                                "to draw a path."))),
      m_pages(new QStackedWidget), m_hint(new ElidedLabel), m_time(makeMuted({})), m_busy(makeMuted({}, TextStyle::Body)),
      m_notice(new Notice)
{
    setFocusProxy(m_viewport);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* bar = new QFrame;
    bar->setProperty("look", "bar");
    bar->setFixedHeight(36);
    m_tools = new QHBoxLayout(bar);
    m_tools->setContentsMargins(space::kGap, 0, 12, 0);
    m_tools->setSpacing(2);
    m_tools->addSpacing(space::kGap);
    m_hint->setObjectName("observe.hint");
    m_hint->setProperty("look", "muted");
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long hint must not move the stage under a drag
    m_tools->addWidget(m_hint, 1);
    m_tools->addSpacing(space::kGap);
    m_tools->addWidget(m_time);
    layout->addWidget(bar);
    layout->addWidget(m_notice);

    auto* waiting = new QWidget;
    auto* center = new QVBoxLayout(waiting);
    m_busy->setAlignment(Qt::AlignCenter);
    center->addWidget(m_busy);
    m_behind = m_empty;
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_viewport);
    m_pages->addWidget(waiting);
    layout->addWidget(m_pages, 1);

    connect(m_viewport, &Viewport::framed, this, [this](const FrameStats& frame) {
        m_time->setText(tr("%1 ms").arg(frame.milliseconds, 0, 'f', frame.milliseconds < 10 ? 1 : 0));
        m_time->setToolTip(tr("Time of the last frame on %1").arg(m_viewport->deviceName()));
    });
    connect(m_viewport, &Viewport::availabilityChanged, this, [this](bool available, const QString& device) {
        if (available && m_viewport->isSoftware() && !QSettings().value("notice/software").toBool()) {
            m_notice->show(ColorRole::Imagined, "cpu",
                           tr("The 3D view runs on the processor (%1): less detail while moving, all of it at rest.")
                               .arg(device.section('(', 0, 0).trimmed()));
            m_notice->setAction(tr("Understood"), [this] {
                QSettings().setValue("notice/software", true);
                m_notice->hide();
            });
            m_notice->setClosable(false);
        }
    });
}

void Stage::addTool(QAction* action)
{
    auto* button = makeToolButton(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_tools->insertWidget(m_count++, button);
}

void Stage::addSeparator()
{
    m_tools->insertSpacing(m_count++, 12);
}

QToolButton* Stage::addMenu(QMenu* menu, const QString& name, const QIcon& icon)
{
    auto* button = new QToolButton;
    button->setObjectName("stage." + name);
    button->setText(menu->title());
    button->setToolTip(menu->title());
    button->setIcon(icon);
    button->setIconSize({space::kIcon, space::kIcon});
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
    button->setMenu(menu);
    m_tools->insertWidget(m_count++, button);
    return button;
}

void Stage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_time->setVisible(width() >= kRoomForTime);
}

void Stage::showHint(const QString& text)
{
    m_hint->setFullText(text);
    m_hint->setAccessibleName(text);
}

void Stage::showViewport(bool on)
{
    m_behind = on ? static_cast<QWidget*>(m_viewport) : m_empty;
    if (!m_front)
        m_pages->setCurrentWidget(m_behind);
    if (on && m_wantsFocus && !m_front)
        takeFocus();
}

void Stage::setFront(QWidget* page)
{
    if (page && m_pages->indexOf(page) < 0)
        m_pages->addWidget(page);
    m_front = page;
    m_pages->setCurrentWidget(page ? page : m_behind);
}

void Stage::takeFocus()
{
    // A hidden widget cannot have it: then as soon as there is a view, unless something is being typed by then.
    m_wantsFocus = !m_viewport->isVisible();
    if (!m_wantsFocus && !qobject_cast<QLineEdit*>(window()->focusWidget()))
        m_viewport->setFocus();
}

void Stage::setBusy(const QString& text)
{
    m_busy->setText(text);
    if (!text.isEmpty() && m_pages->currentWidget() == m_empty)
        m_pages->setCurrentIndex(2);
    else if (text.isEmpty() && m_pages->currentIndex() == 2)
        m_pages->setCurrentWidget(m_empty);
}

} // namespace w2v

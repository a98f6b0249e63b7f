#include "ui/widgets/FittingScrollArea.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>

#include <algorithm>

namespace w2v {
namespace {

constexpr int kLeastHeight = 96; ///< about three rows of a form: less would show nothing to work on

} // namespace

FittingScrollArea::FittingScrollArea(QWidget* content, QWidget* parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setWidget(content);
    content->installEventFilter(this);
}

int FittingScrollArea::contentHeight() const
{
    const QLayout* layout = widget()->layout();
    const int width = viewport()->width();
    return layout && layout->hasHeightForWidth() && width > 0 ? layout->totalHeightForWidth(width) : widget()->sizeHint().height();
}

void FittingScrollArea::reveal(const QWidget* part)
{
    widget()->layout()->activate();
    verticalScrollBar()->setValue(part->mapTo(widget(), QPoint()).y());
}

QSize FittingScrollArea::sizeHint() const
{
    return {widget()->sizeHint().width(), contentHeight()};
}

QSize FittingScrollArea::minimumSizeHint() const
{
    return {widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(), std::min(kLeastHeight, contentHeight())};
}

bool FittingScrollArea::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

void FittingScrollArea::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    updateGeometry(); // another width may need another height
}

} // namespace w2v

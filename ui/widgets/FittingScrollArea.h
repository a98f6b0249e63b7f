#pragma once
#include <QScrollArea>

namespace w2v {

/// As tall as its content where there is room; where there is not, the content scrolls instead of squeezing its neighbours.
/// The content is as wide as the view.
class FittingScrollArea : public QScrollArea {
public:
    explicit FittingScrollArea(QWidget* content, QWidget* parent = nullptr);

    /// Scrolls to a part of the content, by its first line.
    void reveal(const QWidget* part);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int contentHeight() const;
};

} // namespace w2v

#pragma once
#include <QAbstractScrollArea>

#include "ui/imagine/LiveRollout.h"

namespace w2v {

/// The frames of a rollout in a row, each with a thin bar: teal = share observed, amber = imagined.
class Filmstrip : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit Filmstrip(ImageCache& images, QWidget* parent = nullptr);
    void setFrames(const QList<FilmFrame>& frames);
    void setCurrent(int index);   ///< scrolls there; emits nothing
    int current() const { return m_current; }
    int count() const { return int(m_frames.size()); }
    /// Why each frame is rejected; empty lists and missing ones: it is not.
    void setVerdicts(const QList<QStringList>& verdicts);
    /// Where a frame is drawn, in the viewport.
    QRect cell(int index) const;

Q_SIGNALS:
    void chosen(int index);
    void scrolled(); ///< or resized: the cells are elsewhere

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    int indexAt(QPoint at) const;
    void updateScroll();
    int cellWidth() const;

    ImageCache& m_images;
    QList<FilmFrame> m_frames;
    QList<QStringList> m_verdicts;
    int m_current = 0;
    double m_aspect = 1;
};

} // namespace w2v

#pragma once
#include <memory>

#include <QVector>
#include <QWidget>

namespace w2v {

/// A histogram of counts: an upright bar each, what is missing to its target as an open bar on top. Bars can be clicked.
class CountChart : public QWidget {
    Q_OBJECT
public:
    struct Bar {
        QString name;
        qint64 count = 0;
        qint64 target = 0;    ///< 0 = none
        QString tooltip;
    };

    explicit CountChart(QWidget* parent = nullptr);
    ~CountChart() override;
    void set(const QVector<Bar>& bars);
    /// Where a bar is, for tests and accessibility; empty for one that there is not.
    QRect barRect(int bar) const;
    QSize sizeHint() const override { return {420, 240}; }

Q_SIGNALS:
    void barClicked(int bar);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int barAt(const QPoint& at) const;
    void applyTheme();

    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace w2v

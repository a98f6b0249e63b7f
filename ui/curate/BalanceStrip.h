#pragma once
#include <QVector>
#include <QWidget>

#include "core/dataset/Project.h"

namespace w2v {

/// The strip below: how many records of each task are accepted, pending, set aside and rejected, as stacked bars on one scale.
class BalanceStrip : public QWidget {
    Q_OBJECT
public:
    explicit BalanceStrip(QWidget* parent = nullptr);
    void update(const Project* project);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, 64}; }

Q_SIGNALS:
    void taskClicked(w2v::Task task);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Row {
        qint64 accepted = 0, pending = 0, secondLook = 0, rejected = 0;
        qint64 total() const { return accepted + pending + secondLook + rejected; }
    };
    QRect cell(int task) const;
    int taskAt(const QPoint& at) const;

    Row m_rows[kTaskCount];
    qint64 m_most = 0;
};

} // namespace w2v

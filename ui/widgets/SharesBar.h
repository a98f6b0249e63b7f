#pragma once
#include <QList>
#include <QString>
#include <QWidget>

#include "ui/theme/Theme.h"

namespace w2v {

/// A thin horizontal bar of parts of a whole, for example observed against imagined, or the states of records.
class SharesBar : public QWidget {
    Q_OBJECT
public:
    struct Part {
        double value = 0;
        ColorRole role = ColorRole::Accent;
        QString label;        ///< for the tooltip
    };
    explicit SharesBar(QWidget* parent = nullptr);
    void setParts(const QList<Part>& parts, double target = -1); ///< target: a tick at this value, same unit
    QSize sizeHint() const override { return {120, 6}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QList<Part> m_parts;
    double m_target = -1;
};

} // namespace w2v

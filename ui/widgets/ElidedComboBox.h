#pragma once
#include <QComboBox>

namespace w2v {

/// A combo box that may be narrower than its entries: the chosen one is shortened with an ellipsis, and the tooltip shows all of it.
class ElidedComboBox : public QComboBox {
public:
    explicit ElidedComboBox(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString shownText() const;
};

} // namespace w2v

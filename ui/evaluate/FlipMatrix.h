#pragma once
#include <QWidget>

#include <array>
#include <optional>
#include <utility>

namespace w2v {

/// Where two models agree and where one flips: A right or wrong against B right or wrong. A cell filters the questions.
class FlipMatrix : public QWidget {
    Q_OBJECT
public:
    using Cell = std::pair<bool, bool>; ///< A right, B right

    explicit FlipMatrix(QWidget* parent = nullptr);
    void set(const QString& a, const QString& b, const std::array<std::array<int, 2>, 2>& counts);
    void clear();
    void setChosen(std::optional<Cell> cell);   ///< emits nothing
    std::optional<Cell> chosen() const { return m_chosen; }
    QRect cellRect(Cell cell) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    void cellChosen(std::optional<w2v::FlipMatrix::Cell> cell);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString m_a, m_b;
    std::array<std::array<int, 2>, 2> m_counts{};
    std::optional<Cell> m_chosen;
    bool m_filled = false;
};

} // namespace w2v

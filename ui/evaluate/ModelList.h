#pragma once
#include <QVector>
#include <QWidget>

#include "ui/evaluate/EvaluationData.h"

namespace w2v {

/// Models with their accuracy, its 95% interval as a bar, and which of them are compared: the first is A, the second B ...
/// A click or Space compares a model, again leaves it out; Up and Down move.
class ModelList : public QWidget {
    Q_OBJECT
public:
    struct Row {
        std::string model;
        QString name;
        EvaluationData::Score score;
        Share right = {};
        bool baseline = false;
    };

    explicit ModelList(QWidget* parent = nullptr);
    void setRows(const QVector<Row>& rows);      ///< keeps what is compared where it still exists
    const std::vector<std::string>& compared() const { return m_compared; }
    void setCompared(std::vector<std::string> models); ///< emits nothing
    QSize sizeHint() const override;

Q_SIGNALS:
    void comparedChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int rowAt(int y) const;
    void toggle(int row);

    QVector<Row> m_rows;
    std::vector<std::string> m_compared;
    int m_current = 0;
};

/// "A", "B" ... of a compared model, by its place.
QString modelLetter(std::size_t place);

} // namespace w2v

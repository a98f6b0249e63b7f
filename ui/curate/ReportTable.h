#pragma once
#include <QTableWidget>

#include "ui/theme/Theme.h"

namespace w2v {

/// A table inside a page that scrolls as a whole: as high as its rows, rows are chosen whole, texts are plain.
class ReportTable : public QTableWidget {
    Q_OBJECT
public:
    /// `stretched`: the column that takes the room that is left.
    ReportTable(const QStringList& heads, int stretched, QWidget* parent = nullptr);

    void clearRows();
    /// Appends a row; `role` colours its first cell. `data` is given back by chosen().
    void addRow(const QStringList& cells, const QVariant& data = {}, ColorRole role = ColorRole::Text);
    /// Call after the last row.
    void fit();
    QList<int> chosenRows() const; ///< ascending

Q_SIGNALS:
    void chosen(int row, const QVariant& data); ///< clicked, or Return

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void recolor(); ///< after the theme changed
};

} // namespace w2v

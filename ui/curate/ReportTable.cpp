#include "ui/curate/ReportTable.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QTextDocument>

#include <algorithm>

namespace w2v {
namespace {
constexpr int kRole = Qt::UserRole + 1; ///< the ColorRole of a row's first cell
} // namespace

ReportTable::ReportTable(const QStringList& heads, int stretched, QWidget* parent)
    : QTableWidget(0, static_cast<int>(heads.size()), parent)
{
    setHorizontalHeaderLabels(heads);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(true);
    setProperty("look", "plain");
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, &ReportTable::recolor);
    connect(this, &QTableWidget::cellClicked, this, [this](int row) { Q_EMIT chosen(row, item(row, 0)->data(Qt::UserRole)); });
}

void ReportTable::clearRows()
{
    setRowCount(0);
}

void ReportTable::addRow(const QStringList& cells, const QVariant& data, ColorRole role)
{
    const int row = rowCount();
    insertRow(row);
    for (int column = 0; column < columnCount(); ++column) {
        auto* cell = new QTableWidgetItem(cells.value(column));
        cell->setToolTip(Qt::convertFromPlainText(cells.value(column))); // from outside: never rich text
        setItem(row, column, cell);
    }
    item(row, 0)->setData(Qt::UserRole, data);
    if (role == ColorRole::Text)
        return;
    item(row, 0)->setData(kRole, static_cast<int>(role));
    item(row, 0)->setForeground(Theme::instance().color(role));
}

void ReportTable::recolor()
{
    for (int row = 0; row < rowCount(); ++row)
        if (const QVariant role = item(row, 0)->data(kRole); role.isValid())
            item(row, 0)->setForeground(Theme::instance().color(static_cast<ColorRole>(role.toInt())));
}

void ReportTable::fit()
{
    resizeRowsToContents();
    int height = horizontalHeader()->sizeHint().height() + 2 * frameWidth();
    for (int row = 0; row < rowCount(); ++row) {
        setRowHeight(row, std::max(rowHeight(row), space::kRow));
        height += rowHeight(row);
    }
    setFixedHeight(height);
}

QList<int> ReportTable::chosenRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void ReportTable::resizeEvent(QResizeEvent* event)
{
    QTableWidget::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fit();
}

void ReportTable::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentRow() >= 0)
        Q_EMIT chosen(currentRow(), item(currentRow(), 0)->data(Qt::UserRole));
    else
        QTableWidget::keyPressEvent(event);
}

} // namespace w2v

#include "ui/evaluate/EvaluationTables.h"

#include <QHeaderView>
#include <QLocale>

#include "core/eval/EvaluationReport.h"
#include "core/eval/benchmarks/PairedStatistics.h"
#include "ui/evaluate/EvaluateWorkspace.h"

namespace w2v {
namespace {

constexpr std::pair<bool, bool> kCells[] = {{true, true}, {true, false}, {false, true}, {false, false}};

void makePlain(QTableWidget* table, const QStringList& heads)
{
    table->setProperty("look", "plain");
    table->setColumnCount(static_cast<int>(heads.size()));
    table->setHorizontalHeaderLabels(heads);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
}

QTableWidgetItem* cell(const QString& text, const QVariant& data = {})
{
    auto* item = new QTableWidgetItem(text);
    item->setData(Qt::UserRole, data);
    return item;
}

} // namespace

FlipTable::FlipTable(QWidget* parent) : QTableWidget(parent)
{
    setObjectName(QStringLiteral("flipTable"));
    setAccessibleName(tr("Flips by type"));
    makePlain(this, {tr("Type"), tr("Both right"), tr("▼ Only A right"), tr("▲ Only B right"), tr("Both wrong"), tr("McNemar p")});
    connect(this, &QTableWidget::cellClicked, this, [this](int row, int column) {
        if (column >= 1 && column <= 4 && row < static_cast<int>(m_tasks.size()))
            Q_EMIT casesAsked(m_tasks[static_cast<std::size_t>(row)], kCells[column - 1]);
    });
}

void FlipTable::show(const EvaluationData& data, const std::vector<std::string>& compared)
{
    setRowCount(0);
    m_tasks.clear();
    if (compared.size() < 2)
        return;
    for (int t = 0; t < kTaskCount; ++t) {
        const Task task = static_cast<Task>(t);
        const auto counts = data.flips(compared[0], compared[1], task);
        if (counts[0][0] + counts[0][1] + counts[1][0] + counts[1][1] == 0)
            continue;
        const int row = rowCount();
        insertRow(row);
        m_tasks.push_back(task);
        setItem(row, 0, cell(QString::fromLatin1(taskName(task))));
        for (int c = 0; c < 4; ++c)
            setItem(row, c + 1, cell(QLocale::c().toString(counts[kCells[c].first][kCells[c].second])));
        setItem(row, 5, cell(QLocale::c().toString(mcNemar(counts[1][0], counts[0][1]), 'g', 2)));
    }
}

LookTable::LookTable(QWidget* parent) : QTableWidget(parent)
{
    setObjectName(QStringLiteral("lookTable"));
    setAccessibleName(tr("Do the models look?"));
    makePlain(this, {tr("Model"), tr("Images"), tr("Questions"), tr("With true images"), tr("With changed ones"), tr("Gap, points"), tr("McNemar p")});
    connect(this, &QTableWidget::cellClicked, this, [this](int row, int) {
        const QVariant names = item(row, 0)->data(Qt::UserRole);
        Q_EMIT compareAsked(names.toStringList().value(0), names.toStringList().value(1));
    });
}

void LookTable::show(const EvaluationData& data)
{
    setRowCount(0);
    const AnswerTable& table = data.table();
    for (std::size_t model = 0; model < table.models.size(); ++model) {
        std::size_t of = 0;
        const std::string images = ablationOf(table, model, of);
        if (images.empty())
            continue;
        const PairedResult result = compareModels(table, model, of);
        if (!result.n)
            continue;
        const auto percent = [&](int right) { return QStringLiteral("%1%").arg(100.0 * right / result.n, 0, 'f', 1); };
        const int row = rowCount();
        insertRow(row);
        const QStringList names{QString::fromStdString(table.models[model]), QString::fromStdString(table.models[of])};
        setItem(row, 0, cell(modelText(table.models[of]), names));
        setItem(row, 1, cell(images == "no-images" ? tr("none") : images == "swapped" ? tr("another question's") : tr("mirrored")));
        setItem(row, 2, cell(QLocale::c().toString(result.n)));
        setItem(row, 3, cell(percent(result.bothRight + result.onlySecond)));
        setItem(row, 4, cell(percent(result.bothRight + result.onlyFirst)));
        setItem(row, 5, cell(tr("%1 (%2 to %3)").arg(result.difference, 0, 'f', 1).arg(result.low, 0, 'f', 1).arg(result.high, 0, 'f', 1)));
        setItem(row, 6, cell(QLocale::c().toString(result.p, 'g', 2)));
    }
}

} // namespace w2v

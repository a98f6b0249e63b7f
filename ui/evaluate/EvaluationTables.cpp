#include "ui/evaluate/EvaluationTables.h"

#include <QHeaderView>
#include <QLocale>

#include <functional>

#include "core/eval/EvaluationReport.h"
#include "core/eval/benchmarks/PairedStatistics.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/ModelList.h"

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
        if (column >= 1 && column <= 4 && row < static_cast<int>(m_types.size()))
            Q_EMIT casesAsked(m_types[static_cast<std::size_t>(row)], kCells[column - 1]);
    });
}

void FlipTable::show(const EvaluationData& data, const std::vector<std::string>& compared)
{
    setRowCount(0);
    m_types.clear();
    if (compared.size() < 2)
        return;
    for (std::size_t type = 0; type < data.table().types.size(); ++type) {
        const auto counts = data.flips(compared[0], compared[1], type);
        if (counts[0][0] + counts[0][1] + counts[1][0] + counts[1][1] == 0)
            continue;
        const int row = rowCount();
        insertRow(row);
        m_types.push_back(type);
        setItem(row, 0, cell(QString::fromStdString(data.table().types[type].name)));
        for (int c = 0; c < 4; ++c)
            setItem(row, c + 1, cell(QLocale::c().toString(counts[kCells[c].first][kCells[c].second])));
        setItem(row, 5, cell(QLocale::c().toString(mcNemar(counts[1][0], counts[0][1]), 'g', 2)));
    }
}

RuleTable::RuleTable(QWidget* parent) : QTableWidget(parent)
{
    setObjectName(QStringLiteral("ruleTable"));
    setAccessibleName(tr("Scores by rule"));
    makePlain(this, {tr("Type")});
}

void RuleTable::show(const EvaluationData& data, const std::vector<std::string>& compared)
{
    clearContents();
    setRowCount(0);
    struct Column {
        QString head, tip;
        const RuleScore* rule;
    };
    std::vector<Column> columns;
    for (std::size_t i = 0; data.outside() && i < compared.size(); ++i)
        if (const auto place = data.modelPlace(compared[i]))
            for (const RuleScore& rule : data.outside()->rules[*place])
                columns.push_back({QStringLiteral("%1  %2").arg(modelLetter(i), QLatin1String(rule.rule->id)),
                                   tr("%1, rule %2: %3").arg(modelText(compared[i]), QLatin1String(rule.rule->id), QLatin1String(rule.rule->title)), &rule});
    QStringList heads{tr("Type")};
    for (const Column& column : columns)
        heads << column.head;
    setColumnCount(static_cast<int>(heads.size()));
    setHorizontalHeaderLabels(heads);
    for (std::size_t c = 0; c < columns.size(); ++c)
        horizontalHeaderItem(static_cast<int>(c) + 1)->setToolTip(columns[c].tip);
    if (columns.empty())
        return;
    const auto addRow = [&](const QString& name, const std::function<QString(const RuleScore&)>& text) {
        const int row = rowCount();
        insertRow(row);
        setItem(row, 0, cell(name));
        for (std::size_t c = 0; c < columns.size(); ++c) {
            setItem(row, static_cast<int>(c) + 1, cell(text(*columns[c].rule)));
            item(row, static_cast<int>(c) + 1)->setToolTip(columns[c].tip);
        }
    };
    addRow(tr("Overall"), [](const RuleScore& rule) {
        return tr("%1 (%2 to %3)").arg(rule.score.overall, 0, 'f', 1).arg(rule.interval.low, 0, 'f', 1).arg(rule.interval.high, 0, 'f', 1);
    });
    QStringList types; // of all columns: a rule's aggregation may add some
    for (const Column& column : columns)
        for (const BenchmarkScore::Row& row : column.rule->score.rows)
            if (const QString type = QString::fromStdString(row.type); !types.contains(type))
                types << type;
    for (const QString& type : types)
        addRow(type, [&](const RuleScore& rule) {
            for (const BenchmarkScore::Row& row : rule.score.rows)
                if (QString::fromStdString(row.type) == type)
                    return (row.counts ? QStringLiteral("%1") : tr("%1, not in the overall")).arg(row.percent, 0, 'f', 1);
            return QStringLiteral("–");
        });
    addRow(tr("Not understood"), [](const RuleScore& rule) { return tr("%1 of %2").arg(rule.score.unparsed).arg(rule.score.n); });
    addRow(tr("Worth a look"), [](const RuleScore& rule) { return QString::number(rule.flagged); });
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

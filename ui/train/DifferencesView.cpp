#include "ui/train/DifferencesView.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

#include "core/base/Error.h"
#include "core/training/RecipeDiff.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ElidedComboBox.h"
#include "ui/widgets/Labels.h"

namespace w2v {

DifferencesView::DifferencesView(QWidget* parent) : QWidget(parent)
{
    m_against = new ElidedComboBox;
    m_against->setObjectName(QStringLiteral("differencesAgainst"));
    m_against->addItem(tr("the recipe of the next run"), QString());
    m_summary = new ElidedLabel;
    m_summary->setProperty("look", "small");
    m_summary->setObjectName(QStringLiteral("differencesSummary"));
    m_list = new QTreeWidget;
    m_list->setObjectName(QStringLiteral("differences"));
    m_list->setProperty("look", "plain");
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderLabels({tr("Value"), tr("This run"), tr("The other")});
    m_list->header()->setSectionResizeMode(QHeaderView::Stretch);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kGap, space::kHalf, space::kGap, 0);
    top->addWidget(makeMuted(tr("Compared with"), TextStyle::Small));
    top->addWidget(m_against);
    top->addWidget(m_summary, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kHalf);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    connect(m_against, &QComboBox::currentIndexChanged, this, &DifferencesView::refresh);
}

void DifferencesView::setRuns(const std::vector<Other>& runs)
{
    const auto same = [](const Other& a, const Other& b) { return a.id == b.id && a.name == b.name; };
    if (runs.size() == m_runs.size() && std::equal(runs.begin(), runs.end(), m_runs.begin(), same))
        return;
    m_runs = runs;
    const QSignalBlocker block(m_against);
    const QString before = m_against->currentData().toString();
    while (m_against->count() > 1)
        m_against->removeItem(1);
    for (const Other& run : m_runs)
        if (!run.recipe.empty())
            m_against->addItem(run.name, QString::fromStdString(run.id));
    m_against->setCurrentIndex(std::max(0, m_against->findData(before)));
    refresh();
}

void DifferencesView::setRun(const std::string& id)
{
    if (id == m_run)
        return;
    m_run = id;
    refresh();
}

void DifferencesView::setNext(const Recipe& recipe)
{
    m_next = recipe;
    if (m_against->currentIndex() == 0)
        refresh();
}

void DifferencesView::refresh()
{
    m_list->clear();
    const auto textOf = [&](const std::string& id) {
        const auto found = std::find_if(m_runs.begin(), m_runs.end(), [&](const Other& run) { return run.id == id; });
        return found == m_runs.end() ? std::string() : found->recipe;
    };
    const std::string mine = textOf(m_run), other = m_against->currentData().toString().toStdString();
    if (mine.empty()) {
        m_summary->setFullText(tr("This run has no recipe of the workbench."));
        return;
    }
    try {
        const auto differences = recipeDifferences(parseRecipe(mine, m_run), other.empty() ? m_next : parseRecipe(textOf(other), other));
        for (const RecipeDifference& one : differences) {
            auto* item = new QTreeWidgetItem(m_list, {QString::fromStdString(one.path), QString::fromStdString(one.before), QString::fromStdString(one.after)});
            for (int column = 0; column < 3; ++column)
                item->setToolTip(column, QString::fromStdString(one.comment));
        }
        m_summary->setFullText(differences.empty() ? tr("No value differs.") : tr("%n values differ.", nullptr, static_cast<int>(differences.size())));
    } catch (const Error& error) { // a recipe of another version
        m_summary->setFullText(QString::fromStdString(error.what()));
    }
}

} // namespace w2v

#include "ui/train/ChainPanel.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>

#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kChain = Qt::UserRole + 1, kRun = Qt::UserRole + 2;
constexpr int kLeastHeight = 120, kMostHeight = 196, kIndent = 10; ///< pixels

QString stageText(const std::string& name)
{
    if (name == "sft")
        return ChainPanel::tr("Supervised");
    if (name == "merge")
        return ChainPanel::tr("Merge");
    if (name == "grpo")
        return ChainPanel::tr("Reinforcement");
    return name.starts_with("bench-") ? ChainPanel::tr("Benchmarks") : QString::fromStdString(name);
}

QString statusText(StageStatus status)
{
    switch (status) {
    case StageStatus::Waiting:
        return ChainPanel::tr("waiting");
    case StageStatus::Blocked:
        return ChainPanel::tr("held back");
    case StageStatus::Running:
        return ChainPanel::tr("running");
    case StageStatus::Paused:
        return ChainPanel::tr("paused");
    case StageStatus::Finished:
        return ChainPanel::tr("finished");
    case StageStatus::Failed:
        return ChainPanel::tr("failed");
    case StageStatus::Stopped:
        return ChainPanel::tr("stopped");
    case StageStatus::Idle:
        break;
    }
    return ChainPanel::tr("not queued");
}

ColorRole roleOf(StageStatus status)
{
    switch (status) {
    case StageStatus::Running:
        return ColorRole::Accent;
    case StageStatus::Finished:
        return ColorRole::Good;
    case StageStatus::Failed:
        return ColorRole::Contradicts;
    case StageStatus::Blocked:
    case StageStatus::Stopped:
        return ColorRole::Imagined;
    default:
        return ColorRole::Muted;
    }
}

class StageDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        if (const QVariant status = index.data(ChainPanel::StatusRole); status.isValid()) {
            const auto value = static_cast<StageStatus>(status.toInt());
            Badge::paint(*painter, option.rect, statusText(value), roleOf(value));
        }
    }
};

/// "64%" of a running stage, the best score of a benchmark, or nothing.
QString detailOf(const StageView& stage)
{
    if (stage.state.status == StageStatus::Running && stage.state.fraction > 0)
        return QStringLiteral("%1%").arg(100 * stage.state.fraction, 0, 'f', 0);
    return std::isfinite(stage.best) ? QStringLiteral("%1%").arg(stage.best, 0, 'f', 1) : QString();
}

} // namespace

ChainPanel::ChainPanel(QWidget* parent) : QWidget(parent)
{
    m_tree = new QTreeWidget;
    m_tree->setObjectName(QStringLiteral("chains"));
    m_tree->setProperty("look", "plain");
    m_tree->setColumnCount(3);
    m_tree->setHeaderLabels({tr("Chain"), tr("State"), {}});
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents); // in narrow windows the state scrolls, not the name
    m_tree->setColumnWidth(1, 5 * space::kWide + space::kGap);
    m_tree->setRootIsDecorated(false);
    m_tree->setItemsExpandable(false);
    m_tree->setIndentation(kIndent);
    m_tree->setItemDelegateForColumn(1, new StageDelegate(m_tree));
    m_retry = makeIconButton(QStringLiteral("refresh"), tr("Put what is left into the queue again: a failed stage goes on where it was"), this);
    m_retry->setObjectName(QStringLiteral("chainRetry"));
    m_cancel = makeIconButton(QStringLiteral("close"), tr("Cancel: a running stage saves and stops, the others leave the queue"), this);
    m_cancel->setObjectName(QStringLiteral("chainCancel"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(space::kGap, 0, space::kGap, 0);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_cancel);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tree, 1);
    layout->addLayout(buttons);
    setMinimumHeight(kLeastHeight);
    setMaximumHeight(kMostHeight);
    hide();
    connect(m_retry, &QToolButton::clicked, this, [this] { Q_EMIT retryWanted(currentChain()); });
    connect(m_cancel, &QToolButton::clicked, this, [this] { Q_EMIT cancelWanted(currentChain()); });
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        updateButtons();
        if (item && !item->data(0, kRun).toString().isEmpty())
            Q_EMIT runChosen(item->data(0, kRun).toString());
    });
}

QString ChainPanel::currentChain() const
{
    const QTreeWidgetItem* item = m_tree->currentItem();
    return item ? item->data(0, kChain).toString() : QString();
}

void ChainPanel::show(const std::vector<ChainView>& chains)
{
    bool same = chains.size() == m_chains.size();
    for (std::size_t i = 0; same && i < chains.size(); ++i)
        same = chains[i].id == m_chains[i].id;
    m_chains = chains;
    setVisible(!chains.empty());
    const QSignalBlocker block(m_tree);
    if (!same) { // rows are made anew, the newest chain first
        const QString before = currentChain();
        m_tree->clear();
        for (auto chain = chains.rbegin(); chain != chains.rend(); ++chain) {
            auto* top = new QTreeWidgetItem(m_tree);
            std::map<std::string, QTreeWidgetItem*> items;
            for (const StageView& stage : chain->stages) {
                const auto parent = stage.needs.empty() ? items.end() : items.find(stage.needs.front());
                items[stage.name] = new QTreeWidgetItem(parent == items.end() ? top : parent->second);
                items[stage.name]->setText(0, stageText(stage.name));
            }
            top->setData(0, kChain, QString::fromStdString(chain->id));
            if (chain == chains.rbegin() || before == QString::fromStdString(chain->id))
                m_tree->setCurrentItem(top);
        }
        m_tree->expandAll();
    }
    for (std::size_t i = 0; i < chains.size(); ++i) {
        const ChainView& chain = chains[chains.size() - 1 - i];
        QTreeWidgetItem* top = m_tree->topLevelItem(static_cast<int>(i));
        top->setText(0, QStringLiteral("%1  %2").arg(QString::fromStdString(chain.name),
                                                     QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(chain.created * 1000)).toString(QStringLiteral("HH:mm"))));
        const auto finished = std::count_if(chain.stages.begin(), chain.stages.end(), [](const StageView& s) { return s.state.status == StageStatus::Finished; });
        top->setText(1, tr("%1 of %2").arg(finished).arg(chain.stages.size()));
        std::map<std::string, QTreeWidgetItem*> items;
        std::map<QTreeWidgetItem*, int> used; // children seen of each
        for (const StageView& stage : chain.stages) {
            const auto found = stage.needs.empty() ? items.end() : items.find(stage.needs.front());
            QTreeWidgetItem* parent = found == items.end() ? top : found->second;
            QTreeWidgetItem* item = parent->child(used[parent]++);
            items[stage.name] = item;
            item->setData(0, kChain, QString::fromStdString(chain.id));
            item->setData(0, kRun, QString::fromStdString(stage.run));
            item->setData(1, StatusRole, static_cast<int>(stage.state.status));
            item->setText(2, detailOf(stage));
            const QString error = QString::fromStdString(stage.state.error), text = QString::fromStdString(stage.state.text);
            item->setToolTip(0, error.isEmpty() ? text : error);
            item->setToolTip(1, error.isEmpty() ? text : error);
        }
    }
    updateButtons();
}

void ChainPanel::updateButtons()
{
    const std::string id = currentChain().toStdString();
    const auto chain = std::find_if(m_chains.begin(), m_chains.end(), [&](const ChainView& one) { return one.id == id; });
    bool left = false, active = false;
    if (chain != m_chains.end())
        for (const StageView& stage : chain->stages) {
            const StageStatus status = stage.state.status;
            left = left || status == StageStatus::Failed || status == StageStatus::Stopped || status == StageStatus::Idle;
            active = active || status == StageStatus::Running || status == StageStatus::Waiting || status == StageStatus::Paused;
        }
    m_retry->setEnabled(left);
    m_cancel->setEnabled(active);
}

} // namespace w2v

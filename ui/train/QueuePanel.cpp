#include "ui/train/QueuePanel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <filesystem>

#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kInterval = 700; ///< ms
constexpr int kMaxSlots = 64;
constexpr int kEntry = Qt::UserRole + 1, kRun = Qt::UserRole + 2;

QString statusText(QueueStatus status)
{
    switch (status) {
    case QueueStatus::Waiting:
        return QueuePanel::tr("waiting");
    case QueueStatus::Running:
        return QueuePanel::tr("running");
    case QueueStatus::Paused:
        return QueuePanel::tr("paused");
    case QueueStatus::Finished:
        return QueuePanel::tr("finished");
    case QueueStatus::Failed:
        return QueuePanel::tr("failed");
    case QueueStatus::Cancelled:
        break;
    }
    return QueuePanel::tr("cancelled");
}

} // namespace

QueuePanel::QueuePanel(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_list = new QTreeWidget;
    m_list->setObjectName(QStringLiteral("queue"));
    m_list->setProperty("look", "plain");
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderLabels({tr("Queue"), tr("State"), tr("Priority")});
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_slots = new QSpinBox;
    m_slots->setObjectName(QStringLiteral("queueSlots"));
    m_slots->setRange(1, kMaxSlots);
    m_slots->setToolTip(tr("How many run at once"));
    const auto button = [this](const char* name, const QString& icon, const QString& tip) {
        auto* made = makeIconButton(icon, tip, this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_up = button("queueUp", QStringLiteral("chevron-up"), tr("Earlier"));
    m_down = button("queueDown", QStringLiteral("chevron-down"), tr("Later"));
    m_pause = button("queuePause", QStringLiteral("pause"), tr("Pause: a running one saves and stops; or let a paused one go on, and try a failed one again"));
    m_cancel = button("queueCancel", QStringLiteral("close"), tr("Cancel: a running one saves and stops"));

    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(space::kGap, 0, space::kGap, space::kHalf);
    bottom->addWidget(m_up);
    bottom->addWidget(m_down);
    bottom->addWidget(m_pause);
    bottom->addWidget(m_cancel);
    bottom->addStretch();
    bottom->addWidget(makeMuted(tr("At once"), TextStyle::Small));
    bottom->addWidget(m_slots);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kHalf);
    layout->addWidget(m_list, 1);
    layout->addLayout(bottom);

    connect(m_up, &QToolButton::clicked, this, [this] { act([](const RunQueue& q, const std::string& id) { q.move(id, -1); }); });
    connect(m_down, &QToolButton::clicked, this, [this] { act([](const RunQueue& q, const std::string& id) { q.move(id, 1); }); });
    connect(m_cancel, &QToolButton::clicked, this, [this] { act([](const RunQueue& q, const std::string& id) { q.cancel(id, false); }); });
    connect(m_pause, &QToolButton::clicked, this, [this] {
        act([this](const RunQueue& q, const std::string& id) {
            const QueueEntry* entry = m_state.find(id);
            if (entry && entry->status == QueueStatus::Paused)
                q.resume(id);
            else if (entry && !entry->active())
                q.retry(id);
            else
                q.pause(id);
        });
    });
    connect(m_slots, &QSpinBox::valueChanged, this, [this](int slotCount) { act([slotCount](const RunQueue& q, const std::string&) { q.setSlots(slotCount); }); });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        updateButtons();
        if (item && !item->data(0, kRun).toString().isEmpty())
            Q_EMIT runChosen(item->data(0, kRun).toString());
    });
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (isVisible())
            look();
    });
    m_timer.start();
    look();
}

QString QueuePanel::currentEntry() const
{
    const QTreeWidgetItem* item = m_list->currentItem();
    return item ? item->data(0, kEntry).toString() : QString();
}

void QueuePanel::look()
{
    try {
        m_state = m_queue.read();
        m_problem.clear();
    } catch (const std::exception& error) {
        if (const QString why = QString::fromStdString(error.what()); why != m_problem) {
            m_problem = why;
            m_session.report(QStringLiteral("train.queue"), error);
        }
        return;
    }
    const QString chosen = currentEntry();
    const QSignalBlocker block(m_list), blockSlots(m_slots);
    if (!m_slots->hasFocus())
        m_slots->setValue(m_state.slots);
    const int count = static_cast<int>(m_state.entries.size());
    while (m_list->topLevelItemCount() > count)
        delete m_list->takeTopLevelItem(count);
    for (int i = 0; i < count; ++i) {
        const QueueEntry& entry = m_state.entries[static_cast<std::size_t>(i)];
        QTreeWidgetItem* item = m_list->topLevelItem(i);
        if (!item)
            item = new QTreeWidgetItem(m_list);
        const QString id = QString::fromStdString(entry.id);
        item->setText(0, QString::fromStdString(entry.name));
        const QueueEntry* before = entry.status == QueueStatus::Waiting ? m_state.waitsFor(entry) : nullptr;
        item->setText(1, before ? tr("after %1").arg(QString::fromStdString(before->id)) : statusText(entry.status));
        item->setText(2, QString::number(entry.priority));
        item->setToolTip(0, entry.error.empty() ? QStringLiteral("%1 · %2").arg(id, QString::fromStdString(entry.kind)) : QString::fromStdString(entry.error));
        item->setToolTip(1, before ? tr("Waits until \"%1\" has finished; now it is %2").arg(QString::fromStdString(before->name), statusText(before->status)) : QString());
        item->setData(0, kEntry, id);
        item->setData(0, kRun, entry.run.empty() ? QString() : QString::fromStdString(std::filesystem::path(entry.run).filename().string()));
        if (id == chosen)
            m_list->setCurrentItem(item);
    }
    updateButtons();
}

void QueuePanel::updateButtons()
{
    const QueueEntry* entry = m_state.find(currentEntry().toStdString());
    const bool waits = entry && entry->status == QueueStatus::Waiting;
    m_up->setEnabled(waits);
    m_down->setEnabled(waits);
    const bool again = entry && (entry->status == QueueStatus::Failed || entry->status == QueueStatus::Cancelled);
    m_pause->setEnabled(again || (entry && entry->active()));
    m_pause->setIcon(themedIcon(again || (entry && entry->status == QueueStatus::Paused) ? QStringLiteral("play") : QStringLiteral("pause")));
    m_cancel->setEnabled(entry && entry->active());
}

void QueuePanel::act(const std::function<void(const RunQueue&, const std::string&)>& action)
{
    try {
        action(m_queue, currentEntry().toStdString());
        m_session.jobs().start(QStringLiteral("queue.list"), {}); // wakes the dispatcher
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("train.queue"), error);
    }
    look();
}

} // namespace w2v

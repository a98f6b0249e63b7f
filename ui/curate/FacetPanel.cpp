#include "ui/curate/FacetPanel.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/curate/FacetList.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/TaskText.h"
#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr int kMaxScenes = 200; ///< listed; the filter box finds the others

QString only(const QSet<QString>& set)
{
    return set.isEmpty() ? QString() : *set.begin();
}

} // namespace

FacetPanel::FacetPanel(QWidget* parent) : QWidget(parent)
{
    m_tasks = new FacetList(tr("Task"), true);
    m_states = new FacetList(tr("State"), false);
    m_splits = new FacetList(tr("Split"), false);
    m_scenes = new FacetList(tr("Scene"), false);
    m_tasks->setObjectName(QStringLiteral("facetTasks"));
    m_states->setObjectName(QStringLiteral("facetStates"));
    m_splits->setObjectName(QStringLiteral("facetSplits"));
    m_scenes->setObjectName(QStringLiteral("facetScenes"));

    auto* content = new QWidget;
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, space::kHalf, 0, space::kHalf);
    inner->setSpacing(0);
    for (FacetList* list : {m_tasks, m_states, m_splits, m_scenes}) {
        inner->addWidget(list);
        connect(list, &FacetList::chosenChanged, this, [this] {
            recount();
            Q_EMIT filterChanged();
        });
    }
    inner->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

void FacetPanel::update(const Project* project)
{
    m_groups.clear();
    QVector<FacetList::Value> scenes;
    if (project) {
        const auto statistics = project->statistics();
        for (const auto& group : statistics.at("groups"))
            m_groups.push_back({QString::fromStdString(group.at("task").get<std::string>()),
                                QString::fromStdString(group.at("state").get<std::string>()),
                                QString::fromStdString(group.at("split").get<std::string>()), group.at("count").get<qint64>()});
        for (const std::string& scene : project->scenes()) {
            if (scenes.size() == kMaxScenes)
                break;
            RecordFilter filter;
            filter.scene = scene;
            const QString name = QString::fromStdString(scene);
            scenes.push_back({name, name, project->countRecords(filter)});
        }
    }
    m_scenes->setVisible(!scenes.isEmpty());
    m_scenes->setValues(scenes);
    recount();
}

void FacetPanel::recount()
{
    const QString state = only(m_states->chosen()), split = only(m_splits->chosen());
    const QSet<QString>& tasks = m_tasks->chosen();
    QHash<QString, qint64> byTask, byState, bySplit;
    for (const Group& group : m_groups) {
        const bool task = tasks.isEmpty() || tasks.contains(group.task), inState = state.isEmpty() || state == group.state,
                   inSplit = split.isEmpty() || split == group.split;
        byTask[group.task] += inState && inSplit ? group.count : 0;
        byState[group.state] += task && inSplit ? group.count : 0;
        bySplit[group.split] += task && inState ? group.count : 0;
    }
    QVector<FacetList::Value> values;
    for (int t = 0; t < kTaskCount; ++t) {
        const QString name = QString::fromLatin1(taskName(static_cast<Task>(t)));
        if (byTask.contains(name))
            values.push_back({name, QStringLiteral("%1  %2").arg(name, taskText(static_cast<Task>(t))), byTask.value(name)});
    }
    m_tasks->setValues(values);
    values.clear();
    for (const char* name : {"pending", "second_look", "accepted", "rejected"})
        values.push_back({QString::fromLatin1(name), recordStateText(name), byState.value(QString::fromLatin1(name))});
    m_states->setValues(values);
    values.clear();
    for (auto it = bySplit.cbegin(); it != bySplit.cend(); ++it)
        values.push_back({it.key(), splitText(it.key()), it.value()});
    std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.key > b.key; }); // train first
    m_splits->setValues(values);
}

RecordFilter FacetPanel::filter() const
{
    RecordFilter filter;
    for (const QString& name : m_tasks->chosen())
        if (const auto task = taskFromName(name.toStdString()))
            filter.tasks.push_back(*task);
    std::sort(filter.tasks.begin(), filter.tasks.end());
    filter.state = only(m_states->chosen()).toStdString();
    filter.split = only(m_splits->chosen()).toStdString();
    filter.scene = only(m_scenes->chosen()).toStdString();
    return filter;
}

bool FacetPanel::isNarrowed() const
{
    return !m_tasks->chosen().isEmpty() || !m_states->chosen().isEmpty() || !m_splits->chosen().isEmpty() || !m_scenes->chosen().isEmpty();
}

void FacetPanel::clear()
{
    choose({});
}

void FacetPanel::choose(const RecordFilter& filter)
{
    QSet<QString> tasks;
    for (const Task task : filter.tasks)
        tasks.insert(QString::fromLatin1(taskName(task)));
    const auto one = [](const std::string& key) { return key.empty() ? QSet<QString>() : QSet<QString>{QString::fromStdString(key)}; };
    m_tasks->setChosen(tasks);
    m_states->setChosen(one(filter.state));
    m_splits->setChosen(one(filter.split));
    m_scenes->setChosen(one(filter.scene));
    recount();
    Q_EMIT filterChanged();
}

} // namespace w2v

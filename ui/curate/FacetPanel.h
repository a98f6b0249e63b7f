#pragma once
#include <QWidget>

#include "core/dataset/Project.h"

namespace w2v {

class FacetList;

/// The left panel: task, state, split and scene with counts. Counts of a facet honour the choices in the others.
class FacetPanel : public QWidget {
    Q_OBJECT
public:
    explicit FacetPanel(QWidget* parent = nullptr);

    /// Reads counts again; nullptr empties.
    void update(const Project* project);
    /// The chosen part of a filter (no text).
    RecordFilter filter() const;
    void clear();
    bool isNarrowed() const;
    void choose(const RecordFilter& filter);

Q_SIGNALS:
    void filterChanged();

private:
    void recount();

    FacetList *m_tasks, *m_states, *m_splits, *m_scenes;
    struct Group {
        QString task, state, split;
        qint64 count;
    };
    QVector<Group> m_groups;
};

} // namespace w2v

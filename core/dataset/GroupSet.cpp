#include "core/dataset/GroupSet.h"

#include <algorithm>
#include <sqlite3.h> // sqlite3_txn_state

#include "core/dataset/RecordQuery.h"

namespace w2v {

GroupSet::GroupSet(const Project::Impl& project, const RecordFilter& filter, std::int64_t last)
    : m_in(static_cast<std::size_t>(last) + 1)
{
    for (const RecordGroup& range : rangesOf(project, filter)) {
        CachedStatement query = project.cached(walk("number", range));
        bindRange(*query, range, filter, -kAnyDifficulty);
        while (query->step())
            if (const std::int64_t number = query->integer(0); number >= 0 && number <= last)
                m_in[static_cast<std::size_t>(number)] = true;
    }
}

/// The sets of the last filters.
class GroupSets {
public:
    std::shared_ptr<const GroupSet> of(const Project::Impl& project, const RecordFilter& filter, std::int64_t last)
    {
        constexpr std::size_t kMostSets = 16, kMostBytes = std::size_t{16} << 20;
        if (const std::int64_t version = project.database.dataVersion(); version != m_version) {
            m_sets.clear();
            m_version = version;
        }
        RecordFilter groups = filter;
        groups.text.clear();
        const Condition condition = searchOf(groups).condition;
        for (auto it = m_sets.begin(); it != m_sets.end(); ++it)
            if (it->condition.sql == condition.sql && it->condition.values == condition.values) {
                std::rotate(m_sets.begin(), it, it + 1);
                return m_sets.front().set;
            }
        m_sets.insert(m_sets.begin(), {condition, std::make_shared<const GroupSet>(project, groups, last)});
        std::size_t bytes = 0, kept = 0;
        while (kept < m_sets.size() && kept < kMostSets && (bytes += m_sets[kept].set->bytes()) <= kMostBytes)
            ++kept;
        m_sets.resize(std::max<std::size_t>(kept, 1));
        return m_sets.front().set;
    }

private:
    struct Kept {
        Condition condition;
        std::shared_ptr<const GroupSet> set;
    };
    std::int64_t m_version = -1;
    std::vector<Kept> m_sets; ///< the last used first
};

std::shared_ptr<const GroupSet> groupSetOf(const Project::Impl& project, const RecordFilter& filter, std::int64_t last)
{
    if (sqlite3_txn_state(project.sql().getHandle(), "main") == SQLITE_TXN_WRITE) // of what may be taken back
        return std::make_shared<const GroupSet>(project, filter, last);
    if (!project.groupSets)
        project.groupSets = std::make_shared<GroupSets>();
    return project.groupSets->of(project, filter, last);
}

} // namespace w2v

#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/dataset/ProjectImpl.h"

namespace w2v {

/// The records that a filter of groups lets pass, as a set over their numbers: quicker than asking the table for each hit of a search.
class GroupSet {
public:
    /// `last`: the highest number there is.
    GroupSet(const Project::Impl& project, const RecordFilter& filter, std::int64_t last);
    bool holds(std::int64_t number) const { return number >= 0 && number < std::ssize(m_in) && m_in[static_cast<std::size_t>(number)]; }
    std::size_t bytes() const { return m_in.size() / 8; }

private:
    std::vector<bool> m_in;
};

/// The set of a filter's groups; its text does not count. Those of the last filters are kept until somebody writes to the project: while
/// words are typed the filter stays, and making its set takes longer than finding them.
std::shared_ptr<const GroupSet> groupSetOf(const Project::Impl& project, const RecordFilter& filter, std::int64_t last);

} // namespace w2v

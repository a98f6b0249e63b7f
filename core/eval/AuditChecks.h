#pragma once
#include "core/eval/Audit.h"

namespace w2v {

using FindingList = std::vector<AuditFinding>;

/// Counts records of one kind of finding and keeps the first few ids.
class FindingCounter {
public:
    FindingCounter(std::string code, AuditFinding::Weight weight, std::string text)
        : m_finding{std::move(code), weight, {}, std::move(text), 0, {}}
    {
    }
    void add(const QaRecord& record)
    {
        const std::string task = taskName(record.task);
        if (m_finding.records++ == 0)
            m_finding.task = task;
        else if (m_finding.task != task)
            m_finding.task.clear();
        if (m_finding.examples.size() < kFindingExamples)
            m_finding.examples.push_back(record.id);
    }
    void moveTo(FindingList& findings)
    {
        if (m_finding.records > 0)
            findings.push_back(std::move(m_finding));
    }

private:
    AuditFinding m_finding;
};

/// Which frame a record's later view is: that of its second picture, else the last; none in a rollout of one view.
std::optional<std::size_t> laterFrame(const QaRecord& record, const RolloutRecord& rollout);

// The parts of an audit; each adds its findings.
nlohmann::ordered_json auditShortcuts(std::span<const QaRecord> records, const AuditOptions& options, FindingList& findings,
                                      JobContext& job);
nlohmann::ordered_json auditLabels(std::span<const QaRecord> records, const RolloutLookup& rollout, FindingList& findings);
/// Label noise by the motion check, see "label_noise" in Audit.h.
nlohmann::ordered_json auditMotion(std::span<const QaRecord> records, const RolloutLookup& rollout, FindingList& findings);
/// The defects of the released reference (B4, B10 ... B21), found in the records themselves.
void auditDefects(std::span<const QaRecord> records, const RolloutLookup& rollout, FindingList& findings);

} // namespace w2v

#pragma once
#include "core/dataset/ProjectImpl.h"

namespace w2v {

/// The condition on table record that a filter asks for.
Condition conditionOf(const RecordFilter& filter);

/// The same without the full-text part, which is `match`, an FTS5 expression for record_text ("" = none).
struct RecordSearch {
    Condition condition;
    std::string match;
};
RecordSearch searchOf(const RecordFilter& filter);

/// A set of records that table record_count counts and index record_group keeps together.
struct RecordGroup {
    std::string task, split, state;
    std::int64_t count = 0;
};
/// The groups that hold records and fit the filter's tasks, split and state.
std::vector<RecordGroup> groupsOf(const Project::Impl& project, const RecordFilter& filter);

/// What else than tasks, split, state and difficulty the filter asks for.
bool asksBeyondGroups(const RecordFilter& filter);

/// The stored columns in order.
inline constexpr const char* kRecordColumns = "id, task, mode, scene, rollout, split, state, reason, variant, images, "
                                              "question, answer, facts, provenance, difficulty";
inline constexpr const char* kRecordMarks = "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?";
inline constexpr int kRecordColumnCount = 15;

/// True for a record whose rollout is no longer there.
inline constexpr const char* kRecordIsStale = "(rollout <> '' AND rollout NOT IN (SELECT id FROM rollout))";

/// What readRecord() expects.
std::string recordSelection();

/// A record from a row whose columns from `first` are recordSelection().
QaRecord readRecord(SQLite::Statement& row, int first = 0);

/// A record's columns as they are stored, but for the id. Throws Error for a state that there is not.
struct StoredRecord {
    explicit StoredRecord(const QaRecord& record);

    /// Binds all columns from index `first` in the order of kRecordColumns; the texts must outlive the statement's run.
    void bindTo(LeanStatement& statement, int first, const std::string& id) const;

    std::string id, task, mode, scene, rollout, split, state, reason, images, question, answer, facts, provenance;
    int variant = 0;
    double difficulty = -1; ///< of the facts, -1 where they do not tell
};

bool isRecordState(std::string_view state);

} // namespace w2v

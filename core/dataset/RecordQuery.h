#pragma once
#include <limits>

#include "core/dataset/ProjectImpl.h"
#include "core/dataset/StoredRecord.h"

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

/// The same as ranges of an index in the order of difficulty: one a task and split (record_difficulty, `state` is empty), or with a
/// filter for a state one a group (record_group). They are not counted.
std::vector<RecordGroup> rangesOf(const Project::Impl& project, const RecordFilter& filter);

/// What else than tasks, split, state and difficulty the filter asks for.
bool asksBeyondGroups(const RecordFilter& filter);

/// The stored columns in order.
inline constexpr const char* kRecordColumns = "id, task, mode, scene, rollout, split, state, reason, variant, images, "
                                              "question, answer, facts, provenance, difficulty";
inline constexpr const char* kRecordMarks = "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?";
inline constexpr int kRecordColumnCount = 15;

/// Limit of a range of difficulty that has none.
inline constexpr double kAnyDifficulty = std::numeric_limits<double>::infinity();

/// SQL that walks a range of rangesOf(); bindRange() gives its values.
std::string walk(const char* columns, const RecordGroup& range);
/// Binds the range, of at least this difficulty; the index of the next value.
int bindRange(LeanStatement& query, const RecordGroup& range, const RecordFilter& filter, double least);

/// True for a record whose rollout is no longer there.
inline constexpr const char* kRecordIsStale = "(rollout <> '' AND rollout NOT IN (SELECT id FROM rollout))";

/// What readRecord() expects.
std::string recordSelection();

/// A record from a row whose columns from `first` are recordSelection().
QaRecord readRecord(SQLite::Statement& row, int first = 0);

bool isRecordState(std::string_view state);

} // namespace w2v

#pragma once
#include "core/dataset/ProjectImpl.h"

namespace w2v {

/// The condition on table record that a filter asks for.
Condition conditionOf(const RecordFilter& filter);

/// The stored columns in order.
inline constexpr const char* kRecordColumns = "id, task, mode, scene, rollout, split, state, reason, variant, images, "
                                              "question, answer, facts, provenance";

/// True for a record whose rollout is no longer there.
inline constexpr const char* kRecordIsStale = "(rollout <> '' AND rollout NOT IN (SELECT id FROM rollout))";

/// What readRecord() expects.
std::string recordSelection();

/// A record from a row whose columns from `first` are recordSelection().
QaRecord readRecord(SQLite::Statement& row, int first = 0);

/// Binds a record's columns from index `first` in the order of kRecordColumns.
void bindRecord(SQLite::Statement& statement, int first, const QaRecord& record, const std::string& id);

bool isRecordState(std::string_view state);

} // namespace w2v

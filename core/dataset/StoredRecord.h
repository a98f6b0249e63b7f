#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/dataset/RecordStream.h"

namespace w2v {

class LeanStatement;

/// A record's columns as they are stored; lists and objects are JSON texts.
struct StoredRecord {
    StoredRecord() = default;
    /// Throws Error for a state that there is not.
    explicit StoredRecord(const QaRecord& record);

    /// Binds all columns from index `first` in the order of kRecordColumns; the texts must outlive the statement's run.
    void bindTo(LeanStatement& statement, int first, const std::string& id) const;

    std::string id, task, mode, scene, rollout, split, state, reason, images = "[]", question, answer, facts = "{}", provenance = "{}";
    int variant = 0;
    double difficulty = -1; ///< of the facts, -1 where they do not tell
};

struct ShapedRecord {
    StoredRecord row;
    std::string origin;
};

/// What a RecordStream's `next` may be so that an import of many can do without QaRecords: `shaped` goes on where `plain` stopped.
struct ShapedSource {
    std::function<bool(std::vector<IncomingRecord>&)> plain;
    std::function<bool(std::vector<ShapedRecord>&)> shaped;

    bool operator()(std::vector<IncomingRecord>& into) const { return plain(into); }
};

} // namespace w2v

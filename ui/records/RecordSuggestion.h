#pragma once
#include <QString>

#include "core/supervision/QaRecord.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

/// A verdict that the checks of a record suggest; nothing is judged by it.
struct RecordSuggestion {
    QString state;  ///< "rejected" or "second_look"; empty: nothing is suggested
    QString reason; ///< as it is stored; empty for second_look
    QString why;    ///< one line, in the user's language

    bool isEmpty() const { return state.isEmpty(); }
};

/// From the record's own checks, from words of its question that tell the answer, and from what was measured of its views. `rollout`: that
/// it was made from, nullptr when it has none or it is gone.
RecordSuggestion suggestVerdict(const QaRecord& record, const RolloutRecord* rollout);

} // namespace w2v

#pragma once
#include <QString>
#include <QVector>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// One thing that was checked about a record, with what was seen.
struct RecordCheck {
    enum Kind { Marks, Readable, Scores, Views } kind;
    QString name;      ///< "Gold answer scores 1"
    bool passed = true;
    QString evidence;  ///< "score 1.00 by the rule of A1"
};

/// Image marks against images, a readable answer, the gold answer under its own scoring rule, and where it came from.
QVector<RecordCheck> checkRecord(const QaRecord& record);

} // namespace w2v

#pragma once
#include <QString>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// What a task asks, in the user's language and few words: "how far was the move".
QString taskText(Task task);

/// "train" and "heldout" in the user's language; other names as they are.
QString splitText(const QString& split);

/// A rejection's stored reason ("wrong answer") in the user's language; unknown ones as they are.
QString reasonText(const QString& reason);

/// The reasons offered for a rejection, as they are stored.
const QStringList& rejectionReasons();

} // namespace w2v

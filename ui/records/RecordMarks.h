#pragma once
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/supervision/QaRecord.h"
#include "ui/records/RecordPictures.h"

namespace w2v {

/// All boxes "[x1, y1, x2, y2]" of a text, in order, 0..1000 per axis. Other brackets are skipped.
std::vector<Box2d> boxesInText(const std::string& text);

/// The boxes of an object task (D1-D4) on its pictures: those of the question first, D1's answer on the second picture.
/// Empty for motion tasks.
std::vector<PictureMark> recordMarks(const QaRecord& record);

/// The box of a model's D1 answer on the second picture, dashed, green when right; empty when there is none.
std::vector<PictureMark> answerMarks(const QaRecord& record, const std::string& answer, const QString& model, bool right);

} // namespace w2v

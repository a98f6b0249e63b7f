#pragma once
#include <string>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// How many <image> marks a text has.
std::size_t imageMarks(const std::string& text);

/// What is wrong between a record's images and the <image> marks of its question ("has 1 <image> mark and 2 images"); empty
/// when they fit: as many as there are images, none in the answer. Trainers stop at the first such record.
std::string imageMarkProblem(const QaRecord& record);

} // namespace w2v

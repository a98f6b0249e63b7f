#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/motion/Action.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

// How an answer is put into words. Variant 0 is the plain one of every task ("yes", "move forward 0.5 meters"). A4, D2 and D4
// also have 1, a letter, and 2, a sentence; D3 also has 1, the number of steps before the motions, and 2, running text.

/// Ways to put the answer of a task: 3 for A4, D2, D3 and D4, else 1.
int variantCount(Task task);

/// The answer to a yes/no task (A4, D2, D4). `letterOfTrue` is 'A' or 'B': which letter the question gave to "yes".
std::string truthAnswer(Task task, int variant, bool truth, std::string_view label, char letterOfTrue);

/// What a letter stands for in the question.
std::string truthMeaning(Task task, bool truth);

std::string motionAnswer(int variant, std::span<const Action> actions);

/// Reads an answer to a yes/no task in the record's variant, sentences of the reference included; none when it is none of the
/// two. A letter is read by facts["letter_true"], or "A" is true where the record does not say.
std::optional<bool> readTruth(const QaRecord& record, std::string_view answer);

} // namespace w2v

#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/motion/Action.h"

namespace w2v {

/// What an answerer is asked about an imagined view.
enum class ViewQuestion {
    Help,    ///< does it help to answer?
    Promise, ///< is it worth going on from there?
};

/// How an answerer says it.
enum class ScoreForm {
    Likelihood, ///< the probability of "yes" against "no"
    Number,     ///< a number from 0 to 9, as text
};

/// "yes" and "no": what is chosen among in ScoreForm::Likelihood.
std::vector<std::string> viewChoices();

/// The prompt that scores a view. Its images: those of the question, then the imagined one. `prompt` has `images` <image> marks, or none.
std::string viewPrompt(const std::string& prompt, std::size_t images, std::span<const Action> actions, ViewQuestion question, ScoreForm form);

/// The prompt that is answered in the end. Its images: the imagined ones in the order of `views` (actions that lead there), then those of
/// the question. Without views the prompt itself.
std::string promptWithViews(const std::string& prompt, std::size_t images, std::span<const std::vector<Action>> views);

/// 0..1 of a reply to ScoreForm::Number: its first number from 0 to 9 by 9, or yes 1 and no 0; none when it says neither.
std::optional<double> viewScore(const std::string& reply);

} // namespace w2v

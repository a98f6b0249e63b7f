#include "core/answerers/imagination/ImaginationPrompt.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/eval/benchmarks/ScoringRules.h"

namespace w2v {

namespace {

constexpr const char* kMark = "<image>";

std::string withMarks(const std::string& prompt, std::size_t images)
{
    if (prompt.find(kMark) != std::string::npos)
        return prompt;
    std::string marked;
    for (std::size_t i = 0; i < images; ++i)
        marked += kMark;
    return marked + prompt;
}

} // namespace

std::vector<std::string> viewChoices()
{
    return {"yes", "no"};
}

std::string viewPrompt(const std::string& prompt, std::size_t images, std::span<const Action> actions, ViewQuestion question, ScoreForm form)
{
    const bool help = question == ViewQuestion::Help, yesNo = form == ScoreForm::Likelihood;
    std::string text = fmt::format("This is a question, not to be answered yet:\n{}\n\nA world model imagined what is seen from the place of the "
                                   "question's first picture after \"{}\": {}\n", withMarks(prompt, images), actionText(actions), kMark);
    if (yesNo)
        text += help ? "Does this view help to answer the question?" : "Is it worth moving on from there to see what the question is about?";
    else
        text += help ? "How much does this view help to answer the question?" : "How much is it worth moving on from there to see what the question is about?";
    return text + (yesNo ? " Answer yes or no." : " Answer with one whole number from 0 (not at all) to 9 (very much).");
}

std::string promptWithViews(const std::string& prompt, std::size_t images, std::span<const std::vector<Action>> views)
{
    if (views.empty())
        return prompt;
    std::string text = "Views that a world model imagined from the place of the question's first picture:\n";
    for (const std::vector<Action>& actions : views)
        text += fmt::format("after \"{}\": {}\n", actionText(actions), kMark);
    return text + "The question:\n" + withMarks(prompt, images);
}

std::optional<double> viewScore(const std::string& reply)
{
    constexpr double kMost = 9;
    if (const std::optional<double> number = firstNumber(reply); number && *number >= 0 && *number <= kMost)
        return *number / kMost;
    std::string word;
    for (const char c : reply) {
        if (std::isalpha(static_cast<unsigned char>(c)))
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!word.empty())
            break;
    }
    if (word == "yes")
        return 1.0;
    return word == "no" ? std::optional(0.0) : std::nullopt;
}

} // namespace w2v

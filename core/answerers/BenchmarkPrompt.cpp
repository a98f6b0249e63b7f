#include "core/answerers/BenchmarkPrompt.h"

#include <numeric>

#include <fmt/format.h>

#include "core/base/Rng.h"

namespace w2v {

namespace {

constexpr const char* kLetterOnly = "Answer with the letter of the right option only.";

void shuffleChoices(BenchmarkQuestion& question, std::uint64_t seed)
{
    std::vector<std::size_t> order(question.choices.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    Rng(seed).fork(question.id).shuffle(order);
    const BenchmarkQuestion before = question;
    for (std::size_t i = 0; i < order.size(); ++i) {
        question.choices[i] = before.choices[order[i]];
        if (static_cast<int>(order[i]) == before.rightChoice)
            question.rightChoice = static_cast<int>(i);
    }
}

std::string letter(std::size_t place)
{
    return std::string(1, static_cast<char>('A' + place));
}

/// The letters of the options inside a text: A, B ... as long as each is followed by a full stop behind the one before.
std::vector<std::string> lettersInside(const std::string& text)
{
    std::vector<std::string> letters;
    std::size_t at = 0;
    for (std::size_t place = 0; place < 26; ++place) {
        at = text.find(letter(place) + ".", at);
        if (at == std::string::npos)
            break;
        letters.push_back(letter(place));
    }
    return letters;
}

} // namespace

AskedQuestion askedForm(BenchmarkKind kind, const BenchmarkQuestion& question, const PromptForm& form)
{
    AskedQuestion asked{question, kind == BenchmarkKind::VsiBench ? "These are frames of a video.\n" + question.text : question.text, {}};
    if (kind == BenchmarkKind::Records)
        return asked; // says itself how it is to be answered
    if (kind == BenchmarkKind::MindCube) {
        asked.prompt += std::string("\n") + kLetterOnly;
        asked.options = lettersInside(question.text);
        return asked;
    }
    if (question.choices.empty()) {
        asked.prompt += "\nAnswer with one number only.";
        return asked;
    }
    if (form.shuffleSeed)
        shuffleChoices(asked.question, *form.shuffleSeed);
    const std::vector<std::string>& choices = asked.question.choices;
    const bool letters = form.letters || kind == BenchmarkKind::VsiBench;
    asked.prompt += letters ? "\nOptions:" : "\nChoices:";
    for (std::size_t i = 0; i < choices.size(); ++i) {
        asked.prompt += letters ? fmt::format("\n{}. {}", letter(i), choices[i]) : "\n" + choices[i];
        asked.options.push_back(letters ? letter(i) : choices[i]);
    }
    asked.prompt += std::string("\n") + (letters ? kLetterOnly : "Answer with the words of the right choice only.");
    return asked;
}

} // namespace w2v

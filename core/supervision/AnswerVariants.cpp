#include "core/supervision/AnswerVariants.h"

#include <fmt/format.h>

#include "core/motion/RewardGrammar.h"

namespace w2v {

namespace {

enum Variant { Plain = 0, Letter = 1, Sentence = 2 };

/// Ends of sentences, in normal form, that tell the truth of a task; the reference's beside ours.
struct Endings {
    std::string_view ours, reference;
};

Endings endingsOf(Task task, bool truth)
{
    switch (task) {
    case Task::D2:
        return truth ? Endings{"is out of sight", "disappears from view"} : Endings{"is still in sight", "remains visible"};
    case Task::D4:
        return truth ? Endings{"they are the same object", "they are the same physical object instance"}
                     : Endings{"they are different objects", "they are different object instances"};
    default:
        break;
    }
    return truth ? Endings{"the claim is true", "the claim is true"} : Endings{"the claim is false", "the claim is false"};
}

std::optional<bool> readWord(const std::string& form)
{
    if (form == "yes" || form == "true")
        return true;
    if (form == "no" || form == "false")
        return false;
    return std::nullopt;
}

} // namespace

int variantCount(Task task)
{
    return task == Task::A4 || task == Task::D2 || task == Task::D3 || task == Task::D4 ? 3 : 1;
}

std::string truthMeaning(Task task, bool truth)
{
    switch (task) {
    case Task::D2: return truth ? "out of sight" : "still in sight";
    case Task::D4: return truth ? "the same object" : "two different objects";
    default: break;
    }
    return truth ? "true" : "false";
}

std::string truthAnswer(Task task, int variant, bool truth, std::string_view label, char letterOfTrue)
{
    if (variant == Letter)
        return std::string(1, truth ? letterOfTrue : letterOfTrue == 'A' ? 'B' : 'A');
    if (variant == Sentence) {
        std::string sentence = task == Task::D2 ? fmt::format("The {} {}.", label, endingsOf(task, truth).ours)
                                                : std::string(endingsOf(task, truth).ours) + '.';
        sentence.front() = task == Task::D2 ? 'T' : static_cast<char>(sentence.front() - 'a' + 'A');
        return sentence;
    }
    if (task == Task::A4)
        return truth ? "true" : "false";
    return truth ? "yes" : "no";
}

std::string motionAnswer(int variant, std::span<const Action> actions)
{
    if (variant == Letter)
        return fmt::format("{} step{} | {}", actions.size(), actions.size() == 1 ? "" : "s", actionText(actions));
    if (variant != Sentence)
        return actionText(actions);
    std::string text;
    for (const Action& action : actions)
        text += (text.empty() ? "" : ", then ") + actionText({&action, 1});
    return text;
}

std::optional<bool> readTruth(const QaRecord& record, std::string_view answer)
{
    const std::string form = normalForm(answer);
    if (record.variant == Letter) {
        if (form != "a" && form != "b")
            return std::nullopt;
        const std::string letter = record.facts.is_object() && record.facts.contains("letter_true")
                && record.facts.at("letter_true").is_string() ? record.facts.at("letter_true").get<std::string>() : "A";
        return (form == "a") == (letter == "A");
    }
    if (record.variant != Sentence)
        return readWord(form);
    for (const bool truth : {true, false}) {
        const Endings endings = endingsOf(record.task, truth);
        if (form.ends_with(endings.ours) || form.ends_with(endings.reference))
            return truth;
    }
    return std::nullopt;
}

} // namespace w2v

#include "core/dataset/ConsumerRules.h"

#include <charconv>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "core/base/Files.h"
#include "core/dataset/QuestionMarks.h"
#include "core/dataset/RecordLine.h"

namespace w2v {

namespace {

bool isText(const Json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string();
}

/// The texts a trainer sees in one sample.
struct Sample {
    std::string prompt;               ///< all of the user's turns
    std::vector<std::string> answers; ///< what is learned or compared
    std::string problem;
};

Sample readTurns(const Json& object, const char* key, const char* roleKey, const char* textKey, const char* user, const char* assistant)
{
    Sample sample;
    const auto turns = object.find(key);
    if (turns == object.end() || !turns->is_array() || turns->empty()) {
        sample.problem = fmt::format("has no list \"{}\"", key);
        return sample;
    }
    std::size_t i = 0;
    for (const Json& turn : *turns) {
        if (!turn.is_object() || !isText(turn, roleKey) || !isText(turn, textKey)) {
            sample.problem = fmt::format("has a turn without \"{}\" and \"{}\"", roleKey, textKey);
            return sample;
        }
        const std::string role = turn.at(roleKey), text = turn.at(textKey);
        if (role == "system" && i == 0)
            continue;
        if (role != (i % 2 == 0 ? user : assistant)) {
            sample.problem = fmt::format("has the turn of \"{}\" where the other one speaks", role);
            return sample;
        }
        if (i++ % 2 == 0)
            sample.prompt += text;
        else
            sample.answers.push_back(text);
    }
    return sample;
}

Sample sampleOf(const Json& object, DatasetFormat format)
{
    Sample sample;
    const auto take = [&](const char* key, bool answer) {
        if (!isText(object, key))
            sample.problem = fmt::format("has no text \"{}\"", key);
        else if (answer)
            sample.answers.push_back(object.at(key));
        else
            sample.prompt = object.at(key);
    };
    switch (format) {
    case DatasetFormat::Messages:
        return readTurns(object, "messages", "role", "content", "user", "assistant");
    case DatasetFormat::Preference:
        sample = readTurns(object, "messages", "role", "content", "user", "assistant");
        take("rejected_response", true);
        if (sample.answers.size() == 2 && sample.answers[0] == sample.answers[1])
            sample.problem = "rejects the answer that it chooses";
        return sample;
    case DatasetFormat::ShareGpt:
        return readTurns(object, "conversations", "from", "value", "human", "gpt");
    case DatasetFormat::EasyR1:
        take("prompt", false);
        take("answer", true);
        return sample;
    case DatasetFormat::Rows:
        take("question", false);
        take("answer", true);
        return sample;
    }
    return sample;
}

/// Numbers of "[x1, y1, x2, y2]" outside 0..1000, or corners that are swapped; only where a bracket holds four numbers.
bool hasBadBox(const std::string& text)
{
    for (std::size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
        const std::size_t end = text.find(']', at);
        if (end == std::string::npos)
            return false;
        std::vector<double> numbers;
        const char* p = text.data() + at + 1;
        const char* last = text.data() + end;
        bool clean = true;
        while (clean && p < last) {
            while (p < last && (*p == ' ' || *p == ','))
                ++p;
            double value = 0;
            const auto [next, code] = std::from_chars(p, last, value);
            clean = code == std::errc() || p == last;
            if (code == std::errc())
                numbers.push_back(value);
            p = next == p ? last : next;
        }
        if (!clean || numbers.size() != 4)
            continue;
        for (const double value : numbers)
            if (value < 0 || value > 1000)
                return true;
        if (numbers[0] > numbers[2] || numbers[1] > numbers[3])
            return true;
    }
    return false;
}

std::string imageProblem(const Json& object, std::size_t marks, const fs::path& root)
{
    const auto images = object.find("images");
    if (images == object.end())
        return marks ? "has <image> marks and no \"images\"" : std::string();
    if (!images->is_array())
        return "has \"images\" that are not a list";
    if (images->size() != marks)
        return fmt::format("has {} <image> marks and {} images", marks, images->size());
    for (const Json& image : *images) {
        if (!image.is_string() || image.get_ref<const std::string&>().empty())
            return "has an image that is no path";
        const fs::path path(image.get<std::string>());
        std::error_code code;
        try {
            if (!fs::is_regular_file(path.is_absolute() ? path : pathInside(root, path.string()), code))
                return path.string() + " is missing";
        } catch (const std::exception& error) {
            return error.what();
        }
    }
    return {};
}

} // namespace

std::string consumerProblem(const Json& object, DatasetFormat format, const fs::path& root)
{
    if (!object.is_object())
        return "is not an object";
    const Sample sample = sampleOf(object, format);
    if (!sample.problem.empty())
        return sample.problem;
    if (sample.answers.empty())
        return "has no answer";
    if (sample.prompt.size() > kMaxRecordText)
        return fmt::format("has a question of more than {} KiB", kMaxRecordText >> 10);
    for (const std::string& answer : sample.answers) {
        if (answer.find_first_not_of(" \t\n") == std::string::npos)
            return "has an empty answer";
        if (imageMarks(answer))
            return "has an <image> mark in its answer";
        if (answer.size() > kMaxRecordText)
            return fmt::format("has an answer of more than {} KiB", kMaxRecordText >> 10);
    }
    if (hasBadBox(sample.answers.front()))
        return "has a box outside 0..1000, or with swapped corners";
    return imageProblem(object, imageMarks(sample.prompt), root);
}

} // namespace w2v

#include "core/eval/TextBaseline.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace w2v {

namespace {

constexpr std::size_t kClasses = 24;          // most frequent answers
constexpr std::size_t kMaxSamples = 3000;     // of a task
constexpr std::size_t kMaxNumbers = 10;
constexpr double kBoxStep = 80, kAmountStep = 0.5;

bool isNumber(const std::string& word)
{
    return std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ' ';
        const bool point = c == '.' && !word.empty() && isNumber(word) && i + 1 < text.size()
            && std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0;
        if (std::isalnum(static_cast<unsigned char>(c)) || point || static_cast<unsigned char>(c) >= 0x80)
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!word.empty())
            words.push_back(std::exchange(word, {}));
    }
    return words;
}

} // namespace

Tokens questionTokens(std::string_view question)
{
    while (question.starts_with("<image>"))
        question.remove_prefix(7);
    const std::vector<std::string> words = wordsOf(question);
    Tokens tokens;
    const auto add = [&](const std::string& name) { tokens.push_back(tokenOf(name)); };
    std::vector<double> numbers;
    std::string before = "^";
    for (const std::string& word : words) {
        const std::string name(isNumber(word) ? std::string_view("#") : std::string_view(word));
        if (isNumber(word)) {
            const double value = std::strtod(word.c_str(), nullptr);
            add(fmt::format("# {} {}", before, word));
            add(fmt::format("n{} {}", numbers.size(), std::lround(value / kBoxStep)));
            add(fmt::format("{} {}", before, std::lround(value / kAmountStep / (value > 5 ? 10 : 1))));
            if (numbers.size() < kMaxNumbers)
                numbers.push_back(value);
        }
        add(name);
        add(fmt::format("{} {}", before, name));
        before = name;
    }
    if (numbers.size() >= 8) { // two boxes
        for (std::size_t i = 0; i < 4; ++i)
            add(fmt::format("d{} {}", i, std::lround((numbers[i + 4] - numbers[i]) / kBoxStep)));
        const auto side = [&](std::size_t at) { return std::max(1.0, numbers[at + 2] - numbers[at]); };
        for (const std::size_t axis : {std::size_t{0}, std::size_t{1}})
            add(fmt::format("ratio{} {}", axis, std::lround(2 * std::log2(side(axis + 4) / side(axis)))));
    }
    return tokens;
}

TextBaseline::TextBaseline(std::span<const QaRecord> training)
{
    std::map<Task, std::vector<const QaRecord*>> byTask;
    for (const QaRecord& record : training)
        byTask[record.task].push_back(&record);
    for (const auto& [task, records] : byTask) {
        std::map<std::string, int> counts;
        for (const QaRecord* record : records)
            ++counts[record->answer];
        std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
        sorted.resize(std::min(sorted.size(), kClasses));
        TaskModel& model = m_models[task];
        std::map<std::string, int> classes;
        for (const auto& [answer, count] : sorted) {
            classes[answer] = static_cast<int>(model.answers.size());
            model.answers.push_back(answer);
        }
        std::vector<Tokens> samples;
        std::vector<int> truths;
        const std::size_t stride = (records.size() + kMaxSamples - 1) / kMaxSamples;
        for (std::size_t i = 0; i < records.size(); i += stride)
            if (const auto it = classes.find(records[i]->answer); it != classes.end()) {
                samples.push_back(questionTokens(records[i]->question));
                truths.push_back(it->second);
            }
        if (model.answers.size() > 1 && task != Task::D1) // every box is an answer of its own
            model.model = std::make_unique<TokenModel>(samples, truths, static_cast<int>(model.answers.size()));
    }
}

std::string TextBaseline::answer(const QaRecord& record) const
{
    const auto it = m_models.find(record.task);
    if (it == m_models.end() || it->second.answers.empty())
        return {};
    const TaskModel& model = it->second;
    return model.model ? model.answers[static_cast<std::size_t>(model.model->best(questionTokens(record.question)))]
                       : model.answers.front();
}

} // namespace w2v

#include "core/eval/benchmarks/ScoringRules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/eval/AnswerScore.h"
#include "core/eval/VerifiedReward.h"

namespace w2v {

namespace {

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    const std::size_t begin = text.find_first_not_of(kBlank);
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// Lower case, single blanks, no full stop or quotation mark at either end.
std::string normalised(std::string_view text)
{
    std::string result;
    for (const char c : trimmed(text)) {
        const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!blank || (!result.empty() && result.back() != ' '))
            result += blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    constexpr std::string_view kMarks = ".\"' ";
    const std::size_t begin = result.find_first_not_of(kMarks);
    return begin == std::string::npos ? std::string() : result.substr(begin, result.find_last_not_of(kMarks) - begin + 1);
}

/// The first word without full stops at its end, as the official VSI-Bench code takes it.
std::string firstWord(std::string_view reply)
{
    std::string_view word = reply.substr(0, reply.find(' '));
    while (!word.empty() && word.back() == '.')
        word.remove_suffix(1);
    return std::string(trimmed(word));
}

/// Python's float() as far as replies need it: the whole text must be a number.
std::optional<double> wholeNumber(const std::string& text)
{
    const char* begin = text.data();
    const char* const end = begin + text.size();
    if (begin != end && *begin == '+')
        ++begin;
    double value = 0;
    const auto parsed = std::from_chars(begin, end, value);
    if (begin == end || parsed.ec != std::errc() || parsed.ptr != end)
        return std::nullopt;
    return value;
}

/// Two pitfalls of finding choices inside replies: a choice inside another one, and a short word inside longer ones.
std::string substringPitfall(const BenchmarkQuestion& question, const std::string& reply)
{
    const auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t i = 0; i < question.choices.size(); ++i) {
        const std::string choice = lower(question.choices[i]);
        for (std::size_t k = 0; k < question.choices.size(); ++k)
            if (k != i && !choice.empty() && lower(question.choices[k]).find(choice) != std::string::npos)
                return fmt::format("the choice \"{}\" is part of \"{}\"", question.choices[i], question.choices[k]);
        for (std::size_t at = reply.find(choice); !choice.empty() && at != std::string::npos; at = reply.find(choice, at + 1))
            if ((at > 0 && isWord(reply[at - 1]) && isWord(choice.front()))
                || (at + choice.size() < reply.size() && isWord(reply[at + choice.size()]) && isWord(choice.back())))
                return fmt::format("the choice \"{}\" was found inside a longer word", question.choices[i]);
    }
    return {};
}

RuleDecision satLastLine(const BenchmarkQuestion& question, std::string_view reply)
{
    const std::string text = lower(reply);
    RuleDecision decision;
    decision.parsed = std::any_of(question.choices.begin(), question.choices.end(),
                                  [&](const std::string& choice) { return text.find(lower(choice)) != std::string::npos; });
    decision.flag = substringPitfall(question, text);
    if (!decision.parsed)
        return decision;
    const std::size_t newline = text.rfind('\n');
    const std::string line = newline == std::string::npos ? text : text.substr(newline + 1);
    const std::string right = lower(question.choices.at(static_cast<std::size_t>(question.rightChoice)));
    decision.score = line.find(right) != std::string::npos ? 1 : 0;
    decision.reading = std::string(trimmed(line));
    return decision;
}

RuleDecision satExact(const BenchmarkQuestion& question, std::string_view reply)
{
    RuleDecision decision;
    decision.reading = normalised(reply);
    for (const std::string& choice : question.choices)
        decision.parsed = decision.parsed || normalised(choice) == decision.reading;
    decision.score = decision.reading == normalised(question.choices.at(static_cast<std::size_t>(question.rightChoice))) ? 1 : 0;
    return decision;
}

RuleDecision byLetter(const BenchmarkQuestion& question, const std::string& letter, std::size_t choices)
{
    RuleDecision decision;
    if (letter.size() != 1 || !std::isalpha(static_cast<unsigned char>(letter[0])))
        return decision;
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(letter[0])));
    decision.reading = std::string(1, upper);
    decision.parsed = upper - 'A' < static_cast<int>(choices);
    decision.score = upper - 'A' == question.rightChoice ? 1 : 0;
    return decision;
}

RuleDecision satLetter(const BenchmarkQuestion& question, std::string_view reply)
{
    std::string word = firstWord(trimmed(reply));
    while (!word.empty() && (word.back() == ')' || word.back() == ':'))
        word.pop_back();
    if (!word.empty() && word.front() == '(')
        word.erase(0, 1);
    return byLetter(question, word, question.choices.size());
}

RuleDecision vsiNumber(const BenchmarkQuestion& question, const std::optional<double>& number, bool strict)
{
    RuleDecision decision;
    decision.parsed = number.has_value();
    if (!number)
        return decision;
    decision.reading = fmt::format("{}", *number);
    const double score = meanRelativeAccuracy(*number, *question.number, strict);
    if (std::isnan(score))
        decision.flag = "the right number is 0: no relative accuracy";
    else
        decision.score = score;
    return decision;
}

RuleDecision vsiOfficial(const BenchmarkQuestion& question, std::string_view reply)
{
    const std::string word = firstWord(reply);
    return question.number ? vsiNumber(question, wholeNumber(word), false) : byLetter(question, word, question.choices.size());
}

RuleDecision vsiStrict(const BenchmarkQuestion& question, std::string_view reply)
{
    const std::string word = firstWord(reply);
    return question.number ? vsiNumber(question, wholeNumber(word), true) : byLetter(question, word, question.choices.size());
}

RuleDecision vsiFirstNumber(const BenchmarkQuestion& question, std::string_view reply)
{
    return question.number ? vsiNumber(question, firstNumber(reply), false) : vsiOfficial(question, reply);
}

/// The only number in digits; two different ones are none.
std::optional<double> oneNumber(std::string_view text)
{
    std::optional<double> found;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t i = 0; i < text.size();) {
        const bool sign = text[i] == '-' && (i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1])));
        const std::size_t digits = i + (sign ? 1 : 0);
        if (digits >= text.size() || !(isDigit(text[digits]) || (text[digits] == '.' && digits + 1 < text.size() && isDigit(text[digits + 1])))) {
            ++i;
            continue;
        }
        double value = 0;
        const auto parsed = std::from_chars(text.data() + i, text.data() + text.size(), value, std::chars_format::fixed);
        if (parsed.ec != std::errc() || (found && *found != value))
            return std::nullopt;
        found = value;
        i = static_cast<std::size_t>(parsed.ptr - text.data());
    }
    return found;
}

RuleDecision vsiOneNumber(const BenchmarkQuestion& question, std::string_view reply)
{
    return question.number ? vsiNumber(question, oneNumber(reply), false) : vsiOfficial(question, reply);
}

/// "aroundnew_12" and "around_3" are "around", "among_group1_q2" is "among".
std::string mindCubePrefix(const BenchmarkQuestion& question)
{
    const std::string prefix = question.id.substr(0, question.id.find('_'));
    return prefix == "aroundnew" ? "around" : prefix;
}

RuleDecision mindCubeCascade(const BenchmarkQuestion& question, std::string_view reply)
{
    constexpr std::size_t kLetters = 5;
    const char letter = mindCubeLetter(reply);
    return letter ? byLetter(question, std::string(1, letter), kLetters) : RuleDecision{};
}

const QaRecord& recordOf(const BenchmarkQuestion& question)
{
    if (!question.record)
        throw Error("question " + question.id, "has no record to be scored by");
    return *question.record;
}

RuleDecision recordAnswer(const BenchmarkQuestion& question, std::string_view reply)
{
    const TaskScore score = scoreAnswer(recordOf(question), reply);
    RuleDecision decision{score.score, !score.reading.empty(), score.reading, {}};
    if (score.score < 1 && score.direction > 0)
        decision.flag = "the direction is right, the amount is not";
    return decision;
}

RuleDecision recordReward(const BenchmarkQuestion& question, std::string_view reply)
{
    RuleDecision decision = recordAnswer(question, reply);
    decision.flag.clear();
    decision.score = std::clamp(rewardOf(recordOf(question), reply), 0.0, 1.0);
    return decision;
}

constexpr ScoringRule kSat[] = {{"last-line", "test-time pipelines", satLastLine}, {"exact", "dataset authors", satExact},
                                {"letter", "letter form", satLetter}};
constexpr ScoringRule kVsi[] = {{"official", "official code", vsiOfficial}, {"official-strict", "as the paper writes", vsiStrict},
                                {"first-number", "lmms-eval", vsiFirstNumber}, {"one-number", "VLMEvalKit: one number", vsiOneNumber}};
constexpr ScoringRule kMindCube[] = {{"cascade", "official code", mindCubeCascade}, {"lmms-eval", "lmms-eval's settings", mindCubeCascade, mindCubePrefix}};
constexpr ScoringRule kRecords[] = {{"verified", "the workbench's rule", recordAnswer}, {"reward", "as it is rewarded in training", recordReward}};

constexpr std::string_view kDirection = "object_rel_direction";

} // namespace

std::span<const ScoringRule> scoringRules(BenchmarkKind kind)
{
    switch (kind) {
    case BenchmarkKind::Sat: return kSat;
    case BenchmarkKind::VsiBench: return kVsi;
    case BenchmarkKind::MindCube: return kMindCube;
    case BenchmarkKind::Records: return kRecords;
    }
    return {};
}

double meanRelativeAccuracy(double prediction, double truth, bool strict)
{
    constexpr int kThresholds = 10;
    constexpr double kFirst = 0.5, kLast = 0.95, kStep = (kLast - kFirst) / (kThresholds - 1);
    const double error = std::abs(prediction - truth) / truth;
    if (std::isnan(error) || truth == 0)
        return std::nan("");
    int passed = 0;
    for (int k = 0; k < kThresholds; ++k) {
        // The released code's limits carry rounding errors that decide at the boundaries; the paper's are the exact ones.
        passed += strict ? error < (50 - 5 * k) / 100.0 : error <= 1 - (k + 1 == kThresholds ? kLast : kFirst + k * kStep);
    }
    return static_cast<double>(passed) / kThresholds;
}

std::optional<double> firstNumber(std::string_view text)
{
    static const std::map<std::string, int, std::less<>> kUnits{
        {"zero", 0}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9},
        {"ten", 10}, {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16},
        {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}};
    static const std::map<std::string, int, std::less<>> kTens{{"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50},
                                                               {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90}};
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto isAlpha = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t i = 0; i < text.size();) {
        if (isDigit(text[i]) || ((text[i] == '-' || text[i] == '.') && i + 1 < text.size() && isDigit(text[i + 1]))) {
            double value = 0;
            std::from_chars(text.data() + i, text.data() + text.size(), value, std::chars_format::fixed);
            return value;
        }
        std::size_t end = i;
        while (end < text.size() && isAlpha(text[end]))
            ++end;
        if (end == i) {
            ++i;
            continue;
        }
        const std::string word = lower(text.substr(i, end - i));
        if (const auto unit = kUnits.find(word); unit != kUnits.end())
            return unit->second;
        if (const auto ten = kTens.find(word); ten != kTens.end()) {
            std::size_t next = end + 1; // a hyphen or a blank, then perhaps a unit
            std::size_t last = next;
            while (last < text.size() && isAlpha(text[last]))
                ++last;
            if (end < text.size() && (text[end] == '-' || text[end] == ' '))
                if (const auto unit = kUnits.find(lower(text.substr(next, last - next))); unit != kUnits.end() && unit->second > 0 && unit->second < 10)
                    return ten->second + unit->second;
            return ten->second;
        }
        i = end;
    }
    return std::nullopt;
}

BenchmarkScore aggregate(BenchmarkKind kind, std::span<const BenchmarkQuestion> questions, std::span<const RuleDecision> decisions, bool allCount)
{
    if (questions.size() != decisions.size())
        throw Error("benchmark", fmt::format("{} questions and {} decisions do not go together", questions.size(), decisions.size()));
    BenchmarkScore score;
    std::map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto [at, added] = place.emplace(questions[i].type, score.rows.size());
        if (added)
            score.rows.push_back({questions[i].type, 0, 0, true});
        BenchmarkScore::Row& row = score.rows[at->second];
        ++row.n;
        row.percent += 100 * decisions[i].score;
        ++score.n;
        score.unparsed += !decisions[i].parsed;
    }
    double sum = 0;
    int counted = 0;
    for (BenchmarkScore::Row& row : score.rows) {
        row.counts = allCount || kind != BenchmarkKind::MindCube || row.type != "translation";
        if (row.counts) {
            sum += row.percent;
            counted += row.n;
        }
        row.percent /= row.n;
    }
    if (kind == BenchmarkKind::Sat || kind == BenchmarkKind::MindCube) {
        score.overall = counted ? sum / counted : 0;
        return score;
    }
    BenchmarkScore::Row direction{std::string(kDirection), 0, 0, true};
    int parts = 0;
    for (BenchmarkScore::Row& row : score.rows)
        if (row.type.starts_with(kDirection)) {
            row.counts = false;
            direction.n += row.n;
            direction.percent += row.percent;
            ++parts;
        }
    if (parts) {
        direction.percent /= parts;
        score.rows.push_back(direction);
    }
    int tasks = 0;
    for (const BenchmarkScore::Row& row : score.rows)
        if (row.counts) {
            score.overall += row.percent;
            ++tasks;
        }
    score.overall = tasks ? score.overall / tasks : 0;
    return score;
}

} // namespace w2v

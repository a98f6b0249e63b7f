#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "core/eval/BaselineGeometry.h"
#include "core/eval/Baselines.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/ReferenceBoxes.h"

namespace w2v {

namespace {

using Rule = NoImageBaseline::Rule;
/// A record with what a baseline may know of it, read once.
struct Asked {
    const QaRecord* record;
    QuestionFacts facts;
    Rigid3d end = Rigid3d::Identity(); ///< where the question's motion leads
};
using Records = std::vector<const Asked*>;

Asked ask(const QaRecord& record)
{
    Asked asked{&record, questionFacts(record)};
    asked.end = poseAfter(asked.facts.actions);
    return asked;
}

constexpr std::array<double, 10> kDepths{1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8};       // metres
constexpr std::array<double, 7> kInsideShares{0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5}; // D2
constexpr std::array<double, 6> kOverlaps{0.05, 0.1, 0.2, 0.3, 0.4, 0.5};           // D4
constexpr std::size_t kMaxRecords = 1500;   // of one task, to choose constants on
constexpr std::size_t kMaxFitRecords = 250; // D3, where every candidate motion is tried
constexpr std::size_t kMaxCandidates = 250;
constexpr std::size_t kMaxConstants = 60;   // answers tried as the constant one

/// "turn_left" or "forward turn_right": directions without amounts.
std::string directionKey(const std::vector<Action>& actions)
{
    std::string key;
    for (const Action& action : actions)
        key += (key.empty() ? "" : " ") + std::string(actionName(action.kind));
    return key;
}

/// What a table may look up: the motion or claim of the question; for A3 the number of motions, where the wording tells it.
std::string tableKey(const Asked& asked)
{
    const QaRecord& record = *asked.record;
    if (record.task == Task::A3) {
        for (const char* count : {"two", "three", "four", "five", "six"})
            if (record.question.find(count) != std::string::npos)
                return count;
        return "";
    }
    return directionKey(record.task == Task::A4 ? asked.facts.claim : asked.facts.actions);
}

/// The depth a rule assumes for the asked object, metres; 0 when it has none.
double depthFor(const Rule& rule, const QuestionFacts& facts)
{
    if (rule.heights.empty())
        return rule.depth;
    const auto height = rule.heights.find(facts.label);
    return height == rule.heights.end() ? 0 : depthOfHeight(*facts.box1, height->second, facts.camera);
}

std::string boxAnswer(const Box2d& box)
{
    return boxText(normalizeBox(clipToImage(box), 1000, 1000));
}

/// The candidate motion whose moved box lies closest to the second box (sum of the sides' distances).
std::string fittedMotion(const Rule& rule, const QuestionFacts& facts)
{
    double best = std::numeric_limits<double>::infinity();
    const std::string* chosen = &rule.constant;
    const double depth = depthFor(rule, facts);
    for (const auto& [text, end] : rule.candidates) {
        const auto moved = moveBox(*facts.box1, end, facts.camera, depth);
        if (!moved)
            continue;
        const Box2d seen = clipToImage(*moved);
        const double distance = std::abs(seen.x1 - facts.box2->x1) + std::abs(seen.y1 - facts.box2->y1) +
            std::abs(seen.x2 - facts.box2->x2) + std::abs(seen.y2 - facts.box2->y2);
        if (distance < best) {
            best = distance;
            chosen = &text;
        }
    }
    return *chosen;
}

std::string geometryAnswer(const Rule& rule, const Asked& asked)
{
    const QuestionFacts& facts = asked.facts;
    const Task task = asked.record->task;
    if (!facts.box1 || !facts.camera.valid() || ((task == Task::D3 || task == Task::D4) && !facts.box2))
        return rule.constant;
    const double depth = depthFor(rule, facts);
    if (!(depth > 0))
        return rule.constant;
    if (task == Task::D3)
        return fittedMotion(rule, facts);
    const auto moved = moveBox(*facts.box1, asked.end, facts.camera, depth);
    if (task == Task::D1)
        return boxAnswer(moved && shareInside(*moved) > 0 ? *moved : *facts.box1);
    if (task == Task::D2)
        return !moved || shareInside(*moved) < rule.threshold ? "yes" : "no";
    return moved && intersectionOverUnion(clipToImage(*moved), *facts.box2) >= rule.threshold ? "yes" : "no";
}

std::string answerBy(const Rule& rule, const Asked& asked)
{
    if (rule.name == "constant")
        return rule.constant;
    if (rule.name == "copy")
        return asked.facts.box1 ? boxAnswer(*asked.facts.box1) : rule.constant;
    if (rule.name == "by motion") {
        const auto it = rule.table.find(tableKey(asked));
        return it == rule.table.end() ? rule.constant : it->second;
    }
    return geometryAnswer(rule, asked);
}

double accuracy(const Rule& rule, const Records& records)
{
    double right = 0;
    for (const Asked* asked : records)
        right += scoreAnswer(*asked->record, answerBy(rule, *asked)).score;
    return records.empty() ? 0 : 100 * right / static_cast<double>(records.size());
}

/// At most `most` records, evenly spaced.
Records thinned(const Records& records, std::size_t most)
{
    if (records.size() <= most)
        return records;
    Records result;
    for (std::size_t i = 0; i < most; ++i)
        result.push_back(records[i * records.size() / most]);
    return result;
}

/// The answers by falling frequency; ties in text order.
std::vector<std::string> frequentAnswers(const Records& records, std::size_t most)
{
    std::map<std::string, int> counts;
    for (const Asked* asked : records)
        ++counts[asked->record->answer];
    std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> answers;
    for (std::size_t i = 0; i < std::min(most, sorted.size()); ++i)
        answers.push_back(sorted[i].first);
    return answers;
}

/// The constant answer that scores best on `records`.
Rule bestConstant(const Records& records)
{
    std::map<std::string, std::pair<const QaRecord*, int>> truths; // equal answers are scored once
    const Records sample = thinned(records, kMaxRecords);
    for (const Asked* asked : sample) {
        auto& [record, count] = truths[asked->record->answer];
        record = asked->record;
        ++count;
    }
    Rule best;
    best.name = "constant";
    best.trainingAccuracy = -1;
    for (const std::string& answer : frequentAnswers(records, kMaxConstants)) {
        double right = 0;
        for (const auto& [text, truth] : truths)
            right += truth.second * scoreAnswer(*truth.first, answer).score;
        const double percent = 100 * right / static_cast<double>(sample.size());
        if (percent > best.trainingAccuracy) {
            best.constant = answer;
            best.trainingAccuracy = percent;
        }
    }
    return best;
}

/// A table from what the question tells to the answer that scores best for it. Its accuracy is measured on the half of the
/// records it was not made from, so that a table of chance does not look better than it is.
Rule bestTable(const Records& records, const Rule& constant)
{
    const auto make = [&](const Records& from) {
        std::map<std::string, Records> groups;
        for (const Asked* asked : from)
            groups[tableKey(*asked)].push_back(asked);
        Rule rule = constant;
        rule.name = "by motion";
        for (const auto& [key, group] : groups)
            rule.table[key] = bestConstant(group).constant;
        return rule;
    };
    Records even, odd;
    for (std::size_t i = 0; i < records.size(); ++i)
        (i % 2 == 0 ? even : odd).push_back(records[i]);
    Rule table = make(records);
    table.trainingAccuracy = (accuracy(make(even), odd) + accuracy(make(odd), even)) / 2;
    return table;
}

void keepBetter(Rule& best, Rule candidate, const Records& records)
{
    candidate.trainingAccuracy = accuracy(candidate, records);
    if (candidate.trainingAccuracy > best.trainingAccuracy)
        best = std::move(candidate);
}

/// The middle height of each label's objects, metres, from boxes and depths of the training records.
std::map<std::string, double> usualHeights(const Records& records)
{
    std::map<std::string, std::vector<double>> all;
    for (const Asked* asked : records) {
        const auto& facts = asked->record->facts;
        if (asked->facts.box1 && !asked->facts.label.empty() && facts.contains("depth1") && facts.at("depth1").is_number())
            all[asked->facts.label].push_back(heightAt(*asked->facts.box1, facts.at("depth1").get<double>(), asked->facts.camera));
    }
    std::map<std::string, double> middle;
    for (auto& [label, heights] : all) {
        const auto at = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
        std::nth_element(heights.begin(), at, heights.end());
        middle[label] = *at;
    }
    return middle;
}

/// The best depth (fixed or by usual height) and threshold for the rule; tasks without a threshold give one value of 0.
Rule bestGeometry(Rule best, const Records& records, std::span<const double> thresholds)
{
    if (const auto heights = usualHeights(records); !heights.empty()) {
        for (const double threshold : thresholds) {
            Rule rule = best;
            rule.name = "geometry";
            rule.heights = heights;
            rule.threshold = threshold;
            keepBetter(best, std::move(rule), records);
        }
    }
    for (const double depth : kDepths) {
        for (const double threshold : thresholds) {
            Rule rule = best;
            rule.name = "geometry";
            rule.heights.clear();
            rule.depth = depth;
            rule.threshold = threshold;
            keepBetter(best, std::move(rule), records);
        }
    }
    return best;
}

Rule fitRule(Task task, const Records& records)
{
    static constexpr std::array<double, 1> kNone{0};
    const Rule constant = bestConstant(records);
    const Records sample = thinned(records, kMaxRecords);
    Rule best = constant;
    switch (task) {
    case Task::A1:
    case Task::A2: break;
    case Task::A3:
    case Task::A4:
        if (Rule table = bestTable(sample, constant); table.trainingAccuracy > best.trainingAccuracy)
            best = std::move(table);
        break;
    case Task::D1: {
        Rule copy = constant;
        copy.name = "copy";
        keepBetter(best, std::move(copy), sample);
        best = bestGeometry(best, sample, kNone);
        break;
    }
    case Task::D2:
        if (Rule table = bestTable(sample, constant); table.trainingAccuracy > best.trainingAccuracy)
            best = std::move(table);
        best = bestGeometry(best, sample, kInsideShares);
        break;
    case Task::D3: {
        Rule fit = constant;
        for (const std::string& answer : frequentAnswers(records, kMaxCandidates))
            if (const std::vector<Action> actions = findActions(answer); !actions.empty())
                fit.candidates.emplace_back(answer, poseAfter(actions));
        const Records few = thinned(records, kMaxFitRecords);
        fit.trainingAccuracy = accuracy(constant, few);
        best = bestGeometry(std::move(fit), few, kNone);
        break;
    }
    case Task::D4: best = bestGeometry(best, sample, kOverlaps); break;
    }
    return best;
}

} // namespace

NoImageBaseline::NoImageBaseline(std::span<const QaRecord> training)
{
    std::map<Task, std::vector<Asked>> byTask;
    for (const QaRecord& record : training)
        byTask[record.task].push_back(ask(record));
    for (const auto& [task, questions] : byTask) {
        Records records;
        for (const Asked& asked : questions)
            records.push_back(&asked);
        m_rules[task] = fitRule(task, records);
    }
}

std::string NoImageBaseline::answer(const QaRecord& record) const
{
    const auto it = m_rules.find(record.task);
    return it == m_rules.end() ? std::string() : answerBy(it->second, ask(record));
}

BenchmarkReport NoImageBaseline::report(std::span<const QaRecord> records) const
{
    return scoreWith("no_image", records, [this](const QaRecord& record) { return answer(record); });
}

nlohmann::ordered_json NoImageBaseline::describe() const
{
    nlohmann::ordered_json result = nlohmann::ordered_json::object();
    for (const auto& [task, rule] : m_rules) {
        nlohmann::ordered_json entry{{"rule", rule.name}, {"training_accuracy", std::round(rule.trainingAccuracy * 10) / 10}};
        if (rule.name == "constant")
            entry["answer"] = rule.constant;
        if (rule.name == "by motion")
            entry["table"] = rule.table;
        if (rule.name == "geometry" && rule.heights.empty())
            entry["depth_m"] = rule.depth;
        if (!rule.heights.empty())
            entry["height_m"] = rule.heights;
        if (rule.threshold > 0)
            entry["threshold"] = rule.threshold;
        result[taskName(task)] = std::move(entry);
    }
    return result;
}

} // namespace w2v

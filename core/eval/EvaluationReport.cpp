#include "core/eval/EvaluationReport.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/eval/benchmarks/PairedStatistics.h"

namespace w2v {

namespace {

constexpr int kBins = 10;

} // namespace

std::vector<CalibrationBin> calibration(const AnswerTable& table, std::size_t model)
{
    std::vector<CalibrationBin> bins(kBins);
    for (int i = 0; i < kBins; ++i) {
        bins[static_cast<std::size_t>(i)].low = static_cast<double>(i) / kBins;
        bins[static_cast<std::size_t>(i)].high = static_cast<double>(i + 1) / kBins;
    }
    for (const AnswerTable::Answer& answer : table.answers.at(model)) {
        if (!answer.given || answer.confidence < 0)
            continue;
        CalibrationBin& bin = bins[static_cast<std::size_t>(std::clamp(static_cast<int>(answer.confidence * kBins), 0, kBins - 1))];
        bin.meanConfidence += answer.confidence;
        ++bin.right.n;
        bin.right.right += answer.isRight();
    }
    for (CalibrationBin& bin : bins)
        if (bin.right.n)
            bin.meanConfidence /= bin.right.n;
    return bins;
}

double calibrationError(const std::vector<CalibrationBin>& bins)
{
    double error = 0;
    int n = 0;
    for (const CalibrationBin& bin : bins) {
        error += bin.right.n * std::abs(bin.meanConfidence - bin.right.percent() / 100);
        n += bin.right.n;
    }
    return n ? error / n : -1;
}

double medianSeconds(const AnswerTable& table, std::size_t model)
{
    std::vector<float> seconds;
    for (const AnswerTable::Answer& answer : table.answers.at(model))
        if (answer.given && answer.seconds >= 0)
            seconds.push_back(answer.seconds);
    if (seconds.empty())
        return -1;
    std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2), seconds.end());
    return seconds[seconds.size() / 2];
}

std::string ablationOf(const AnswerTable& table, std::size_t model, std::size_t& of)
{
    const std::string& name = table.models.at(model);
    const std::size_t at = name.rfind(", images ");
    if (at == std::string::npos)
        return {};
    const auto found = std::find(table.models.begin(), table.models.end(), name.substr(0, at));
    if (found == table.models.end())
        return {};
    of = static_cast<std::size_t>(found - table.models.begin());
    return name.substr(at + 9);
}

PairedResult compareModels(const AnswerTable& table, std::size_t first, std::size_t second, std::optional<std::size_t> type)
{
    PairedResult result;
    std::vector<double> a, b;
    for (std::size_t i = 0; i < table.questions.size(); ++i) {
        const AnswerTable::Answer &x = table.answers.at(first)[i], &y = table.answers.at(second)[i];
        if (!x.given || !y.given || (type && table.questions[i].type != *type))
            continue;
        ++result.n;
        a.push_back(x.isRight());
        b.push_back(y.isRight());
        ++(x.isRight() ? (y.isRight() ? result.bothRight : result.onlyFirst) : (y.isRight() ? result.onlySecond : result.bothWrong));
    }
    if (!result.n)
        return result;
    const double share = static_cast<double>(result.onlySecond - result.onlyFirst) / result.n;
    const Interval interval = bootstrapDifference(b, a);
    result.difference = 100 * share;
    result.low = 100 * interval.low;
    result.high = 100 * interval.high;
    result.p = mcNemar(result.onlyFirst, result.onlySecond);
    result.needed = questionsNeeded(share, static_cast<double>(result.onlyFirst + result.onlySecond) / result.n);
    return result;
}

} // namespace w2v

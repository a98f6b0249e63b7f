#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/JsonFields.h"
#include "core/eval/benchmarks/Benchmark.h"
#include "core/eval/benchmarks/JsonEntries.h"

namespace w2v {

namespace {

constexpr std::size_t kMostChoices = 26, kMostMedia = 64, kMostProblems = 1000;

/// A choice without its letter: "B. the chair" is "the chair".
std::string withoutLetter(const std::string& choice, std::size_t place)
{
    const char letter = static_cast<char>('A' + place);
    if (choice.size() >= 2 && choice[0] == letter && (choice[1] == '.' || choice[1] == ')')) {
        const std::size_t text = choice.find_first_not_of(' ', 2);
        return text == std::string::npos ? std::string() : choice.substr(text);
    }
    return choice;
}

int letterPlace(const std::string& letter, const std::string& subject)
{
    if (letter.size() != 1 || letter[0] < 'A' || letter[0] > 'Z')
        throw Error(subject, fmt::format("the answer \"{}\" is no letter", letter));
    return letter[0] - 'A';
}

std::vector<std::string> texts(const Json& list, const char* key, const std::string& subject)
{
    std::vector<std::string> result;
    for (const Json& entry : list) {
        if (!entry.is_string())
            throw Error(subject, fmt::format("\"{}\" holds something that is not a text", key));
        result.push_back(entry.get<std::string>());
    }
    return result;
}

/// Ids are numbers in some files and texts in others.
std::string idOf(const JsonFields& fields, const char* key)
{
    const Json& id = fields.at(key);
    if (id.is_number_integer())
        return std::to_string(id.get<std::int64_t>());
    return fields.text(key);
}

BenchmarkQuestion satQuestion(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    BenchmarkQuestion question;
    question.id = idOf(fields, "database_idx");
    question.type = fields.text("question_type");
    question.text = fields.text("question");
    question.choices = texts(fields.array("answer_choices", 2, kMostChoices), "answer_choices", subject);
    const std::string right = fields.text("correct_answer");
    const auto found = std::find(question.choices.begin(), question.choices.end(), right);
    if (found == question.choices.end())
        throw Error(subject, fmt::format("the right answer \"{}\" is none of the choices", right));
    question.rightChoice = static_cast<int>(found - question.choices.begin());
    question.media = texts(fields.array("img_paths", 1, kMostMedia), "img_paths", subject);
    for (std::string& path : question.media)
        if (path.starts_with("./"))
            path.erase(0, 2);
    return question;
}

BenchmarkQuestion vsiQuestion(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    BenchmarkQuestion question;
    question.id = idOf(fields, "id");
    question.type = fields.text("question_type");
    question.text = fields.text("question");
    const Json& truth = fields.at("ground_truth"); // a text in the released files, a number in converted ones
    const std::string answer = truth.is_number() ? truth.dump() : fields.text("ground_truth");
    if (fields.has("options")) {
        const std::vector<std::string> options = texts(fields.array("options", 2, kMostChoices), "options", subject);
        for (std::size_t i = 0; i < options.size(); ++i)
            question.choices.push_back(withoutLetter(options[i], i));
        question.rightChoice = letterPlace(answer, subject);
        if (question.rightChoice >= static_cast<int>(question.choices.size()))
            throw Error(subject, fmt::format("the right answer {} is none of the {} options", answer, options.size()));
    } else {
        try {
            std::size_t used = 0;
            question.number = std::stod(answer, &used);
            if (used != answer.size() || !std::isfinite(*question.number))
                throw std::invalid_argument(answer);
        } catch (const std::exception&) {
            throw Error(subject, fmt::format("the right answer \"{}\" is no number", answer));
        }
    }
    question.media = {fields.text("dataset") + '/' + fields.text("scene_name") + ".mp4"};
    return question;
}

BenchmarkQuestion mindCubeQuestion(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    BenchmarkQuestion question;
    question.id = fields.text("id");
    question.type = mindCubeSetting(question.id);
    question.text = fields.text("question");
    question.rightChoice = letterPlace(fields.text("gt_answer"), subject);
    question.media = texts(fields.array("images", 1, kMostMedia), "images", subject);
    return question;
}

BenchmarkQuestion parseQuestion(BenchmarkKind kind, const Json& json, const std::string& subject)
{
    switch (kind) {
    case BenchmarkKind::Sat: return satQuestion(json, subject);
    case BenchmarkKind::VsiBench: return vsiQuestion(json, subject);
    case BenchmarkKind::MindCube: return mindCubeQuestion(json, subject);
    case BenchmarkKind::Records: break;
    }
    throw Error(subject, "unknown benchmark");
}

/// Whether the file is there, below the folder.
bool isThere(const fs::path& media, const std::string& name)
{
    std::error_code code;
    return fs::is_regular_file(pathInside(media, name), code);
}

} // namespace

const char* benchmarkKindName(BenchmarkKind kind)
{
    switch (kind) {
    case BenchmarkKind::Sat: return "sat";
    case BenchmarkKind::VsiBench: return "vsibench";
    case BenchmarkKind::MindCube: return "mindcube";
    case BenchmarkKind::Records: return "project";
    }
    return "";
}

std::optional<BenchmarkKind> benchmarkKindFromName(const std::string& name)
{
    for (const BenchmarkKind kind : {BenchmarkKind::Sat, BenchmarkKind::VsiBench, BenchmarkKind::MindCube, BenchmarkKind::Records})
        if (name == benchmarkKindName(kind))
            return kind;
    return std::nullopt;
}

std::string mindCubeSetting(const std::string& id)
{
    std::string lower = id;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* setting : {"around", "rotation", "translation", "among"})
        if (lower.find(setting) != std::string::npos)
            return setting;
    return "other";
}

BenchmarkQuestion inOrder(BenchmarkQuestion question, const std::vector<std::string>& choices)
{
    if (!std::is_permutation(choices.begin(), choices.end(), question.choices.begin(), question.choices.end()))
        throw Error("question " + question.id, "was asked with other choices than the benchmark's file has", "Use the file it was asked from");
    const std::string right = question.choices.at(static_cast<std::size_t>(question.rightChoice));
    question.choices = choices;
    question.rightChoice = static_cast<int>(std::find(choices.begin(), choices.end(), right) - choices.begin());
    return question;
}

Benchmark readBenchmark(BenchmarkKind kind, const fs::path& file, const fs::path& media)
{
    Benchmark benchmark;
    benchmark.kind = kind;
    std::set<std::string> ids, absent;
    const auto problem = [&](std::string text) {
        if (benchmark.problems.size() < kMostProblems)
            benchmark.problems.push_back(std::move(text));
    };
    forEachJsonEntry(file, [&](const Json& entry, const std::string& where) {
        BenchmarkQuestion question = parseQuestion(kind, entry, where);
        std::vector<std::string> absentHere;
        for (const std::string& name : question.media)
            if (!isThere(media, name)) // refuses names that lead out of the folder
                absentHere.push_back(name);
        if (!ids.insert(question.id).second)
            throw Error(where, fmt::format("the id {} was there before", question.id));
        for (const std::string& name : absentHere)
            if (absent.insert(name).second)
                benchmark.missing.push_back(name);
        benchmark.complete.push_back(absentHere.empty());
        benchmark.questions.push_back(std::move(question));
    }, problem);
    if (benchmark.questions.empty())
        throw Error(file.string(), benchmark.problems.empty() ? "holds no question" : "holds no question that can be read; " + benchmark.problems.front(),
                    fmt::format("Give the question file of {} in its own layout.", benchmarkKindName(kind)));
    return benchmark;
}

} // namespace w2v

#include <algorithm>

#include "core/base/Error.h"
#include "core/eval/benchmarks/JsonEntries.h"
#include "core/eval/benchmarks/Predictions.h"

namespace w2v {

namespace {

constexpr std::size_t kMostProblems = 1000;

std::string replyOf(const Json& entry, const std::string& where)
{
    for (const char* key : {"prediction", "reply", "response", "answer"})
        if (const auto at = entry.find(key); at != entry.end() && at->is_string())
            return at->get<std::string>();
    for (const char* key : {"filtered_resps", "resps"}) {
        const auto at = entry.find(key);
        if (at == entry.end())
            continue;
        const Json* value = &*at;
        while (value->is_array() && !value->empty())
            value = &value->front();
        if (value->is_string())
            return value->get<std::string>();
    }
    throw Error(where, "has no reply (\"prediction\", \"reply\", \"response\", \"answer\", \"filtered_resps\" or \"resps\")");
}

std::vector<std::string> choicesOf(const Json& entry)
{
    const Json list = entry.value("choices", Json::array());
    const bool texts = list.is_array() && std::all_of(list.begin(), list.end(), [](const Json& choice) { return choice.is_string(); });
    return texts ? list.get<std::vector<std::string>>() : std::vector<std::string>();
}

} // namespace

std::string predictionId(const Json& entry, const std::string& where)
{
    for (const char* key : {"id", "database_idx", "doc_id", "index"})
        if (const auto at = entry.find(key); at != entry.end()) {
            if (at->is_string())
                return at->get<std::string>();
            if (at->is_number_integer())
                return std::to_string(at->get<std::int64_t>());
        }
    throw Error(where, "has no id (\"id\", \"database_idx\", \"doc_id\" or \"index\")");
}

Predictions readPredictions(const std::filesystem::path& file)
{
    Predictions predictions;
    const auto problem = [&](std::string text) {
        if (predictions.problems.size() < kMostProblems)
            predictions.problems.push_back(std::move(text));
    };
    forEachJsonEntry(file, [&](const Json& entry, const std::string& where) {
        if (!entry.is_object())
            throw Error(where, "is not a JSON object");
        const std::string id = predictionId(entry, where);
        if (!predictions.replies.emplace(id, replyOf(entry, where)).second)
            throw Error(where, "the question " + id + " was answered before");
        if (std::vector<std::string> choices = choicesOf(entry); !choices.empty())
            predictions.choices.emplace(id, std::move(choices));
    }, problem);
    if (predictions.replies.empty())
        throw Error(file.string(), predictions.problems.empty() ? "holds no replies" : "holds no reply that can be used; " + predictions.problems.front(),
                    "Give JSON lines with an id and a prediction each.");
    return predictions;
}

} // namespace w2v

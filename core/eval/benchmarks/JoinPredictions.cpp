#include "core/eval/benchmarks/JoinPredictions.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/eval/benchmarks/JsonEntries.h"
#include "core/eval/benchmarks/Predictions.h"

namespace w2v {

namespace {

/// Without marks of images, blanks as one.
std::string bareText(std::string text)
{
    constexpr std::string_view kMark = "<image>";
    for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark))
        text.erase(at, kMark.size());
    std::string bare;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank)
            bare += c;
        else if (!bare.empty() && bare.back() != ' ')
            bare += ' ';
    }
    while (!bare.empty() && bare.back() == ' ')
        bare.pop_back();
    return bare;
}

std::string textOf(const Json& entry)
{
    for (const char* key : {"question", "prompt", "input"})
        if (const auto at = entry.find(key); at != entry.end() && at->is_string())
            return bareText(at->get<std::string>());
    return {};
}

} // namespace

std::string contentOf(const QaRecord& record)
{
    return sha256(Json{record.question, record.images}.dump(-1, ' ', false, Json::error_handler_t::replace));
}

JoinedPredictions joinPredictions(std::span<const QaRecord> records, const std::filesystem::path& file)
{
    const Predictions predictions = readPredictions(file);
    std::unordered_map<std::string, const QaRecord*> byId, byContent;
    std::unordered_map<std::string, std::pair<const QaRecord*, int>> byText;
    for (const QaRecord& record : records) {
        byId.emplace(record.id, &record);
        byContent.emplace(contentOf(record), &record);
        auto& text = byText[bareText(record.question)];
        text.first = &record;
        ++text.second;
    }
    JoinedPredictions joined;
    joined.problems = predictions.problems;
    forEachJsonEntry(file, [&](const Json& entry, const std::string& where) {
        if (!entry.is_object())
            return; // said by readPredictions()
        const std::string id = predictionId(entry, where);
        const auto reply = predictions.replies.find(id);
        if (reply == predictions.replies.end())
            return;
        const std::string text = textOf(entry);
        const QaRecord* record = nullptr;
        std::size_t* count = nullptr;
        if (const auto found = byId.find(id); found != byId.end()) {
            if (!text.empty() && text != bareText(found->second->question))
                throw Error(where, "the reply to " + id + " belongs to another question than the record of this id");
            record = found->second;
            count = &joined.byId;
        } else if (const auto same = byContent.find(entry.value("content", Json()).is_string() ? entry["content"].get<std::string>() : std::string());
                   same != byContent.end()) {
            record = same->second;
            count = &joined.byContent;
        } else if (const auto asked = byText.find(text); !text.empty() && asked != byText.end() && asked->second.second == 1) {
            record = asked->second.first;
            count = &joined.byText;
        }
        if (!record) {
            joined.unknown.push_back(id);
            return;
        }
        if (joined.replies.emplace(record->id, reply->second).second)
            ++*count;
        else
            throw Error(where, "the record " + record->id + " was answered before");
    }, [&](const std::string& problem) {
        if (std::find(joined.problems.begin(), joined.problems.end(), problem) == joined.problems.end())
            joined.problems.push_back(problem);
    });
    if (joined.replies.empty())
        throw Error(file.string(), "none of the replies belongs to a record" + (joined.problems.empty() ? std::string() : "; " + joined.problems.front()),
                    "Compare the ids, or give \"content\" or \"question\" with each reply");
    return joined;
}

} // namespace w2v

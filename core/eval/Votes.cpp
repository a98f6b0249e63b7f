#include "core/eval/Votes.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/Error.h"
#include "core/base/Rng.h"

namespace w2v {

namespace {

const char* verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::First: return "first";
    case Verdict::Second: return "second";
    case Verdict::Tie: return "tie";
    }
    return "tie";
}

} // namespace

bool isSwapped(std::size_t place, std::uint64_t seed)
{
    const bool firstOfPair = Rng(seed).fork(std::to_string(place / 2)).chance(0.5);
    return firstOfPair == (place % 2 == 0);
}

VoteCount countVotes(std::span<const Vote> votes)
{
    VoteCount count;
    for (const Vote& vote : votes) {
        if (vote.verdict == Verdict::Tie) {
            ++count.ties;
            continue;
        }
        ++(vote.verdict == Verdict::First ? count.first : count.second);
        ++((vote.verdict == Verdict::First) != vote.swapped ? count.left : count.right);
    }
    return count;
}

Json votesToJson(std::span<const Vote> votes)
{
    Json list = Json::array();
    for (const Vote& vote : votes)
        list.push_back({{"record", vote.record}, {"first", vote.first}, {"second", vote.second}, {"swapped", vote.swapped}, {"verdict", verdictName(vote.verdict)}});
    return list;
}

std::vector<Vote> votesFromJson(const Json& json, const std::string& subject)
{
    std::vector<Vote> votes;
    try {
        for (const Json& entry : json) {
            Vote vote{entry.at("record").get<std::string>(), entry.at("first").get<std::string>(), entry.at("second").get<std::string>(),
                      entry.at("swapped").get<bool>(), Verdict::Tie};
            const std::string verdict = entry.at("verdict").get<std::string>();
            if (verdict == "first")
                vote.verdict = Verdict::First;
            else if (verdict == "second")
                vote.verdict = Verdict::Second;
            else if (verdict != "tie")
                throw Error(subject, "has a vote for \"" + verdict + "\"");
            votes.push_back(std::move(vote));
        }
    } catch (const Json::exception&) {
        throw Error(subject, "holds something that is no vote");
    }
    return votes;
}

std::vector<Json> preferenceRows(std::span<const Vote> votes, const AnswerTable& table,
                                 const std::function<std::vector<std::string>(const std::string& record)>& imagesOf)
{
    std::unordered_map<std::string, std::size_t> questions, models;
    for (std::size_t i = 0; i < table.questions.size(); ++i)
        questions.emplace(table.questions[i].record, i);
    for (std::size_t i = 0; i < table.models.size(); ++i)
        models.emplace(table.models[i], i);
    std::vector<Json> rows;
    for (const Vote& vote : votes) {
        const auto question = questions.find(vote.record), first = models.find(vote.first), second = models.find(vote.second);
        if (vote.verdict == Verdict::Tie || question == questions.end() || first == models.end() || second == models.end())
            continue;
        const AnswerTable::Answer &a = table.answers[first->second][question->second], &b = table.answers[second->second][question->second];
        if (!a.given || !b.given || a.text == b.text)
            continue;
        const bool firstWins = vote.verdict == Verdict::First;
        rows.push_back({{"id", vote.record},
                        {"messages", {{{"role", "user"}, {"content", table.questions[question->second].question}},
                                      {{"role", "assistant"}, {"content", (firstWins ? a : b).text}}}},
                        {"rejected_response", (firstWins ? b : a).text},
                        {"images", imagesOf(vote.record)}});
    }
    return rows;
}

} // namespace w2v

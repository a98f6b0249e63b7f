#include "core/dataset/RowLine.h"

#include <algorithm>
#include <array>
#include <vector>

#include <simdjson.h>

#include "core/dataset/QuestionMarks.h"
#include "core/dataset/RecordLine.h"
#include "core/dataset/RecordQuery.h"

namespace w2v {

namespace dom = simdjson::dom;

namespace {

constexpr std::size_t kMaxId = 200;

enum class Field : unsigned { Id, Task, Scene, Split, State, Question, Answer, Other };

Field fieldOf(std::string_view key)
{
    static constexpr std::array<std::pair<std::string_view, Field>, 9> kFields{
        {{"id", Field::Id}, {"task", Field::Task}, {"task_type", Field::Task}, {"scene", Field::Scene}, {"split", Field::Split},
         {"state", Field::State}, {"status", Field::State}, {"question", Field::Question}, {"answer", Field::Answer}}};
    const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const auto& field) { return field.first == key; });
    return found == kFields.end() ? Field::Other : found->second;
}

constexpr unsigned bit(Field field)
{
    return 1u << static_cast<unsigned>(field);
}

bool readText(const dom::element& value, std::string& into)
{
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS)
        return false;
    into.assign(text);
    return true;
}

bool readId(const dom::element& value, std::string& id)
{
    std::int64_t number = 0;
    if (value.get_int64().get(number) == simdjson::SUCCESS)
        id = std::to_string(number);
    else if (!readText(value, id))
        return false;
    return !id.empty() && id.size() <= kMaxId;
}

bool readStatus(const dom::element& value, std::string& state)
{
    static constexpr std::array<std::string_view, 4> kStates{"pending", "accepted", "rejected", "second_look"};
    std::uint64_t status = 0;
    if (value.get_uint64().get(status) != simdjson::SUCCESS || status >= kStates.size())
        return false;
    state = kStates[status];
    return true;
}

bool isPlain(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; });
}

/// Appends the value as JSON; false for one that is no text, number or truth value.
bool appendValue(const dom::element& value, std::string& json)
{
    switch (value.type()) {
    case dom::element_type::INT64:
        json += std::to_string(std::int64_t{value});
        return true;
    case dom::element_type::STRING:
        if (const std::string_view text{value}; isPlain(text)) {
            json.append(1, '"').append(text).append(1, '"');
            return true;
        }
        [[fallthrough]];
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
    case dom::element_type::BOOL:
        json += simdjson::minify(value);
        return true;
    default:
        return false;
    }
}

} // namespace

struct RowLine::Parser {
    dom::parser parser;
    std::string line;                     ///< with the room behind it that the parser wants
    std::vector<std::string_view> others; ///< keys of facts so far

    bool readFact(std::string_view key, const dom::element& value, StoredRecord& record);
};

bool RowLine::Parser::readFact(std::string_view key, const dom::element& value, StoredRecord& record)
{
    if (key == "images" || key == "stale" || !isPlain(key) || std::find(others.begin(), others.end(), key) != others.end())
        return false;
    others.push_back(key);
    if (key == "difficulty" && value.get_double().get(record.difficulty) != simdjson::SUCCESS)
        return false;
    record.facts += record.facts.empty() ? "{\"" : ",\"";
    record.facts.append(key).append("\":");
    return appendValue(value, record.facts);
}

namespace {

bool readField(Field field, std::string_view key, const dom::element& value, StoredRecord& record)
{
    switch (field) {
    case Field::Id:
        return readId(value, record.id);
    case Field::Task:
        return readText(value, record.task) && taskFromName(record.task);
    case Field::Scene:
        return readText(value, record.scene);
    case Field::Split:
        return readText(value, record.split);
    case Field::State:
        return key == "status" ? readStatus(value, record.state) : readText(value, record.state);
    case Field::Question:
        return readText(value, record.question) && record.question.size() <= kMaxRecordText;
    default:
        return readText(value, record.answer) && record.answer.size() <= kMaxRecordText;
    }
}

} // namespace

RowLine::RowLine() : m_parser(std::make_unique<Parser>()) {}
RowLine::~RowLine() = default;

std::optional<StoredRecord> RowLine::read(const std::string& line)
{
    Parser& p = *m_parser;
    p.line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    p.line = line;
    p.others.clear();
    dom::object object;
    if (p.parser.parse(p.line.data(), p.line.size(), false).get_object().get(object) != simdjson::SUCCESS)
        return std::nullopt;
    StoredRecord record;
    record.facts.clear();
    unsigned seen = 0;
    for (const auto& [key, value] : object) {
        const Field field = fieldOf(key);
        const bool twice = field != Field::Other && (seen & bit(field)); // or two names for one thing
        if (twice || !(field == Field::Other ? p.readFact(key, value, record) : readField(field, key, value, record)))
            return std::nullopt;
        seen |= bit(field);
    }
    constexpr unsigned kNeeded = bit(Field::Task) | bit(Field::Question) | bit(Field::Answer);
    if ((seen & kNeeded) != kNeeded || imageMarks(record.question) > 0 || imageMarks(record.answer) > 0)
        return std::nullopt;
    record.facts += record.facts.empty() ? "{}" : "}";
    if (!isRecordState(record.state))
        record.state.clear();
    return record;
}

} // namespace w2v

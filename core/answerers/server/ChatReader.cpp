#include "core/answerers/server/ChatReader.h"

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::size_t kLargestReply = 64u << 20;
constexpr std::size_t kShown = 200; ///< bytes of an unreadable reply that a message quotes

std::string textAt(const Json& object, const char* key)
{
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<std::int64_t> countAt(const Json& object, const char* key)
{
    const auto at = object.find(key);
    if (at == object.end() || !at->is_number_integer() || at->get<std::int64_t>() < 0)
        return std::nullopt;
    return at->get<std::int64_t>();
}

/// The beginning of a text, without control characters.
std::string beginning(std::string_view text)
{
    std::string shown(text.substr(0, kShown));
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < 32 || c == 127)
            c = ' ';
    return Json(shown).dump(-1, ' ', true, Json::error_handler_t::replace) + (text.size() > kShown ? " ..." : "");
}

} // namespace

bool ChatReader::feed(std::string_view bytes)
{
    m_bytes += bytes.size();
    if (m_bytes > kLargestReply) {
        m_problem = "is longer than 64 MiB";
        return false;
    }
    const std::size_t had = m_reply.text.size() + m_reply.reasoning.size();
    for (std::size_t at = 0; at < bytes.size() && m_kind != Kind::Object;) {
        const std::size_t newline = bytes.find('\n', at);
        m_line += bytes.substr(at, newline == std::string_view::npos ? newline : newline - at);
        if (m_kind == Kind::Unknown && m_line.find_first_not_of(" \t\r") != std::string::npos) {
            const std::string_view begun = std::string_view(m_line).substr(m_line.find_first_not_of(" \t\r"));
            constexpr std::string_view kFields[] = {"data:", "event:", "id:", "retry:", ":"};
            bool event = false, perhaps = false;
            for (const std::string_view field : kFields) {
                event = event || begun.starts_with(field);
                perhaps = perhaps || (newline == std::string_view::npos && field.starts_with(begun));
            }
            if (event)
                m_kind = Kind::Events;
            else if (!perhaps) {
                m_kind = Kind::Object;
                m_body = m_line;
                if (newline != std::string_view::npos)
                    m_body += bytes.substr(newline);
                return false;
            }
        }
        if (newline == std::string_view::npos)
            return m_reply.text.size() + m_reply.reasoning.size() > had;
        line(m_line);
        m_line.clear();
        at = newline + 1;
    }
    if (m_kind == Kind::Object)
        m_body += bytes;
    return m_reply.text.size() + m_reply.reasoning.size() > had;
}

void ChatReader::line(std::string_view text)
{
    constexpr std::string_view kData = "data:";
    if (!text.starts_with(kData) || m_done)
        return; // comments keep a connection alive, other fields are of no use here
    text.remove_prefix(kData.size());
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    if (text == "[DONE]") {
        m_done = true;
        return;
    }
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object())
        m_problem = "holds an event that is no JSON object: " + beginning(text);
    else
        take(object);
}

/// A chunk has "delta" where a whole reply has "message".
void ChatReader::take(const Json& object)
{
    if (object.contains("error") || textAt(object, "object") == "error") {
        m_problem = "holds an error: " + serverMessage(object.dump(-1, ' ', false, Json::error_handler_t::replace));
        return;
    }
    if (const std::string model = textAt(object, "model"); !model.empty())
        m_reply.model = model;
    if (const auto usage = object.find("usage"); usage != object.end() && usage->is_object()) {
        m_reply.promptTokens = countAt(*usage, "prompt_tokens");
        m_reply.newTokens = countAt(*usage, "completion_tokens");
    }
    const auto choices = object.find("choices");
    if (choices == object.end() || !choices->is_array() || choices->empty() || !choices->front().is_object())
        return;
    const Json& choice = choices->front();
    for (const char* key : {"delta", "message"})
        if (const auto part = choice.find(key); part != choice.end() && part->is_object()) {
            m_reply.text += textAt(*part, "content");
            m_reply.reasoning += textAt(*part, "reasoning_content");
            m_reply.refusal += textAt(*part, "refusal");
        }
    if (const std::string finish = textAt(choice, "finish_reason"); !finish.empty())
        m_reply.finish = finish;
}

ChatReply ChatReader::finish()
{
    if (m_kind == Kind::Events && !m_line.empty()) {
        line(m_line);
        m_line.clear();
    }
    if (m_kind == Kind::Object && m_problem.empty()) {
        const Json object = Json::parse(m_body, nullptr, false);
        if (!object.is_object())
            m_problem = "is no JSON: " + beginning(m_body);
        else
            take(object);
    }
    if (m_problem.empty() && m_bytes == 0)
        m_problem = "is empty";
    if (m_problem.empty() && !complete())
        m_problem = m_kind == Kind::Events ? "ended before its end" : "holds no answer: " + beginning(m_body);
    if (!m_problem.empty())
        throw Error("reply", m_problem);
    return m_reply;
}

std::string serverMessage(const std::string& body)
{
    const Json object = Json::parse(body, nullptr, false);
    if (object.is_object()) {
        const auto error = object.find("error");
        if (error != object.end() && error->is_string())
            return error->get<std::string>();
        const std::string message = textAt(error != object.end() && error->is_object() ? *error : object, "message");
        if (!message.empty())
            return message;
    }
    return body.empty() ? "no message" : beginning(body);
}

} // namespace w2v

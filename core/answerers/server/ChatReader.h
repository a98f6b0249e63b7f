#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/Json.h"

namespace w2v {

/// One reply of the chat completions interface.
struct ChatReply {
    std::string text;      ///< the answer; empty when the model refused or gave none
    std::string reasoning; ///< what some servers give beside it
    std::string refusal;
    std::string finish;    ///< "stop", "length", "content_filter" ...
    std::string model;     ///< as the server calls it
    std::optional<std::int64_t> promptTokens, newTokens;
};

/// Reads a reply as its bytes arrive: server-sent events ("data: {...}" up to "data: [DONE]") or one JSON object, whichever comes.
class ChatReader {
public:
    /// True once a part of the answer has come. Bytes beyond 64 MiB are not kept: finish() then throws.
    bool feed(std::string_view bytes);

    /// The answer as far as it has come as events; a reply that comes whole is there only after finish().
    const std::string& text() const { return m_reply.text; }

    /// Whether the reply came to its own end, so that a connection cut afterwards takes nothing away.
    bool complete() const { return m_done || !m_reply.finish.empty(); }

    /// What was received. Throws Error when it is no reply of this interface or ended too early.
    ChatReply finish();

    /// The bytes received when they were no events, for error messages of the server.
    const std::string& body() const { return m_body; }

private:
    void line(std::string_view line);
    void take(const Json& object);

    enum class Kind { Unknown, Events, Object };
    Kind m_kind = Kind::Unknown;
    std::string m_body, m_line, m_problem;
    std::size_t m_bytes = 0;
    bool m_done = false;
    ChatReply m_reply;
};

/// The message of an error body, {"error": {"message"}}, {"error": "..."} or {"message"}; else the beginning of the text itself.
std::string serverMessage(const std::string& body);

} // namespace w2v

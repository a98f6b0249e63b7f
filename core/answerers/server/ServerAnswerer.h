#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "core/answerers/Answerer.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

struct ServerOptions {
    std::string server;                ///< address with or without "/v1": "http://localhost:8000"
    std::string model;                 ///< as the server calls it
    int maxTokens = 64;
    bool newTokensField = false;       ///< newer services read max_completion_tokens instead of max_tokens
    std::optional<double> temperature = 0; ///< unset = the server's own
    std::optional<std::int64_t> seed;
    bool stream = true;                ///< a cut reply is seen at once, and the time to its first token
    int concurrency = 8;               ///< requests under way
    int attempts = 8;                  ///< of a question, beside those that the server put off (429)
    double firstDelay = 0.5, longestDelay = 60; ///< seconds, see backOff()
    double connectSeconds = 15;
    double silentSeconds = 300;        ///< without a byte until a request counts as lost
    double requestsPerMinute = 0, tokensPerMinute = 0; ///< 0 = no limit
    double promptPrice = 0, newPrice = 0;              ///< for a million tokens
};

/// Any server of the chat completions interface (vLLM, llama.cpp, hosted ones), several requests at a time. Images travel as PNG data
/// URLs. 408, 409, 425, 429, 5xx, cut connections, timeouts and unreadable replies are tried again after Retry-After or backOff(); other
/// 4xx are failures of their question; a refused key, an unknown model and a server that is not there end the run with an Error.
class ServerAnswerer : public Answerer {
public:
    /// `key` is sent and kept in memory, nowhere else. Throws Error for an address that cannot be used.
    ServerAnswerer(const ServerOptions& options, std::string key);

    Json identity() const override;
    bool canChoose() const override { return false; }
    void answerAll(const Next& next, const Done& done, JobContext& job) override;

private:
    ServerOptions m_options;
    std::string m_key, m_url;
};

/// The address of the chat completions of a server. Throws Error unless it is http or https, without user name and password.
std::string chatUrl(const std::string& server);

/// The body of a request, with the turns before the question; everything else that is to be sent comes in `sampling`.
std::string chatBody(const ServerOptions& options, const VlmQuery& query, const Json& sampling = Json::object());

} // namespace w2v

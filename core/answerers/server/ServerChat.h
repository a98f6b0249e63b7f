#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/answerers/server/ChatReader.h"
#include "core/answerers/server/ServerAnswerer.h"

namespace w2v {

struct ServerAnswer {
    ChatReply reply;
    int attempts = 1;
    double seconds = 0, secondsToFirstToken = 0; ///< of the attempt that was answered; 0 = the reply came whole
};

/// One question with the turns before it. `onText` receives the words as they come, those of a whole reply at once. Faults are tried again
/// as ServerAnswerer does, as long as no words have come. Throws Error when there is no answer, Cancelled within 100 ms.
ServerAnswer askServer(const ServerOptions& options, const std::string& key, const VlmQuery& query, const Json& sampling,
                       const std::function<void(const std::string&)>& onText, JobContext& job);

/// The names of the models that a server has (GET /v1/models). Throws Error, Cancelled.
std::vector<std::string> serverModels(const std::string& server, const std::string& key, JobContext& job);

} // namespace w2v

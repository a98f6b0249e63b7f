#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "core/answerers/server/ChatReader.h"
#include "core/answerers/server/ServerAnswerer.h"

namespace w2v {

/// What a finished request means for its question.
struct Verdict {
    enum class Kind {
        Answered,
        Retry,    ///< after `after` seconds when the server says so (0 = it does not)
        PutOff,   ///< the server asks for patience (429): nobody should ask before `after`
        Failed,   ///< this question cannot be answered
        GiveUp,   ///< no question can
    };
    Kind kind = Kind::Failed;
    std::string reason;
    double after = 0;
    bool unreachable = false; ///< no connection came about
    ChatReply reply;
};

/// Makes libcurl ready; before its first use, any number of times.
void prepareHttp();

/// One HTTP request on its way, see ServerAnswerer. Nothing is followed to another address, so that the key goes to this one only.
class Exchange {
public:
    using OnText = std::function<void(std::string_view text)>;

    /// `onText` receives the words of a streamed reply as they come; it may be empty.
    Exchange(const ServerOptions& options, const std::string& url, const std::string& key, const std::string& body, OnText onText = {});
    Exchange(const Exchange&) = delete; // libcurl holds its address
    Exchange& operator=(const Exchange&) = delete;

    CURL* handle() const { return m_handle.get(); }
    Verdict verdict(CURLcode result);
    double seconds() const;
    double secondsToFirstToken() const { return m_firstToken; } ///< 0 = none came

private:
    static std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* self);

    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> m_handle;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> m_headers;
    ChatReader m_reader;
    OnText m_onText;
    std::size_t m_given = 0; ///< bytes of the text that onText has received
    double m_firstToken = 0;
};

} // namespace w2v

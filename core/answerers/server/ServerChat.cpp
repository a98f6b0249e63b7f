#include "core/answerers/server/ServerChat.h"

#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "core/answerers/server/Exchange.h"
#include "core/answerers/server/RateLimit.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr int kPollMilliseconds = 50;
constexpr double kLongestPatience = 60; ///< seconds that a person is made to wait for a server that is busy
constexpr std::size_t kLargestList = 1u << 20;

CURLcode perform(CURL* handle, JobContext& job)
{
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), curl_multi_cleanup);
    if (!multi)
        throw std::bad_alloc();
    struct Joined {
        CURLM* multi;
        CURL* handle;
        ~Joined() { curl_multi_remove_handle(multi, handle); }
    } const joined{multi.get(), handle};
    curl_multi_add_handle(multi.get(), handle);
    for (;;) {
        job.throwIfStopped();
        int running = 0, left = 0;
        curl_multi_perform(multi.get(), &running);
        if (const CURLMsg* message = curl_multi_info_read(multi.get(), &left); message && message->msg == CURLMSG_DONE)
            return message->data.result;
        curl_multi_poll(multi.get(), nullptr, 0, kPollMilliseconds, nullptr);
    }
}

void wait(double seconds, JobContext& job)
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    while (Clock::now() < end) {
        job.throwIfStopped();
        std::this_thread::sleep_for(std::chrono::milliseconds(kPollMilliseconds));
    }
}

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* text)
{
    auto& kept = *static_cast<std::string*>(text);
    if (kept.size() + size * count > kLargestList)
        return 0; // ends the transfer
    kept.append(bytes, size * count);
    return size * count;
}

} // namespace

ServerAnswer askServer(const ServerOptions& options, const std::string& key, const VlmQuery& query, const Json& sampling,
                       const std::function<void(const std::string&)>& onText, JobContext& job)
{
    prepareHttp();
    const std::string url = chatUrl(options.server), body = chatBody(options, query, sampling);
    for (ServerAnswer answer;; ++answer.attempts) {
        bool spoke = false;
        KeyFilter filter(key);
        Exchange exchange(options, url, key, body, [&](std::string_view text) {
            spoke = true;
            onText(filter.pass(text));
        });
        Verdict verdict = exchange.verdict(perform(exchange.handle(), job));
        if (verdict.kind == Verdict::Kind::Answered) {
            answer.reply = std::move(verdict.reply);
            answer.reply.text = withoutKey(std::move(answer.reply.text), key);
            answer.seconds = exchange.seconds();
            answer.secondsToFirstToken = exchange.secondsToFirstToken();
            onText(spoke ? filter.rest() : answer.reply.text);
            return answer;
        }
        const double own = backOff(answer.attempts + 1, options.firstDelay, options.longestDelay, 0), after = verdict.after > 0 ? verdict.after : own;
        const bool again = verdict.kind == Verdict::Kind::Retry || verdict.kind == Verdict::Kind::PutOff;
        if (spoke || !again || verdict.unreachable || answer.attempts >= options.attempts || after > kLongestPatience)
            throw Error(options.server, withoutKey(verdict.reason, key), verdict.unreachable ? "Start the server or check the address" : "Check address, model and key, or ask again");
        job.report(0, fmt::format("{}; trying again in {:.0f} s", withoutKey(verdict.reason, key), after));
        wait(after, job);
    }
}

std::vector<std::string> serverModels(const std::string& server, const std::string& key, JobContext& job)
{
    prepareHttp();
    constexpr std::string_view kChat = "/chat/completions";
    std::string url = chatUrl(server);
    url.replace(url.size() - kChat.size(), kChat.size(), "/models");
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), curl_easy_cleanup);
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
    if (!handle)
        throw std::bad_alloc();
    std::string text;
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    if (!key.empty()) {
        headers.reset(curl_slist_append(nullptr, ("Authorization: Bearer " + key).c_str()));
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    }
    curl_easy_setopt(handle.get(), CURLOPT_USERAGENT, "w2v");
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &keep);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &text);
    const CURLcode result = perform(handle.get(), job);
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK)
        throw Error(server, curl_easy_strerror(result), "Start the server or check the address");
    if (status != 200)
        throw Error(server, withoutKey(fmt::format("HTTP {}: {}", status, serverMessage(text)), key), "Check address and key, or type the model's name");
    const Json list = Json::parse(text, nullptr, false);
    const auto data = list.is_object() ? list.find("data") : list.end();
    if (!list.is_object() || data == list.end() || !data->is_array())
        throw Error(server, "gives no list of models", "Type the model's name");
    std::vector<std::string> names;
    for (const Json& model : *data)
        if (model.is_object() && model.contains("id") && model.at("id").is_string())
            names.push_back(model.at("id").get<std::string>());
    return names;
}

} // namespace w2v

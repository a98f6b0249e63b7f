#include "core/answerers/server/Exchange.h"

#include <mutex>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

void prepareHttp()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Exchange::Exchange(const ServerOptions& options, const std::string& url, const std::string& key, const std::string& body, OnText onText)
    : m_handle(curl_easy_init(), curl_easy_cleanup), m_headers(nullptr, curl_slist_free_all), m_onText(std::move(onText))
{
    if (!m_handle)
        throw std::bad_alloc();
    CURL* const h = m_handle.get();
    const auto header = [&](const std::string& text) {
        curl_slist* const longer = curl_slist_append(m_headers.get(), text.c_str());
        if (!longer)
            throw std::bad_alloc();
        m_headers.release();
        m_headers.reset(longer);
    };
    header("Content-Type: application/json");
    header("Expect:"); // no waiting for a go-ahead that many servers never send
    if (!key.empty())
        header("Authorization: Bearer " + key);
    curl_easy_setopt(h, CURLOPT_URL, url.c_str());
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, m_headers.get());
    curl_easy_setopt(h, CURLOPT_USERAGENT, "w2v");
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(h, CURLOPT_COPYPOSTFIELDS, body.c_str());
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connectSeconds * 1000));
    curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.silentSeconds + 0.999));
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &Exchange::receive);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, this);
}

std::size_t Exchange::receive(char* bytes, std::size_t size, std::size_t count, void* self)
{
    auto& exchange = *static_cast<Exchange*>(self);
    if (exchange.m_reader.feed({bytes, size * count}) && exchange.m_firstToken == 0)
        exchange.m_firstToken = exchange.seconds();
    if (const std::string& text = exchange.m_reader.text(); exchange.m_onText && text.size() > exchange.m_given) {
        const std::size_t from = std::exchange(exchange.m_given, text.size());
        exchange.m_onText(std::string_view(text).substr(from));
    }
    return size * count;
}

double Exchange::seconds() const
{
    curl_off_t microseconds = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_TOTAL_TIME_T, &microseconds);
    return static_cast<double>(microseconds) / 1e6;
}

Verdict Exchange::verdict(CURLcode result)
{
    Verdict verdict;
    long status = 0;
    curl_off_t after = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(m_handle.get(), CURLINFO_RETRY_AFTER, &after);
    verdict.after = static_cast<double>(after);
    if (result != CURLE_OK && !(status == 200 && m_reader.complete())) {
        verdict.kind = Verdict::Kind::Retry;
        verdict.reason = curl_easy_strerror(result);
        verdict.unreachable = result == CURLE_COULDNT_CONNECT || result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_RESOLVE_PROXY;
        if (result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE)
            verdict.kind = Verdict::Kind::GiveUp;
        return verdict;
    }
    if (status == 200) {
        try {
            verdict.reply = m_reader.finish();
            verdict.kind = Verdict::Kind::Answered;
        } catch (const Error& error) {
            verdict.kind = Verdict::Kind::Retry;
            verdict.reason = "the reply " + error.reason();
        }
        return verdict;
    }
    verdict.reason = fmt::format("HTTP {}: {}", status, serverMessage(m_reader.body()));
    if (status == 429)
        verdict.kind = Verdict::Kind::PutOff;
    else if (status == 408 || status == 409 || status == 425 || status >= 500)
        verdict.kind = Verdict::Kind::Retry;
    else if (status == 401 || status == 403 || status == 404 || (status >= 300 && status < 400))
        verdict.kind = Verdict::Kind::GiveUp;
    return verdict;
}

} // namespace w2v

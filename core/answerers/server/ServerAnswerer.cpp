#include "core/answerers/server/ServerAnswerer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <list>
#include <memory>

#include <fmt/format.h>

#include "core/answerers/server/Exchange.h"
#include "core/answerers/server/RateLimit.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"
#include "core/base/Rng.h"

namespace w2v {

namespace {

constexpr int kMostPutOffs = 200;     ///< of one question
constexpr double kPutOffSeconds = 5;  ///< when a server does not say how long
constexpr double kLongestWait = 3600; ///< seconds; a server that asks for more ends the run
constexpr int kPollMilliseconds = 100;

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Asked {
    std::size_t index = 0;
    std::string body;
    int attempt = 0, putOffs = 0;
    double notBefore = 0, firstStart = 0;
    std::unique_ptr<Exchange> exchange; ///< empty while it waits for its next attempt
};

/// Many requests at a time in one thread.
class Pool {
public:
    Pool(const ServerOptions& options, const std::string& url, const std::string& key, const Answerer::Done& done)
        : m_options(options), m_url(url), m_key(key), m_done(done), m_multi(curl_multi_init(), curl_multi_cleanup),
          m_limit(options.requestsPerMinute, options.tokensPerMinute), m_random(1)
    {
        if (!m_multi)
            throw std::bad_alloc();
    }

    ~Pool()
    {
        for (const Asked& asked : m_asked)
            if (asked.exchange)
                curl_multi_remove_handle(m_multi.get(), asked.exchange->handle());
    }

    void run(const Answerer::Next& next, JobContext& job)
    {
        for (bool more = true; more || !m_asked.empty();) {
            job.throwIfStopped();
            if (more && static_cast<int>(m_asked.size()) < m_options.concurrency) {
                more = take(next);
                startReady(); // at once, because the next request's pictures take time to read
            }
            const double wake = startReady();
            int running = 0;
            curl_multi_perform(m_multi.get(), &running);
            int left = 0;
            bool finished = false;
            while (const CURLMsg* message = curl_multi_info_read(m_multi.get(), &left))
                if (message->msg == CURLMSG_DONE) {
                    finish(message->easy_handle, message->data.result);
                    finished = true;
                }
            if (finished || (more && static_cast<int>(m_asked.size()) < m_options.concurrency))
                continue;
            const double wait = std::clamp((wake - now()) * 1000, 1.0, static_cast<double>(kPollMilliseconds));
            curl_multi_poll(m_multi.get(), nullptr, 0, static_cast<int>(wait), nullptr);
        }
    }

private:
    bool take(const Answerer::Next& next)
    {
        std::optional<AnswerRequest> request = next();
        if (!request)
            return false;
        Asked asked;
        asked.index = request->index;
        try {
            asked.body = chatBody(m_options, {std::move(request->images), request->prompt});
        } catch (const Error& error) {
            m_done(asked.index, {{}, error.what(), Json::object(), 0});
            return true;
        }
        m_asked.push_back(std::move(asked));
        return true;
    }

    /// Starts what may start now; gives the time of the next one that waits.
    double startReady()
    {
        double wake = now() + 1;
        for (Asked& asked : m_asked) {
            if (asked.exchange)
                continue;
            const double at = now(), ready = std::max({asked.notBefore, m_notBefore, at + m_limit.wait(at)});
            if (ready > at) {
                wake = std::min(wake, ready);
                continue;
            }
            ++asked.attempt;
            if (asked.firstStart == 0)
                asked.firstStart = at;
            m_limit.started(at);
            asked.exchange = std::make_unique<Exchange>(m_options, m_url, m_key, asked.body);
            curl_multi_add_handle(m_multi.get(), asked.exchange->handle());
        }
        return wake;
    }

    void finish(CURL* handle, CURLcode result)
    {
        const auto at = std::find_if(m_asked.begin(), m_asked.end(), [&](const Asked& asked) { return asked.exchange && asked.exchange->handle() == handle; });
        Verdict verdict = at->exchange->verdict(result);
        verdict.reason = withoutKey(verdict.reason, m_key);
        const double seconds = at->exchange->seconds(), firstToken = at->exchange->secondsToFirstToken();
        curl_multi_remove_handle(m_multi.get(), handle);
        at->exchange.reset();
        switch (verdict.kind) {
        case Verdict::Kind::Answered:
            answered(*at, verdict.reply, seconds, firstToken);
            m_asked.erase(at);
            return;
        case Verdict::Kind::GiveUp:
            throw Error(m_options.server, verdict.reason, "Check address, model and key (W2V_API_KEY or the keychain); the run goes on where it was");
        case Verdict::Kind::PutOff:
            putOff(*at, verdict);
            return;
        case Verdict::Kind::Retry:
            if (at->attempt - at->putOffs < m_options.attempts) {
                retryLater(*at, verdict);
                return;
            }
            if (verdict.unreachable)
                throw Error(m_options.server, verdict.reason, "Start the server or check the address; the run goes on where it was");
            [[fallthrough]];
        case Verdict::Kind::Failed:
            m_done(at->index, {{}, verdict.reason, {{"attempts", at->attempt}}, 0});
            m_asked.erase(at);
            return;
        }
    }

    void checkWait(const Verdict& verdict) const
    {
        if (verdict.after > kLongestWait)
            throw Error(m_options.server, fmt::format("asks to come back in {:.0f} seconds ({})", verdict.after, verdict.reason),
                        "Go on with the run then; what was answered is kept");
    }

    void putOff(Asked& asked, const Verdict& verdict)
    {
        checkWait(verdict);
        if (++asked.putOffs > kMostPutOffs)
            throw Error(m_options.server, fmt::format("put one question off {} times ({})", kMostPutOffs, verdict.reason), "Ask fewer at a time");
        const double wait = verdict.after > 0 ? verdict.after : backOff(asked.putOffs + 1, kPutOffSeconds, m_options.longestDelay, m_random.uniform());
        m_notBefore = std::max(m_notBefore, now() + wait); // the limit is that of all requests
    }

    void retryLater(Asked& asked, const Verdict& verdict)
    {
        checkWait(verdict);
        const double own = backOff(asked.attempt - asked.putOffs + 1, m_options.firstDelay, m_options.longestDelay, m_random.uniform());
        asked.notBefore = now() + (verdict.after > 0 ? verdict.after : own);
    }

    void answered(const Asked& asked, const ChatReply& reply, double seconds, double firstToken)
    {
        Json detail{{"finish", reply.finish}, {"attempts", asked.attempt}, {"seconds", seconds}, {"seconds_with_waits", now() - asked.firstStart}};
        if (firstToken > 0)
            detail["time_to_first_token"] = firstToken;
        if (!reply.model.empty())
            detail["server_model"] = reply.model;
        if (!reply.reasoning.empty())
            detail["reasoning"] = reply.reasoning;
        if (!reply.refusal.empty())
            detail["refusal"] = reply.refusal;
        double cost = 0;
        if (reply.promptTokens && reply.newTokens) {
            detail["prompt_tokens"] = *reply.promptTokens;
            detail["new_tokens"] = *reply.newTokens;
            cost = (static_cast<double>(*reply.promptTokens) * m_options.promptPrice + static_cast<double>(*reply.newTokens) * m_options.newPrice) / 1e6;
            m_limit.used(now(), *reply.promptTokens + *reply.newTokens);
        } else if (m_options.promptPrice > 0 || m_options.newPrice > 0) {
            detail["cost_unknown"] = true;
        }
        m_done(asked.index, {withoutKey(reply.text, m_key), {}, std::move(detail), cost});
    }

    const ServerOptions& m_options;
    const std::string& m_url;
    const std::string& m_key;
    const Answerer::Done& m_done;
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> m_multi;
    RateLimit m_limit;
    Rng m_random; ///< spreads attempts in time; no reply depends on it
    double m_notBefore = 0;
    std::list<Asked> m_asked;
};

} // namespace

ServerAnswerer::ServerAnswerer(const ServerOptions& options, std::string key) : m_options(options), m_key(std::move(key)), m_url(chatUrl(options.server))
{
    prepareHttp();
    if (options.model.empty())
        throw Error("server model", "is missing", "Give the name that the server knows the model by");
    if (m_key.find_first_of("\r\n") != std::string::npos)
        throw Error("key", "has more than one line", "Check W2V_API_KEY or the keychain");
}

Json ServerAnswerer::identity() const
{
    Json identity{{"kind", "server"}, {"server", m_url}, {"model", m_options.model}, {"max_tokens", m_options.maxTokens}};
    identity["temperature"] = m_options.temperature ? Json(*m_options.temperature) : Json();
    identity["seed"] = m_options.seed ? Json(*m_options.seed) : Json();
    return identity;
}

void ServerAnswerer::answerAll(const Next& next, const Done& done, JobContext& job)
{
    Pool(m_options, m_url, m_key, done).run(next, job);
}

} // namespace w2v

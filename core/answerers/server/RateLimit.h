#pragma once
#include <cstdint>
#include <deque>

namespace w2v {

/// Requests and tokens of the last 60 seconds against limits; times in seconds of any steady clock.
class RateLimit {
public:
    /// 0 = no limit.
    RateLimit(double requestsPerMinute, double tokensPerMinute) : m_requests(requestsPerMinute), m_tokens(tokensPerMinute) {}

    /// Seconds until the next request may start; 0 = now.
    double wait(double now);

    void started(double now);
    void used(double now, std::int64_t tokens);

private:
    struct Use {
        double time = 0;
        std::int64_t tokens = 0;
    };

    double m_requests, m_tokens;
    std::deque<double> m_starts;
    std::deque<Use> m_uses;
    std::int64_t m_sum = 0; ///< tokens of m_uses
};

/// Seconds to wait before attempt `next` (from 2): firstDelay doubled each time up to longestDelay, shortened by up to a half at random
/// (`uniform` in [0, 1)) so that requests which failed together do not come back together.
double backOff(int next, double firstDelay, double longestDelay, double uniform);

} // namespace w2v

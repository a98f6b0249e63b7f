#include "core/answerers/server/RateLimit.h"

#include <algorithm>
#include <cmath>

namespace w2v {

namespace {
constexpr double kWindow = 60; ///< seconds
}

double RateLimit::wait(double now)
{
    while (!m_starts.empty() && m_starts.front() <= now - kWindow)
        m_starts.pop_front();
    while (!m_uses.empty() && m_uses.front().time <= now - kWindow) {
        m_sum -= m_uses.front().tokens;
        m_uses.pop_front();
    }
    double wait = 0;
    if (m_requests > 0 && static_cast<double>(m_starts.size()) >= std::max(1.0, m_requests))
        wait = m_starts.front() + kWindow - now;
    if (m_tokens > 0 && static_cast<double>(m_sum) >= m_tokens)
        wait = std::max(wait, m_uses.front().time + kWindow - now);
    return wait;
}

void RateLimit::started(double now)
{
    if (m_requests > 0)
        m_starts.push_back(now);
}

void RateLimit::used(double now, std::int64_t tokens)
{
    if (m_tokens > 0) {
        m_uses.push_back({now, tokens});
        m_sum += tokens;
    }
}

double backOff(int next, double firstDelay, double longestDelay, double uniform)
{
    return std::min(longestDelay, std::ldexp(firstDelay, std::min(next - 2, 30))) * (1 - uniform / 2);
}

} // namespace w2v

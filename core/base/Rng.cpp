#include "core/base/Rng.h"

#include <bit>
#include <cmath>
#include <numbers>

namespace w2v {

namespace {
std::uint64_t splitmix64(std::uint64_t& state)
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}
} // namespace

Rng::Rng(std::uint64_t seed)
{
    for (auto& word : m_state)
        word = splitmix64(seed);
}

std::uint64_t Rng::next()
{
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double Rng::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Rng::uniform(double low, double high)
{
    return low + (high - low) * uniform();
}

std::int64_t Rng::integer(std::int64_t low, std::int64_t high)
{
    const std::uint64_t range = static_cast<std::uint64_t>(high - low) + 1;
    if (range == 0)
        return static_cast<std::int64_t>(next());
    // Rejection keeps every value equally likely.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % range;
    std::uint64_t value = next();
    while (value >= limit)
        value = next();
    return low + static_cast<std::int64_t>(value % range);
}

double Rng::normal()
{
    const double u = 1.0 - uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * uniform());
}

Rng Rng::fork(std::string_view name) const
{
    std::uint64_t hash = 0xcbf29ce484222325ULL; // FNV-1a over the name, mixed with this generator's state
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return Rng(hash ^ m_state[0] ^ std::rotl(m_state[2], 32));
}

} // namespace w2v

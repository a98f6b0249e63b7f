#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace w2v {

/// Seeded random numbers, the same on every machine and compiler (xoshiro256**, seeded by splitmix64; Blackman and
/// Vigna 2018). The standard library's distributions differ between implementations, so they are not used.
class Rng {
public:
    explicit Rng(std::uint64_t seed);

    std::uint64_t next();
    double uniform();                                  ///< in [0, 1)
    double uniform(double low, double high);           ///< in [low, high)
    std::int64_t integer(std::int64_t low, std::int64_t high); ///< in [low, high], both included; requires low <= high
    bool chance(double probability) { return uniform() < probability; }
    double normal();                                   ///< mean 0, standard deviation 1

    /// An independent generator for a named part of the work, so that adding a part does not shift the others.
    Rng fork(std::string_view name) const;

    template <class T>
    const T& pick(const std::vector<T>& items)
    {
        return items[static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(items.size()) - 1))];
    }

    template <class T>
    void shuffle(std::vector<T>& items)
    {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(i) - 1))]);
    }

private:
    std::uint64_t m_state[4];
};

} // namespace w2v

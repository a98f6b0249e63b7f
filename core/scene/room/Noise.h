#pragma once
#include <array>
#include <cstdint>

#include "core/base/Rng.h"

namespace w2v::room {

/// Tileable value noise on a 32 x 32 lattice, values in [0, 1].
class Noise {
public:
    explicit Noise(Rng rng)
    {
        for (float& v : m_lattice)
            v = static_cast<float>(rng.uniform());
    }

    /// Period 1 in u and v when the frequencies are integers up to 32.
    float at(float u, float v, int frequencyU, int frequencyV) const
    {
        const float x = u * static_cast<float>(frequencyU), y = v * static_cast<float>(frequencyV);
        const int fx = floorOf(x), fy = floorOf(y);
        const float tx = smooth(x - static_cast<float>(fx)), ty = smooth(y - static_cast<float>(fy));
        const int x0 = wrap(fx, frequencyU), x1 = wrap(x0 + 1, frequencyU);
        const int y0 = wrap(fy, frequencyV), y1 = wrap(y0 + 1, frequencyV);
        const float a = cell(x0, y0), b = cell(x1, y0), c = cell(x0, y1), d = cell(x1, y1);
        return (a + (b - a) * tx) * (1 - ty) + (c + (d - c) * tx) * ty;
    }

    /// Three octaves.
    float cloudy(float u, float v, int frequency) const
    {
        return 0.55f * at(u, v, frequency, frequency) + 0.3f * at(u, v, 2 * frequency, 2 * frequency)
            + 0.15f * at(u, v, 4 * frequency, 4 * frequency);
    }

    /// A number of its own for every integer cell.
    float hash(int x, int y) const { return cell(x & 31, (y + (x >> 5) * 7) & 31); }

private:
    static float smooth(float t) { return t * t * (3 - 2 * t); }
    /// std::floor is a library call without SSE 4.1, and this runs for every pixel.
    static int floorOf(float x)
    {
        const int i = static_cast<int>(x);
        return i - (x < static_cast<float>(i));
    }
    /// Arguments are rarely more than a period away, so subtracting beats dividing.
    static int wrap(int i, int period)
    {
        while (i >= period)
            i -= period;
        while (i < 0)
            i += period;
        return i;
    }
    float cell(int x, int y) const { return m_lattice[static_cast<std::size_t>((y & 31) * 32 + (x & 31))]; }

    std::array<float, 32 * 32> m_lattice;
};

} // namespace w2v::room

#pragma once
#include <algorithm>
#include <cmath>

#include "core/image/Raster.h"
#include "core/scene/room/Builder.h"

namespace w2v::room {

/// Fills a square image from a function of (u, v) in [0, 1)^2, pixel centres, returning an sRGB colour in [0, 1].
template <class F>
ColorImage paint(int size, F&& colorAt)
{
    ColorImage image(size, size);
    const float step = 1.0f / static_cast<float>(size);
    for (int y = 0; y < size; ++y) {
        std::uint8_t* row = image.row(y);
        for (int x = 0; x < size; ++x) {
            const Vec3 c = colorAt((static_cast<float>(x) + 0.5f) * step, (static_cast<float>(y) + 0.5f) * step);
            for (int k = 0; k < 3; ++k)
                row[3 * x + k] = static_cast<std::uint8_t>(std::clamp(c[k], 0.0f, 1.0f) * 255.0f + 0.5f);
        }
    }
    return image;
}

inline Vec3 mix(const Vec3& a, const Vec3& b, float t)
{
    return a + (b - a) * t;
}

inline float fraction(float x)
{
    const int i = static_cast<int>(x); // std::floor is a library call without SSE 4.1
    return x - static_cast<float>(i - (x < static_cast<float>(i)));
}

inline float length(float x, float y)
{
    return std::sqrt(x * x + y * y);
}

inline float smoothStep(float edge0, float edge1, float x)
{
    const float t = std::clamp((x - edge0) / (edge1 - edge0), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
}

/// sRGB colour from 0xRRGGBB.
inline Vec3 rgb(unsigned hex)
{
    return Vec3(static_cast<float>(hex >> 16 & 255), static_cast<float>(hex >> 8 & 255), static_cast<float>(hex & 255)) / 255.0f;
}

} // namespace w2v::room

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace w2v {

/// A dense row-major image, origin top left, channels interleaved.
template <class T, int kChannels>
class Raster {
public:
    using Value = T;
    static constexpr int channels = kChannels;

    Raster() = default;
    Raster(int width, int height, T fill = T{})
        : m_width(width), m_height(height),
          m_data(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * kChannels, fill)
    {
    }

    int width() const { return m_width; }
    int height() const { return m_height; }
    bool empty() const { return m_data.empty(); }
    std::size_t pixels() const { return static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height); }
    T* data() { return m_data.data(); }
    const T* data() const { return m_data.data(); }
    std::size_t bytes() const { return m_data.size() * sizeof(T); }
    T* row(int y) { return m_data.data() + static_cast<std::size_t>(y) * m_width * kChannels; }
    const T* row(int y) const { return m_data.data() + static_cast<std::size_t>(y) * m_width * kChannels; }
    T& at(int x, int y, int channel = 0) { return row(y)[static_cast<std::size_t>(x) * kChannels + channel]; }
    const T& at(int x, int y, int channel = 0) const { return row(y)[static_cast<std::size_t>(x) * kChannels + channel]; }
    bool operator==(const Raster&) const = default;

private:
    int m_width = 0, m_height = 0;
    std::vector<T> m_data;
};

using ColorImage = Raster<std::uint8_t, 3>; ///< RGB, 8 bit, sRGB encoded
using GrayImage = Raster<std::uint8_t, 1>;
using DepthMap = Raster<float, 1>;          ///< metres along the camera's z axis; 0 = unknown
using Mask = Raster<std::uint8_t, 1>;       ///< 255 = yes, 0 = no; an "observed" mask: 255 observed, 0 imagined
using IdMap = Raster<std::int32_t, 1>;      ///< instance id per pixel; 0 = none

} // namespace w2v

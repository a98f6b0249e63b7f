#include "core/worldmodel/surfaces/SampleBand.h"

#include <algorithm>
#include <array>

namespace w2v {
namespace {

constexpr int kLanes = 8;

void put(ColorImage& image, int x, int y, std::uint32_t color)
{
    std::uint8_t* to = image.row(y) + 3 * static_cast<std::size_t>(x);
    to[0] = static_cast<std::uint8_t>(color);
    to[1] = static_cast<std::uint8_t>(color >> 8);
    to[2] = static_cast<std::uint8_t>(color >> 16);
}

} // namespace

SampleBand::SampleBand(int width, int firstRow, int rows)
{
    const int stride = (width + kLanes - 1) / kLanes * kLanes + kLanes; // kernels may touch a vector beyond the last pixel
    const auto samples = static_cast<std::size_t>(stride) * kSamples * static_cast<std::size_t>(rows);
    m_inverse.assign(samples, 0);
    m_patch.resize(samples);
    m_rows = {width, stride, firstRow, rows, m_inverse.data(), m_patch.data()};
    const auto length = static_cast<std::size_t>(stride);
    m_x.resize(length);
    for (std::size_t x = 0; x < length; ++x)
        m_x[x] = static_cast<float>(x) + 0.5f;
    m_y.resize(length);
    m_at.resize(length);
    m_of.resize(length);
    m_color.resize(length);
    m_span.resize(length / kLanes);
}

void SampleBand::collectSamples(int row, int pixel)
{
    for (int s = 0; s < kSamples; ++s) {
        const std::size_t at = (static_cast<std::size_t>(row) * static_cast<std::size_t>(m_rows.stride) + static_cast<std::size_t>(pixel)) * kSamples
            + static_cast<std::size_t>(s);
        m_mixedX.push_back(static_cast<float>(pixel) + 0.5f + kSampleX[s]);
        m_mixedY.push_back(static_cast<float>(m_rows.firstRow + row) + 0.5f + kSampleY[s]);
        m_mixedAt.push_back(m_inverse[at]);
        m_mixedOf.push_back(m_inverse[at] > 0 ? m_patch[at] : kNoPatch);
    }
}

std::uint32_t SampleBand::meanColor(const std::size_t* samples, std::size_t count) const
{
    std::uint32_t mean = 0;
    for (int c = 0; c < 3; ++c) {
        std::size_t sum = count / 2;
        for (std::size_t i = 0; i < count; ++i)
            sum += m_mixedColor[samples[i]] >> (8 * c) & 255u;
        mean |= static_cast<std::uint32_t>(sum / count) << (8 * c);
    }
    return mean;
}

void SampleBand::writeMixed(std::size_t first, const std::vector<std::int32_t>& instances, int x, int y, PaintedView& result) const
{
    std::array<std::size_t, kSamples> known;
    std::size_t count = 0;
    for (std::size_t i = first; i < first + kSamples; ++i)
        if (m_mixedOf[i] != kNoPatch)
            known[count++] = i;
    if (2 * count < kSamples)
        return;
    put(result.color, x, y, meanColor(known.data(), count));
    result.coverage.at(x, y) = static_cast<std::uint8_t>(255 * count / kSamples);
    // The nearer surface where it has at least half of the samples.
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>((count - 1) / 2);
    std::nth_element(known.begin(), middle, known.begin() + static_cast<std::ptrdiff_t>(count),
                     [&](std::size_t a, std::size_t b) { return m_mixedAt[a] != m_mixedAt[b] ? m_mixedAt[a] > m_mixedAt[b] : a < b; });
    result.depth.at(x, y) = 1 / m_mixedAt[*middle];
    result.instances.at(x, y) = instances[m_mixedOf[*middle]];
}

void SampleBand::finish(const PaintKernels& kernels, const std::vector<PatchPlace>& places, const std::vector<std::int32_t>& instances,
                        float steepest, PaintedView& result)
{
    std::vector<int> mixed, wide;
    for (int row = 0; row < m_rows.rows; ++row) {
        const int y = m_rows.firstRow + row;
        kernels.resolve(m_rows, row, steepest, m_at.data(), m_of.data());
        std::fill(m_y.begin(), m_y.end(), static_cast<float>(y) + 0.5f);
        kernels.paint(places.data(), m_x.data(), m_y.data(), m_at.data(), m_of.data(), m_color.data(), m_rows.stride);
        kernels.span(places.data(), m_rows, row, m_of.data(), m_span.data());
        mixed.clear();
        wide.clear();
        for (auto* values : {&m_mixedX, &m_mixedY, &m_mixedAt})
            values->clear();
        m_mixedOf.clear();
        for (int x = 0; x < m_rows.width; ++x) {
            const std::uint32_t patch = m_of[static_cast<std::size_t>(x)];
            if (patch < kMixed) {
                put(result.color, x, y, m_color[static_cast<std::size_t>(x)]);
                result.depth.at(x, y) = 1 / m_at[static_cast<std::size_t>(x)];
                result.instances.at(x, y) = instances[patch];
                result.coverage.at(x, y) = 255;
                if (m_span[static_cast<std::size_t>(x / kLanes)] > 1)
                    wide.push_back(x);
            } else if (patch == kMixed) {
                mixed.push_back(x);
            }
        }
        for (const auto* pixels : {&mixed, &wide})
            for (const int x : *pixels)
                collectSamples(row, x);
        const std::size_t count = m_mixedOf.size(), padded = (count + kLanes - 1) / kLanes * kLanes;
        for (auto* values : {&m_mixedX, &m_mixedY, &m_mixedAt})
            values->resize(padded, 0);
        m_mixedOf.resize(padded, kNoPatch);
        m_mixedColor.resize(padded);
        kernels.paint(places.data(), m_mixedX.data(), m_mixedY.data(), m_mixedAt.data(), m_mixedOf.data(), m_mixedColor.data(),
                      static_cast<int>(padded));
        for (std::size_t i = 0; i < mixed.size(); ++i)
            writeMixed(i * kSamples, instances, mixed[i], y, result);
        for (std::size_t i = 0; i < wide.size(); ++i) {
            const std::size_t first = (mixed.size() + i) * kSamples;
            const std::size_t samples[kSamples] = {first, first + 1, first + 2, first + 3};
            put(result.color, wide[i], y, meanColor(samples, kSamples));
        }
    }
}

} // namespace w2v

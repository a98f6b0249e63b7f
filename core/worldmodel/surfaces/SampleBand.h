#pragma once
#include <cstdint>
#include <vector>

#include "core/worldmodel/surfaces/PaintKernels.h"
#include "core/worldmodel/surfaces/PaintedView.h"

namespace w2v {

/// The samples of some rows of a view, from empty to pixels.
class SampleBand {
public:
    SampleBand(int width, int firstRow, int rows);

    const SampleRows& rows() const { return m_rows; }

    /// Writes the band's rows of `result`. `instances` of the patches.
    void finish(const PaintKernels& kernels, const std::vector<PatchPlace>& places, const std::vector<std::int32_t>& instances,
                float steepest, PaintedView& result);

private:
    void collectSamples(int row, int pixel);
    void writeMixed(std::size_t first, const std::vector<std::int32_t>& instances, int x, int y, PaintedView& result) const;
    std::uint32_t meanColor(const std::size_t* samples, std::size_t count) const;

    std::vector<float> m_inverse;
    std::vector<std::uint32_t> m_patch;
    SampleRows m_rows;
    std::vector<float> m_x, m_y, m_at;             ///< of a row's centres
    std::vector<std::uint32_t> m_of, m_color;
    std::vector<float> m_span;                     ///< see PaintKernels::span
    std::vector<float> m_mixedX, m_mixedY, m_mixedAt; ///< of the samples of a row's mixed and wide pixels
    std::vector<std::uint32_t> m_mixedOf, m_mixedColor;
};

} // namespace w2v

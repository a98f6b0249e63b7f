#include "core/scene/import/PlyVertices.h"

#include <array>
#include <atomic>
#include <cmath>

#include "core/base/Error.h"
#include "core/base/Parallel.h"

namespace w2v {

namespace {

constexpr std::size_t kLeastRows = 30'000; ///< that are worth a thread
constexpr std::size_t kBlock = 1024;       ///< rows that stay in the processor's cache while their columns are read

template <class T>
void copyColumn(const char* from, std::size_t stride, std::size_t rows, bool swap, float* to, std::size_t step)
{
    for (std::size_t i = 0; i < rows; ++i)
        to[i * step] = static_cast<float>(loadPly<T>(from + i * stride, swap));
}

void copyColumn(const PlyProperty& property, const char* rowsBegin, std::size_t stride, std::size_t rows, bool swap, float* to, std::size_t step)
{
    const char* from = rowsBegin + property.offset;
    switch (property.type) {
    case PlyType::Int8: return copyColumn<std::int8_t>(from, stride, rows, false, to, step);
    case PlyType::UInt8: return copyColumn<std::uint8_t>(from, stride, rows, false, to, step);
    case PlyType::Int16: return copyColumn<std::int16_t>(from, stride, rows, swap, to, step);
    case PlyType::UInt16: return copyColumn<std::uint16_t>(from, stride, rows, swap, to, step);
    case PlyType::Int32: return copyColumn<std::int32_t>(from, stride, rows, swap, to, step);
    case PlyType::UInt32: return copyColumn<std::uint32_t>(from, stride, rows, swap, to, step);
    case PlyType::Float64: return copyColumn<double>(from, stride, rows, swap, to, step);
    case PlyType::Float32: return copyColumn<float>(from, stride, rows, swap, to, step);
    }
}

class VertexRows {
public:
    VertexRows(const PlyBytes& file, const PlyElement& element, PlyVertices& out) : m_file(file), m_element(element), m_out(out)
    {
        using Names = std::initializer_list<const char*>;
        static const std::array<Names, kColumns> kNames{{{"x"}, {"y"}, {"z"}, {"nx"}, {"ny"}, {"nz"}, {"red", "diffuse_red", "r"},
                                                         {"green", "diffuse_green", "g"}, {"blue", "diffuse_blue", "b"},
                                                         {"s", "u", "texture_u", "texture_s"}, {"t", "v", "texture_v", "texture_t"}}};
        for (std::size_t k = 0; k < kColumns; ++k) {
            m_index[k] = element.find(kNames[k]);
            if (m_index[k] >= 0 && property(k).list)
                m_index[k] = -1;
        }
        const auto all = [&](std::size_t first, std::size_t count) {
            return std::all_of(m_index.begin() + first, m_index.begin() + first + count, [](int i) { return i >= 0; });
        };
        if (!all(kPosition, 3))
            throw Error(file.subject, "the PLY file's points have no x, y, z", kPlyAdvice);
        m_normals = all(kNormal, 3);
        m_colors = all(kColor, 3);
        m_uvs = all(kUv, 2);
        const std::size_t count = element.count;
        out.positions.resize(count);
        out.normals.resize(m_normals ? count : 0);
        out.colors.resize(m_colors ? count : 0);
        out.uvs.resize(m_uvs ? count : 0);
    }

    bool anyBad() const { return m_anyBad; }

    /// Binary rows of one size.
    void copy(const char* rows, std::size_t begin, std::size_t end)
    {
        const std::size_t stride = m_element.leastBytes;
        const bool swap = m_file.swapped();
        std::array<float, kBlock> channel;
        for (std::size_t at = begin; at < end; at += kBlock) {
            const std::size_t n = std::min(kBlock, end - at);
            const auto column = [&](std::size_t k, float* to, std::size_t step) {
                copyColumn(property(k), rows + at * stride, stride, n, swap, to, step);
            };
            for (std::size_t k = 0; k < 3; ++k) {
                column(kPosition + k, m_out.positions[at].data() + k, 3);
                if (m_normals)
                    column(kNormal + k, m_out.normals[at].data() + k, 3);
                if (m_colors) {
                    column(kColor + k, channel.data(), 1);
                    for (std::size_t i = 0; i < n; ++i)
                        m_out.colors[at + i][static_cast<Eigen::Index>(k)] = colorOf(k, channel[i]);
                }
            }
            for (std::size_t k = 0; m_uvs && k < 2; ++k)
                column(kUv + k, m_out.uvs[at].data() + k, 2);
        }
        check(begin, end);
    }

    void set(std::size_t i, const PlyRow& row)
    {
        const auto value = [&](std::size_t k) { return static_cast<float>(row.numbers[static_cast<std::size_t>(m_index[k])]); };
        for (std::size_t k = 0; k < 3; ++k) {
            const auto axis = static_cast<Eigen::Index>(k);
            m_out.positions[i][axis] = value(kPosition + k);
            if (m_normals)
                m_out.normals[i][axis] = value(kNormal + k);
            if (m_colors)
                m_out.colors[i][axis] = colorOf(k, value(kColor + k));
        }
        for (std::size_t k = 0; m_uvs && k < 2; ++k)
            m_out.uvs[i][static_cast<Eigen::Index>(k)] = value(kUv + k);
    }

    void check(std::size_t begin, std::size_t end)
    {
        bool bad = false;
        for (std::size_t i = begin; i < end; ++i)
            bad = bad || !m_out.positions[i].allFinite();
        if (bad)
            m_anyBad = true;
    }

private:
    static constexpr std::size_t kPosition = 0, kNormal = 3, kColor = 6, kUv = 9, kColumns = 11;

    const PlyProperty& property(std::size_t k) const { return m_element.properties[static_cast<std::size_t>(m_index[k])]; }
    std::uint8_t colorOf(std::size_t k, float value) const
    {
        const PlyType type = property(kColor + k).type;
        if (type == PlyType::Float32 || type == PlyType::Float64)
            value *= 255.0f;
        else if (type == PlyType::UInt16)
            value /= 257.0f;
        return static_cast<std::uint8_t>(value > 0 ? std::min(255.0f, value) : 0.0f);
    }

    const PlyBytes& m_file;
    const PlyElement& m_element;
    PlyVertices& m_out;
    std::array<int, kColumns> m_index{};
    bool m_normals = false, m_colors = false, m_uvs = false;
    std::atomic<bool> m_anyBad = false;
};

/// Text with one row a line, by several threads; 0 when it is not like that, else the offset behind the rows.
std::size_t readLines(const PlyBytes& file, const PlyElement& element, std::size_t at, VertexRows& rows)
{
    const std::vector<std::size_t> starts = plyLineStarts(file, at, element.count, parallelPartCount(element.count, kLeastRows));
    if (starts.empty())
        return 0;
    std::atomic<bool> regular = true;
    parallelParts(element.count, kLeastRows, [&](std::size_t part, std::size_t begin, std::size_t end) {
        PlyBytes lines = file;
        lines.bytes = file.bytes.substr(0, starts[part + 1]);
        try {
            const std::size_t stop = readPlyRows(lines, element, starts[part], begin, end - begin, [&](std::uint64_t i, const PlyRow& row) { rows.set(i, row); });
            if (lines.bytes.find_first_not_of(" \t\r\n", stop) != std::string_view::npos)
                regular = false;
        } catch (const Error&) {
            regular = false;
        }
        rows.check(begin, end);
    });
    return regular ? starts.back() : 0;
}

} // namespace

PlyVertices readPlyVertices(const PlyBytes& file, const PlyElement& element, std::size_t at)
{
    PlyVertices out;
    VertexRows rows(file, element, out);
    if (file.format != PlyFormat::Ascii && !element.hasLists) {
        out.end = skipPlyRows(file, element, at); // throws when they are not all there
        parallelParts(element.count, kLeastRows, [&](std::size_t, std::size_t begin, std::size_t end) { rows.copy(file.bytes.data() + at, begin, end); });
    } else {
        if (file.format == PlyFormat::Ascii)
            out.end = readLines(file, element, at, rows);
        if (out.end == 0) {
            out.end = readPlyRows(file, element, at, 0, element.count, [&](std::uint64_t i, const PlyRow& row) { rows.set(i, row); });
            rows.check(0, element.count);
        }
    }
    if (rows.anyBad()) {
        out.bad.resize(out.positions.size());
        for (std::size_t i = 0; i < out.positions.size(); ++i)
            if (!out.positions[i].allFinite()) {
                out.bad[i] = 1;
                out.positions[i].setZero();
            }
    }
    return out;
}

} // namespace w2v

#include "core/scene/import/PlyFaces.h"

#include <atomic>

#include "core/base/Error.h"
#include "core/base/Parallel.h"

namespace w2v {

namespace {

constexpr std::size_t kLeastRows = 30'000; ///< that are worth a thread
constexpr std::size_t kMostTriangles = 20'000'000;

class FaceRows {
public:
    FaceRows(const PlyBytes& file, const PlyElement& element, std::size_t vertices, std::span<const std::uint8_t> bad)
        : m_file(file), m_element(element), m_vertices(vertices), m_bad(bad), m_list(element.find({"vertex_indices", "vertex_index"})),
          m_uv(element.find({"texcoord"})), m_strips(element.name == "tristrips")
    {
        if (m_list < 0 || !list().list)
            throw Error(file.subject, "the PLY file's faces have no vertex_indices", kPlyAdvice);
        if (m_uv >= 0 && !element.properties[static_cast<std::size_t>(m_uv)].list)
            m_uv = -1;
    }

    const PlyProperty& list() const { return m_element.properties[static_cast<std::size_t>(m_list)]; }

    void add(PlyTriangles& out, const PlyRow& row) const
    {
        const std::vector<double>& corners = row.lists[static_cast<std::size_t>(m_list)];
        const std::vector<double>* uvs = m_uv < 0 ? nullptr : &row.lists[static_cast<std::size_t>(m_uv)];
        if (m_strips) {
            std::size_t begin = 0;
            for (std::size_t i = 0; i < corners.size(); ++i) {
                if (corners[i] < 0)
                    begin = i + 1;
                else if (i >= begin + 2) // every other triangle of a strip turns the other way
                    (i - begin) % 2 ? triangle(out, corners, nullptr, i - 1, i - 2, i) : triangle(out, corners, nullptr, i - 2, i - 1, i);
            }
            return;
        }
        for (std::size_t i = 2; i < corners.size(); ++i)
            triangle(out, corners, uvs, 0, i - 1, i);
    }

    /// All rows are triangles of 32-bit indices that are there: then they are copied by several threads. False otherwise.
    bool copyTriangles(PlyTriangles& out, std::size_t at) const
    {
        const std::size_t countSize = plySize(list().countType), stride = m_element.leastBytes + 3 * sizeof(std::uint32_t);
        const auto lists = std::ranges::count_if(m_element.properties, [](const PlyProperty& p) { return p.list; });
        if (m_file.format == PlyFormat::Ascii || m_strips || lists != 1 || !m_bad.empty()
            || (list().type != PlyType::Int32 && list().type != PlyType::UInt32) || m_element.count > (m_file.bytes.size() - at) / stride)
            return false;
        const bool swap = m_file.swapped();
        const auto isThree = [&](const char* from) {
            return countSize == 1 ? *from == 3 : countSize == 2 ? loadPly<std::uint16_t>(from, swap) == 3 : loadPly<std::uint32_t>(from, swap) == 3;
        };
        out.indices.resize(3 * m_element.count);
        std::atomic<bool> regular = true;
        parallelParts(m_element.count, kLeastRows, [&](std::size_t, std::size_t begin, std::size_t end) {
            std::uint32_t largest = 0;
            bool three = true;
            for (std::size_t i = begin; i < end && three; ++i) {
                const char* from = m_file.bytes.data() + at + i * stride + list().offset;
                three = isThree(from);
                for (std::size_t k = 0; k < 3; ++k) {
                    const auto index = loadPly<std::uint32_t>(from + countSize + k * sizeof(std::uint32_t), swap);
                    largest = std::max(largest, index);
                    out.indices[3 * i + k] = index;
                }
            }
            if (!three || largest >= m_vertices)
                regular = false;
        });
        if (!regular)
            out.indices.clear();
        out.end = at + m_element.count * stride;
        return regular;
    }

private:
    void triangle(PlyTriangles& out, const std::vector<double>& corners, const std::vector<double>* uvs, std::size_t a, std::size_t b, std::size_t c) const
    {
        for (const std::size_t corner : {a, b, c}) {
            const double index = corners[corner];
            if (!(index >= 0 && index < static_cast<double>(m_vertices)) || (!m_bad.empty() && m_bad[static_cast<std::size_t>(index)])) {
                ++out.leftOut;
                return;
            }
        }
        if (out.indices.size() >= 3 * kMostTriangles)
            throw Error(m_file.subject, "the mesh has more than 20 million triangles", "Simplify it first");
        for (const std::size_t corner : {a, b, c}) {
            out.indices.push_back(static_cast<std::uint32_t>(corners[corner]));
            if (m_uv < 0)
                continue;
            Eigen::Vector2f uv = Eigen::Vector2f::Zero();
            if (uvs && 2 * corner + 1 < uvs->size())
                uv = Eigen::Vector2d((*uvs)[2 * corner], (*uvs)[2 * corner + 1]).cast<float>();
            out.cornerUvs.push_back(uv);
        }
    }

    const PlyBytes& m_file;
    const PlyElement& m_element;
    std::size_t m_vertices;
    std::span<const std::uint8_t> m_bad;
    int m_list, m_uv;
    bool m_strips;
};

/// Text with one row a line, by several threads. False when it is not like that.
bool readLines(const PlyBytes& file, const PlyElement& element, std::size_t at, const FaceRows& rows, PlyTriangles& out)
{
    const std::size_t parts = parallelPartCount(element.count, kLeastRows);
    const std::vector<std::size_t> starts = plyLineStarts(file, at, element.count, parts);
    if (starts.empty())
        return false;
    std::vector<PlyTriangles> pieces(parts);
    std::atomic<bool> regular = true;
    parallelParts(element.count, kLeastRows, [&](std::size_t part, std::size_t begin, std::size_t end) {
        PlyBytes lines = file;
        lines.bytes = file.bytes.substr(0, starts[part + 1]);
        try {
            const std::size_t stop = readPlyRows(lines, element, starts[part], begin, end - begin,
                                                 [&](std::uint64_t, const PlyRow& row) { rows.add(pieces[part], row); });
            if (lines.bytes.find_first_not_of(" \t\r\n", stop) != std::string_view::npos)
                regular = false;
        } catch (const Error&) {
            regular = false;
        }
    });
    if (!regular)
        return false;
    for (PlyTriangles& piece : pieces) {
        out.indices.insert(out.indices.end(), piece.indices.begin(), piece.indices.end());
        out.cornerUvs.insert(out.cornerUvs.end(), piece.cornerUvs.begin(), piece.cornerUvs.end());
        out.leftOut += piece.leftOut;
        piece = {};
    }
    if (out.indices.size() > 3 * kMostTriangles)
        throw Error(file.subject, "the mesh has more than 20 million triangles", "Simplify it first");
    out.end = starts.back();
    return true;
}

} // namespace

PlyTriangles readPlyTriangles(const PlyBytes& file, const PlyElement& element, std::size_t at, std::size_t vertices, std::span<const std::uint8_t> bad)
{
    const FaceRows rows(file, element, vertices, bad);
    PlyTriangles out;
    if (rows.copyTriangles(out, at) || (file.format == PlyFormat::Ascii && readLines(file, element, at, rows, out)))
        return out;
    out.end = readPlyRows(file, element, at, 0, element.count, [&](std::uint64_t, const PlyRow& row) { rows.add(out, row); });
    return out;
}

} // namespace w2v

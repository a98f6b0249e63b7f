#include "render/scene/PointChunks.h"

#include <algorithm>
#include <array>
#include <bit>

#include "render/scene/MortonCode.h"

namespace w2v {
namespace {

constexpr int kBucketBits = 12, kRestBits = MortonCode::kBits - kBucketBits, kDigitBits = kRestBits / 2;
constexpr std::uint32_t kBuckets = 1u << kBucketBits, kDigits = 1u << kDigitBits;

/// Sorts (code << 32 | index) by the low kRestBits of the code: two passes, inside the processor's cache for usual sizes.
void sortBucket(std::vector<std::uint64_t>& items, std::vector<std::uint64_t>& scratch)
{
    scratch.resize(items.size());
    for (int pass = 0; pass < 2; ++pass) {
        const int shift = 32 + pass * kDigitBits;
        std::array<std::uint32_t, kDigits + 1> place{};
        for (const std::uint64_t item : items)
            ++place[(item >> shift & (kDigits - 1)) + 1];
        for (std::uint32_t d = 0; d < kDigits; ++d)
            place[d + 1] += place[d];
        for (const std::uint64_t item : items)
            scratch[place[item >> shift & (kDigits - 1)]++] = item;
        items.swap(scratch);
    }
}

std::uint32_t reversed(std::uint32_t value, int bits)
{
    std::uint32_t result = 0;
    for (int i = 0; i < bits; ++i)
        result |= (value >> i & 1) << (bits - 1 - i);
    return result;
}

} // namespace

std::vector<PointChunk> orderPoints(const PointCloud& cloud, PointVertex* out)
{
    const std::size_t count = cloud.positions.size();
    Eigen::AlignedBox3f box;
    for (const Eigen::Vector3f& p : cloud.positions)
        box.extend(p);
    const MortonCode code(box);

    // Points move as a whole into the buckets: each is read and written once from here on, without jumping through memory.
    std::vector<std::uint32_t> codes(count), bucketStart(kBuckets + 1);
    for (std::size_t i = 0; i < count; ++i) {
        codes[i] = code(cloud.positions[i]);
        ++bucketStart[(codes[i] >> kRestBits) + 1];
    }
    for (std::uint32_t b = 0; b < kBuckets; ++b)
        bucketStart[b + 1] += bucketStart[b];
    struct Placed {
        PointVertex point;
        std::uint32_t code;
    };
    std::vector<Placed> placed(count);
    std::vector<std::uint32_t> next(bucketStart.begin(), bucketStart.end() - 1);
    for (std::size_t i = 0; i < count; ++i) {
        Placed& p = placed[next[codes[i] >> kRestBits]++];
        for (int k = 0; k < 3; ++k) {
            p.point.position[k] = cloud.positions[i][k];
            p.point.color[k] = i < cloud.colors.size() ? cloud.colors[i][k] : 200;
        }
        p.point.color[3] = 255;
        p.code = codes[i];
    }

    constexpr int kOrderBits = std::bit_width(kChunkPoints) - 1;
    std::array<std::uint32_t, kChunkPoints> even;
    for (std::uint32_t i = 0; i < kChunkPoints; ++i)
        even[i] = reversed(i, kOrderBits);
    std::vector<PointChunk> chunks;
    std::vector<std::uint64_t> items, scratch;
    for (std::uint32_t b = 0; b < kBuckets; ++b) {
        const std::uint32_t begin = bucketStart[b], size = bucketStart[b + 1] - begin;
        if (!size)
            continue;
        items.resize(size);
        for (std::uint32_t i = 0; i < size; ++i)
            items[i] = std::uint64_t(placed[begin + i].code) << 32 | i;
        sortBucket(items, scratch);
        const std::uint32_t parts = (size + kChunkPoints - 1) / kChunkPoints;
        for (std::uint32_t part = 0; part < parts; ++part) {
            const auto from = static_cast<std::uint32_t>(std::uint64_t(size) * part / parts);
            const auto to = static_cast<std::uint32_t>(std::uint64_t(size) * (part + 1) / parts);
            PointChunk chunk;
            chunk.first = begin + from;
            chunk.count = to - from;
            PointVertex* target = out + chunk.first;
            for (const std::uint32_t place : even) {
                if (place >= chunk.count)
                    continue;
                const PointVertex& p = placed[begin + static_cast<std::uint32_t>(items[from + place])].point;
                chunk.bounds.extend(Eigen::Vector3f(p.position[0], p.position[1], p.position[2]));
                *target++ = p;
            }
            chunks.push_back(chunk);
        }
    }
    return chunks;
}

} // namespace w2v

#include "render/scene/PointChunks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>

#include "core/base/Parallel.h"
#include "render/scene/MortonCode.h"

namespace w2v {
namespace {

constexpr int kBucketBits = 12, kRestBits = MortonCode::kBits - kBucketBits, kDigitBits = kRestBits / 2;
constexpr std::size_t kLeastPoints = 50'000; ///< that are worth a thread
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
    const std::size_t count = cloud.positions.size(), parts = parallelPartCount(count, kLeastPoints);
    const auto inParts = [&](const auto& work) { parallelParts(count, kLeastPoints, work); };
    std::vector<Eigen::AlignedBox3f> boxes(parts);
    inParts([&](std::size_t part, std::size_t begin, std::size_t end) {
        Eigen::AlignedBox3f box;
        for (std::size_t i = begin; i < end; ++i)
            box.extend(cloud.positions[i]);
        boxes[part] = box;
    });
    for (const Eigen::AlignedBox3f& box : boxes)
        boxes.front().extend(box);
    const MortonCode code(boxes.front());

    // Points move as a whole into the buckets: each is read and written once from here on, without jumping through memory.
    const auto codes = std::make_unique_for_overwrite<std::uint32_t[]>(count);
    std::vector<std::vector<std::uint32_t>> next(parts, std::vector<std::uint32_t>(kBuckets));
    inParts([&](std::size_t part, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            codes[i] = code(cloud.positions[i]);
            ++next[part][codes[i] >> kRestBits];
        }
    });
    std::vector<std::uint32_t> bucketStart(kBuckets + 1);
    std::uint32_t total = 0;
    for (std::uint32_t b = 0; b < kBuckets; ++b) {
        bucketStart[b] = total;
        for (std::vector<std::uint32_t>& ofPart : next)
            total += std::exchange(ofPart[b], total);
    }
    bucketStart[kBuckets] = total;
    struct Placed {
        PointVertex point;
        std::uint32_t code;
    };
    const auto placed = std::make_unique_for_overwrite<Placed[]>(count);
    inParts([&](std::size_t part, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            Placed& p = placed[next[part][codes[i] >> kRestBits]++];
            for (int k = 0; k < 3; ++k) {
                p.point.position[k] = cloud.positions[i][k];
                p.point.color[k] = i < cloud.colors.size() ? cloud.colors[i][k] : 200;
            }
            p.point.color[3] = 255;
            p.code = codes[i];
        }
    });

    constexpr int kOrderBits = std::bit_width(kChunkPoints) - 1;
    std::array<std::uint32_t, kChunkPoints> even;
    for (std::uint32_t i = 0; i < kChunkPoints; ++i)
        even[i] = reversed(i, kOrderBits);
    std::vector<std::vector<PointChunk>> chunks(parts);
    const auto arrange = [&](std::uint32_t firstBucket, std::uint32_t lastBucket, std::vector<PointChunk>& made) {
        std::vector<std::uint64_t> items, scratch;
        for (std::uint32_t b = firstBucket; b < lastBucket; ++b) {
            const std::uint32_t begin = bucketStart[b], size = bucketStart[b + 1] - begin;
            if (!size)
                continue;
            items.resize(size);
            for (std::uint32_t i = 0; i < size; ++i)
                items[i] = std::uint64_t(placed[begin + i].code) << 32 | i;
            sortBucket(items, scratch);
            const std::uint32_t pieces = (size + kChunkPoints - 1) / kChunkPoints;
            for (std::uint32_t piece = 0; piece < pieces; ++piece) {
                const auto from = static_cast<std::uint32_t>(std::uint64_t(size) * piece / pieces);
                const auto to = static_cast<std::uint32_t>(std::uint64_t(size) * (piece + 1) / pieces);
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
                made.push_back(chunk);
            }
        }
    };
    inParts([&](std::size_t part, std::size_t begin, std::size_t end) {
        const auto bucketAt = [&](std::size_t point) {
            return static_cast<std::uint32_t>(std::ranges::lower_bound(bucketStart, static_cast<std::uint32_t>(point)) - bucketStart.begin());
        };
        arrange(bucketAt(begin), end == count ? kBuckets : bucketAt(end), chunks[part]);
    });
    for (std::size_t part = 1; part < parts; ++part)
        chunks.front().insert(chunks.front().end(), chunks[part].begin(), chunks[part].end());
    return std::move(chunks.front());
}

} // namespace w2v

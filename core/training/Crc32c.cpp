#include "core/training/Crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace w2v {

namespace {

constexpr std::size_t kSlices = 8;

/// Table k holds the checksum of a byte followed by k zero bytes: eight bytes are worked off at once.
constexpr auto makeTables()
{
    std::array<std::array<std::uint32_t, 256>, kSlices> tables{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit)
            c = c & 1 ? 0x82F63B78u ^ (c >> 1) : c >> 1;
        tables[0][i] = c;
    }
    for (std::size_t k = 1; k < kSlices; ++k)
        for (std::size_t i = 0; i < 256; ++i)
            tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 0xFF];
    return tables;
}

constexpr auto kTables = makeTables();

std::uint32_t byTables(const unsigned char* p, std::size_t n)
{
    std::uint32_t c = 0xFFFFFFFFu;
    for (; n >= kSlices; n -= kSlices, p += kSlices) {
        std::uint32_t low = 0, high = 0;
        std::memcpy(&low, p, 4);
        std::memcpy(&high, p + 4, 4);
        static_assert(std::endian::native == std::endian::little);
        low ^= c;
        c = kTables[7][low & 0xFF] ^ kTables[6][(low >> 8) & 0xFF] ^ kTables[5][(low >> 16) & 0xFF] ^ kTables[4][low >> 24]
          ^ kTables[3][high & 0xFF] ^ kTables[2][(high >> 8) & 0xFF] ^ kTables[1][(high >> 16) & 0xFF] ^ kTables[0][high >> 24];
    }
    for (; n > 0; --n)
        c = kTables[0][(c ^ *p++) & 0xFF] ^ (c >> 8);
    return c ^ 0xFFFFFFFFu;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t byInstruction(const unsigned char* p, std::size_t n)
{
    std::uint64_t c = 0xFFFFFFFFu;
    for (; n >= 8; n -= 8, p += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, p, 8);
        c = _mm_crc32_u64(c, word);
    }
    auto narrow = static_cast<std::uint32_t>(c);
    for (; n > 0; --n)
        narrow = _mm_crc32_u8(narrow, *p++);
    return narrow ^ 0xFFFFFFFFu;
}
#endif

} // namespace

std::uint32_t crc32c(std::string_view bytes)
{
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
#if defined(__x86_64__)
    static const bool kHasInstruction = __builtin_cpu_supports("sse4.2");
    if (kHasInstruction)
        return byInstruction(p, bytes.size());
#endif
    return byTables(p, bytes.size());
}

} // namespace w2v

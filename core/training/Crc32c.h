#pragma once
#include <bit>
#include <cstdint>
#include <string_view>

namespace w2v {

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78) of the bytes; by the processor's own instruction where it has one.
std::uint32_t crc32c(std::string_view bytes);

/// The form in which TFRecord files store it: rotated right by 15, plus 0xA282EAD8.
inline std::uint32_t maskedCrc32c(std::string_view bytes)
{
    return std::rotr(crc32c(bytes), 15) + 0xA282EAD8u;
}

} // namespace w2v

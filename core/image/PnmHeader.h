#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace w2v {

/// Header of a binary PGM (P5) or PPM (P6) file.
struct PnmHeader {
    int width = 0, height = 0, channels = 1, maxValue = 255;
    std::size_t dataOffset = 0; ///< of the first sample; samples are big-endian 16 bit when maxValue > 255
};

/// The bytes must begin with P5 or P6. Checks that all samples are there when the size is acceptable.
PnmHeader parsePnmHeader(std::string_view bytes, const std::string& subject);

} // namespace w2v

#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "core/image/Raster.h"

namespace w2v {

enum class ImageFormat { Png, Jpeg, Pnm };

/// What an image file says of itself before anything is decoded.
struct ImageInfo {
    ImageFormat format = ImageFormat::Png;
    int width = 0, height = 0; ///< as stored; an Exif orientation may swap them when decoded
    int channels = 0;          ///< 1 to 4
    int bits = 8;              ///< per channel
};

/// Most pixels an image may have. Larger ones are refused before anything is allocated.
inline constexpr std::int64_t kMaxImagePixels = 100'000'000;

/// Reads the header and walks the file's structure without decoding: an empty, truncated, damaged or oversized file is an
/// Error. Understood are PNG, JPEG and binary PGM/PPM. `subject` names the source in the message.
ImageInfo inspectImage(std::string_view bytes, const std::string& subject);
ImageInfo inspectImage(const std::filesystem::path& path);

/// Any understood image as 8-bit RGB: grey is spread, alpha dropped, 16 bit reduced, Exif orientation applied.
ColorImage decodeColorImage(std::string_view bytes, const std::string& subject);
ColorImage readColorImage(const std::filesystem::path& path);

/// A single-channel image (PNG or PGM, 8 or 16 bit; PGM is big-endian) as metres: value / unitsPerMetre, 0 = unknown.
DepthMap readDepthImage(const std::filesystem::path& path, double unitsPerMetre = 1000.0);

/// A single-channel 8-bit image such as a mask; colour is refused.
GrayImage readGrayImage(const std::filesystem::path& path);

std::string encodePng(const ColorImage& image);
std::string encodePng(const GrayImage& image);
/// 16-bit PNG of round(metres * unitsPerMetre); 0 where unknown, not finite or beyond 65535 units.
std::string encodeDepthPng(const DepthMap& depth, double unitsPerMetre = 1000.0);

/// Written atomically.
void writePng(const std::filesystem::path& path, const ColorImage& image);
void writePng(const std::filesystem::path& path, const GrayImage& image);
void writeDepthPng(const std::filesystem::path& path, const DepthMap& depth, double unitsPerMetre = 1000.0);

} // namespace w2v

#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace w2v {

/// What a photograph's EXIF data says of its focal length.
struct ExifFocal {
    double pixels = 0;   ///< of the picture as it is stored
    std::string how;     ///< "28 mm (35 mm equivalent)"
};

/// From FocalLengthIn35mmFilm, which compares diagonals (43.27 mm; CIPA DCG-001), or else from FocalLength and
/// FocalPlaneXResolution. `bytes` is the whole file, the size that of the stored picture. None when there is no EXIF block, it
/// is damaged, or its numbers make no camera.
std::optional<ExifFocal> exifFocal(std::string_view bytes, int width, int height);

} // namespace w2v

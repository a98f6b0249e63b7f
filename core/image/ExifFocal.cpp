#include "core/image/ExifFocal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include <fmt/format.h>
#include <libexif/exif-data.h>

namespace w2v {

namespace {

struct Free {
    void operator()(ExifData* data) const { exif_data_unref(data); }
};

/// The entry's first value, whatever its number format; 0 when it is not there.
double number(ExifData* data, ExifTag tag)
{
    const ExifEntry* entry = exif_content_get_entry(data->ifd[EXIF_IFD_EXIF], tag);
    if (!entry || !entry->data || entry->components < 1 || entry->size < exif_format_get_size(entry->format))
        return 0;
    const ExifByteOrder order = exif_data_get_byte_order(data);
    switch (entry->format) {
    case EXIF_FORMAT_SHORT: return exif_get_short(entry->data, order);
    case EXIF_FORMAT_LONG: return exif_get_long(entry->data, order);
    case EXIF_FORMAT_RATIONAL: {
        const ExifRational value = exif_get_rational(entry->data, order);
        return value.denominator ? static_cast<double>(value.numerator) / value.denominator : 0.0;
    }
    default: return 0;
    }
}

double millimetresOf(int unit)
{
    return unit == 3 ? 10.0 : 25.4; // centimetres, else inches, the default
}

} // namespace

std::optional<ExifFocal> exifFocal(std::string_view bytes, int width, int height)
{
    if (bytes.empty() || bytes.size() > std::numeric_limits<unsigned>::max() || width <= 0 || height <= 0)
        return std::nullopt;
    // The library looks for the APP1 segment itself and checks every offset against the size.
    const std::unique_ptr<ExifData, Free> data(
        exif_data_new_from_data(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<unsigned>(bytes.size())));
    if (!data)
        return std::nullopt;
    constexpr double kFilmDiagonal = 43.2666; // millimetres of 36 x 24
    const double diagonal = std::hypot(width, height);
    const auto sensible = [diagonal](double pixels) { return pixels > 0.15 * diagonal && pixels < 60 * diagonal; };

    const double film = number(data.get(), EXIF_TAG_FOCAL_LENGTH_IN_35MM_FILM);
    if (const double pixels = film / kFilmDiagonal * diagonal; sensible(pixels))
        return ExifFocal{pixels, fmt::format("{:g} mm (35 mm equivalent)", film)};

    const double focal = number(data.get(), EXIF_TAG_FOCAL_LENGTH), resolution = number(data.get(), EXIF_TAG_FOCAL_PLANE_X_RESOLUTION);
    const double unit = millimetresOf(static_cast<int>(number(data.get(), EXIF_TAG_FOCAL_PLANE_RESOLUTION_UNIT)));
    // The resolution is that of the picture as taken; this one may have been scaled since.
    const double taken = std::max(number(data.get(), EXIF_TAG_PIXEL_X_DIMENSION), number(data.get(), EXIF_TAG_PIXEL_Y_DIMENSION));
    const double scale = taken > 0 ? std::max(width, height) / taken : 1.0;
    if (const double pixels = focal * resolution / unit * scale; sensible(pixels))
        return ExifFocal{pixels, fmt::format("{:g} mm on a sensor of {:.1f} pixels a mm", focal, resolution / unit)};
    return std::nullopt;
}

} // namespace w2v

#include <array>
#include <cctype>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/image/PnmHeader.h"

namespace w2v {

namespace {

using namespace std::string_literals;

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

std::uint32_t bigEndian(std::string_view bytes, std::size_t at, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

[[noreturn]] void damaged(const std::string& subject, const std::string& what)
{
    throw Error(subject, what, "Copy or export the file again");
}

/// CRC-32 as the PNG specification defines it (ISO 3309), over type and data.
std::uint32_t crc32(std::string_view bytes)
{
    static const auto table = [] {
        std::array<std::uint32_t, 256> t{};
        for (std::uint32_t n = 0; n < 256; ++n) {
            std::uint32_t c = n;
            for (int k = 0; k < 8; ++k)
                c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
            t[n] = c;
        }
        return t;
    }();
    std::uint32_t c = 0xffffffffu;
    for (const char b : bytes)
        c = table[(c ^ static_cast<unsigned char>(b)) & 0xff] ^ (c >> 8);
    return c ^ 0xffffffffu;
}

/// Decoders return a half-grey picture for a cut file, so every chunk and the end marker are checked here.
ImageInfo inspectPng(std::string_view bytes, const std::string& subject)
{
    ImageInfo info;
    std::size_t at = kPngSignature.size();
    bool hasHeader = false, hasData = false;
    while (true) {
        if (bytes.size() - at < 12)
            damaged(subject, "the PNG file is cut off");
        const std::size_t length = bigEndian(bytes, at, 4);
        if (length > bytes.size() - at - 12)
            damaged(subject, "the PNG file is cut off");
        const std::string_view type = bytes.substr(at + 4, 4);
        if (!hasHeader) {
            if (type != "IHDR" || length != 13)
                damaged(subject, "the PNG file has no header");
            info.width = static_cast<int>(std::min<std::uint32_t>(bigEndian(bytes, at + 8, 4), INT32_MAX));
            info.height = static_cast<int>(std::min<std::uint32_t>(bigEndian(bytes, at + 12, 4), INT32_MAX));
            info.bits = static_cast<unsigned char>(bytes[at + 16]);
            static constexpr int kChannels[7] = {1, 0, 3, 3, 2, 0, 4}; // by PNG colour type; a palette decodes to RGB
            const int colorType = static_cast<unsigned char>(bytes[at + 17]);
            info.channels = colorType < 7 ? kChannels[colorType] : 0;
            if (info.channels == 0)
                damaged(subject, "the PNG header has an unknown colour type");
            hasHeader = true;
        }
        if (crc32(bytes.substr(at + 4, length + 4)) != bigEndian(bytes, at + 8 + length, 4))
            damaged(subject, "the PNG file is damaged (checksum of chunk " + std::string(type) + ")");
        hasData = hasData || type == "IDAT";
        if (type == "IEND")
            break;
        at += length + 12;
    }
    if (!hasData)
        damaged(subject, "the PNG file holds no picture data");
    return info;
}

ImageInfo inspectJpeg(std::string_view bytes, const std::string& subject)
{
    ImageInfo info;
    info.format = ImageFormat::Jpeg;
    std::size_t at = 2;
    bool scanned = false;
    while (at + 2 <= bytes.size()) {
        if (static_cast<unsigned char>(bytes[at]) != 0xff)
            damaged(subject, "the JPEG file is damaged");
        const int marker = static_cast<unsigned char>(bytes[at + 1]);
        if (marker == 0xff) { // fill byte
            ++at;
            continue;
        }
        if (marker == 0xd9) {
            if (!scanned || info.width == 0)
                damaged(subject, "the JPEG file holds no picture data");
            return info;
        }
        if (at + 4 > bytes.size())
            break;
        const std::size_t length = bigEndian(bytes, at + 2, 2);
        if (length < 2 || length > bytes.size() - at - 2)
            break;
        const bool frameHeader = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frameHeader) {
            if (length < 8)
                damaged(subject, "the JPEG header is too short");
            info.bits = static_cast<unsigned char>(bytes[at + 4]);
            info.height = static_cast<int>(bigEndian(bytes, at + 5, 2));
            info.width = static_cast<int>(bigEndian(bytes, at + 7, 2));
            info.channels = static_cast<unsigned char>(bytes[at + 9]);
        }
        at += 2 + length;
        if (marker == 0xda) { // entropy-coded data runs to the next marker that is neither stuffing nor a restart
            scanned = true;
            while (at + 1 < bytes.size()) {
                const int next = static_cast<unsigned char>(bytes[at + 1]);
                if (static_cast<unsigned char>(bytes[at]) == 0xff && next != 0 && !(next >= 0xd0 && next <= 0xd7))
                    break;
                ++at;
            }
            if (at + 1 >= bytes.size())
                break;
        }
    }
    damaged(subject, "the JPEG file is cut off");
}

ImageInfo inspectPnm(std::string_view bytes, const std::string& subject)
{
    const PnmHeader header = parsePnmHeader(bytes, subject);
    return {ImageFormat::Pnm, header.width, header.height, header.channels, header.maxValue > 255 ? 16 : 8};
}

} // namespace

PnmHeader parsePnmHeader(std::string_view bytes, const std::string& subject)
{
    PnmHeader header;
    header.channels = bytes[1] == '5' ? 1 : 3;
    std::size_t at = 2;
    int* const fields[3] = {&header.width, &header.height, &header.maxValue};
    for (int* field : fields) {
        while (at < bytes.size() && (std::isspace(static_cast<unsigned char>(bytes[at])) || bytes[at] == '#')) {
            if (bytes[at] == '#')
                while (at < bytes.size() && bytes[at] != '\n')
                    ++at;
            else
                ++at;
        }
        std::int64_t value = 0;
        const std::size_t begin = at;
        for (; at < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[at])) && value < INT32_MAX; ++at)
            value = value * 10 + (bytes[at] - '0');
        if (at == begin || value <= 0 || value > INT32_MAX)
            damaged(subject, "the PGM/PPM header is damaged");
        *field = static_cast<int>(value);
    }
    if (header.maxValue > 65535 || at >= bytes.size() || !std::isspace(static_cast<unsigned char>(bytes[at])))
        damaged(subject, "the PGM/PPM header is damaged");
    header.dataOffset = at + 1;
    const std::uint64_t need = static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(header.height);
    if (need <= static_cast<std::uint64_t>(kMaxImagePixels)
        && need * header.channels * (header.maxValue > 255 ? 2 : 1) > bytes.size() - header.dataOffset)
        damaged(subject, "the PGM/PPM file is cut off");
    return header;
}

ImageInfo inspectImage(std::string_view bytes, const std::string& subject)
{
    if (bytes.empty())
        throw Error(subject, "the file is empty", "Copy or export it again");
    ImageInfo info;
    if (bytes.starts_with(kPngSignature))
        info = inspectPng(bytes, subject);
    else if (bytes.starts_with("\xff\xd8\xff"))
        info = inspectJpeg(bytes, subject);
    else if (bytes.size() > 3 && bytes[0] == 'P' && (bytes[1] == '5' || bytes[1] == '6'))
        info = inspectPnm(bytes, subject);
    else if (kPngSignature.starts_with(bytes.substr(0, kPngSignature.size())))
        damaged(subject, "the PNG file is cut off");
    else
        throw Error(subject, "this is not a PNG, JPEG or binary PGM/PPM image", "Convert it to PNG or JPEG");
    const std::int64_t pixels = static_cast<std::int64_t>(info.width) * info.height;
    if (info.width <= 0 || info.height <= 0)
        damaged(subject, "the image has no pixels");
    if (pixels > kMaxImagePixels)
        throw Error(subject,
                    "the image claims " + std::to_string(info.width) + " x " + std::to_string(info.height)
                        + " pixels; at most 100 million are read",
                    "Use a smaller copy");
    return info;
}

ImageInfo inspectImage(const std::filesystem::path& path)
{
    return inspectImage(readFile(path), path.string());
}

} // namespace w2v

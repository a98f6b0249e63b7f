#include "core/image/ImageIo.h"

#include <cmath>
#include <vector>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/OpenCvBridge.h"
#include "core/image/PnmHeader.h"

namespace w2v {

namespace {

cv::Mat decodePnm(std::string_view bytes, const std::string& subject)
{
    const PnmHeader header = parsePnmHeader(bytes, subject);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data()) + header.dataOffset;
    const bool wide = header.maxValue > 255;
    cv::Mat image(header.height, header.width, CV_MAKETYPE(wide ? CV_16U : CV_8U, header.channels));
    const std::size_t samples = image.total() * header.channels;
    if (wide)
        for (std::size_t i = 0; i < samples; ++i)
            image.ptr<std::uint16_t>()[i] = static_cast<std::uint16_t>(data[2 * i] << 8 | data[2 * i + 1]);
    else
        std::copy_n(data, samples, image.ptr<std::uint8_t>());
    return image;
}

cv::Mat decode(std::string_view bytes, int flags, const std::string& subject)
{
    const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
    cv::Mat image;
    try {
        image = cv::imdecode(raw, flags);
    } catch (const cv::Exception&) { // falls through to the message below
    }
    if (image.empty())
        throw Error(subject, "the picture data is damaged", "Copy or export the file again");
    return image;
}

/// One channel, 8 or 16 bit, values untouched.
cv::Mat decodeSingleChannel(const std::filesystem::path& path, const char* purpose)
{
    const std::string bytes = readFile(path), subject = path.string();
    const ImageInfo info = inspectImage(bytes, subject);
    if (info.channels != 1)
        throw Error(subject, "a " + std::string(purpose) + " must have one channel, this file has " + std::to_string(info.channels),
                    "Export it as a grey PNG or PGM");
    cv::Mat image = info.format == ImageFormat::Pnm ? decodePnm(bytes, subject) : decode(bytes, cv::IMREAD_UNCHANGED, subject);
    if (image.channels() != 1)
        throw Error(subject, "a " + std::string(purpose) + " must have one channel", "Export it as a grey PNG or PGM");
    return image;
}

std::string encode(const cv::Mat& image)
{
    std::vector<unsigned char> bytes;
    // Level 3 is three times as fast as the default and 5% larger.
    if (image.empty() || !cv::imencode(".png", image, bytes, {cv::IMWRITE_PNG_COMPRESSION, 3}))
        throw Error("PNG", "an empty image cannot be written");
    return std::string(bytes.begin(), bytes.end());
}

} // namespace

ColorImage decodeColorImage(std::string_view bytes, const std::string& subject)
{
    const ImageInfo info = inspectImage(bytes, subject);
    cv::Mat image;
    if (info.format == ImageFormat::Pnm) {
        image = decodePnm(bytes, subject);
        if (image.depth() == CV_16U)
            image.convertTo(image, CV_8U, 1.0 / 257.0);
        if (image.channels() == 1)
            cv::cvtColor(image, image, cv::COLOR_GRAY2RGB);
    } else {
        image = decode(bytes, cv::IMREAD_COLOR, subject);
        cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
    }
    return fromMat<ColorImage>(image);
}

ColorImage readColorImage(const std::filesystem::path& path)
{
    return decodeColorImage(readFile(path), path.string());
}

DepthMap readDepthImage(const std::filesystem::path& path, double unitsPerMetre)
{
    if (!(unitsPerMetre > 0) || !std::isfinite(unitsPerMetre))
        throw Error(path.string(), "the depth scale must be a positive number", "Correct depth_scale in the camera file");
    cv::Mat depth;
    decodeSingleChannel(path, "depth image").convertTo(depth, CV_32F, 1.0 / unitsPerMetre);
    return fromMat<DepthMap>(depth);
}

GrayImage readGrayImage(const std::filesystem::path& path)
{
    cv::Mat gray = decodeSingleChannel(path, "mask");
    if (gray.depth() == CV_16U)
        gray.convertTo(gray, CV_8U, 1.0 / 257.0);
    return fromMat<GrayImage>(gray);
}

std::string encodePng(const ColorImage& image)
{
    cv::Mat bgr;
    if (!image.empty())
        cv::cvtColor(asMat(image), bgr, cv::COLOR_RGB2BGR);
    return encode(bgr);
}

std::string encodePng(const GrayImage& image)
{
    return encode(asMat(image));
}

std::string encodeDepthPng(const DepthMap& depth, double unitsPerMetre)
{
    cv::Mat units(depth.height(), depth.width(), CV_16U);
    for (std::size_t i = 0; i < depth.pixels(); ++i) {
        const double value = std::round(depth.data()[i] * unitsPerMetre);
        units.ptr<std::uint16_t>()[i] = value > 0 && value <= 65535 ? static_cast<std::uint16_t>(value) : 0;
    }
    return encode(units);
}

void writePng(const std::filesystem::path& path, const ColorImage& image)
{
    writeFileAtomic(path, encodePng(image));
}

void writePng(const std::filesystem::path& path, const GrayImage& image)
{
    writeFileAtomic(path, encodePng(image));
}

void writeDepthPng(const std::filesystem::path& path, const DepthMap& depth, double unitsPerMetre)
{
    writeFileAtomic(path, encodeDepthPng(depth, unitsPerMetre));
}

} // namespace w2v

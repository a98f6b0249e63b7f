#include "core/dataset/FramePack.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Safetensors.h"
#include "core/image/ImageIo.h"

namespace w2v {

static_assert(std::endian::native == std::endian::little, "frame packs are stored little-endian");

namespace {

constexpr double kUnitsPerMetre = 1000.0;
constexpr float kMaxUnits = 65535.0f;

std::uint16_t millimetres(float metres)
{
    if (!(metres > 0.0f))
        return 0; // unknown, negative or not a number
    return static_cast<std::uint16_t>(std::clamp(std::round(metres * static_cast<float>(kUnitsPerMetre)), 1.0f, kMaxUnits));
}

std::span<const std::byte> bytesOf(const std::vector<std::uint8_t>& values)
{
    return std::as_bytes(std::span(values));
}

/// Checks a part's type and shape against the frames of the pack.
const TensorView* part(const SafetensorsFile& file, const char* name, TensorType type, const std::vector<std::int64_t>& shape)
{
    const TensorView* tensor = file.find(name);
    if (tensor && (tensor->type != type || tensor->shape != shape))
        throw Error(file.subject(), fmt::format("is no frame pack: \"{}\" has another type or size than \"color\"", name));
    return tensor;
}

} // namespace

std::string encodeFramePack(std::span<const PackedFrame> frames)
{
    if (frames.empty())
        throw Error("frame pack", "has no frames");
    const ColorImage& first = frames[0].color;
    const int width = first.width(), height = first.height();
    const bool withDepth = std::ranges::any_of(frames, [](const PackedFrame& f) { return !f.depth.empty(); }), withMask = !frames[0].observed.empty();
    if (first.empty())
        throw Error("frame pack", "frame 0 has no pixels");
    const std::size_t pixels = first.pixels(), count = frames.size();
    std::vector<std::uint8_t> color(count * pixels * 3), observed(withMask ? count * pixels : 0);
    std::vector<std::uint16_t> depth(withDepth ? count * pixels : 0);
    for (std::size_t i = 0; i < count; ++i) {
        const PackedFrame& frame = frames[i];
        const auto fits = [&](const auto& image, bool wanted) {
            return wanted ? image.width() == width && image.height() == height : image.empty();
        };
        if (!fits(frame.color, true) || !fits(frame.depth, !frame.depth.empty()) || !fits(frame.observed, withMask))
            throw Error("frame pack", fmt::format("frame {} has another size or other parts than frame 0", i));
        std::memcpy(color.data() + i * pixels * 3, frame.color.data(), pixels * 3);
        if (!frame.depth.empty())
            std::transform(frame.depth.data(), frame.depth.data() + pixels, depth.data() + i * pixels, millimetres);
        if (withMask)
            std::memcpy(observed.data() + i * pixels, frame.observed.data(), pixels);
    }
    const std::int64_t n = static_cast<std::int64_t>(count);
    std::vector<TensorView> parts{{"color", TensorType::U8, {n, height, width, 3}, bytesOf(color)}};
    if (withDepth)
        parts.push_back({"depth", TensorType::U16, {n, height, width}, std::as_bytes(std::span(depth))});
    if (withMask)
        parts.push_back({"observed", TensorType::U8, {n, height, width}, bytesOf(observed)});
    return encodeSafetensors(parts, {{"format", "w2v-frames"}, {"version", "1"}});
}

struct FramePackReader::Impl {
    SafetensorsFile file;
    const TensorView* color = nullptr;
    const TensorView* depth = nullptr;
    const TensorView* observed = nullptr;
    int size = 0, width = 0, height = 0;

    explicit Impl(const std::filesystem::path& path) : file(SafetensorsFile::open(path))
    {
        color = file.find("color");
        if (!color || color->type != TensorType::U8 || color->shape.size() != 4 || color->shape[3] != 3)
            throw Error(path.string(), "is no frame pack: it has no \"color\" of bytes with the shape [N, H, W, 3]");
        const std::int64_t n = color->shape[0], h = color->shape[1], w = color->shape[2];
        if (n < 1 || h < 1 || w < 1 || n > INT32_MAX || h > kMaxImagePixels / w)
            throw Error(path.string(), fmt::format("is no usable frame pack: {} frames of {} x {} pixels", n, w, h));
        size = static_cast<int>(n), height = static_cast<int>(h), width = static_cast<int>(w);
        depth = part(file, "depth", TensorType::U16, {n, h, w});
        observed = part(file, "observed", TensorType::U8, {n, h, w});
    }

    std::size_t pixels() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }

    /// Where frame `index` of a part begins; the file's size was checked when it was opened.
    const std::byte* at(const TensorView& tensor, int index, std::size_t bytesPerPixel) const
    {
        if (index < 0 || index >= size)
            throw Error(file.subject(), fmt::format("has no frame {}; it holds {} frames", index, size));
        return tensor.bytes.data() + static_cast<std::size_t>(index) * pixels() * bytesPerPixel;
    }
};

FramePackReader::FramePackReader(const std::filesystem::path& path) : m_impl(std::make_unique<Impl>(path)) {}
FramePackReader::~FramePackReader() = default;
FramePackReader::FramePackReader(FramePackReader&&) noexcept = default;
FramePackReader& FramePackReader::operator=(FramePackReader&&) noexcept = default;

int FramePackReader::size() const
{
    return m_impl->size;
}

int FramePackReader::width() const
{
    return m_impl->width;
}

int FramePackReader::height() const
{
    return m_impl->height;
}

ColorImage FramePackReader::color(int index) const
{
    const std::byte* from = m_impl->at(*m_impl->color, index, 3);
    ColorImage image(m_impl->width, m_impl->height);
    std::memcpy(image.data(), from, image.bytes());
    return image;
}

DepthMap FramePackReader::depth(int index) const
{
    if (!m_impl->depth)
        return {};
    const std::byte* from = m_impl->at(*m_impl->depth, index, 2);
    DepthMap depth(m_impl->width, m_impl->height);
    bool known = false;
    for (std::size_t i = 0; i < m_impl->pixels(); ++i) {
        std::uint16_t value; // the mapped bytes may be at an odd address
        std::memcpy(&value, from + 2 * i, 2);
        depth.data()[i] = static_cast<float>(value / kUnitsPerMetre);
        known = known || value > 0;
    }
    return known ? depth : DepthMap();
}

Mask FramePackReader::observed(int index) const
{
    if (!m_impl->observed)
        return {};
    const std::byte* from = m_impl->at(*m_impl->observed, index, 1);
    Mask mask(m_impl->width, m_impl->height);
    std::memcpy(mask.data(), from, mask.bytes());
    return mask;
}

PackedFrame FramePackReader::frame(int index) const
{
    return {color(index), depth(index), observed(index)};
}

} // namespace w2v

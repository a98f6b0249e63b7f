#include "core/dataset/ImageRef.h"

#include <algorithm>
#include <charconv>

namespace w2v {

namespace {

constexpr std::string_view kPrefix = "blob:";
constexpr std::size_t kDigestLength = 64;

bool isDigest(std::string_view text)
{
    return text.size() == kDigestLength && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

} // namespace

std::string ImageRef::text() const
{
    std::string result = std::string(kPrefix) + digest;
    if (frame >= 0)
        result += '#' + std::to_string(frame);
    return result;
}

std::optional<ImageRef> ImageRef::parse(std::string_view text)
{
    if (!text.starts_with(kPrefix))
        return std::nullopt;
    text.remove_prefix(kPrefix.size());
    ImageRef result;
    const std::size_t mark = text.find('#');
    const std::string_view digest = text.substr(0, mark);
    if (!isDigest(digest))
        return std::nullopt;
    result.digest = digest;
    if (mark != std::string_view::npos) {
        const std::string_view number = text.substr(mark + 1);
        const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), result.frame);
        if (code != std::errc() || end != number.data() + number.size() || result.frame < 0)
            return std::nullopt;
    }
    return result;
}

} // namespace w2v

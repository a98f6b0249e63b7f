#include "core/detection/ClassNames.h"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

constexpr std::size_t kMostBytes = 1 << 20, kLongestName = 100, kMostClasses = 20'000;

std::string trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r"), end = text.find_last_not_of(" \t\r");
    return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

bool isUtf8(const std::string& text)
{
    try {
        (void)nlohmann::json(text).dump();
        return true;
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

} // namespace

std::vector<std::string> readClassNames(const std::filesystem::path& file)
{
    std::string text = readFile(file, kMostBytes);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (!isUtf8(text))
        throw Error(file.string(), "is not UTF-8 text", "Save the list of class names as UTF-8, one name a line");
    std::vector<std::string> names;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        names.push_back(trimmed(std::string_view(text).substr(at, end - at)));
        if (names.back().size() > kLongestName)
            throw Error(fmt::format("{}, line {}", file.string(), names.size()), "is too long for a class name", "Write one name a line");
        at = end + 1;
    }
    while (!names.empty() && names.back().empty())
        names.pop_back();
    if (names.empty() || names.size() > kMostClasses)
        throw Error(file.string(), names.empty() ? "names no class" : "names too many classes", "Write one class name a line, in the model's order");
    return names;
}

std::vector<std::string> parseModelNames(std::string_view text)
{
    std::vector<std::string> names;
    std::size_t at = text.find('{');
    while (at != std::string_view::npos && names.size() < kMostClasses) {
        at = text.find_first_of("0123456789", at);
        if (at == std::string_view::npos)
            break;
        std::size_t number = 0;
        const auto [end, code] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        at = text.find_first_not_of(" :", static_cast<std::size_t>(end - text.data()));
        if (code != std::errc() || number != names.size() || at == std::string_view::npos || (text[at] != '\'' && text[at] != '"'))
            return {};
        const std::size_t close = text.find(text[at], at + 1);
        if (close == std::string_view::npos || close - at > kLongestName)
            return {};
        names.emplace_back(text.substr(at + 1, close - at - 1));
        if (!isUtf8(names.back()))
            return {};
        at = close + 1;
    }
    return names;
}

} // namespace w2v

#include "core/base/Json.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/JsonNesting.h"

namespace w2v {

void checkJsonNesting(std::string_view text, const std::string& subject)
{
    constexpr int kDeepest = 256;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kDeepest)
                throw Error(subject, "is JSON nested more than 256 deep");
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
}

Json parseJson(std::string_view text, const std::string& subject)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    checkJsonNesting(text, subject);
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::exception& e) {
        throw Error(subject, std::string("is not valid JSON (") + e.what() + ")");
    }
}

Json readJson(const std::filesystem::path& path)
{
    return parseJson(readFile(path, 64ull << 20), path.string());
}

void writeJson(const std::filesystem::path& path, const Json& value)
{
    writeFileAtomic(path, value.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

} // namespace w2v

#include "core/base/Json.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

Json parseJson(std::string_view text, const std::string& subject)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
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

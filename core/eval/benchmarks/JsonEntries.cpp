#include "core/eval/benchmarks/JsonEntries.h"

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/LineReader.h"

namespace w2v {

void forEachJsonEntry(const fs::path& file, const std::function<void(const Json&, const std::string&)>& take,
                      const std::function<void(std::string)>& problem)
{
    const auto guarded = [&](const auto& work) {
        try {
            work();
        } catch (const Error& error) {
            problem(error.what());
        }
    };
    LineReader lines(file);
    bool first = true;
    while (lines.next()) {
        const std::string where = fmt::format("{}:{}", file.string(), lines.number());
        const std::size_t begin = lines.line().find_first_not_of(" \t");
        if (lines.tooLong()) {
            problem(where + ": the line is too long");
            continue;
        }
        if (begin == std::string::npos)
            continue;
        if (first && lines.line()[begin] == '[') {
            const Json all = parseJson(readFile(file), file.string());
            std::size_t place = 0;
            for (const Json& entry : all)
                guarded([&] { take(entry, fmt::format("{}, entry {}", file.string(), ++place)); });
            return;
        }
        first = false;
        guarded([&] { take(parseJson(lines.line(), where), where); });
    }
}

} // namespace w2v

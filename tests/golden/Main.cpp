// golden_check DIR: checks every group of golden cases found in DIR against this program.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/base/Error.h"
#include "tests/golden/GoldenGroup.h"

namespace {

using namespace w2v::golden;
namespace fs = std::filesystem;

constexpr std::size_t kShownMessages = 10;

const Checker* folderChecker(const std::string& name)
{
    const Checker* best = nullptr;
    std::size_t length = 0;
    for (const auto& [prefix, checker] : folderCheckers())
        if (name.starts_with(prefix) && prefix.size() > length) {
            best = &checker;
            length = prefix.size();
        }
    return best;
}

/// A group is a .jsonl file, or a folder of a known model family.
bool isGroup(const fs::directory_entry& entry)
{
    const std::string name = entry.path().filename().string();
    if (entry.is_directory())
        return name.starts_with("qwen2_5_vl") || name.starts_with("seva") || folderChecker(name);
    return entry.is_regular_file() && entry.path().extension() == ".jsonl";
}

GroupResult checkGroup(const fs::path& path)
{
    GroupResult result;
    const Checker* checker = nullptr;
    if (fs::is_directory(path)) {
        checker = folderChecker(path.filename().string());
    } else if (const auto it = fileCheckers().find(path.stem().string()); it != fileCheckers().end()) {
        checker = &it->second;
    }
    if (!checker) {
        result.supported = false;
    } else {
        try {
            result = (*checker)(path);
        } catch (const std::exception& error) {
            result.fail(error.what());
        }
    }
    result.name = fs::is_directory(path) ? path.filename().string() : path.stem().string();
    return result;
}

void print(const GroupResult& result)
{
    if (!result.supported) {
        std::printf("%-20s not supported\n", result.name.c_str());
        return;
    }
    std::printf("%-20s %d passed, %d failed\n", result.name.c_str(), result.passed, result.failed);
    for (std::size_t i = 0; i < std::min(kShownMessages, result.messages.size()); ++i)
        std::printf("    %s\n", result.messages[i].c_str());
    if (result.messages.size() > kShownMessages)
        std::printf("    and %zu more\n", result.messages.size() - kShownMessages);
}

int run(const fs::path& folder)
{
    if (!fs::is_directory(folder))
        throw w2v::Error(folder.string(), "is not a folder", "Give the folder of the golden cases");
    std::vector<fs::path> groups;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (isGroup(entry))
            groups.push_back(entry.path());
    if (groups.empty())
        throw w2v::Error(folder.string(), "holds no golden cases", "Expected .jsonl files or model folders");
    std::sort(groups.begin(), groups.end());
    int passed = 0, failed = 0, unsupported = 0;
    for (const fs::path& group : groups) {
        const GroupResult result = checkGroup(group);
        print(result);
        std::fflush(stdout);
        passed += result.passed;
        failed += result.failed;
        unsupported += result.supported ? 0 : 1;
    }
    if (unsupported)
        std::printf("%d group(s) not supported\n", unsupported);
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed || unsupported ? 1 : 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: golden_check DIR\n");
        return 2;
    }
    try {
        return run(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "golden_check: %s\n", error.what());
        return 1;
    }
}

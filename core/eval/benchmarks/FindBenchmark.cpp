#include "core/eval/benchmarks/FindBenchmark.h"

#include <algorithm>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/benchmarks/JsonEntries.h"

namespace w2v {

namespace {

constexpr int kDeepest = 3, kMostEntries = 20'000, kLooked = 20;
constexpr std::uintmax_t kLargest = 256u << 20u;

struct Enough {}; ///< thrown to stop reading

bool isQuestionFile(const fs::path& file)
{
    const std::string extension = file.extension().string();
    std::error_code code;
    return (extension == ".json" || extension == ".jsonl") && fs::is_regular_file(file, code) && fs::file_size(file, code) <= kLargest;
}

std::optional<BenchmarkKind> kindOf(const Json& entry)
{
    const auto has = [&](std::initializer_list<const char*> keys) { return std::all_of(keys.begin(), keys.end(), [&](const char* key) { return entry.contains(key); }); };
    if (!entry.is_object())
        return std::nullopt;
    if (has({"database_idx", "question_type", "answer_choices", "correct_answer", "img_paths"}))
        return BenchmarkKind::Sat;
    if (has({"scene_name", "dataset", "question_type", "ground_truth"}))
        return BenchmarkKind::VsiBench;
    if (has({"question", "images", "gt_answer"}))
        return BenchmarkKind::MindCube;
    return std::nullopt;
}

/// What the first entry says.
std::optional<BenchmarkKind> kindOfFile(const fs::path& file)
{
    std::optional<BenchmarkKind> kind;
    try {
        forEachJsonEntry(file, [&](const Json& entry, const std::string&) {
            kind = kindOf(entry);
            throw Enough();
        }, [](const std::string&) { throw Enough(); });
    } catch (const Enough&) {
    } catch (const std::exception&) { // not a file of ours
    }
    return kind;
}

/// Names of the first questions' media.
std::vector<std::string> firstMedia(BenchmarkKind kind, const fs::path& file)
{
    const Benchmark benchmark = readBenchmark(kind, file, file.parent_path());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < benchmark.questions.size() && names.size() < kLooked; ++i)
        names.insert(names.end(), benchmark.questions[i].media.begin(), benchmark.questions[i].media.end());
    return names;
}

fs::path mediaFolder(BenchmarkKind kind, const fs::path& file)
{
    const fs::path own = file.parent_path();
    const std::vector<std::string> names = firstMedia(kind, file);
    fs::path best = own, above = own;
    int most = 0;
    const auto look = [&](const fs::path& folder) {
        int there = 0;
        std::error_code code;
        for (const std::string& name : names)
            try {
                there += fs::is_regular_file(pathInside(folder, name), code);
            } catch (const Error&) { // a link that leads out of this folder
            }
        if (there > most) {
            most = there;
            best = folder;
        }
    };
    for (int i = 0; i <= kDeepest; ++i) {
        look(above);
        for (const char* below : {"data", "images", "videos", "media"})
            look(above / below);
        if (!above.has_parent_path() || above.parent_path() == above)
            break;
        above = above.parent_path();
    }
    return best;
}

} // namespace

std::vector<FoundBenchmark> findBenchmarks(const fs::path& path)
{
    std::error_code code;
    const fs::path whole = fs::absolute(path).lexically_normal();
    if (!fs::exists(whole, code))
        throw Error(path.string(), "is not there");
    std::vector<fs::path> files;
    if (fs::is_directory(whole, code)) {
        int seen = 0;
        for (fs::recursive_directory_iterator at(whole, fs::directory_options::skip_permission_denied, code), end; at != end && ++seen < kMostEntries; at.increment(code)) {
            if (code)
                break;
            if (at.depth() >= kDeepest)
                at.disable_recursion_pending();
            if (isQuestionFile(at->path()))
                files.push_back(at->path());
        }
        std::sort(files.begin(), files.end());
    } else if (isQuestionFile(whole)) {
        files.push_back(whole);
    }
    std::vector<FoundBenchmark> found;
    for (const fs::path& file : files)
        if (const auto kind = kindOfFile(file)) {
            try {
                found.push_back({*kind, file, mediaFolder(*kind, file)});
            } catch (const Error&) { // looks like one, and none of its questions can be read
            }
        }
    return found;
}

} // namespace w2v

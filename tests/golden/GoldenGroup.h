#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v::golden {

/// What one group of golden cases gave.
struct GroupResult {
    std::string name;
    int passed = 0, failed = 0;
    bool supported = true;
    std::vector<std::string> messages; ///< what differed, a line each

    void fail(const std::string& message)
    {
        ++failed;
        messages.push_back(message);
    }
};

/// Allowed difference of numbers: absolute + relative * |expected|.
struct Tolerance {
    double absolute = 1e-6; ///< expected values are rounded to 6 decimals
    double relative = 0;
};

/// By the name of the field a number is in (the nearest one above it).
using Tolerances = std::map<std::string, Tolerance>;

/// Empty when `actual` is as expected, else where and how they differ. An expected {"error": ...} asks for any "error".
/// Objects must have the same keys; whole numbers, texts and truth values must be equal.
std::string difference(const Json& expected, const Json& actual, const Tolerances& tolerances, const std::string& where = "");

/// Checks every line {"id", "input", "expected"} of a file: compute(input) against expected. A w2v::Error from compute
/// becomes {"error": its message}.
GroupResult checkLines(const std::filesystem::path& file, const std::function<Json(const Json&)>& compute,
                       const Tolerances& tolerances = {});

/// compute() as JSON, or {"error": message} when it throws w2v::Error.
Json orError(const std::function<Json()>& compute);

using Checker = std::function<GroupResult(const std::filesystem::path&)>;

/// Checkers by group name. A .jsonl is looked up by its name; a folder by the longest key it begins with.
const std::map<std::string, Checker>& fileCheckers();
const std::map<std::string, Checker>& folderCheckers();

// One function per family, see the source file of the same family.
GroupResult checkCanonicalize(const std::filesystem::path& file);
GroupResult checkTrajectory(const std::filesystem::path& file);
GroupResult checkKeepFrames(const std::filesystem::path& file);
GroupResult checkActionText(const std::filesystem::path& file);
GroupResult checkHySchedule(const std::filesystem::path& file);
GroupResult checkBbox(const std::filesystem::path& file);
GroupResult checkTrackStability(const std::filesystem::path& file);
GroupResult checkImageQc(const std::filesystem::path& file);
GroupResult checkMotionTasks(const std::filesystem::path& file);
GroupResult checkObjectTasks(const std::filesystem::path& file);
GroupResult checkReward(const std::filesystem::path& file);
GroupResult checkGrpoPack(const std::filesystem::path& file);

} // namespace w2v::golden

#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Safetensors.h"
#include "core/worldmodel/svc/Cameras.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

/// One tensor of a golden file as numbers.
struct Values {
    std::vector<std::int64_t> shape;
    std::vector<double> data;
};

Values valuesOf(const SafetensorsFile& file, const std::string& name);
double numberOf(const SafetensorsFile& file, const std::string& name);
std::vector<int> integersOf(const SafetensorsFile& file, const std::string& name);

/// [n,3,4] or [n,4,4]; [n,3,3].
std::vector<svc::Pose> posesOf(const SafetensorsFile& file, const std::string& name);
std::vector<svc::Lens> lensesOf(const SafetensorsFile& file, const std::string& name);

/// The same the other way round, row-major.
std::vector<double> numbersOf(const std::vector<svc::Pose>& poses, int rows = 4);
std::vector<double> numbersOf(const std::vector<svc::Lens>& lenses);

template <class T>
std::vector<double> doubles(const std::vector<T>& values)
{
    return {values.begin(), values.end()};
}

/// One passed or failed case: the largest difference against absolute + relative * (largest expected magnitude).
void compareValues(GroupResult& result, const std::string& name, const std::vector<double>& actual, const std::vector<double>& expected,
                   double absolute, double relativeToLargest = 0);

/// Exact equality of JSON values.
void compareExactly(GroupResult& result, const std::string& name, const Json& actual, const Json& expected);

/// Files (or folders) of a folder whose names begin with `prefix` and end with `suffix`, sorted.
std::vector<std::filesystem::path> filesNamed(const std::filesystem::path& folder, const std::string& prefix, const std::string& suffix);

} // namespace w2v::golden

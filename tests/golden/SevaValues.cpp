#include "tests/golden/SevaValues.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::golden {

namespace {

template <class T>
std::vector<double> read(const TensorView& view)
{
    std::vector<double> result;
    for (std::size_t at = 0; at + sizeof(T) <= view.bytes.size(); at += sizeof(T)) {
        T value;
        std::memcpy(&value, view.bytes.data() + at, sizeof value);
        result.push_back(static_cast<double>(value));
    }
    return result;
}

} // namespace

Values valuesOf(const SafetensorsFile& file, const std::string& name)
{
    const TensorView& view = file.at(name);
    switch (view.type) {
    case TensorType::F32: return {view.shape, read<float>(view)};
    case TensorType::F64: return {view.shape, read<double>(view)};
    case TensorType::I64: return {view.shape, read<std::int64_t>(view)};
    case TensorType::U8:
    case TensorType::Bool: return {view.shape, read<std::uint8_t>(view)};
    default: throw Error(file.subject(), "tensor " + name + " has a type that is not expected");
    }
}

double numberOf(const SafetensorsFile& file, const std::string& name)
{
    return valuesOf(file, name).data.at(0);
}

std::vector<int> integersOf(const SafetensorsFile& file, const std::string& name)
{
    std::vector<int> result;
    for (const double value : valuesOf(file, name).data)
        result.push_back(static_cast<int>(value));
    return result;
}

std::vector<svc::Pose> posesOf(const SafetensorsFile& file, const std::string& name)
{
    const Values values = valuesOf(file, name);
    const std::int64_t rows = values.shape.at(values.shape.size() - 2);
    std::vector<svc::Pose> poses(values.data.size() / static_cast<std::size_t>(rows * 4), svc::Pose::Identity());
    for (std::size_t i = 0; i < values.data.size(); ++i) {
        const auto within = static_cast<std::int64_t>(i) % (rows * 4);
        poses[i / static_cast<std::size_t>(rows * 4)](within / 4, within % 4) = static_cast<float>(values.data[i]);
    }
    return poses;
}

std::vector<svc::Lens> lensesOf(const SafetensorsFile& file, const std::string& name)
{
    const Values values = valuesOf(file, name);
    std::vector<svc::Lens> lenses(values.data.size() / 9);
    for (std::size_t i = 0; i < values.data.size(); ++i)
        lenses[i / 9](static_cast<Eigen::Index>(i % 9 / 3), static_cast<Eigen::Index>(i % 3)) = static_cast<float>(values.data[i]);
    return lenses;
}

std::vector<double> numbersOf(const std::vector<svc::Pose>& poses, int rows)
{
    std::vector<double> result;
    for (const svc::Pose& pose : poses)
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < 4; ++c)
                result.push_back(pose(r, c));
    return result;
}

std::vector<double> numbersOf(const std::vector<svc::Lens>& lenses)
{
    std::vector<double> result;
    for (const svc::Lens& lens : lenses)
        for (int r = 0; r < 3; ++r)
            for (int c = 0; c < 3; ++c)
                result.push_back(lens(r, c));
    return result;
}

void compareValues(GroupResult& result, const std::string& name, const std::vector<double>& actual, const std::vector<double>& expected,
                   double absolute, double relativeToLargest)
{
    if (actual.size() != expected.size()) {
        result.fail(fmt::format("{}: {} numbers instead of {}", name, actual.size(), expected.size()));
        return;
    }
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        largest = std::max(largest, std::abs(expected[i]));
        const double d = std::abs(actual[i] - expected[i]);
        difference = std::isnan(d) ? INFINITY : std::max(difference, d);
    }
    const double limit = absolute + relativeToLargest * largest;
    if (difference <= limit)
        ++result.passed;
    else
        result.fail(fmt::format("{}: differs by {:.3g}, allowed {:.3g}", name, difference, limit));
}

void compareExactly(GroupResult& result, const std::string& name, const Json& actual, const Json& expected)
{
    if (actual == expected)
        ++result.passed;
    else
        result.fail(fmt::format("{}: {} instead of {}", name, actual.dump().substr(0, 300), expected.dump().substr(0, 300)));
}

std::vector<std::filesystem::path> filesNamed(const std::filesystem::path& folder, const std::string& prefix, const std::string& suffix)
{
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix))
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace w2v::golden

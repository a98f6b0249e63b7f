#include "tests/golden/GoldenGroup.h"

#include <cmath>
#include <sstream>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v::golden {

namespace {

std::string shortText(const Json& value)
{
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() > 160 ? text.substr(0, 157) + "..." : text;
}

std::string differs(const std::string& where, const Json& expected, const Json& actual)
{
    return (where.empty() ? "the result" : where) + ": expected " + shortText(expected) + ", got " + shortText(actual);
}

std::string numberDifference(const Json& expected, const Json& actual, const Tolerance& tolerance, const std::string& where)
{
    if (expected.is_number_integer() && actual.is_number_integer())
        return expected == actual ? "" : differs(where, expected, actual);
    const double a = expected.get<double>(), b = actual.get<double>();
    return std::abs(a - b) <= tolerance.absolute + tolerance.relative * std::abs(a) ? "" : differs(where, expected, actual);
}

std::string lastName(const std::string& where)
{
    const std::size_t dot = where.rfind('.');
    const std::string name = dot == std::string::npos ? where : where.substr(dot + 1);
    return name.substr(0, name.find('['));
}

} // namespace

std::string difference(const Json& expected, const Json& actual, const Tolerances& tolerances, const std::string& where)
{
    if (expected.is_object()) {
        if (!actual.is_object())
            return differs(where, expected, actual);
        if (expected.contains("error"))
            return actual.contains("error") ? "" : differs(where, expected, actual);
        for (const auto& [key, value] : expected.items()) {
            if (!actual.contains(key))
                return where + "." + key + " is missing" + (actual.contains("error") ? ": " + shortText(actual) : "");
            if (const std::string found = difference(value, actual[key], tolerances, where + "." + key); !found.empty())
                return found;
        }
        for (const auto& [key, value] : actual.items())
            if (!expected.contains(key))
                return where + "." + key + " is unexpected";
        return "";
    }
    if (expected.is_array()) {
        if (!actual.is_array() || actual.size() != expected.size())
            return differs(where, expected, actual);
        for (std::size_t i = 0; i < expected.size(); ++i)
            if (const std::string found = difference(expected[i], actual[i], tolerances, where + '[' + std::to_string(i) + ']');
                !found.empty())
                return found;
        return "";
    }
    if (expected.is_number() && actual.is_number()) {
        const auto tolerance = tolerances.find(lastName(where));
        return numberDifference(expected, actual, tolerance == tolerances.end() ? Tolerance{} : tolerance->second, where);
    }
    return expected == actual ? "" : differs(where, expected, actual);
}

Json orError(const std::function<Json()>& compute)
{
    try {
        return compute();
    } catch (const Error& error) {
        return {{"error", error.what()}};
    }
}

GroupResult checkLines(const std::filesystem::path& file, const std::function<Json(const Json&)>& compute,
                       const Tolerances& tolerances)
{
    GroupResult result;
    result.name = file.stem().string();
    std::istringstream lines(readFile(file));
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const std::string place = file.filename().string() + ':' + std::to_string(number);
        try {
            const Json test = parseJson(line, place);
            const Json& input = test.at("input");
            const Json actual = orError([&] { return compute(input); });
            const std::string found = difference(test.at("expected"), actual, tolerances);
            if (found.empty())
                ++result.passed;
            else
                result.fail(test.value("id", place) + found);
        } catch (const std::exception& error) {
            result.fail(place + ": " + error.what());
        }
    }
    return result;
}

} // namespace w2v::golden

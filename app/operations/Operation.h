#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

namespace w2v {

/// A long job as a function of JSON parameters; ARCHITECTURE.md, "Operations", lists parameters and results.
/// Throws Error (bad parameters, bad input) or Cancelled; writes nothing the user did not ask for when it throws.
struct Operation {
    std::string name;
    std::string summary;
    Json (*run)(const Json& params, AppContext& app, JobContext& job);
};

const std::vector<Operation>& operations();

/// Throws Error for an unknown name.
const Operation& findOperation(std::string_view name);

/// Parameter access with one clear message for a missing or mistyped one.
std::string requiredText(const Json& params, const char* key);
std::string textOr(const Json& params, const char* key, const std::string& fallback);
double numberOr(const Json& params, const char* key, double fallback);
std::int64_t integerOr(const Json& params, const char* key, std::int64_t fallback);
bool flagOr(const Json& params, const char* key, bool fallback);

/// "576x576" -> {576, 576}; both sides 16..8192.
std::pair<int, int> parseSize(const std::string& text);

} // namespace w2v

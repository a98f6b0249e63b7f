#pragma once
#include <string>

#include "core/base/Json.h"

namespace w2v {

/// Prints an operation's result for people, on stdout.
void printResult(const std::string& operation, const Json& result);

/// "12.3 GFLOP", "4.56 PFLOP".
std::string operationsText(double operations);

} // namespace w2v

#pragma once
#include "core/base/Json.h"

namespace w2v {

/// A benchmark's result as a table: a row a type, a column a scoring rule, then what was asked and what it cost.
void printBench(const Json& result);

/// The tree of imagined views, indented, with scores and seconds.
void printTree(const Json& result);

} // namespace w2v

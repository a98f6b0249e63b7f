#pragma once
#include <spdlog/spdlog.h>

namespace w2v {

/// Sends log lines to stderr with time and level; stdout belongs to results. Level from W2V_LOG (trace ... off), else info.
void startLogging();

} // namespace w2v

#include "core/base/Log.h"

#include <cstdlib>

#include <spdlog/sinks/stdout_color_sinks.h>

namespace w2v {

void startLogging()
{
    auto logger = spdlog::stderr_color_mt("w2v");
    logger->set_pattern("%H:%M:%S %^%l%$ %v");
    if (const char* level = std::getenv("W2V_LOG"))
        logger->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(logger));
}

} // namespace w2v

#include "core/base/Parallel.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>

namespace w2v {

std::size_t parallelPartCount(std::size_t count, std::size_t least)
{
    const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
    return std::clamp<std::size_t>(count / std::max<std::size_t>(least, 1), 1, threads);
}

void parallelParts(std::size_t count, std::size_t least, const std::function<void(std::size_t, std::size_t, std::size_t)>& work)
{
    const std::size_t parts = parallelPartCount(count, least);
    std::vector<std::exception_ptr> errors(parts);
    const auto run = [&](std::size_t part) {
        try {
            work(part, count / parts * part + std::min(part, count % parts), count / parts * (part + 1) + std::min(part + 1, count % parts));
        } catch (...) {
            errors[part] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        threads.reserve(parts - 1);
        for (std::size_t part = 1; part < parts; ++part)
            threads.emplace_back(run, part);
        run(0);
    }
    for (const std::exception_ptr& error : errors)
        if (error)
            std::rethrow_exception(error);
}

} // namespace w2v

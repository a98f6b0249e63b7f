#include "core/base/ParallelJobs.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace w2v {

int threadsToUse()
{
    const int machine = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const char* given = std::getenv("W2V_THREADS");
    if (!given)
        return machine;
    const std::string_view text = given;
    int share = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
    return error == std::errc() && end == text.data() + text.size() && share > 0 ? std::min(share, machine) : machine;
}

void inParallel(int threads, int jobs, const std::function<void(int)>& job)
{
    std::atomic<int> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        for (int i = next++; i < jobs; i = next++) {
            try {
                job(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = std::current_exception();
                next = jobs;
            }
        }
    };
    std::vector<std::jthread> helpers;
    for (int i = 1; i < std::min(threads, jobs); ++i)
        helpers.emplace_back(work);
    work();
    helpers.clear(); // joins
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace w2v

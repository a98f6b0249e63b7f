// bench_svc: what Stable Virtual Camera's networks reach of this machine's matrix-product rate, at a mid-size random configuration,
// and where the time goes. usage: bench_svc [picture side] [repeats] [threads]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include <sys/resource.h>
#include <unistd.h>

#include <ATen/record_function.h>
#include <fmt/format.h>

#include "core/nn/Runtime.h"
#include "core/nn/SvcFactory.h"
#include "core/nn/svc/SvcCost.h"
#include "core/nn/svc/SvcNetworksTorch.h"

using namespace w2v;
using Clock = std::chrono::steady_clock;

namespace {

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Time of every tensor operation without that of the operations it calls.
class Profile {
public:
    void begin()
    {
        m_stack.push_back({Clock::now(), 0});
    }
    void end(const std::string& name)
    {
        const double all = secondsSince(m_stack.back().start), own = all - m_stack.back().inside;
        m_stack.pop_back();
        if (!m_stack.empty())
            m_stack.back().inside += all;
        m_own[name] += own;
    }
    void print(double total) const
    {
        std::vector<std::pair<double, std::string>> rows;
        double known = 0;
        for (const auto& [name, seconds] : m_own) {
            rows.emplace_back(seconds, name);
            known += seconds;
        }
        std::sort(rows.rbegin(), rows.rend());
        for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 14); ++i)
            std::printf("    %5.1f %%  %s\n", 100 * rows[i].first / total, rows[i].second.c_str());
        std::printf("    %5.1f %%  outside tensor operations\n", 100 * (total - known) / total);
    }
    void clear() { m_own.clear(); }

private:
    struct Open {
        Clock::time_point start;
        double inside;
    };
    std::vector<Open> m_stack;
    std::map<std::string, double> m_own;
};

Profile g_profile;

std::unique_ptr<at::ObserverContext> onStart(const at::RecordFunction&)
{
    g_profile.begin();
    return nullptr;
}

void onEnd(const at::RecordFunction& function, at::ObserverContext*)
{
    g_profile.end(function.name());
}

double peakMegabytes() // of this process so far
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Float32 matrix products of 1024 x 1024, GFLOP/s, now.
double productRate()
{
    static const at::Tensor a = at::ones({1024, 1024}), b = at::ones({1024, 1024});
    static at::Tensor c = at::mm(a, b);
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto start = Clock::now();
        at::mm_out(c, a, b);
        best = std::min(best, secondsSince(start));
    }
    return 2 * std::pow(1024.0, 3) / best * 1e-9;
}

/// Repeats `run` and the matrix products in turn, because other work may share the machine; then once under the profiler.
template <class Run>
void measure(const char* name, double operations, int repeats, const Run& run)
{
    run(); // warms
    std::vector<double> seconds, shares;
    for (int i = 0; i < repeats; ++i) {
        const double before = productRate();
        const auto start = Clock::now();
        run();
        seconds.push_back(secondsSince(start));
        shares.push_back(operations / seconds.back() * 1e-9 / (0.5 * (before + productRate())));
    }
    std::sort(seconds.begin(), seconds.end());
    std::sort(shares.begin(), shares.end());
    std::printf("%-14s %8.2f GFLOP  median %.3f s = %.1f GFLOP/s; share of the matrix-product rate %.0f / %.0f / %.0f %% (least, median, most)\n", name,
                operations * 1e-9, seconds[seconds.size() / 2], operations / seconds[seconds.size() / 2] * 1e-9, 100 * shares.front(),
                100 * shares[shares.size() / 2], 100 * shares.back());
    g_profile.clear();
    const auto handle = at::addThreadLocalCallback(at::RecordFunctionCallback(onStart, onEnd).scopes({at::RecordScope::FUNCTION}));
    const auto start = Clock::now();
    run();
    const double total = secondsSince(start);
    at::removeCallback(handle);
    g_profile.print(total);
}

} // namespace

int main(int argc, char** argv)
{
    ensureTorchEnvironment(argv);
    const int side = argc > 1 ? std::atoi(argv[1]) : 384, repeats = argc > 2 ? std::atoi(argv[2]) : 3;
    const int threads = argc > 3 ? std::atoi(argv[3]) : availableProcessors();
    setTorchThreads(threads);
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / fmt::format("bench_svc-{}", getpid());
    createSvcTestWeights(folder, "mid", 1);
    const c10::InferenceMode inference;
    const nn::SvcNetworks networks = nn::loadSvcNetworks(folder, "auto", "cpu");
    const double before = peakMegabytes();
    std::printf("%d threads, matrix products %.1f GFLOP/s; pictures of %d pixels, %d frames a call\n", threads, productRate(), side, networks.unet->config().frames);

    const std::int64_t frames = networks.unet->config().frames, h = side / networks.vae->config().stride();
    const at::Tensor x = at::randn({frames, 11, h, h}), dense = at::randn({frames, 6, h, h}), context = at::randn({1, 1, networks.unet->config().contextWidth}).expand({frames, 1, -1}).contiguous();
    const at::Tensor steps = at::full({frames}, 500, at::kLong), picture = at::randn({1, 3, side, side}), latent = at::randn({1, 4, h, h});
    measure("network", nn::svcUNetCost(networks.unet->config(), static_cast<int>(frames), static_cast<int>(h), static_cast<int>(h)).operations, repeats,
            [&] { networks.unet->forward(x, steps, context, dense, frames); });
    std::printf("    work memory at most %.0f MB\n", peakMegabytes() - before);
    measure("encoder", nn::svcEncoderCost(networks.vae->config(), side, side).operations, repeats, [&] { networks.vae->encode(picture); });
    measure("decoder", nn::svcDecoderCost(networks.vae->config(), side, side).operations, repeats, [&] { networks.vae->decode(latent); });
    measure("image encoder", nn::svcClipCost(networks.clip->config()).operations, repeats, [&] { networks.clip->embed(picture); });
    std::filesystem::remove_all(folder);
    return 0;
}

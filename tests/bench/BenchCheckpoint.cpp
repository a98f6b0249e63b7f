// bench_checkpoint [megabytes]: what opening, saving and describing a sharded half-precision checkpoint takes in time and memory, and what a
// low-rank adapter costs. Peaks are of resident memory above the program itself (/proc/self/status, VmHWM).
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/Files.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "tests/support/PeakMemory.h"
#include "tests/support/RandomModel.h"

using namespace w2v;
using namespace w2v::nn;

namespace {

double secondsOf(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void measured(const std::string& what, std::int64_t model, const std::function<void()>& work)
{
    const test::PeakMemory peak;
    const double seconds = secondsOf(work);
    fmt::print("{:<44} {:8.3f} s   peak {:7.1f} MB{}\n", what, seconds, static_cast<double>(peak.bytes()) * 1e-6,
               model ? fmt::format(" = {:.2f} x the model in memory", static_cast<double>(peak.bytes()) / static_cast<double>(model)) : "");
}

/// Median time of reading a prompt and of one more token.
std::pair<double, double> speeds(const QwenConfig& config, const QwenWeights& weights)
{
    const at::NoGradGuard noGrad;
    TokenRow row;
    row.ids.assign(256, 7);
    const ModelBatch batch = packRows(config, {row});
    std::vector<double> prompt, token;
    for (int i = 0; i < 7; ++i) {
        KeyValueCache cache(config, 1, 300, weights.embedding.options().dtype(at::kFloat));
        prompt.push_back(secondsOf([&] { modelForward(config, weights, batch, {&cache, at::tensor({std::int64_t{255}}), {}}); }));
        const RotaryTable rotary = decoderRotary(at::full({3, 1}, 256, at::kLong), config.ropeTheta, config.mropeSection);
        token.push_back(secondsOf([&] { logitsOf(weights, decoderStep(config, weights, embedIds(weights, at::tensor({std::int64_t{7}})), rotary, cache)); }));
    }
    std::sort(prompt.begin(), prompt.end());
    std::sort(token.begin(), token.end());
    return {prompt[3], token[3]};
}

} // namespace

int main(int argc, char** argv)
{
    ensureTorchEnvironment(argv);
    setTorchThreads(availableProcessors());
    const double megabytes = argc > 1 ? std::atof(argv[1]) : 300;
    test::RandomModelSizes sizes;
    sizes.hidden = 1024;
    sizes.heads = 16;
    sizes.intermediate = 2816;
    sizes.vocabulary = 32000;
    sizes.layers = 1;
    QwenConfig config = test::randomModelConfig(sizes);
    const std::int64_t one = QwenWeights::elements(config);
    sizes.layers = 2;
    const std::int64_t layer = QwenWeights::elements(test::randomModelConfig(sizes)) - one;
    sizes.layers = static_cast<int>(std::max<std::int64_t>(1, (static_cast<std::int64_t>(megabytes * 5e5) - one) / layer + 1));
    config = test::randomModelConfig(sizes);
    config.dtype = "bfloat16";
    const std::int64_t elements = QwenWeights::elements(config);
    const fs::path folder = fs::temp_directory_path() / fmt::format("bench_checkpoint-{}", getpid());
    createFolder(folder);
    fmt::print("{} parameters, {:.1f} MB in bfloat16, shards of 100 MB\n", elements, static_cast<double>(elements) * 2e-6);
    {
        const QwenWeights weights = QwenWeights::over(config, at::randn({elements}).mul_(0.02).to(at::kBFloat16));
        measured("writing, beside the model", elements * 2, [&] { writeQwenFiles(folder, config, weights, 100'000'000); });
    }
    measured("describing (w2v vlm info)", 0, [&] { describeCheckpoint(folder); });
    measured("opening as bfloat16", elements * 2, [&] { loadQwenCheckpoint(folder, at::kBFloat16); });
    measured("opening as float32", elements * 4, [&] { loadQwenCheckpoint(folder, at::kFloat); });

    LoraConfig usual;
    usual.rank = 16;
    usual.alpha = 32;
    const QwenLora lora = makeLora(config, usual, 1);
    fmt::print("adapter of rank 16: {} layers, {} parameters\n", lora.modules.size(), lora.parameters());
    SilentJobContext job;
    measured("merging into a new folder", 0, [&] { mergeQwenCheckpoint(folder, lora, folder / "merged", job, 100'000'000); });
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
        const QwenWeights weights = loadQwenCheckpoint(folder, type).weights;
        for (const bool adapted : {false, true}) {
            const auto [prompt, token] = speeds(config, adapted ? lora.attach(config, weights) : weights);
            fmt::print("{:<9}{:<35} {:8.1f} ms for 256 tokens, {:.1f} ms for one more\n", type == at::kFloat ? "float32" : "bfloat16",
                       adapted ? "with the adapter beside" : "", prompt * 1e3, token * 1e3);
        }
    }
    fs::remove_all(folder);
    return 0;
}

// bench_vlm: what the small models cost on this machine. Prints the BLAS' matrix-product rate, training samples/s with one and two
// replicas, and answers and tokens a second; the shapes are those of the presets. usage: bench_vlm [seconds a measurement]
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/train/SftTrainer.h"

using namespace w2v;

namespace {

constexpr const char* kQuestion = "<image><image>One straight move leads from the first view to the second. Which way and how far, in meters?";

std::vector<TrainingSample> samplesOf(int side, int count)
{
    std::vector<TrainingSample> samples;
    Rng random(3);
    for (int i = 0; i < count; ++i) {
        TrainingSample sample;
        for (auto& view : sample.views) {
            auto image = std::make_shared<ColorImage>(side, side);
            for (std::size_t k = 0; k < image->bytes(); ++k)
                image->data()[k] = static_cast<std::uint8_t>(random.integer(0, 255));
            view = image;
        }
        sample.depths[0] = std::make_shared<DepthMap>(side, side, 2.0f);
        sample.camera = intrinsicsFromFov(side, side, 90);
        sample.firstFromSecond = Rigid3d::Identity();
        sample.texts[0] = SampleText{kQuestion, fmt::format("move forward {}.{} meters", i % 2, i % 10)};
        samples.push_back(std::move(sample));
    }
    return samples;
}

double training(const fs::path& model, const std::vector<TrainingSample>& samples, const fs::path& run, int batch, int replicas, double seconds)
{
    Recipe recipe;
    recipe.curriculum.clear();
    recipe.tasks = {{"A1", 1}};
    recipe.batch = batch;
    recipe.replicas = replicas;
    recipe.minutes = seconds / 60;
    recipe.evalInterval = recipe.checkpointInterval = 0;
    double warm = 0;
    std::int64_t before = 0;
    TrainingCallbacks callbacks;
    callbacks.onStep = [&](const TrainingStep& at) {
        if (at.step == 3) {
            warm = at.seconds;
            before = at.samples;
        }
    };
    SilentJobContext job;
    const TrainingStep last = trainSft(recipe, model, samples, run, callbacks, job).last;
    return last.step > 3 ? static_cast<double>(last.samples - before) / (last.seconds - warm) : 0;
}

void answering(const fs::path& folder, const std::vector<TrainingSample>& samples, int batch, int count)
{
    const auto model = loadVisionLanguageModel(folder);
    std::vector<VlmQuery> queries;
    for (int i = 0; i < count; ++i) {
        const TrainingSample& sample = samples[static_cast<std::size_t>(i) % samples.size()];
        queries.push_back({{*sample.views[0], *sample.views[1]}, kQuestion});
    }
    GenerationOptions options;
    options.batch = batch;
    options.maxNewTokens = 32;
    SilentJobContext job;
    const auto start = std::chrono::steady_clock::now();
    std::int64_t tokens = 0;
    for (const VlmAnswer& answer : model->answer(queries, options, job))
        tokens += answer.newTokens;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("  answers, batch %d: %.1f a second, %.0f new tokens a second (prompts and pictures included)\n", batch, count / seconds, static_cast<double>(tokens) / seconds);
}

} // namespace

int main(int argc, char** argv)
{
    ensureTorchEnvironment(argv);
    setTorchThreads(1);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    const BlasReport blas = checkBlas();
    std::printf("matrix product on one thread: %.1f GFLOP/s%s%s\n", blas.gigaflops, blas.slow ? "  " : "", blas.warning.c_str());
    const fs::path folder = fs::temp_directory_path() / fmt::format("bench_vlm-{}", getpid());
    for (const auto& [preset, side, batch] : {std::tuple{"w2v-tiny", 56, 16}, std::tuple{"w2v-5m", 224, 8}, std::tuple{"w2v-20m", 224, 8}}) {
        TinyModelOptions options;
        options.preset = preset;
        options.imageSize = side;
        const std::vector<std::string> texts{kQuestion, "move forward 0.1 meters"};
        createTinyModel(folder / preset, texts, options);
        const std::vector<TrainingSample> samples = samplesOf(side, 32);
        std::printf("%s, pairs of %d pixels, batch %d\n", preset, side, batch);
        for (const int replicas : {1, 2})
            std::printf("  training, %d replica%s: %.1f samples a second\n", replicas, replicas > 1 ? "s" : "",
                        training(folder / preset, samples, folder / "run", batch, replicas, seconds));
        answering(folder / preset, samples, 1, side == 56 ? 64 : 8);
        answering(folder / preset, samples, 32, side == 56 ? 512 : 32);
    }
    fs::remove_all(folder);
    return 0;
}

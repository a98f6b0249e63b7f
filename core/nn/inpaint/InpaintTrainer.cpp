#include <chrono>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/Runtime.h"
#include "core/nn/inpaint/Inpaint.h"
#include "core/nn/inpaint/InpaintPoolTorch.h"
#include "core/nn/ops/FusedKernels.h"

namespace w2v {

namespace {

using namespace nn;
using Clock = std::chrono::steady_clock;

constexpr double kAverage = 0.998, kClip = 1.0, kWarmUp = 200, kDecayShare = 0.3;
constexpr double kDepthBeta = 0.2, kDepthWeight = 0.5;

at::Tensor masked(const at::Tensor& each, const at::Tensor& mask)
{
    return (each * mask).sum() / (mask.sum() * each.size(1)).clamp_min(1);
}

at::Tensor lossOf(const InpaintWeights& weights, const InpaintBatch& batch)
{
    const at::Tensor made = inpaintForward(weights, batch.input).made;
    // What was never seen has many answers: squares ask for their mean, which is what PSNR rewards.
    const at::Tensor color = (made.narrow(1, 0, 3) - batch.truth.narrow(1, 0, 3)).square();
    const at::Tensor depth = at::smooth_l1_loss(made.narrow(1, 3, 1), batch.truth.narrow(1, 3, 1), at::Reduction::None, kDepthBeta);
    return masked(color, batch.hole) + kDepthWeight * masked(depth, batch.depthKnown);
}

class InpaintTrainer {
public:
    InpaintTrainer(SceneRenderer& renderer, const InpainterTraining& training, const fs::path& folder)
        : m_training(training), m_folder(folder), m_weights(startOf(training)),
          m_mean(at::zeros_like(m_weights.flat)), m_variance(at::zeros_like(m_weights.flat)), m_average(m_weights.flat.clone()),
          m_gradient(at::zeros_like(m_weights.flat)), m_nextRoom(training.firstRoom)
    {
        if (fs::exists(checkpoint()))
            load();
        m_leaves = m_weights.trainable(m_gradient);
        m_pool = std::make_unique<InpaintPool>(renderer, training.side, m_nextRoom, static_cast<std::size_t>(training.pool));
        WarpSampleOptions options;
        options.side = training.side;
        for (int i = 0; i < training.heldOutRooms; ++i)
            for (PooledSample& sample : samplesOfRoom(renderer, training.firstHeldOutRoom + static_cast<std::uint64_t>(i), options))
                m_heldOut.push_back(std::move(sample));
    }

    void run(const std::function<void(const InpainterStep&)>& onStep, JobContext& job)
    {
        const auto start = Clock::now();
        const Rng random(m_training.seed);
        constexpr std::size_t kFirst = 256;
        m_pool->add(std::min<std::size_t>(kFirst, static_cast<std::size_t>(m_training.pool)));
        double owed = 0;
        while (m_step < m_training.steps && !job.shouldStop()) {
            Rng rng = random.fork(fmt::format("step {}", m_step));
            for (owed += m_training.freshPerStep; owed >= 1; owed -= 1)
                m_pool->add(1);
            InpainterStep report;
            report.loss = step(rng);
            report.step = ++m_step;
            report.learningRate = m_rate;
            report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
            if (m_step % m_training.evalInterval == 0 || m_step == m_training.steps) {
                report.heldOut = validate();
                save();
            }
            onStep(report);
            job.report(static_cast<double>(m_step) / static_cast<double>(m_training.steps), fmt::format("training, step {}", m_step));
        }
        save();
    }

private:
    static InpaintWeights startOf(const InpainterTraining& training)
    {
        return training.start.empty() ? InpaintWeights::random(training.seed) : InpaintWeights::from(SafetensorsFile::open(training.start));
    }
    fs::path checkpoint() const { return m_folder / "checkpoint.safetensors"; }

    double step(Rng& rng)
    {
        const InpaintBatch batch = m_pool->draw(m_training.batch, rng);
        const at::Tensor loss = lossOf(m_leaves, batch);
        const double value = loss.item<double>();
        torch::autograd::backward({loss}, {});
        const double norm = m_gradient.norm().item<double>();
        if (!std::isfinite(value) || !std::isfinite(norm))
            throw Error("training the inpainter", fmt::format("the loss is not finite at step {}", m_step + 1), "Lower the learning rate.");
        const auto at = static_cast<double>(m_step), left = static_cast<double>(m_training.steps - m_step) / static_cast<double>(m_training.steps);
        m_rate = m_training.learningRate * std::min(1.0, (at + 1) / kWarmUp) * std::min(1.0, left / kDecayShare);
        AdamWStep settings;
        settings.rate = static_cast<float>(m_rate);
        settings.beta1 = 0.9f;
        settings.beta2 = 0.99f;
        settings.epsilon = 1e-8f;
        settings.weightDecay = 1e-4f;
        settings.correction1 = static_cast<float>(1 - std::pow(0.9, at + 1));
        settings.correction2 = static_cast<float>(1 - std::pow(0.99, at + 1));
        settings.gradientScale = norm > kClip ? static_cast<float>(kClip / norm) : 1.0f;
        fusedKernels().adamW(m_weights.flat.data_ptr<float>(), m_gradient.data_ptr<float>(), m_mean.data_ptr<float>(),
                             m_variance.data_ptr<float>(), m_weights.flat.numel(), settings);
        m_gradient.zero_();
        m_average.lerp_(m_weights.flat, 1 - std::min(kAverage, (at + 1) / (at + 10)));
        return value;
    }

    /// Of the averaged weights: PSNR over all missing pixels and the median relative error of their depth, beside the first guess.
    std::map<std::string, double> validate() const
    {
        const c10::InferenceMode inference;
        const InpaintWeights weights = InpaintWeights::over(m_average);
        double squares = 0, guessSquares = 0, count = 0;
        std::vector<at::Tensor> errors;
        for (std::size_t begin = 0; begin < m_heldOut.size(); begin += 8) {
            const InpaintBatch batch = plainBatch(m_heldOut, begin, std::min<std::size_t>(8, m_heldOut.size() - begin));
            const at::Tensor guess = batch.input.narrow(1, 0, 4), made = inpaintForward(weights, batch.input).made;
            const auto sum = [&](const at::Tensor& image) {
                return ((image.narrow(1, 0, 3).clamp(-1, 1) - batch.truth.narrow(1, 0, 3)).square() * batch.hole).sum().item<double>();
            };
            squares += sum(made);
            guessSquares += sum(guess);
            count += 3 * batch.hole.sum().item<double>();
            const at::Tensor relative = ((made - batch.truth).narrow(1, 3, 1).exp() - 1).abs();
            errors.push_back(relative.masked_select(batch.depthKnown > 0));
        }
        const auto decibels = [&](double sum) { return 10 * std::log10(4 * count / std::max(sum, 1e-9)); };
        return {{"psnr", decibels(squares)}, {"psnr_first_guess", decibels(guessSquares)},
                {"depth_error", at::cat(errors).median().item<double>()}};
    }

    void save() const
    {
        createFolder(m_folder);
        const auto bytesOf = [](const at::Tensor& t) {
            return std::span<const std::byte>(static_cast<const std::byte*>(t.data_ptr()), t.nbytes());
        };
        const std::vector<std::int64_t> shape{m_weights.flat.numel()};
        writeSafetensors(checkpoint(), {{"weights", TensorType::F32, shape, bytesOf(m_weights.flat)},
                                        {"mean", TensorType::F32, shape, bytesOf(m_mean)},
                                        {"variance", TensorType::F32, shape, bytesOf(m_variance)},
                                        {"average", TensorType::F32, shape, bytesOf(m_average)}},
                         {{"step", std::to_string(m_step)}, {"next_room", std::to_string(m_pool->nextRoom())}});
        const InpaintWeights average = InpaintWeights::over(m_average);
        std::vector<at::Tensor> halves;
        std::vector<TensorView> views;
        for (const InpaintWeights::Part& part : average.parts) {
            halves.push_back(part.view.to(at::kHalf).contiguous());
            views.push_back({part.name, TensorType::F16, part.view.sizes().vec(), bytesOf(halves.back())});
        }
        writeSafetensors(m_folder / "imaginer.safetensors", views,
                         {{"format", "w2v-inpainter"}, {"version", "2"}, {"step", std::to_string(m_step)},
                          {"seed", std::to_string(m_training.seed)}, {"rooms_from", std::to_string(m_training.firstRoom)},
                          {"rooms_to", std::to_string(m_pool->nextRoom())}});
    }

    void load()
    {
        const SafetensorsFile file = SafetensorsFile::open(checkpoint());
        for (const auto& [name, target] : {std::pair("weights", &m_weights.flat), std::pair("mean", &m_mean),
                                           std::pair("variance", &m_variance), std::pair("average", &m_average)}) {
            const TensorView& stored = file.at(name);
            if (stored.type != TensorType::F32 || stored.elements() != target->numel())
                throw Error(file.subject(), "it was written by another version of the trainer", "Train in another folder.");
            std::memcpy(target->data_ptr(), stored.bytes.data(), stored.bytes.size());
        }
        try {
            m_step = std::stoll(file.metadata().at("step"));
            m_nextRoom = std::stoull(file.metadata().at("next_room"));
        } catch (const std::logic_error&) {
            throw Error(file.subject(), "it does not say how far the training was", "Train in another folder.");
        }
    }

    InpainterTraining m_training;
    fs::path m_folder;
    InpaintWeights m_weights, m_leaves;
    at::Tensor m_mean, m_variance, m_average, m_gradient;
    std::unique_ptr<InpaintPool> m_pool;
    std::vector<PooledSample> m_heldOut;
    std::uint64_t m_nextRoom;
    std::int64_t m_step = 0;
    double m_rate = 0;
};

} // namespace

void trainInpainter(SceneRenderer& renderer, const InpainterTraining& training, const fs::path& folder,
                    const std::function<void(const InpainterStep&)>& onStep, JobContext& job)
{
    if (training.steps < 1 || training.batch < 1 || training.pool < training.batch || training.side < 2 * kInpaintMultiple
        || training.side % kInpaintMultiple != 0 || training.evalInterval < 1 || training.freshPerStep <= 0)
        throw Error("training the inpainter", "its settings make no sense",
                    fmt::format("Use at least one step and a side that is a multiple of {}.", kInpaintMultiple));
    setTorchThreads(1);
    at::globalContext().setFlushDenormal(true);
    InpaintTrainer(renderer, training, folder).run(onStep, job);
}

} // namespace w2v

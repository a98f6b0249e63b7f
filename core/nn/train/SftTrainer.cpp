#include "core/nn/train/SftTrainer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/train/ReplicaCrew.h"
#include "core/nn/train/RunCourse.h"
#include "core/nn/train/SampleBatcherTorch.h"
#include "core/nn/train/TrainedModelTorch.h"
#include "core/nn/train/TrainingState.h"

namespace w2v {

namespace {

using namespace nn;

/// Weights of the dense auxiliary head: three numbers a patch (flow x, flow y, log depth). It is dropped after training.
struct AuxiliaryHead {
    at::Tensor flat; ///< [3 * width + 3]
    int width = 0;

    static AuxiliaryHead create(int width)
    {
        AuxiliaryHead head{at::zeros({3 * width + 3}, at::kFloat), width};
        Rng random = Rng(17).fork("auxiliary head");
        for (int i = 0; i < 3 * width; ++i)
            head.flat.data_ptr<float>()[i] = static_cast<float>(random.normal() / std::sqrt(static_cast<double>(width)));
        return head;
    }
};

/// One thread's leaves, gradients and data.
struct Replica {
    at::Tensor headGradient;
    QwenWeights weights;
    at::Tensor headWeight, headBias;
    std::unique_ptr<SampleBatcher> batcher;
    double loss = 0, auxiliary = 0, flow = 0, depth = 0, squares = 0;
    double waited = 0; ///< seconds of this step until its batches were there
    std::int64_t tokens = 0;
};

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

at::Tensor maskedSmoothL1(const at::Tensor& value, const at::Tensor& target, const at::Tensor& known, double beta)
{
    at::Tensor each = at::smooth_l1_loss(value, target, at::Reduction::None, beta);
    if (each.dim() > 1)
        each = each.sum(-1);
    return (each * known).sum() / known.sum().clamp_min(1);
}

/// The last step of a run by the recipe's steps and epochs; 0 = none.
std::int64_t lastStep(const Recipe& recipe, std::size_t samples)
{
    if (recipe.epochs <= 0)
        return recipe.steps;
    const auto perEpoch = std::max<std::int64_t>(1, static_cast<std::int64_t>(samples) / (recipe.batch * recipe.accumulation));
    const auto limit = static_cast<std::int64_t>(std::ceil(recipe.epochs * static_cast<double>(perEpoch)));
    return recipe.steps > 0 ? std::min(recipe.steps, limit) : limit;
}

class Trainer {
public:
    Trainer(const Recipe& recipe, const std::filesystem::path& model, std::span<const TrainingSample> samples, const std::filesystem::path& run,
            const TrainingCallbacks& callbacks, JobContext& job, const std::filesystem::path& resume)
        : m_recipe(recipe), m_callbacks(callbacks), m_job(job), m_model(recipe, model, run),
          m_head(AuxiliaryHead::create(m_model.config().vision.hidden)), m_course(recipe, lastStep(recipe, samples.size())),
          m_data(fingerprint(samples)), m_crew(crewOf(recipe, recipe.batch, resume, m_data))
    {
        m_replicas.resize(m_crew.size());
        const std::vector<QwenWeights> leaves = m_model.attachReplicas(static_cast<int>(m_crew.size()));
        std::vector<at::Tensor> headGradients;
        const std::int64_t width = m_head.width;
        const Rng random(recipe.seed);
        for (std::size_t r = 0; r < m_replicas.size(); ++r) {
            Replica& replica = m_replicas[r];
            replica.weights = leaves[r];
            replica.headGradient = at::zeros_like(m_head.flat);
            replica.headWeight = leaf(m_head.flat, replica.headGradient, 0, 3 * width, {3, width});
            replica.headBias = leaf(m_head.flat, replica.headGradient, 3 * width, 3, {3});
            replica.batcher = std::make_unique<SampleBatcher>(m_model.config(), m_model.processor(), m_recipe, samples, random.fork(fmt::format("replica {}", r)));
            headGradients.push_back(replica.headGradient);
        }
        m_model.optimizer().add(m_head.flat, headGradients, 3 * width);
        if (!resume.empty())
            restore(resume);
    }

    TrainingResult run();

private:
    static at::Tensor leaf(const at::Tensor& flat, const at::Tensor& gradient, std::int64_t begin, std::int64_t count, at::IntArrayRef shape)
    {
        at::Tensor view = flat.narrow(0, begin, count).view(shape).detach().requires_grad_(true);
        view.mutable_grad() = gradient.narrow(0, begin, count).view(shape);
        return view;
    }

    void computeGradients(std::size_t index);
    void work(std::size_t index);
    void betweenSteps();
    std::map<std::string, double> evaluate();
    void save();
    void restore(const std::filesystem::path& checkpoint);

    const Recipe& m_recipe;
    const TrainingCallbacks& m_callbacks;
    JobContext& m_job;
    TrainedModel m_model;
    AuxiliaryHead m_head;
    RunCourse m_course;
    std::uint64_t m_data; ///< fingerprint of the samples
    ReplicaCrew m_crew;
    std::vector<Replica> m_replicas;

    TrainingStep m_last;
    TrainingResult m_result;
    double m_share = 0; ///< of the run, when the present step began
    Clock::time_point m_stepStart{};
    double m_windowStart = 0;
    std::int64_t m_windowSamples = 0, m_windowTokens = 0;
    std::atomic<bool> m_finished{false};
};

/// Forward and backward of one replica's part of the batch.
void Trainer::computeGradients(std::size_t index)
{
    Replica& replica = m_replicas[index];
    const QwenConfig& config = m_model.config();
    const int count = static_cast<int>(m_replicas.size()), own = m_recipe.batch * (static_cast<int>(index) + 1) / count - m_recipe.batch * static_cast<int>(index) / count;
    const double part = static_cast<double>(own) / m_recipe.batch / m_recipe.accumulation;
    replica.loss = replica.auxiliary = replica.flow = replica.depth = 0;
    replica.tokens = 0;
    replica.waited = 0;
    for (int k = 0; k < m_recipe.accumulation; ++k) {
        const Clock::time_point asked = Clock::now();
        const TrainingBatch batch = replica.batcher->next(activeTasks(m_recipe, m_last.stage), own);
        replica.waited += secondsSince(asked);
        const LearnedTokens learned = learnedTokens(batch.model, batch.labels, batch.rowWeights);
        const ModelOutput output = modelForward(config, replica.weights, batch.model, {nullptr, learned.rows, {}});
        const at::Tensor loss = languageLoss(replica.weights, output.hidden, learned);
        at::Tensor total = loss;
        if (m_recipe.auxiliaryWeight > 0 && output.vision.patches.defined()) {
            const at::Tensor dense = affine(output.vision.patches, replica.headWeight, replica.headBias);
            const at::Tensor flow = maskedSmoothL1(dense.narrow(1, 0, 2), batch.flow, batch.flowKnown, 0.1);
            const at::Tensor depth = maskedSmoothL1(dense.select(1, 2), batch.logDepth, batch.depthKnown, 0.2);
            const at::Tensor auxiliary = (flow * m_recipe.flowWeight + depth * m_recipe.depthWeight) * m_recipe.auxiliaryWeight;
            total = total + auxiliary;
            replica.auxiliary += auxiliary.item<double>() * part;
            replica.flow += flow.item<double>() * part;
            replica.depth += depth.item<double>() * part;
        }
        replica.loss += loss.item<double>() * part;
        replica.tokens += batch.model.ids.numel();
        torch::autograd::backward({total * part}, {});
    }
}

void Trainer::work(std::size_t index)
{
    const int share = static_cast<int>(index), shares = static_cast<int>(m_replicas.size());
    while (!m_finished) {
        if (!m_crew.phase([&] { computeGradients(index); }))
            return;
        if (!m_crew.phase([&] { m_replicas[index].squares = m_model.optimizer().sumGradients(share, shares); }))
            return;
        double squares = 0;
        for (const Replica& replica : m_replicas)
            squares += replica.squares;
        if (!m_crew.phase([&] {
                const AdamWStep step = m_model.adamW(squares, m_share, m_last.step + 1);
                m_model.optimizer().update(share, shares, m_last.step + 1, step);
                if (index == 0) {
                    m_last.gradientNorm = std::sqrt(squares);
                    m_last.learningRate = step.rate;
                }
            }))
            return;
        if (!m_crew.phaseOfFirst(index, [&] { betweenSteps(); }))
            return;
    }
}

std::map<std::string, double> Trainer::evaluate()
{
    if (!m_callbacks.evaluate)
        return {};
    std::map<std::string, double> metrics = m_callbacks.evaluate(*m_model.answering(), m_last);
    setTorchThreads(m_crew.threads());
    while (m_last.stage < m_recipe.curriculum.size()) {
        const CurriculumStage& stage = m_recipe.curriculum[m_last.stage];
        const auto metric = metrics.find(stage.metric);
        if (metric == metrics.end() || metric->second < stage.reach)
            break;
        ++m_last.stage;
    }
    m_windowStart = m_course.seconds();
    m_windowSamples = m_windowTokens = 0;
    return metrics;
}

void Trainer::save()
{
    Json progress = crewState(m_crew, m_data);
    progress["course"] = m_course.state();
    progress["step"] = m_last.step;
    progress["samples"] = m_last.samples;
    progress["stage"] = m_last.stage;
    progress["loss"] = m_last.loss;
    for (const Replica& replica : m_replicas)
        progress["random"].push_back(replica.batcher->place());
    m_result.checkpoint = m_model.saveCheckpoint(m_last.step, m_course.bestStep(), progress);
    if (m_callbacks.onCheckpoint)
        m_callbacks.onCheckpoint(m_result.checkpoint, m_last);
}

void Trainer::restore(const std::filesystem::path& checkpoint)
{
    const Json progress = trainingProgress(checkpoint);
    m_model.restore(checkpoint);
    m_course.restore(progress.at("course"));
    m_last.step = progress.at("step").get<std::int64_t>();
    m_last.samples = progress.at("samples").get<std::int64_t>();
    m_last.stage = progress.at("stage").get<std::size_t>();
    const Json& loss = progress.at("loss"); // null when it was not finite
    m_last.loss = loss.is_number() ? loss.get<double>() : std::numeric_limits<double>::quiet_NaN();
    for (std::size_t r = 0; r < m_replicas.size(); ++r)
        m_replicas[r].batcher->setPlace(progress.at("random").at(r).get<SampleBatcher::Place>());
    m_result.checkpoint = checkpoint;
}

/// By one thread while the others wait: counts, reports, evaluates, saves, decides whether to go on.
void Trainer::betweenSteps()
{
    ++m_last.step;
    m_last.stepSeconds += secondsSince(m_stepStart);
    m_last.samples += static_cast<std::int64_t>(m_recipe.batch) * m_recipe.accumulation;
    m_last.loss = m_last.auxiliary = m_last.flow = m_last.depth = 0;
    for (const Replica& replica : m_replicas) {
        m_last.loss += replica.loss;
        m_last.auxiliary += replica.auxiliary;
        m_last.flow += replica.flow;
        m_last.depth += replica.depth;
        m_last.inputSeconds += replica.waited / static_cast<double>(m_replicas.size());
        m_windowTokens += replica.tokens;
    }
    m_windowSamples += static_cast<std::int64_t>(m_recipe.batch) * m_recipe.accumulation;
    m_last.seconds = m_course.seconds();
    if (const double window = m_last.seconds - m_windowStart; window > 2 || m_last.step == 1) {
        m_last.samplesPerSecond = static_cast<double>(m_windowSamples) / window;
        m_last.tokensPerSecond = static_cast<double>(m_windowTokens) / window;
        m_windowStart = m_last.seconds;
        m_windowSamples = m_windowTokens = 0;
    }
    if (m_callbacks.onStep)
        m_callbacks.onStep(m_last);
    m_share = m_course.share(m_last.step);
    m_job.report(m_share, fmt::format("training, step {}", m_last.step));

    while (m_last.stage < m_recipe.curriculum.size() && m_share >= m_recipe.curriculum[m_last.stage].until)
        ++m_last.stage;
    m_result.stopped = m_job.shouldStop();
    m_finished = !m_course.after(m_last.step, m_result.stopped, {[this] { return evaluate(); }, [this] { save(); }});
    m_share = m_course.share(m_last.step);
    m_stepStart = Clock::now();
}

TrainingResult Trainer::run()
{
    m_course.begin();
    m_stepStart = Clock::now();
    m_windowStart = m_course.seconds();
    m_share = m_course.share(m_last.step);
    if (m_share < 1) // else it was interrupted after its last checkpoint
        m_crew.run([this](std::size_t index) { work(index); });
    m_result.last = m_last;
    m_result.last.seconds = m_course.seconds();
    m_result.metrics = m_course.metrics();
    return m_result;
}

} // namespace

TrainingResult trainSft(const Recipe& recipe, const std::filesystem::path& model, std::span<const TrainingSample> samples,
                        const std::filesystem::path& run, const TrainingCallbacks& callbacks, JobContext& job,
                        const std::filesystem::path& resume)
{
    return Trainer(recipe, model, samples, run, callbacks, job, resume).run();
}

} // namespace w2v

#include "core/nn/train/GrpoTrainer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/qwen/GeneratorTorch.h"
#include "core/nn/train/PolicyLossTorch.h"
#include "core/nn/train/ReplicaCrew.h"
#include "core/nn/train/RunCourse.h"
#include "core/nn/train/SampleBatcherTorch.h"
#include "core/nn/train/TrainedModelTorch.h"
#include "core/nn/train/TrainingState.h"
#include "core/training/GroupAdvantages.h"

namespace w2v {

namespace {

using namespace nn;

/// An answer that is learned from, in its replica's batch.
struct Learned {
    std::size_t prompt = 0;              ///< among the replica's prompts
    std::vector<std::int64_t> tokens;
    double advantage = 0;
    at::Tensor sampled, reference;       ///< log-probabilities [tokens]
};

struct Replica {
    QwenWeights weights;                 ///< leaves
    std::unique_ptr<SampleBatcher> batcher;
    PromptRows prompts;
    std::vector<PolicyAnswer> answers;   ///< of this step
    std::vector<Learned> learned;
    double learnedWeight = 0;            ///< of all learned tokens in the loss
    int groups = 0, uniform = 0;
    double loss = 0, surrogate = 0, divergence = 0, clipped = 0, squares = 0; ///< parts of the step's means
};

/// The last step of a run by the recipe's steps and epochs; 0 = none.
std::int64_t lastStep(const Recipe& recipe, std::size_t samples)
{
    if (recipe.epochs <= 0)
        return recipe.steps;
    const auto limit = static_cast<std::int64_t>(std::ceil(recipe.epochs * static_cast<double>(samples) / recipe.grpo.prompts));
    return recipe.steps > 0 ? std::min(recipe.steps, limit) : limit;
}

class Trainer {
public:
    Trainer(const Recipe& recipe, const std::filesystem::path& model, std::span<const TrainingSample> samples, const std::filesystem::path& run,
            const GrpoCallbacks& callbacks, JobContext& job, const std::filesystem::path& resume)
        : m_recipe(recipe), m_samples(samples), m_callbacks(callbacks), m_job(job), m_model(recipe, model, run),
          m_course(recipe, lastStep(recipe, samples.size())), m_data(fingerprint(samples)), m_crew(crewOf(recipe, recipe.grpo.prompts, resume, m_data))
    {
        m_replicas.resize(m_crew.size());
        const Rng random(recipe.seed);
        const std::vector<QwenWeights> leaves = m_model.attachReplicas(static_cast<int>(m_crew.size()));
        for (std::size_t r = 0; r < m_replicas.size(); ++r) {
            m_replicas[r].weights = leaves[r];
            m_replicas[r].batcher = std::make_unique<SampleBatcher>(m_model.config(), m_model.processor(), m_recipe, samples,
                                                                    random.fork(fmt::format("replica {}", r)));
        }
        m_reference = m_model.frozenStart();
        if (!resume.empty())
            restore(resume);
    }

    GrpoResult run();

private:
    void write(std::size_t index);
    void judge(Replica& replica, const std::vector<DecodedRow>& rows);
    double weightOf(const Learned& answer) const;
    at::Tensor answerLogProbabilities(const QwenWeights& weights, const Replica& replica, std::span<const Learned> part) const;
    void computeGradients(std::size_t index, bool first);
    void work(std::size_t index);
    void summarise();
    void betweenSteps();
    std::map<std::string, double> evaluate();
    void save();
    void restore(const std::filesystem::path& checkpoint);
    void raise(const std::vector<RunAlarm>& alarms) const;

    const Recipe& m_recipe;
    std::span<const TrainingSample> m_samples;
    const GrpoCallbacks& m_callbacks;
    JobContext& m_job;
    TrainedModel m_model;
    QwenWeights m_reference;
    RunCourse m_course;
    std::uint64_t m_data; ///< fingerprint of the samples
    ReplicaCrew m_crew;
    std::vector<Replica> m_replicas;
    std::int64_t m_updates = 0; ///< optimizer steps so far
    double m_weight = 0;        ///< of all tokens that the step learns from, over all replicas

    double m_share = 0;         ///< of the run, when the present step began
    double m_stepStart = 0, m_written = 0;
    GrpoStep m_last;
    GrpoResult m_result;
    AnswerVariety m_variety;
    RunAlarms m_alarms;
    std::atomic<bool> m_finished{false};
};

/// This replica's share of the questions, answered by the policy as it is.
void Trainer::write(std::size_t index)
{
    const at::NoGradGuard noGrad;
    Replica& replica = m_replicas[index];
    const GrpoSettings& settings = m_recipe.grpo;
    const int count = static_cast<int>(m_replicas.size()), i = static_cast<int>(index);
    const int own = settings.prompts * (i + 1) / count - settings.prompts * i / count;
    replica.prompts = replica.batcher->prompts(m_recipe.tasks, own);
    std::vector<std::size_t> all(static_cast<std::size_t>(own));
    std::iota(all.begin(), all.end(), std::size_t{0});
    const Rng random = Rng(m_recipe.seed).fork(fmt::format("answers {} {}", m_last.step, index));
    DecodeSettings decoding;
    decoding.maxNewTokens = settings.maxNewTokens;
    decoding.rules.temperature = settings.temperature;
    decoding.rules.topP = settings.topP;
    decoding.samples = settings.answers;
    decoding.endTokens = m_model.endTokens();
    decoding.random = [&](std::size_t row) { return random.fork(std::to_string(row)); };
    decoding.shouldStop = [&] { return m_job.shouldStop(); };
    judge(replica, decode(m_model.config(), replica.weights, replica.prompts.pack(m_model.config(), all), decoding));
}

/// Rewards the answers and keeps those that teach something.
void Trainer::judge(Replica& replica, const std::vector<DecodedRow>& rows)
{
    const auto answers = static_cast<std::size_t>(m_recipe.grpo.answers);
    replica.answers.clear();
    replica.learned.clear();
    replica.groups = replica.uniform = 0;
    replica.learnedWeight = 0;
    for (std::size_t prompt = 0; prompt < replica.prompts.rows.size(); ++prompt) {
        std::vector<double> rewards;
        const std::size_t first = replica.answers.size();
        for (std::size_t k = 0; k < answers; ++k) {
            const DecodedRow& row = rows[prompt * answers + k];
            PolicyAnswer answer;
            answer.sample = replica.prompts.draws[prompt].sample;
            answer.variant = replica.prompts.draws[prompt].variant;
            answer.text = m_model.text(row.tokens);
            answer.tokens = static_cast<int>(row.tokens.size());
            answer.reward = m_callbacks.reward(answer.sample, answer.variant, answer.text);
            const auto overall = std::find_if(answer.reward.begin(), answer.reward.end(), [](const auto& part) { return part.first == "overall"; });
            if (overall == answer.reward.end() || !std::isfinite(overall->second))
                throw Error("reward", "gave no finite \"overall\" for the answer \"" + answer.text + "\"");
            rewards.push_back(overall->second);
            replica.answers.push_back(std::move(answer));
        }
        ++replica.groups;
        const bool uniform = isUniform(rewards);
        replica.uniform += uniform;
        const std::vector<double> advantages = groupAdvantages(rewards);
        for (std::size_t k = 0; k < answers; ++k) {
            replica.answers[first + k].advantage = advantages[k];
            const DecodedRow& row = rows[prompt * answers + k];
            if ((uniform && m_recipe.grpo.skipUniform) || row.tokens.empty())
                continue;
            replica.learned.push_back({prompt, row.tokens, advantages[k], {}, {}});
            replica.learnedWeight += weightOf(replica.learned.back()) * static_cast<double>(row.tokens.size());
        }
    }
}

/// Of each of the answer's tokens in the step's means.
double Trainer::weightOf(const Learned& answer) const
{
    return m_recipe.lossMean == "answer" ? 1.0 / static_cast<double>(answer.tokens.size()) : 1.0;
}

/// Of every token of the answers, one after the other.
at::Tensor Trainer::answerLogProbabilities(const QwenWeights& weights, const Replica& replica, std::span<const Learned> part) const
{
    std::vector<std::size_t> which;
    std::vector<std::vector<std::int64_t>> continuations;
    std::vector<std::int64_t> ids, rows;
    for (const Learned& answer : part) {
        which.push_back(answer.prompt);
        continuations.push_back(answer.tokens);
        ids.insert(ids.end(), answer.tokens.begin(), answer.tokens.end());
    }
    const ModelBatch batch = replica.prompts.pack(m_model.config(), which, continuations);
    for (std::size_t i = 0; i < part.size(); ++i) {
        const Segment& segment = batch.segments[i];
        const auto count = static_cast<std::int64_t>(part[i].tokens.size());
        for (std::int64_t k = 0; k < count; ++k)
            rows.push_back(segment.begin + segment.length - count + k - 1); // the token before predicts
    }
    const ModelOutput output = modelForward(m_model.config(), weights, batch, {nullptr, at::tensor(rows), {}});
    return tokenLogProbabilities(logitsOf(weights, output.hidden), at::tensor(ids), m_recipe.grpo.temperature);
}

/// Forward and backward of this replica's answers, in parts of the recipe's batch. `first`: the policy is still the one that wrote
/// them; its log-probabilities are kept for the later updates.
void Trainer::computeGradients(std::size_t index, bool first)
{
    Replica& replica = m_replicas[index];
    replica.loss = replica.surrogate = replica.divergence = replica.clipped = 0;
    const PolicyLossSettings settings{m_recipe.grpo.clipLow, m_recipe.grpo.clipHigh, m_recipe.grpo.klWeight};
    const auto size = static_cast<std::size_t>(std::max(1, m_recipe.batch));
    for (std::size_t begin = 0; begin < replica.learned.size(); begin += size) {
        const std::span<Learned> part = std::span(replica.learned).subspan(begin, std::min(size, replica.learned.size() - begin));
        std::vector<std::int64_t> lengths;
        for (const Learned& answer : part)
            lengths.push_back(static_cast<std::int64_t>(answer.tokens.size()));
        PolicyTokens tokens;
        tokens.now = answerLogProbabilities(replica.weights, replica, part);
        if (first) {
            const at::NoGradGuard noGrad;
            const std::vector<at::Tensor> sampled = tokens.now.detach().split_with_sizes(lengths),
                                          reference = answerLogProbabilities(m_reference, replica, part).split_with_sizes(lengths);
            for (std::size_t i = 0; i < part.size(); ++i) {
                part[i].sampled = sampled[i];
                part[i].reference = reference[i];
            }
        }
        std::vector<at::Tensor> sampled, reference, advantage, weights;
        for (std::size_t i = 0; i < part.size(); ++i) {
            sampled.push_back(part[i].sampled);
            reference.push_back(part[i].reference);
            advantage.push_back(at::full({lengths[i]}, part[i].advantage, at::kFloat));
            weights.push_back(at::full({lengths[i]}, weightOf(part[i]), at::kFloat));
        }
        tokens.sampled = at::cat(sampled);
        tokens.reference = at::cat(reference);
        tokens.advantage = at::cat(advantage);
        tokens.weight = at::cat(weights);
        const PolicyLoss loss = policyLoss(tokens, settings);
        const double weight = tokens.weight.sum().item<double>() / m_weight;
        replica.loss += loss.loss.item<double>() * weight;
        replica.surrogate += loss.surrogate * weight;
        replica.divergence += loss.divergence * weight;
        replica.clipped += loss.clipped * weight;
        torch::autograd::backward({loss.loss * weight}, {});
    }
}

void Trainer::work(std::size_t index)
{
    const int share = static_cast<int>(index), shares = static_cast<int>(m_replicas.size());
    while (!m_finished) {
        if (!m_crew.phase([&] { write(index); }) || !m_crew.phaseOfFirst(index, [&] { summarise(); }))
            return;
        for (int update = 0; m_weight > 0 && update < m_recipe.grpo.updates; ++update) {
            if (!m_crew.phase([&] { computeGradients(index, update == 0); })
                || !m_crew.phase([&] { m_replicas[index].squares = m_model.optimizer().sumGradients(share, shares); }))
                return;
            double squares = 0;
            for (const Replica& replica : m_replicas)
                squares += replica.squares;
            if (!m_crew.phase([&] {
                    const AdamWStep step = m_model.adamW(squares, m_share, m_last.step + 1);
                    m_model.optimizer().update(share, shares, m_updates + 1, step);
                    if (index == 0) {
                        m_last.gradientNorm = std::sqrt(squares);
                        m_last.learningRate = step.rate;
                    }
                })
                || !m_crew.phaseOfFirst(index, [&] { ++m_updates; }))
                return;
        }
        if (!m_crew.phaseOfFirst(index, [&] { betweenSteps(); }))
            return;
    }
}

/// By one thread, after all have written: what the step's answers are worth.
void Trainer::summarise()
{
    m_last.reward = m_last.rewardDeviation = m_last.length = 0;
    m_last.groups = m_last.uniformGroups = 0;
    m_last.parts.clear();
    m_weight = 0;
    std::map<std::string, int> counts;
    std::vector<double> rewards;
    for (const Replica& replica : m_replicas) {
        m_weight += replica.learnedWeight;
        m_last.groups += replica.groups;
        m_last.uniformGroups += replica.uniform;
        for (const PolicyAnswer& answer : replica.answers) {
            const TrainingSample& sample = m_samples[answer.sample];
            m_variety.add(sample.task, answer.text, sample.texts[static_cast<std::size_t>(answer.variant)]->answer);
            m_last.length += answer.tokens;
            for (const auto& [name, value] : answer.reward) {
                if (name == "overall")
                    rewards.push_back(value);
                const std::string key = fmt::format("{}/{}", sample.task, name);
                m_last.parts[key] += value;
                ++counts[key];
            }
        }
    }
    for (auto& [key, sum] : m_last.parts)
        sum /= counts[key];
    m_last.variety = m_variety.tasks();
    const double n = std::max<double>(1, static_cast<double>(rewards.size()));
    m_last.length /= n;
    m_last.reward = std::accumulate(rewards.begin(), rewards.end(), 0.0) / n;
    for (const double reward : rewards)
        m_last.rewardDeviation += (reward - m_last.reward) * (reward - m_last.reward) / n;
    m_last.rewardDeviation = std::sqrt(m_last.rewardDeviation);
    m_last.answers += static_cast<std::int64_t>(rewards.size());
    m_written = m_course.seconds();
}

void Trainer::raise(const std::vector<RunAlarm>& alarms) const
{
    for (const RunAlarm& alarm : alarms)
        if (m_callbacks.onAlarm)
            m_callbacks.onAlarm(alarm);
}

std::map<std::string, double> Trainer::evaluate()
{
    if (!m_callbacks.evaluate)
        return {};
    std::map<std::string, double> metrics = m_callbacks.evaluate(*m_model.answering(), m_last.step);
    setTorchThreads(m_crew.threads());
    if (const auto mean = metrics.find("mean"); mean != metrics.end())
        raise(m_alarms.evaluation(m_last.step, mean->second));
    return metrics;
}

void Trainer::save()
{
    Json progress = crewState(m_crew, m_data);
    progress["course"] = m_course.state();
    progress["step"] = m_last.step;
    progress["answers"] = m_last.answers;
    progress["updates"] = m_updates;
    progress["alarms"] = m_alarms.state();
    progress["variety"] = m_variety.state();
    for (const Replica& replica : m_replicas)
        progress["random"].push_back(replica.batcher->place());
    m_result.checkpoint = m_model.saveCheckpoint(m_last.step, m_course.bestStep(), progress);
    if (m_callbacks.onCheckpoint)
        m_callbacks.onCheckpoint(m_result.checkpoint, m_last.step);
}

void Trainer::restore(const std::filesystem::path& checkpoint)
{
    const Json progress = trainingProgress(checkpoint);
    m_model.restore(checkpoint);
    m_course.restore(progress.at("course"));
    m_last.step = progress.at("step").get<std::int64_t>();
    m_last.answers = progress.at("answers").get<std::int64_t>();
    m_updates = progress.at("updates").get<std::int64_t>();
    m_alarms.restore(progress.at("alarms"));
    if (progress.contains("variety")) // checkpoints of before it was watched are gone on with
        m_variety.restore(progress["variety"]);
    for (std::size_t r = 0; r < m_replicas.size(); ++r)
        m_replicas[r].batcher->setPlace(progress.at("random").at(r).get<SampleBatcher::Place>());
    m_result.checkpoint = checkpoint;
}

void Trainer::betweenSteps()
{
    ++m_last.step;
    m_last.loss = m_last.surrogate = m_last.divergence = m_last.clipped = 0;
    std::vector<PolicyAnswer> answers;
    for (Replica& replica : m_replicas) {
        if (m_weight > 0) {
            m_last.loss += replica.loss;
            m_last.surrogate += replica.surrogate;
            m_last.divergence += replica.divergence;
            m_last.clipped += replica.clipped;
        }
        std::move(replica.answers.begin(), replica.answers.end(), std::back_inserter(answers));
    }
    m_last.seconds = m_course.seconds();
    m_last.rolloutSeconds = m_written - m_stepStart;
    m_last.updateSeconds = m_last.seconds - m_written;
    if (m_callbacks.onStep)
        m_callbacks.onStep(m_last, answers);
    raise(m_alarms.step(m_last.step, m_last.reward, m_last.divergence, m_last.length));
    raise(m_alarms.variety(m_last.step, m_last.variety));
    m_job.report(m_course.share(m_last.step), fmt::format("reinforcing, step {}, reward {:.2f}", m_last.step, m_last.reward));

    m_result.stopped = m_job.shouldStop();
    m_finished = !m_course.after(m_last.step, m_result.stopped, {[this] { return evaluate(); }, [this] { save(); }});
    m_stepStart = m_course.seconds();
    m_share = m_course.share(m_last.step);
}

GrpoResult Trainer::run()
{
    m_course.begin();
    m_stepStart = m_course.seconds();
    m_share = m_course.share(m_last.step);
    if (m_share < 1) // else it was interrupted after its last checkpoint
        m_crew.run([this](std::size_t index) { work(index); });
    m_result.last = m_last;
    m_result.metrics = m_course.metrics();
    return m_result;
}

} // namespace

GrpoResult trainGrpo(const Recipe& recipe, const std::filesystem::path& model, std::span<const TrainingSample> samples,
                     const std::filesystem::path& run, const GrpoCallbacks& callbacks, JobContext& job, const std::filesystem::path& resume)
{
    if (!callbacks.reward)
        throw Error(recipe.name, "has no reward to learn from");
    return Trainer(recipe, model, samples, run, callbacks, job, resume).run();
}

} // namespace w2v

#include "core/answerers/CheckpointAnswerer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/QuietJob.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kEnds = 1 << 20; ///< bytes of a large file that are read at either end

/// Requests of one kind, answered together.
struct Batch {
    std::vector<AnswerRequest> requests;
    std::vector<VlmQuery> queries;

    void add(AnswerRequest request)
    {
        queries.push_back({std::move(request.images), request.prompt});
        request.images.clear();
        requests.push_back(std::move(request));
    }
};

void generate(VisionLanguageModel& model, const Batch& batch, const GenerationOptions& options, const Answerer::Done& done, JobContext& job)
{
    const std::vector<VlmAnswer> answers = model.answer(batch.queries, options, job);
    for (std::size_t i = 0; i < answers.size(); ++i)
        done(batch.requests[i].index, {answers[i].text, {},
                                       {{"finish", finishReasonName(answers[i].finish)}, {"prompt_tokens", answers[i].promptTokens},
                                        {"new_tokens", answers[i].newTokens}, {"seconds", answers[i].seconds},
                                        {"mean_log_probability", answers[i].meanLogProbability}}, 0});
}

void choose(VisionLanguageModel& model, const Batch& batch, const Answerer::Done& done, JobContext& job)
{
    std::vector<std::vector<std::string>> options;
    for (const AnswerRequest& request : batch.requests)
        options.push_back(request.options);
    const auto start = std::chrono::steady_clock::now();
    const std::vector<std::vector<ChoiceScore>> scores = model.scoreChoices(batch.queries, options, job);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto best = std::max_element(scores[i].begin(), scores[i].end(),
                                           [](const ChoiceScore& a, const ChoiceScore& b) { return a.logLikelihood < b.logLikelihood; });
        Json list = Json::array();
        double sum = 0;
        for (const ChoiceScore& score : scores[i])
            sum += std::exp(score.logLikelihood - best->logLikelihood);
        for (std::size_t c = 0; c < scores[i].size(); ++c)
            list.push_back({{"text", options[i][c]}, {"log_likelihood", scores[i][c].logLikelihood}, {"tokens", scores[i][c].tokens},
                            {"probability", std::exp(scores[i][c].logLikelihood - best->logLikelihood) / sum}});
        const std::string& chosen = options[i][static_cast<std::size_t>(best - scores[i].begin())];
        done(batch.requests[i].index, {chosen, {}, {{"options", list}, {"seconds", seconds}}, 0});
    }
}

} // namespace

std::string checkpointDigest(const fs::path& folder)
{
    if (folder.empty())
        return {};
    std::error_code code;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, code))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    if (code || files.empty())
        throw Error(folder.string(), "is no folder of a model", "Give a checkpoint in the Hugging Face layout");
    std::sort(files.begin(), files.end());
    std::string content;
    for (const fs::path& file : files)
        content += file.filename().string() + '\n' + std::to_string(fs::file_size(file)) + '\n' + sha256File(file, kEnds) + '\n';
    return sha256(content);
}

CheckpointAnswerer::CheckpointAnswerer(std::function<VisionLanguageModel&()> model, Json identity, const GenerationOptions& options)
    : m_model(std::move(model)), m_identity(std::move(identity)), m_options(options)
{
    checkGenerationOptions(options);
}

Json CheckpointAnswerer::identity() const
{
    Json identity = m_identity;
    identity["max_tokens"] = m_options.maxNewTokens;
    identity["temperature"] = m_options.temperature;
    identity["seed"] = m_options.seed;
    return identity;
}

void CheckpointAnswerer::answerAll(const Next& next, const Done& done, JobContext& job)
{
    VisionLanguageModel* model = nullptr;
    QuietJob quiet(job);
    for (bool more = true; more;) {
        Batch free, among;
        while (static_cast<int>(free.requests.size() + among.requests.size()) < m_options.batch) {
            job.throwIfStopped();
            std::optional<AnswerRequest> request = next();
            more = request.has_value();
            if (!more)
                break;
            Batch& batch = request->options.empty() ? free : among;
            batch.add(std::move(*request));
        }
        if (free.requests.empty() && among.requests.empty())
            return;
        if (!model) {
            job.report(0, "loading the model");
            model = &m_model();
        }
        if (!free.requests.empty())
            generate(*model, free, m_options, done, quiet);
        if (!among.requests.empty())
            choose(*model, among, done, quiet);
    }
}

} // namespace w2v

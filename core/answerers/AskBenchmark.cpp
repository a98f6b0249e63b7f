#include "core/answerers/AskBenchmark.h"

#include <map>

#include <fmt/format.h>

#include "core/answerers/PredictionFile.h"
#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/benchmarks/JoinPredictions.h"
#include "core/eval/benchmarks/JsonEntries.h"
#include "core/eval/benchmarks/ScoringRules.h"

namespace w2v {

namespace {

Json settingsJson(BenchmarkKind kind, const AskOptions& options, const Answerer& answerer, const QuestionMedia& media)
{
    Json settings{{"benchmark", benchmarkKindName(kind)}, {"answerer", answerer.identity()}, {"letters", options.form.letters},
                  {"by_likelihood", options.byLikelihood}, {"media", media.describe()}};
    settings["choice_seed"] = options.form.shuffleSeed ? Json(*options.form.shuffleSeed) : Json();
    if (options.ablation != ImageAblation::None)
        settings["images"] = imageAblationName(options.ablation);
    return settings;
}

std::string withoutMarks(std::string text)
{
    constexpr std::string_view kMark = "<image>";
    for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at))
        text.erase(at, kMark.size());
    return text;
}

ColorImage mirrored(const ColorImage& image)
{
    ColorImage result(image.width(), image.height());
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            for (int c = 0; c < 3; ++c)
                result.at(x, y, c) = image.at(image.width() - 1 - x, y, c);
    return result;
}

/// One run over one benchmark: which questions there are to ask, and what becomes of the replies.
class Asking {
public:
    Asking(const Benchmark& benchmark, QuestionMedia& media, const AskOptions& options, const std::string& run)
        : m_benchmark(benchmark), m_options(options), m_run(run), m_media(media)
    {
    }

    void prepare(JobContext& job);
    void takeKept(PredictionFile& file, AskOutcome& outcome);
    void takeFromOthers(PredictionFile& file, AskOutcome& outcome);
    void ask(Answerer& answerer, PredictionFile& file, AskOutcome& outcome, JobContext& job);
    std::map<std::string, std::string> keys() const;

private:
    struct Question {
        AskedQuestion asked;
        std::string key;
        Json frames = Json::array();
        const BenchmarkQuestion* shown = nullptr; ///< whose images are shown; null = none
    };

    const BenchmarkQuestion* imagesOf(std::size_t question) const;
    std::vector<ColorImage> load(Question& question);
    Json line(const Question& question) const;
    Json answered(const Question& question, const Json& reply, const Json& detail) const;

    const Benchmark& m_benchmark;
    const AskOptions& m_options;
    std::string m_run;
    QuestionMedia& m_media;
    std::vector<Question> m_questions;                       ///< those whose media are there
    std::vector<std::vector<std::size_t>> m_open;            ///< indices into m_questions that one request answers
};

void Asking::prepare(JobContext& job)
{
    for (std::size_t i = 0; i < m_benchmark.questions.size(); ++i) {
        if (!m_benchmark.complete[i])
            continue;
        job.throwIfStopped();
        Question question{askedForm(m_benchmark.kind, m_benchmark.questions[i], m_options.form), {}, Json::array(), imagesOf(i)};
        if (!question.shown)
            question.asked.prompt = withoutMarks(question.asked.prompt);
        const Json content{m_run, question.asked.prompt, question.asked.options, question.shown ? m_media.contentDigest(*question.shown) : std::string()};
        question.key = sha256(content.dump(-1, ' ', false, Json::error_handler_t::replace));
        m_questions.push_back(std::move(question));
        job.report(0, fmt::format("reading {}/{}", i + 1, m_benchmark.questions.size()));
    }
}

const BenchmarkQuestion* Asking::imagesOf(std::size_t question) const
{
    const std::vector<BenchmarkQuestion>& all = m_benchmark.questions;
    if (m_options.ablation == ImageAblation::NoImages)
        return nullptr;
    if (m_options.ablation != ImageAblation::Swapped)
        return &all[question];
    for (std::size_t k = 1; k < all.size(); ++k) {
        const std::size_t other = (question + k) % all.size();
        if (m_benchmark.complete[other] && all[other].type == all[question].type && all[other].media.size() == all[question].media.size()
            && all[other].media != all[question].media)
            return &all[other];
    }
    throw Error("question " + all[question].id, "no other question of its type has as many images to swap with",
                "Leave the ablation out, or use a larger benchmark");
}

std::vector<ColorImage> Asking::load(Question& question)
{
    if (!question.shown)
        return {};
    std::vector<ColorImage> images = m_media.load(*question.shown, question.frames);
    if (m_options.ablation == ImageAblation::Mirrored)
        for (ColorImage& image : images)
            image = mirrored(image);
    return images;
}

std::map<std::string, std::string> Asking::keys() const
{
    std::map<std::string, std::string> keys;
    for (const Question& question : m_questions)
        keys.emplace(question.asked.question.id, question.key);
    return keys;
}

Json Asking::line(const Question& question) const
{
    const BenchmarkQuestion& q = question.asked.question;
    Json line{{"id", q.id}, {"type", q.type}, {"prompt", question.asked.prompt}, {"frames", question.frames}};
    if (q.record)
        line["content"] = contentOf(*q.record);
    if (!q.choices.empty())
        line["choices"] = q.choices;
    if (m_options.form.shuffleSeed && !q.choices.empty())
        line["choice_seed"] = *m_options.form.shuffleSeed;
    return line;
}

Json Asking::answered(const Question& question, const Json& reply, const Json& detail) const
{
    Json json = line(question);
    json["prediction"] = reply;
    for (const ScoringRule& rule : scoringRules(m_benchmark.kind)) {
        const RuleDecision decision = rule.decide(question.asked.question, reply.get_ref<const std::string&>());
        Json& stored = json["rules"][rule.id];
        stored = {{"score", decision.score}, {"parsed", decision.parsed}, {"reading", decision.reading}};
        if (!decision.flag.empty())
            stored["flag"] = decision.flag;
    }
    json["detail"] = detail;
    json["run"] = m_run;
    json["key"] = question.key;
    return json;
}

void Asking::takeKept(PredictionFile& file, AskOutcome& outcome)
{
    file.replaceOthers(keys());
    std::map<std::string, std::size_t> place; // of a key among the open ones
    for (std::size_t i = 0; i < m_questions.size(); ++i) {
        if (file.kept(m_questions[i].asked.question.id, m_questions[i].key)) {
            ++outcome.kept;
            continue;
        }
        const auto [at, added] = place.emplace(m_questions[i].key, m_open.size());
        if (added)
            m_open.emplace_back();
        m_open[at->second].push_back(i);
    }
}

void Asking::takeFromOthers(PredictionFile& file, AskOutcome& outcome)
{
    std::map<std::string, Json> known; // by key
    for (const auto& [id, line] : file.lines())
        known.emplace(line.at("key").get<std::string>(), line);
    for (const fs::path& path : m_options.reuse)
        forEachJsonEntry(path, [&](const Json& entry, const std::string&) {
            const auto isText = [&](const char* key) { return entry.contains(key) && entry[key].is_string(); };
            if (entry.is_object() && isText("key") && isText("prediction"))
                known.emplace(entry["key"].get<std::string>(), entry);
        }, [](const std::string&) {}); // lines of other programs hold nothing to reuse
    std::erase_if(m_open, [&](const std::vector<std::size_t>& group) {
        const auto line = known.find(m_questions[group.front()].key);
        if (line == known.end() || !line->second.contains("prediction"))
            return false;
        for (const std::size_t i : group) {
            m_questions[i].frames = line->second.value("frames", Json::array());
            Json detail = line->second.value("detail", Json::object());
            detail["reused"] = true;
            file.append(answered(m_questions[i], line->second.at("prediction"), detail));
            ++outcome.reused;
        }
        return true;
    });
}

void Asking::ask(Answerer& answerer, PredictionFile& file, AskOutcome& outcome, JobContext& job)
{
    std::size_t next = 0, done = 0;
    const auto fail = [&](std::size_t group, const std::string& why, const Json& detail) {
        for (const std::size_t i : m_open[group]) {
            Json json = line(m_questions[i]);
            json["failure"] = why;
            json["detail"] = detail;
            json["run"] = m_run;
            json["key"] = m_questions[i].key;
            file.append(json);
            outcome.failures.push_back(m_questions[i].asked.question.id + ": " + why);
        }
    };
    const auto progress = [&] {
        ++done;
        std::string stage = fmt::format("answering {}/{}", done, m_open.size());
        if (outcome.kept)
            stage += fmt::format(", {} kept", outcome.kept);
        if (!outcome.failures.empty())
            stage += fmt::format(", {} failed", outcome.failures.size());
        if (outcome.cost > 0)
            stage += fmt::format(", cost {:.4f}", outcome.cost);
        job.report(static_cast<double>(done) / static_cast<double>(m_open.size()), stage);
    };
    const auto source = [&]() -> std::optional<AnswerRequest> {
        while (next < m_open.size()) {
            const std::size_t group = next++;
            Question& question = m_questions[m_open[group].front()];
            try {
                AnswerRequest request{group, question.asked.prompt, load(question), {}, question.asked.question.id, question.key};
                if (m_options.byLikelihood)
                    request.options = question.asked.options;
                for (const std::size_t i : m_open[group])
                    m_questions[i].frames = question.frames;
                ++outcome.asked;
                return request;
            } catch (const Error& error) { // a picture that cannot be decoded
                fail(group, error.what(), Json::object());
                progress();
            }
        }
        return std::nullopt;
    };
    answerer.answerAll(source, [&](std::size_t group, const AnswerReply& reply) {
        outcome.cost += reply.cost;
        Json detail = reply.detail;
        if (reply.cost > 0)
            detail["cost"] = reply.cost;
        if (!reply.failure.empty()) {
            fail(group, reply.failure, detail);
        } else {
            for (std::size_t k = 0; k < m_open[group].size(); ++k)
                file.append(answered(m_questions[m_open[group][k]], reply.text, detail));
            outcome.reused += m_open[group].size() - 1;
        }
        progress();
    }, job);
}

} // namespace

const char* imageAblationName(ImageAblation ablation)
{
    switch (ablation) {
    case ImageAblation::None: return "";
    case ImageAblation::NoImages: return "no-images";
    case ImageAblation::Swapped: return "swapped";
    case ImageAblation::Mirrored: return "mirrored";
    }
    return "";
}

ImageAblation imageAblationFromName(const std::string& name)
{
    for (const ImageAblation ablation : {ImageAblation::None, ImageAblation::NoImages, ImageAblation::Swapped, ImageAblation::Mirrored})
        if (name == imageAblationName(ablation))
            return ablation;
    throw Error("ablation", "\"" + name + "\" is not known", "Use no-images, swapped or mirrored");
}

AskOutcome askBenchmark(const Benchmark& benchmark, const fs::path& media, const AskOptions& options, Answerer& answerer,
                        const fs::path& out, JobContext& job)
{
    FolderMedia folder(media, options.media);
    return askBenchmark(benchmark, folder, options, answerer, out, job);
}

AskOutcome askBenchmark(const Benchmark& benchmark, QuestionMedia& media, const AskOptions& options, Answerer& answerer,
                        const fs::path& out, JobContext& job)
{
    if (options.byLikelihood && !answerer.canChoose())
        throw Error("likelihood", "cannot be asked of this answerer", "Leave it out, or use a local checkpoint");
    const Json settings = settingsJson(benchmark.kind, options, answerer, media);
    const std::string run = sha256(settings.dump());
    AskOutcome outcome;
    Asking asking(benchmark, media, options, run);
    PredictionFile file(out, run);
    asking.prepare(job);
    for (const bool complete : benchmark.complete)
        outcome.incomplete += !complete;
    fs::path beside = out;
    beside += ".run.json";
    writeJson(beside, {{"run", run}, {"settings", settings}, {"questions", benchmark.questions.size()}, {"not_asked", outcome.incomplete},
                       {"missing_media", benchmark.missing}, {"problems", benchmark.problems}});
    asking.takeKept(file, outcome);
    asking.takeFromOthers(file, outcome);
    asking.ask(answerer, file, outcome, job);
    std::vector<std::string> order;
    for (const BenchmarkQuestion& question : benchmark.questions)
        order.push_back(question.id);
    file.sort(order);
    for (const auto& [id, line] : file.lines())
        outcome.answered += line.contains("prediction");
    return outcome;
}

} // namespace w2v

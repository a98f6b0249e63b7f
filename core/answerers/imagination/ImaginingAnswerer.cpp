#include "core/answerers/imagination/ImaginingAnswerer.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include "core/answerers/imagination/BeamSearch.h"
#include "core/answerers/imagination/ImaginationCalls.h"
#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/QuietJob.h"
#include "core/image/ImageIo.h"
#include "core/vlm/PictureInput.h"

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;

/// Ends the question, not the run.
class QuestionFailed : public Error {
public:
    using Error::Error;
    explicit QuestionFailed(const Error& error) : Error(error) {}
};

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

const char* callName(ViewQuestion question)
{
    return question == ViewQuestion::Help ? "help" : "promise";
}

std::string viewName(const BeamNode& node)
{
    return actionText(node.actions);
}

/// The score that a call tells; none when its reply says none.
std::optional<double> scoreOf(const Json& call)
{
    if (const auto options = call.find("options"); options != call.end() && options->is_array() && !options->empty())
        return options->front().value("probability", 0.0);
    return viewScore(call.value("prediction", std::string()));
}

Json callJson(const Json* call)
{
    if (!call)
        return {};
    Json json = *call;
    for (const char* key : {"id", "run", "key"})
        json.erase(key);
    json["reply"] = json.value("prediction", "");
    json.erase("prediction");
    if (const auto score = scoreOf(*call))
        json["score"] = *score;
    return json;
}

} // namespace

std::string imaginationFolderName(const std::string& id, const std::string& key)
{
    constexpr std::size_t kLongest = 60, kDigits = 12;
    std::string name = id.substr(0, kLongest);
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_')
            c = '_';
    return name + '-' + key.substr(0, kDigits);
}

Json ImaginationOptions::describe() const
{
    return {{"depth", depth}, {"beam", beam}, {"views", views}, {"min_help", minHelp}, {"moves", actionText(moves)},
            {"scores", form == ScoreForm::Likelihood ? "probability of yes" : "number from 0 to 9"}, {"world_model", worldModel}, {"seed", seed},
            {"max_step_m", steps.maxMeters}, {"max_step_deg", steps.maxDegrees}, {"world_model_options", worldModelOptions}};
}

/// What is under way for one question.
struct ImaginingAnswerer::Search {
    AnswerRequest request;
    ImaginationStart start;
    BeamSearch beam;
    ImaginationCalls calls;
    std::map<std::size_t, ColorImage> views = {}; ///< by node
    double cost = 0;
};

ImaginingAnswerer::ImaginingAnswerer(Answerer& answerer, std::function<WorldModel&()> worldModel, FindStart start, ImaginationOptions options,
                                     std::filesystem::path folder)
    : m_answerer(answerer), m_worldModel(std::move(worldModel)), m_start(std::move(start)), m_options(std::move(options)), m_folder(std::move(folder))
{
    BeamSearch(m_options.moves, m_options.depth, m_options.beam); // says what is wrong before anything is asked
    if (m_options.form == ScoreForm::Likelihood && !answerer.canChoose())
        throw Error("score", "likelihood cannot be asked of this answerer", "Use score=number, or a local checkpoint");
}

Json ImaginingAnswerer::identity() const
{
    return {{"kind", "imagination"}, {"answerer", m_answerer.identity()}, {"imagination", m_options.describe()}};
}

void ImaginingAnswerer::answerAll(const Next& next, const Done& done, JobContext& job)
{
    while (std::optional<AnswerRequest> request = next()) {
        job.throwIfStopped();
        const std::size_t index = request->index;
        try {
            done(index, answer(std::move(*request), job));
        } catch (const QuestionFailed& error) {
            done(index, {{}, error.what(), Json::object(), 0});
        }
    }
}

void ImaginingAnswerer::imagine(Search& search, std::size_t node, JobContext& job)
{
    const BeamNode& wanted = search.beam.nodes()[node];
    const std::string name = viewName(wanted), call = "view: " + name;
    if (const Json* known = search.calls.find(call)) {
        search.views[node] = search.calls.view(known->at("prediction").get<std::string>());
        return;
    }
    MadeView made = madeView(search, wanted, job);
    const std::string file = search.calls.putView(node + 1, made.color);
    search.calls.add(call, file, std::move(made.detail));
    job.emitEvent({{"event", "imagined"}, {"id", search.request.id}, {"actions", name}, {"image", (search.calls.folder() / file).string()}});
    search.views[node] = std::move(made.color);
}

ImaginingAnswerer::MadeView ImaginingAnswerer::madeView(const Search& search, const BeamNode& wanted, JobContext& job)
{
    const std::string name = viewName(wanted);
    fs::path picture, facts;
    if (!m_options.shared.empty()) {
        Json of{search.request.id, name, m_options.describe(), search.start.square};
        for (const ColorImage& image : search.request.images)
            of.push_back(sha256({reinterpret_cast<const char*>(image.data()), image.bytes()}));
        picture = facts = m_options.shared / sha256(of.dump());
        picture += ".png";
        facts += ".json"; // written last: where it is, the picture is whole
        if (fs::exists(facts))
            return {readColorImage(picture), readJson(facts)};
    }
    ImagineRequest request;
    request.observation = search.start.observation;
    request.frame = search.start.frame;
    request.trajectory = followActions(wanted.actions, m_options.steps, search.start.camera);
    request.seed = m_options.seed;
    request.options = m_options.worldModelOptions;
    WorldModel& model = m_worldModel();
    const int last = static_cast<int>(request.trajectory.startFromCamera.size()) - 1;
    ImaginedFrame view;
    QuietJob quiet(job);
    const auto start = Clock::now();
    try {
        model.imagine(request, [&](ImaginedFrame&& frame) {
            if (frame.index == last && !frame.rough)
                view = std::move(frame);
        }, quiet);
    } catch (const Error& error) {
        throw QuestionFailed(error);
    }
    const double seconds = secondsSince(start);
    if (view.color.empty())
        throw QuestionFailed(name, "the world model gave no view of it");
    if (search.start.square > 0)
        view.color = middleSquare(view.color, search.start.square);
    double observed = 0;
    for (std::size_t i = 0; i < view.observed.pixels(); ++i)
        observed += view.observed.data()[i] != 0;
    const double share = view.observed.empty() ? 1 : observed / static_cast<double>(view.observed.pixels());
    const Json detail{{"kind", "world_model"}, {"frames", last + 1}, {"observed_share", share}, {"seconds", seconds}};
    if (!facts.empty()) {
        createFolder(m_options.shared);
        writePng(picture, view.color);
        writeJson(facts, detail);
    }
    return {std::move(view.color), detail};
}

void ImaginingAnswerer::ask(Search& search, std::vector<std::pair<std::string, AnswerRequest>>&& calls, const char* kind, JobContext& job)
{
    std::erase_if(calls, [&](const auto& call) { return search.calls.find(call.first) != nullptr; });
    if (calls.empty())
        return;
    const std::size_t count = calls.size();
    std::size_t next = 0, kept = 0;
    std::string failure;
    double counted = 0; // seconds of the replies so far
    QuietJob quiet(job);
    const auto start = Clock::now();
    m_answerer.answerAll([&]() -> std::optional<AnswerRequest> {
        if (next == count)
            return std::nullopt;
        AnswerRequest request = std::move(calls[next].second);
        request.index = next++;
        return request;
    }, [&](std::size_t index, const AnswerReply& reply) {
        if (!reply.failure.empty()) {
            failure = reply.failure;
            return;
        }
        Json detail = reply.detail;
        detail["kind"] = kind;
        // A model's loading is no part of a call; calls of a server at the same time share the time they took.
        const double elapsed = secondsSince(start) - counted, seconds = std::clamp(detail.value("seconds", elapsed), 0.0, std::max(0.0, elapsed));
        counted += seconds;
        detail["seconds"] = seconds;
        search.calls.add(calls[index].first, reply.text, std::move(detail));
        search.cost += reply.cost;
        ++kept;
    }, quiet);
    if (!failure.empty())
        throw QuestionFailed("question " + search.request.id, failure);
    if (kept != count)
        throw QuestionFailed("question " + search.request.id, fmt::format("{} of {} calls have no reply", count - kept, count));
}

void ImaginingAnswerer::scoreViews(Search& search, const std::vector<std::size_t>& level, JobContext& job)
{
    std::vector<std::pair<std::string, AnswerRequest>> calls;
    const auto nameOf = [&](std::size_t node, ViewQuestion question) {
        return fmt::format("{}: {}", callName(question), viewName(search.beam.nodes()[node]));
    };
    for (const std::size_t node : level) {
        const BeamNode& view = search.beam.nodes()[node];
        for (const ViewQuestion question : {ViewQuestion::Help, ViewQuestion::Promise}) {
            if (question == ViewQuestion::Promise && search.beam.isLast(view.depth))
                continue;
            AnswerRequest request;
            request.prompt = viewPrompt(search.request.prompt, search.request.images.size(), view.actions, question, m_options.form);
            request.images = search.request.images;
            request.images.push_back(search.views.at(node));
            if (m_options.form == ScoreForm::Likelihood)
                request.options = viewChoices();
            request.id = search.request.id;
            calls.emplace_back(nameOf(node, question), std::move(request));
        }
    }
    ask(search, std::move(calls), "score", job);
    for (const std::size_t node : level) {
        const auto told = [&](ViewQuestion question) {
            const Json* call = search.calls.find(nameOf(node, question));
            return call ? scoreOf(*call).value_or(0) : -1; // a reply that says nothing speaks for nothing
        };
        search.beam.score(node, told(ViewQuestion::Help), told(ViewQuestion::Promise));
    }
}

Json ImaginingAnswerer::askFor(Search& search, const std::vector<std::size_t>& shown, JobContext& job)
{
    AnswerRequest request;
    std::vector<std::vector<Action>> ways;
    for (const std::size_t node : shown) {
        ways.push_back(search.beam.nodes()[node].actions);
        request.images.push_back(search.views.at(node));
    }
    request.images.insert(request.images.end(), search.request.images.begin(), search.request.images.end());
    request.prompt = promptWithViews(search.request.prompt, search.request.images.size(), ways);
    request.options = search.request.options;
    request.id = search.request.id;
    const std::string prompt = request.prompt;
    std::vector<std::pair<std::string, AnswerRequest>> calls;
    calls.emplace_back("answer", std::move(request));
    ask(search, std::move(calls), "answer", job);
    Json call = *search.calls.find("answer");
    call["prompt"] = prompt;
    return call;
}

AnswerReply ImaginingAnswerer::answer(AnswerRequest&& request, JobContext& job)
{
    const std::string name = imaginationFolderName(request.id, request.key);
    Search search{std::move(request), {}, BeamSearch(m_options.moves, m_options.depth, m_options.beam),
                  ImaginationCalls(m_folder / name, name)};
    try {
        search.start = m_start(search.request);
    } catch (const Error& error) {
        throw QuestionFailed(error);
    }
    for (std::vector<std::size_t> level = search.beam.expand(); !level.empty(); level = search.beam.expand()) {
        for (const std::size_t node : level) {
            job.throwIfStopped();
            imagine(search, node, job);
        }
        scoreViews(search, level, job);
    }
    const std::vector<std::size_t> shown = search.beam.mostHelpful(m_options.views, m_options.minHelp);
    const Json answered = askFor(search, shown, job);

    Json calls{{"world_model", 0}, {"score", 0}, {"answer", 0}}, tokens{{"prompt", 0}, {"new", 0}}, seconds{{"world_model", 0.0}, {"score", 0.0}, {"answer", 0.0}};
    int frames = 0, unread = 0;
    const auto count = [&](const Json* call) {
        if (!call)
            return;
        const std::string kind = call->at("kind").get<std::string>();
        calls[kind] = calls[kind].get<int>() + 1;
        seconds[kind] = seconds[kind].get<double>() + call->value("seconds", 0.0);
        tokens["prompt"] = tokens["prompt"].get<std::int64_t>() + call->value("prompt_tokens", std::int64_t(0));
        tokens["new"] = tokens["new"].get<std::int64_t>() + call->value("new_tokens", std::int64_t(0));
        frames += call->value("frames", 0);
        unread += kind == "score" && !scoreOf(*call);
    };
    Json nodes = Json::array(), views = Json::array();
    for (std::size_t i = 0; i < search.beam.nodes().size(); ++i) {
        const BeamNode& node = search.beam.nodes()[i];
        const std::string way = viewName(node);
        const Json *view = search.calls.find("view: " + way), *help = search.calls.find("help: " + way), *promise = search.calls.find("promise: " + way);
        count(view);
        count(help);
        count(promise);
        const bool isShown = std::find(shown.begin(), shown.end(), i) != shown.end();
        nodes.push_back({{"node", i}, {"parent", node.parent}, {"depth", node.depth}, {"actions", way}, {"action", actionText({&node.actions.back(), 1})},
                         {"image", view->at("prediction")}, {"observed_share", view->at("observed_share")}, {"seconds", view->at("seconds")},
                         {"help", callJson(help)}, {"promise", callJson(promise)}, {"gone_on_from", node.inBeam}, {"shown", isShown}});
    }
    for (const std::size_t node : shown)
        views.push_back({{"actions", viewName(search.beam.nodes()[node])}, {"help", search.beam.nodes()[node].help}, {"node", node}});
    count(&answered);
    const double total = seconds["world_model"].get<double>() + seconds["score"].get<double>() + seconds["answer"].get<double>();
    seconds["total"] = total;
    Json summary{{"tree", name + "/tree.json"}, {"calls", calls}, {"frames", frames}, {"tokens", tokens}, {"seconds", seconds}, {"views", views}};
    if (unread)
        summary["scores_not_read"] = unread;
    Json tree{{"format", "w2v-imagination"}, {"version", 1}, {"id", search.request.id}, {"prompt", search.request.prompt}, {"options", m_options.describe()},
              {"nodes", nodes}, {"answer", callJson(&answered)}};
    tree.update(summary);
    tree.erase("tree");
    writeJson(search.calls.folder() / "tree.json", tree);

    Json detail = callJson(&answered);
    for (const char* key : {"reply", "prompt", "kind", "score"})
        detail.erase(key);
    detail["seconds"] = total;
    detail["imagination"] = std::move(summary);
    return {answered.at("prediction").get<std::string>(), {}, std::move(detail), search.cost};
}

} // namespace w2v

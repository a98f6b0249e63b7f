#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "core/answerers/Answerer.h"
#include "core/answerers/imagination/ImaginationPrompt.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

struct BeamNode;
class ImaginationCalls;

/// How views are imagined before a question is answered.
struct ImaginationOptions {
    int depth = 3;              ///< actions one after the other
    int beam = 2;               ///< views that are gone on from
    int views = 2;              ///< most helpful views that are shown with the question
    double minHelp = 0;         ///< ... of those that help at least so much, 0..1
    std::vector<Action> moves = {{ActionKind::Forward, 0.5}, {ActionKind::TurnLeft, 30}, {ActionKind::TurnRight, 30}};
    ScoreForm form = ScoreForm::Likelihood;
    StepLimits steps = {1e9, 1e9, 2}; ///< between two frames of the world model; a frame an action unless it needs more
    std::string worldModel;     ///< its id, for the record
    std::uint64_t seed = 1;
    Json worldModelOptions = Json::object();
    std::filesystem::path shared; ///< where several answerers of the same questions keep views, each made once with the seconds it took; empty = they do not

    Json describe() const;
};

/// Where a question's imagination starts.
struct ImaginationStart {
    std::shared_ptr<const Observation> observation;
    int frame = 0;
    Intrinsics camera;          ///< of the imagined views
    int square = 0;             ///< imagined views are cut and resized as the question's pictures were; 0 = as they are
};

/// Test-time imagination: before it answers a question, spatial beam search with a world model; the answerer itself scores the views and
/// then answers with the best of them. Works with any answerer and any world model.
///
/// Each question has a folder below `folder` (ImaginationCalls, and at the end tree.json: every view, score and call). A reply's detail has
/// `imagination`: {"tree" (path below `folder`), "calls", "tokens", "seconds" (of world model, scores, answer), "views"}, and as `seconds`
/// what all of it took. A question whose start cannot be found fails alone; so does one whose calls fail: what was done is kept.
class ImaginingAnswerer : public Answerer {
public:
    /// Throws Error when the question's picture cannot be gone on from, with what to do.
    using FindStart = std::function<ImaginationStart(const AnswerRequest& request)>;

    ImaginingAnswerer(Answerer& answerer, std::function<WorldModel&()> worldModel, FindStart start, ImaginationOptions options,
                      std::filesystem::path folder);

    Json identity() const override;
    bool canChoose() const override { return m_answerer.canChoose(); }
    void answerAll(const Next& next, const Done& done, JobContext& job) override;

private:
    struct Search;

    AnswerReply answer(AnswerRequest&& request, JobContext& job);
    struct MadeView {
        ColorImage color;
        Json detail;
    };
    MadeView madeView(const Search& search, const BeamNode& wanted, JobContext& job);
    void imagine(Search& search, std::size_t node, JobContext& job);
    void scoreViews(Search& search, const std::vector<std::size_t>& level, JobContext& job);
    Json askFor(Search& search, const std::vector<std::size_t>& shown, JobContext& job);
    /// Asks those that were not asked before; all have a call then. Throws Error with the reason of one that failed.
    void ask(Search& search, std::vector<std::pair<std::string, AnswerRequest>>&& calls, const char* kind, JobContext& job);

    Answerer& m_answerer;
    std::function<WorldModel&()> m_worldModel;
    FindStart m_start;
    ImaginationOptions m_options;
    std::filesystem::path m_folder;
};

/// "<id>-<first digits of key>", safe as the name of a folder.
std::string imaginationFolderName(const std::string& id, const std::string& key);

} // namespace w2v

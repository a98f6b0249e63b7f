#include <QtTest>

#include <QTemporaryDir>

#include <cmath>
#include <set>

#include "core/answerers/imagination/BeamSearch.h"
#include "core/answerers/imagination/ImaginingAnswerer.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

using namespace w2v;

namespace {

const std::vector<Action> kMoves{{ActionKind::Forward, 0.5}, {ActionKind::TurnLeft, 30}, {ActionKind::TurnRight, 30}};

/// A view tells its heading by its brightness: 100 ahead, 10 more every 10 degrees to the left.
std::uint8_t brightnessOf(double degrees)
{
    return static_cast<std::uint8_t>(std::lround(100 - degrees));
}

ColorImage plain(std::uint8_t value)
{
    return ColorImage(8, 6, value);
}

class HeadingModel : public WorldModel {
public:
    int calls = 0, frames = 0;
    int failsAt = -1;

    WorldModelInfo info() const override { return {"heading", "", "", false, false, false}; }
    void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame, JobContext&) override
    {
        if (++calls == failsAt)
            throw Error("heading", "does not want to");
        for (std::size_t i = 0; i < request.trajectory.startFromCamera.size(); ++i) {
            ++frames;
            ImaginedFrame frame;
            frame.index = static_cast<int>(i);
            const Rigid3d& pose = request.trajectory.startFromCamera[i];
            frame.color = ColorImage(request.trajectory.camera.width, request.trajectory.camera.height, brightnessOf(PlanarPose::of(pose).degrees));
            frame.observed = Mask(frame.color.width(), frame.color.height(), 255);
            onFrame(std::move(frame));
        }
    }
};

/// Finds views the better the farther they are turned to the left, and knows the answer only when it is shown one turned by 90 degrees.
class LeftLover : public Answerer {
public:
    explicit LeftLover(bool choose = true) : m_choose(choose) {}
    std::vector<AnswerRequest> asked;
    std::size_t stopsAfter = SIZE_MAX;
    std::set<std::string> fails; ///< parts of prompts that end in a failure

    Json identity() const override { return {{"kind", "left lover"}}; }
    bool canChoose() const override { return m_choose; }
    void answerAll(const Next& next, const Done& done, JobContext&) override
    {
        while (std::optional<AnswerRequest> request = next()) {
            if (asked.size() == stopsAfter)
                throw Cancelled();
            asked.push_back(*request);
            done(request->index, reply(*request));
        }
    }

private:
    AnswerReply reply(const AnswerRequest& request) const
    {
        for (const std::string& part : fails)
            if (request.prompt.find(part) != std::string::npos)
                return {{}, "refused", Json::object(), 0};
        const double help = (request.images.back().at(0, 0) - 100.0) / 240 + 0.5;
        const bool score = request.prompt.starts_with("This is a question, not to be answered yet");
        const Json detail{{"prompt_tokens", 10}, {"new_tokens", 1}, {"seconds", 0.0}};
        if (score && !request.options.empty()) {
            Json scored = detail;
            scored["options"] = {{{"text", "yes"}, {"probability", help}}, {{"text", "no"}, {"probability", 1 - help}}};
            return {help > 0.5 ? "yes" : "no", {}, scored, 0.25};
        }
        if (score)
            return {std::to_string(std::lround(9 * help)), {}, detail, 0.25};
        for (const ColorImage& image : request.images)
            if (image.at(0, 0) == brightnessOf(-90))
                return {"behind the door", {}, detail, 0.25};
        return {"I cannot see it", {}, detail, 0.25};
    }

    bool m_choose;
};

} // namespace

/// Test-time imagination: the search, what is asked, what is kept.
class TestImagination : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    SilentJobContext m_job;
    HeadingModel m_model;
    ImaginationOptions m_options;

    std::vector<AnswerReply> ask(Answerer& inner, const std::vector<std::string>& ids = {"q1"})
    {
        ImaginingAnswerer imagining(inner, [this]() -> WorldModel& { return m_model; }, [](const AnswerRequest& request) {
            if (request.id == "no depth")
                throw Error(request.id, "has no depth");
            auto observation = std::make_shared<Observation>();
            observation->frames.push_back({"", plain(100), {}, intrinsicsFromFov(8, 6, 60), {}, {}});
            return ImaginationStart{observation, 0, intrinsicsFromFov(8, 6, 60), 0};
        }, m_options, m_root / "imagined");
        std::size_t next = 0;
        std::vector<AnswerReply> replies(ids.size());
        imagining.answerAll([&]() -> std::optional<AnswerRequest> {
            if (next == ids.size())
                return std::nullopt;
            const std::string& id = ids[next];
            return AnswerRequest{next++, "<image>Where is the chair?", {plain(100)}, {}, id, "0123456789abcdef" + id};
        }, [&](std::size_t index, const AnswerReply& reply) { replies[index] = reply; }, m_job);
        return replies;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = QTemporaryDir();
        m_root = m_dir.path().toStdString();
        m_model = {};
        m_options = {};
    }

    void theBeamGoesOnFromTheMostPromisingViews()
    {
        BeamSearch search(kMoves, 3, 2);
        const std::vector<std::size_t> first = search.expand();
        QCOMPARE(first.size(), std::size_t(3));
        search.score(0, 0.9, 0.1); // forward helps most and promises least
        search.score(1, 0.1, 0.8);
        search.score(2, 0.2, 0.5);
        const std::vector<std::size_t> second = search.expand();
        QVERIFY(!search.nodes()[0].inBeam && search.nodes()[1].inBeam && search.nodes()[2].inBeam);
        // Left then right, and right then left, lead back to the start: left out.
        QCOMPARE(second.size(), std::size_t(4));
        for (const std::size_t node : second) {
            QVERIFY(search.nodes()[node].parent == 1 || search.nodes()[node].parent == 2);
            QCOMPARE(search.nodes()[node].actions.size(), std::size_t(2));
            search.score(node, 0.3, node == second.back() ? 1 : 0);
        }
        const std::vector<std::size_t> third = search.expand();
        QVERIFY(search.nodes()[second.back()].inBeam && search.nodes()[second.front()].inBeam); // of equals the first
        for (const std::size_t node : third)
            search.score(node, 0.4, -1);
        QVERIFY(search.expand().empty());
        QCOMPARE(search.mostHelpful(1, 0), std::vector<std::size_t>{0}); // of any depth
        QCOMPARE(search.mostHelpful(100, 0.85), std::vector<std::size_t>{0});
        QVERIFY(search.mostHelpful(2, 0.95).empty());
        QVERIFY_THROWS_EXCEPTION(Error, BeamSearch(kMoves, 0, 2));
        QVERIFY_THROWS_EXCEPTION(Error, BeamSearch(kMoves, 3, 0));
        QVERIFY_THROWS_EXCEPTION(Error, BeamSearch({}, 3, 2));
    }

    void repliesAreReadAsScores()
    {
        QCOMPARE(viewScore("9"), std::optional(1.0));
        QCOMPARE(viewScore("I would say 3 of 9."), std::optional(3 / 9.0));
        QCOMPARE(viewScore("Yes, it does"), std::optional(1.0));
        QCOMPARE(viewScore("No."), std::optional(0.0));
        QVERIFY(!viewScore("a chair"));
        QVERIFY(!viewScore("42"));
        QVERIFY(!viewScore(""));
    }

    void theAnswerIsGivenWithTheImaginedViews_data()
    {
        QTest::addColumn<bool>("choose");
        QTest::newRow("likelihood") << true;
        QTest::newRow("number") << false;
    }

    void theAnswerIsGivenWithTheImaginedViews()
    {
        QFETCH(bool, choose);
        m_options.form = choose ? ScoreForm::Likelihood : ScoreForm::Number;
        LeftLover inner(choose);
        const AnswerReply reply = ask(inner).front();
        QVERIFY2(reply.failure.empty(), reply.failure.c_str());
        QCOMPARE(reply.text, std::string("behind the door")); // three turns to the left, found by depth 3
        const Json& told = reply.detail.at("imagination");
        const int views = told.at("calls").at("world_model").get<int>(), scores = told.at("calls").at("score").get<int>();
        QVERIFY(views >= 6 && views <= 15); // 3 + 2 x 3 + 2 x 3, less what was there before
        QCOMPARE(m_model.calls, views);
        QCOMPARE(m_model.frames, told.at("frames").get<int>());
        QCOMPARE(told.at("calls").at("answer").get<int>(), 1);
        QCOMPARE(inner.asked.size(), std::size_t(scores + 1));
        QCOMPARE(told.at("tokens").at("prompt").get<int>(), 10 * (scores + 1));
        QCOMPARE(reply.cost, 0.25 * (scores + 1));
        QCOMPARE(told.at("views").at(0).at("actions").get<std::string>(), std::string("turn left 30 degrees; turn left 30 degrees; turn left 30 degrees"));
        const AnswerRequest& last = inner.asked.back();
        QCOMPARE(last.images.size(), std::size_t(3)); // two views, then the question's picture
        QCOMPARE(last.images.back(), plain(100));
        std::size_t marks = 0;
        for (std::size_t at = last.prompt.find("<image>"); at != std::string::npos; at = last.prompt.find("<image>", at + 1))
            ++marks;
        QCOMPARE(marks, last.images.size());

        const Json tree = readJson(m_root / "imagined" / told.at("tree").get<std::string>());
        QCOMPARE(int(tree.at("nodes").size()), views);
        for (const Json& node : tree.at("nodes")) {
            QVERIFY(fs::exists(m_root / "imagined" / fs::path(told.at("tree").get<std::string>()).parent_path() / node.at("image").get<std::string>()));
            QVERIFY(node.at("help").contains("score") && node.at("help").contains("seconds"));
            QCOMPARE(node.at("promise").contains("score"), node.at("depth").get<int>() < 3); // the last ones are not gone on from
        }
        QCOMPARE(tree.at("answer").at("reply").get<std::string>(), std::string("behind the door"));
    }

    void withoutDepthTheAnswerIsNotFound()
    {
        m_options.depth = 2; // 60 degrees at most
        LeftLover inner;
        QCOMPARE(ask(inner).front().text, std::string("I cannot see it"));
    }

    void whatWasDoneIsNotDoneAgain()
    {
        LeftLover whole;
        const AnswerReply expected = ask(whole).front();
        const int calls = m_model.calls;
        fs::remove_all(m_root / "imagined");
        m_model.calls = 0;
        std::size_t asked = 0;
        int stops = 0;
        for (std::size_t stop = 1; stop < whole.asked.size(); stop += 3, ++stops) { // interrupted again and again
            LeftLover part;
            part.stopsAfter = 3;
            try {
                ask(part);
                asked += part.asked.size();
                break;
            } catch (const Cancelled&) {
                asked += part.asked.size();
            }
        }
        LeftLover rest;
        const AnswerReply reply = ask(rest).front();
        asked += rest.asked.size();
        QVERIFY(stops > 2);
        QCOMPARE(asked, whole.asked.size()); // nothing lost, nothing twice
        QCOMPARE(m_model.calls, calls);
        QCOMPARE(reply.text, expected.text);
        QCOMPARE(reply.detail.at("imagination").at("calls"), expected.detail.at("imagination").at("calls"));
        LeftLover none;
        QCOMPARE(ask(none).front().text, expected.text);
        QVERIFY(none.asked.empty());
    }

    void sharedViewsAreMadeOnce()
    {
        m_options.shared = m_root / "shared";
        LeftLover first;
        const AnswerReply expected = ask(first).front();
        const int calls = m_model.calls;
        fs::remove_all(m_root / "imagined"); // another answerer of the same question
        LeftLover second;
        const AnswerReply reply = ask(second).front();
        QCOMPARE(m_model.calls, calls);
        QCOMPARE(second.asked.size(), first.asked.size()); // it scores for itself
        QCOMPARE(reply.text, expected.text);
        QCOMPARE(reply.detail.at("imagination").at("seconds").at("world_model"), expected.detail.at("imagination").at("seconds").at("world_model"));
        m_options.seed = 2; // other views
        fs::remove_all(m_root / "imagined");
        ask(second);
        QCOMPARE(m_model.calls, 2 * calls);
    }

    void aQuestionThatCannotBeImaginedFailsAlone()
    {
        LeftLover inner;
        const std::vector<AnswerReply> replies = ask(inner, {"no depth", "q2"});
        QVERIFY(replies[0].failure.find("has no depth") != std::string::npos);
        QCOMPARE(replies[1].text, std::string("behind the door"));
        m_model = {};
        m_model.failsAt = 2;
        QVERIFY(ask(inner, {"q3"}).front().failure.find("does not want to") != std::string::npos);
        inner.fails = {"help to answer"};
        QVERIFY(ask(inner, {"q4"}).front().failure.find("refused") != std::string::npos);
        inner.fails.clear();
        QCOMPARE(ask(inner, {"q4"}).front().text, std::string("behind the door")); // later it goes on
    }

    void likelihoodNeedsAnAnswererThatCanChoose()
    {
        LeftLover inner(false);
        QVERIFY_THROWS_EXCEPTION(Error, ask(inner));
    }

    void namesOfFoldersAreSafe()
    {
        QCOMPARE(imaginationFolderName("../a b", "0123456789abcdef"), std::string("___a_b-0123456789ab"));
        QVERIFY(imaginationFolderName(std::string(500, 'x'), "k").size() < 100);
    }
};

QTEST_GUILESS_MAIN(TestImagination)
#include "tst_Imagination.moc"

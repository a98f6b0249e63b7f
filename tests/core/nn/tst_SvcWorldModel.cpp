#include <QtTest>

#include <chrono>
#include <cmath>
#include <map>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/nn/Runtime.h"
#include "core/nn/SvcFactory.h"
#include "core/nn/svc/SvcLayersTorch.h"
#include "core/worldmodel/Conformance.h"
#include "core/worldmodel/svc/Plan.h"
#include "core/worldmodel/Seen.h"

using namespace w2v;

namespace {

SceneRenderer& noRenderer()
{
    throw Error("renderer", "is not needed here");
}

std::shared_ptr<Observation> wall(int width, int height, float depth)
{
    ObservationFrame frame;
    frame.color = ColorImage(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            frame.color.at(x, y, x / 8 % 3) = static_cast<std::uint8_t>(40 + 3 * y);
    if (depth > 0)
        frame.depth = DepthMap(width, height, depth);
    frame.camera = intrinsicsFromFov(width, height, 54);
    auto observation = std::make_shared<Observation>();
    observation->name = "wall";
    observation->kind = ObservationKind::RgbdFrame;
    observation->frames.push_back(std::move(frame));
    return observation;
}

class Recorder : public SilentJobContext {
public:
    void report(double fraction, std::string_view) override
    {
        backwards = backwards || fraction < last - 1e-9;
        last = fraction;
    }
    void emitEvent(const Json& event) override { events.push_back(event); }

    double last = 0;
    bool backwards = false;
    std::vector<Json> events;
};

} // namespace

/// The world model with random weights: its pictures are noise, everything around them is as it will be.
class TestSvcWorldModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_folder = fs::path(m_directory.path().toStdString()) / "weights";
        createSvcTestWeights(m_folder, "tiny", 3);
        m_model = createSvcWorldModel(noRenderer);
    }

    void conforms()
    {
        SilentJobContext job;
        const ImagineRequest request = requestFor("turn right 10 degrees; move forward 0.2 meters", 64);
        const std::vector<ConformanceCheck> checks = checkWorldModel(*m_model, request, job);
        QVERIFY(checks.size() >= 8);
        for (const ConformanceCheck& check : checks)
            QVERIFY2(check.passed, (check.name + ": " + check.detail).c_str());
    }

    /// A step of the released network takes minutes on a processor: the network itself asks whether to stop, many times a step.
    void stopsWithinOneStep()
    {
        class Impatient : public SilentJobContext {
        public:
            bool shouldStop() const override { return ++asked > 20; }
            void report(double fraction, std::string_view) override { finished = finished || fraction > 0; }
            mutable int asked = 0;
            bool finished = false;
        };
        Impatient job;
        QVERIFY_THROWS_EXCEPTION(Cancelled, m_model->imagine(requestFor("move forward 0.4 meters", 64), [](ImaginedFrame&&) {}, job));
        QVERIFY2(!job.finished, "the first step came to its end");
        QCOMPARE(job.asked, 21);
    }

    void aPathOfOnePoseIsTheStartView()
    {
        SilentJobContext job;
        ImagineRequest request = requestFor("move forward 0.4 meters", 64);
        request.trajectory.startFromCamera.resize(1);
        int count = 0;
        m_model->imagine(request, [&](ImaginedFrame&&) { ++count; }, job);
        QCOMPARE(count, 1);
    }

    void showsTheFirstPassThenRefines()
    {
        ImagineRequest request = requestFor("turn right 60 degrees", 64); // more frames than one call holds
        Recorder job;
        std::map<int, ColorImage> rough;
        std::vector<ImaginedFrame> frames;
        m_model->imagine(request, [&](ImaginedFrame&& frame) {
            if (frame.rough)
                rough[frame.index] = std::move(frame.color);
            else
                frames.push_back(std::move(frame));
        }, job);
        QCOMPARE(frames.size(), request.trajectory.startFromCamera.size());
        QVERIFY2(rough.size() >= 5, QByteArray::number(int(rough.size())).constData());
        QVERIFY(rough.begin()->second != frames[static_cast<std::size_t>(rough.begin()->first)].color);
        QVERIFY(!job.backwards);
        // The given picture is frame 0, and turning away leaves less and less of it in sight.
        QCOMPARE(frames.front().color.width(), 64);
        QVERIFY(share(frames.front().observed) > 0.99);
        QVERIFY(share(frames.back().observed) < 0.2);
        QVERIFY(share(frames[6].observed) < share(frames[2].observed));
    }

    void saysWhatItWillCostAndThatWeightsAreRandom()
    {
        Recorder job;
        m_model->imagine(requestFor("move forward 0.4 meters", 64), [](ImaginedFrame&&) {}, job);
        QCOMPARE(job.events.size(), std::size_t{1});
        const Json& event = job.events.front();
        QCOMPARE(event["event"].get<std::string>(), std::string("estimate"));
        QVERIFY(event["estimate"]["operations"].get<double>() > 1e8);
        QVERIFY(event["estimate"]["seconds"].get<double>() > 0);
        QVERIFY(event["estimate"]["memory_bytes"].get<double>() > 1e5);
        QVERIFY(event["notes"].dump().find("random test weights") != std::string::npos);
        QVERIFY(m_model->lastRun()["test_weights"].get<bool>());
    }

    void otherSizesAreFitted_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("upright") << 48 << 80;
        QTest::newRow("wide") << 130 << 50;
        QTest::newRow("small") << 20 << 20;
    }

    void otherSizesAreFitted()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        ImagineRequest request = requestFor("turn left 5 degrees", 64);
        request.trajectory.camera = intrinsicsFromFov(width, height, 70); // not the picture's lens: frame 0 is generated too
        SilentJobContext job;
        int count = 0;
        m_model->imagine(request, [&](ImaginedFrame&& frame) {
            QCOMPARE(frame.color.width(), width);
            QCOMPARE(frame.color.height(), height);
            QCOMPARE(frame.index, count++);
        }, job);
        QCOMPARE(count, int(request.trajectory.startFromCamera.size()));
    }

    /// Metric truth: one factor for every frame and every path from one observation, whatever its length; the reference's rule
    /// stretches a short move to the length of a long one.
    void metresStayMetres()
    {
        const auto unitsOf = [](double metres, double unitsPerMetre) {
            svc::PathRequest request;
            for (int i = 0; i < 30; ++i) {
                svc::Pose pose = svc::Pose::Identity();
                pose(2, 3) = static_cast<float>(metres * i / 29);
                request.poses.push_back(pose);
                request.lenses.push_back(svc::defaultLens(static_cast<float>(svc::kDefaultFov), 1));
            }
            request.firstSlots = request.secondSlots = 8;
            request.cameraScale = 2;
            request.unitsPerMetre = unitsPerMetre;
            const svc::PathPlan plan = svc::planPath(request);
            std::vector<double> lengths;
            for (const svc::NetworkCall& call : plan.calls)
                for (std::size_t i = 1; i < call.slots.size(); ++i)
                    if (const double way = call.poses[i](2, 3) - call.poses[0](2, 3); way > 1e-6)
                        lengths.push_back((call.scaled[i](2, 3) - call.scaled[0](2, 3)) / way);
            return lengths;
        };
        for (const double metres : {0.1, 1.0, 4.0})
            for (const double factor : unitsOf(metres, 0.7))
                QVERIFY2(std::abs(factor - 0.7) < 1e-4, QByteArray::number(factor).constData());
        const std::vector<double> brief = unitsOf(0.1, 0), far = unitsOf(4.0, 0);
        QVERIFY2(brief.front() > 20 * far.front(), "the reference's rule is expected to lose the scale");
    }

    void scaleComesFromTheDepth()
    {
        SilentJobContext job;
        const auto unitsFor = [&](float depth, const char* rule) {
            ImagineRequest request = requestFor("move forward 0.2 meters", 64, depth);
            request.options["scale_rule"] = rule;
            m_model->imagine(request, [](ImaginedFrame&&) {}, job);
            return m_model->lastRun();
        };
        QVERIFY(std::abs(unitsFor(4, "metric")["units_per_metre"].get<double>() - 0.5) < 1e-6);
        QVERIFY(std::abs(unitsFor(2, "metric")["units_per_metre"].get<double>() - 1.0) < 1e-6);
        QVERIFY(unitsFor(2, "metric")["metric"].get<bool>());
        QVERIFY(!unitsFor(2, "reference")["metric"].get<bool>());
        const Json unknown = unitsFor(0, "metric");
        QVERIFY(!unknown["metric"].get<bool>());
        QVERIFY(unknown["notes"].dump().find("No depth") != std::string::npos);
    }

    /// The start view keeps its depth, so that the motion in what follows can be measured in metres.
    void onlyTheGivenViewHasDepth()
    {
        SilentJobContext job;
        const auto depths = [&](float depth) {
            std::vector<DepthMap> maps;
            m_model->imagine(requestFor("move forward 0.2 meters", 64, depth), [&](ImaginedFrame&& frame) { maps.push_back(std::move(frame.depth)); }, job);
            return maps;
        };
        const std::vector<DepthMap> known = depths(2.5f);
        QVERIFY(known.front() == DepthMap(64, 64, 2.5f));
        QVERIFY(std::all_of(known.begin() + 1, known.end(), [](const DepthMap& map) { return map.empty(); }));
        QVERIFY(depths(0).front().empty());

        DepthMap ramp(80, 60);
        for (int y = 0; y < 60; ++y)
            for (int x = 0; x < 80; ++x)
                ramp.at(x, y) = static_cast<float>(1 + x);
        const Intrinsics wide = intrinsicsFromFov(80, 60, 60), narrow = intrinsicsFromFov(40, 40, 60);
        const DepthMap same = sameViewDepth(ramp, wide, narrow); // 40 pixels show what the middle 80 would, at half the size
        QCOMPARE(same.at(10, 20), 1.0f + 21);
        QCOMPARE(same.at(30, 20), 1.0f + 61);
        QCOMPARE(same.at(10, 2), 0.0f); // above the other picture's edge
    }

    void seenPixelsFollowTheGeometry()
    {
        const Intrinsics camera = intrinsicsFromFov(40, 40, 60);
        const DepthMap depth(40, 40, 2);
        Rigid3d pose = Rigid3d::Identity();
        QCOMPARE(share(seenFromStart(depth, camera, pose, camera)), 1.0);
        pose.translation() = Eigen::Vector3d(0, 0, 1); // twice as near: everything still covered, though magnified
        QCOMPARE(share(seenFromStart(depth, camera, pose, camera)), 1.0);
        pose.translation() = Eigen::Vector3d(0, 0, -2); // twice as far: a quarter of the picture
        QVERIFY(std::abs(share(seenFromStart(depth, camera, pose, camera)) - 0.25) < 0.06);
    }

    void optionsAreChecked_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("no weights") << "svc_weights" << "\"\"";
        QTest::newRow("steps") << "steps" << "0";
        QTest::newRow("guidance") << "guidance" << "-1";
        QTest::newRow("guidance text") << "guidance" << "\"much\"";
        QTest::newRow("rule") << "scale_rule" << "\"feet\"";
        QTest::newRow("strategy") << "chunk_strategy" << "\"best\"";
        QTest::newRow("strategy number") << "chunk_strategy" << "\"nearest-99\"";
    }

    void optionsAreChecked()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        ImagineRequest request = requestFor("turn right 60 degrees", 64);
        request.options[key.toStdString()] = Json::parse(value.toStdString());
        SilentJobContext job;
        QVERIFY_THROWS_EXCEPTION(Error, m_model->imagine(request, [](ImaginedFrame&&) {}, job));
    }

    /// The three ways through attend() give what one whole product gives.
    void attentionInSlicesIsAttention_data()
    {
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("others");
        QTest::newRow("many short") << 300 << 7 << 7;
        QTest::newRow("long") << 2 << 900 << 900;
        QTest::newRow("long, few others") << 1 << 2000 << 3;
    }

    void attentionInSlicesIsAttention()
    {
        QFETCH(int, batch);
        QFETCH(int, tokens);
        QFETCH(int, others);
        constexpr int kHeads = 4, kWidth = 64;
        const auto numbers = [](at::IntArrayRef shape, double rate) {
            return at::sin(at::arange(shape[0] * shape[1] * shape[2], at::kFloat) * rate).view(shape);
        };
        const at::Tensor q = numbers({batch, tokens, kWidth}, 0.7), k = numbers({batch, others, kWidth}, 1.3), v = numbers({batch, others, kWidth}, 0.3);
        const auto heads = [](const at::Tensor& x) { return x.view({x.size(0), x.size(1), kHeads, -1}).transpose(1, 2); };
        const at::Tensor whole = at::matmul((at::matmul(heads(q), heads(k).transpose(2, 3)) / std::sqrt(double(kWidth / kHeads))).softmax(-1), heads(v))
                                     .transpose(1, 2).reshape(q.sizes());
        QVERIFY((nn::attend(q, k, v, kHeads) - whole).abs().max().item<double>() < 1e-5);
    }

private:
    ImagineRequest requestFor(const char* actions, int side, float depth = 3) const
    {
        ImagineRequest request;
        request.observation = wall(side, side, depth);
        request.trajectory = followActions(parseActions(actions), {}, intrinsicsFromFov(side, side, 54));
        request.seed = 5;
        request.options = {{"svc_weights", m_folder.string()}, {"steps", 2}, {"svc_device", "cpu"}};
        return request;
    }

    static double share(const Mask& mask)
    {
        return static_cast<double>(std::count(mask.data(), mask.data() + mask.pixels(), 255)) / static_cast<double>(mask.pixels());
    }

    QTemporaryDir m_directory;
    fs::path m_folder;
    std::unique_ptr<WorldModel> m_model;
};

QTEST_APPLESS_MAIN(TestSvcWorldModel)
#include "tst_SvcWorldModel.moc"

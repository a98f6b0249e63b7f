#include <map>
#include <random>
#include <set>

#include <QtTest>

#include "render/scene/AxisGizmo.h"
#include "render/scene/Background.h"
#include "render/scene/FrameBudget.h"
#include "render/scene/MeshLevels.h"
#include "render/scene/PointPlan.h"
#include "tests/render/scene/TestScenes.h"

using namespace w2v;

namespace {

PointCloud scattered(std::size_t count, unsigned seed, float depth = 10)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> at(-1, 1);
    PointCloud cloud;
    for (std::size_t i = 0; i < count; ++i) {
        cloud.positions.emplace_back(3 * at(random), 0.3f * at(random), depth * (1.2f + at(random)));
        cloud.colors.emplace_back(std::uint8_t(i), std::uint8_t(i >> 8), std::uint8_t(i >> 16)); // its number
    }
    return cloud;
}

std::uint32_t numberOf(const PointVertex& p)
{
    return p.color[0] | std::uint32_t(p.color[1]) << 8 | std::uint32_t(p.color[2]) << 16;
}

ViewCamera eyeAt(double x, double y, double z)
{
    ViewCamera camera;
    camera.worldFromCamera.translation() = Eigen::Vector3d(x, y, z);
    return camera;
}

} // namespace

/// What is left out, and that nothing is drawn beyond what was allowed. No device.
class TestLevelOfDetail : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orderingKeepsEveryPoint()
    {
        for (const std::size_t count : {1u, 2u, 2047u, 2049u, 60000u}) {
            const PointCloud cloud = scattered(count, 3);
            std::vector<PointVertex> out(count);
            const auto chunks = orderPoints(cloud, out.data());
            std::vector<int> seen(count);
            std::uint32_t next = 0;
            for (const PointChunk& chunk : chunks) {
                QCOMPARE(chunk.first, next);
                QVERIFY(chunk.count > 0 && chunk.count <= kChunkPoints);
                next += chunk.count;
                for (std::uint32_t i = chunk.first; i < next; ++i) {
                    const Eigen::Vector3f p(out[i].position[0], out[i].position[1], out[i].position[2]);
                    QVERIFY(chunk.bounds.contains(p));
                    QCOMPARE(p, cloud.positions[numberOf(out[i])]);
                    ++seen[numberOf(out[i])];
                }
            }
            QCOMPARE(std::size_t(next), count);
            QVERIFY(std::ranges::all_of(seen, [](int n) { return n == 1; }));
        }
    }

    void pointsOfOnePlaceAreAChunkLikeAnyOther()
    {
        PointCloud cloud;
        cloud.positions.assign(5000, Eigen::Vector3f(1, 2, 3));
        std::vector<PointVertex> out(5000);
        const auto chunks = orderPoints(cloud, out.data());
        QCOMPARE(chunks.size(), std::size_t(3));
        QCOMPARE(int(out[4999].color[1]), 200);
    }

    void anyFirstPartOfAChunkIsAnEvenSample()
    {
        const PointCloud cloud = scattered(50000, 5);
        std::vector<PointVertex> out(cloud.positions.size());
        for (const PointChunk& chunk : orderPoints(cloud, out.data())) {
            if (chunk.count < 500)
                continue;
            // A sixteenth reaches nearly everywhere in the chunk and is centred like the whole.
            Eigen::AlignedBox3f part;
            Eigen::Vector3f mean = Eigen::Vector3f::Zero(), all = Eigen::Vector3f::Zero();
            for (std::uint32_t i = 0; i < chunk.count; ++i) {
                const Eigen::Vector3f p(out[chunk.first + i].position[0], out[chunk.first + i].position[1], out[chunk.first + i].position[2]);
                all += p;
                if (i < chunk.count / 16) {
                    part.extend(p);
                    mean += p;
                }
            }
            const Eigen::Vector3f size = chunk.bounds.sizes();
            mean /= float(chunk.count / 16);
            all /= float(chunk.count);
            for (int k = 0; k < 3; ++k) {
                QVERIFY2(part.sizes()[k] > 0.7f * size[k], qPrintable(QString("%1 of %2").arg(part.sizes()[k]).arg(size[k])));
                QVERIFY(std::abs(mean[k] - all[k]) < 0.12f * size[k]);
            }
        }
    }

    void aPlanNeverExceedsItsAllowance()
    {
        std::mt19937 random(11);
        std::uniform_real_distribution<double> at(-12, 12);
        const PointCloud cloud = scattered(80000, 9);
        std::vector<PointVertex> out(cloud.positions.size());
        const auto chunks = orderPoints(cloud, out.data());
        for (int i = 0; i < 300; ++i) {
            ViewCamera camera = eyeAt(at(random), at(random) / 8, at(random));
            camera.worldFromCamera.linear() = yawRotation(at(random));
            if (i % 3 == 0)
                camera.orthoHeight = 6;
            const SceneView view = viewOf(camera, 640, 480);
            const auto allowance = static_cast<std::uint64_t>(std::exp(std::abs(at(random))));
            const PointPlan plan = planPoints(chunks, view, 480, allowance);
            QVERIFY2(plan.points <= allowance, qPrintable(QString("%1 of %2").arg(plan.points).arg(allowance)));
            std::uint64_t total = 0;
            std::map<std::uint32_t, std::uint32_t> wholes;
            for (const PointChunk& chunk : chunks)
                wholes[chunk.first] = chunk.count;
            for (const PointRun& run : plan.runs) {
                QVERIFY(run.count > 0 && wholes.contains(run.first) && run.count <= wholes[run.first]);
                total += run.count;
            }
            QCOMPARE(total, plan.points);
            QVERIFY(plan.visible >= plan.points);
            if (plan.visible <= allowance) {
                QCOMPARE(plan.points, plan.visible);
                QCOMPARE(plan.spacing, 0.0f);
            } else if (plan.visible > 5000 && allowance > 2000) {
                QVERIFY2(plan.points > allowance / 2, qPrintable(QString("only %1 of %2").arg(plan.points).arg(allowance)));
            }
        }
    }

    void distantChunksGiveUpFirst()
    {
        const PointCloud cloud = scattered(80000, 2);
        std::vector<PointVertex> out(cloud.positions.size());
        const auto chunks = orderPoints(cloud, out.data());
        const PointPlan plan = planPoints(chunks, viewOf(eyeAt(0, -1, -3), 640, 480), 480, 20000);
        std::map<std::uint32_t, const PointChunk*> byFirst;
        for (const PointChunk& chunk : chunks)
            byFirst[chunk.first] = &chunk;
        double near = 0, far = 0;
        int nears = 0, fars = 0;
        for (const PointRun& run : plan.runs) {
            const PointChunk& chunk = *byFirst[run.first];
            const double share = double(run.count) / chunk.count;
            chunk.bounds.center().z() < 4 ? (near += share, ++nears) : (far += share, ++fars);
        }
        QVERIFY(nears > 2 && fars > 2);
        QVERIFY2(near / nears > 2 * far / fars, qPrintable(QString("%1 near, %2 far").arg(near / nears).arg(far / fars)));
        QVERIFY(plan.spacing > 0);
    }

    void levelsHalveAndStayInPlace()
    {
        const Scene scene = test::roomOfBalls(40000);
        const Mesh& ball = scene.meshes[3];
        const auto levels = simplifiedIndices(ball, ball.indices, 3);
        QCOMPARE(levels.size(), std::size_t(3));
        std::size_t before = ball.indices.size();
        Eigen::AlignedBox3f whole;
        for (const auto& p : ball.positions)
            whole.extend(p);
        for (const auto& level : levels) {
            QVERIFY(level.size() % 3 == 0);
            QVERIFY2(level.size() < 0.75 * before, qPrintable(QString("%1 of %2").arg(level.size()).arg(before)));
            QVERIFY(level.size() > 0.1 * before);
            before = level.size();
            Eigen::AlignedBox3f box;
            for (std::size_t i = 0; i < level.size(); i += 3) {
                QVERIFY(level[i] != level[i + 1] && level[i + 1] != level[i + 2] && level[i + 2] != level[i]);
                for (int k = 0; k < 3; ++k) {
                    QVERIFY(level[i + k] < ball.positions.size());
                    box.extend(ball.positions[level[i + k]]);
                }
            }
            QVERIFY((box.sizes() - whole.sizes()).cwiseAbs().maxCoeff() < 0.2f * whole.sizes().maxCoeff());
        }
        const Mesh box = test::boxMesh({0, 0, 0}, {1, 1, 1}, 1);
        QCOMPARE(simplifiedIndices(box, box.indices, 2)[1], box.indices);
        Mesh flat = ball; // all in one place: nothing to divide by
        for (auto& p : flat.positions)
            p.setZero();
        QCOMPARE(simplifiedIndices(flat, flat.indices, 1)[0], flat.indices);
    }

    void theBudgetHoldsOnDevicesOfAnySpeed()
    {
        const WorkCosts costs;
        std::mt19937 random(4);
        std::uniform_real_distribution<double> jitter(0.85, 1.15);
        for (const double speed : {0.02, 0.5, 1.0, 3.0, 12.0}) { // milliseconds a nominal one
            FrameBudget budget(costs, 1.5);
            double slow = 1;
            int late = 0;
            for (int frame = 0; frame < 400; ++frame) {
                if (frame == 200)
                    slow = 2.5; // another program takes its share
                FrameWork work;
                work.points = static_cast<std::uint64_t>(budget.allowance(22) / costs.point);
                const double ms = costs.of(work) * 1e-6 * speed * slow * jitter(random);
                if (frame > 12 && !(frame >= 200 && frame < 206)) {
                    QVERIFY2(ms < 22 * 1.4, qPrintable(QString("speed %1, frame %2: %3 ms").arg(speed).arg(frame).arg(ms)));
                    late += ms > 22 * 1.25;
                }
                // A device that turns slower costs one frame of less than a tenth of a second, not more.
                if (frame >= 200)
                    QVERIFY2(ms < 100, qPrintable(QString("%1 ms").arg(ms)));
                budget.record(work, ms);
            }
            QVERIFY2(late < 20, qPrintable(QString("speed %1: %2 late frames").arg(speed).arg(late)));
        }
    }

    void aSlowFrameIsForgottenSoon()
    {
        const WorkCosts costs;
        FrameBudget budget(costs, 1);
        const FrameWork work{1'000'000, 500'000, 0};
        const double usual = costs.of(work) * 1e-6;
        for (int i = 0; i < 20; ++i)
            budget.record(work, usual);
        const double before = budget.allowance(22);
        budget.record(work, 10 * usual);
        QVERIFY(budget.allowance(22) < 0.3 * before);
        for (int i = 0; i < 20; ++i)
            budget.record(work, usual);
        QVERIFY(budget.allowance(22) > 0.75 * before);
        budget.record({}, 500); // an empty frame says nothing
        budget.record(work, std::nan(""));
        QVERIFY(budget.allowance(22) > 0.75 * before);
    }

    void theGizmoIsHitWhereItIsDrawn()
    {
        for (const float ratio : {1.0f, 2.0f}) {
            Rigid3d pose = Rigid3d::Identity();
            pose.linear() = yawRotation(0.6);
            const AxisGizmo gizmo(pose, 600, ratio);
            int clear = 0;
            for (std::size_t i = 0; i < 6; ++i) {
                const AxisGizmo::End& end = gizmo.ends()[i];
                bool covered = (end.at - gizmo.middle()).norm() < 2 * gizmo.endRadius();
                for (std::size_t nearer = i + 1; nearer < 6; ++nearer)
                    covered = covered || (gizmo.ends()[nearer].at - end.at).norm() < 2 * gizmo.endRadius();
                clear += !covered;
                if (!covered)
                    QVERIFY(gizmo.hit(end.at.x(), end.at.y()) == end.part);
            }
            QVERIFY(clear >= 4);
            QVERIFY(gizmo.hit(gizmo.middle().x(), gizmo.middle().y()) == AxisGizmo::Part::Middle);
            QVERIFY(!gizmo.hit(300, 300));
        }
        const AxisGizmo front(Rigid3d::Identity(), 600, 1); // looks along z: the far end of it is behind the middle
        QVERIFY(front.hit(front.middle().x(), front.middle().y()) == AxisGizmo::Part::Back);
        QVERIFY(front.hit(front.middle().x(), front.middle().y() - 32) == AxisGizmo::Part::Up);
    }

    void theSkyIsAbove()
    {
        ViewportScene scene;
        scene.sky = SkyColors{};
        const auto bands = backgroundBands(scene, {}, 400, 300);
        QCOMPARE(bands.front().top, 0);
        QCOMPARE(bands.back().bottom, 300);
        for (std::size_t i = 1; i < bands.size(); ++i)
            QCOMPARE(bands[i].top, bands[i - 1].bottom);
        QVERIFY(bands.front().color[2] > bands.front().color[0] + 0.1f); // blue above
        QVERIFY(std::abs(bands.back().color[2] - scene.sky->ground[2]) < 0.05f);
        scene.sky.reset();
        QCOMPARE(backgroundBands(scene, {}, 400, 3).size(), std::size_t(3));
    }
};

QTEST_APPLESS_MAIN(TestLevelOfDetail)
#include "tst_LevelOfDetail.moc"

#include <QtTest>

#include "core/base/Error.h"
#include "core/exchange/ReferenceBundle.h"

using namespace w2v;

class TestReferenceBundle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keptFramesAreSpreadEvenly()
    {
        QCOMPARE(referenceKeptFrames(4, 0), (std::vector<int>{0, 1, 2, 3}));
        QCOMPARE(referenceKeptFrames(4, 9), (std::vector<int>{0, 1, 2, 3}));
        QCOMPARE(referenceKeptFrames(8, 1), std::vector<int>{7});
        QCOMPARE(referenceKeptFrames(8, 2), (std::vector<int>{0, 7}));
        QCOMPARE(referenceKeptFrames(6, 3), (std::vector<int>{0, 2, 5})); // 2.5 is rounded to the even 2
        QCOMPARE(referenceKeptFrames(8, 3), (std::vector<int>{0, 4, 7})); // 3.5 to 4
        QVERIFY(referenceKeptFrames(0, 3).empty());
    }

    /// Between kept frames the motion is the sum of all frames between them, across the borders of actions.
    void recordsHoldTheMotionSinceTheKeptFrameBefore()
    {
        const CameraTrajectory trajectory = followActions(parseActions("move forward 0.4 meters; turn left 10 degrees"), {}, intrinsicsFromFov(64, 64, 54));
        QCOMPARE(trajectory.startFromCamera.size(), std::size_t{5}); // 0.2 m and 5 degrees a frame
        const BundleTrajectory one{"room", "path_00", trajectory, {0, 3, 4}, Json::array(), {{"steps", 2}}, Json::object()};
        const std::vector<Json> records = bundleFrameRecords(bundleTraj(one), "room", "path_00", "traj.json");
        QCOMPARE(records.size(), std::size_t{3});
        QCOMPARE(records[0]["actions_step"].dump(), std::string("[]"));
        QCOMPARE(records[1]["actions_step"].dump(), std::string("[\"FWD_0.4\",\"TL_5\"]"));
        QCOMPARE(records[2]["actions_step"].dump(), std::string("[\"TL_5\"]"));
        QCOMPARE(records[2]["actions_prefix"].dump(), std::string("[\"FWD_0.4\",\"TL_10\"]"));
        QCOMPARE(records[2]["uid"].get<std::string>(), std::string("room_path_00_f004"));
        QCOMPARE(records[1]["image_path"].get<std::string>(), std::string("scenes/room/traj_path_00/samples-rgb/003.png"));
        QCOMPARE(records[1]["svc_options"]["steps"].get<int>(), 2);
    }

    void damagedFilesAreNamed()
    {
        const CameraTrajectory trajectory = followActions(parseActions("turn left 10 degrees"), {}, intrinsicsFromFov(64, 64, 54));
        const Json good = bundleTraj({"room", "a", trajectory, {0, 2}, Json::array(), Json::object(), Json::object()});
        for (const auto& [key, value] : {std::pair<const char*, Json>{"frame_ids_kept", {0, 9}}, {"frame_ids_kept", {0, "x"}}, {"frame_ids_kept", "all"},
                                         {"kept_actions_step", Json::array()}, {"actions_prefix", 3}, {"quality_scores", Json::array()}}) {
            Json bad = good;
            bad[key] = value;
            QVERIFY_THROWS_EXCEPTION(Error, bundleFrameRecords(bad, "room", "a", "traj.json"));
        }
    }
};

QTEST_APPLESS_MAIN(TestReferenceBundle)
#include "tst_ReferenceBundle.moc"

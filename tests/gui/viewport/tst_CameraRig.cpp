#include <QTest>

#include "ui/viewport/CameraRig.h"

using namespace w2v;

class TestCameraRig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orbitKeepsDistanceAndTarget()
    {
        CameraRig rig;
        rig.focus({1, -1, 2}, 4);
        for (int i = 0; i < 200; ++i) {
            rig.orbit(13, i % 2 ? 7 : -6);
            QVERIFY(std::abs((rig.eye() - Eigen::Vector3d(1, -1, 2)).norm() - 4) < 1e-9);
            QVERIFY(isValidPose(rig.worldFromCamera()));
        }
    }

    void targetLiesAheadAndUpIsUp()
    {
        CameraRig rig;
        rig.setAngles(0.4, 0.5);
        rig.focus({0, 0, 0}, 5);
        const Eigen::Vector3d seen = rig.worldFromCamera().inverse() * rig.target();
        QVERIFY((seen - Eigen::Vector3d(0, 0, 5)).norm() < 1e-9);
        // World up is -y; it must point up (negative y) in the picture.
        QVERIFY((rig.worldFromCamera().linear().transpose() * Eigen::Vector3d(0, -1, 0)).y() < 0);
        QVERIFY2(rig.eye().y() < 0, "a positive pitch looks down from above the floor");
    }

    void lookTurnsAroundTheEye()
    {
        CameraRig rig;
        rig.focus({3, -1, 1}, 2);
        const Eigen::Vector3d eye = rig.eye();
        rig.look(40, -15);
        QVERIFY((rig.eye() - eye).norm() < 1e-9);
    }

    void frameSeesTheWholeBox()
    {
        const Eigen::AlignedBox3d box(Eigen::Vector3d(0, -2.6, 0), Eigen::Vector3d(5, 0, 4));
        CameraRig rig;
        rig.frame(box, 50, 1.6);
        const Intrinsics camera = [] {
            Intrinsics c;
            c.width = 1600;
            c.height = 1000;
            c.fy = c.fx = 500 / std::tan(25 * 3.14159265358979 / 180);
            c.cx = 800;
            c.cy = 500;
            return c;
        }();
        for (int corner = 0; corner < 8; ++corner) {
            const Eigen::Vector3d local = rig.worldFromCamera().inverse()
                * Eigen::Vector3d(box.corner(Eigen::AlignedBox3d::CornerType(corner)));
            QVERIFY(local.z() > 0);
            const Eigen::Vector2d at = project(camera, local);
            QVERIFY(at.x() > 0 && at.x() < 1600 && at.y() > 0 && at.y() < 1000);
        }
    }

    void adoptTakesOverAPose()
    {
        CameraRig rig, other;
        rig.setAngles(-1.2, 0.3);
        rig.focus({1, -1.5, 2}, 3);
        other.adopt(rig.worldFromCamera(), 2);
        QVERIFY((other.eye() - rig.eye()).norm() < 1e-9);
        QVERIFY((other.forward() - rig.forward()).norm() < 1e-9);
    }

    void zoomStopsBeforeTheTarget()
    {
        CameraRig rig;
        for (int i = 0; i < 500; ++i)
            rig.zoom(0.8);
        QVERIFY(rig.distance() > 0.01);
        for (int i = 0; i < 500; ++i)
            rig.zoom(1.3);
        QVERIFY(rig.distance() < 1e4);
    }
};

QTEST_APPLESS_MAIN(TestCameraRig)
#include "tst_CameraRig.moc"

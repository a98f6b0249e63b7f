#include <QtTest>

#include "core/worldmodel/CarriedLabels.h"

using namespace w2v;

/// Names of things follow them into imagined views, and what was invented has none.
class TestCarriedLabels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        // A wall 4 m ahead (id 1), and before its left half a board at 2 m (id 2).
        m_camera = intrinsicsFromFov(64, 64, 90);
        m_depth = DepthMap(64, 64, 4.0f);
        m_ids = IdMap(64, 64, 1);
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 24; ++x) {
                m_depth.at(x, y) = 2.0f;
                m_ids.at(x, y) = 2;
            }
    }

    void theSameViewKeepsItsNames()
    {
        const IdMap carried = carriedInstances({m_depth, m_ids, m_camera}, Rigid3d::Identity(), m_camera, m_depth, Mask(64, 64, 255));
        QVERIFY(carried == m_ids);
    }

    void namesMoveWithTheirSurfaces()
    {
        // Half a metre to the right: the board (2 m) moves 8 pixels to the left, the wall (4 m) 4.
        Rigid3d startFromView = Rigid3d::Identity();
        startFromView.translation() = Eigen::Vector3d(0.5, 0, 0);
        DepthMap depth(64, 64, 4.0f);
        Mask observed(64, 64, 255);
        for (int y = 0; y < 64; ++y) {
            for (int x = 0; x < 16; ++x)
                depth.at(x, y) = 2.0f;
            for (int x = 16; x < 20; ++x) // uncovered
                observed.at(x, y) = 0;
        }
        const IdMap carried = carriedInstances({m_depth, m_ids, m_camera}, startFromView, m_camera, depth, observed);
        for (int y = 0; y < 64; ++y) {
            QCOMPARE(carried.at(10, y), 2);
            QCOMPARE(carried.at(18, y), 0);
            QCOMPARE(carried.at(40, y), 1);
            QCOMPARE(carried.at(63, y), 0); // beyond the source's right edge
        }
    }

    void aDepthThatDoesNotAgreeHasNoName()
    {
        DepthMap depth(64, 64, 3.0f);
        const IdMap carried = carriedInstances({m_depth, m_ids, m_camera}, Rigid3d::Identity(), m_camera, depth, Mask(64, 64, 255));
        for (std::size_t i = 0; i < carried.pixels(); ++i)
            QCOMPARE(carried.data()[i], 0);
    }

private:
    Intrinsics m_camera;
    DepthMap m_depth;
    IdMap m_ids;
};

QTEST_APPLESS_MAIN(TestCarriedLabels)
#include "tst_CarriedLabels.moc"

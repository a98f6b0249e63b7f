#pragma once
#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/geometric/LiftSource.h"
#include "core/worldmodel/geometric/RoomPlanes.h"
#include "core/worldmodel/surfaces/SurfacePainter.h"

namespace w2v {

/// Everything known so far of a place, as textured surfaces in the frame of the first camera.
class LiftedCache {
public:
    static constexpr int kObserved = 1, kImagined = 2; ///< instance ids of rendered pixels

    void setSource(LiftSource source);

    /// Adds the pixels of `missing` and a rim of their neighbours as they appear from `startFromCamera`.
    void addImagined(const ColorImage& color, const DepthMap& depth, const Mask& missing, const Intrinsics& camera,
                     const Rigid3d& startFromCamera);

    /// Pixels nothing is known of have depth 0. The same bits on every machine.
    PaintedView render(const Rigid3d& startFromCamera, const Intrinsics& camera) const;

    /// Floor, ceiling and walls as far as the observation shows them, in that camera's frame.
    RoomPlanes planesFrom(const Rigid3d& startFromCamera) const { return movedPlanes(m_planes, startFromCamera.inverse()); }

    std::size_t triangles() const { return m_painter.triangles(); }

private:
    SurfacePainter m_painter;
    RoomPlanes m_planes;
};

} // namespace w2v

#pragma once
#include <optional>

#include "render/scene/ViewportRenderer.h"

namespace w2v {

struct OverlayHit {
    int id = -1;
    bool frustum = false;
    double depth = 0;  ///< metres along z
    double slack = 0;  ///< metres that a surface may lie before it without hiding it
    Eigen::Vector3d point = Eigen::Vector3d::Zero(); ///< world
};

/// The mark or frustum with an id that lies under a pixel or within a few pixels of it: marks before frusta, nearer ones first.
std::optional<OverlayHit> pickOverlay(const ViewportScene& scene, const ViewCamera& camera, int width, int height, int x, int y);

} // namespace w2v

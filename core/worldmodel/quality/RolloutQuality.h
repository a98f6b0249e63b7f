#pragma once
#include <memory>
#include <vector>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/worldmodel/quality/FrameQuality.h"

namespace w2v {

/// Measures the frames of one rollout as they come, each against earlier ones. Keeps a few earlier frames (the first, key frames
/// and the latest), so memory stays bounded.
class RolloutQuality {
public:
    explicit RolloutQuality(const Intrinsics& camera);
    ~RolloutQuality();
    RolloutQuality(const RolloutQuality&) = delete;
    RolloutQuality& operator=(const RolloutQuality&) = delete;

    /// The next frame, `startFromCamera` as it was asked for. `depth` (metres, 0 unknown) may be empty: then nothing is said of
    /// what was seen before and motion has no scale. `keyFrame`: kept to measure later frames from.
    FrameQuality add(const ColorImage& color, const DepthMap& depth, const Rigid3d& startFromCamera, bool keyFrame);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace w2v

#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/detection/BoxSurface.h"
#include "core/detection/Detection.h"
#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// A view with what a detector found in it. `depth` may be empty: then nothing is linked to other views.
struct DetectedView {
    ColorImage color;
    DepthMap depth;                               ///< metres, of the picture's size
    Rigid3d startFromCamera = Rigid3d::Identity();
    std::vector<Detection> detections;            ///< best first
};

/// An object of a view with a number of its own in all views of the rollout.
struct LinkedObject {
    VisibleObject object;
    double score = 0;     ///< of the detection; of the last one where the box was carried
    bool carried = false; ///< not detected here: where the depth says that its surface is seen
};

/// Gives what a detector finds in view after view the identity that geometry gives it: the pixels of an object's surface in the view
/// where it was last detected are carried to the next through depth and poses (carriedInstances()); a detection of the same name that
/// covers them and has about the same colours is the same object. Objects that the detector misses in a view keep a box around the
/// carried pixels, so that a miss is never taken for "out of sight".
class ObjectLinker {
public:
    explicit ObjectLinker(const Intrinsics& camera) : m_camera(camera) {}

    /// The objects of the next view, numbered from 1 in the order they were first seen.
    std::vector<LinkedObject> add(const DetectedView& view);

private:
    using ColorHistogram = std::vector<float>;

    struct Track {
        int instance = 0;
        std::string label;
        double score = 0;
        std::size_t view = 0;      ///< where it was last detected
        std::size_t pixels = 0;    ///< of its surface there
        double depth = 0;          ///< of its surface there, metres
        ColorHistogram colors;
    };
    /// A view that tracks were last detected in.
    struct Source {
        DepthMap depth;
        IdMap instances;
        Rigid3d startFromCamera;
    };
    struct Surface {
        BoxSurface where;
        ColorHistogram colors;
    };

    static Surface surfaceOf(const DetectedView& view, const Box2d& box);
    /// What the view shows of the tracks' surfaces, by index of m_tracks.
    std::map<std::size_t, VisibleObject> carry(const DetectedView& view) const;
    void forgetUnused();

    Intrinsics m_camera;
    std::vector<Track> m_tracks;
    std::map<std::size_t, Source> m_sources;
    std::size_t m_views = 0;
};

} // namespace w2v

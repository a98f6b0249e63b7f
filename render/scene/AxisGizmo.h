#pragma once
#include <array>
#include <optional>

#include "core/geometry/Camera.h"

namespace w2v {

/// The world's axes in the lower left corner of a viewport, as it is drawn and as it is clicked: x red, up green, z blue. Each
/// axis has a named end and a plain one; the middle is a target of its own. Device pixels.
class AxisGizmo {
public:
    enum class Part { Right, Left, Up, Down, Ahead, Back, Middle }; ///< world x, -x, -y (up), y, z, -z

    AxisGizmo(const Rigid3d& worldFromCamera, int height, float pixelRatio);

    struct End {
        Part part;
        Eigen::Vector2f at;  ///< pixels
        float toward;        ///< -1 away from the eye .. 1 towards it
    };
    const std::array<End, 6>& ends() const { return m_ends; } ///< the farthest first
    const Eigen::Vector2f& middle() const { return m_middle; }
    float endRadius() const { return 8 * m_ratio; }
    /// What a pixel hits.
    std::optional<Part> hit(float x, float y) const;

private:
    float m_ratio;
    Eigen::Vector2f m_middle;
    std::array<End, 6> m_ends;
};

} // namespace w2v

#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "render/scene/ViewportRenderer.h"

namespace w2v {

/// Distances measured between clicked points, with their labels. World points, metres.
class MeasuringTape {
public:
    struct Length {
        Eigen::Vector3d from, to;
        std::shared_ptr<const ViewportImage> label; ///< null until it is uploaded
        double meters() const { return (to - from).norm(); }
    };

    /// The first click begins a length, the second ends it; then it is returned.
    const Length* click(const Eigen::Vector3d& point);
    /// Where the open length would end; none hides it.
    void hover(const std::optional<Eigen::Vector3d>& point) { m_hover = point; }
    /// Drops a length that was begun.
    void cancel();
    void clear();
    bool isOpen() const { return m_from.has_value(); }
    std::vector<Length>& lengths() { return m_lengths; }
    const std::vector<Length>& lengths() const { return m_lengths; }

    /// Adds lines, ends and labels to a frame.
    void draw(ViewportScene& frame, const Rgba& color) const;

private:
    std::vector<Length> m_lengths;
    std::optional<Eigen::Vector3d> m_from, m_hover;
};

} // namespace w2v

// What a frame of the viewport holds beyond the scene: inset, tape, figure, labels.
#include <cmath>

#include "ui/session/Units.h"
#include "ui/theme/Theme.h"
#include "ui/viewport/GpuThread.h"
#include "ui/viewport/ThemeColors.h"
#include "ui/viewport/Viewport.h"
#include "ui/viewport/ViewportWindow.h"

namespace w2v {

namespace {

constexpr double kPersonMeters = 1.7;
constexpr int kFrameTimeMs = 300; ///< how often the shown frame time changes
constexpr int kMargin = 12;       ///< of things in the corners, logical pixels

/// "0.24 M": points and triangles as they are counted in large scenes.
QString millions(std::uint64_t count)
{
    return count < 100'000 ? formatCount(qint64(count)) : QStringLiteral("%1 M").arg(double(count) / 1e6, 0, 'f', 2);
}

} // namespace

ViewportScene Viewport::frameContent()
{
    const double ratio = m_window->devicePixelRatio();
    ViewportScene frame = m_content;
    frame.pixelRatio = float(ratio);
    frame.pointSize = float(m_overlays.pointSize * ratio);
    frame.hideCeiling = m_scene && m_scene->room && !m_scene->room->contains(camera().worldFromCamera.translation());
    frame.inset.reset();
    if (m_firstPerson && !isLookingThrough()) {
        InsetView inset;
        inset.worldFromCamera = *m_firstPerson;
        inset.camera = m_firstPersonCamera;
        const QSize all = pixels();
        const double shape = double(m_firstPersonCamera.width) / std::max(1, m_firstPersonCamera.height);
        const int edge = std::clamp(std::min(all.width() / 3, all.height() / 3), int(96 * ratio), int(360 * ratio));
        inset.width = shape >= 1 ? edge : int(edge * shape);
        inset.height = shape >= 1 ? int(edge / shape) : edge;
        const int margin = int(kMargin * ratio);
        inset.x = all.width() - inset.width - margin;
        inset.y = all.height() - inset.height - margin;
        inset.border = viewportColor(ColorRole::Accent);
        inset.borderWidth = float(1.5 * ratio);
        frame.inset = inset;
    }
    if (m_overlays.views)
        frame.frusta.insert(frame.frusta.end(), m_views.begin(), m_views.end());
    if (isLookingThrough())
        frame.frusta.clear(); // they stand where the eye is and would frame the whole view
    addOverlays(frame);
    return frame;
}

void Viewport::addOverlays(ViewportScene& frame)
{
    m_tape.draw(frame, viewportColor(ColorRole::Text));
    if (m_overlays.figure) {
        frame.figures.push_back({m_figureFoot, float(kPersonMeters), viewportColor(ColorRole::Muted, 0.9)});
        if (m_figureLabel) {
            const Eigen::Vector3f head = m_figureFoot - Eigen::Vector3f(0, float(kPersonMeters) * 1.02f, 0);
            frame.labels.push_back({head, m_figureLabel, 0, -12 * frame.pixelRatio});
        }
    }
    if (m_overlays.coverage && frame.inset)
        frame.coverage = viewportColor(ColorRole::Observed, 0.45);
    if (m_overlays.sky)
        frame.sky = SkyColors{};
    if (m_overlays.frameTime && m_frameTimeLabel)
        frame.pictures.push_back({int(kMargin * frame.pixelRatio), int(kMargin * frame.pixelRatio), m_frameTimeLabel});
}

void Viewport::setOverlays(const Overlays& overlays)
{
    if (overlays.figure && !m_overlays.figure) {
        // On the floor below what is looked at.
        const Eigen::Vector3d target = m_rig.target();
        m_figureFoot = (target - m_floorNormal * (target - m_floorPoint).dot(m_floorNormal)).cast<float>();
    }
    m_overlays = overlays;
    refreshLabels();
    drawSoon(false);
}

void Viewport::clearMeasurements()
{
    m_tape.clear();
    drawSoon(false);
}

void Viewport::refreshLabels()
{
    if (!m_window)
        return;
    const double ratio = m_window->devicePixelRatio();
    for (std::size_t i = 0; i < m_tape.lengths().size(); ++i) {
        const Eigen::Vector3d from = m_tape.lengths()[i].from;
        m_gpu->upload(labelImage(formatMeters(m_tape.lengths()[i].meters()), ratio), [this, i, from](std::shared_ptr<const ViewportImage> image) {
            auto& lengths = m_tape.lengths();
            if (i >= lengths.size() || lengths[i].from != from)
                return; // cleared meanwhile
            lengths[i].label = std::move(image);
            drawSoon(false);
        });
    }
    if (m_overlays.figure)
        m_gpu->upload(labelImage(formatMeters(kPersonMeters), ratio), [this](std::shared_ptr<const ViewportImage> image) {
            m_figureLabel = std::move(image);
            drawSoon(false);
        });
    m_frameTimeAge.invalidate();
    updateFrameTime();
}

void Viewport::updateFrameTime()
{
    if (!m_overlays.frameTime || !m_window)
        return;
    ++m_frameTimeCount;
    const qint64 age = m_frameTimeAge.isValid() ? m_frameTimeAge.elapsed() : kFrameTimeMs;
    if (age < kFrameTimeMs)
        return;
    m_frameTimeRate = m_frameTimeCount * 1000.0 / double(age);
    m_frameTimeCount = 0;
    m_frameTimeAge.start();
    const FrameStats& frame = m_lastFrame;
    QStringList parts{tr("%1 ms").arg(frame.milliseconds, 0, 'f', frame.milliseconds < 10 ? 1 : 0)};
    if (m_moving)
        parts << tr("%1 frames/s").arg(m_frameTimeRate, 0, 'f', 0);
    if (frame.allPoints)
        parts << tr("%1 of %2 points").arg(millions(frame.points), millions(frame.allPoints));
    if (frame.allTriangles)
        parts << tr("%1 of %2 triangles").arg(millions(std::min(frame.triangles, frame.allTriangles)), millions(frame.allTriangles));
    m_gpu->upload(labelImage(parts.join(QStringLiteral("  ·  ")), m_window->devicePixelRatio()),
                  [this](std::shared_ptr<const ViewportImage> image) {
                      const bool first = !m_frameTimeLabel;
                      m_frameTimeLabel = std::move(image);
                      if (first)
                          drawSoon(m_moving);
                  });
}

} // namespace w2v

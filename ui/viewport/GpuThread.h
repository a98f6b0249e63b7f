#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <QObject>
#include <QString>
#include <QThreadPool>

#include "render/scene/ViewportRenderer.h"
#include "ui/viewport/FrameLog.h"
#include "ui/viewport/LabelImage.h"

namespace w2v {

/// The thread that owns the graphics device of a viewport. The window posts requests and gets signals back (queued, on the
/// thread of this object); nothing here blocks it but detach(). Of several waiting draws only the newest is done.
class GpuThread : public QObject {
    Q_OBJECT
public:
    explicit GpuThread(QObject* parent = nullptr);
    ~GpuThread() override;

    /// Begins to create a device on a thread of its own; the first start() of the program takes it over.
    static void startEarly();
    /// Creates the device; deviceReady() or deviceFailed() follows.
    void start();
    /// After a loss: lets go of everything and creates the device anew, as start() does. Detach first; scenes must be set again.
    void restart();
    /// Makes the device count as lost, to test the recovery.
    void declareLost();
    /// Begins to draw on a surface made from the instance that deviceReady() gave.
    void attach(VkSurfaceKHR surface, int width, int height);
    /// Lets go of the surface; returns when nothing uses it any more.
    void detach();
    void resize(int width, int height);
    /// Uploads a scene; sceneReady(ticket) follows, and detailReady(ticket) when its levels of detail are there, too: they are worked out
    /// on another thread after the first frame. Null clears.
    void setScene(std::shared_ptr<const Scene> scene, quint64 ticket);
    /// `content.scene` is filled in from setScene().
    void draw(ViewportScene content, const ViewCamera& camera, bool moving);
    /// Goes on with the last draw, which was at rest and reduced; drawn() follows as after draw().
    void refine(ViewportScene content, const ViewCamera& camera);
    void pick(ViewportScene content, const ViewCamera& camera, int x, int y,
              std::function<void(const ViewportRenderer::Pick&)> done);
    /// Uploads a picture for a frustum or a label; done(image) on this object's thread. Pictures keep their device alive.
    void upload(LabelImage image, std::function<void(std::shared_ptr<const ViewportImage>)> done);

Q_SIGNALS:
    void deviceReady(const QString& name, bool software, void* instance);
    void deviceFailed(const QString& why);
    void sceneReady(quint64 ticket);
    void sceneFailed(quint64 ticket, const QString& why);
    void detailReady(quint64 ticket);
    void drawn(const w2v::FrameStats& stats);

private:
    void post(std::function<void()> work);
    void loop();
    void createDevice();
    void warmUpFrom(int step);
    void letGo();
    void reportLoss();
    enum class Effort { Moving, Resting, Refining };
    void drawNow(ViewportScene content, const ViewCamera& camera, Effort effort);
    void queueDraw(ViewportScene content, const ViewCamera& camera, Effort effort);
    void beginDetail();

    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_work;
    std::function<void()> m_draw;            ///< the newest draw, after all other work
    bool m_stop = false;
    QThreadPool m_pool;                      ///< works out detail

    // Touched by the thread only.
    FrameLog m_log;
    bool m_unseen = false;                   ///< no frame showed the scene yet
    std::shared_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_scenes;
    std::shared_ptr<ViewportPainter> m_painter; ///< outlives surfaces
    std::shared_ptr<SceneRenderer::Prepared> m_prepared;
    std::shared_ptr<const Scene> m_undetailed; ///< its levels of detail are not begun yet
    quint64 m_ticket = 0;                    ///< of m_prepared
    std::unique_ptr<ViewportRenderer> m_renderer;
};

} // namespace w2v

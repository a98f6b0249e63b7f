#include "ui/viewport/GpuThread.h"

#include <future>

#include "core/base/Error.h"
#include "render/scene/SceneRendererFactory.h"

namespace w2v {

GpuThread::GpuThread(QObject* parent) : QObject(parent) {}

GpuThread::~GpuThread()
{
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_draw = nullptr;
    }
    m_wake.notify_one();
    m_thread.join();
}

void GpuThread::start()
{
    m_thread = std::thread([this] { loop(); });
    post([this] { createDevice(); });
}

void GpuThread::restart()
{
    {
        const std::lock_guard lock(m_mutex);
        m_draw = nullptr; // it may hold pictures of the lost device
    }
    post([this] {
        m_renderer.reset();
        m_prepared.reset();
        m_scenes.reset();
        m_device.reset();
        createDevice();
    });
}

void GpuThread::declareLost()
{
    post([this] {
        if (m_device)
            m_device->declareLost();
    });
}

void GpuThread::reportLoss()
{
    FrameStats lost;
    lost.status = FrameStatus::DeviceLost;
    Q_EMIT drawn(lost);
}

void GpuThread::createDevice()
{
    try {
        GpuOptions options;
        options.presentation = true;
        m_device = GpuDevice::create(options);
        m_scenes = createSceneRenderer(*m_device);
        Q_EMIT deviceReady(QString::fromStdString(m_device->name()), m_device->isSoftware(), m_device->instance());
    } catch (const std::exception& error) {
        Q_EMIT deviceFailed(QString::fromUtf8(error.what()));
    }
}

void GpuThread::post(std::function<void()> work)
{
    {
        const std::lock_guard lock(m_mutex);
        m_work.push_back(std::move(work));
    }
    m_wake.notify_one();
}

void GpuThread::loop()
{
    for (;;) {
        std::function<void()> next;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stop || !m_work.empty() || m_draw; });
            if (!m_work.empty()) {
                next = std::move(m_work.front());
                m_work.pop_front();
            } else if (m_stop) {
                break;
            } else {
                next = std::exchange(m_draw, nullptr);
            }
        }
        next();
    }
    m_renderer.reset();
    m_prepared.reset();
    m_scenes.reset();
    m_device.reset();
}

void GpuThread::attach(VkSurfaceKHR surface, int width, int height)
{
    post([this, surface, width, height] {
        if (!m_device)
            return;
        try {
            m_renderer = createViewport(*m_device, surface, width, height);
        } catch (const std::exception& error) {
            if (m_device->isLost())
                return reportLoss();
            Q_EMIT deviceFailed(QString::fromUtf8(error.what()));
        }
    });
}

void GpuThread::detach()
{
    if (!m_thread.joinable())
        return;
    std::promise<void> done;
    post([this, &done] {
        m_renderer.reset();
        done.set_value();
    });
    done.get_future().wait();
}

void GpuThread::resize(int width, int height)
{
    post([this, width, height] {
        if (m_renderer)
            m_renderer->resize(width, height);
    });
}

void GpuThread::setScene(std::shared_ptr<const Scene> scene, quint64 ticket)
{
    post([this, scene = std::move(scene), ticket] {
        if (!m_scenes)
            return;
        try {
            m_prepared = scene ? m_scenes->prepare(*scene) : nullptr;
            Q_EMIT sceneReady(ticket);
        } catch (const std::exception& error) {
            m_prepared = nullptr;
            if (m_device->isLost())
                return reportLoss();
            Q_EMIT sceneFailed(ticket, QString::fromUtf8(error.what()));
        }
    });
}

void GpuThread::draw(ViewportScene content, const ViewCamera& camera, bool moving)
{
    {
        const std::lock_guard lock(m_mutex);
        m_draw = [this, content = std::move(content), camera, moving] { drawNow(content, camera, moving); };
    }
    m_wake.notify_one();
}

void GpuThread::drawNow(ViewportScene content, const ViewCamera& camera, bool moving)
{
    FrameStats stats;
    if (m_renderer) {
        content.scene = m_prepared;
        try {
            stats = m_renderer->draw(content, camera, moving);
        } catch (const std::exception& error) {
            m_renderer.reset();
            if (m_device->isLost())
                return reportLoss();
            Q_EMIT deviceFailed(QString::fromUtf8(error.what()));
            return;
        }
    }
    m_log.add(stats);
    Q_EMIT drawn(stats);
}

void GpuThread::pick(ViewportScene content, const ViewCamera& camera, int x, int y,
                     std::function<void(const ViewportRenderer::Pick&)> done)
{
    post([this, content = std::move(content), camera, x, y, done = std::move(done)]() mutable {
        ViewportRenderer::Pick pick;
        if (m_renderer && m_prepared) {
            content.scene = m_prepared;
            try {
                pick = m_renderer->pick(content, camera, x, y);
            } catch (const std::exception& error) {
                if (m_device->isLost())
                    reportLoss();
                else
                    Q_EMIT deviceFailed(QString::fromUtf8(error.what()));
            }
        }
        QMetaObject::invokeMethod(this, [pick, done = std::move(done)] { done(pick); }, Qt::QueuedConnection);
    });
}

void GpuThread::upload(LabelImage image, std::function<void(std::shared_ptr<const ViewportImage>)> done)
{
    post([this, image = std::move(image), done = std::move(done)]() mutable {
        std::shared_ptr<const ViewportImage> uploaded;
        if (m_device && !m_device->isLost()) {
            try {
                struct Held { // the device goes after its picture
                    std::shared_ptr<GpuDevice> device;
                    std::shared_ptr<const ViewportImage> image;
                };
                auto held = std::make_shared<Held>(Held{m_device, createViewportImage(*m_device, image.color, image.opacity)});
                uploaded = {held, held->image.get()};
            } catch (const std::exception&) {
                // A label less; the next frame reports what is wrong with the device.
            }
        }
        QMetaObject::invokeMethod(this, [uploaded, done = std::move(done)] { done(uploaded); }, Qt::QueuedConnection);
    });
}

} // namespace w2v

#include "ui/viewport/GpuThread.h"

#include <future>
#include <utility>

#include "core/base/Error.h"
#include "core/base/Timeline.h"
#include "render/scene/SceneDetail.h"
#include "render/scene/SceneRendererFactory.h"
#include "render/scene/ViewportWarmUp.h"

namespace w2v {

namespace {

std::shared_ptr<GpuDevice> newDevice()
{
    noteTime("device: begins");
    GpuOptions options;
    options.presentation = true;
    return GpuDevice::create(options);
}

std::future<std::shared_ptr<GpuDevice>>& earlyDevice()
{
    static std::future<std::shared_ptr<GpuDevice>> device;
    return device;
}

} // namespace

GpuThread::GpuThread(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

GpuThread::~GpuThread()
{
    m_pool.clear();
    m_pool.waitForDone();
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
        letGo();
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

void GpuThread::startEarly()
{
    earlyDevice() = std::async(std::launch::async, newDevice);
}

void GpuThread::createDevice()
{
    try {
        m_device = earlyDevice().valid() ? earlyDevice().get() : newDevice();
        m_scenes = createSceneRenderer(*m_device);
        noteTime("device: ready");
        Q_EMIT deviceReady(QString::fromStdString(m_device->name()), m_device->isSoftware(), m_device->instance());
        m_painter = createViewportPainter(*m_device);
        noteTime("painter: made");
        warmUpFrom(0);
    } catch (const std::exception& error) {
        Q_EMIT deviceFailed(QString::fromUtf8(error.what()));
    }
}

/// One step after another, each behind what was asked for meanwhile.
void GpuThread::warmUpFrom(int step)
{
    if (step == kWarmUpSteps)
        return;
    post([this, step, painter = std::weak_ptr(m_painter)] {
        const auto held = painter.lock();
        if (!held || m_renderer || m_device->isLost()) // there are real frames now
            return;
        try {
            warmUp(*m_device, *held, step);
            noteTime("painter: warmer");
            warmUpFrom(step + 1);
        } catch (const std::exception&) {
            // The first real frame reports what is wrong with the device.
        }
    });
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
    letGo();
}

void GpuThread::letGo()
{
    m_renderer.reset();
    m_painter.reset();
    m_prepared.reset();
    m_undetailed.reset();
    m_scenes.reset();
    m_device.reset();
}

void GpuThread::attach(VkSurfaceKHR surface, int width, int height)
{
    post([this, surface, width, height] {
        if (!m_device)
            return;
        try {
            m_renderer = createViewport(*m_device, surface, width, height, m_painter);
            noteTime("viewport: made");
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
            m_prepared = scene ? prepareQuickly(*m_scenes, *scene) : nullptr;
            m_undetailed = scene;
            m_ticket = ticket;
            m_unseen = m_prepared != nullptr;
            noteTime(scene ? "scene: on the device" : "scene: none");
            Q_EMIT sceneReady(ticket);
            if (!scene || scene->meshes.empty()) {
                m_undetailed.reset();
                Q_EMIT detailReady(ticket);
            }
        } catch (const std::exception& error) {
            m_prepared = nullptr;
            m_undetailed.reset();
            if (m_device->isLost())
                return reportLoss();
            Q_EMIT sceneFailed(ticket, QString::fromUtf8(error.what()));
        }
    });
}

void GpuThread::draw(ViewportScene content, const ViewCamera& camera, bool moving)
{
    queueDraw(std::move(content), camera, moving ? Effort::Moving : Effort::Resting);
}

void GpuThread::refine(ViewportScene content, const ViewCamera& camera)
{
    queueDraw(std::move(content), camera, Effort::Refining);
}

void GpuThread::queueDraw(ViewportScene content, const ViewCamera& camera, Effort effort)
{
    {
        const std::lock_guard lock(m_mutex);
        m_draw = [this, content = std::move(content), camera, effort] { drawNow(content, camera, effort); };
    }
    m_wake.notify_one();
}

void GpuThread::drawNow(ViewportScene content, const ViewCamera& camera, Effort effort)
{
    FrameStats stats;
    if (m_renderer) {
        content.scene = m_prepared;
        if (m_unseen) // a scene shows as soon as it can, and then in full
            effort = Effort::Moving;
        try {
            stats = effort == Effort::Refining ? m_renderer->refine(content, camera) : m_renderer->draw(content, camera, effort == Effort::Moving);
        } catch (const std::exception& error) {
            m_renderer.reset();
            if (m_device->isLost())
                return reportLoss();
            Q_EMIT deviceFailed(QString::fromUtf8(error.what()));
            return;
        }
    }
    m_log.add(stats);
    if (stats.status == FrameStatus::Drawn && std::exchange(m_unseen, false))
        noteTime("scene: shown");
    Q_EMIT drawn(stats);
    if (m_undetailed && stats.status == FrameStatus::Drawn)
        beginDetail();
}

void GpuThread::beginDetail()
{
    m_pool.clear();
    m_pool.start([this, scene = std::exchange(m_undetailed, nullptr), prepared = std::weak_ptr(m_prepared), ticket = m_ticket] {
        std::shared_ptr<SceneDetail> detail;
        try {
            detail = std::make_shared<SceneDetail>(workOutDetail(*scene, DetailEffort::Whole));
        } catch (const std::exception&) {
            // What there is goes on to be drawn, only more coarsely while the eye moves.
        }
        post([this, detail, prepared, ticket] {
            try {
                if (const auto held = prepared.lock(); held && held == m_prepared && detail)
                    applyDetail(*held, *detail);
            } catch (const std::exception&) {
                if (m_device->isLost())
                    return reportLoss();
            }
            noteTime("scene: in all its detail");
            Q_EMIT detailReady(ticket);
        });
    });
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

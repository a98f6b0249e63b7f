#include "render/gpu/GpuDevice.h"

#include "render/gpu/GpuContext.h"

namespace w2v {

std::unique_ptr<GpuDevice> GpuDevice::create(const GpuOptions& options)
{
    return std::unique_ptr<GpuDevice>(new GpuDevice(std::make_unique<GpuContext>(options)));
}

GpuDevice::GpuDevice(std::unique_ptr<GpuContext> context)
    : m_context(std::move(context)), m_name(m_context->properties().deviceName)
{
}

GpuDevice::~GpuDevice() = default;

VkInstance GpuDevice::instance() const
{
    return m_context->instance();
}

bool GpuDevice::isSoftware() const
{
    return m_context->isSoftware();
}

bool GpuDevice::isLost() const
{
    return m_context->isLost();
}

void GpuDevice::declareLost()
{
    m_context->declareLost();
}

std::string GpuDevice::description() const
{
    return m_name + (isSoftware() ? " (software), " : ", ") + m_context->driver();
}

GpuContext& GpuDevice::context()
{
    return *m_context;
}

} // namespace w2v

#include "render/scene/FrameBudget.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

constexpr double kWorsening = 0.6, kImproving = 0.15; // how far the estimate follows a measurement
constexpr double kLeastMeasured = 1e5;                // nominal nanoseconds: less says nothing about the device
constexpr double kSlowest = 100, kFastest = 1e-3;

} // namespace

void FrameBudget::record(const FrameWork& work, double milliseconds)
{
    const double nominal = m_costs.of(work);
    if (nominal < kLeastMeasured || !std::isfinite(milliseconds) || milliseconds <= 0)
        return;
    const double measured = milliseconds * 1e6 / nominal;
    m_slowness += (measured > m_slowness ? kWorsening : kImproving) * (measured - m_slowness);
    m_slowness = std::clamp(m_slowness, kFastest, kSlowest);
}

} // namespace w2v

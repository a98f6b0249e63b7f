#include "ui/plots/Series.h"

#include <algorithm>

namespace w2v {

std::size_t Series::nearest(double x) const
{
    if (m_x.empty())
        return 0;
    const auto after = std::lower_bound(m_x.begin(), m_x.end(), x);
    if (after == m_x.begin())
        return 0;
    if (after == m_x.end())
        return m_x.size() - 1;
    const std::size_t right = static_cast<std::size_t>(after - m_x.begin());
    return x - m_x[right - 1] <= m_x[right] - x ? right - 1 : right;
}

} // namespace w2v

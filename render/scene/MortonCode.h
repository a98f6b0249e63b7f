#pragma once
#include <cstdint>

#include <Eigen/Geometry>

namespace w2v {

/// Places on a Morton (Z-order) curve of 10 bits an axis through a box.
class MortonCode {
public:
    static constexpr int kBits = 30;

    explicit MortonCode(const Eigen::AlignedBox3f& box) : m_low(box.isEmpty() ? Eigen::Vector3f(Eigen::Vector3f::Zero()) : Eigen::Vector3f(box.min()))
    {
        const Eigen::Vector3f size = box.isEmpty() ? Eigen::Vector3f(Eigen::Vector3f::Zero()) : Eigen::Vector3f(box.sizes());
        for (int k = 0; k < 3; ++k)
            m_scale[k] = size[k] > 0 ? kCells / size[k] : 0.0f;
    }

    std::uint32_t operator()(const Eigen::Vector3f& p) const
    {
        const Eigen::Vector3f cell = (p - m_low).cwiseProduct(m_scale).cwiseMax(0.0f).cwiseMin(kCells - 1.0f);
        return spread(static_cast<std::uint32_t>(cell.x())) << 2 | spread(static_cast<std::uint32_t>(cell.y())) << 1
            | spread(static_cast<std::uint32_t>(cell.z()));
    }

private:
    static constexpr float kCells = 1024;

    /// Two zero bits after each of the low ten bits.
    static std::uint32_t spread(std::uint32_t x)
    {
        x = (x | x << 16) & 0x030000ffu;
        x = (x | x << 8) & 0x0300f00fu;
        x = (x | x << 4) & 0x030c30c3u;
        return (x | x << 2) & 0x09249249u;
    }

    Eigen::Vector3f m_low, m_scale;
};

} // namespace w2v

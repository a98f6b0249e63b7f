#pragma once
#include <QWidget>

#include "core/image/Raster.h"

namespace w2v {

/// How much of a picture lies how far away: bars over metres, the unknown share in words.
class DepthHistogram : public QWidget {
    Q_OBJECT
public:
    explicit DepthHistogram(QWidget* parent = nullptr);
    void setDepth(const DepthMap& depth);
    bool hasDepth() const { return m_known > 0; }
    double nearest() const { return m_low; }    ///< metres, 1st percentile
    double farthest() const { return m_high; }  ///< metres, 99th percentile
    double knownShare() const { return m_share; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    std::vector<int> m_bins;
    double m_low = 0, m_high = 0, m_share = 0;
    std::size_t m_known = 0;
};

} // namespace w2v

#include "core/image/ContactSheet.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/image/ImageResize.h"
#include "core/image/OpenCvBridge.h"

namespace w2v {
namespace {

constexpr int kGap = 6, kTitle = 22; // pixels

ColorImage fitted(const ColorImage& image, int side)
{
    const double scale = static_cast<double>(side) / std::max({image.width(), image.height(), 1});
    const int width = std::max(1, static_cast<int>(std::lround(image.width() * scale))), height = std::max(1, static_cast<int>(std::lround(image.height() * scale)));
    return scale < 1 ? resizeArea(image, width, height) : resizeBilinear(image, width, height);
}

} // namespace

void ContactSheet::addRow(const std::string& title, const std::vector<ColorImage>& pictures)
{
    Row row{title, {}};
    for (const ColorImage& picture : pictures)
        if (!picture.empty())
            row.pictures.push_back(fitted(picture, m_thumb));
    m_rows.push_back(std::move(row));
}

ColorImage ContactSheet::image() const
{
    int width = 0, height = kGap;
    for (const Row& row : m_rows) {
        int own = kGap, tallest = 0;
        for (const ColorImage& picture : row.pictures) {
            own += picture.width() + kGap;
            tallest = std::max(tallest, picture.height());
        }
        width = std::max(width, own);
        height += kTitle + tallest + kGap;
    }
    if (m_rows.empty())
        return {};
    ColorImage sheet(std::max(width, 160), height, 24);
    cv::Mat canvas = asMat(sheet);
    int y = kGap;
    for (const Row& row : m_rows) {
        cv::putText(canvas, row.title, {kGap, y + 15}, cv::FONT_HERSHEY_SIMPLEX, 0.48, cv::Scalar::all(225), 1, cv::LINE_AA);
        y += kTitle;
        int x = kGap, tallest = 0;
        for (const ColorImage& picture : row.pictures) {
            asMat(picture).copyTo(canvas(cv::Rect(x, y, picture.width(), picture.height())));
            x += picture.width() + kGap;
            tallest = std::max(tallest, picture.height());
        }
        y += tallest + kGap;
    }
    return sheet;
}

} // namespace w2v

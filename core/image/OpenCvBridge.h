#pragma once
// For .cpp files only: OpenCV stays out of the public headers.
#include <opencv2/core.hpp>

#include "core/image/Raster.h"

namespace w2v {

template <class T, int kChannels>
constexpr int openCvType()
{
    return CV_MAKETYPE(cv::DataType<T>::depth, kChannels);
}

/// The raster's own pixels as a matrix, without a copy; valid as long as the raster lives. Channel order stays RGB.
template <class T, int kChannels>
cv::Mat asMat(Raster<T, kChannels>& image)
{
    return cv::Mat(image.height(), image.width(), openCvType<T, kChannels>(), image.data());
}

/// As above for reading: the result must not be written to.
template <class T, int kChannels>
cv::Mat asMat(const Raster<T, kChannels>& image)
{
    return cv::Mat(image.height(), image.width(), openCvType<T, kChannels>(), const_cast<T*>(image.data()));
}

/// A copy of a matrix of the same element type and channel count.
template <class R>
R fromMat(const cv::Mat& matrix)
{
    CV_Assert(matrix.type() == (openCvType<typename R::Value, R::channels>()));
    R image(matrix.cols, matrix.rows);
    matrix.copyTo(asMat(image));
    return image;
}

} // namespace w2v

#pragma once
// For .cpp files only: OpenCV stays out of the public headers.
#include <opencv2/core.hpp>

namespace w2v {

/// Spreads what is known (weight > 0) into the rest over a pyramid of `levels`; beyond its reach the value is 0.
/// `value` is CV_32FC3, premultiplied with `weight` (CV_32F in 0..1).
void spread(cv::Mat& value, cv::Mat& weight, int levels);

/// Known pixels within `reach` of a hole that lie clearly in front of it: CV_8U, 255 where so. `depth` is complete.
cv::Mat inFront(const cv::Mat& missing, const cv::Mat& depth, int reach);

} // namespace w2v

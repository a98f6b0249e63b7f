#pragma once
#include <cstdio>
#include <memory>

#include "render/scene/ViewportRenderer.h"

namespace w2v {

/// One line a shown frame in the file that W2V_FRAME_LOG names, to measure the window from outside:
/// "<seconds on the monotonic clock> <milliseconds> <points> <triangles> <of points> <of triangles> <reduced 0|1>".
class FrameLog {
public:
    FrameLog();
    void add(const FrameStats& stats);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> m_file;
};

} // namespace w2v

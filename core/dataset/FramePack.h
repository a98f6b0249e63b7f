#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// All frames of one rollout (or of many rollouts of one scene) in one safetensors file, uncompressed, so that any frame is
/// one seek away: `color` U8 [N,H,W,3]; optional `depth` U16 [N,H,W] millimetres (0 unknown, 65535 = 65.535 m or more);
/// optional `observed` U8 [N,H,W] (255/0). Frames of a pack share one size.
struct PackedFrame {
    ColorImage color;
    DepthMap depth;   ///< empty when nothing is known of it
    Mask observed;    ///< empty when the pack has none
};

/// Serialises frames; all must have the same size, and all or none a mask. Depth that only some have is unknown in the others.
std::string encodeFramePack(std::span<const PackedFrame> frames);

/// Random access to a pack on disk; memory-mapped, safe to use from several threads.
class FramePackReader {
public:
    explicit FramePackReader(const std::filesystem::path& path);
    ~FramePackReader();
    FramePackReader(FramePackReader&&) noexcept;
    FramePackReader& operator=(FramePackReader&&) noexcept;

    int size() const;
    int width() const;
    int height() const;
    PackedFrame frame(int index) const;
    ColorImage color(int index) const;
    DepthMap depth(int index) const;      ///< empty when no pixel of the frame has any
    Mask observed(int index) const;       ///< empty when the pack has none

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace w2v

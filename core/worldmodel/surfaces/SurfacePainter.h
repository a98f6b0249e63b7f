#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/surfaces/PaintKernels.h"
#include "core/worldmodel/surfaces/PaintedView.h"

namespace w2v {

/// A picture that surfaces take their colours from.
struct SurfaceTexture {
    std::vector<std::uint32_t> texels; ///< see Texels
    int width = 0, height = 0;         ///< at least 2 each
    int zoom = 1;                      ///< texels a side that one pixel of the picture became
};

/// A part of a texture that shows what one camera saw.
struct SurfacePatch {
    int texture = 0;
    Intrinsics camera;                                 ///< of the texture's pixels: their centres are at +0.5
    Rigid3d cameraFromWorld = Rigid3d::Identity();
    double left = 0, top = 0, right = 0, bottom = 0;   ///< colours are taken from between these pixel edges only
    int instance = 0;                                  ///< what a rendered view calls it
};

/// Draws surfaces whose colours come from pictures that were taken of them. Every pixel asks the picture for the colour of its exact
/// place (bilinear); four samples a pixel decide what is in front, and where they lie on more than one surface, or where a pixel is
/// wider than the picture's own, their colours are averaged. The result does not depend on the number of threads nor on the processor.
class SurfacePainter {
public:
    void clear();
    int addTexture(SurfaceTexture texture);
    /// Returns the patch's number for addTriangles(). Throws Error when the patch does not lie in its texture.
    std::uint32_t addPatch(const SurfacePatch& patch);
    /// `positions` in the world's frame, three `indices` a triangle.
    void addTriangles(const std::vector<Eigen::Vector3f>& positions, const std::vector<std::uint32_t>& indices, std::uint32_t patch);

    /// Depth and instance are those of the surface that covers most of a pixel; pixels that are covered by less than half are unknown:
    /// depth 0, black. `steepest`: see DepthMesh; depth may change by this share within a pixel of one surface.
    PaintedView draw(const ViewRequest& view, int threads, const PaintKernels& kernels = paintKernels()) const;

    std::size_t triangles() const { return m_patchOfTriangle.size(); }

private:
    struct Corner {
        float x, y, inverse, z;
    };
    using Triangles = std::vector<PictureTriangle>;

    void project(const ViewRequest& view, std::vector<Corner>& corners, std::size_t begin, std::size_t end) const;
    void setUp(const ViewRequest& view, const std::vector<Corner>& corners, std::size_t begin, std::size_t end, Triangles& made) const;
    void setUpClipped(const ViewRequest& view, std::size_t triangle, Triangles& made) const;
    std::vector<PatchPlace> places(const ViewRequest& view) const;

    std::vector<SurfaceTexture> m_textures;
    std::vector<SurfacePatch> m_patches;
    std::vector<Eigen::Vector3f> m_positions;
    std::vector<std::array<std::uint32_t, 3>> m_corners;
    std::vector<std::uint32_t> m_patchOfTriangle;
};

} // namespace w2v

#include "core/base/Error.h"
#include "core/worldmodel/Inpainter.h"
#include "core/worldmodel/geometric/Fill.h"

namespace w2v {
namespace {

class ClassicalInpainter : public Inpainter {
public:
    std::string name() const override { return "classical"; }

    void fill(ColorImage& color, DepthMap& depth, const Mask& missing, const Intrinsics&, const RoomPlanes&) override
    {
        if (color.width() != depth.width() || color.height() != depth.height() || color.width() != missing.width()
            || color.height() != missing.height())
            throw Error("inpainting", "colour, depth and mask differ in size");
        depth = fillDepth(depth);
        fillColor(color, missing, depth);
    }
};

} // namespace

std::unique_ptr<Inpainter> createClassicalInpainter()
{
    return std::make_unique<ClassicalInpainter>();
}

} // namespace w2v

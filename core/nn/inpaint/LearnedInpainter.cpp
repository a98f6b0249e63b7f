#include <algorithm>
#include <cmath>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/nn/inpaint/Inpaint.h"
#include "core/nn/inpaint/InpaintNetTorch.h"

namespace w2v {

namespace {

using namespace nn;

constexpr int kCoarseSide = 80;  // pixels of the longer side that the network sees
constexpr float kMaxChange = 3.0f; // of log depth against the first guess: a factor of 20 either way

class LearnedInpainter : public Inpainter {
public:
    LearnedInpainter(std::string_view bytes, const std::string& subject)
        : m_weights(InpaintWeights::from(SafetensorsFile::parse(bytes, subject))), m_name("learned " + sha256(bytes).substr(0, 12))
    {
    }

    std::string name() const override { return m_name; }

    void fill(ColorImage& color, DepthMap& depth, const Mask& missing, const Intrinsics& camera, const RoomPlanes& planes) override
    {
        if (color.width() != depth.width() || color.height() != depth.height() || color.width() != missing.width()
            || color.height() != missing.height() || color.empty())
            throw Error("inpainting", "colour, depth and mask differ in size");
        const int shrink = std::max(1, static_cast<int>(std::lround(static_cast<double>(std::max(color.width(), color.height())) / kCoarseSide)));
        CoarseView coarse = coarsen(color, depth, missing, shrink);
        const Intrinsics small{camera.fx / shrink, camera.fy / shrink, camera.cx / shrink, camera.cy / shrink, coarse.depth.width(),
                               coarse.depth.height()};
        predict(coarse, viewOfPlanes(planes, small), small);
        refine(color, depth, missing, coarse, shrink);
    }

private:
    /// The mean of what the network makes of the view and of its mirror image.
    at::Tensor made(const at::Tensor& planes) const
    {
        at::Tensor mirrored = planes.flip({2});
        mirrored.select(0, 5).neg_(); // the ray's x
        const at::Tensor both = inpaintForward(m_weights, at::stack({planes, mirrored})).made;
        return (0.5 * (both.select(0, 0) + both.select(0, 1).flip({2}))).contiguous();
    }

    void predict(CoarseView& view, const PlaneView& walls, const Intrinsics& camera) const
    {
        const c10::InferenceMode inference;
        const InpaintInput input = inpaintInput(view, walls, camera);
        const at::Tensor result = made(input.planes);
        const std::int64_t stride = result.size(2), plane = stride * result.size(1);
        const float* values = result.data_ptr<float>();
        for (int y = 0; y < view.depth.height(); ++y)
            for (int x = 0; x < view.depth.width(); ++x) {
                if (!view.missing.at(x, y))
                    continue;
                const float* at = values + y * stride + x;
                for (int c = 0; c < 3; ++c)
                    view.color.at(x, y, c) = std::clamp(127.5f * (at[c * plane] + 1), 0.0f, 255.0f);
                const float guess = std::log(view.depth.at(x, y) / static_cast<float>(input.scale));
                view.depth.at(x, y) = static_cast<float>(input.scale) * std::exp(std::clamp(at[3 * plane], guess - kMaxChange, guess + kMaxChange));
            }
    }

    InpaintWeights m_weights;
    std::string m_name;
};

} // namespace

std::unique_ptr<Inpainter> createLearnedInpainter(std::string_view weights, const std::string& subject)
{
    return std::make_unique<LearnedInpainter>(weights, subject);
}

} // namespace w2v

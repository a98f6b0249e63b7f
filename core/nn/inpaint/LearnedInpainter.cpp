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

class LearnedInpainter : public Inpainter {
public:
    LearnedInpainter(std::string_view bytes, const std::string& subject)
        : m_weights(InpaintWeights::from(SafetensorsFile::parse(bytes, subject))), m_name("learned " + sha256(bytes).substr(0, 12))
    {
    }

    std::string name() const override { return m_name; }

    void fill(ColorImage& color, DepthMap& depth, const Mask& missing, const Intrinsics& camera) override
    {
        if (color.width() != depth.width() || color.height() != depth.height() || color.width() != missing.width()
            || color.height() != missing.height() || color.empty())
            throw Error("inpainting", "colour, depth and mask differ in size");
        const int shrink = std::max(1, static_cast<int>(std::lround(static_cast<double>(std::max(color.width(), color.height())) / kCoarseSide)));
        CoarseView coarse = coarsen(color, depth, missing, shrink);
        predict(coarse, camera, shrink);
        refine(color, depth, missing, coarse, shrink);
    }

private:
    void predict(CoarseView& view, const Intrinsics& camera, int shrink) const
    {
        const c10::InferenceMode inference;
        const Intrinsics coarse{camera.fx / shrink, camera.fy / shrink, camera.cx / shrink, camera.cy / shrink, view.depth.width(),
                                view.depth.height()};
        const InpaintInput input = inpaintInput(view, coarse);
        const at::Tensor change = inpaintForward(m_weights, input.planes.unsqueeze(0)).squeeze(0).contiguous();
        const std::int64_t stride = change.size(2), plane = stride * change.size(1);
        const float* values = change.data_ptr<float>();
        constexpr float kMaxChange = 3.0f; // of log depth: a factor of 20 either way
        for (int y = 0; y < view.depth.height(); ++y)
            for (int x = 0; x < view.depth.width(); ++x) {
                if (!view.missing.at(x, y))
                    continue;
                const float* at = values + y * stride + x;
                for (int c = 0; c < 3; ++c)
                    view.color.at(x, y, c) = std::clamp(view.color.at(x, y, c) + 127.5f * at[c * plane], 0.0f, 255.0f);
                view.depth.at(x, y) *= std::exp(std::clamp(at[3 * plane], -kMaxChange, kMaxChange));
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

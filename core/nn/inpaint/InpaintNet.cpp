#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/nn/inpaint/InpaintNetTorch.h"

namespace w2v::nn {

namespace {

struct Layer {
    const char* name;
    int out, in, kernel;
    bool zero; ///< starts at zero
};

// Widths chosen so that a view of 80 x 80 takes 0.4 GFLOP and all weights 2.3 MB in half precision.
constexpr int kStem = 32, kOne = 64, kTwo = 96, kThree = 128;
constexpr Layer kLayers[] = {
    {"stem", kStem, 4 * kInpaintChannels, 3, false},
    {"down1", kOne, kStem, 3, false}, {"block1.0", kOne, kOne, 3, false}, {"block1.1", kOne, kOne, 3, true},
    {"down2", kTwo, kOne, 3, false}, {"block2.0", kTwo, kTwo, 3, false}, {"block2.1", kTwo, kTwo, 3, true},
    {"down3", kThree, kTwo, 3, false}, {"block3.0", kThree, kThree, 3, false}, {"block3.1", kThree, kThree, 3, true},
    {"block4.0", kThree, kThree, 3, false}, {"block4.1", kThree, kThree, 3, true},
    {"global", kThree, kThree, 1, true},
    {"narrow2", kTwo, kThree, 1, false}, {"up2", kTwo, 2 * kTwo, 3, false},
    {"block5.0", kTwo, kTwo, 3, false}, {"block5.1", kTwo, kTwo, 3, true},
    {"narrow1", kOne, kTwo, 1, false}, {"up1", kOne, 2 * kOne, 3, false},
    {"narrow0", kStem, kOne, 1, false}, {"up0", kStem, 2 * kStem, 3, false},
    {"out", 20, kStem, 3, true},
};

std::int64_t elements()
{
    std::int64_t count = 0;
    for (const Layer& l : kLayers)
        count += static_cast<std::int64_t>(l.out) * l.in * l.kernel * l.kernel + l.out;
    return count;
}

at::Tensor convolve(const InpaintWeights& w, const char* name, const at::Tensor& x, int stride = 1)
{
    const at::Tensor& weight = w.at(std::string(name) + ".weight");
    return at::conv2d(x, weight, w.at(std::string(name) + ".bias"), stride, weight.size(2) / 2);
}

at::Tensor residual(const InpaintWeights& w, const std::string& block, const at::Tensor& x)
{
    const at::Tensor inner = at::relu(convolve(w, (block + ".0").c_str(), x));
    return at::relu(x + convolve(w, (block + ".1").c_str(), inner));
}

at::Tensor upsampled(const InpaintWeights& w, const char* narrow, const char* merge, const at::Tensor& coarse, const at::Tensor& skip)
{
    const at::Tensor up = at::upsample_nearest2d(convolve(w, narrow, coarse), {skip.size(2), skip.size(3)});
    return at::relu(convolve(w, merge, at::cat({up, skip}, 1)));
}

} // namespace

InpaintWeights InpaintWeights::over(const at::Tensor& flat)
{
    InpaintWeights w;
    w.flat = flat;
    std::int64_t at = 0;
    for (const Layer& l : kLayers) {
        const std::int64_t count = static_cast<std::int64_t>(l.out) * l.in * l.kernel * l.kernel;
        w.parts.push_back({fmt::format("{}.weight", l.name), flat.narrow(0, at, count).view({l.out, l.in, l.kernel, l.kernel})});
        at += count;
        w.parts.push_back({fmt::format("{}.bias", l.name), flat.narrow(0, at, l.out)});
        at += l.out;
    }
    return w;
}

InpaintWeights InpaintWeights::random(std::uint64_t seed)
{
    InpaintWeights w = over(at::zeros({elements()}, at::kFloat));
    const Rng rng(seed);
    for (const Layer& l : kLayers) {
        if (l.zero)
            continue;
        Rng own = rng.fork(l.name);
        const at::Tensor weight = w.at(fmt::format("{}.weight", l.name));
        const double deviation = std::sqrt(2.0 / (l.in * l.kernel * l.kernel));
        float* values = weight.data_ptr<float>();
        for (std::int64_t i = 0; i < weight.numel(); ++i)
            values[i] = static_cast<float>(deviation * own.normal());
    }
    return w;
}

InpaintWeights InpaintWeights::from(const SafetensorsFile& file)
{
    InpaintWeights w = over(at::empty({elements()}, at::kFloat));
    for (const Part& part : w.parts) {
        const TensorView& stored = file.at(part.name);
        if (at::IntArrayRef(stored.shape) != part.view.sizes() || (stored.type != TensorType::F32 && stored.type != TensorType::F16))
            throw Error(file.subject(), "its tensor " + part.name + " has another shape or type than the inpainter's",
                        "Train it anew with this version: w2v imaginer train");
        at::Tensor copy = at::empty(part.view.sizes(), stored.type == TensorType::F32 ? at::kFloat : at::kHalf);
        std::memcpy(copy.data_ptr(), stored.bytes.data(), stored.bytes.size());
        part.view.copy_(copy);
    }
    if (!at::isfinite(w.flat).all().item<bool>())
        throw Error(file.subject(), "its weights are not finite", "Train it anew with a lower learning rate.");
    return w;
}

InpaintWeights InpaintWeights::trainable(const at::Tensor& gradient) const
{
    InpaintWeights leaves = over(flat.detach());
    const InpaintWeights gradients = over(gradient);
    for (std::size_t i = 0; i < leaves.parts.size(); ++i) {
        leaves.parts[i].view = leaves.parts[i].view.detach().requires_grad_(true);
        leaves.parts[i].view.mutable_grad() = gradients.parts[i].view;
    }
    return leaves;
}

const at::Tensor& InpaintWeights::at(const std::string& name) const
{
    for (const Part& part : parts)
        if (part.name == name)
            return part.view;
    throw Error("inpainter", "it has no layer " + name);
}

InpaintInput inpaintInput(const CoarseView& view, const PlaneView& planes, const Intrinsics& camera)
{
    const int width = view.depth.width(), height = view.depth.height();
    std::vector<float> known;
    for (std::size_t i = 0; i < view.depth.pixels(); ++i)
        if (!view.missing.data()[i])
            known.push_back(view.depth.data()[i]);
    if (known.empty())
        throw Error("inpainting", "nothing of the view is known");
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
    std::nth_element(known.begin(), middle, known.end());
    InpaintInput input;
    input.scale = *middle;
    const auto padded = [](int size) { return (size + kInpaintMultiple - 1) / kInpaintMultiple * kInpaintMultiple; };
    const int paddedWidth = padded(width), paddedHeight = padded(height);
    input.planes = at::empty({kInpaintChannels, paddedHeight, paddedWidth}, at::kFloat);
    auto* out = input.planes.data_ptr<float>();
    const std::int64_t plane = static_cast<std::int64_t>(paddedWidth) * paddedHeight;
    for (int y = 0; y < paddedHeight; ++y)
        for (int x = 0; x < paddedWidth; ++x) {
            const int u = std::min(x, width - 1), v = std::min(y, height - 1);
            float* to = out + static_cast<std::int64_t>(y) * paddedWidth + x;
            for (int c = 0; c < 3; ++c)
                to[c * plane] = view.color.at(u, v, c) / 127.5f - 1;
            to[3 * plane] = static_cast<float>(std::log(view.depth.at(u, v) / input.scale));
            to[4 * plane] = view.missing.at(u, v) ? 1.0f : 0.0f;
            to[5 * plane] = static_cast<float>((x + 0.5 - camera.cx) / camera.fx);
            to[6 * plane] = static_cast<float>((y + 0.5 - camera.cy) / camera.fy);
            const bool present = planes.depth.at(u, v) > 0;
            for (int c = 0; c < 3; ++c)
                to[(kInpaintPlanes + c) * plane] = present ? planes.color.at(u, v, c) / 127.5f - 1 : to[c * plane];
            to[(kInpaintPlanes + 3) * plane] = present ? static_cast<float>(std::log(planes.depth.at(u, v) / input.scale)) : to[3 * plane];
            to[(kInpaintPlanes + 4) * plane] = present ? 1.0f : 0.0f;
        }
    return input;
}

InpaintOutput inpaintForward(const InpaintWeights& w, const at::Tensor& planes)
{
    const at::Tensor e0 = at::relu(convolve(w, "stem", at::pixel_unshuffle(planes, 2)));
    const at::Tensor e1 = residual(w, "block1", at::relu(convolve(w, "down1", e0, 2)));
    const at::Tensor e2 = residual(w, "block2", at::relu(convolve(w, "down2", e1, 2)));
    at::Tensor e3 = residual(w, "block3", at::relu(convolve(w, "down3", e2, 2)));
    e3 = at::relu(e3 + convolve(w, "global", e3.mean({2, 3}, true)));
    e3 = residual(w, "block4", e3);
    const at::Tensor d2 = residual(w, "block5", upsampled(w, "narrow2", "up2", e3, e2));
    const at::Tensor d1 = upsampled(w, "narrow1", "up1", d2, e1);
    const at::Tensor d0 = upsampled(w, "narrow0", "up0", d1, e0);
    const at::Tensor out = at::pixel_shuffle(convolve(w, "out", d0), 2), guess = planes.narrow(1, 0, 4);
    const at::Tensor walls = planes.narrow(1, kInpaintPlanes, 4);
    InpaintOutput result;
    result.share = at::sigmoid(out.narrow(1, 4, 1)) * planes.narrow(1, kInpaintPlanes + 4, 1);
    result.rest = guess * (1 - result.share) + out.narrow(1, 0, 4);
    result.made = result.rest + result.share * walls;
    return result;
}

} // namespace w2v::nn

#pragma once
#include <string>
#include <vector>

#include "core/base/Safetensors.h"
#include "core/geometry/Camera.h"
#include "core/nn/TorchPch.h"
#include "core/worldmodel/geometric/CoarseView.h"
#include "core/worldmodel/geometric/RoomPlanes.h"

namespace w2v::nn {

/// Red, green, blue, log depth, missing, ray x, ray y; then what the room's planes show there: red, green, blue, log depth, present.
inline constexpr int kInpaintChannels = 12;
inline constexpr int kInpaintPlanes = 7; ///< where the planes' part begins
inline constexpr int kInpaintMultiple = 16; ///< heights and widths must be multiples of this

/// Weights of the inpainter as views of one flat float buffer.
struct InpaintWeights {
    struct Part {
        std::string name;
        at::Tensor view; ///< [out, in, k, k] or [out]
    };
    at::Tensor flat;
    std::vector<Part> parts;

    /// He-normal weights, residual branches and the output zero: an untrained network returns the first guess.
    static InpaintWeights random(std::uint64_t seed);
    /// Checks every name, shape and type (F32 or F16). Throws Error naming the file.
    static InpaintWeights from(const SafetensorsFile& file);
    /// The same layout over another flat buffer.
    static InpaintWeights over(const at::Tensor& flat);
    /// Leaves sharing this storage whose gradients accumulate in `gradient`.
    InpaintWeights trainable(const at::Tensor& gradient) const;

    const at::Tensor& at(const std::string& name) const;
};

/// What the network reads and writes of one view. Colours are value / 127.5 - 1, depths log(depth / scale).
struct InpaintInput {
    at::Tensor planes;  ///< float [kInpaintChannels, H, W], padded by repeating the edge to a multiple of kInpaintMultiple
    double scale = 1;   ///< median of the known depths, metres
};
InpaintInput inpaintInput(const CoarseView& view, const PlaneView& planes, const Intrinsics& coarseCamera);

/// A view's colour and log depth are rest + share * what its planes show.
struct InpaintOutput {
    at::Tensor rest;  ///< [N, 4, H, W]
    at::Tensor share; ///< [N, 1, H, W] in 0..1; 0 where no plane is
    at::Tensor made;  ///< [N, 4, H, W], their sum
};

/// A U-Net over 2x2 blocks of pixels with a global mean at its bottom. `planes` are [N, kInpaintChannels, H, W]. It says how far to go
/// from the first guess to the planes and what to add.
InpaintOutput inpaintForward(const InpaintWeights& weights, const at::Tensor& planes);

} // namespace w2v::nn

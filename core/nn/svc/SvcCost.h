#pragma once
#include <cstdint>

#include "core/base/Json.h"
#include "core/nn/svc/SvcConfig.h"
#include "core/worldmodel/svc/Plan.h"

namespace w2v::nn {

/// What the networks of a weights folder consist of and cost. Operations are multiplications and additions of matrix products and
/// convolutions, counted twice each product; everything else is small beside them.
struct SvcNetworkCost {
    double parameters = 0, operations = 0;
};

/// One sample of `frames` pictures through the UNet, one guidance half; h and w are the latents'.
SvcNetworkCost svcUNetCost(const SvcUNetConfig& config, int frames, int height, int width);
/// One picture of H x W.
SvcNetworkCost svcEncoderCost(const SvcVaeConfig& config, int height, int width);
SvcNetworkCost svcDecoderCost(const SvcVaeConfig& config, int height, int width);
SvcNetworkCost svcClipCost(const SvcClipConfig& config);

/// A whole path before it is started.
struct SvcCost {
    int calls = 0, steps = 0, frames = 0;   ///< frames: how many are wanted
    double operations = 0;                  ///< in all
    double stepOperations = 0;              ///< one denoising step of one call, both guidance halves
    double weightBytes = 0, workBytes = 0;  ///< memory: weights, and the most that is needed beside them

    /// Seconds on a machine that multiplies matrices at `gigaflops`, of which the networks reach `share`.
    double seconds(double gigaflops, double share) const { return operations / (gigaflops * 1e9 * share); }
};

/// `bytesPerWeight` as stored; pictures of width x height.
SvcCost svcCost(const SvcUNetConfig& network, const SvcVaeConfig& vae, const SvcClipConfig& clip, const svc::PathPlan& plan, int width,
                int height, int steps, double bytesPerWeight);

/// The share of the measured matrix-product rate that the networks reach on a processor (see tests/bench/BenchSvc.cpp).
inline constexpr double kSvcShareOfPeak = 0.6;

Json toJson(const SvcCost& cost, double gigaflops);

} // namespace w2v::nn

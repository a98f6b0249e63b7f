#pragma once
#include <cstdint>

#include "core/base/Json.h"
#include "core/nn/svc/SvcConfig.h"
#include "core/nn/svc/SvcRate.h"
#include "core/worldmodel/svc/Plan.h"

namespace w2v::nn {

/// What the networks of a weights folder consist of and cost. Operations are multiplications and additions of matrix products and
/// convolutions, counted twice each product; everything else is small beside them.
struct SvcNetworkCost {
    double parameters = 0, operations = 0;
    double attention = 0; ///< of the operations: scores and their products with the values
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
    double attention = 0;                   ///< of these
    double stepOperations = 0;              ///< one denoising step of one call, both guidance halves
    double weightBytes = 0, workBytes = 0;  ///< memory: weights, and the most that is needed beside them

    double seconds(const SvcRate& rate) const;
};

/// `bytesPerWeight` as stored; pictures of width x height.
SvcCost svcCost(const SvcUNetConfig& network, const SvcVaeConfig& vae, const SvcClipConfig& clip, const svc::PathPlan& plan, int width,
                int height, int steps, double bytesPerWeight);

/// Operations, bytes, and what that takes at the measured rates: "machine_gflops" (the peak), "share_of_peak", "seconds", "seconds_per_frame".
Json toJson(const SvcCost& cost, const SvcRate& rate);
/// Operations and bytes alone: for devices whose rates were not measured.
Json toJson(const SvcCost& cost);

} // namespace w2v::nn

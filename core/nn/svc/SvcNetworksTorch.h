#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "core/nn/svc/SvcClipTorch.h"
#include "core/nn/svc/SvcUNetTorch.h"
#include "core/nn/svc/SvcVaeTorch.h"
#include "core/worldmodel/svc/Frames.h"

namespace w2v::nn {

/// The three networks of one weights folder.
struct SvcNetworks {
    std::unique_ptr<SvcUNet> unet;
    std::unique_ptr<SvcVae> vae;
    std::unique_ptr<SvcClip> clip;
    at::Device device = at::kCPU;
    at::ScalarType compute = at::kFloat; ///< float32 on processors, the weights' type on CUDA
    std::int64_t weightBytes = 0;
    bool testWeights = false;

    at::TensorOptions options() const { return at::TensorOptions().device(device).dtype(compute); }
};

/// `type`: "auto" (as in the files), "float32", "bfloat16" or "float16"; `device`: "auto", "cpu" or "cuda". See
/// svcWeightFiles() for the folder's layout.
SvcNetworks loadSvcNetworks(const std::filesystem::path& folder, const std::string& type = "auto", const std::string& device = "auto");

/// [3, H, W] float32 on the processor, and back.
at::Tensor svcTensor(const svc::FloatImage& image);
svc::FloatImage svcImage(const at::Tensor& picture);

} // namespace w2v::nn

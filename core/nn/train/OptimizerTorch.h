#pragma once
#include <vector>

#include "core/nn/TorchPch.h"
#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn {

/// AdamW over flat float32 buffers whose gradients were accumulated by several replicas. The work of one step is cut into as many
/// equal shares; each replica's thread does one.
class SharedAdamW {
public:
    /// `gradients`: one buffer a replica, of the size of `value`. Elements from `decayEnd` on have no weight decay.
    void add(const at::Tensor& value, std::vector<at::Tensor> gradients, std::int64_t decayEnd);

    /// Sums the replicas' gradients of a share into the first buffer; returns the sum of squares.
    double sumGradients(int share, int shares);

    /// Updates a share and zeroes its gradients. `step` counts from 1.
    void update(int share, int shares, std::int64_t step, AdamWStep settings);

    /// What an update changes, block by block: value, mean and variance. Views; writing into them is restoring.
    struct Moving {
        at::Tensor value, mean, variance;
    };
    std::vector<Moving> moving() const;

private:
    struct Block {
        at::Tensor value, mean, variance;
        std::vector<at::Tensor> gradients;
        std::int64_t decayEnd = 0;
    };
    std::vector<Block> m_blocks;
};

} // namespace w2v::nn

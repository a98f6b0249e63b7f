#pragma once

namespace w2v::nn {

/// What this machine's processors reach, GFLOP/s.
struct SvcRate {
    double products = 0;  ///< plain matrix products: the peak that the others are held against
    double layers = 0;    ///< products and convolutions of the network with all that goes on between them
    double attention = 0; ///< scores and their products with the values
};

/// Measures with all available processors, once, then remembers: a network of one level with the released width and random weights,
/// and attention over a few thousand tokens. Takes about a second and 150 MB.
const SvcRate& svcRate();

} // namespace w2v::nn

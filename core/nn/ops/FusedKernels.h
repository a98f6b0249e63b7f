#pragma once
#include <cstdint>

namespace w2v::nn {

/// Rows [begin, begin + length) that attend to each other and to nothing else.
struct Segment {
    std::int64_t begin = 0;
    int length = 0;
    bool operator==(const Segment&) const = default;
};

struct AttentionShape {
    int heads = 0, kvHeads = 0, headSize = 0;
    bool causal = false;

    int rowWidth() const { return (heads + 2 * kvHeads) * headSize; } ///< of the fused row: queries, keys, values
    int outWidth() const { return heads * headSize; }
};

/// Segments longer than this leave the fused attention: there a blocked matrix product wins.
inline constexpr int kLongestFusedSegment = 320;

/// Columns of one row of stored attention weights: the length rounded up to whole vectors.
inline int paddedLength(int length)
{
    return (length + 7) / 8 * 8;
}

struct AdamWStep {
    float rate = 0, beta1 = 0, beta2 = 0, epsilon = 0, weightDecay = 0;
    float correction1 = 1, correction2 = 1; ///< 1 - beta^step
    float gradientScale = 1;                ///< clipping and averaging
};

/// Float32 kernels that replace chains of small tensor operations; rows are dense. Two builds of one source: for processors
/// with AVX2 and FMA, and for every x86-64.
struct FusedKernels {
    /// y = w * x / sqrt(mean(x^2) + eps) per row; `inverse` receives the reciprocal root of each row.
    void (*rmsNorm)(const float* x, const float* w, float eps, std::int64_t rows, std::int64_t width, float* y, float* inverse);
    /// dx is written, dw is added to.
    void (*rmsNormBackward)(const float* x, const float* w, const float* inverse, const float* dy, std::int64_t rows,
                            std::int64_t width, float* dx, float* dw);
    /// out = silu(gate) * up; a row of gateUp holds `width` gates, then `width` ups.
    void (*swiglu)(const float* gateUp, std::int64_t rows, std::int64_t width, float* out);
    void (*swigluBackward)(const float* gateUp, const float* dOut, std::int64_t rows, std::int64_t width, float* dGateUp);
    /// Softmax attention with rotary positions for one segment and one key/value head with its queries. qkv, cosine, sine
    /// and out are whole tensors (rows of rowWidth, headSize/2, headSize/2, outWidth). weights (may be null) receives
    /// [heads of the group][length][paddedLength].
    void (*attention)(const float* qkv, const float* cosine, const float* sine, const AttentionShape& shape,
                      const Segment& segment, int kvHead, float* out, float* weights);
    /// Writes the group's columns of dQkv, which holds zeros.
    void (*attentionBackward)(const float* qkv, const float* cosine, const float* sine, const AttentionShape& shape,
                              const Segment& segment, int kvHead, const float* weights, const float* dOut, float* dQkv);
    /// One query row against `length` cached keys and values ([length][headSize], keys already rotated). The query is raw.
    void (*attendCached)(const float* query, const float* cosine, const float* sine, int headSize, const float* keys,
                         const float* values, int length, float* out);
    /// y = x * (cos, sin) per row of one head.
    void (*rotate)(const float* x, const float* cosine, const float* sine, int headSize, float* y);
    /// AdamW (Loshchilov and Hutter) on a flat buffer.
    void (*adamW)(float* value, const float* gradient, float* mean, float* variance, std::int64_t count, const AdamWStep& step);
};

/// The build that fits this processor.
const FusedKernels& fusedKernels();

} // namespace w2v::nn

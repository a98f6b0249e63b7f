#pragma once
#include <cstdint>
#include <vector>

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
    return (length + 15) / 16 * 16;
}

struct AdamWStep {
    float rate = 0, beta1 = 0, beta2 = 0, epsilon = 0, weightDecay = 0;
    float correction1 = 1, correction2 = 1; ///< 1 - beta^step
    float gradientScale = 1;                ///< clipping and averaging
};

enum class WeightType { Float32, BFloat16, Float16 };

/// y = x W^T + bias, or y += that, for a few rows: every weight is read once, and widened as it is read.
struct FewRows {
    const float* x = nullptr;
    std::int64_t rows = 0, xStride = 0;
    const void* weight = nullptr; ///< [out, in], dense, of `type`
    WeightType type = WeightType::Float32;
    std::int64_t in = 0;
    const float* bias = nullptr;  ///< may be null
    float* y = nullptr;
    std::int64_t yStride = 0;
    bool add = false;
};

/// Group normalisation of x [samples, channels, positions], dense, then SiLU when asked for.
struct GroupNorm {
    const float* x = nullptr;
    const float *weight = nullptr, *bias = nullptr; ///< [channels]
    std::int64_t channels = 0, groups = 0, positions = 0;
    float epsilon = 0;
    bool silu = false;
    float* y = nullptr; ///< as x; may be x
};

/// Softmax attention of one head. The rows of q and out are qRow and outRow apart, those of k and v keyRow.
struct HeadAttention {
    const float *q = nullptr, *k = nullptr, *v = nullptr;
    std::int64_t qRow = 0, keyRow = 0, outRow = 0;
    std::int64_t keys = 0; ///< rows of k and v
    int headSize = 0;
    float scale = 1;       ///< of the scores
    float* out = nullptr;
};

/// Float32 kernels that replace chains of small tensor operations; rows are dense. Three builds of one source: for processors
/// with AVX-512, with AVX2 and FMA, and for every x86-64.
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
    /// The raw queries of one row and key/value head ([group][headSize]) against `length` cached keys and values
    /// ([length][headSize], keys already rotated). out: as the queries.
    void (*attendCached)(const float* queries, const float* cosine, const float* sine, int headSize, int group, const float* keys,
                         const float* values, int length, float* out);
    /// y = x * (cos, sin) per row of one head.
    void (*rotate)(const float* x, const float* cosine, const float* sine, int headSize, float* y);
    /// AdamW (Loshchilov and Hutter) on a flat buffer.
    void (*adamW)(float* value, const float* gradient, float* mean, float* variance, std::int64_t count, const AdamWStep& step);
    /// Outputs [begin, end) of a product with few rows. The sums of one row are the same whatever rows stand beside it.
    void (*productFewRows)(const FewRows& product, std::int64_t begin, std::int64_t end);
    /// Natural logarithm of the sum of exp(x).
    float (*logSumExp)(const float* x, std::int64_t count);
    /// out = value * gelu(gate), gelu with the error function; a row of valueGate holds `width` values, then `width` gates.
    void (*geglu)(const float* valueGate, std::int64_t rows, std::int64_t width, float* out);
    /// Groups [begin, end) of all samples' groups.
    void (*groupNorm)(const GroupNorm& norm, std::int64_t begin, std::int64_t end);
    /// Queries [begin, end); memory does not grow with the number of keys.
    void (*attendHead)(const HeadAttention& attention, std::int64_t begin, std::int64_t end);
};

/// The best build for this processor.
const FusedKernels& fusedKernels();

/// All builds that this processor can run, the best first (tests compare them).
std::vector<const FusedKernels*> fusedKernelBuilds();

} // namespace w2v::nn

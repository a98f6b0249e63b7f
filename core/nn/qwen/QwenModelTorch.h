#pragma once
#include <filesystem>
#include <vector>

#include "core/nn/qwen/DecoderTorch.h"
#include "core/vlm/RopeIndex.h"

namespace w2v::nn {

/// Token rows with their images, without padding.
struct ModelBatch {
    std::vector<Segment> segments;          ///< one a row of the batch
    at::Tensor ids;                         ///< int64 [tokens]
    at::Tensor positions;                   ///< int64 [3, tokens]
    std::vector<std::int64_t> nextPosition; ///< of the first generated token, per row
    at::Tensor visualRows;                  ///< int64: where the merged image rows go, in their order; undefined without images
    at::Tensor visualCells;                 ///< int64: which merged image row goes to each of them; undefined: in their order. Rows may show the same pictures
    VisionPlan vision;
    at::Tensor pixelValues;                 ///< [patches, patchValues()]; undefined without images

    std::int64_t rows() const { return static_cast<std::int64_t>(segments.size()); }
};

/// One row: ids with expanded pads, and the grids of its images and videos in the order of their pads.
struct TokenRow {
    std::vector<std::int64_t> ids;
    std::vector<VisionGrid> images, videos;
    std::size_t written = 0; ///< how many of the last ids a model wrote: text whatever they are, also where they are pads
};

/// Lays rows one after another and computes positions. Pixel values are left to the caller: rows of all images of all token rows,
/// then of all videos, in the order of batch.vision.grids.
ModelBatch packRows(const QwenConfig& config, const std::vector<TokenRow>& rows);

/// Embedded tokens [ids, hidden] on the weights' device, in the type the model computes in.
at::Tensor embedIds(const QwenWeights& weights, const at::Tensor& ids);

/// The embedded tokens with the image rows in their places.
at::Tensor embedTokens(const QwenWeights& weights, const ModelBatch& batch, const at::Tensor& mergedImages);

struct ModelOutput {
    at::Tensor hidden;          ///< [tokens or wanted rows, hidden], normalised
    VisionFeatures vision;
};

/// Vision tower and decoder.
ModelOutput modelForward(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& batch, const ForwardOptions& wanted = {});

/// Scores of the vocabulary for some hidden rows.
at::Tensor logitsOf(const QwenWeights& weights, const at::Tensor& hidden);

/// The tokens something is learned from: `rows` predict `targets`.
struct LearnedTokens {
    at::Tensor rows, targets; ///< int64
    at::Tensor weights;       ///< float
};

/// Labels int64 [tokens], -100 = nothing: the token at t predicts the label at t + 1 of its own row. `rowWeights` (float [rows]) may
/// be undefined. An Error when no token has a label.
LearnedTokens learnedTokens(const ModelBatch& batch, const at::Tensor& labels, const at::Tensor& rowWeights = {});

/// Weighted mean cross entropy; `hidden` are the states of tokens.rows.
at::Tensor languageLoss(const QwenWeights& weights, const at::Tensor& hidden, const LearnedTokens& tokens);

RopeTokens ropeTokensOf(const QwenConfig& config);

} // namespace w2v::nn

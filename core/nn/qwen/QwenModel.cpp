#include "core/nn/qwen/QwenModelTorch.h"

#include <algorithm>
#include <numeric>

#include "core/base/Error.h"

namespace w2v::nn {

RopeTokens ropeTokensOf(const QwenConfig& c)
{
    RopeTokens tokens;
    tokens.visionStart = c.visionStartToken;
    tokens.imagePad = c.imageToken;
    tokens.videoPad = c.videoToken;
    tokens.merge = c.vision.merge;
    tokens.tokensPerSecond = c.vision.tokensPerSecond;
    return tokens;
}

ModelBatch packRows(const QwenConfig& config, const std::vector<TokenRow>& rows)
{
    ModelBatch batch;
    std::int64_t total = 0;
    for (const TokenRow& row : rows) {
        if (row.ids.empty())
            throw Error("prompt", "it has no tokens");
        batch.segments.push_back({total, static_cast<int>(row.ids.size())});
        total += static_cast<std::int64_t>(row.ids.size());
    }
    batch.ids = at::empty({total}, at::kLong);
    batch.positions = at::empty({3, total}, at::kLong);
    std::int64_t *ids = batch.ids.data_ptr<std::int64_t>(), *positions = batch.positions.data_ptr<std::int64_t>();
    const RopeTokens tokens = ropeTokensOf(config);
    std::vector<VisionGrid> videos;
    std::vector<std::int64_t> imageRows, videoRows;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const TokenRow& row = rows[r];
        const std::int64_t begin = batch.segments[r].begin, length = batch.segments[r].length;
        const std::int64_t read = length - static_cast<std::int64_t>(row.written);
        const RopePositions rope = ropePositions(std::span(row.ids).first(static_cast<std::size_t>(read)), {}, 1, row.images, row.videos, {}, tokens);
        for (int axis = 0; axis < 3; ++axis) {
            std::copy_n(rope.positions.begin() + axis * read, read, positions + axis * total + begin);
            std::iota(positions + axis * total + begin + read, positions + axis * total + begin + length, read + rope.deltas.front());
        }
        batch.nextPosition.push_back(length + rope.deltas.front());
        for (std::int64_t i = 0; i < length; ++i) {
            const std::int64_t id = row.ids[static_cast<std::size_t>(i)];
            if (id < 0 || id >= config.vocabulary)
                throw Error("prompt", "token id " + std::to_string(id) + " is outside the model's vocabulary of " + std::to_string(config.vocabulary),
                            "Use the tokenizer of this checkpoint.");
            ids[begin + i] = id;
            if (i >= read)
                continue;
            if (id == config.imageToken)
                imageRows.push_back(begin + i);
            else if (id == config.videoToken)
                videoRows.push_back(begin + i);
        }
        batch.vision.grids.insert(batch.vision.grids.end(), row.images.begin(), row.images.end());
        videos.insert(videos.end(), row.videos.begin(), row.videos.end());
    }
    std::vector<VisionGrid> grids = std::move(batch.vision.grids);
    grids.insert(grids.end(), videos.begin(), videos.end());
    std::int64_t cells = 0;
    for (const VisionGrid& grid : grids)
        cells += grid.tokens(config.vision.merge);
    imageRows.insert(imageRows.end(), videoRows.begin(), videoRows.end());
    if (cells != static_cast<std::int64_t>(imageRows.size()))
        throw Error("prompt", "it has " + std::to_string(imageRows.size()) + " image tokens for " + std::to_string(cells) + " image cells");
    if (!grids.empty()) {
        batch.vision = planVision(config, grids);
        batch.visualRows = at::tensor(imageRows);
    }
    return batch;
}

at::Tensor embedIds(const QwenWeights& weights, const at::Tensor& ids)
{
    return at::embedding(weights.embedding, ids.to(weights.embedding.device())).to(computeType(weights.embedding));
}

at::Tensor embedTokens(const QwenWeights& weights, const ModelBatch& batch, const at::Tensor& mergedImages)
{
    const at::Tensor embedded = embedIds(weights, batch.ids);
    if (!batch.visualRows.defined())
        return embedded;
    const at::Tensor cells = batch.visualCells.defined() ? mergedImages.index_select(0, batch.visualCells.to(mergedImages.device())) : mergedImages;
    return embedded.index_copy(0, batch.visualRows.to(embedded.device()), cells.to(embedded.scalar_type()));
}

ModelOutput modelForward(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& batch, const ForwardOptions& wanted)
{
    ModelOutput output;
    if (batch.visualRows.defined())
        output.vision = visionForward(config, weights, batch.vision, batch.pixelValues, {}, wanted.shouldStop);
    const at::Tensor embedded = embedTokens(weights, batch, output.vision.merged);
    if (wanted.probe)
        wanted.probe("embed", embedded);
    const RotaryTable rotary = decoderRotary(batch.positions.to(embedded.device()), config.ropeTheta, config.mropeSection);
    output.hidden = decoderForward(config, weights, embedded, rotary, batch.segments, wanted);
    return output;
}

at::Tensor logitsOf(const QwenWeights& weights, const at::Tensor& hidden)
{
    return matrixProduct(hidden, weights.head);
}

LearnedTokens learnedTokens(const ModelBatch& batch, const at::Tensor& labels, const at::Tensor& rowWeights)
{
    const std::int64_t* label = labels.data_ptr<std::int64_t>();
    std::vector<std::int64_t> rows, targets;
    std::vector<float> weights;
    for (std::size_t r = 0; r < batch.segments.size(); ++r) {
        const Segment& s = batch.segments[r];
        for (std::int64_t t = s.begin; t + 1 < s.begin + s.length; ++t)
            if (label[t + 1] != -100) {
                rows.push_back(t);
                targets.push_back(label[t + 1]);
                weights.push_back(rowWeights.defined() ? rowWeights.data_ptr<float>()[r] : 1.0f);
            }
    }
    if (rows.empty())
        throw Error("training batch", "no token has a label");
    return {at::tensor(rows), at::tensor(targets), at::tensor(weights)};
}

at::Tensor languageLoss(const QwenWeights& weights, const at::Tensor& hidden, const LearnedTokens& tokens)
{
    const at::Tensor logits = logitsOf(weights, hidden).to(at::kFloat);
    const at::Tensor each = at::cross_entropy_loss(logits, tokens.targets.to(logits.device()), {}, at::Reduction::None);
    const at::Tensor shares = tokens.weights.to(logits.device());
    return (each * shares).sum() / shares.sum();
}

} // namespace w2v::nn

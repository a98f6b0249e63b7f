#include "core/nn/train/SampleBatcherTorch.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/nn/train/AuxiliaryTargets.h"
#include "core/vlm/VisionWindows.h"

namespace w2v::nn {

namespace {

constexpr std::size_t kMostEncodings = 60'000;

} // namespace

SampleBatcher::SampleBatcher(const QwenConfig& config, const QwenProcessor& processor, const Recipe& recipe, std::span<const TrainingSample> samples,
                             Rng random)
    : m_config(config), m_processor(processor), m_recipe(recipe), m_samples(samples), m_random(random)
{
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const TrainingSample& sample = samples[i];
        if (!sample.views[0] || !sample.texts[0] || (sample.showsBoth && !sample.views[1]))
            throw Error(fmt::format("training sample {}", i), "has no views or no text");
        m_byTask[sample.task].push_back(i);
    }
    if (samples.empty())
        throw Error("training data", "there are no samples", "Accept some records first.");
    const ColorImage& first = *samples.front().views[0];
    const ResizedSize size = processor.images.targetSize(first.width(), first.height());
    m_grid = {1, size.height / config.vision.patch, size.width / config.vision.patch};
    m_side = static_cast<int>(m_grid.w);
    if (m_grid.h != m_grid.w)
        throw Error("training data", fmt::format("the views are {} x {} pixels", first.width(), first.height()), "Training needs square views.");
    for (const TrainingSample& sample : samples)
        for (const auto& view : sample.views)
            if (view && (view->width() != size.width || view->height() != size.height))
                throw Error("training data", fmt::format("a view has {} x {} pixels instead of {} x {}", view->width(), view->height(), size.width, size.height),
                            "Resize all views to the recipe's image size.");
}

SampleDraw SampleBatcher::draw(const TaskWeights& weights)
{
    double total = 0;
    for (const auto& [name, weight] : weights)
        if (m_byTask.contains(name))
            total += weight;
    if (total <= 0)
        throw Error("training data", "no sample belongs to a task with a weight", "Change the recipe's tasks or add records of them.");
    double at = m_random.uniform() * total;
    const std::vector<std::size_t>* pool = nullptr;
    for (const auto& [name, weight] : weights) {
        const auto samples = m_byTask.find(name);
        if (weight <= 0 || samples == m_byTask.end())
            continue;
        pool = &samples->second;
        at -= weight;
        if (at < 0)
            break;
    }
    SampleDraw result{m_random.pick(*pool), 0};
    const TrainingSample& sample = m_samples[result.sample];
    const int wanted = (m_recipe.mirror && m_random.chance(0.5) ? kMirrored : 0) | (m_recipe.swapViews && m_random.chance(0.5) ? kSwapped : 0);
    for (const int variant : {wanted, wanted & kMirrored, wanted & kSwapped})
        if (sample.texts[static_cast<std::size_t>(variant)] && ((variant & kSwapped) == 0 || sample.views[1])) {
            result.variant = variant;
            break;
        }
    return result;
}

TrainingBatch SampleBatcher::next(const TaskWeights& weights, int size)
{
    std::vector<SampleDraw> draws;
    for (int i = 0; i < size; ++i)
        draws.push_back(draw(weights));
    return build(draws, true);
}

TrainingBatch SampleBatcher::plain(std::span<const std::size_t> samples)
{
    std::vector<SampleDraw> draws;
    for (const std::size_t sample : samples)
        draws.push_back({sample, 0});
    return build(draws, false);
}

PromptRows SampleBatcher::prompts(const TaskWeights& weights, int count)
{
    PromptRows prompts;
    for (int i = 0; i < count; ++i) {
        const SampleDraw drawn = draw(weights);
        const TrainingSample& sample = m_samples[drawn.sample];
        const ChatEncoding& text = encoding(sample, *sample.texts[static_cast<std::size_t>(drawn.variant)]);
        const auto answer = std::find_if(text.labels.begin(), text.labels.end(), [](std::int64_t label) { return label != -100; });
        TokenRow row{{text.ids.begin(), text.ids.begin() + (answer - text.labels.begin())}, {}, {}};
        const bool pair = sample.showsBoth && m_config.extension.pairAsVideo;
        const int images = sample.showsBoth && !pair ? 2 : 1;
        (pair ? row.videos : row.images).assign(static_cast<std::size_t>(images), m_grid);
        at::Tensor pixels = at::empty({images * m_grid.patches(), m_config.vision.patchValues()}, at::kFloat);
        fillPixels(drawn, true, pixels.data_ptr<float>());
        prompts.draws.push_back(drawn);
        prompts.rows.push_back(std::move(row));
        prompts.pixels.push_back(std::move(pixels));
    }
    return prompts;
}

ModelBatch PromptRows::pack(const QwenConfig& config, std::span<const std::size_t> which, const std::vector<std::vector<std::int64_t>>& continuations) const
{
    std::vector<TokenRow> all;
    for (std::size_t i = 0; i < which.size(); ++i) {
        all.push_back(rows[which[i]]);
        if (!continuations.empty()) {
            all.back().ids.insert(all.back().ids.end(), continuations[i].begin(), continuations[i].end());
            all.back().written = continuations[i].size();
        }
    }
    ModelBatch batch = packRows(config, all);
    // Pictures in the order of a batch: still ones of all rows, then pairs.
    std::vector<VisionGrid> grids;
    std::vector<at::Tensor> shown;
    std::vector<std::int64_t> cells;
    std::map<std::size_t, std::int64_t> first; // prompt -> the first merged row of its pictures
    std::int64_t next = 0;
    for (const bool pairs : {false, true})
        for (const std::size_t prompt : which) {
            const std::vector<VisionGrid>& own = pairs ? rows[prompt].videos : rows[prompt].images;
            if (own.empty())
                continue;
            std::int64_t count = 0;
            for (const VisionGrid& grid : own)
                count += grid.tokens(config.vision.merge);
            if (first.try_emplace(prompt, next).second) {
                grids.insert(grids.end(), own.begin(), own.end());
                shown.push_back(pixels[prompt]);
                next += count;
            }
            for (std::int64_t k = 0; k < count; ++k)
                cells.push_back(first[prompt] + k);
        }
    batch.pixelValues = at::cat(shown, 0);
    if (first.size() < which.size()) {
        batch.vision = planVision(config, grids);
        batch.visualCells = at::tensor(cells);
    }
    return batch;
}

const ChatEncoding& SampleBatcher::encoding(const TrainingSample& sample, const SampleText& text)
{
    const std::string key = fmt::format("{}{}\x1f{}", sample.showsBoth ? 2 : 1, text.question, text.answer);
    if (const auto it = m_encodings.find(key); it != m_encodings.end())
        return it->second;
    const int images = sample.showsBoth ? 2 : 1;
    std::vector<ChatMessage> turns = questionTurns(m_config, text.question, images);
    turns.push_back({"assistant", {{ChatPart::Kind::Text, text.answer}}});
    const bool pair = images == 2 && m_config.extension.pairAsVideo;
    const std::vector<VisionGrid> grids(pair ? 1 : static_cast<std::size_t>(images), m_grid), none;
    ChatEncoding encoding = encodeConversation(m_processor.tokenizer, turns, pair ? none : grids, pair ? grids : none, m_config.vision.merge);
    while (!encoding.labels.empty() && encoding.labels.back() == -100) { // nothing is learned from what follows the answer
        encoding.labels.pop_back();
        encoding.ids.pop_back();
    }
    if (static_cast<int>(encoding.ids.size()) > m_recipe.maxTokens)
        throw Error("training sample", fmt::format("has {} tokens, more than the recipe's {}", encoding.ids.size(), m_recipe.maxTokens));
    if (m_encodings.size() >= kMostEncodings)
        return m_uncached = std::move(encoding);
    return m_encodings.emplace(key, std::move(encoding)).first->second;
}

void SampleBatcher::fillPixels(const SampleDraw& draw, bool augment, float* target)
{
    const TrainingSample& sample = m_samples[draw.sample];
    const bool swapped = draw.variant & kSwapped, mirrored = draw.variant & kMirrored;
    const ColorImage* shown[2] = {sample.views[swapped ? 1 : 0].get(), nullptr};
    shown[1] = sample.showsBoth ? sample.views[swapped ? 0 : 1].get() : shown[0];

    int order[3] = {0, 1, 2};
    float table[3][256];
    const bool permute = augment && sample.inverse && m_random.chance(m_recipe.colorPermutation);
    for (int i = 2; permute && i > 0; --i)
        std::swap(order[i], order[m_random.integer(0, i)]);
    for (int c = 0; c < 3; ++c) {
        const double jitter = augment ? m_recipe.colorJitter : 0;
        const float gain = static_cast<float>(1 + jitter * m_random.normal()), bias = static_cast<float>(jitter * m_random.normal());
        const auto k = static_cast<std::size_t>(c);
        for (int v = 0; v < 256; ++v)
            table[c][v] = (static_cast<float>(v) / 255.0f - static_cast<float>(m_processor.images.mean[k])) / static_cast<float>(m_processor.images.standardDeviation[k]) * gain + bias;
    }

    // The row order of pixel values: see ImagePreprocessor. Stacked views are two frames of one temporal patch; apart, each view
    // fills its own.
    const int patch = m_config.vision.patch, merge = m_config.vision.merge, frames = m_config.vision.temporalPatch;
    const bool stacked = m_config.extension.pairAsVideo || !sample.showsBoth;
    for (int view = 0; view < (stacked ? 1 : 2); ++view)
        for (int cellY = 0; cellY < m_side; cellY += merge)
            for (int cellX = 0; cellX < m_side; cellX += merge)
                for (int k = 0; k < merge * merge; ++k) {
                    const int top = (cellY + k / merge) * patch, left = (cellX + k % merge) * patch;
                    for (int c = 0; c < 3; ++c)
                        for (int f = 0; f < frames; ++f) {
                            const ColorImage& image = *shown[stacked ? std::min(f, 1) : view];
                            for (int y = 0; y < patch; ++y) {
                                const std::uint8_t* row = image.row(top + y);
                                if (mirrored)
                                    for (int x = 0; x < patch; ++x)
                                        *target++ = table[c][row[(image.width() - 1 - left - x) * 3 + order[c]]];
                                else
                                    for (int x = 0; x < patch; ++x)
                                        *target++ = table[c][row[(left + x) * 3 + order[c]]];
                            }
                        }
                }
}

TrainingBatch SampleBatcher::build(std::span<const SampleDraw> draws, bool augment)
{
    TrainingBatch batch;
    std::vector<TokenRow> rows;
    std::vector<std::int64_t> labels;
    std::vector<float> weights;
    std::int64_t images = 0;
    for (const SampleDraw& draw : draws) {
        const TrainingSample& sample = m_samples[draw.sample];
        const ChatEncoding& text = encoding(sample, *sample.texts[static_cast<std::size_t>(draw.variant)]);
        const bool pair = sample.showsBoth && m_config.extension.pairAsVideo;
        TokenRow row{text.ids, {}, {}};
        (pair ? row.videos : row.images).assign(sample.showsBoth && !pair ? 2 : 1, m_grid);
        images += sample.showsBoth && !pair ? 2 : 1;
        labels.insert(labels.end(), text.labels.begin(), text.labels.end());
        const auto learned = std::count_if(text.labels.begin(), text.labels.end(), [](std::int64_t l) { return l != -100; });
        batch.learnedTokens += learned;
        const double weight = sample.inverse ? m_recipe.inverseWeight : m_recipe.forwardWeight;
        weights.push_back(static_cast<float>(m_recipe.lossMean == "answer" ? weight / static_cast<double>(std::max<std::ptrdiff_t>(1, learned)) : weight));
        rows.push_back(std::move(row));
    }
    batch.model = packRows(m_config, rows);
    batch.labels = at::tensor(labels);
    batch.rowWeights = at::tensor(weights);

    // Pixel rows: all still images first, then all pairs, each in the order of the samples; the plan's grids are equal.
    const std::int64_t patches = m_grid.patches(), total = images * patches;
    batch.model.pixelValues = at::empty({total, m_config.vision.patchValues()}, at::kFloat);
    batch.flow = at::zeros({total, 2}, at::kFloat);
    batch.logDepth = at::zeros({total}, at::kFloat);
    batch.flowKnown = at::zeros({total}, at::kFloat);
    batch.depthKnown = at::zeros({total}, at::kFloat);
    const std::vector<std::pair<std::int32_t, std::int32_t>> positions = patchPositions(std::span(&m_grid, 1), m_config.vision.merge);
    std::int64_t image = 0;
    for (const bool pairs : {false, true})
        for (const SampleDraw& draw : draws) {
            const TrainingSample& sample = m_samples[draw.sample];
            const bool pair = sample.showsBoth && m_config.extension.pairAsVideo;
            if (pair != pairs)
                continue;
            fillPixels(draw, augment, batch.model.pixelValues.data_ptr<float>() + image * patches * m_config.vision.patchValues());
            const bool swapped = draw.variant & kSwapped;
            if (const auto& depth = sample.depths[swapped ? 1 : 0]; depth && m_recipe.auxiliaryWeight > 0) {
                std::optional<Rigid3d> motion;
                if (pair && sample.firstFromSecond)
                    motion = swapped ? *sample.firstFromSecond : sample.firstFromSecond->inverse();
                AuxiliaryTargets targets = auxiliaryTargets(*depth, sample.camera, motion ? &*motion : nullptr, m_side);
                if (draw.variant & kMirrored)
                    targets = targets.mirrored();
                for (std::int64_t k = 0; k < patches; ++k) {
                    const auto from = static_cast<std::size_t>(positions[static_cast<std::size_t>(k)].first * m_side + positions[static_cast<std::size_t>(k)].second);
                    const std::int64_t to = image * patches + k;
                    batch.flow.data_ptr<float>()[2 * to] = targets.flow[2 * from];
                    batch.flow.data_ptr<float>()[2 * to + 1] = targets.flow[2 * from + 1];
                    batch.logDepth.data_ptr<float>()[to] = targets.logDepth[from];
                    batch.flowKnown.data_ptr<float>()[to] = targets.flowKnown[from];
                    batch.depthKnown.data_ptr<float>()[to] = targets.depthKnown[from];
                }
            }
            image += sample.showsBoth && !pair ? 2 : 1;
        }
    if (const at::Tensor& order = batch.model.vision.order; order.defined())
        for (at::Tensor* tensor : {&batch.flow, &batch.logDepth, &batch.flowKnown, &batch.depthKnown})
            *tensor = tensor->index_select(0, order);
    return batch;
}

} // namespace w2v::nn

#pragma once
#include "core/nn/qwen/QwenWeightsTorch.h"

namespace w2v::test {

struct RandomModelSizes {
    int hidden = 128, layers = 2, heads = 4, kvHeads = 2, intermediate = 256, vocabulary = 512;
    int visionHidden = 64, visionDepth = 2, visionHeads = 4, visionIntermediate = 112;
    bool tied = true;
};

/// A configuration as config.json would give it; token ids 1 to 5 are the image tokens.
inline nn::QwenConfig randomModelConfig(const RandomModelSizes& s)
{
    const int half = s.hidden / s.heads / 2, time = half / 4, height = (half - time) / 2;
    return nn::parseQwenConfig(
        Json{{"model_type", "qwen2_5_vl"}, {"hidden_size", s.hidden}, {"num_hidden_layers", s.layers}, {"num_attention_heads", s.heads},
             {"num_key_value_heads", s.kvHeads}, {"intermediate_size", s.intermediate}, {"vocab_size", s.vocabulary}, {"tie_word_embeddings", s.tied},
             {"rope_scaling", {{"type", "mrope"}, {"mrope_section", {time, height, half - time - height}}}}, {"eos_token_id", 1},
             {"vision_start_token_id", 2}, {"vision_end_token_id", 3}, {"image_token_id", 4}, {"video_token_id", 5},
             {"vision_config", {{"depth", s.visionDepth}, {"hidden_size", s.visionHidden}, {"num_heads", s.visionHeads},
                                {"intermediate_size", s.visionIntermediate}, {"out_hidden_size", s.hidden}, {"fullatt_block_indexes", {s.visionDepth - 1}}}}},
        "test");
}

} // namespace w2v::test

#pragma once
#include "core/training/Recipe.h"

namespace w2v {

/// The one place that knows the keys of a recipe file: names, ranges, meanings and units, in file order. A visitor has
/// section(name, comment), text, choice, number, integer, flag, tasks and stages; see RecipeVisitors.h.
template <class Visitor>
void describeRecipe(Recipe& r, Visitor& v)
{
    v.text("name", r.name, "of the runs made from it");
    v.text("description", r.description, "what it is for");
    v.choice("kind", r.kind, {"sft", "grpo", "pretrain"},
             "sft: learn the answers; grpo: learn from the reward of own answers; pretrain: learn to see");

    v.section("model", "what is trained");
    v.text("preset", r.preset, "a size that starts from random weights; empty with base");
    v.text("base", r.base, "folder of a checkpoint to start from, or w2v-tiny: the shipped one; empty with preset");
    v.integer("image_size", r.imageSize, 0, 4096, "pixels, views become squares of this side; 0 = as they are");
    v.flag("stack_views", r.stackViews, "two views share one temporal patch (the video path)");
    v.flag("absolute_positions", r.absolutePositions, "learned positions of patches, a declared extension; of a new model only");
    v.integer("vocabulary", r.vocabulary, 278, 1 << 20, "tokens of a new tokenizer, at most");

    v.section("length", "the first limit that is reached ends the run; 0 = no limit");
    v.number("minutes", r.minutes, 0, 1e6, "of wall clock, evaluation included");
    v.integer("steps", r.steps, 0, std::int64_t{1} << 40, "optimizer steps");
    v.number("epochs", r.epochs, 0, 1e6, "passes over the data");

    v.section("optimizer", "AdamW");
    v.integer("batch", r.batch, 1, 65536, "examples a forward pass, over all replicas");
    v.integer("accumulation", r.accumulation, 1, 65536, "forward passes a step");
    v.number("learning_rate", r.learningRate, 1e-12, 10, "highest rate");
    v.number("beta1", r.beta1, 0, 0.999999, "decay of the mean gradient");
    v.number("beta2", r.beta2, 0, 0.999999, "decay of the mean squared gradient");
    v.number("weight_decay", r.weightDecay, 0, 10, "of matrices, a step and unit of rate");
    v.number("clip_norm", r.clipNorm, 0, 1e6, "largest global gradient norm; 0 = no clipping");
    v.number("warmup", r.warmup, 0, 1, "share of the run in which the rate rises");
    v.choice("schedule", r.schedule, {"cosine", "linear", "constant"}, "cosine, linear or constant after the warm-up");
    v.number("final_rate", r.finalRate, 0, 1, "share of the highest rate at the end");

    v.section("data", "which records, how often, how varied");
    v.text("split", r.split, "of the project's records; one kept apart for the second stage is reinforce");
    v.tasks("tasks", r.tasks, "sampling weights");
    v.stages("curriculum", r.curriculum, "first parts on other tasks: until a share of the run, or until metric reaches percent");
    v.flag("swap_views", r.swapViews, "also the inverse action with the views swapped");
    v.flag("mirror", r.mirror, "also left and right exchanged");
    v.number("color_jitter", r.colorJitter, 0, 1, "standard deviation of gain and bias");
    v.number("color_permutation", r.colorPermutation, 0, 1, "share of A and match records with exchanged colour channels");
    v.flag("shuffle_answers", r.shuffleAnswers, "answers exchanged among the records of a task: teaches their form alone");
    v.number("inverse_weight", r.inverseWeight, 0, 1000, "of the loss of A tasks and of match");
    v.number("forward_weight", r.forwardWeight, 0, 1000, "of the loss of D tasks and of the other skills");
    v.choice("loss_mean", r.lossMean, {"token", "answer"}, "token: a long answer weighs more than yes or no; answer: as much");

    v.section("auxiliary", "dense flow and depth loss of the vision tower; its head is dropped afterwards");
    v.number("weight", r.auxiliaryWeight, 0, 1000, "of the sum of both; 0 = none");
    v.number("flow", r.flowWeight, 0, 1000, "where each patch of view 1 lands in view 2");
    v.number("depth", r.depthWeight, 0, 1000, "logarithm of depth");

    v.section("grpo", "reinforcement by the task-aware reward; only for kind grpo");
    v.integer("prompts", r.grpo.prompts, 1, 65536, "questions a step");
    v.integer("answers", r.grpo.answers, 2, 1024, "to each question");
    v.number("temperature", r.grpo.temperature, 0.01, 100, "of the answers");
    v.number("top_p", r.grpo.topP, 0.01, 1, "of the answers: the likeliest tokens with this probability");
    v.integer("max_new_tokens", r.grpo.maxNewTokens, 1, 1 << 16, "of an answer");
    v.number("kl_weight", r.grpo.klWeight, 0, 1000, "of the divergence to the start");
    v.number("clip_low", r.grpo.clipLow, 0, 1, "how far a probability ratio may fall below 1");
    v.number("clip_high", r.grpo.clipHigh, 0, 10, "how far it may rise above 1");
    v.integer("updates", r.grpo.updates, 1, 1024, "optimizer steps on one set of answers");
    v.flag("skip_uniform", r.grpo.skipUniform, "leave out questions whose answers were all rewarded alike");
    v.choice("reward", r.grpo.reward, {"verified", "reference"}, "verified: with its holes mended; reference: as published");

    v.section("adaptation", "which weights move");
    v.choice("method", r.adaptation, {"full", "lora"}, "full or lora");
    v.integer("lora_rank", r.loraRank, 0, 65536, "rank of the adapters");
    v.number("lora_alpha", r.loraAlpha, 0, 1e6, "scale is alpha / rank");
    v.flag("freeze_vision", r.freezeVision, "the vision tower stays as it is");
    v.choice("precision", r.precision, {"float32", "bfloat16"}, "float32 or bfloat16");
    v.integer("max_tokens", r.maxTokens, 16, 1 << 20, "longer records are left out");
    v.integer("max_pixels", r.maxPixels, 0, std::int64_t{1} << 32, "of an image; 0 = as the preprocessor says");

    v.section("run", "how it is carried out");
    v.integer("threads", r.threads, 0, 4096, "of each replica; 0 = all cores");
    v.integer("replicas", r.replicas, 0, 4096, "copies that share a batch; 0 = one a core");
    v.number("eval_interval", r.evalInterval, 0, 1e7, "seconds between evaluations; 0 = only at the end");
    v.integer("eval_steps", r.evalSteps, 0, std::int64_t{1} << 40, "steps between evaluations instead; 0 = by the seconds");
    v.integer("eval_records", r.evalRecords, 1, 1 << 20, "a task and evaluation");
    v.number("checkpoint_interval", r.checkpointInterval, 0, 1e7, "seconds between checkpoints; 0 = only at the end");
    v.integer("checkpoint_steps", r.checkpointSteps, 0, std::int64_t{1} << 40, "steps between checkpoints instead; 0 = by the seconds");
    v.integer("keep_checkpoints", r.keepCheckpoints, 1, 1 << 20, "the newest, and the best one");
    v.integer("seed", r.seed, 0, std::int64_t{1} << 53, "of weights, order and variation");
}

} // namespace w2v

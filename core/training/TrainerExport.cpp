#include "core/training/TrainerExport.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr int kSwiftGpus = 8, kEasyGpus = 4;   // as published
constexpr int kSwiftInterval = 40, kEasyInterval = 5; // steps between evaluations and checkpoints, as published
constexpr std::int64_t kMinPixels = 262144, kMaxPixels = 4194304;

/// A YAML or shell word in single quotes.
std::string yamlText(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? "''" : std::string(1, c);
    return out + '\'';
}

std::string shellText(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + '\'';
}

std::string number(double value)
{
    std::string text = fmt::format("{:.10g}", value);
    if (text.find('e') != std::string::npos && text.find('.') == std::string::npos) // YAML 1.1 takes 1e-06 for a text
        text.insert(text.find('e'), ".0");
    return text;
}

const char* yes(bool value)
{
    return value ? "true" : "false";
}

/// ms-swift counts examples of a device and of an accumulation; the recipe those of a step.
struct Batches {
    int device = 1, accumulation = 1;
};

Batches batchesOf(const Recipe& recipe, int gpus)
{
    const int whole = recipe.batch * recipe.accumulation;
    Batches out;
    out.device = std::clamp(whole / gpus, 1, recipe.batch);
    while (out.device > 1 && whole % (out.device * gpus) != 0)
        --out.device;
    out.accumulation = std::max(1, whole / (out.device * gpus));
    return out;
}

std::string lengthArguments(const Recipe& recipe)
{
    if (recipe.steps > 0)
        return fmt::format("    --max_steps {} \\\n", recipe.steps);
    return fmt::format("    --num_train_epochs {} \\\n", number(recipe.epochs > 0 ? recipe.epochs : 1));
}

std::string swiftScript(const Recipe& r, const TrainerPlaces& places)
{
    const int gpus = places.gpus > 0 ? places.gpus : kSwiftGpus;
    const Batches batches = batchesOf(r, gpus);
    const bool lora = r.adaptation == "lora";
    const std::int64_t interval = r.evalSteps > 0 ? r.evalSteps : kSwiftInterval, saves = r.checkpointSteps > 0 ? r.checkpointSteps : interval;
    std::string text = fmt::format(R"W(#!/usr/bin/env bash
# Supervised training with ms-swift by the recipe {0}. Start it on the machine with the GPUs: bash train.sh
# {1} examples a step: {2} a device x {3} accumulated x {4} devices.
set -euo pipefail
cd "$(dirname "$0")"
export NPROC_PER_NODE="${{NPROC_PER_NODE:-{4}}}"
# The choice between an adapter and all weights got another name with version 4.
if [ "$(python -c 'import swift; print(int(swift.__version__.split(".")[0]) >= 4)')" = True ]; then tuner=--tuner_type; else tuner=--train_type; fi

swift sft \
    --model {5} \
    --dataset {6} \
)W",
                                   r.name, r.batch * r.accumulation, batches.device, batches.accumulation, gpus, shellText(r.base), shellText(places.trainFile));
    if (!places.heldoutFile.empty())
        text += fmt::format("    --val_dataset {} \\\n    --eval_strategy steps \\\n    --eval_steps {} \\\n    --per_device_eval_batch_size {} \\\n",
                            shellText(places.heldoutFile), interval, batches.device);
    text += fmt::format("    \"$tuner\" {} \\\n", lora ? "lora" : "full");
    if (lora)
        text += fmt::format("    --lora_rank {} \\\n    --lora_alpha {} \\\n    --target_modules all-linear \\\n", r.loraRank, number(r.loraAlpha));
    text += fmt::format("    --freeze_vit {0} \\\n    --freeze_aligner {0} \\\n    --torch_dtype {1} \\\n", yes(r.freezeVision), r.precision);
    text += lengthArguments(r);
    text += fmt::format("    --per_device_train_batch_size {} \\\n    --gradient_accumulation_steps {} \\\n    --learning_rate {} \\\n    --lr_scheduler_type {} \\\n"
                        "    --warmup_ratio {} \\\n    --weight_decay {} \\\n    --adam_beta1 {} \\\n    --adam_beta2 {} \\\n    --max_grad_norm {} \\\n",
                        batches.device, batches.accumulation, number(r.learningRate), r.schedule, number(r.warmup), number(r.weightDecay), number(r.beta1),
                        number(r.beta2), number(r.clipNorm));
    text += fmt::format("    --max_length {} \\\n", r.maxTokens);
    if (r.maxPixels > 0)
        text += fmt::format("    --max_pixels {} \\\n", r.maxPixels);
    text += fmt::format("    --gradient_checkpointing true \\\n    --save_strategy steps \\\n    --save_steps {} \\\n    --save_total_limit {} \\\n    --logging_steps 5 \\\n"
                        "    --seed {} \\\n    --data_seed {} \\\n    --report_to tensorboard \\\n",
                        saves, r.keepCheckpoints, r.seed, r.seed);
    if (gpus > 1)
        text += "    --deepspeed zero2 \\\n";
    return text + fmt::format("    --output_dir {} \\\n    \"$@\"\n", shellText(trainerLogFolder(OutsideTrainer::Swift)));
}

std::string easyConfig(const Recipe& r, const TrainerPlaces& places)
{
    const int gpus = places.gpus > 0 ? places.gpus : kEasyGpus;
    // The published run takes two optimizer steps of two prompts from a rollout batch of four.
    const int global = r.grpo.prompts % 2 == 0 ? r.grpo.prompts / 2 : r.grpo.prompts;
    const std::int64_t saves = r.checkpointSteps > 0 ? r.checkpointSteps : kEasyInterval, evaluations = r.evalSteps > 0 ? r.evalSteps : kEasyInterval;
    std::string text = fmt::format(R"W(# Reinforcement with EasyR1 by the recipe {name}; train.sh starts it.
data:
  train_files: {train}
  val_files: {heldout}
  prompt_key: prompt
  answer_key: answer
  image_key: images
  image_dir: null
  max_prompt_length: {prompt}
  max_response_length: {response}
  rollout_batch_size: {prompts}
  val_batch_size: -1
  format_prompt: null  # the rows hold the final wording
  shuffle: true
  seed: {seed}
  min_pixels: {least}
  max_pixels: {most}
  filter_overlong_prompts: true

algorithm:
  adv_estimator: grpo
  disable_kl: false
  use_kl_loss: true
  kl_penalty: low_var_kl
  kl_coef: {kl}

worker:
  actor:
    global_batch_size: {global}  # prompts of an optimizer step
    micro_batch_size_per_device_for_update: {micro}
    micro_batch_size_per_device_for_experience: {micro}
    max_grad_norm: {clip}
    clip_ratio_low: {low}
    clip_ratio_high: {high}
    ppo_epochs: {updates}
    padding_free: true
    model:
      model_path: {model}
      enable_gradient_checkpointing: true
      trust_remote_code: false
      freeze_vision_tower: {frozen}
)W",
                                   fmt::arg("name", r.name), fmt::arg("train", yamlText(places.trainFile)),
                                   fmt::arg("heldout", yamlText(places.heldoutFile.empty() ? places.trainFile : places.heldoutFile)),
                                   fmt::arg("prompt", std::max(1, r.maxTokens - r.grpo.maxNewTokens)), fmt::arg("response", r.grpo.maxNewTokens),
                                   fmt::arg("prompts", r.grpo.prompts), fmt::arg("seed", r.seed), fmt::arg("least", kMinPixels),
                                   fmt::arg("most", r.maxPixels > 0 ? r.maxPixels : kMaxPixels), fmt::arg("kl", number(r.grpo.klWeight)), fmt::arg("global", global),
                                   fmt::arg("micro", 1), fmt::arg("clip", number(r.clipNorm)), fmt::arg("low", number(r.grpo.clipLow)),
                                   fmt::arg("high", number(r.grpo.clipHigh)), fmt::arg("updates", r.grpo.updates), fmt::arg("model", yamlText(r.base)),
                                   fmt::arg("frozen", yes(r.freezeVision)));
    if (r.adaptation == "lora")
        text += fmt::format("      lora:\n        rank: {}\n        alpha: {}\n        target_modules: all-linear\n        exclude_modules: {}\n", r.loraRank,
                            number(r.loraAlpha), r.freezeVision ? "'.*visual.*'" : "null");
    text += fmt::format("    optim:\n      lr: {}\n      weight_decay: {}\n      strategy: adamw\n      lr_warmup_ratio: {}\n", number(r.learningRate),
                        number(r.weightDecay), number(r.warmup));
    if (r.beta1 != 0.9 || r.beta2 != 0.999)
        text += fmt::format("      betas: [{}, {}]\n", number(r.beta1), number(r.beta2));
    text += fmt::format(R"W(    fsdp:
      enable_full_shard: true
      enable_cpu_offload: false
      enable_rank0_init: true
    offload:
      offload_params: true
      offload_optimizer: true

  rollout:
    n: {n}
    temperature: {temperature}
    top_p: {top}
    gpu_memory_utilization: 0.65
    enforce_eager: false
    enable_chunked_prefill: false
    tensor_parallel_size: {parallel}
    limit_images: 2
    val_override_config:
      temperature: 0.0
      n: 1

  ref:
    fsdp:
      enable_full_shard: true
      enable_cpu_offload: true
      enable_rank0_init: true
    offload:
      offload_params: false

  reward:
    reward_function: {reward}

trainer:
  total_epochs: {epochs}
  max_steps: {steps}
  project_name: world2vlm
  experiment_name: {experiment}
  logger: ['console', 'file', 'tensorboard']
  nnodes: 1
  n_gpus_per_node: {gpus}
  val_freq: {evaluations}
  val_before_train: true
  val_only: false
  val_generations_to_log: 3
  save_freq: {saves}
  save_limit: {keep}
  save_checkpoint_path: {out}
  load_checkpoint_path: null
  find_last_checkpoint: true
)W",
                        fmt::arg("n", r.grpo.answers), fmt::arg("temperature", number(r.grpo.temperature)), fmt::arg("top", number(r.grpo.topP)),
                        fmt::arg("parallel", gpus % 2 == 0 ? 2 : 1), fmt::arg("reward", yamlText(places.folder + "/world2vlm_reward.py:compute_score")),
                        fmt::arg("epochs", std::max(1, static_cast<int>(std::ceil(r.epochs)))), fmt::arg("steps", r.steps > 0 ? std::to_string(r.steps) : "null"),
                        fmt::arg("experiment", yamlText(r.name)), fmt::arg("gpus", gpus), fmt::arg("evaluations", evaluations), fmt::arg("saves", saves),
                        fmt::arg("keep", r.keepCheckpoints), fmt::arg("out", yamlText(places.folder + '/' + trainerLogFolder(OutsideTrainer::EasyR1))));
    return text;
}

std::string easyScript(const Recipe& r)
{
    return fmt::format(R"W(#!/usr/bin/env bash
# Reinforcement with EasyR1 by the recipe {}. Start it on the machine with the GPUs, where EasyR1 is installed: bash train.sh
set -euo pipefail
cd "$(dirname "$0")"
python3 -m verl.trainer.main config=config.yaml "$@"
)W",
                       r.name);
}

} // namespace

OutsideTrainer parseOutsideTrainer(const std::string& name)
{
    for (const OutsideTrainer trainer : {OutsideTrainer::Swift, OutsideTrainer::EasyR1})
        if (name == outsideTrainerName(trainer))
            return trainer;
    throw Error("for", "\"" + name + "\" is not known", "Use ms-swift (supervised) or easyr1 (reinforcement)");
}

const char* outsideTrainerName(OutsideTrainer trainer)
{
    return trainer == OutsideTrainer::Swift ? "ms-swift" : "easyr1";
}

std::string trainerLogFolder(OutsideTrainer trainer)
{
    return trainer == OutsideTrainer::Swift ? "output" : "checkpoints";
}

std::vector<TrainerFile> trainerFiles(const Recipe& recipe, OutsideTrainer trainer, const TrainerPlaces& places)
{
    const std::string kind = trainer == OutsideTrainer::Swift ? "sft" : "grpo";
    if (recipe.kind != kind)
        throw Error(recipe.name, fmt::format("is of kind {}, which {} does not train here", recipe.kind, outsideTrainerName(trainer)),
                    "Give sft recipes to ms-swift and grpo recipes to easyr1");
    if (recipe.base.empty())
        throw Error(recipe.name, "starts from random weights", "Give the model to start from: --base FOLDER or a name of the model hub");
    if (trainer == OutsideTrainer::Swift)
        return {{"train.sh", swiftScript(recipe, places), true}};
    return {{"train.sh", easyScript(recipe), true}, {"config.yaml", easyConfig(recipe, places), false}, {"world2vlm_reward.py", rewardFile(recipe.grpo.reward), false}};
}

std::vector<std::string> leftBehind(const Recipe& r, OutsideTrainer trainer)
{
    std::vector<std::string> out;
    const auto note = [&](bool holds, const char* text) {
        if (holds)
            out.emplace_back(text);
    };
    const bool even = std::all_of(r.tasks.begin(), r.tasks.end(), [&](const auto& task) { return task.second == r.tasks.begin()->second; });
    note(!even, "data.tasks: records are drawn evenly, not by these weights");
    note(!r.curriculum.empty(), "data.curriculum: all tasks from the first step");
    note(r.swapViews || r.mirror, "data.swap_views and data.mirror: no further examples are made from a record");
    note(r.colorJitter > 0 || r.colorPermutation > 0, "data.color_jitter and data.color_permutation: pictures stay as they are");
    note(r.shuffleAnswers, "data.shuffle_answers: answers stay with their questions");
    note(r.inverseWeight != r.forwardWeight, "data.inverse_weight and data.forward_weight: all tasks weigh the same");
    note(r.lossMean != "token" && r.kind == "sft", "data.loss_mean: the mean is over tokens, so that long answers weigh more");
    note(r.auxiliaryWeight > 0 && r.kind == "sft", "auxiliary: no loss of flow and depth");
    note(r.imageSize > 0, "model.image_size: pictures keep their size, within max_pixels");
    note(r.minutes > 0 && r.steps <= 0 && r.epochs <= 0, "length.minutes: one pass over the data instead");
    note(trainer == OutsideTrainer::Swift && r.finalRate > 0, "optimizer.final_rate: the rate falls to 0");
    note(trainer == OutsideTrainer::EasyR1 && r.schedule != "constant", "optimizer.schedule: the rate stays constant after the warm-up");
    return out;
}

} // namespace w2v

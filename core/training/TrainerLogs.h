#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "core/training/MetricBatch.h"

namespace w2v {

/// Logs of training programs that can be followed.
enum class LogFormat {
    Workbench,    ///< metrics.jsonl of this program
    Swift,        ///< logging.jsonl of ms-swift
    LlamaFactory, ///< trainer_log.jsonl
    EasyR1,       ///< experiment_log.jsonl
    Events,       ///< TensorBoard event files
};

/// "workbench", "ms-swift", "llama-factory", "easyr1", "tensorboard".
std::string_view logFormatName(LogFormat format);

/// The format of a file by its name; nothing for one that is no log.
std::optional<LogFormat> logFormatOf(const std::filesystem::path& file);

/// Names become those of this program where they mean the same: "eval_x" is "eval/x", "lr" is "learning_rate"; nested keys are joined
/// with "/". A line that is none of the format's is skipped and told.
std::unique_ptr<MetricSource> openLog(LogFormat format, const std::filesystem::path& file);

/// Seconds of "1d 2h 3m 4s" or "1 day, 2:03:04"; nothing for other texts.
std::optional<double> durationSeconds(std::string_view text);

} // namespace w2v

#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace w2v {

/// The released task-aware reward, component by component in the order the reference returns them ("overall" first). Which
/// there are depends on the task: A1, A2: format, action, numeric; A3, D3: also order; A4, D2, D4 and unknown tasks: format,
/// accuracy; D1: format, validity, geometry, iou, center, size, l1. An answer of more than 200 code points has only overall -1
/// and format 0.
using RewardParts = std::vector<std::pair<std::string, double>>;

/// `truth` is normally the JSON text {"task_type", "answer"}; anything else counts as the answer of an unnamed task.
RewardParts referenceReward(std::string_view response, std::string_view truth);

/// The same for a task given by name.
RewardParts referenceReward(std::string_view response, std::string_view task, std::string_view answer);

/// The row that the reference makes of a supervised record for reinforcement learning: prompt, answer (a JSON text with Python's
/// separators), images, task_type; roles of the messages are not looked at. Throws Error without two messages with content.
nlohmann::ordered_json grpoRow(const nlohmann::ordered_json& record);

} // namespace w2v

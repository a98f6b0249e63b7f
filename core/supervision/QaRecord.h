#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace w2v {

/// Motion tasks A1-A4 (outcome to action) and object tasks D1-D4 (action to outcome).
enum class Task { A1, A2, A3, A4, D1, D2, D3, D4 };
inline constexpr int kTaskCount = 8;

const char* taskName(Task task);                       ///< "A1" ...
const char* taskTitle(Task task);                      ///< "distance of a move" ...; English, for people
std::optional<Task> taskFromName(std::string_view name);
std::vector<Task> parseTasks(std::string_view list);   ///< "A1,A2,D1" or "all"; throws Error

/// One question with its answer and where it came from.
struct QaRecord {
    std::string id;
    Task task = Task::A1;
    std::string mode = "verified";       ///< or "reference"
    std::string scene, rollout;
    std::string split;                   ///< "train", "heldout", or of the user's own, such as "reinforce"
    std::string state = "pending";       ///< pending, accepted, rejected, second_look
    std::string reason;                  ///< of a rejection
    std::vector<std::string> images;     ///< image references, one per <image> mark of the question
    std::string question;                ///< begins with one <image> mark per image
    std::string answer;
    int variant = 0;                     ///< answer variant index of the task
    nlohmann::ordered_json facts = nlohmann::ordered_json::object();      ///< action, boxes, label...: what scoring and checks need
    nlohmann::ordered_json provenance = nlohmann::ordered_json::object(); ///< observation, path, frames, template, versions
};

} // namespace w2v

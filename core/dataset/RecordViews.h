#pragma once
#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

/// A way of looking at the records that a person named: which ones, in which order.
struct RecordView {
    std::string name;
    RecordFilter filter = {};
    RecordOrder order = RecordOrder::Creation;
};

/// Those of the project, by name. What another version wrote that this one does not understand is left out.
std::vector<RecordView> recordViews(const Project& project);

/// Throws Error for a name that there is not.
RecordView recordView(const Project& project, const std::string& name);

/// Keeps the view, in place of one of the same name. Throws Error for an empty or overlong name, or too many views. Not an undo step.
void saveRecordView(Project& project, const RecordView& view);

/// Throws Error for a name that there is not.
void removeRecordView(Project& project, const std::string& name);

/// {"name", "tasks": ["A1"], "state", "split", "scene", "rollout", "text", "min_difficulty", "max_difficulty", "stale", "order"};
/// what asks for nothing is left out.
nlohmann::ordered_json recordViewToJson(const RecordView& view);

/// "creation", "difficulty", "relevance"; throws Error for another word.
const char* recordOrderName(RecordOrder order);
RecordOrder parseRecordOrder(const std::string& name);

} // namespace w2v

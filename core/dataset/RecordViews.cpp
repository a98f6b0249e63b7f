#include "core/dataset/RecordViews.h"

#include <algorithm>
#include <array>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr const char* kKey = "record.views";
constexpr std::size_t kMaxName = 100, kMaxViews = 500;
constexpr std::array kOrders{"creation", "difficulty", "relevance"};

std::optional<RecordView> viewOf(const Json& object)
{
    RecordView view;
    try {
        view.name = object.at("name").get<std::string>();
        for (const Json& name : object.value("tasks", Json::array()))
            view.filter.tasks.push_back(taskFromName(name.get<std::string>()).value());
        view.filter.state = object.value("state", "");
        view.filter.split = object.value("split", "");
        view.filter.scene = object.value("scene", "");
        view.filter.rollout = object.value("rollout", "");
        view.filter.text = object.value("text", "");
        if (object.contains("min_difficulty"))
            view.filter.minDifficulty = object.at("min_difficulty").get<double>();
        if (object.contains("max_difficulty"))
            view.filter.maxDifficulty = object.at("max_difficulty").get<double>();
        if (object.contains("stale"))
            view.filter.stale = object.at("stale").get<bool>();
        view.order = parseRecordOrder(object.value("order", "creation"));
    } catch (const std::exception&) {
        return std::nullopt;
    }
    return view.name.empty() ? std::nullopt : std::optional(view);
}

void store(Project& project, std::vector<RecordView> views)
{
    std::sort(views.begin(), views.end(), [](const RecordView& a, const RecordView& b) { return a.name < b.name; });
    Json list = Json::array();
    for (const RecordView& view : views)
        list.push_back(recordViewToJson(view));
    project.setValue(kKey, list.dump(-1, ' ', false, Json::error_handler_t::replace));
}

[[noreturn]] void throwUnknown(const std::string& name)
{
    throw Error(name, "is no saved view of this project", "List them with: w2v records views");
}

} // namespace

const char* recordOrderName(RecordOrder order)
{
    return kOrders[static_cast<std::size_t>(order)];
}

RecordOrder parseRecordOrder(const std::string& name)
{
    for (std::size_t i = 0; i < kOrders.size(); ++i)
        if (name == kOrders[i])
            return static_cast<RecordOrder>(i);
    throw Error("order", "\"" + name + "\" is not known", "Use creation, difficulty or relevance");
}

Json recordViewToJson(const RecordView& view)
{
    Json object{{"name", view.name}};
    for (const Task task : view.filter.tasks)
        object["tasks"].push_back(taskName(task));
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty())
            object[key] = value;
    };
    add("state", view.filter.state);
    add("split", view.filter.split);
    add("scene", view.filter.scene);
    add("rollout", view.filter.rollout);
    add("text", view.filter.text);
    if (view.filter.minDifficulty)
        object["min_difficulty"] = *view.filter.minDifficulty;
    if (view.filter.maxDifficulty)
        object["max_difficulty"] = *view.filter.maxDifficulty;
    if (view.filter.stale)
        object["stale"] = *view.filter.stale;
    object["order"] = recordOrderName(view.order);
    return object;
}

std::vector<RecordView> recordViews(const Project& project)
{
    std::vector<RecordView> views;
    const Json list = Json::parse(project.value(kKey).value_or("[]"), nullptr, false);
    if (!list.is_array())
        return views;
    for (const Json& object : list)
        if (std::optional<RecordView> view = viewOf(object))
            views.push_back(std::move(*view));
    return views;
}

RecordView recordView(const Project& project, const std::string& name)
{
    for (RecordView& view : recordViews(project))
        if (view.name == name)
            return view;
    throwUnknown(name);
}

void saveRecordView(Project& project, const RecordView& view)
{
    if (view.name.empty() || view.name.size() > kMaxName)
        throw Error("name", "must have 1 to 100 characters", "Name the view");
    std::vector<RecordView> views = recordViews(project);
    std::erase_if(views, [&](const RecordView& each) { return each.name == view.name; });
    if (views.size() >= kMaxViews)
        throw Error("views", "are already 500", "Remove one first");
    views.push_back(view);
    store(project, std::move(views));
}

void removeRecordView(Project& project, const std::string& name)
{
    std::vector<RecordView> views = recordViews(project);
    if (std::erase_if(views, [&](const RecordView& each) { return each.name == name; }) == 0)
        throwUnknown(name);
    store(project, std::move(views));
}

} // namespace w2v

#include "app/operations/RecordParams.h"

#include "app/operations/Operation.h"

namespace w2v {

namespace {

void narrow(RecordFilter& filter, const Json& params)
{
    if (const std::string tasks = textOr(params, "tasks", ""); !tasks.empty())
        filter.tasks = parseTasks(tasks);
    filter.state = textOr(params, "state", filter.state);
    filter.split = textOr(params, "split", filter.split);
    filter.scene = textOr(params, "scene", filter.scene);
    filter.text = textOr(params, "text", filter.text);
    if (params.contains("difficulty_from"))
        filter.minDifficulty = numberOr(params, "difficulty_from", 0);
    if (params.contains("difficulty_to"))
        filter.maxDifficulty = numberOr(params, "difficulty_to", 1);
}

} // namespace

RecordFilter recordFilterFrom(const Json& params)
{
    RecordFilter filter;
    narrow(filter, params);
    return filter;
}

RecordView recordViewFrom(const Project& project, const Json& params)
{
    RecordView view;
    if (const std::string name = textOr(params, "view", ""); !name.empty())
        view = recordView(project, name);
    narrow(view.filter, params);
    if (const std::string order = textOr(params, "order", ""); !order.empty())
        view.order = parseRecordOrder(order);
    return view;
}

} // namespace w2v

#include "core/supervision/QaRecord.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::array<const char*, kTaskCount> kNames{"A1", "A2", "A3", "A4", "D1", "D2", "D3", "D4"};
constexpr std::array<const char*, kTaskCount> kTitles{
    "Distance of a move", "Angle of a turn",      "Sequence of motions",          "Claim about a motion",
    "Box after a motion", "Lost from view or not", "Motion from an object's boxes", "Same object or another",
};

} // namespace

const char* taskName(Task task)
{
    return kNames[static_cast<std::size_t>(task)];
}

const char* taskTitle(Task task)
{
    return kTitles[static_cast<std::size_t>(task)];
}

std::optional<Task> taskFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (name == kNames[i])
            return static_cast<Task>(i);
    return std::nullopt;
}

std::vector<Task> parseTasks(std::string_view list)
{
    std::vector<Task> tasks;
    std::string name;
    const auto finish = [&] {
        if (name.empty())
            return;
        if (name == "ALL") {
            for (int i = 0; i < kTaskCount; ++i)
                tasks.push_back(static_cast<Task>(i));
        } else if (const auto task = taskFromName(name)) {
            tasks.push_back(*task);
        } else {
            throw Error("the task \"" + name + "\"", "is unknown", "Tasks are A1, A2, A3, A4, D1, D2, D3, D4 or all");
        }
        name.clear();
    };
    for (const char c : list) {
        if (c == ',' || std::isspace(static_cast<unsigned char>(c)))
            finish();
        else
            name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    finish();
    if (tasks.empty())
        throw Error("the list of tasks", "is empty", "Tasks are A1, A2, A3, A4, D1, D2, D3, D4 or all");
    std::sort(tasks.begin(), tasks.end());
    tasks.erase(std::unique(tasks.begin(), tasks.end()), tasks.end());
    return tasks;
}

} // namespace w2v

#include "core/dataset/RunLabel.h"

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/dataset/ProjectDatabase.h"

namespace w2v {

namespace {

constexpr std::size_t kLongest = 200, kMostTags = 50; // characters of a text; tags of a run

void checkText(const std::string& text, const char* what)
{
    if (text.size() > kLongest || text.find_first_of("\r\n") != std::string::npos)
        throw Error(what, "is longer than a line of " + std::to_string(kLongest) + " characters", "Choose a shorter one");
}

/// A connection of its own: labels are few and rarely changed.
ProjectDatabase databaseOf(const Project& project)
{
    return ProjectDatabase(project.folder() / "project.sqlite");
}

} // namespace

std::vector<RunLabel> runLabels(const Project& project)
{
    const ProjectDatabase database = databaseOf(project);
    return database.guarded([&] {
        std::vector<RunLabel> out;
        SQLite::Statement query(database.sql(), "SELECT id, name, series, tags, hidden FROM run_label ORDER BY id");
        while (query.executeStep()) {
            RunLabel label{query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString(), {}, query.getColumn(4).getInt() != 0};
            for (const Json& tag : parseJson(query.getColumn(3).getString(), "tags of run " + label.run))
                if (tag.is_string())
                    label.tags.push_back(tag.get<std::string>());
            out.push_back(std::move(label));
        }
        return out;
    });
}

void setRunLabels(const Project& project, std::span<const RunLabel> labels, const std::string& undoTitle)
{
    for (const RunLabel& label : labels) {
        checkText(label.name, "the run's name");
        checkText(label.group, "the group");
        if (label.tags.size() > kMostTags)
            throw Error("run " + label.run, "has more than " + std::to_string(kMostTags) + " tags");
        for (const std::string& tag : label.tags)
            checkText(tag, "the tag");
    }
    ProjectDatabase database = databaseOf(project);
    database.write(undoTitle, [&] {
        for (const RunLabel& label : labels) {
            if (label.empty()) {
                SQLite::Statement remove(database.sql(), "DELETE FROM run_label WHERE id = ?");
                remove.bind(1, label.run);
                remove.exec();
                continue;
            }
            const auto write = [&](const char* sql) {
                SQLite::Statement save(database.sql(), sql);
                save.bind(1, label.name);
                save.bind(2, label.group);
                save.bind(3, Json(label.tags).dump(-1, ' ', false, Json::error_handler_t::replace));
                save.bind(4, label.hidden ? 1 : 0);
                save.bind(5, label.run);
                return save.exec();
            };
            if (write("UPDATE run_label SET name = ?, series = ?, tags = ?, hidden = ? WHERE id = ?") == 0)
                write("INSERT INTO run_label(name, series, tags, hidden, id) VALUES(?,?,?,?,?)");
        }
    });
}

} // namespace w2v

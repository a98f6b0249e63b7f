#include "core/dataset/ObjectStore.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/dataset/ProjectImpl.h"

namespace w2v {

namespace {

/// What an edit changed.
struct Changes {
    std::map<int, std::set<std::size_t>> views; ///< by instance
    std::set<std::string> names;                ///< that were taken, given or given up

    bool empty() const { return views.empty(); }
};

bool isSame(const VisibleObject& a, const VisibleObject& b)
{
    return a.label == b.label && a.box == b.box && a.fullBox == b.fullBox && a.visiblePixels == b.visiblePixels && a.visibleShare == b.visibleShare
        && a.depth == b.depth;
}

Changes changesOf(const RolloutRecord& before, const RolloutRecord& after)
{
    Changes changes;
    for (std::size_t i = 0; i < before.frames.size(); ++i) {
        std::map<int, std::pair<const VisibleObject*, const VisibleObject*>> objects;
        for (const VisibleObject& object : before.frames[i].objects)
            objects[object.instance].first = &object;
        for (const VisibleObject& object : after.frames[i].objects)
            objects[object.instance].second = &object;
        for (const auto& [instance, pair] : objects) {
            const auto& [was, is] = pair;
            if (was && is && isSame(*was, *is))
                continue;
            changes.views[instance].insert(i);
            if (was && is && was->label == is->label)
                continue; // how many have that name did not change
            for (const VisibleObject* object : {was, is})
                if (object)
                    changes.names.insert(object->label);
        }
    }
    return changes;
}

/// Whether a record was made from what changed. Its facts come from files: what is not as expected counts as not told.
bool isAbout(const Json& facts, const Json& provenance, const std::string& task, const Changes& changes)
{
    if (task == "D2")
        if (const auto label = facts.find("label"); label != facts.end() && label->is_string() && changes.names.contains(label->get<std::string>()))
            return true;
    if (!facts.contains("instance"))
        return true; // it does not say which object it is about
    std::set<std::size_t> shown;
    if (const auto frames = provenance.find("frames"); frames != provenance.end() && frames->is_array())
        for (const Json& frame : *frames)
            if (frame.is_number_unsigned() || (frame.is_number_integer() && frame.get<std::int64_t>() >= 0))
                shown.insert(frame.get<std::size_t>());
    for (const char* key : {"instance", "instance2"}) {
        const auto number = facts.find(key);
        const auto changed = number != facts.end() && number->is_number_integer() ? changes.views.find(number->get<int>()) : changes.views.end();
        if (changed == changes.views.end())
            continue;
        // D1 and D2 show only the first of the views that they were made from.
        const bool all = shown.size() < 2;
        if (all || std::any_of(shown.begin(), shown.end(), [&](std::size_t frame) { return changed->second.contains(frame); }))
            return true;
    }
    return false;
}

std::vector<std::int64_t> recordsAbout(SQLite::Database& sql, const std::string& rollout, const Changes& changes)
{
    std::vector<std::int64_t> numbers;
    SQLite::Statement query(sql, "SELECT number, id, task, facts, provenance FROM record WHERE rollout = ? AND rollout <> '' "
                                 "AND task IN ('D1', 'D2', 'D3', 'D4')");
    query.bind(1, rollout);
    while (query.executeStep()) {
        const std::string subject = "record " + query.getColumn(1).getString();
        const Json facts = parseJson(query.getColumn(3).getString(), subject), provenance = parseJson(query.getColumn(4).getString(), subject);
        if (facts.is_object() && provenance.is_object() && isAbout(facts, provenance, query.getColumn(2).getString(), changes))
            numbers.push_back(query.getColumn(0).getInt64());
    }
    return numbers;
}

} // namespace

std::int64_t editObjects(const Project& project, const std::string& rollout, const std::string& undoTitle,
                         const std::function<void(RolloutRecord&)>& edit)
{
    ProjectDatabase database(project.folder() / "project.sqlite");
    std::int64_t stale = 0;
    database.write(undoTitle, [&] {
        SQLite::Statement query(database.sql(), "SELECT body FROM rollout WHERE id = ?");
        query.bind(1, rollout);
        if (!query.executeStep())
            throwMissing("rollout", rollout);
        const std::string subject = "rollout " + rollout;
        Json body = parseJson(query.getColumn(0).getString(), subject);
        RolloutRecord before = rolloutFromJson(body, subject);
        before.id = rollout;
        RolloutRecord after = before;
        edit(after);
        const Changes changes = changesOf(before, after);
        if (changes.empty())
            return;
        for (std::size_t i = 0; i < after.frames.size(); ++i)
            body["frames"][i]["objects"] = rolloutFrameToJson(after.frames[i]).at("objects");
        if (after.provenance.contains("objects"))
            body["provenance"]["objects"] = after.provenance.at("objects");
        SQLite::Statement save(database.sql(), "UPDATE rollout SET body = ? WHERE id = ?");
        save.bind(1, stored(body));
        save.bind(2, rollout);
        save.exec();
        const std::vector<std::int64_t> about = recordsAbout(database.sql(), rollout, changes);
        SQLite::Statement mark(database.sql(), "UPDATE record SET rollout = ? WHERE number = ?");
        for (const std::int64_t number : about) {
            mark.bind(1, rollout + kEditedBoxes);
            mark.bind(2, number);
            mark.exec();
            mark.reset();
        }
        stale = static_cast<std::int64_t>(about.size());
    });
    return stale;
}

std::vector<std::string> objectNames(const Project& project)
{
    const ProjectDatabase database(project.folder() / "project.sqlite");
    return database.guarded([&] {
        std::vector<std::string> names;
        SQLite::Statement query(database.sql(),
                                "SELECT DISTINCT json_extract(o.value, '$.label') AS name FROM rollout, json_each(body, '$.frames') AS f, "
                                "json_each(f.value, '$.objects') AS o WHERE name <> '' ORDER BY name");
        while (query.executeStep())
            names.push_back(query.getColumn(0).getString());
        return names;
    });
}

} // namespace w2v

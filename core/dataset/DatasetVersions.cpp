#include "core/dataset/DatasetVersions.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>

#include <fmt/format.h>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr const char* kKey = "dataset.versions";
constexpr std::size_t kMaxExamples = 100;

std::string timeNow()
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

std::string lineOf(const QaRecord& record)
{
    Json facts = record.facts;
    if (facts.is_object())
        facts.erase("stale"); // says something of the rollout, not of the record
    const Json line{{"id", record.id},       {"task", taskName(record.task)}, {"mode", record.mode},     {"scene", record.scene},
                    {"split", record.split}, {"state", record.state},         {"images", record.images}, {"question", record.question},
                    {"answer", record.answer}, {"variant", record.variant},   {"facts", facts},          {"provenance", record.provenance}};
    return line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Calls `visit` with each record's object.
void forEachLine(const Project& project, const DatasetVersion& version, const std::function<void(Json)>& visit)
{
    const std::string text = readFile(project.blobPath(version.digest));
    if (sha256(text) != version.digest)
        throw Error("version " + version.name, "is damaged: its blob has another digest", "Restore the project from a copy");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        visit(parseJson(std::string_view(text).substr(at, end - at), "version " + version.name));
        at = end + 1;
    }
}

std::map<std::string, Json> recordsOf(const Project& project, const DatasetVersion& version)
{
    std::map<std::string, Json> records;
    forEachLine(project, version, [&](Json record) {
        std::string id = record.at("id").get<std::string>();
        records.emplace(std::move(id), std::move(record));
    });
    return records;
}

QaRecord recordOf(const Json& line)
{
    QaRecord record;
    record.id = line.at("id").get<std::string>();
    record.task = parseTasks(line.at("task").get<std::string>()).front();
    record.mode = line.at("mode").get<std::string>();
    record.scene = line.at("scene").get<std::string>();
    record.split = line.at("split").get<std::string>();
    record.state = line.at("state").get<std::string>();
    record.images = line.at("images").get<std::vector<std::string>>();
    record.question = line.at("question").get<std::string>();
    record.answer = line.at("answer").get<std::string>();
    record.variant = line.at("variant").get<int>();
    record.facts = line.at("facts");
    record.provenance = line.at("provenance");
    return record;
}

} // namespace

Json DatasetVersion::toJson() const
{
    return {{"name", name}, {"time", time}, {"digest", digest}, {"records", records}};
}

DatasetVersion freezeDataset(Project& project, const std::string& name, const RecordFilter& filter, JobContext& job)
{
    std::vector<DatasetVersion> all = datasetVersions(project);
    if (name.empty() || name.size() > 100)
        throw Error("name", "must have 1 to 100 characters", "Name the version");
    if (std::any_of(all.begin(), all.end(), [&](const DatasetVersion& version) { return version.name == name; }))
        throw Error(name, "is already the name of a frozen version", "Choose another name: a version is never changed");
    const std::int64_t total = project.countRecords(filter);
    if (total == 0)
        throw Error(project.folder().string(), "has no records that fit the filter", "Make or accept some records first");
    std::vector<std::pair<std::string, std::string>> lines;
    std::size_t bytes = 0;
    project.forEachRecord(filter, [&](const QaRecord& record) {
        job.throwIfStopped();
        job.report(0.9 * static_cast<double>(lines.size()) / static_cast<double>(total), fmt::format("freezing {}/{}", lines.size() + 1, total));
        lines.emplace_back(record.id, lineOf(record));
        bytes += lines.back().second.size();
        if (bytes > kMaxSmallFile)
            throw Error("the version", fmt::format("would have more than {} MiB", kMaxSmallFile >> 20), "Narrow the filter");
    });
    std::sort(lines.begin(), lines.end());
    std::string text;
    text.reserve(bytes);
    for (const auto& [id, line] : lines)
        text += line;
    const DatasetVersion version{name, timeNow(), project.putBlob(text), static_cast<std::int64_t>(lines.size())};
    all.push_back(version);
    Json list = Json::array();
    for (const DatasetVersion& each : all)
        list.push_back(each.toJson());
    project.setValue(kKey, list.dump());
    return version;
}

std::vector<DatasetVersion> datasetVersions(const Project& project)
{
    std::vector<DatasetVersion> versions;
    const Json list = parseJson(project.value(kKey).value_or("[]"), "the list of frozen versions");
    for (const Json& each : list)
        versions.push_back({each.value("name", ""), each.value("time", ""), each.value("digest", ""), each.value("records", std::int64_t{0})});
    return versions;
}

DatasetVersion datasetVersion(const Project& project, const std::string& name)
{
    const std::vector<DatasetVersion> all = datasetVersions(project);
    const auto found = std::find_if(all.begin(), all.end(), [&](const DatasetVersion& version) { return version.name == name; });
    if (found == all.end())
        throw Error(name, "is no frozen version of this project", "List them with: w2v dataset versions");
    return *found;
}

void forEachRecordOfVersion(const Project& project, const std::string& name, const std::function<void(const QaRecord&)>& visit)
{
    forEachLine(project, datasetVersion(project, name), [&](const Json& line) {
        QaRecord record;
        try {
            record = recordOf(line);
        } catch (const Json::exception& problem) {
            throw Error("version " + name, std::string("has a line that is no record: ") + problem.what(), "Restore the project from a copy");
        }
        visit(record);
    });
}

Json diffDatasets(const Project& project, const std::string& from, const std::string& to, JobContext& job)
{
    const DatasetVersion a = datasetVersion(project, from), b = datasetVersion(project, to);
    const std::map<std::string, Json> before = recordsOf(project, a), after = recordsOf(project, b);
    std::int64_t added = 0, removed = 0, changed = 0, unchanged = 0;
    std::map<std::string, std::int64_t> fields;
    Json examples = Json::array();
    const auto note = [&](const std::string& id, const char* change, const Json& which) {
        if (examples.size() < kMaxExamples)
            examples.push_back({{"id", id}, {"change", change}, {"fields", which}});
    };
    for (const auto& [id, record] : after) {
        job.throwIfStopped();
        const auto old = before.find(id);
        if (old == before.end()) {
            ++added;
            note(id, "added", Json::array());
            continue;
        }
        Json which = Json::array();
        for (const auto& [key, value] : record.items())
            if (old->second.value(key, Json()) != value) {
                which.push_back(key);
                ++fields[key];
            }
        which.empty() ? ++unchanged : ++changed;
        if (!which.empty())
            note(id, "changed", which);
    }
    for (const auto& [id, record] : before)
        if (!after.contains(id)) {
            ++removed;
            note(id, "removed", Json::array());
        }
    return {{"from", a.toJson()},       {"to", b.toJson()},       {"same", a.digest == b.digest}, {"added", added}, {"removed", removed},
            {"changed", changed}, {"unchanged", unchanged}, {"fields", fields},             {"examples", examples}};
}

} // namespace w2v

#include <fstream>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/dataset/DatasetVersions.h"
#include "core/dataset/ConsumerRules.h"
#include "core/dataset/QuestionMarks.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxProblems = 100;

std::string line(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// The bundle cannot be written, so that no record can be.
class WriteError : public Error {
public:
    explicit WriteError(const fs::path& file)
        : Error(file.string(), "cannot be written", "Choose a folder that may be written and has space")
    {
    }
};

/// Takes away what an export left when it did not come to its end.
class Undone {
public:
    explicit Undone(const fs::path& folder) : m_folder(folder), m_isNew(!fs::exists(folder)) {}
    ~Undone()
    {
        std::error_code code;
        if (m_done)
            return;
        for (const auto& entry : fs::directory_iterator(m_folder, code))
            fs::remove_all(entry.path(), code);
        if (m_isNew)
            fs::remove(m_folder, code);
    }
    void done() { m_done = true; }

private:
    fs::path m_folder;
    bool m_isNew, m_done = false;
};

/// Collects a file's text beside its target; it appears there only when it is whole.
class PartFile {
public:
    explicit PartFile(fs::path target) : m_target(std::move(target)), m_part(m_target.string() + ".part"), m_file(m_part) {}
    ~PartFile()
    {
        std::error_code code;
        fs::remove(m_part, code);
    }
    void put(const std::string& text)
    {
        m_file << text;
        check();
    }
    void finish()
    {
        m_file.close();
        check();
        std::error_code code;
        fs::rename(m_part, m_target, code);
        if (code)
            throw WriteError(m_target);
    }

private:
    void check() const
    {
        if (!m_file)
            throw WriteError(m_target);
    }

    fs::path m_target, m_part;
    std::ofstream m_file;
};

/// Writes each image of the project once.
class ImageFolder {
public:
    ImageFolder(const Project& project, const fs::path& root, bool absolute)
        : m_project(project), m_root(root), m_prefix(absolute ? fs::absolute(root).string() + "/images/" : "images/")
    {
        createFolder(root / "images");
    }

    std::string pathOf(const std::string& reference)
    {
        const auto known = m_known.find(reference);
        if (known != m_known.end())
            return known->second;
        const std::string png = encodePng(m_project.loadImage(reference)), name = sha256(png) + ".png";
        const fs::path file = m_root / "images" / name;
        std::error_code code;
        if (!fs::exists(file, code)) {
            // One flush a file would take minutes for a large bundle: the manifest is what vouches for it.
            std::ofstream out(file, std::ios::binary);
            out.write(png.data(), static_cast<std::streamsize>(png.size()));
            out.close();
            if (!out)
                throw WriteError(file);
            ++m_count;
        }
        return m_known.emplace(reference, m_prefix + name).first->second;
    }

    std::int64_t count() const { return m_count; }

private:
    const Project& m_project;
    fs::path m_root;
    std::string m_prefix;
    std::unordered_map<std::string, std::string> m_known;
    std::int64_t m_count = 0;
};

const char* fileOf(DatasetFormat format)
{
    switch (format) {
    case DatasetFormat::Messages:
        return "messages.jsonl";
    case DatasetFormat::ShareGpt:
        return "sharegpt.jsonl";
    case DatasetFormat::EasyR1:
        return "easyr1.jsonl";
    case DatasetFormat::Preference:
        return "preference.jsonl";
    case DatasetFormat::Rows:
        return "rows.jsonl";
    }
    return "records.jsonl";
}

/// One record as the trainer reads it.
Json objectOf(const QaRecord& record, const Json& images, const ExportOptions& options)
{
    const std::string task = taskName(record.task);
    const Json turns{{{"role", "user"}, {"content", record.question}}, {{"role", "assistant"}, {"content", record.answer}}};
    switch (options.format) {
    case DatasetFormat::Messages:
        return {{"task_type", task}, {"messages", turns}, {"images", images}};
    case DatasetFormat::ShareGpt:
        return {{"task_type", task},
                {"conversations", {{{"from", "human"}, {"value", record.question}}, {{"from", "gpt"}, {"value", record.answer}}}},
                {"images", images}};
    case DatasetFormat::EasyR1: // the reward gets the answer as one text, and needs the task with it
        return {{"task_type", task},
                {"prompt", record.question},
                {"answer", Json{{"task_type", task}, {"answer", record.answer}}.dump()},
                {"images", images}};
    case DatasetFormat::Preference: {
        const std::string rejected = options.rejectedAnswer ? options.rejectedAnswer(record) : record.facts.value("rejected_answer", "");
        if (rejected.empty())
            throw Error("record " + record.id, "has no answer to reject", "Import pairs, or let a model answer the records first");
        return {{"task_type", task}, {"messages", turns}, {"rejected_response", rejected}, {"images", images}};
    }
    case DatasetFormat::Rows:
        break;
    }
    Json row{{"id", record.id}, {"task", task}, {"scene", record.scene}, {"split", record.split}, {"state", record.state},
             {"question", record.question}, {"answer", record.answer}, {"images", images}};
    for (const auto& [key, value] : record.facts.items())
        if (!row.contains(key))
            row[key] = value;
    return row;
}

/// LLaMA-Factory finds a file by its entry here.
void writeDatasetInfo(const fs::path& out)
{
    writeJson(out / "dataset_info.json", {{"world2vlm",
                                           {{"file_name", fileOf(DatasetFormat::ShareGpt)},
                                            {"formatting", "sharegpt"},
                                            {"columns", {{"messages", "conversations"}, {"images", "images"}}},
                                            {"tags", {{"role_tag", "from"}, {"content_tag", "value"}, {"user_tag", "human"}, {"assistant_tag", "gpt"}}}}}});
}

void requireEmpty(const fs::path& out)
{
    std::error_code code;
    if (fs::exists(out, code) && (!fs::is_directory(out, code) || !fs::is_empty(out, code)))
        throw Error(out.string(), "is there already and not an empty folder", "Choose a new folder for the export");
}

} // namespace

Json TransferReport::toJson() const
{
    return {{"records", records}, {"images", images}, {"skipped", skipped}, {"problems", problems}};
}

TransferReport exportRecords(const Project& project, const fs::path& out, const ExportOptions& options, JobContext& job)
{
    requireEmpty(out);
    const std::int64_t total = options.version ? datasetVersion(project, *options.version).records : project.countRecords(options.filter);
    if (total == 0)
        throw Error(project.folder().string(), "has no records that fit the filter", "Make or accept some records first");
    Undone undone(out);
    ImageFolder images(project, out, options.absolutePaths);
    PartFile records(out / fileOf(options.format)), provenance(out / "provenance.jsonl");
    TransferReport report;
    std::int64_t seen = 0;
    const auto put = [&](const QaRecord& record) {
        job.throwIfStopped();
        if (options.wanted && !options.wanted(record))
            return;
        job.report(static_cast<double>(seen++) / static_cast<double>(total), fmt::format("exporting {}/{}", seen, total));
        try {
            if (const std::string problem = imageMarkProblem(record); !problem.empty())
                throw Error("record " + record.id, problem, "Edit the question");
            Json paths = Json::array();
            for (const std::string& image : record.images)
                paths.push_back(images.pathOf(image));
            const Json object = objectOf(record, paths, options);
            if (const std::string problem = consumerProblem(object, options.format, out); !problem.empty())
                throw Error("record " + record.id, problem, "Edit or reject the record");
            records.put(line(object));
            provenance.put(line({{"line", ++report.records},
                                 {"id", record.id},
                                 {"mode", record.mode},
                                 {"scene", record.scene},
                                 {"split", record.split},
                                 {"state", record.state},
                                 {"reason", record.reason},
                                 {"variant", record.variant},
                                 {"facts", record.facts},
                                 {"provenance", record.provenance}}));
        } catch (const WriteError&) {
            throw;
        } catch (const Error& error) {
            ++report.skipped;
            if (report.problems.size() < kMaxProblems)
                report.problems.push_back(fmt::format("record {}: {}", record.id, error.what()));
        }
    };
    if (options.version)
        forEachRecordOfVersion(project, *options.version, put);
    else
        project.forEachRecord(options.filter, put);
    if (report.records == 0)
        throw Error(project.folder().string(), report.problems.empty() ? "has no records that are wanted"
                                                                       : "has no record that can be exported; first problem: " + report.problems.front());
    report.images = images.count();
    provenance.finish();
    writeJson(out / "manifest.json", {{"format", std::string("w2v-") + datasetFormatName(options.format)},
                                      {"version", 1},
                                      {"image_root", options.absolutePaths ? "" : "."},
                                      {"records", report.records},
                                      {"images", report.images}});
    if (options.format == DatasetFormat::ShareGpt)
        writeDatasetInfo(out);
    records.finish();
    undone.done();
    return report;
}

} // namespace w2v

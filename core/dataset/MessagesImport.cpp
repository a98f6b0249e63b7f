#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/LineReader.h"
#include "core/dataset/MessagesJsonl.h"
#include "core/dataset/QuestionMarks.h"
#include "core/dataset/RecordQuery.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxProblems = 100, kMaxImagesOfRecord = 1000;
constexpr std::uintmax_t kMaxImageFile = 64u << 20;

std::string textOf(const Json& object, const char* key, const std::string& fallback = {})
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : fallback;
}

Json objectOf(const Json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_object() ? *it : Json::object();
}

/// Copies images below the bundle's folder into the project, each file once.
class ImageImporter {
public:
    ImageImporter(Project& project, fs::path root) : m_project(project), m_root(std::move(root)) {}

    std::string referenceTo(const std::string& path)
    {
        const auto known = m_known.find(path);
        if (known != m_known.end())
            return known->second;
        const fs::path file = place(path);
        const std::string bytes = readFile(file, kMaxImageFile);
        (void)decodeColorImage(bytes, path); // the whole file must be sound, not only its header
        const std::string digest = sha256(bytes), stem = file.stem().string();
        if (ImageRef::parse("blob:" + stem) && stem != digest)
            throw Error(path, "is not the image its name says: the digest is " + digest.substr(0, 12) + "...");
        const std::string reference = ImageRef{m_project.putBlob(bytes), -1}.text();
        m_different.insert(reference);
        return m_known.emplace(path, reference).first->second;
    }

    std::int64_t count() const { return static_cast<std::int64_t>(m_different.size()); }

private:
    fs::path place(const std::string& path) const
    {
        if (path.starts_with("data:") || path.find("://") != std::string::npos)
            throw Error(path.substr(0, 40), "is no file: URLs and embedded images are not read", "Save the images as files");
        const fs::path given(path);
        if (!given.is_absolute())
            return pathInside(m_root, path);
        const fs::path inside = given.lexically_normal().lexically_relative(fs::absolute(m_root).lexically_normal());
        if (inside.empty() || *inside.begin() == "..")
            throw Error(path, "is outside the folder of the file", "Copy the images beside it, or use relative paths");
        return pathInside(m_root, inside.string());
    }

    Project& m_project;
    fs::path m_root;
    std::unordered_map<std::string, std::string> m_known;
    std::unordered_set<std::string> m_different;
};

/// What provenance.jsonl says of the lines of messages.jsonl, read alongside it.
class ProvenanceReader {
public:
    explicit ProvenanceReader(const fs::path& file)
    {
        std::error_code code;
        if (fs::is_regular_file(file, code))
            m_lines.emplace(file);
        advance();
    }

    /// The object for a line; empty when there is none or it is damaged.
    Json of(std::int64_t line)
    {
        while (m_lines && m_line < line)
            advance();
        return m_line == line ? m_object : Json::object();
    }

private:
    void advance()
    {
        m_object = Json::object();
        if (!m_lines || !m_lines->next()) {
            m_lines.reset();
            return;
        }
        Json parsed = Json::parse(m_lines->line(), nullptr, false);
        const auto number = parsed.is_object() ? parsed.find("line") : parsed.end();
        if (!parsed.is_object() || number == parsed.end() || !number->is_number_integer())
            return;
        m_line = number->get<std::int64_t>();
        m_object = std::move(parsed);
    }

    std::optional<LineReader> m_lines;
    std::int64_t m_line = 0;
    Json m_object = Json::object();
};

std::string messageText(const Json& message, const std::string& role)
{
    if (!message.is_object() || textOf(message, "role") != role)
        throw Error("messages", "are not one user message and one assistant message");
    const auto content = message.find("content");
    if (content == message.end() || !content->is_string())
        throw Error("messages", "the " + role + "'s content is not a text");
    return content->get<std::string>();
}

QaRecord recordFromLine(const Json& line, ImageImporter& images)
{
    if (!line.is_object())
        throw Error("line", "is not a JSON object");
    QaRecord record;
    const std::optional<Task> task = taskFromName(textOf(line, "task_type"));
    if (!task)
        throw Error("task_type", "is missing or none of A1 to A4 and D1 to D4");
    record.task = *task;
    const auto messages = line.find("messages");
    if (messages == line.end() || !messages->is_array() || messages->size() != 2)
        throw Error("messages", "are not one user message and one assistant message");
    record.question = messageText((*messages)[0], "user");
    record.answer = messageText((*messages)[1], "assistant");
    const auto paths = line.find("images");
    if (paths != line.end()) {
        const Json list = paths->is_string() ? Json::array({*paths}) : *paths;
        if (!list.is_array() || list.size() > kMaxImagesOfRecord)
            throw Error("images", "are not a list of paths");
        record.images.resize(list.size());
        if (const std::string problem = imageMarkProblem(record); !problem.empty())
            throw Error("record", problem); // before any image is read
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (!list[i].is_string())
                throw Error("images", "are not a list of paths");
            record.images[i] = images.referenceTo(list[i].get<std::string>());
        }
    }
    if (const std::string problem = imageMarkProblem(record); !problem.empty())
        throw Error("record", problem);
    return record;
}

void addProvenance(QaRecord& record, const Json& from, const MessagesImportOptions& options, const std::string& source)
{
    record.mode = textOf(from, "mode", "imported");
    record.scene = textOf(from, "scene");
    record.split = textOf(from, "split", options.split);
    record.state = textOf(from, "state", options.state);
    record.reason = textOf(from, "reason");
    const auto variant = from.find("variant");
    if (variant != from.end() && variant->is_number_integer())
        record.variant = variant->get<int>();
    record.facts = objectOf(from, "facts");
    record.provenance = objectOf(from, "provenance");
    record.provenance["imported_from"] = source;
    if (!isRecordState(record.state))
        record.state = options.state;
}

} // namespace

TransferReport importMessages(Project& project, const fs::path& file, const MessagesImportOptions& options, JobContext& job)
{
    if (!isRecordState(options.state))
        throw Error(options.state, "is no state of a record", "States are pending, accepted, rejected, second_look");
    LineReader lines(file);
    const fs::path root = fs::absolute(file).parent_path();
    ImageImporter images(project, root);
    ProvenanceReader provenance(root / "provenance.jsonl");
    TransferReport report;
    std::vector<QaRecord> records;
    while (lines.next()) {
        job.throwIfStopped();
        job.report(lines.fraction() * 0.9, fmt::format("reading line {}", lines.number()));
        if (!lines.tooLong() && lines.line().find_first_not_of(" \t") == std::string::npos)
            continue;
        const std::string where = fmt::format("{}:{}", file.string(), lines.number());
        try {
            if (lines.tooLong())
                throw Error("line", fmt::format("is longer than {} MiB", LineReader::kMaxLine >> 20));
            QaRecord record = recordFromLine(parseJson(lines.line(), "line"), images);
            addProvenance(record, provenance.of(lines.number()), options, fmt::format("{}:{}", file.filename().string(), lines.number()));
            records.push_back(std::move(record));
        } catch (const Error& error) {
            ++report.skipped;
            if (report.problems.size() < kMaxProblems)
                report.problems.push_back(where + ": " + error.what());
        }
    }
    if (records.empty())
        throw Error(file.string(), report.problems.empty() ? "has no lines" : "has no line that can be used; first problem: " + report.problems[0],
                    "Expected is one JSON object a line with task_type, messages and images");
    job.throwIfStopped();
    project.addRecords(records, fmt::format("Import {} records", records.size()));
    report.records = static_cast<std::int64_t>(records.size());
    report.images = images.count();
    job.report(1.0, "imported");
    return report;
}

} // namespace w2v

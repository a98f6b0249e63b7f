#include <atomic>
#include <mutex>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/dataset/ImageImport.h"
#include "core/dataset/RecordLine.h"
#include "core/dataset/RecordQuery.h"
#include "core/dataset/RecordSource.h"
#include "core/dataset/RowLine.h"

namespace w2v {

namespace {

constexpr std::size_t kBatch = 1000, kMaxProblems = 100;

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

/// What provenance.jsonl says of the lines of a bundle, read alongside it.
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
    const Json& of(std::int64_t line)
    {
        static const Json kNone = Json::object();
        while (m_lines && m_line < line)
            advance();
        return m_line == line ? m_object : kNone;
    }

    /// Nothing more will come.
    bool isEmpty() const { return !m_lines && m_object.empty(); }

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

/// The scene of a reference bundle's image: scenes/<scene>/...
std::string sceneOfPath(const std::string& path)
{
    static constexpr std::string_view kFolder = "scenes/";
    const std::size_t at = path.rfind(kFolder, 0) == 0 ? 0 : path.find("/scenes/") + 1;
    if (at == 0 && !path.starts_with(kFolder))
        return {};
    const std::size_t begin = at + kFolder.size(), end = path.find('/', begin);
    return end == std::string::npos ? std::string() : path.substr(begin, end - begin);
}

void addProvenance(QaRecord& record, const Json& from, const ImportOptions& options, std::string source)
{
    record.mode = textOf(from, "mode", "imported");
    record.scene = textOf(from, "scene", record.scene);
    record.split = textOf(from, "split", record.split.empty() ? options.split : record.split);
    record.state = textOf(from, "state", record.state);
    if (!isRecordState(record.state))
        record.state = options.state;
    record.reason = textOf(from, "reason");
    const auto variant = from.find("variant");
    if (variant != from.end() && variant->is_number_integer())
        record.variant = variant->get<int>();
    const Json facts = objectOf(from, "facts");
    for (const auto& [key, value] : facts.items())
        record.facts[key] = value;
    record.provenance = objectOf(from, "provenance");
    record.provenance["imported_from"] = std::move(source);
}

/// Reads records from a file, batch by batch; what cannot be used is reported.
class ImportReader {
public:
    ImportReader(Project& project, const fs::path& file, const ImportOptions& options, JobContext& job)
        : m_name(file.filename().string()), m_options(options), m_job(job), m_source(file), m_format(options.format),
          m_originBegin(stored(Json{{"imported_from", m_name + ':'}})), m_images(project, fs::absolute(file).parent_path()),
          m_provenance(fs::absolute(file).parent_path() / "provenance.jsonl")
    {
        m_originBegin.resize(m_originBegin.size() - 2); // the line's number and "} follow
    }

    bool next(std::vector<IncomingRecord>& into)
    {
        return fill(into, [this] { return IncomingRecord{read(), m_source.where()}; });
    }

    bool nextShaped(std::vector<ShapedRecord>& into)
    {
        return fill(into, [this] {
            if (std::optional<StoredRecord> row = readPlain())
                return ShapedRecord{std::move(*row), m_source.where()};
            return ShapedRecord{StoredRecord(read()), m_source.where()};
        });
    }

    void refuse(const std::string& where, const std::string& why)
    {
        const std::lock_guard lock(m_mutex);
        ++m_report.skipped;
        if (m_report.problems.size() < kMaxProblems)
            m_report.problems.push_back(where + ": " + why);
    }

    std::int64_t expected() const { return m_source.expected(); }
    double fraction() const { return m_fraction; }
    TransferReport report()
    {
        m_report.images = m_images.count();
        return m_report;
    }

private:
    template <class Record, class Read>
    bool fill(std::vector<Record>& into, const Read& read)
    {
        const std::size_t full = into.size() + kBatch;
        while (into.size() < full) {
            if (!m_source.next())
                return false;
            try {
                into.push_back(read());
            } catch (const Error& error) {
                refuse(m_source.where(), error.what());
            }
        }
        m_fraction = m_source.fraction();
        m_job.throwIfStopped();
        return true;
    }

    QaRecord read()
    {
        const Json object = m_source.object();
        if (!m_format)
            m_format = formatOf(object);
        QaRecord record = recordFromObject(object, m_format.value_or(DatasetFormat::Messages), m_options.task);
        if (record.scene.empty() && !record.images.empty())
            record.scene = sceneOfPath(record.images.front());
        for (std::string& image : record.images)
            image = m_images.referenceTo(image);
        addProvenance(record, m_provenance.of(m_source.number()), m_options, origin());
        return record;
    }

    /// What read() would give, when the line at hand is a plain row.
    std::optional<StoredRecord> readPlain()
    {
        const std::string* line = m_source.line();
        if (m_format != DatasetFormat::Rows || !line || !m_provenance.isEmpty())
            return std::nullopt;
        std::optional<StoredRecord> row = m_rows.read(*line);
        if (row) {
            row->mode = "imported";
            if (row->split.empty())
                row->split = m_options.split;
            if (row->state.empty())
                row->state = m_options.state;
            row->provenance = fmt::format("{}{}\"}}", m_originBegin, m_source.number());
        }
        return row;
    }

    std::string origin() const { return fmt::format("{}:{}", m_name, m_source.number()); }

    std::string m_name;
    const ImportOptions& m_options;
    JobContext& m_job;
    RecordSource m_source;
    std::optional<DatasetFormat> m_format;
    std::string m_originBegin; ///< of a plain row's provenance, as JSON
    ImageImport m_images;
    ProvenanceReader m_provenance;
    RowLine m_rows;
    std::atomic<double> m_fraction = 0;
    std::mutex m_mutex;
    TransferReport m_report;
};

} // namespace

TransferReport importRecords(Project& project, const fs::path& file, const ImportOptions& options, JobContext& job)
{
    if (!isRecordState(options.state))
        throw Error(options.state, "is no state of a record", "States are pending, accepted, rejected, second_look");
    ImportReader reader(project, file, options, job);
    RecordStream stream;
    stream.expected = reader.expected();
    stream.next = ShapedSource{[&](std::vector<IncomingRecord>& into) { return reader.next(into); },
                               [&](std::vector<ShapedRecord>& into) { return reader.nextShaped(into); }};
    stream.refused = [&](const std::string& where, const std::string& why) { reader.refuse(where, why); };
    stream.added = [&](std::int64_t count) {
        job.report(0.9 * reader.fraction(), fmt::format("importing record {}", count));
        job.throwIfStopped();
    };
    const std::int64_t count = project.addRecords(stream, "Import " + file.filename().string());
    TransferReport report = reader.report();
    report.records = count;
    if (count == 0)
        throw Error(file.string(),
                    report.problems.empty() ? "has no lines" : "has no line that can be used; first problem: " + report.problems[0],
                    "Expected is one JSON object a line, in one of the layouts that the guide shows");
    job.report(1.0, "imported");
    return report;
}

} // namespace w2v

// Many records at once. One thread reads and shapes them, this one writes the rows, a third builds the full-text index behind them; what is
// kept per row (indexes, counts, journal) is left aside meanwhile and made anew in one go. All of it is one transaction, and each
// page is written once: see LoadSettings.
#include <array>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/BoundedQueue.h"
#include "core/dataset/RecordQuery.h"
#include "core/dataset/RecordStream.h"
#include "core/dataset/TextIndex.h"

namespace w2v {

namespace {

constexpr std::size_t kFew = 5000; ///< records that are not worth the effort

/// The indexer may fall behind by so many bytes of text: on two cores it gives way to the two threads that the rows wait for, and
/// catches up while the other indexes are made, which leave it a core.
constexpr std::size_t kMostWaiting = 96u << 20;
constexpr int kIndexerNice = 10;

/// What the full-text index is made of, packed: many of them may wait.
struct IndexedTexts {
    struct Place {
        std::int64_t number = 0;              ///< given by the writer; 0 = refused
        std::size_t question = 0, answer = 0; ///< bytes
    };
    std::vector<Place> places;
    std::string texts;

    void append(const StoredRecord& row)
    {
        places.push_back({0, row.question.size(), row.answer.size()});
        texts.append(row.question).append(row.answer);
    }
    std::size_t bytes() const { return texts.size() + places.size() * sizeof(Place); }
    void addTo(TextIndexAside::Builder& builder) const
    {
        std::string_view rest = texts;
        for (const Place& place : places) {
            if (place.number)
                builder.add(place.number, rest.substr(0, place.question), rest.substr(place.question, place.answer));
            rest.remove_prefix(place.question + place.answer);
        }
    }
};

struct Batch {
    std::vector<StoredRecord> rows;
    std::vector<std::string> origins;
    IndexedTexts texts;

    void append(StoredRecord row, std::string origin)
    {
        texts.append(row);
        rows.push_back(std::move(row));
        origins.push_back(std::move(origin));
    }
};
using SharedBatch = std::shared_ptr<Batch>;

/// Reads the next batch; false when there are no more.
bool readBatch(const RecordStream& stream, Batch& batch)
{
    if (const auto* source = stream.next.target<ShapedSource>()) {
        std::vector<ShapedRecord> records;
        const bool more = source->shaped(records);
        for (ShapedRecord& record : records)
            batch.append(std::move(record.row), std::move(record.origin));
        return more;
    }
    std::vector<IncomingRecord> records;
    const bool more = stream.next(records);
    for (IncomingRecord& record : records)
        batch.append(StoredRecord(record.record), std::move(record.origin));
    return more;
}

SharedBatch shaped(const std::vector<IncomingRecord>& records)
{
    auto batch = std::make_shared<Batch>();
    for (const IncomingRecord& incoming : records)
        batch->append(StoredRecord(incoming.record), incoming.origin);
    return batch;
}

/// A thread whose exception is kept for finish().
class Worker {
public:
    Worker(const char* name, std::function<void()> work)
        : m_thread([this, name, work = std::move(work)] {
              ::pthread_setname_np(::pthread_self(), name);
              try {
                  work();
              } catch (...) {
                  m_problem = std::current_exception();
              }
          })
    {
    }
    ~Worker()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    void finish()
    {
        m_thread.join();
        if (m_problem)
            std::rethrow_exception(m_problem);
    }

private:
    std::exception_ptr m_problem;
    std::thread m_thread;
};

/// How the connection is set while it lives: with a rollback journal instead of the write-ahead log, where all pages of the new
/// records would be written twice. The journal holds the few pages that were there before, so a killed import is taken back as
/// quickly as it began (ProjectDatabase does so when it opens). With others at the project the log stays: it can only be left alone.
class LoadSettings {
public:
    explicit LoadSettings(SQLite::Database& database)
        : m_database(database), m_usualCache(database.execAndGet("PRAGMA cache_size").getInt())
    {
        const int patience = database.execAndGet("PRAGMA busy_timeout").getInt();
        database.tryExec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
        database.tryExec(fmt::format("PRAGMA busy_timeout = {}", patience));
    }
    /// Index entries are sorted in pieces of the page cache's size: small ones stay in the processor's own cache. Other threads sort
    /// while this one reads the rows.
    void sortInSmallPieces() { m_database.exec("PRAGMA cache_size = -2048; PRAGMA threads = 2"); }
    ~LoadSettings()
    {
        m_database.tryExec(fmt::format("PRAGMA threads = 0; PRAGMA journal_mode = WAL; PRAGMA cache_size = {}; PRAGMA shrink_memory", m_usualCache));
        ::malloc_trim(0); // what many rows took in many threads goes back to the system
    }

private:
    SQLite::Database& m_database;
    int m_usualCache;
};

/// Indexes and triggers of the table record that are gone until restore().
class PausedUpkeep {
public:
    explicit PausedUpkeep(SQLite::Database& database) : m_database(database)
    {
        {
            SQLite::Statement query(database, "SELECT type, name, sql FROM sqlite_schema WHERE name IN ('record_group', 'record_difficulty', 'record_scene',"
                                              " 'record_rollout', 'record_text_insert', 'record_count_insert')");
            while (query.executeStep())
                m_parts.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString()});
        }
        for (const Part& part : m_parts)
            database.exec(fmt::format("DROP {} {}", part.type, part.name));
    }
    void restore()
    {
        for (const Part& part : m_parts)
            m_database.exec(part.sql);
    }

private:
    struct Part {
        std::string type, name, sql;
    };
    SQLite::Database& m_database;
    std::vector<Part> m_parts;
};

std::string insertRows(const char* onConflict, std::size_t rows)
{
    std::string sql = fmt::format("INSERT OR {} INTO main.record(number, {}) VALUES", onConflict, kRecordColumns);
    for (std::size_t i = 0; i < rows; ++i)
        sql += fmt::format("{}(?, {})", i ? ", " : " ", kRecordMarks);
    return sql;
}

/// Writes rows with their numbers and ids, many with one statement.
class RowWriter {
public:
    RowWriter(SQLite::Database& database, std::int64_t last)
        : m_last(last), m_one(database, insertRows("IGNORE", 1)), m_many(database, insertRows("FAIL", kRowsAtOnce))
    {
    }

    /// Enters the numbers that the rows were given, 0 where the id is taken.
    void write(Batch& batch)
    {
        const std::vector<StoredRecord>& rows = batch.rows;
        const auto enter = [&](std::size_t row, std::int64_t number) { batch.texts.places[row].number = number; };
        for (std::size_t at = 0; at < rows.size();) {
            if (rows.size() - at >= kRowsAtOnce) {
                const int done = writeMany(&rows[at]);
                for (int i = 0; i < done; ++i, ++at)
                    enter(at, count(rows[at], ++m_last));
                if (done == static_cast<int>(kRowsAtOnce))
                    continue;
            }
            enter(at, writeOne(rows[at]));
            ++at;
        }
    }

    /// Enters the counts that the paused triggers would have kept; the project was empty.
    void writeCounts(SQLite::Database& database) const
    {
        LeanStatement groups(database, "INSERT INTO record_count VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = ?4");
        for (const auto& [group, n] : m_groups) {
            for (int i = 0; i < 3; ++i)
                groups.bind(i + 1, group[static_cast<std::size_t>(i)]);
            groups.bind(4, n);
            groups.run();
        }
        LeanStatement blocks(database, "INSERT INTO record_block VALUES(?1, ?2) ON CONFLICT DO UPDATE SET n = ?2");
        for (const auto& [block, n] : m_blocks) {
            blocks.bind(1, block);
            blocks.bind(2, n);
            blocks.run();
        }
    }

    std::int64_t count() const { return m_count; }
    std::int64_t last() const { return m_last; }

private:
    static constexpr std::size_t kRowsAtOnce = 50;

    /// How many of the next kRowsAtOnce rows were written; the one after them has a taken id.
    int writeMany(const StoredRecord* rows)
    {
        m_names.resize(kRowsAtOnce);
        for (std::size_t i = 0; i < kRowsAtOnce; ++i) {
            const std::int64_t number = m_last + static_cast<std::int64_t>(i) + 1;
            const int first = static_cast<int>(i) * (kRecordColumnCount + 1) + 1;
            m_names[i] = rows[i].id.empty() ? fmt::format("q{}", number) : std::string();
            m_many.bind(first, number);
            rows[i].bindTo(m_many, first + 1, rows[i].id.empty() ? m_names[i] : rows[i].id);
        }
        return m_many.runUntilConstraint();
    }

    std::int64_t writeOne(const StoredRecord& row)
    {
        for (;;) {
            m_one.bind(1, ++m_last);
            const std::string id = row.id.empty() ? fmt::format("q{}", m_last) : row.id;
            row.bindTo(m_one, 2, id);
            if (m_one.run())
                return count(row, m_last);
            if (!row.id.empty()) {
                --m_last;
                return 0;
            }
        }
    }

    std::int64_t count(const StoredRecord& row, std::int64_t number)
    {
        ++m_count;
        ++m_blocks[number >> 12];
        if (const auto group = std::array{row.task, row.split, row.state}; !m_group || m_group->first != group)
            m_group = &*m_groups.try_emplace(group).first;
        ++m_group->second;
        return number;
    }

    std::int64_t m_last = 0, m_count = 0;
    std::map<std::array<std::string, 3>, std::int64_t> m_groups; ///< task, split, state
    std::pair<const std::array<std::string, 3>, std::int64_t>* m_group = nullptr; ///< of the row before
    std::map<std::int64_t, std::int64_t> m_blocks;
    std::vector<std::string> m_names; ///< ids given to the rows at hand
    LeanStatement m_one, m_many;
};

/// Closes a queue when the thread that fills it leaves, however it does, so that the one at the other end does not wait for ever.
struct ClosesQueue {
    BoundedQueue<SharedBatch>& queue;
    ~ClosesQueue() { queue.close(); }
};

/// Ends the use of a queue likewise; what waits in it is worth nothing any more.
template <class T>
struct AbandonsQueue {
    BoundedQueue<T>& queue;
    ~AbandonsQueue() { queue.abandon(); }
};

std::int64_t addMany(Project::Impl& project, const RecordStream& stream, const std::vector<IncomingRecord>& first,
                     const std::string& title)
{
    SQLite::Database& sql = project.sql();
    TextIndexAside text(sql, project.folder / fmt::format("project.sqlite.{}.text.part", ::getpid()));
    LoadSettings settings(sql);
    std::int64_t count = 0;
    project.database.write(title, [&] {
        const std::int64_t last = project.count("SELECT seq FROM sqlite_sequence WHERE name = 'record'");
        PausedUpkeep upkeep(sql);
        const ProjectDatabase::JournalPause journal(project.database);
        RowWriter writer(sql, last);
        BoundedQueue<SharedBatch> parsed(8);
        BoundedQueue<IndexedTexts> indexed(kMostWaiting);
        Worker reader("import-reader", [&] {
            const ClosesQueue closes{parsed};
            // Batches are also let go here, not by the writer: freeing a million rows' texts takes long.
            std::deque<SharedBatch> made{shaped(first)};
            bool more = parsed.push(made.back());
            while (more) {
                while (!made.empty() && made.front().use_count() == 1)
                    made.pop_front();
                made.push_back(std::make_shared<Batch>());
                more = readBatch(stream, *made.back());
                more = parsed.push(made.back()) && more;
            }
        });
        Worker indexer("import-indexer", [&] {
            const AbandonsQueue abandons{indexed};
            ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kIndexerNice);
            TextIndexAside::Builder builder(text);
            while (const std::optional<IndexedTexts> texts = indexed.pop())
                texts->addTo(builder);
            builder.finish();
        });
        const AbandonsQueue abandonsParsed{parsed};
        const AbandonsQueue abandonsIndexed{indexed};
        while (const std::optional<SharedBatch> batch = parsed.pop()) {
            IndexedTexts& texts = (*batch)->texts;
            writer.write(**batch);
            for (std::size_t i = 0; i < texts.places.size(); ++i)
                if (!texts.places[i].number)
                    stream.refused((*batch)->origins[i], "the id " + (*batch)->rows[i].id + " is taken");
            const std::size_t bytes = texts.bytes();
            if (!indexed.push(std::move(texts), bytes)) // the indexer has failed: finish() says why
                parsed.close();
            stream.added(writer.count());
        }
        indexed.close();
        reader.finish();
        settings.sortInSmallPieces();
        upkeep.restore();
        writer.writeCounts(sql);
        journal.recordInserts(last + 1, writer.last());
        indexer.finish();
        text.moveIntoProject();
        count = writer.count();
    });
    return count;
}

} // namespace

std::int64_t Project::addRecords(const RecordStream& stream, const std::string& undoTitle)
{
    std::vector<IncomingRecord> batch;
    bool more = true;
    while (more && batch.size() < kFew)
        more = stream.next(batch);
    if (more && countRecords() == 0 && stream.expected > static_cast<std::int64_t>(kFew))
        return m_impl->database.guarded([&] { return addMany(*m_impl, stream, batch, undoTitle); });
    std::int64_t count = 0;
    group(undoTitle, [&] {
        for (bool again = true; again;) {
            std::vector<QaRecord> records;
            std::set<std::string> ids;
            for (IncomingRecord& incoming : batch) {
                const std::string& id = incoming.record.id;
                if (!id.empty() && (!ids.insert(id).second || recordNumber(id)))
                    stream.refused(incoming.origin, "the id " + id + " is taken");
                else
                    records.push_back(std::move(incoming.record));
            }
            addRecords(records, undoTitle);
            count += std::ssize(records);
            stream.added(count);
            batch.clear();
            again = more;
            while (more && batch.size() < kFew)
                more = stream.next(batch);
        }
    });
    return count;
}

} // namespace w2v

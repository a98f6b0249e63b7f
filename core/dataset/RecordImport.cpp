// Many records at once. One thread reads and shapes them, this one writes the rows, a third builds the full-text index; what is
// kept per row (indexes, counts, journal) is left aside meanwhile and made anew in one go. All of it is one transaction.
#include <exception>
#include <memory>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#include "core/base/BoundedQueue.h"
#include "core/dataset/RecordQuery.h"
#include "core/dataset/RecordStream.h"
#include "core/dataset/TextIndex.h"

namespace w2v {

namespace {

constexpr std::size_t kFew = 5000; ///< records that are not worth the effort

struct Batch {
    std::vector<StoredRecord> rows;
    std::vector<std::string> origins;
    std::vector<std::int64_t> numbers; ///< given by the writer; 0 = refused
};
using SharedBatch = std::shared_ptr<Batch>;

SharedBatch shaped(const std::vector<IncomingRecord>& records)
{
    auto batch = std::make_shared<Batch>();
    batch->rows.reserve(records.size());
    batch->origins.reserve(records.size());
    for (const IncomingRecord& incoming : records) {
        batch->rows.emplace_back(incoming.record);
        batch->origins.push_back(incoming.origin);
    }
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

/// More memory for pages while it lives, so that what was just written need not be read back for the indexes.
class RoomyCache {
public:
    explicit RoomyCache(SQLite::Database& database)
        : m_database(database), m_usual(database.execAndGet("PRAGMA cache_size").getInt())
    {
        database.exec("PRAGMA cache_size = -196608"); // KiB
    }
    ~RoomyCache()
    {
        m_database.tryExec(fmt::format("PRAGMA cache_size = {}; PRAGMA shrink_memory", m_usual));
        ::malloc_trim(0); // what many rows took in many threads goes back to the system
    }

private:
    SQLite::Database& m_database;
    int m_usual;
};

/// Indexes and triggers of the table record that are gone until restore().
class PausedUpkeep {
public:
    explicit PausedUpkeep(SQLite::Database& database) : m_database(database)
    {
        {
            SQLite::Statement query(database, "SELECT type, name, sql FROM sqlite_schema WHERE name IN ('record_group', 'record_scene',"
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

/// Writes rows with their numbers and ids.
class RowWriter {
public:
    RowWriter(SQLite::Database& database, std::int64_t last)
        : m_last(last),
          m_insert(database, fmt::format("INSERT OR IGNORE INTO main.record(number, {}) VALUES(?, {})", kRecordColumns, kRecordMarks))
    {
    }

    /// The row's number, 0 when its id is taken.
    std::int64_t write(const StoredRecord& row)
    {
        int written = 0;
        do {
            m_insert.bind(1, ++m_last);
            const std::string id = row.id.empty() ? fmt::format("q{}", m_last) : row.id;
            row.bindTo(m_insert, 2, id);
            written = m_insert.run();
        } while (!written && row.id.empty());
        if (!written) {
            --m_last;
            return 0;
        }
        ++m_count;
        return m_last;
    }

    std::int64_t count() const { return m_count; }
    std::int64_t last() const { return m_last; }

private:
    std::int64_t m_last = 0, m_count = 0;
    LeanStatement m_insert;
};

/// Closes a queue when a thread leaves, however it does, so that the one at the other end does not wait for ever.
struct ClosesQueue {
    BoundedQueue<SharedBatch>& queue;
    ~ClosesQueue() { queue.close(); }
};

std::int64_t addMany(Project::Impl& project, const RecordStream& stream, const std::vector<IncomingRecord>& first,
                     const std::string& title)
{
    SQLite::Database& sql = project.sql();
    TextIndexAside text(sql, project.folder / fmt::format("project.sqlite.{}.text.part", ::getpid()));
    const RoomyCache cache(sql);
    std::int64_t count = 0;
    project.database.write(title, [&] {
        const std::int64_t last = project.count("SELECT seq FROM sqlite_sequence WHERE name = 'record'");
        PausedUpkeep upkeep(sql);
        const ProjectDatabase::JournalPause journal(project.database);
        RowWriter writer(sql, last);
        BoundedQueue<SharedBatch> parsed(8), indexed(8);
        Worker reader("import-reader", [&] {
            const ClosesQueue closes{parsed};
            bool more = parsed.push(shaped(first));
            std::vector<IncomingRecord> records;
            while (more) {
                records.clear();
                more = stream.next(records);
                more = parsed.push(shaped(records)) && more;
            }
        });
        Worker indexer("import-indexer", [&] {
            const ClosesQueue closes{indexed};
            TextIndexAside::Builder builder(text);
            while (const std::optional<SharedBatch> batch = indexed.pop())
                for (std::size_t i = 0; i < (*batch)->rows.size(); ++i)
                    if ((*batch)->numbers[i])
                        builder.add((*batch)->numbers[i], (*batch)->rows[i].question, (*batch)->rows[i].answer);
            builder.finish();
        });
        const ClosesQueue closesParsed{parsed}, closesIndexed{indexed};
        while (const std::optional<SharedBatch> batch = parsed.pop()) {
            for (std::size_t i = 0; i < (*batch)->rows.size(); ++i) {
                (*batch)->numbers.push_back(writer.write((*batch)->rows[i]));
                if (!(*batch)->numbers.back())
                    stream.refused((*batch)->origins[i], "the id " + (*batch)->rows[i].id + " is taken");
            }
            if (!indexed.push(*batch)) // the indexer has failed: finish() says why
                parsed.close();
            stream.added(writer.count());
        }
        indexed.close();
        reader.finish();
        upkeep.restore();
        sql.exec("INSERT INTO record_count SELECT task, split, state, count(*) FROM record INDEXED BY record_group GROUP BY 1, 2, 3 "
                 "ON CONFLICT DO UPDATE SET n = excluded.n;" // the project was empty
                 "INSERT INTO record_block SELECT number >> 12, count(*) FROM record INDEXED BY record_group GROUP BY 1 "
                 "ON CONFLICT DO UPDATE SET n = excluded.n");
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

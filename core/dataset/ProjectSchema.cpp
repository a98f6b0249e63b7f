#include "core/dataset/ProjectSchema.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace w2v {

namespace {

// Columns that are NULL in an undo_ table did not change in that step; `had` tells whether the row was there before it.
// Records name their rollout, and answers their record, without a foreign key: they outlive what they name (a record is then
// stale, an answer hidden) and fit again when an undo brings it back.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE observation(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
  path TEXT NOT NULL, thumbnail TEXT NOT NULL, description TEXT NOT NULL);
CREATE TABLE trajectory(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  observation TEXT REFERENCES observation(id) ON DELETE CASCADE,
  name TEXT NOT NULL, frame INTEGER NOT NULL, actions TEXT NOT NULL, pose TEXT NOT NULL);
CREATE INDEX trajectory_observation ON trajectory(observation);
CREATE TABLE rollout(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  observation TEXT REFERENCES observation(id) ON DELETE SET NULL,
  scene TEXT NOT NULL, split TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX rollout_observation ON rollout(observation);
CREATE INDEX rollout_scene ON rollout(scene);
CREATE TABLE record(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, task TEXT NOT NULL, mode TEXT NOT NULL,
  scene TEXT NOT NULL, rollout TEXT NOT NULL, split TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  variant INTEGER NOT NULL, images TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
  facts TEXT NOT NULL, provenance TEXT NOT NULL);
CREATE INDEX record_facets ON record(task, state, split);
CREATE INDEX record_state ON record(state);
CREATE INDEX record_scene ON record(scene, split);
CREATE INDEX record_rollout ON record(rollout);
CREATE VIRTUAL TABLE record_text USING fts5(question, answer, content='record', content_rowid='number');
CREATE TRIGGER record_text_insert AFTER INSERT ON record BEGIN
  INSERT INTO record_text(rowid, question, answer) VALUES(NEW.number, NEW.question, NEW.answer);
END;
CREATE TRIGGER record_text_delete AFTER DELETE ON record BEGIN
  INSERT INTO record_text(record_text, rowid, question, answer) VALUES('delete', OLD.number, OLD.question, OLD.answer);
END;
CREATE TRIGGER record_text_update AFTER UPDATE OF question, answer ON record
WHEN OLD.question IS NOT NEW.question OR OLD.answer IS NOT NEW.answer BEGIN
  INSERT INTO record_text(record_text, rowid, question, answer) VALUES('delete', OLD.number, OLD.question, OLD.answer);
  INSERT INTO record_text(rowid, question, answer) VALUES(NEW.number, NEW.question, NEW.answer);
END;
CREATE TABLE answer(
  benchmark TEXT NOT NULL, model TEXT NOT NULL, record TEXT NOT NULL, text TEXT NOT NULL, score REAL NOT NULL,
  direction REAL NOT NULL, detail TEXT NOT NULL, PRIMARY KEY(benchmark, model, record));
CREATE INDEX answer_record ON answer(record);
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE undo_step(
  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, time TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0);
CREATE INDEX undo_step_undone ON undo_step(undone);
CREATE TABLE undo_observation(
  step INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE, number INTEGER NOT NULL, had INTEGER NOT NULL,
  id, name, kind, path, thumbnail, description, UNIQUE(step, number));
CREATE TABLE undo_trajectory(
  step INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE, number INTEGER NOT NULL, had INTEGER NOT NULL,
  id, observation, name, frame, actions, pose, UNIQUE(step, number));
CREATE TABLE undo_rollout(
  step INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE, number INTEGER NOT NULL, had INTEGER NOT NULL,
  id, observation, scene, split, body, UNIQUE(step, number));
CREATE TABLE undo_record(
  step INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE, number INTEGER NOT NULL, had INTEGER NOT NULL,
  id, task, mode, scene, rollout, split, state, reason, variant, images, question, answer, facts, provenance,
  UNIQUE(step, number));
)sql";

// Projects of a million records: the number of records per task, split and state is kept, so that counting is never a scan;
// record_block keeps how many there are per 4096 numbers, so that the n-th record is found without walking to it.
// A step that added many records names their numbers (undo_inserted) instead of each (undo_record).
// One index serves filters by task, split and state, and the order by difficulty within them.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE record ADD COLUMN difficulty REAL NOT NULL DEFAULT -1;
UPDATE record SET difficulty = json_extract(facts, '$.difficulty')
  WHERE json_type(facts, '$.difficulty') IN ('real', 'integer');
ALTER TABLE undo_record ADD COLUMN difficulty;
UPDATE undo_record SET difficulty = -1 WHERE id IS NOT NULL;
DROP INDEX record_facets;
DROP INDEX record_state;
DROP INDEX record_rollout;
CREATE INDEX record_group ON record(task, split, state, difficulty);
CREATE INDEX record_rollout ON record(rollout) WHERE rollout <> '';
CREATE TABLE undo_inserted(
  step INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE INDEX undo_inserted_step ON undo_inserted(step);
CREATE TABLE record_count(
  task TEXT NOT NULL, split TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(task, split, state)) WITHOUT ROWID;
INSERT INTO record_count SELECT task, split, state, count(*) FROM record GROUP BY task, split, state;
CREATE TABLE record_block(block INTEGER PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO record_block SELECT number >> 12, count(*) FROM record GROUP BY 1;
CREATE TRIGGER record_count_insert AFTER INSERT ON record BEGIN
  INSERT INTO record_count VALUES(NEW.task, NEW.split, NEW.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO record_block VALUES(NEW.number >> 12, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER record_count_delete AFTER DELETE ON record BEGIN
  UPDATE record_count SET n = n - 1 WHERE task = OLD.task AND split = OLD.split AND state = OLD.state;
  UPDATE record_block SET n = n - 1 WHERE block = OLD.number >> 12;
END;
CREATE TRIGGER record_count_update AFTER UPDATE OF task, split, state ON record
WHEN OLD.task <> NEW.task OR OLD.split <> NEW.split OR OLD.state <> NEW.state BEGIN
  UPDATE record_count SET n = n - 1 WHERE task = OLD.task AND split = OLD.split AND state = OLD.state;
  INSERT INTO record_count VALUES(NEW.task, NEW.split, NEW.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
)sql";

// The marks by which a picture was calibrated (core/scene/calibration), '' for none. No step before changed an observation but by
// adding or removing it whole.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE observation ADD COLUMN calibration TEXT NOT NULL DEFAULT '';
ALTER TABLE undo_observation ADD COLUMN calibration;
UPDATE undo_observation SET calibration = '' WHERE had = 1;
)sql";

// Ranges of difficulty, and the order by it, whatever the state: record_group has those per state.
constexpr const char* kVersion4 = R"sql(
CREATE INDEX record_difficulty ON record(task, split, difficulty);
)sql";

// What people call training runs, and the groups and tags they put them into.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE run_label(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, series TEXT NOT NULL,
  tags TEXT NOT NULL, hidden INTEGER NOT NULL);
CREATE TABLE undo_run_label(
  step INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE, number INTEGER NOT NULL, had INTEGER NOT NULL,
  id, name, series, tags, hidden, UNIQUE(step, number));
)sql";

constexpr const char* kMigrations[] = {kVersion1, kVersion2, kVersion3, kVersion4, kVersion5};

} // namespace

std::span<const char* const> projectMigrations()
{
    return kMigrations;
}

const std::vector<JournalTable>& journalTables()
{
    static const std::vector<JournalTable> tables{
        {"observation", {"id", "name", "kind", "path", "thumbnail", "description", "calibration"}},
        {"trajectory", {"id", "observation", "name", "frame", "actions", "pose"}},
        {"rollout", {"id", "observation", "scene", "split", "body"}},
        {"record",
         {"id", "task", "mode", "scene", "rollout", "split", "state", "reason", "variant", "images", "question",
          "answer", "facts", "provenance", "difficulty"}},
        {"run_label", {"id", "name", "series", "tags", "hidden"}},
    };
    return tables;
}

void migrate(SQLite::Database& database, std::span<const char* const> migrations)
{
    const auto version = [&] { return database.execAndGet("PRAGMA user_version").getInt(); };
    while (version() < static_cast<int>(migrations.size())) {
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        const int now = version(); // another process may have been quicker
        if (now < static_cast<int>(migrations.size())) {
            database.exec(migrations[static_cast<std::size_t>(now)]);
            database.exec("PRAGMA user_version = " + std::to_string(now + 1));
        }
        transaction.commit();
    }
}

std::map<std::string, std::string> schemaOf(SQLite::Database& database)
{
    std::map<std::string, std::string> schema;
    SQLite::Statement query(database, "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' "
                                      "ESCAPE '\\'");
    while (query.executeStep())
        schema[query.getColumn(0).getString()] = query.getColumn(1).getString();
    return schema;
}

std::map<std::string, std::string> expectedSchema(int version)
{
    SQLite::Database memory(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(memory, projectMigrations().first(static_cast<std::size_t>(version)));
    return schemaOf(memory);
}

} // namespace w2v

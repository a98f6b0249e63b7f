#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/base/Error.h"

namespace w2v {

/// The error a user sees for what SQLite reported about the file.
[[noreturn]] void throwDatabaseError(const std::filesystem::path& path, const SQLite::Exception& problem);

/// The open project.sqlite: checked, migrated, with the undo journal armed.
class ProjectDatabase {
public:
    /// Writes a new, empty database aside and renames it to `path`, so that a project is there whole or not at all.
    static void create(const std::filesystem::path& path);

    /// Checks the file before SQLite may touch it; nothing is changed when it is damaged, foreign or newer.
    explicit ProjectDatabase(std::filesystem::path path);

    SQLite::Database& sql() const { return *m_database; }
    const std::filesystem::path& path() const { return m_path; }
    std::int64_t dataVersion() const;

    /// Calls `work` and turns SQLite's exceptions into Error.
    template <class Work>
    auto guarded(Work&& work) const
    {
        try {
            return work();
        } catch (const SQLite::Exception& problem) {
            throwDatabaseError(m_path, problem);
        }
    }

    /// One transaction (a savepoint when one is open already). With a title it is an undo step, or a part of the step that is
    /// open; without one it is not journalled. An exception takes everything back.
    void write(const std::optional<std::string>& undoTitle, const std::function<void()>& work);

    /// Swaps the newest step (undo) or the oldest undone one (redo) with the present state; its title, or none.
    std::optional<std::string> swapStep(bool redo);

    /// While it lives, changes are not journalled row by row: the writer says himself what he did. Only within write().
    class JournalPause {
    public:
        explicit JournalPause(ProjectDatabase& database);
        ~JournalPause();
        /// The step (when there is one) inserted the records of these numbers; nothing else was changed.
        void recordInserts(std::int64_t first, std::int64_t last) const;

    private:
        ProjectDatabase& m_database;
        std::optional<std::int64_t> m_step;
    };

private:
    void check() const;
    void armJournal();
    void beginStep(const std::optional<std::string>& title);
    void endStep();
    void applyImages(std::int64_t step);
    void setActiveStep(std::optional<std::int64_t> step);

    std::filesystem::path m_path;
    std::unique_ptr<SQLite::Database> m_database;
    std::optional<std::int64_t> m_step; ///< the undo step that changes go to now
    int m_depth = 0;                    ///< open transaction and savepoints
    std::int64_t m_ownWrites = 0;
};

} // namespace w2v

#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/dataset/LeanStatement.h"

namespace w2v {

/// A full-text index of records that is built in a database of its own beside the project's, so that another thread can do it
/// while the records are written, and that then takes the place of an empty record_text.
class TextIndexAside {
public:
    /// `aside` is a file that may be written, on the project's disk.
    TextIndexAside(SQLite::Database& project, std::filesystem::path aside);
    ~TextIndexAside(); ///< removes the file; after the project's transaction

    /// Builds: from one thread, which need not be the project's.
    class Builder {
    public:
        explicit Builder(const TextIndexAside& index);
        void add(std::int64_t number, std::string_view question, std::string_view answer);
        void finish();

    private:
        SQLite::Database m_database;
        LeanStatement m_insert;
    };

    /// Puts the finished index in place of record_text, within the project's open transaction.
    void moveIntoProject();

private:
    SQLite::Database& m_project;
    std::filesystem::path m_file;
    std::string m_definition;
};

} // namespace w2v

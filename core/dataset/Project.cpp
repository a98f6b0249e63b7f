#include "core/dataset/Project.h"

#include <fmt/format.h>

#include "core/base/Files.h"
#include "core/dataset/ProjectImpl.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

/// Folders and rests of an interrupted creation may be taken over; anything else is somebody's.
bool mayBecomeProject(const fs::path& folder)
{
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const std::string name = entry.path().filename().string();
        if (name != "blobs" && name != "runs" && !(name.starts_with("project.sqlite.") && name.ends_with(".part")))
            return false;
    }
    return !code;
}

} // namespace

Project::Project(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Project::~Project() = default;
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;

Project Project::create(const fs::path& folder)
{
    if (isProject(folder))
        throw Error(folder.string(), "is a project already", "Open it, or choose another name");
    createFolder(folder);
    if (!mayBecomeProject(folder))
        throw Error(folder.string(), "is not empty", "Choose a new folder for the project");
    createFolder(folder / "blobs");
    createFolder(folder / "runs");
    ProjectDatabase::create(folder / "project.sqlite");
    return open(folder);
}

Project Project::open(const fs::path& folder)
{
    std::error_code code;
    const fs::file_status status = fs::status(folder, code);
    if (code && status.type() != fs::file_type::not_found)
        throw Error(folder.string(), "cannot be opened (" + code.message() + ")", "Check that you may read and write it");
    if (!fs::is_directory(status))
        throw Error(folder.string(), "is not a folder", "A project is a folder whose name ends in .w2v");
    if (!fs::exists(folder / "project.sqlite", code))
        throw Error(folder.string(), "is not a project: it has no project.sqlite",
                    "Open a folder that this workbench made, or create a new project");
    return Project(std::make_unique<Impl>(fs::absolute(folder)));
}

bool Project::isProject(const fs::path& folder)
{
    std::error_code code;
    return fs::is_regular_file(folder / "project.sqlite", code);
}

const fs::path& Project::folder() const
{
    return m_impl->folder;
}

fs::path Project::runsFolder() const
{
    return m_impl->folder / "runs";
}

std::int64_t Project::dataVersion() const
{
    return m_impl->database.dataVersion();
}

std::string Project::putBlob(std::string_view bytes)
{
    return m_impl->blobs.put(bytes);
}

fs::path Project::blobPath(const std::string& digest) const
{
    return m_impl->blobs.path(digest);
}

std::string Project::putImage(const ColorImage& image)
{
    return ImageRef{putBlob(encodePng(image)), -1}.text();
}

ColorImage Project::loadImage(const std::string& reference) const
{
    return m_impl->blobs.color(reference);
}

DepthMap Project::loadDepth(const std::string& reference) const
{
    return m_impl->blobs.depth(reference);
}

Mask Project::loadObserved(const std::string& reference) const
{
    return m_impl->blobs.observed(reference);
}

std::optional<std::string> Project::value(const std::string& key) const
{
    const std::vector<std::string> found = m_impl->texts("SELECT value FROM setting WHERE key = ?", {key});
    return found.empty() ? std::nullopt : std::optional(found.front());
}

void Project::setValue(const std::string& key, const std::string& value)
{
    m_impl->database.write(std::nullopt, [&] {
        SQLite::Statement insert = m_impl->prepare("INSERT INTO setting(key, value) VALUES(?, ?) "
                                                   "ON CONFLICT(key) DO UPDATE SET value = excluded.value");
        insert.bind(1, key);
        insert.bind(2, value);
        insert.exec();
    });
}

std::vector<UndoEntry> Project::history(int limit) const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare("SELECT id, title, time, undone FROM undo_step ORDER BY id DESC LIMIT ?");
        query.bind(1, std::max(0, limit));
        std::vector<UndoEntry> entries;
        while (query.executeStep())
            entries.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                               query.getColumn(3).getInt() != 0});
        return entries;
    });
}

std::optional<std::string> Project::undo()
{
    return m_impl->database.swapStep(false);
}

std::optional<std::string> Project::redo()
{
    return m_impl->database.swapStep(true);
}

std::int64_t Project::rowsOfNextStep(bool undo, std::int64_t most) const
{
    Condition limits;
    limits.values = {std::int64_t{undo ? 0 : 1}, most};
    std::int64_t rows = 0;
    const std::string step = undo ? "(SELECT max(id) FROM undo_step WHERE undone = ?)" : "(SELECT min(id) FROM undo_step WHERE undone = ?)";
    for (const char* table : {"record", "rollout"})
        rows += m_impl->count("SELECT count(*) FROM (SELECT 1 FROM undo_" + std::string(table) + " WHERE step = " + step + " LIMIT ?)", limits);
    limits.values.pop_back();
    rows += m_impl->count("SELECT coalesce(sum(last - first + 1), 0) FROM undo_inserted WHERE step = " + step, limits);
    return std::min(rows, most);
}

void Project::group(const std::string& undoTitle, const std::function<void()>& edits)
{
    m_impl->database.write(undoTitle, edits);
}

std::string Project::integrityProblems() const
{
    std::string problems;
    for (const char* check : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"})
        for (const std::string& line : m_impl->texts(check))
            if (line != "ok")
                problems += line + '\n';
    return problems;
}

} // namespace w2v

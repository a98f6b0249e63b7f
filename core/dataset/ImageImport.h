#pragma once
#include <filesystem>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/dataset/Project.h"

namespace w2v {

/// Copies images that a dataset file names into the project, each once. They must lie below the file's folder.
class ImageImport {
public:
    ImageImport(Project& project, std::filesystem::path root) : m_project(project), m_root(std::move(root)) {}

    /// The reference of an image. Throws Error for a path that leaves the folder ("..", absolute, through a link), a URL,
    /// embedded data, a damaged image, or one whose name is another image's digest.
    std::string referenceTo(const std::string& path);

    std::int64_t count() const { return static_cast<std::int64_t>(m_different.size()); }

private:
    std::filesystem::path place(const std::string& path) const;

    Project& m_project;
    std::filesystem::path m_root;
    std::unordered_map<std::string, std::string> m_known;
    std::unordered_set<std::string> m_different;
};

} // namespace w2v

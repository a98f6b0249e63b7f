#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v {

/// A file of predictions, a JSON object a line, that survives the death of its writer at any moment: a line is written whole (and flushed
/// to the disk) before append() returns, and a torn last line is cut when the file is opened again. One writer at a time.
///
/// A line has `id`, `run` (what the replies depend on but the question), `key` (run and question content), and `prediction` or `failure`.
class PredictionFile {
public:
    /// When a line is sure to outlive its writer.
    enum class Flush {
        EveryLine, ///< also when the machine loses power
        Never,     ///< when the process dies; the system writes in its own time
    };

    /// Opens or creates. Throws Error when another process writes it, a line cannot be read, or its lines are of another run.
    PredictionFile(std::filesystem::path path, std::string run, Flush flush = Flush::EveryLine);
    ~PredictionFile();
    PredictionFile(const PredictionFile&) = delete;
    PredictionFile& operator=(const PredictionFile&) = delete;

    /// The line of this question if it is a prediction with this key, else nullptr.
    const Json* kept(const std::string& id, const std::string& key) const;

    /// Moves lines that are not in `keys` (id to key), and failures, to "<file>.replaced": they will be asked again.
    void replaceOthers(const std::map<std::string, std::string>& keys);

    void append(const Json& line);

    /// Writes the lines in the order of the ids.
    void sort(const std::vector<std::string>& ids);

    const std::map<std::string, Json>& lines() const { return m_lines; }

private:
    void open();
    void read();
    void rewrite(const std::vector<const Json*>& lines);

    std::filesystem::path m_path;
    std::string m_run;
    Flush m_flush;
    int m_file = -1;
    std::map<std::string, Json> m_lines; ///< by id
};

} // namespace w2v

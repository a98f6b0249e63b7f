#pragma once
#include <filesystem>
#include <string>

#include "core/answerers/PredictionFile.h"
#include "core/image/Raster.h"

namespace w2v {

/// What was imagined and asked for one question: a folder with views/<n>.png and calls.jsonl, a line a call, written when it ends. A search
/// that goes on finds there what was done and does nothing twice.
class ImaginationCalls {
public:
    /// `key` names the question with all it depends on. Throws Error when the folder is another question's or cannot be written.
    ImaginationCalls(std::filesystem::path folder, std::string key);

    /// The call of this name, nullptr when it was not made: {"id", "prediction" (the reply; of a view its file), "seconds", ...}.
    const Json* find(const std::string& name) const;

    /// Keeps the call; gives the line as it is on disk.
    const Json& add(const std::string& name, const std::string& reply, Json detail);

    /// Writes the picture of a view; gives its path below the folder.
    std::string putView(std::size_t number, const ColorImage& view) const;
    ColorImage view(const std::string& file) const;

    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
    std::string m_key;
    PredictionFile m_file;
};

} // namespace w2v

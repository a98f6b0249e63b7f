#include "core/answerers/imagination/ImaginationCalls.h"

#include <fmt/format.h>

#include "core/base/Files.h"
#include "core/image/ImageIo.h"

namespace w2v {

ImaginationCalls::ImaginationCalls(fs::path folder, std::string key)
    : m_folder(std::move(folder)), m_key(std::move(key)), m_file(m_folder / "calls.jsonl", m_key, PredictionFile::Flush::Never)
{
    createFolder(m_folder / "views");
}

const Json* ImaginationCalls::find(const std::string& name) const
{
    return m_file.kept(name, m_key);
}

const Json& ImaginationCalls::add(const std::string& name, const std::string& reply, Json detail)
{
    Json line{{"id", name}, {"prediction", reply}};
    line.update(detail);
    line["run"] = m_key;
    line["key"] = m_key;
    m_file.append(line);
    return m_file.lines().at(name);
}

std::string ImaginationCalls::putView(std::size_t number, const ColorImage& view) const
{
    const std::string file = fmt::format("views/{:02}.png", number);
    writePng(m_folder / file, view);
    return file;
}

ColorImage ImaginationCalls::view(const std::string& file) const
{
    return readColorImage(pathInside(m_folder, file));
}

} // namespace w2v

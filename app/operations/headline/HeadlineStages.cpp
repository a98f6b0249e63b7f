#include "app/operations/headline/HeadlineStages.h"

#include <chrono>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

ExperimentStages::ExperimentStages(fs::path folder, const Json& options) : m_folder(std::move(folder))
{
    createFolder(m_folder);
    const fs::path file = m_folder / "state.json";
    if (!fs::exists(file)) {
        m_state = {{"options", options}, {"stages", Json::object()}};
        writeJson(file, m_state);
        return;
    }
    m_state = readJson(file);
    if (!m_state.is_object() || !m_state.contains("options") || !m_state.contains("stages"))
        throw Error(file.string(), "is not the state of an experiment", "Choose another folder");
    if (m_state.at("options") != options)
        throw Error(m_folder.string(), "holds an experiment with other options: " + m_state.at("options").dump(),
                    "Give the same ones to go on with it, or another folder");
}

Json ExperimentStages::stage(const std::string& name, const std::function<Json()>& work)
{
    Json& stages = m_state.at("stages");
    if (stages.contains(name))
        return stages.at(name).at("result");
    const auto start = std::chrono::steady_clock::now();
    const Json result = work();
    stages[name] = {{"seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()}, {"result", result}};
    writeJson(m_folder / "state.json", m_state);
    return result;
}

Json ExperimentStages::seconds() const
{
    Json seconds = Json::object();
    for (const auto& [name, stage] : m_state.at("stages").items())
        seconds[name] = stage.at("seconds");
    return seconds;
}

} // namespace w2v

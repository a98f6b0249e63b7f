#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/JsonFields.h"
#include "core/image/ImageIo.h"
#include "core/motion/Action.h"
#include "core/worldmodel/ProcessWorldModels.h"
#include "core/worldmodel/Request.h"
#include "core/worldmodel/Seen.h"
#include "core/worldmodel/StartView.h"
#include "core/worldmodel/process/ModelProcess.h"

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kAssumedDepth = 3;  ///< metres, where no depth is known
constexpr double kCancelGrace = 3;   ///< seconds between the wish to stop and the end of a program that does not
constexpr std::uintmax_t kMaxFrameFile = 256u << 20;

Json cameraJson(const Intrinsics& camera)
{
    return {{"width", camera.width}, {"height", camera.height}, {"fx", camera.fx}, {"fy", camera.fy}, {"cx", camera.cx}, {"cy", camera.cy}};
}

/// A folder for the files of one request, removed with everything in it.
class ExchangeFolder {
public:
    ExchangeFolder()
    {
        std::string name = (fs::temp_directory_path() / "w2v-model-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw Error(name, "cannot be created", "Set TMPDIR to a folder that may be written.");
        m_path = name;
    }
    ~ExchangeFolder()
    {
        std::error_code code;
        fs::remove_all(m_path, code);
    }
    ExchangeFolder(const ExchangeFolder&) = delete;
    ExchangeFolder& operator=(const ExchangeFolder&) = delete;
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

class ProcessWorldModel : public WorldModel {
public:
    using Program = std::function<ModelProgram(const ImagineRequest&)>;

    ProcessWorldModel(WorldModelInfo info, Program program, std::function<SceneRenderer&()> renderer)
        : m_info(std::move(info)), m_program(std::move(program)), m_renderer(std::move(renderer))
    {
    }

    WorldModelInfo info() const override { return m_info; }
    Json lastRun() const override { return m_lastRun; }

    void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame, JobContext& job) override
    {
        m_lastRun = Json::object();
        const ObservationFrame& start = checkedStart(request);
        const ModelProgram program = m_program(request);
        const StartView view = startViewOf(request, start, m_renderer);
        const ExchangeFolder folder;
        const Json message = requestMessage(request, view, folder.path());
        if (!m_process || m_running != program) {
            m_process.reset(); // the old one first: two may not fit
            m_process = std::make_unique<ModelProcess>(program, job);
            m_running = program;
        }
        bool inStep = false; // the program waits for the next request
        try {
            converse(message, request, view, folder.path(), onFrame, job, inStep);
        } catch (...) {
            if (!inStep)
                m_process.reset();
            throw;
        }
    }

private:
    Json requestMessage(const ImagineRequest& request, const StartView& view, const fs::path& folder)
    {
        writePng(folder / "start.png", view.color);
        if (!view.depth.empty())
            writeDepthPng(folder / "start_depth.png", view.depth);
        Json poses = Json::array();
        for (const Rigid3d& pose : request.trajectory.startFromCamera)
            poses.push_back(poseToJson(pose));
        return {{"imagine", ++m_request}, {"folder", folder.string()},
                {"start", {{"color", "start.png"}, {"depth", view.depth.empty() ? Json() : Json("start_depth.png")}, {"camera", cameraJson(view.camera)}}},
                {"camera", cameraJson(request.trajectory.camera)}, {"poses", poses}, {"key_frames", request.trajectory.keyFrames},
                {"actions", actionText(request.trajectory.actions)}, {"seed", request.seed},
                {"options", request.options.value("model_options", Json::object())}};
    }

    void converse(const Json& message, const ImagineRequest& request, const StartView& view, const fs::path& folder,
                  const std::function<void(ImaginedFrame&&)>& onFrame, JobContext& job, bool& inStep)
    {
        const auto count = static_cast<std::int64_t>(request.trajectory.startFromCamera.size());
        const bool metric = m_process->greeting().value("metric", Json()) == true;
        Json notes = Json::array();
        if (!metric)
            notes.push_back("The program does not say that metres stay metres.");
        const auto remember = [&] { m_lastRun = {{"notes", notes}, {"program", m_process->greeting()["world_model"]}, {"metric", metric}}; };
        remember();
        m_process->send(message);
        std::int64_t next = 0;
        std::optional<Clock::time_point> stopping;
        while (true) {
            if (!stopping && job.shouldStop()) {
                stopping = Clock::now();
                m_process->send({{"cancel", m_request}});
            }
            if (stopping && std::chrono::duration<double>(Clock::now() - *stopping).count() > kCancelGrace)
                throw Cancelled(); // the program is ended
            const std::optional<Json> line = m_process->receive();
            if (!line)
                continue;
            if (line->contains("cancelled") || (stopping && (line->contains("done") || line->contains("error")))) {
                inStep = true;
                throw Cancelled();
            }
            if (stopping)
                continue;
            if (line->contains("error")) {
                inStep = true;
                throw Error(m_running.name, text(*line, "error"), line->contains("advice") ? text(*line, "advice") : std::string());
            } else if (line->contains("done")) {
                if (next != count)
                    m_process->breach(fmt::format("it was done after {} of {} frames", next, count));
                inStep = true;
                return;
            } else if (line->contains("frame")) {
                const bool rough = line->value("rough", Json()) == true;
                const std::int64_t index = indexOf(*line, next, count, rough);
                ImaginedFrame frame = frameFrom(*line, static_cast<int>(index), request, view, folder);
                frame.rough = rough;
                if (!rough) {
                    ++next;
                    job.report(static_cast<double>(next) / static_cast<double>(count), fmt::format("imagining {}/{}", next, count));
                }
                onFrame(std::move(frame));
            } else if (line->contains("progress")) {
                const Json& value = line->at("progress");
                if (!value.is_number())
                    m_process->breach("\"progress\" is not a number");
                job.report(std::clamp(value.get<double>(), 0.0, 1.0), line->contains("stage") ? text(*line, "stage") : std::string("imagining"));
            } else if (line->contains("note")) {
                notes.push_back(text(*line, "note"));
                remember();
            } else {
                m_process->breach(fmt::format("it said {}, which means nothing here", line->dump().substr(0, 80)));
            }
        }
    }

    std::string text(const Json& line, const char* key) const
    {
        if (!line.at(key).is_string())
            m_process->breach(fmt::format("\"{}\" is not a text", key));
        return line.at(key).get<std::string>().substr(0, 1000);
    }

    std::int64_t indexOf(const Json& line, std::int64_t next, std::int64_t count, bool rough) const
    {
        const Json& value = line.at("frame");
        const std::int64_t index = value.is_number_integer() ? value.get<std::int64_t>() : -1;
        if (index < 0 || index >= count)
            m_process->breach(fmt::format("it named frame {} of a path of {}", value.dump().substr(0, 40), count));
        if (rough ? index < next : index != next)
            m_process->breach(fmt::format("it gave frame {} where {} was due: frames come in order, rough ones before their refined one", index, next));
        return index;
    }

    /// A file of the exchange folder, whole and of the right size, before anything is decoded.
    fs::path checkedFile(const Json& line, const char* key, const fs::path& folder, const Intrinsics& camera) const
    {
        const std::string name = text(line, key);
        try {
            const fs::path path = pathInside(folder, name);
            if (std::error_code code; fs::file_size(path, code) > kMaxFrameFile && !code)
                throw Error(name, "it is larger than any frame");
            const ImageInfo info = inspectImage(path);
            if (info.width != camera.width || info.height != camera.height)
                throw Error(name, fmt::format("it has {}x{} pixels instead of {}x{}", info.width, info.height, camera.width, camera.height));
            return path;
        } catch (const Error& error) {
            m_process->breach(fmt::format("frame {}: {}", line.at("frame").dump(), error.what()));
        }
    }

    ImaginedFrame frameFrom(const Json& line, int index, const ImagineRequest& request, const StartView& view, const fs::path& folder) const
    {
        const Intrinsics& camera = request.trajectory.camera;
        ImaginedFrame frame;
        frame.index = index;
        frame.startFromCamera = request.trajectory.startFromCamera[static_cast<std::size_t>(index)];
        if (!line.contains("color"))
            m_process->breach(fmt::format("frame {} has no \"color\"", index));
        std::vector<fs::path> files{checkedFile(line, "color", folder, camera)};
        try {
            frame.color = readColorImage(files.back());
            if (line.contains("depth")) {
                files.push_back(checkedFile(line, "depth", folder, camera));
                frame.depth = readDepthImage(files.back());
            }
            if (line.contains("observed")) {
                files.push_back(checkedFile(line, "observed", folder, camera));
                frame.observed = readGrayImage(files.back());
                for (std::size_t i = 0; i < frame.observed.pixels(); ++i)
                    frame.observed.data()[i] = frame.observed.data()[i] >= 128 ? 255 : 0;
            }
        } catch (const Error& error) {
            m_process->breach(fmt::format("frame {}: {}", index, error.what()));
        }
        if (frame.observed.empty()) {
            const DepthMap flat(view.color.width(), view.color.height(), static_cast<float>(kAssumedDepth));
            frame.observed = seenFromStart(view.depth.empty() ? flat : view.depth, view.camera, frame.startFromCamera, camera);
        }
        for (const fs::path& file : files) { // a path may have thousands of frames
            std::error_code code;
            fs::remove(file, code);
        }
        return frame;
    }

    WorldModelInfo m_info;
    Program m_program;
    std::function<SceneRenderer&()> m_renderer;
    std::unique_ptr<ModelProcess> m_process;
    ModelProgram m_running;
    std::int64_t m_request = 0;
    Json m_lastRun = Json::object();
};

/// Limits that both kinds share.
ModelProgram limitsFrom(const JsonFields& options)
{
    ModelProgram program;
    program.silenceSeconds = options.number("process_silence", program.silenceSeconds);
    const double gigabytes = options.number("process_memory_gb", 0);
    if (program.silenceSeconds <= 0 || gigabytes < 0)
        throw Error("process_silence, process_memory_gb", "they must not be negative");
    program.memoryLimit = static_cast<std::uint64_t>(gigabytes * 1e9);
    return program;
}

ModelProgram processProgram(const ImagineRequest& request)
{
    const JsonFields options(request.options, "the options of process");
    ModelProgram program = limitsFrom(options);
    if (options.has("process_command") && options.at("process_command").is_array()) {
        for (const Json& word : options.array("process_command", 1, 1000)) {
            if (!word.is_string())
                throw Error("process_command", "it is not a list of texts");
            program.command.push_back(word.get<std::string>());
        }
    } else {
        program.command = commandWords(options.text("process_command", ""));
    }
    if (program.command.empty() || program.command.front().empty())
        throw Error("process_command", "no program was named", "Give the command that starts it, for example \"python3 adapter.py\".");
    program.name = fs::path(program.command.front()).filename().string();
    return program;
}

ModelProgram torchScriptProgram(const ImagineRequest& request, const fs::path& worker)
{
    const JsonFields options(request.options, "the options of torchscript");
    const std::string file = options.text("torchscript_file", ""), device = options.text("torchscript_device", "auto");
    if (file.empty())
        throw Error("torchscript_file", "no file was named", "Give the exported model.");
    if (std::error_code code; !fs::is_regular_file(file, code))
        throw Error(file, "there is no such file", "Give the exported model as torchscript_file.");
    if (device != "auto" && device != "cpu" && device != "cuda")
        throw Error("torchscript_device", device + " is not known", "Use auto, cpu or cuda.");
    if (!options.boolean("torchscript_trusted", false))
        throw Error(file, "a TorchScript file is code, and nobody said that it may run",
                    "If you trust whoever made it, say so: torchscript_trusted (--trust on the command line).");
    ModelProgram program = limitsFrom(options);
    program.name = fs::path(file).filename().string();
    program.command = {worker.string(), "--torchscript", file, device};
    return program;
}

} // namespace

WorldModelInfo processWorldModelInfo()
{
    WorldModelInfo info;
    info.id = "process";
    info.title = "Program";
    info.description = "Any program that speaks the documented line protocol (option process_command).";
    return info;
}

std::unique_ptr<WorldModel> createProcessWorldModel(std::function<SceneRenderer&()> renderer)
{
    return std::make_unique<ProcessWorldModel>(processWorldModelInfo(), processProgram, std::move(renderer));
}

WorldModelInfo torchScriptWorldModelInfo()
{
    WorldModelInfo info;
    info.id = "torchscript";
    info.title = "TorchScript";
    info.description = "An exported model with the documented signature (options torchscript_file and torchscript_trusted).";
    return info;
}

std::unique_ptr<WorldModel> createTorchScriptWorldModel(fs::path worker, std::function<SceneRenderer&()> renderer)
{
    return std::make_unique<ProcessWorldModel>(torchScriptWorldModelInfo(), [worker = std::move(worker)](const ImagineRequest& request) {
        return torchScriptProgram(request, worker);
    }, std::move(renderer));
}

} // namespace w2v

#include "core/nn/TorchScriptServer.h"

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <iostream>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/JsonFields.h"
#include "core/image/ImageIo.h"
#include "core/motion/Trajectory.h"
#include "core/nn/Runtime.h"

namespace w2v {

namespace {

constexpr int kMostPoses = 100'000;

/// Standard output kept for the protocol alone: whatever else prints there prints to standard error from now on.
class Lines {
public:
    Lines() : m_file(::fdopen(::dup(1), "w")) { ::dup2(2, 1); }
    ~Lines() { std::fclose(m_file); }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;
    void say(const Json& message)
    {
        std::fprintf(m_file, "%s\n", message.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
        std::fflush(m_file);
    }

private:
    std::FILE* m_file;
};

/// Requests as they come in; a wish to stop is seen while the model is at work.
class Requests {
public:
    Requests() : m_reader([this] { read(); }) { m_reader.detach(); } // it may wait for a line for ever

    bool take(Json& request)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [&] { return m_closed || !m_waiting.empty(); });
        if (m_waiting.empty())
            return false;
        request = std::move(m_waiting.front());
        m_waiting.pop_front();
        return true;
    }
    bool isCancelled(std::int64_t request) const { return m_cancelled.load() >= request; }

private:
    void read()
    {
        std::string line;
        while (std::getline(std::cin, line)) {
            Json message = Json::parse(line, nullptr, false);
            if (!message.is_object())
                continue;
            if (const auto cancel = message.find("cancel"); cancel != message.end() && cancel->is_number_integer()) {
                m_cancelled = cancel->get<std::int64_t>();
                continue;
            }
            const std::lock_guard lock(m_mutex);
            m_waiting.push_back(std::move(message));
            m_wake.notify_one();
        }
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_wake.notify_one();
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Json> m_waiting;
    std::atomic<std::int64_t> m_cancelled{0};
    bool m_closed = false;
    std::thread m_reader;
};

struct Camera {
    at::Tensor lens; ///< fx, fy, cx, cy
    int width = 0, height = 0;
};

Camera cameraFrom(const Json& json)
{
    const JsonFields fields(json, "camera");
    const auto number = [&](const char* key) { return static_cast<float>(fields.number(key)); };
    return {at::tensor({number("fx"), number("fy"), number("cx"), number("cy")}), static_cast<int>(fields.integer("width", 1, 16384)),
            static_cast<int>(fields.integer("height", 1, 16384))};
}

at::Tensor posesFrom(const Json& list)
{
    const auto count = static_cast<std::int64_t>(list.size());
    at::Tensor poses = at::empty({count, 4, 4});
    auto values = poses.accessor<float, 3>();
    for (std::int64_t i = 0; i < count; ++i) {
        const Eigen::Matrix4f pose = poseFromJson(list[static_cast<std::size_t>(i)], fmt::format("pose {}", i)).matrix().cast<float>();
        for (int r = 0; r < 4; ++r)
            for (int c = 0; c < 4; ++c)
                values[i][r][c] = pose(r, c);
    }
    return poses;
}

ColorImage imageFrom(const at::Tensor& picture)
{
    const at::Tensor bytes = (picture.clamp(0, 1) * 255 + 0.5).to(at::kByte).permute({1, 2, 0}).contiguous();
    ColorImage image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)));
    std::memcpy(image.data(), bytes.data_ptr(), image.bytes());
    return image;
}

DepthMap depthFrom(const at::Tensor& metres)
{
    const at::Tensor values = metres.contiguous();
    DepthMap depth(static_cast<int>(values.size(1)), static_cast<int>(values.size(0)));
    std::memcpy(depth.data(), values.data_ptr(), depth.bytes());
    return depth;
}

at::Tensor tensorOf(const ColorImage& image)
{
    return at::from_blob(const_cast<std::uint8_t*>(image.data()), {image.height(), image.width(), 3}, at::kByte).to(at::kFloat).permute({2, 0, 1}).contiguous() / 255;
}

class Server {
public:
    Server(const fs::path& file, const std::string& device)
        : m_device(device == "cpu" || (device == "auto" && !at::hasCUDA()) ? at::kCPU : at::kCUDA), m_module(torch::jit::load(file.string(), m_device))
    {
        m_module.eval();
        if (m_module.hasattr("frames_per_call") && m_module.attr("frames_per_call").isInt())
            m_framesPerCall = m_module.attr("frames_per_call").toInt();
        m_metric = m_module.hasattr("metric") && m_module.attr("metric").isBool() && m_module.attr("metric").toBool();
        m_name = file.filename().string();
    }

    void run(Lines& lines)
    {
        lines.say({{"world_model", m_name}, {"protocol", 1}, {"metric", m_metric}});
        Requests requests;
        for (Json request; requests.take(request);) {
            const auto id = request.value("imagine", std::int64_t{0});
            try {
                lines.say(imagine(request, id, requests, lines) ? Json{{"done", true}} : Json{{"cancelled", true}});
            } catch (const c10::Error& error) { // its backtrace is of no use to people
                lines.say({{"error", firstLine(error.what_without_backtrace())}});
            } catch (const std::exception& error) {
                lines.say({{"error", firstLine(error.what())}});
            }
        }
    }

    static std::string firstLine(const std::string& text)
    {
        // TorchScript tells where it failed first and what failed last.
        const std::size_t last = text.find_last_not_of(" \t\r\n");
        const std::string whole = text.substr(0, last == std::string::npos ? 0 : last + 1);
        const std::size_t begin = whole.rfind('\n');
        return begin == std::string::npos ? whole : whole.substr(begin + 1);
    }

private:
    bool imagine(const Json& request, std::int64_t id, const Requests& requests, Lines& lines)
    {
        const c10::InferenceMode inference;
        const JsonFields fields(request, "request");
        const fs::path folder = fields.text("folder");
        const JsonFields start(fields.at("start"), "start");
        const at::Tensor image = tensorOf(readColorImage(pathInside(folder, start.text("color"))));
        at::Tensor depth = at::zeros({image.size(1), image.size(2)});
        if (start.has("depth")) {
            const DepthMap map = readDepthImage(pathInside(folder, start.text("depth")));
            depth = at::from_blob(const_cast<float*>(map.data()), {map.height(), map.width()}).clone();
        }
        const Camera from = cameraFrom(start.at("camera")), to = cameraFrom(fields.at("camera"));
        const at::Tensor poses = posesFrom(fields.array("poses", 1, kMostPoses));
        const std::int64_t seed = fields.has("seed") ? fields.integer("seed", INT64_MIN, INT64_MAX) : 0;
        at::manual_seed(static_cast<std::uint64_t>(seed));
        const std::int64_t count = poses.size(0), step = m_framesPerCall > 0 ? m_framesPerCall : count;
        const at::Tensor size = at::tensor({std::int64_t{to.height}, std::int64_t{to.width}}, at::kLong);
        for (std::int64_t begin = 0; begin < count; begin += step) {
            if (requests.isCancelled(id))
                return false;
            const std::int64_t here = std::min(step, count - begin);
            const c10::IValue result = m_module.forward({image.to(m_device), depth.to(m_device), from.lens.to(m_device), poses.narrow(0, begin, here).to(m_device),
                                                         to.lens.to(m_device), size.to(m_device), seed});
            deliver(result, begin, here, to, folder, lines);
        }
        return true;
    }

    /// A result's shape and values are checked before anything of it is given away.
    static at::Tensor checked(const c10::IValue& value, const char* what, at::IntArrayRef shape)
    {
        if (!value.isTensor())
            throw Error("the model", fmt::format("its {} is {} and no tensor", what, value.tagKind()));
        const at::Tensor tensor = value.toTensor().to(at::kCPU, at::kFloat);
        if (tensor.sizes() != shape)
            throw Error("the model", fmt::format("its {} has the shape [{}] instead of [{}]", what, fmt::join(tensor.sizes(), ", "), fmt::join(shape, ", ")));
        if (!at::isfinite(tensor).all().item<bool>())
            throw Error("the model", fmt::format("its {} holds values that are not numbers", what));
        return tensor;
    }

    static void deliver(const c10::IValue& result, std::int64_t begin, std::int64_t count, const Camera& camera, const fs::path& folder, Lines& lines)
    {
        c10::IValue first = result, second;
        if (result.isTuple() && !result.toTuple()->elements().empty()) {
            first = result.toTuple()->elements()[0];
            if (result.toTuple()->elements().size() > 1)
                second = result.toTuple()->elements()[1];
        }
        const at::Tensor colors = checked(first, "first result", {count, 3, camera.height, camera.width});
        at::Tensor depths;
        if (!second.isNone())
            depths = checked(second, "depth", {count, camera.height, camera.width});
        for (std::int64_t i = 0; i < count; ++i) {
            const std::string name = fmt::format("{:04}.png", begin + i);
            Json message = {{"frame", begin + i}, {"color", name}};
            writePng(folder / name, imageFrom(colors[i]));
            if (depths.defined()) {
                writeDepthPng(folder / ("depth-" + name), depthFrom(depths[i]));
                message["depth"] = "depth-" + name;
            }
            lines.say(message);
        }
    }

    at::Device m_device;
    torch::jit::Module m_module;
    std::string m_name;
    std::int64_t m_framesPerCall = 0;
    bool m_metric = false;
};

} // namespace

int serveTorchScript(const fs::path& file, const std::string& device)
{
    Lines lines;
    setTorchThreads(availableProcessors());
    try {
        Server(file, device).run(lines);
        return 0;
    } catch (const c10::Error& error) {
        std::fprintf(stderr, "%s\n", Server::firstLine(error.what_without_backtrace()).c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", Server::firstLine(error.what()).c_str());
    }
    return 1;
}

} // namespace w2v

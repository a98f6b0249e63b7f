// A program that speaks the protocol of docs/world-model-programs.md: it takes everything to stand on one plane and moves the picture's
// pixels accordingly. The option "fault" makes it misbehave in the ways that such programs do.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/geometry/Camera.h"
#include "core/image/ImageIo.h"
#include "core/motion/Trajectory.h"

using namespace w2v;

namespace {

void say(const Json& message)
{
    std::printf("%s\n", message.dump().c_str());
    std::fflush(stdout);
}

Intrinsics cameraFrom(const Json& json)
{
    return {json["fx"], json["fy"], json["cx"], json["cy"], json["width"], json["height"]};
}

/// What a camera at `pose` sees of the picture when that hangs `distance` metres in front of the start.
ColorImage moved(const ColorImage& picture, const Intrinsics& from, const Rigid3d& pose, const Intrinsics& to, double distance)
{
    ColorImage view(to.width, to.height);
    for (int y = 0; y < to.height; ++y)
        for (int x = 0; x < to.width; ++x) {
            const Eigen::Vector3d ray = pose.linear() * unproject(to, x + 0.5, y + 0.5, 1);
            const double along = (distance - pose.translation().z()) / ray.z();
            if (!(along > 0))
                continue;
            const Eigen::Vector2d at = project(from, pose.translation() + ray * along);
            const int u = static_cast<int>(std::floor(at.x())), v = static_cast<int>(std::floor(at.y()));
            for (int c = 0; c < 3 && u >= 0 && v >= 0 && u < picture.width() && v < picture.height(); ++c)
                view.at(x, y, c) = picture.at(u, v, c);
        }
    return view;
}

/// Misbehaves before frame 2; true when the frame was dealt with.
bool misbehaved(const std::string& fault, const fs::path& folder, const Intrinsics& camera)
{
    const fs::path file = folder / "fault.png";
    Json message = {{"frame", 2}, {"color", "fault.png"}};
    if (fault == "kill")
        ::kill(::getpid(), SIGKILL);
    else if (fault == "exit") {
        std::fprintf(stderr, "Traceback (most recent call last):\nValueError: cannot find the weights\n");
        std::exit(3);
    } else if (fault == "memory") {
        std::vector<std::vector<char>> taken;
        try {
            while (true)
                taken.emplace_back(64u << 20, 1);
        } catch (const std::bad_alloc&) {
            std::fprintf(stderr, "std::bad_alloc\n");
            std::exit(1);
        }
    } else if (fault == "hang")
        std::this_thread::sleep_for(std::chrono::hours(1));
    else if (fault == "size")
        writePng(file, ColorImage(camera.width * 2, camera.height));
    else if (fault == "half") {
        const std::string whole = encodePng(ColorImage(camera.width, camera.height));
        writeFileAtomic(file, whole.substr(0, whole.size() / 2));
    } else if (fault == "missing")
        message["color"] = "nowhere.png";
    else if (fault == "escape")
        message["color"] = "../../etc/passwd";
    else if (fault == "order")
        message["frame"] = 1;
    else if (fault == "far")
        message["frame"] = 1'000'000;
    else if (fault == "words") {
        std::printf("loading checkpoint shards\n");
        std::fflush(stdout);
        return true;
    } else if (fault == "flood") {
        const std::string much(2u << 20, 'x');
        std::printf("%s\n", much.c_str());
        std::fflush(stdout);
        return true;
    } else if (fault == "few") {
        say({{"done", true}});
        return true;
    } else if (fault == "error") {
        say({{"error", "the observation is too dark"}, {"advice", "Turn on the light."}});
        return true;
    } else {
        return false;
    }
    say(message);
    return true;
}

void imagine(const Json& request)
{
    const fs::path folder = request["folder"].get<std::string>();
    const ColorImage picture = readColorImage(folder / request["start"]["color"].get<std::string>());
    const Intrinsics from = cameraFrom(request["start"]["camera"]), to = cameraFrom(request["camera"]);
    const Json& options = request["options"];
    const double distance = options.value("distance", 3.0);
    const std::string fault = options.value("fault", "");
    const int pause = options.value("pause_ms", 0);
    int index = 0;
    for (const Json& pose : request["poses"]) {
        if (index == 2 && misbehaved(fault, folder, to))
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(pause));
        const std::string name = std::to_string(index) + ".png";
        const ColorImage view = moved(picture, from, poseFromJson(pose, "pose"), to, distance);
        if (options.value("rough", false)) {
            writePng(folder / ("rough" + name), view);
            say({{"frame", index}, {"color", "rough" + name}, {"rough", true}});
        }
        writePng(folder / name, view);
        say({{"frame", index++}, {"color", name}});
    }
    say({{"note", "Everything was taken to stand on one plane."}});
    say({{"done", true}});
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1 && std::string(argv[1]) == "--old") {
        say({{"world_model", "plane"}, {"protocol", 0}});
        return 0;
    }
    say({{"world_model", "plane"}, {"protocol", 1}, {"metric", true}});
    std::string line;
    while (std::getline(std::cin, line)) {
        const Json message = parseJson(line, "request");
        if (message.contains("imagine")) // a wish to stop is not seen: then this program is ended and started again
            imagine(message);
    }
    return 0;
}

// Our own text: one action a line, so that a version control's difference of two paths is their difference.
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/exchange/PoseFormats.h"
#include "core/motion/ActionText.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxText = 1 << 20;

std::vector<double> numbersOf(std::string_view text, const std::string& place)
{
    std::vector<double> numbers;
    for (std::size_t at = text.find_first_not_of(" \t"); at != std::string_view::npos; at = text.find_first_not_of(" \t", at)) {
        const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
        double value = 0;
        const auto [after, error] = std::from_chars(text.data() + at, text.data() + end, value);
        if (error != std::errc() || after != text.data() + end || !std::isfinite(value) || numbers.size() >= 16)
            throw Error(place, "expected numbers with blanks between them");
        numbers.push_back(value);
        at = end;
        if (at >= text.size())
            break;
    }
    return numbers;
}

} // namespace

PoseSequence readPathText(std::string_view text, const std::string& subject)
{
    if (text.size() > kMaxText)
        throw Error(subject, "is longer than a path file can be");
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    PoseSequence sequence;
    sequence.format = PoseFormat::PathText;
    StepLimits limits;
    Intrinsics camera;
    bool begun = false;
    std::size_t line = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line;
        row = row.substr(0, std::min(row.find('#'), row.size()));
        const std::size_t first = row.find_first_not_of(" \t\r");
        if (first == std::string_view::npos)
            continue;
        row = row.substr(first, row.find_last_not_of(" \t\r") - first + 1);
        const std::string place = fmt::format("{}:{}", subject, line);
        if (!begun) {
            if (row != "w2v-path 1")
                throw Error(place, row.starts_with("w2v-path") ? "was written by a newer version of the program" : "is not a path file",
                            "Its first line must be \"w2v-path 1\"");
            begun = true;
        } else if (row.starts_with("start ")) {
            const std::vector<double> numbers = numbersOf(row.substr(6), place);
            sequence.worldFromFile.matrix() = rigidMatrix(numbers, place);
        } else if (row.starts_with("camera ")) {
            const std::vector<double> n = numbersOf(row.substr(7), place);
            if (n.size() != 6 || !(n[0] >= 1 && n[0] <= 65536 && n[1] >= 1 && n[1] <= 65536 && n[2] > 0 && n[3] > 0))
                throw Error(place, "a camera is width, height, fx, fy, cx and cy in pixels");
            camera = {n[2], n[3], n[4], n[5], static_cast<int>(n[0]), static_cast<int>(n[1])};
        } else if (row.starts_with("step ")) {
            const std::vector<double> n = numbersOf(row.substr(5), place);
            if (n.size() != 3 || !(n[0] > 0 && n[1] > 0) || !(n[2] >= 2 && n[2] <= 100'000))
                throw Error(place, "a step is the largest move, the largest turn and the least number of frames of an action");
            limits = {n[0], n[1], static_cast<int>(n[2])};
        } else {
            try {
                for (const Action& action : parseActions(row))
                    sequence.actions.push_back(action);
            } catch (const ActionTextError& error) {
                throw Error(place, error.subject() + ": " + error.reason(), error.advice());
            }
            if (sequence.actions.size() > 1000)
                throw Error(place, "is the 1001st action", "A path has at most 1000");
        }
    }
    if (!begun)
        throw Error(subject, "is not a path file", "Its first line must be \"w2v-path 1\"");
    sequence.limits = limits;
    const CameraTrajectory trajectory = followActions(sequence.actions, limits, camera);
    for (std::size_t i = 0; i < trajectory.startFromCamera.size(); ++i) {
        PosedFrame frame;
        frame.name = frameName(i);
        frame.stored = trajectory.startFromCamera[i].matrix();
        if (camera.valid())
            frame.camera = camera;
        sequence.frames.push_back(std::move(frame));
    }
    return sequence;
}

std::string pathText(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart)
{
    std::string text = "w2v-path 1\n";
    const Intrinsics& c = trajectory.camera;
    if (c.valid())
        text += fmt::format("camera {} {} {} {} {} {}\n", c.width, c.height, exactNumber(c.fx), exactNumber(c.fy), exactNumber(c.cx),
                            exactNumber(c.cy));
    if (!worldFromStart.isApprox(Rigid3d::Identity(), 0)) {
        text += "start";
        for (int i = 0; i < 12; ++i)
            text += ' ' + exactNumber(worldFromStart.matrix()(i / 4, i % 4));
        text += '\n';
    }
    for (const Action& action : trajectory.actions)
        text += fmt::format("{} {} {}\n", actionWords(action.kind), exactNumber(action.magnitude), action.isTurn() ? "degrees" : "meters");
    return text;
}

} // namespace w2v

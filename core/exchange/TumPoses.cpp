// Lines of poses: the TUM trajectory format and its relatives.
#include <fmt/format.h>

#include "core/base/Files.h"
#include "core/exchange/PoseFormats.h"
#include "core/motion/WalkingTime.h"
#include "core/scene/import/CameraFile.h"

namespace w2v {

PoseSequence readTum(const std::filesystem::path& path)
{
    PoseSequence sequence;
    sequence.format = PoseFormat::Tum;
    const auto lines = readNumberLines(path);
    if (lines.size() > kMaxPosedFrames)
        throw Error(path.string(), fmt::format("has more than {} poses", kMaxPosedFrames));
    std::size_t lost = 0;
    for (std::vector<double> numbers : lines) {
        PosedFrame frame;
        frame.name = fmt::format("{}", sequence.frames.size() + lost + 1);
        if (numbers.size() == 8) {
            if (std::isfinite(numbers.front()))
                frame.seconds = numbers.front();
            numbers.erase(numbers.begin());
        }
        if (numbers.size() != 7 && numbers.size() != 12 && numbers.size() != 16)
            throw Error(fmt::format("{}, pose {}", path.string(), sequence.frames.size() + lost + 1),
                        fmt::format("has {} numbers", lines[sequence.frames.size() + lost].size()),
                        "A line is \"timestamp tx ty tz qx qy qz qw\", or a matrix of 12 or 16 numbers");
        const auto pose = poseFromNumbers(numbers);
        if (!pose) {
            ++lost; // tracking was lost there
            continue;
        }
        frame.stored = pose->matrix();
        sequence.frames.push_back(std::move(frame));
    }
    if (sequence.frames.empty())
        throw Error(path.string(), "holds no pose that is a finite rigid motion");
    if (lost > 0)
        sequence.warnings.push_back(fmt::format("{} of {} poses are not finite rigid motions and were left out.", lost, lines.size()));
    return sequence;
}

std::string tumText(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart)
{
    std::string text = "# timestamp tx ty tz qx qy qz qw\n";
    const std::vector<double> times = walkingTimes(trajectory);
    for (std::size_t i = 0; i < trajectory.startFromCamera.size(); ++i) {
        const Rigid3d pose = worldFromStart * trajectory.startFromCamera[i];
        const Eigen::Quaterniond q(pose.linear());
        text += fmt::format("{:.6f}", times[i]);
        for (const double value : {pose.translation().x(), pose.translation().y(), pose.translation().z(), q.x(), q.y(), q.z(), q.w()})
            text += ' ' + exactNumber(value);
        text += '\n';
    }
    return text;
}

} // namespace w2v

#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

const std::map<std::string, Checker>& fileCheckers()
{
    static const std::map<std::string, Checker> checkers{
        {"canonicalize", checkCanonicalize}, {"trajectory", checkTrajectory},
        {"keep_frames", checkKeepFrames},    {"action_text", checkActionText},
        {"hy_schedule", checkHySchedule},    {"bbox", checkBbox},
        {"track_stability", checkTrackStability}, {"image_qc", checkImageQc},
    };
    return checkers;
}

const std::map<std::string, Checker>& folderCheckers()
{
    static const std::map<std::string, Checker> checkers{};
    return checkers;
}

} // namespace w2v::golden

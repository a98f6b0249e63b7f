#include "tests/golden/GoldenGroup.h"
#include "tests/golden/QwenIoGroup.h"
#include "tests/golden/QwenModelGroup.h"
#include "tests/golden/SevaModelGroup.h"
#include "tests/golden/SevaPlanGroup.h"

namespace w2v::golden {

namespace {

GroupResult checkQwen(const std::filesystem::path& folder)
{
    GroupResult result;
    checkQwenIo(folder, result);
    checkQwenModel(folder, result);
    return result;
}

GroupResult checkSeva(const std::filesystem::path& folder)
{
    GroupResult result;
    checkSevaPlans(folder, result);
    checkSevaModels(folder, result);
    return result;
}

} // namespace

const std::map<std::string, Checker>& fileCheckers()
{
    static const std::map<std::string, Checker> checkers{
        {"canonicalize", checkCanonicalize}, {"trajectory", checkTrajectory},
        {"keep_frames", checkKeepFrames},    {"action_text", checkActionText},
        {"hy_schedule", checkHySchedule},    {"bbox", checkBbox},
        {"track_stability", checkTrackStability}, {"image_qc", checkImageQc},
        {"motion_tasks", checkMotionTasks},  {"reward", checkReward},
        {"grpo_pack", checkGrpoPack},        {"object_tasks", checkObjectTasks},
    };
    return checkers;
}

const std::map<std::string, Checker>& folderCheckers()
{
    static const std::map<std::string, Checker> checkers{{"qwen2_5_vl", checkQwen}, {"seva", checkSeva}};
    return checkers;
}

} // namespace w2v::golden

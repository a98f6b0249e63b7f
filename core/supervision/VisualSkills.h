#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/Rng.h"
#include "core/image/Raster.h"
#include "core/supervision/Supervision.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

/// What a base model learns to see before it is asked about motion: what stands in a box, where a thing is, which of two is nearer, and
/// where a point of one view lies in another view of the same room; and to read, which larger models bring from text: to find a box in the
/// question and to add numbers to it. No motion is named, and none of the tasks A1..D4 is asked.
enum class Skill { Name, Box, Depth, Match, Read };
inline constexpr int kSkillCount = 5;

const char* skillName(Skill skill); ///< "name", "box", "depth", "match", "read": what a recipe's sampling weights call it
std::optional<Skill> skillFromName(std::string_view name);

/// A question with its answer.
struct SkillRecord {
    struct Text {
        std::string question, answer;
    };
    Skill skill = Skill::Name;
    std::string rollout;
    int view = 0;                ///< which of the rollout's ends is shown (first): 0 or 1
    bool showsBoth = false;      ///< the other end follows
    std::array<Text, 2> texts;   ///< as it is, and for views flipped left to right
};

/// Pixels and geometry of a rollout's first and last frame: depth in metres, 0 = unknown.
struct SkillViews {
    std::array<const DepthMap*, 2> depths{};
};

struct SkillOptions {
    int ofEach = 2;              ///< records of each skill from one pair of views, at most
    double hiddenShare = 0.15;   ///< of the points asked for, those that the other view does not show
    ObjectRules objects = {};
};

/// Records of one pair of views: objects as the renderer's instances tell them, points through its depth. `rng` decides everything.
std::vector<SkillRecord> skillRecords(const RolloutRecord& rollout, const SkillViews& views, const SkillOptions& options, Rng rng);

/// 1 for a right answer: the same name or side, a box at an intersection over union of 0.5, a point within 80 units (of 1000, in both
/// axes), "not visible" where that is so, what was read digit by digit; else 0. Never throws.
double scoreSkill(Skill skill, std::string_view expected, std::string_view answer);

} // namespace w2v

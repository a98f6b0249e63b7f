#pragma once
#include <optional>

#include "core/dataset/Project.h"
#include "core/worldmodel/quality/FrameQuality.h"

namespace w2v {

/// The limits of frame quality that were chosen for a project; none when nobody chose any.
std::optional<QualityThresholds> loadThresholds(const Project& project);
void storeThresholds(Project& project, const QualityThresholds& thresholds);

} // namespace w2v

#pragma once
#include <QString>

#include "core/supervision/BoxRule.h"

namespace w2v {

/// A rule in the user's language: "too small".
QString boxRuleText(BoxRule rule);

} // namespace w2v

#pragma once
// Precompiled for tests without a window. QTest itself is left out: it looks at macros that differ from test to test.
#include <QtCore/QtCore>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#pragma once
// Precompiled for every room without Qt and LibTorch: what most of their files include. A convenience for the compiler only;
// every file still includes what it uses.
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

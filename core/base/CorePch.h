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
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/operations/ImagineHistory.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/JsonFields.h"
#include "core/base/ProcessMemory.h"
#include "core/base/UserFolders.h"

namespace w2v {

namespace {

constexpr std::size_t kKept = 300, kAsked = 9;

Json toJson(const ImagineCost& cost)
{
    return {{"world_model", cost.worldModel}, {"device", cost.device},          {"pixels", cost.pixels},
            {"frames", cost.frames},          {"seconds", cost.seconds},        {"first_frame", cost.firstFrame},
            {"memory_bytes", cost.memoryBytes}, {"threads", cost.threads},      {"disk_bytes", cost.diskBytes}};
}

ImagineCost fromJson(const Json& json)
{
    const JsonFields fields(json, "history");
    ImagineCost cost;
    cost.worldModel = fields.text("world_model");
    cost.device = fields.text("device");
    cost.pixels = fields.integer("pixels", 1, std::int64_t{1} << 40);
    cost.frames = static_cast<int>(fields.integer("frames", 1, 1'000'000));
    cost.seconds = fields.number("seconds");
    cost.firstFrame = fields.number("first_frame");
    cost.memoryBytes = fields.integer("memory_bytes", 0, std::int64_t{1} << 50);
    if (fields.has("threads")) // lines of earlier versions do not
        cost.threads = static_cast<int>(fields.integer("threads", 0, 1 << 16));
    if (fields.has("disk_bytes"))
        cost.diskBytes = fields.integer("disk_bytes", 0, std::int64_t{1} << 50);
    return cost;
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

std::filesystem::path ImagineHistory::userFile()
{
    return userStateFolder() / "imagine-history.jsonl";
}

ImagineHistory::ImagineHistory(std::filesystem::path file) : m_file(std::move(file))
{
    std::ifstream lines(m_file);
    for (std::string line; std::getline(lines, line) && m_costs.size() < 10 * kKept;)
        try {
            m_costs.push_back(fromJson(parseJson(line, "history")));
        } catch (const std::exception&) {
            // a torn line
        }
}

std::optional<ImagineCost> ImagineHistory::expected(ImagineCost request) const
{
    std::vector<double> perPixel, first, disk;
    const auto same = [&](const ImagineCost& cost) { return cost.worldModel == request.worldModel && cost.device == request.device; };
    const bool asMany = std::ranges::any_of(m_costs, [&](const ImagineCost& cost) { return same(cost) && cost.threads == request.threads; });
    for (auto cost = m_costs.rbegin(); cost != m_costs.rend() && perPixel.size() < kAsked; ++cost) {
        if (!same(*cost) || (asMany && cost->threads != request.threads))
            continue;
        const double work = static_cast<double>(cost->pixels) * cost->frames;
        const double slower = cost->threads > 0 && request.threads > 0 ? static_cast<double>(cost->threads) / request.threads : 1;
        perPixel.push_back(slower * (cost->seconds - cost->firstFrame) / std::max(1.0, work - static_cast<double>(cost->pixels)));
        first.push_back(slower * cost->firstFrame);
        request.memoryBytes = std::max(request.memoryBytes, cost->memoryBytes);
    }
    if (perPixel.empty())
        return std::nullopt;
    for (auto cost = m_costs.rbegin(); cost != m_costs.rend() && disk.size() < kAsked; ++cost)
        if (cost->worldModel == request.worldModel && cost->diskBytes > 0)
            disk.push_back(static_cast<double>(cost->diskBytes) / (static_cast<double>(cost->pixels) * cost->frames));
    request.firstFrame = median(first);
    request.seconds = request.firstFrame + std::max(0.0, median(perPixel)) * static_cast<double>(request.pixels) * (request.frames - 1);
    if (!disk.empty())
        request.diskBytes = static_cast<std::int64_t>(median(disk) * static_cast<double>(request.pixels) * request.frames);
    return request;
}

void ImagineHistory::add(const ImagineCost& cost)
{
    m_costs.push_back(cost);
    if (m_file.empty())
        return;
    try {
        std::filesystem::create_directories(m_file.parent_path());
        if (m_costs.size() <= 2 * kKept) {
            std::ofstream(m_file, std::ios::app) << toJson(cost).dump() + '\n';
            return;
        }
        m_costs.erase(m_costs.begin(), m_costs.end() - static_cast<std::ptrdiff_t>(kKept));
        std::string all;
        for (const ImagineCost& kept : m_costs)
            all += toJson(kept).dump() + '\n';
        writeFileAtomic(m_file, all);
    } catch (const std::exception&) {
        // the next estimate is worse, nothing else
    }
}

MemoryMeter::MemoryMeter()
{
    std::ofstream("/proc/self/clear_refs") << "5"; // the peak begins anew
    m_start = processMemory("VmRSS");
    if (processMemory("VmHWM") > m_start + (std::int64_t{8} << 20))
        m_start = 0;
}

std::int64_t MemoryMeter::bytes() const
{
    return m_start > 0 ? std::max<std::int64_t>(0, processMemory("VmHWM") - m_start) : 0;
}

} // namespace w2v

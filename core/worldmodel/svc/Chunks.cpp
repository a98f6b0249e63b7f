#include "core/worldmodel/svc/Chunks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::svc {

namespace {

using Metric = float (*)(const Pose&, const Pose&);

/// Indices of `count` poses by their metric to `target`, nearest first, ties by index.
std::vector<int> nearest(const std::vector<Pose>& poses, int end, const Pose& target, Metric metric, int count)
{
    std::vector<float> distance;
    for (int i = 0; i < end; ++i)
        distance.push_back(metric(poses[static_cast<std::size_t>(i)], target));
    std::vector<int> order(static_cast<std::size_t>(end));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return distance[static_cast<std::size_t>(a)] < distance[static_cast<std::size_t>(b)]; });
    order.resize(static_cast<std::size_t>(std::min(count, end)));
    return order;
}

/// The voted indices, most votes first, ties by who was voted first.
std::vector<int> ranking(const std::vector<int>& votes)
{
    std::vector<std::pair<int, int>> counted; // index, votes
    for (const int vote : votes) {
        const auto it = std::find_if(counted.begin(), counted.end(), [&](const auto& c) { return c.first == vote; });
        if (it == counted.end())
            counted.emplace_back(vote, 1);
        else
            ++it->second;
    }
    std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<int> result;
    for (const auto& [index, count] : counted)
        result.push_back(index);
    return result;
}

class Planner {
public:
    explicit Planner(const ChunkRequest& request) : m_request(request) {}

    std::vector<Chunk> run()
    {
        const std::string& strategy = m_request.strategy;
        if (strategy == "gt" || strategy == "gt-ltr" || strategy == "gt-nearest")
            withInputs();
        else if (strategy == "nearest" || strategy == "nearest-gt")
            byNearest();
        else if (strategy.starts_with("nearest-"))
            byMostVoted(votedFrames());
        else if (strategy == "interp" || strategy == "interp-gt")
            byInterval();
        else
            throw Error("chunk strategy " + strategy, "it is not known",
                        "Use gt, gt-ltr, gt-nearest, nearest, nearest-gt, nearest-<number>, interp or interp-gt.");
        return std::move(m_chunks);
    }

private:
    int slots() const { return m_request.slots; }
    int targets() const { return static_cast<int>(m_request.targets.size()); }
    int inputs() const { return static_cast<int>(m_request.inputs.size()); }
    int left() const { return slots() - static_cast<int>(m_chunk.size()); }

    void know(int index) { m_chunk.push_back({Slot::Kind::Conditioning, index}); }
    void want(int index) { m_chunk.push_back({Slot::Kind::Target, index}); }
    void addInputs()
    {
        for (const int index : m_request.inputs)
            know(index);
    }
    void close()
    {
        m_chunk.resize(static_cast<std::size_t>(slots()));
        m_chunks.push_back(std::move(m_chunk));
        m_chunk.clear();
    }
    [[noreturn]] void doesNotFit(const std::string& what) const
    {
        throw Error("chunk strategy " + m_request.strategy, fmt::format("{} do not fit into {} frames of one network call", what, slots()),
                    "Use fewer frames or inputs, more anchor frames, or another strategy.");
    }
    void checkInputsFit() const
    {
        if (inputs() >= slots())
            doesNotFit(fmt::format("{} input frames and a target", inputs()));
    }

    void withInputs()
    {
        checkInputsFit();
        const int room = slots() - inputs();
        for (int seen = 0; seen < targets();) {
            addInputs();
            if (seen > 0 && m_request.strategy != "gt")
                for (const int made : generatedFor(seen, room))
                    know(inputs() + made);
            while (left() > 0 && seen < targets())
                want(seen++);
            close();
        }
    }

    /// Which targets made before `seen` condition the next chunk.
    std::vector<int> generatedFor(int seen, int room) const
    {
        const int remaining = targets() - seen;
        int count = remaining >= static_cast<int>(std::floor(room * m_request.generatedShare))
            ? static_cast<int>(std::ceil(room * m_request.generatedShare))
            : room - remaining;
        count = std::min({count, m_request.mostGenerated, seen, room - 1});
        std::vector<int> chosen;
        if (m_request.strategy == "gt-ltr") {
            for (int i = seen - count; i < seen; ++i)
                chosen.push_back(i);
            return chosen;
        }
        std::vector<int> votes;
        for (int t = seen; t < std::min(targets(), seen + room - count); ++t)
            for (const Metric metric : {rotationBetween, distanceBetween})
                votes.push_back(nearest(m_request.targets, seen, m_request.targets[static_cast<std::size_t>(t)], metric, 1).front());
        chosen.push_back(seen - 1);
        for (const int index : ranking(votes))
            if (static_cast<int>(chosen.size()) < count && index != seen - 1)
                chosen.push_back(index);
        std::sort(chosen.begin(), chosen.end());
        return chosen;
    }

    void byNearest()
    {
        const bool always = m_request.strategy == "nearest-gt";
        if (always)
            checkInputsFit();
        std::vector<std::vector<int>> groups(m_request.known.size());
        for (int t = 0; t < targets(); ++t)
            groups[static_cast<std::size_t>(nearest(m_request.known, static_cast<int>(m_request.known.size()),
                                                    m_request.targets[static_cast<std::size_t>(t)], distanceBetween, 1).front())].push_back(t);
        const auto open = [&] {
            if (always)
                addInputs();
        };
        open();
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const bool inFront = always && std::find(m_request.inputs.begin(), m_request.inputs.end(), static_cast<int>(g)) != m_request.inputs.end();
            if (!inFront && slots() - (always ? inputs() : 0) < 2)
                doesNotFit("the inputs, a known frame and a target");
            bool anchored = inFront;
            for (const int target : groups[g]) {
                if (left() < (anchored ? 1 : 2)) {
                    close();
                    open();
                    anchored = inFront;
                }
                if (!anchored)
                    know(static_cast<int>(g));
                anchored = true;
                want(target);
            }
        }
        close();
    }

    int votedFrames() const
    {
        const std::string number = m_request.strategy.substr(8);
        int count = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
        if (error != std::errc() || end != number.data() + number.size() || count < 1)
            throw Error("chunk strategy " + m_request.strategy, "it does not end in a number of frames", "Write for example nearest-4.");
        if (count >= slots())
            doesNotFit(fmt::format("{} known frames and a target", count));
        return count;
    }

    void byMostVoted(int count)
    {
        const int room = slots() - count;
        for (int begin = 0; begin < targets(); begin += room) {
            const int end = std::min(targets(), begin + room);
            std::vector<int> votes;
            for (int t = begin; t < end; ++t)
                for (const int index : nearest(m_request.known, static_cast<int>(m_request.known.size()),
                                               m_request.targets[static_cast<std::size_t>(t)], distanceBetween, count))
                    votes.push_back(index);
            std::vector<int> chosen = ranking(votes);
            chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(count)));
            std::sort(chosen.begin(), chosen.end());
            for (const int index : chosen)
                know(index);
            for (int t = begin; t < end; ++t)
                want(t);
            close();
        }
    }

    void byInterval()
    {
        const bool always = m_request.strategy == "interp-gt";
        std::vector<int> borders;
        for (int i = 0; i < static_cast<int>(m_request.known.size()); ++i)
            if (!m_request.dropInputs || std::find(m_request.inputs.begin(), m_request.inputs.end(), i) == m_request.inputs.end())
                borders.push_back(i);
        double low = 0;
        const auto open = [&](int border) {
            if (always)
                addInputs();
            if (border >= 0)
                know(border);
        };
        open(-1);
        for (std::size_t b = 0; b < borders.size(); ++b) {
            const double high = m_request.knownOrder[static_cast<std::size_t>(borders[b])] + (b + 1 == borders.size() ? 0.01 : 0);
            std::vector<int> between;
            for (int t = 0; t < targets(); ++t)
                if (m_request.targetOrder[static_cast<std::size_t>(t)] >= low && m_request.targetOrder[static_cast<std::size_t>(t)] < high)
                    between.push_back(t);
            const int needed = static_cast<int>(between.size()) + 1;
            if (needed + 1 > slots())
                doesNotFit(fmt::format("{} targets between two known frames", between.size()));
            if (left() < needed) {
                close();
                open(b > 0 ? borders[b - 1] : -1);
                if (left() < needed) // the reference never ends here
                    doesNotFit(fmt::format("the inputs and {} targets between two known frames", between.size()));
            }
            for (const int target : between)
                want(target);
            know(borders[b]);
            low = high;
        }
        close();
    }

    const ChunkRequest& m_request;
    Chunk m_chunk;
    std::vector<Chunk> m_chunks;
};

/// Order of `values`, as an introsort gives it (median of three, insertion sort from 17 elements down; not stable): with ties
/// the reference's choice depends on exactly this.
std::vector<int> unstableOrder(const std::vector<int>& values)
{
    std::vector<int> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    const auto value = [&](int place) { return values[static_cast<std::size_t>(order[static_cast<std::size_t>(place)])]; };
    const auto swap = [&](int a, int b) { std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]); };
    constexpr int kInsertion = 16;
    std::vector<std::pair<int, int>> waiting{{0, static_cast<int>(values.size()) - 1}};
    while (!waiting.empty()) {
        auto [low, high] = waiting.back();
        waiting.pop_back();
        while (high - low > kInsertion) {
            const int middle = low + (high - low) / 2;
            if (value(middle) < value(low))
                swap(middle, low);
            if (value(high) < value(middle))
                swap(high, middle);
            if (value(middle) < value(low))
                swap(middle, low);
            const int pivot = value(middle);
            int i = low, j = high - 1;
            swap(middle, j);
            for (;;) {
                do
                    ++i;
                while (value(i) < pivot);
                do
                    --j;
                while (pivot < value(j));
                if (i >= j)
                    break;
                swap(i, j);
            }
            swap(i, high - 1);
            if (i - low < high - i) {
                waiting.emplace_back(i + 1, high);
                high = i - 1;
            } else {
                waiting.emplace_back(low, i - 1);
                low = i + 1;
            }
        }
        for (int i = low + 1; i <= high; ++i)
            for (int j = i; j > low && value(j) < value(j - 1); --j)
                swap(j, j - 1);
    }
    return order;
}

} // namespace

std::vector<Chunk> planChunks(const ChunkRequest& request)
{
    return Planner(request).run();
}

PaddedChunk padChunk(const Chunk& chunk)
{
    PaddedChunk padded;
    std::vector<bool> used(chunk.size());
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        if (chunk[i].kind == Slot::Kind::Empty)
            continue;
        const auto first = static_cast<std::size_t>(std::find(chunk.begin(), chunk.end(), chunk[i]) - chunk.begin());
        (chunk[i].kind == Slot::Kind::Conditioning ? padded.conditioningSlots : padded.targetSlots).push_back(static_cast<int>(first));
        used[first] = true;
    }
    const auto last = [](const std::vector<int>& slots) { return slots.empty() ? -1 : *std::max_element(slots.begin(), slots.end()); };
    const bool repeatKnown = last(padded.conditioningSlots) > last(padded.targetSlots);
    std::vector<int>& repeated = repeatKnown ? padded.conditioningSlots : padded.targetSlots;
    std::vector<std::pair<int, int>> entries; // slot, which of its kind
    for (std::size_t i = 0; i < repeated.size(); ++i)
        entries.emplace_back(repeated[i], static_cast<int>(i));
    for (std::size_t i = 0; i < chunk.size(); ++i)
        if (!used[i])
            entries.emplace_back(static_cast<int>(i), static_cast<int>(repeated.size()) - 1);
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    repeated.clear();
    std::vector<int>& map = repeatKnown ? padded.conditioning : padded.target;
    std::vector<int>& other = repeatKnown ? padded.target : padded.conditioning;
    map.assign(chunk.size(), -1);
    other.assign(chunk.size(), -1);
    for (const auto& [slot, index] : entries) {
        repeated.push_back(slot);
        map[static_cast<std::size_t>(slot)] = index;
    }
    const std::vector<int>& others = repeatKnown ? padded.targetSlots : padded.conditioningSlots;
    for (std::size_t i = 0; i < others.size(); ++i)
        other[static_cast<std::size_t>(others[i])] = static_cast<int>(i);
    return padded;
}

AnchorCount anchorCount(int firstSlots, int secondSlots, int inputs, int targets, const std::string& strategy, double ratio, int least)
{
    constexpr int kManyInputs = 9; // from here on the network calls grow with the inputs
    AnchorCount count{0, firstSlots, secondSlots};
    const bool always = strategy.find("-gt") != std::string::npos;
    if (strategy.starts_with("interp")) {
        const int room = secondSlots - 2 - (always && inputs < kManyInputs ? inputs : 0);
        if (room < 1)
            throw Error("chunk strategy " + strategy, fmt::format("{} inputs leave no room in {} frames of one network call", inputs, secondSlots),
                        "Use fewer inputs or another strategy.");
        count.anchors = static_cast<int>(std::ceil(static_cast<double>(targets) / room * ratio)) + 1;
        if (count.anchors + inputs < firstSlots)
            count.anchors = firstSlots - inputs;
        count.anchors = std::max(count.anchors, least);
        if (inputs >= kManyInputs) {
            count.firstSlots = count.anchors + inputs;
            count.secondSlots = secondSlots + (always ? inputs : 0);
        }
    } else {
        count.anchors = std::max(firstSlots - inputs, least);
        if (inputs >= kManyInputs)
            count.firstSlots = count.anchors + inputs;
    }
    return count;
}

std::vector<double> anchorPlaces(int targets, int anchors)
{
    std::vector<double> places;
    const double step = anchors > 1 ? static_cast<double>(targets - 1) / (anchors - 1) : 0;
    for (int i = 0; i < anchors; ++i)
        places.push_back(i + 1 == anchors && anchors > 1 ? targets : i * step + 1);
    return places;
}

std::vector<int> anchorsBetween(int cameras, int anchors, const std::vector<int>& inputs, const std::string& strategy)
{
    std::vector<int> chosen;
    if (strategy.starts_with("interp")) {
        std::vector<int> free;
        for (int i = 0; i < cameras; ++i)
            if (std::find(inputs.begin(), inputs.end(), i) == inputs.end())
                free.push_back(i);
        const double step = anchors > 1 ? static_cast<double>(free.size() - 1) / (anchors - 1) : 0;
        for (int i = 0; i < anchors && !free.empty(); ++i)
            chosen.push_back(free[i + 1 == anchors && anchors > 1 ? free.size() - 1 : static_cast<std::size_t>(std::ceil(i * step))]);
        return chosen;
    }
    std::vector<int> known = inputs;
    while (static_cast<int>(chosen.size()) < anchors) {
        std::vector<int> distance;
        for (int i = 0; i < cameras; ++i) {
            int closest = cameras;
            for (const int k : known)
                closest = std::min(closest, std::abs(i - k));
            distance.push_back(closest);
        }
        chosen.push_back(unstableOrder(distance).back());
        known.push_back(chosen.back());
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::vector<double> relativePlaces(const std::vector<double>& sources, const std::vector<double>& targets)
{
    if (sources.size() < 2)
        throw Error("relative places", "two sources at least are needed");
    std::vector<double> places;
    const std::size_t n = sources.size();
    for (const double target : targets) {
        const auto at = std::lower_bound(sources.begin(), sources.end(), target);
        const auto i = static_cast<std::size_t>(at - sources.begin());
        if (at != sources.end() && *at == target)
            places.push_back(static_cast<double>(i));
        else if (i == 0)
            places.push_back(-(sources[0] - target) / (sources[1] - sources[0]));
        else if (i == n)
            places.push_back(static_cast<double>(n) + (target - sources[n - 1]) / (sources[n - 1] - sources[n - 2]));
        else
            places.push_back(static_cast<double>(i - 1) + (target - sources[i - 1]) / (sources[i] - sources[i - 1]));
    }
    return places;
}

} // namespace w2v::svc

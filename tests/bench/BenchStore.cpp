// bench_store FOLDER [--peer bench_store.py] [--n 1000000] [--import-only | --no-import]: the store with a million records beside a plain SQLite script.
// The script (and gen_qa.py beside it, which makes the records) runs first, in turn with the store, in FOLDER, which needs 3 GiB.
// Printed are both figures of each step and their ratio; without --peer the store runs alone on FOLDER/qa.jsonl.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <random>
#include <regex>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Subprocess.h"
#include "core/dataset/DatasetTransfer.h"

using namespace w2v;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point since)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double peakMiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Latency {
    double p50 = 0, p99 = 0;
};

/// What the script printed: seconds of its build steps, latencies by name.
struct Peer {
    double build = 0, buildProcessor = 0;
    std::map<std::string, Latency> queries;
};

std::string run(const std::vector<std::string>& command)
{
    SubprocessOptions options;
    options.command = command;
    Subprocess process(options);
    std::string line, all;
    while (process.readLine(line, std::chrono::hours(1)) == Subprocess::Read::Line)
        all += line + '\n';
    if (const auto status = process.wait(std::chrono::minutes(1)); !status || !status->ok())
        throw Error(command[1], "failed: " + process.errorTail());
    return all;
}

Peer runPeer(const fs::path& script, const fs::path& folder, int n)
{
    const std::string text = run({"python3", script.string(), (folder / "peer.db").string(), "--n", std::to_string(n)});
    Peer peer;
    const std::regex insert(R"(insert \d+ rows ([\d.]+) s = \d+ rows/s \(cpu ([\d.]+) s)"), step(R"(: ([\d.]+) s wall, ([\d.]+) s cpu)"),
        query(R"(^(.*): p50 ([\d.]+) ms  p99 ([\d.]+) ms)");
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        if (std::regex_search(line, found, insert) || std::regex_search(line, found, step)) {
            peer.build += std::stod(found[1]);
            peer.buildProcessor += std::stod(found[2]);
        } else if (std::regex_search(line, found, query)) {
            peer.queries[found[1]] = {std::stod(found[2]), std::stod(found[3])};
        }
    }
    for (const char* end : {"", "-wal", "-shm"})
        fs::remove(folder / (std::string("peer.db") + end));
    return peer;
}

/// The script's parameter draws.
class Draws {
public:
    std::string pick(const std::vector<std::string>& from) { return from[m_random() % from.size()]; }
    std::string object()
    {
        return pick({"chair", "table", "lamp", "sofa", "bed", "shelf", "monitor", "keyboard", "plant", "window", "door", "cabinet",
                     "sink", "mirror", "clock", "bottle", "cup", "book", "bag", "box", "stool", "desk", "rug", "painting"});
    }
    std::string direction() { return pick({"left", "right", "front", "behind", "above", "below"}); }
    Task task() { return static_cast<Task>(m_random() % kTaskCount); }
    double share() { return static_cast<double>(m_random()) / static_cast<double>(std::mt19937::max()); }
    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }

private:
    std::mt19937 m_random{7};
};

class Queries {
public:
    Queries(const Project& project, const Peer& peer) : m_project(project), m_peer(peer) {}

    /// Times a query over random parameters; `make` draws them, what it returns runs.
    void time(const char* name, int times, const std::function<std::function<std::size_t()>()>& make)
    {
        std::vector<double> all;
        std::size_t rows = 0;
        double processor = 0;
        for (int i = 0; i < times; ++i) {
            const auto query = make();
            const double before = processorSeconds();
            const auto start = Clock::now();
            rows += query();
            all.push_back(milliseconds(start));
            processor += 1000 * (processorSeconds() - before);
        }
        std::sort(all.begin(), all.end());
        const Latency mine{all[all.size() / 2], all[std::min(all.size() - 1, all.size() * 99 / 100)]};
        std::printf("%-46s p50 %7.2f p99 %7.2f ms, processor %6.2f", name, mine.p50, mine.p99, processor / times);
        if (const auto other = m_peer.queries.find(name); other != m_peer.queries.end())
            std::printf("   script p50 %7.2f p99 %7.2f ms   ratio %.2f %.2f", other->second.p50, other->second.p99,
                        mine.p50 / other->second.p50, mine.p99 / other->second.p99);
        std::printf("   (%zu queries, %.0f rows)\n", all.size(), static_cast<double>(rows) / static_cast<double>(all.size()));
    }

    void all(int n)
    {
        Draws draw;
        const Project& p = m_project;
        const auto listed = [&](RecordFilter filter, RecordPage page) {
            return [&p, filter = std::move(filter), page] { return p.recordRows(filter, page).size(); };
        };
        const auto words = [&] { return draw.object() + " " + draw.object() + " "; };
        time("count by task+split+difficulty range", 200, [&] {
            const double low = draw.share() * 0.8;
            RecordFilter filter{.tasks = {draw.task()}, .split = "train", .minDifficulty = low, .maxDifficulty = low + 0.1};
            return [&p, filter] { return static_cast<std::size_t>(p.countRecords(filter)) > 0 ? 1u : 0u; };
        });
        time("first page of 50, filter+order by difficulty", 200, [&] {
            return listed({.tasks = {draw.task()}, .split = "val", .minDifficulty = draw.share() * 0.9},
                          {.order = RecordOrder::Difficulty});
        });
        time("page of 50 by keyset on id, no filter", 200, [&] {
            return [&p, number = draw.below(n)] {
                RecordRow before;
                before.number = number;
                return p.recordRows({}, {.after = &before}).size();
            };
        });
        time("page of 50 by OFFSET, no filter", 10, [&] { return listed({}, {.offset = draw.below(n)}); });
        time("all of one scene", 200, [&] {
            char scene[16];
            std::snprintf(scene, sizeof scene, "scene%05d", draw.below(5000));
            return listed({.scene = scene}, {.limit = 1'000'000});
        });
        time("facet counts task x split (full index scan)", 10,
             [&] { return [&p] { return p.statistics().at("groups").size(); }; });
        time("full text, 2 words, first 50 by rowid", 200, [&] {
            return [&p, filter = RecordFilter{.text = words()}] { return p.recordNumbers(filter, RecordOrder::Creation, 50).size(); };
        });
        time("full text, 2 words, count of all hits", 10, [&] {
            return [&p, filter = RecordFilter{.text = words()}] { return p.countRecords(filter) > 0 ? 1u : 0u; };
        });
        time("full text, 3-word phrase, top 50 by bm25", 10, [&] {
            return [&p, filter = RecordFilter{.text = fmt::format("\"{} of the {}\"", draw.direction(), draw.object())}] {
                return p.recordNumbers(filter, RecordOrder::Relevance, 50).size();
            };
        });
        time("full text + filter join, first 50", 200,
             [&] { return listed({.tasks = {draw.task()}, .split = "val", .text = words()}, {}); });
        time("LIKE scan (no index), count", 10, [&] { // the store finds the words of the text in its index
            return [&p, filter = RecordFilter{.text = fmt::format("\"{} to the {}\"", draw.object(), draw.direction())}] {
                return p.countRecords(filter) > 0 ? 1u : 0u;
            };
        });
    }

private:
    const Project& m_project;
    const Peer& m_peer;
};

void step(const char* name, const std::function<void()>& work)
{
    const auto start = Clock::now();
    const double processor = processorSeconds();
    work();
    std::printf("%-48s %.2f s wall, %.2f s processor, peak memory %.0f MiB\n", name, milliseconds(start) / 1000,
                processorSeconds() - processor, peakMiB());
}

} // namespace

int main(int argc, char** argv)
try {
    fs::path folder, script;
    int n = 1'000'000;
    bool onlyImport = false, import = true;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--peer" && i + 1 < argc)
            script = argv[++i];
        else if (word == "--n" && i + 1 < argc)
            n = std::atoi(argv[++i]);
        else if (word == "--import-only")
            onlyImport = true;
        else if (word == "--no-import") // the project of the run before
            import = false;
        else
            folder = word;
    }
    if (folder.empty()) {
        std::fputs("usage: bench_store FOLDER [--peer bench_store.py] [--n 1000000] [--import-only | --no-import]\n", stderr);
        return 2;
    }
    createFolder(folder);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const fs::path records = folder / "qa.jsonl", path = folder / "bench.w2v";
    Peer peer;
    if (!script.empty()) {
        if (!fs::exists(records))
            run({"python3", (script.parent_path() / "gen_qa.py").string(), records.string(), "--n", std::to_string(n)});
        peer = runPeer(script, folder, n);
    }
    if (import) {
        fs::remove_all(path);
        Project project = Project::create(path);
        SilentJobContext job;
        TransferReport report;
        const auto start = Clock::now();
        const double processor = processorSeconds();
        report = importRecords(project, records, {}, job);
        const double wall = milliseconds(start) / 1000, spent = processorSeconds() - processor;
        std::printf("import %lld rows: %.2f s = %.0f rows/s (%.2f s processor, peak memory %.0f MiB)", static_cast<long long>(report.records),
                    wall, static_cast<double>(report.records) / wall, spent, peakMiB());
        if (peer.build > 0)
            std::printf("   script %.2f s (%.2f s processor)   ratio %.2f", peer.build, peer.buildProcessor, wall / peer.build);
        std::printf("\n");
        for (const std::string& problem : report.problems)
            std::printf("  %s\n", problem.c_str());
    }
    if (onlyImport)
        return 0;
    std::printf("database %.0f MiB\n", static_cast<double>(fs::file_size(path / "project.sqlite")) / (1 << 20));
    const auto opening = Clock::now();
    Project project = Project::open(path);
    (void)project.recordRows({}, RecordPage{});
    std::printf("open and first page: %.1f ms\n", milliseconds(opening));
    Queries(project, peer).all(n);
    std::vector<std::int64_t> numbers;
    step("numbers of all records", [&] { numbers = project.recordNumbers({}); });
    numbers.resize(std::min<std::size_t>(numbers.size(), 100'000));
    step("bulk edit of 100,000 records", [&] { project.setRecordState(numbers, "accepted", "seen by the bench"); });
    step("undo of it", [&] { project.undo(); });
    step("redo of it", [&] { project.redo(); });
    step("integrity check", [&] {
        if (const std::string problems = project.integrityProblems(); !problems.empty())
            throw Error("project", problems);
    });
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

// bench_project [records] [rollouts]: times the project store on a new project in the temporary folder.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <unistd.h>

#include "core/dataset/FramePack.h"
#include "core/dataset/Project.h"
#include "tests/core/dataset/SampleProject.h"

namespace {

double milliseconds(const std::function<void()>& work, double* processor = nullptr)
{
    const std::clock_t before = std::clock();
    const auto start = std::chrono::steady_clock::now();
    work();
    if (processor)
        *processor = 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void once(const char* what, const std::function<void()>& work)
{
    double processor = 0;
    const double wall = milliseconds(work, &processor);
    std::printf("%-52s %10.1f ms (%.1f ms of processor time)\n", what, wall, processor);
}

void repeated(const char* what, int times, const std::function<void(int)>& work)
{
    std::vector<double> all;
    for (int i = 0; i < times; ++i)
        all.push_back(milliseconds([&] { work(i); }));
    std::sort(all.begin(), all.end());
    std::printf("%-52s %10.2f ms median, %.2f ms p95\n", what, all[all.size() / 2], all[all.size() * 95 / 100]);
}

} // namespace

int main(int argc, char** argv)
{
    using namespace w2v;
    const int recordCount = argc > 1 ? std::atoi(argv[1]) : 40'000, rolloutCount = argc > 2 ? std::atoi(argv[2]) : 12'000;
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("bench_project." + std::to_string(::getpid()));
    {
        Project project = Project::create(folder / "bench.w2v");
        std::vector<RolloutRecord> rollouts;
        for (int i = 0; i < rolloutCount; ++i)
            rollouts.push_back(test::sampleRollout(i, {}, 4));
        std::vector<QaRecord> records = test::sampleRecords(recordCount);
        for (QaRecord& record : records)
            record.rollout.clear();
        std::printf("%d records, %d rollouts\n", recordCount, rolloutCount);
        once("addRollouts", [&] { project.addRollouts(rollouts); });
        once("forEachRollout", [&] { project.forEachRollout([](const RolloutRecord&) {}); });
        once("addRecords, not journalled", [&] { project.addRecords(records, "", false); });
        RecordFilter text, facet;
        text.text = "forward meters";
        facet.tasks = {Task::A1};
        facet.state = "pending";
        facet.split = "train";
        repeated("records(): page of 50 anywhere", 200, [&](int i) { project.records({}, i * 7919L % recordCount, 50); });
        repeated("records(): page of 50, three facets", 200,
                 [&](int i) { project.records(facet, i * 7919L % (recordCount / 3), 50); });
        repeated("records(): page of 50, full text", 50, [&](int i) { project.records(text, i * 50, 50); });
        repeated("countRecords(), three facets", 50, [&](int) { project.countRecords(facet); });
        repeated("statistics()", 20, [&](int) { project.statistics(); });
        repeated("dataVersion()", 200, [&](int) { project.dataVersion(); });
        const std::vector<std::string> ids = project.recordIds({});
        repeated("setRecordState() of one record, on disk", 50,
                 [&](int i) { project.setRecordState({&ids[static_cast<std::size_t>(i)], 1}, "rejected", "x"); });
        once("setRecordState() of all records", [&] { project.setRecordState(ids, "accepted", ""); });
        once("undo() of it", [&] { project.undo(); });
        once("redo() of it", [&] { project.redo(); });
        once("removeRecords() of all", [&] { project.removeRecords({}, "Remove"); });
        once("undo() of it", [&] { project.undo(); });

        std::vector<PackedFrame> frames(40, PackedFrame{ColorImage(512, 512, 90), DepthMap(512, 512, 2.0f), Mask(512, 512, 255)});
        std::string digest;
        once("putBlob() of a pack of 40 frames 512 x 512", [&] { digest = project.putBlob(encodeFramePack(frames)); });
        repeated("loadImage() from that pack", 200, [&](int i) { project.loadImage(ImageRef{digest, i % 40}.text()); });
    }
    once("open()", [&] { (void)Project::open(folder / "bench.w2v"); });
    std::filesystem::remove_all(folder);
    return 0;
}

// bench_events FILE [--window]: reads a TensorBoard event file as the dashboard does; with --window the real Train workspace follows a copy
// of it (needs a display): time to the first chart, to all points, and from an append to its point on the chart. Memory is the process's peak.
#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <vector>

#include "core/base/Files.h"
#include "core/training/EventFile.h"
#include "core/training/EventReader.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "tests/support/PeakMemory.h"
#include "ui/plots/CurveChart.h"
#include "ui/train/RunCharts.h"
#include "ui/train/RunsModel.h"
#include "ui/train/TrainWorkspace.h"

using namespace w2v;

namespace {

void readOnly(const fs::path& file)
{
    std::vector<double> times;
    std::size_t points = 0;
    std::uint64_t damaged = 0;
    for (int repeat = 0; repeat < 7; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        const MetricBatch batch = EventReader(file).poll();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        points = batch.added.points();
        damaged = batch.damaged;
    }
    std::sort(times.begin(), times.end());
    std::printf("reader: %zu points, %llu damaged, %.1f MB: median %.1f ms\n", points, static_cast<unsigned long long>(damaged),
                static_cast<double>(fs::file_size(file)) / 1e6, times[times.size() / 2]);
}

CurveChart* firstChart(TrainWorkspace& window)
{
    for (CurveChart* chart : window.findChildren<CurveChart*>())
        if (!chart->isHidden() && chart->curveCount() > 0 && chart->series(0).size() > 0)
            return chart;
    return nullptr;
}

void inWindow(const fs::path& file)
{
    const test::ProjectFixture fixture(16);
    QTemporaryDir folder;
    const fs::path copy = fs::path(folder.path().toStdString()) / file.filename();
    fs::copy_file(file, copy);
    Session session;
    if (!session.openProject(fixture.path()))
        return;
    TrainWorkspace window(session);
    window.resize(1280, 800);
    window.show();
    if (!QTest::qWaitForWindowExposed(&window))
        return;
    window.activate();
    QTest::qWait(500);
    std::printf("window before: peak %.0f MB\n", static_cast<double>(test::processMemory("VmHWM")) / 1e6);
    QElapsedTimer clock;
    clock.start();
    window.follow(copy);
    qint64 longest = 0, first = -1;
    const auto whole = [&] {
        const RunsModel::Run* run = window.runs().at(0);
        std::size_t drawn = 0;
        for (CurveChart* chart : window.findChildren<CurveChart*>())
            for (int i = 0; i < chart->curveCount(); ++i)
                drawn += chart->series(i).size();
        return run && run->metrics.points() > 0 && drawn == run->metrics.points();
    };
    while (!whole() && clock.elapsed() < 20'000) {
        QElapsedTimer turn;
        turn.start();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        longest = std::max(longest, turn.elapsed());
        if (first < 0 && firstChart(window)) {
            window.grab(); // everything that is drawn so far
            first = clock.elapsed();
        }
    }
    std::printf("window: first chart %lld ms, all points %lld ms, longest turn of the event loop %lld ms, peak %.0f MB\n", static_cast<long long>(first),
                static_cast<long long>(clock.elapsed()), static_cast<long long>(longest), static_cast<double>(test::processMemory("VmHWM")) / 1e6);
    std::vector<qint64> waits;
    for (int i = 0; i < 10; ++i) {
        CurveChart* chart = firstChart(window);
        const std::size_t before = chart->series(0).size();
        const auto& x = chart->series(0).x();
        std::ofstream(copy, std::ios::binary | std::ios::app)
            << eventRecord(scalarEvent({static_cast<std::int64_t>(x.back()) + 1, 1.8e9, {{chart->title().toStdString(), 1.0}}}));
        clock.restart();
        while (chart->series(0).size() == before && clock.elapsed() < 5000)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        window.grab();
        waits.push_back(clock.elapsed());
        QTest::qWait(137);
    }
    std::sort(waits.begin(), waits.end());
    std::printf("append to chart: median %lld ms, most %lld ms; peak %.0f MB\n", static_cast<long long>(waits[waits.size() / 2]),
                static_cast<long long>(waits.back()), static_cast<double>(test::processMemory("VmHWM")) / 1e6);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_events FILE [--window]\n");
        return 2;
    }
    const fs::path file = argv[1];
    if (argc > 2 && std::string(argv[2]) == "--window") {
        QApplication application(argc, argv);
        inWindow(file);
    } else {
        readOnly(file);
        std::printf("peak %.0f MB\n", static_cast<double>(test::processMemory("VmHWM")) / 1e6);
    }
    return 0;
}

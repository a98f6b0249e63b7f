#include <QtTest>

#include <cmath>
#include <cstring>
#include <fstream>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/Crc32c.h"
#include "core/training/EventFile.h"
#include "core/training/MetricsReader.h"
#include "core/training/MetricsWriter.h"

using namespace w2v;

class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksumsMatchKnownValues();
    void eventFileHoldsTheScalars();
    void rowsComeBack();
    void readerFollowsTheWriter();
    void partialLineWaits();
    void shrunkFileStartsAgain();
    void rewrittenFileStartsAgain();
    void replacedFileStartsAgain();
    void damagedLinesAreNoted();
    void pythonNumbersAreAccepted();
    void longLinesAreSkipped();
    void writerContinuesAfterAKill();
    void resumedRunsDropLaterRows();
    void missingFileHasNoRows();
};

namespace {

struct Folder {
    QTemporaryDir directory;
    fs::path path = directory.path().toStdString();
    fs::path jsonl = path / "metrics.jsonl";

    void append(const std::string& text, std::ios::openmode mode = std::ios::app) const
    {
        std::ofstream(jsonl, std::ios::binary | mode) << text;
    }
};

template <class T>
T at(const std::string& bytes, std::size_t offset)
{
    T value{};
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// The payloads of an event file; fails the test when a length or a checksum is wrong.
std::vector<std::string> records(const std::string& bytes)
{
    std::vector<std::string> out;
    for (std::size_t offset = 0; offset < bytes.size();) {
        const auto length = at<std::uint64_t>(bytes, offset);
        if (at<std::uint32_t>(bytes, offset + 8) != maskedCrc32c(bytes.substr(offset, 8)) || length > bytes.size())
            return {};
        const std::string payload = bytes.substr(offset + 12, length);
        if (at<std::uint32_t>(bytes, offset + 12 + length) != maskedCrc32c(payload))
            return {};
        out.push_back(payload);
        offset += 16 + length;
    }
    return out;
}

} // namespace

void TestMetrics::checksumsMatchKnownValues()
{
    QCOMPARE(crc32c("123456789"), 0xE3069283u);
    QCOMPARE(maskedCrc32c("\x1A\x11" "CRC test, one two"), 0x5794D08Au);
    QCOMPARE(crc32c(""), 0u);
}

void TestMetrics::eventFileHoldsTheScalars()
{
    const Folder folder;
    fs::path file;
    {
        MetricsWriter writer(folder.path);
        writer.write({300, 12.5, {{"loss", 0.25}, {"eval/A2/direction", 75}}});
        file = writer.eventFile();
    }
    QVERIFY(QString::fromStdString(file.filename().string()).contains(QRegularExpression("^events\\.out\\.tfevents\\.\\d{10}\\.")));
    const auto payloads = records(readFile(file));
    QCOMPARE(payloads.size(), std::size_t{2});
    QVERIFY(payloads[0].ends_with("\x1A\x0D" "brain.Event:2"));
    // wall_time, step 300 as a varint, then the summary of two values.
    std::string expected = "\x09";
    expected.append(8, '\0');
    const double time = 12.5;
    std::memcpy(expected.data() + 1, &time, 8);
    expected += std::string("\x10\xAC\x02\x2A\x2D", 5);
    expected += std::string("\x0A\x11\x0A\x0Atrain/loss\x15\0\0\x80\x3E", 19);
    expected += std::string("\x0A\x18\x0A\x11" "eval/A2/direction\x15\0\0\x96\x42", 26);
    QCOMPARE(QByteArray::fromStdString(payloads[1]).toHex(), QByteArray::fromStdString(expected).toHex());
}

void TestMetrics::rowsComeBack()
{
    const Folder folder;
    MetricsWriter writer(folder.path);
    writer.write({1, 2.5, {{"loss", 1.0 / 3.0}, {"bad", std::nan("")}, {"\xFF", 1}}});
    writer.write({2, 0, {}});
    MetricsReader reader(folder.jsonl);
    const auto rows = reader.poll();
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].step, 1);
    QCOMPARE(rows[0].time, 2.5);
    QCOMPARE(rows[0].value("loss"), 1.0 / 3.0);
    QVERIFY(std::isnan(rows[0].value("bad")));
    QVERIFY(std::isnan(rows[0].value("no such value")));
    QVERIFY(rows[1].time > 1.6e9);
    QVERIFY(!QString::fromStdString(readFile(folder.jsonl)).contains("NaN"));
    QVERIFY(reader.problems().empty());
}

void TestMetrics::readerFollowsTheWriter()
{
    const Folder folder;
    MetricsWriter writer(folder.path);
    MetricsReader reader(folder.jsonl);
    for (int step = 1; step <= 50; ++step) {
        writer.write({step, 1, {{"loss", step}}});
        const auto rows = reader.poll();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].step, step);
        QVERIFY(!reader.restarted());
    }
    QVERIFY(reader.poll().empty());
}

void TestMetrics::partialLineWaits()
{
    const Folder folder;
    folder.append("{\"step\": 1}\n{\"st");
    MetricsReader reader(folder.jsonl);
    QCOMPARE(reader.poll().size(), std::size_t{1});
    QCOMPARE(reader.poll().size(), std::size_t{0});
    folder.append("ep\": 2}\r");
    QCOMPARE(reader.poll().size(), std::size_t{0});
    folder.append("\n\n{\"step\": 3}\n");
    const auto rows = reader.poll();
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].step, 2);
    QCOMPARE(rows[1].step, 3);
}

void TestMetrics::shrunkFileStartsAgain()
{
    const Folder folder;
    folder.append("{\"step\": 1}\n{\"step\": 2}\n");
    MetricsReader reader(folder.jsonl);
    QCOMPARE(reader.poll().size(), std::size_t{2});
    folder.append("{\"step\": 9}\n", std::ios::trunc);
    const auto rows = reader.poll();
    QVERIFY(reader.restarted());
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].step, 9);
    reader.poll();
    QVERIFY(!reader.restarted());
}

void TestMetrics::rewrittenFileStartsAgain()
{
    const Folder folder;
    folder.append("{\"step\": 1}\n{\"step\": 2}\n");
    MetricsReader reader(folder.jsonl);
    reader.poll();
    folder.append("{\"step\": 5}\n{\"step\": 6}\n{\"step\": 7}\n", std::ios::trunc); // same file, already longer
    const auto rows = reader.poll();
    QVERIFY(reader.restarted());
    QCOMPARE(rows.size(), std::size_t{3});
}

void TestMetrics::replacedFileStartsAgain()
{
    const Folder folder;
    folder.append("{\"step\": 1}\n");
    MetricsReader reader(folder.jsonl);
    reader.poll();
    writeFileAtomic(folder.jsonl, "{\"step\": 1}\n{\"step\": 2}\n");
    QCOMPARE(reader.poll().size(), std::size_t{2});
    QVERIFY(reader.restarted());
}

void TestMetrics::damagedLinesAreNoted()
{
    const Folder folder;
    folder.append("{\"step\": 1}\nnot json\n[1]\n{\"loss\": 2}\n{\"step\": 1.5}\n{\"step\": 99999999999999999999}\n\xFF\xFE\n{\"step\": 2}\n");
    MetricsReader reader(folder.jsonl);
    QCOMPARE(reader.poll().size(), std::size_t{2});
    QCOMPARE(reader.problems().size(), std::size_t{6});
    QVERIFY2(QString::fromStdString(reader.problems()[0]).contains("metrics.jsonl:2"), reader.problems()[0].c_str());
    for (int i = 0; i < 500; ++i)
        folder.append("x\n");
    reader.poll();
    QCOMPARE(reader.problems().size(), std::size_t{100});
}

void TestMetrics::pythonNumbersAreAccepted()
{
    const MetricsRow row = parseMetricsLine(R"({"step": 3, "loss": NaN, "a NaN \" Infinity": 1, "high": -Infinity, "low": Infinity})", "f:1");
    QCOMPARE(row.step, 3);
    QVERIFY(std::isnan(row.value("loss")));
    QCOMPARE(row.value("a NaN \" Infinity"), 1.0);
    QCOMPARE(row.values.size(), std::size_t{4});
}

void TestMetrics::longLinesAreSkipped()
{
    const Folder folder;
    folder.append("{\"step\": 1, \"x\": \"" + std::string(300 << 10, 'a'));
    MetricsReader reader(folder.jsonl);
    QVERIFY(reader.poll().empty());
    folder.append(std::string(300 << 10, 'b') + "\"}\n{\"step\": 2}\n");
    const auto rows = reader.poll();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].step, 2);
    QCOMPARE(reader.problems().size(), std::size_t{1});
}

void TestMetrics::writerContinuesAfterAKill()
{
    const Folder folder;
    folder.append("{\"step\": 1}\n{\"step\": 2, \"lo");
    MetricsWriter writer(folder.path);
    writer.write({2, 1, {}});
    MetricsReader reader(folder.jsonl);
    const auto rows = reader.poll();
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[1].step, 2);
    QVERIFY(reader.problems().empty());
}

void TestMetrics::resumedRunsDropLaterRows()
{
    const Folder folder;
    folder.append("{\"step\": 1, \"loss\": 0.50}\n{\"step\": 3}\n{\"step\": 2}\n{\"step\": 4, \"lo");
    fs::path events;
    {
        MetricsWriter writer(folder.path, 2);
        writer.write({3, 1, {{"loss", 7}}});
        events = writer.eventFile();
    }
    const std::string text = readFile(folder.jsonl);
    QVERIFY2(text.starts_with("{\"step\": 1, \"loss\": 0.50}\n{\"step\": 2}\n{\"step\":3,"), text.c_str());
    QCOMPARE(MetricsReader(folder.jsonl).poll().size(), std::size_t{3});
    const auto payloads = records(readFile(events)); // version, session start at step 3, the row
    QCOMPARE(payloads.size(), std::size_t{3});
    QVERIFY(payloads[1].ends_with(std::string("\x10\x03\x3A\x02\x08\x01", 6)));
    dropLinesAfter(folder.path / "none.jsonl", 1);
}

void TestMetrics::missingFileHasNoRows()
{
    MetricsReader reader("/nowhere/metrics.jsonl");
    QVERIFY(reader.poll().empty());
    MetricsReader folder(fs::temp_directory_path());
    QVERIFY_THROWS_EXCEPTION(Error, folder.poll());
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_Metrics.moc"

#include <QtTest>

#include <cmath>
#include <cstring>
#include <fstream>

#include "core/base/Files.h"
#include "core/training/Crc32c.h"
#include "core/training/EventFile.h"
#include "core/training/EventReader.h"
#include "core/training/MetricsWriter.h"

using namespace w2v;

namespace {

struct File {
    QTemporaryDir directory;
    fs::path path = fs::path(directory.path().toStdString()) / "events.out.tfevents.1700000000.host";

    void append(const std::string& bytes) const { std::ofstream(path, std::ios::binary | std::ios::app) << bytes; }
    void replace(const std::string& bytes) const { std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes; }
};

std::string scalar(std::int64_t step, float value, const std::string& tag = "loss")
{
    return eventRecord(scalarEvent({step, 1.7e9 + static_cast<double>(step), {{tag, value}}}));
}

std::string field(char tag, const std::string& bytes)
{
    std::string out{tag, static_cast<char>(bytes.size())};
    return out += bytes;
}

/// An event of step 7 with one value: `tag` and the fields of it.
std::string recordOf(const std::string& tag, const std::string& fields)
{
    const std::string value = field('\x0A', tag) + fields;
    return eventRecord(std::string("\x09\0\0\0\0\0\0\xF0\x3F\x10\x07", 11) + field('\x2A', field('\x0A', value)));
}

std::string packed(double value)
{
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &value, 8);
    return bytes;
}

} // namespace

class TestEventReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheWriterWrote()
    {
        const File file;
        QTemporaryDir folder;
        MetricsWriter writer(folder.path().toStdString());
        writer.write({3, 5.0, {{"loss", 0.5}, {"eval/A2/accuracy", 25}}});
        writer.write({4, 6.0, {{"loss", 0.25}}});
        EventReader reader(writer.eventFile());
        const MetricBatch batch = reader.poll();
        QCOMPARE(batch.damaged, std::uint64_t{0});
        QVERIFY(!batch.restarted);
        const MetricColumn* loss = batch.added.find("train/loss");
        QVERIFY(loss);
        QCOMPARE(loss->steps, (std::vector<std::int64_t>{3, 4}));
        QCOMPARE(loss->values, (std::vector<double>{0.5, 0.25}));
        QCOMPARE(loss->times, (std::vector<double>{5, 6}));
        QCOMPARE(batch.added.find("eval/A2/accuracy")->values, std::vector<double>{25});
        QCOMPARE(reader.progress().step, 4);
        QVERIFY(reader.poll().added.empty());
    }

    void aTailThatIsNotWholeWaits()
    {
        const File file;
        const std::string all = eventRecord(eventFileVersion(1)) + scalar(1, 1) + scalar(2, 2);
        EventReader growing(file.path);
        QVERIFY(growing.poll().added.empty()); // not there yet
        std::size_t points = 0;
        for (const char byte : all) { // byte by byte
            file.append(std::string(1, byte));
            const MetricBatch batch = growing.poll();
            QCOMPARE(batch.damaged, std::uint64_t{0});
            QVERIFY(batch.problems.empty());
            points += batch.added.points();
        }
        QCOMPARE(points, std::size_t{2});
    }

    void aDamagedPayloadIsSkippedAndTold()
    {
        const File file;
        const std::string head = eventRecord(eventFileVersion(1)) + scalar(1, 1);
        std::string bad = scalar(2, 2);
        bad[20] = static_cast<char>(bad[20] ^ 0x40);
        file.append(head + bad + scalar(3, 3));
        const MetricBatch batch = EventReader(file.path).poll();
        QCOMPARE(batch.damaged, std::uint64_t{1});
        QCOMPARE(batch.problems.size(), std::size_t{1});
        QVERIFY2(batch.problems[0].find("byte " + std::to_string(head.size()) + ":") != std::string::npos, batch.problems[0].c_str());
        QCOMPARE(batch.added.find("train/loss")->steps, (std::vector<std::int64_t>{1, 3}));
    }

    void afterADamagedLengthTheNextRecordIsFound()
    {
        const File file;
        const std::string head = eventRecord(eventFileVersion(1)) + scalar(1, 1);
        std::string bad = scalar(2, 2);
        bad[0] = static_cast<char>(bad[0] ^ 0xFF);
        file.append(head + bad + std::string(1000, 'x') + scalar(3, 3) + scalar(4, 4));
        EventReader reader(file.path);
        const MetricBatch batch = reader.poll();
        QCOMPARE(batch.damaged, std::uint64_t{1});
        QVERIFY(batch.problems[0].find("byte " + std::to_string(head.size()) + ":") != std::string::npos);
        QCOMPARE(batch.added.find("train/loss")->steps, (std::vector<std::int64_t>{1, 3, 4}));

        // Where nothing whole follows yet, it is told once and looked for in what comes later.
        file.append(bad);
        QCOMPARE(reader.poll().damaged, std::uint64_t{1});
        file.append(std::string(100, 'y'));
        QCOMPARE(reader.poll().damaged, std::uint64_t{0});
        file.append(scalar(9, 9));
        QCOMPARE(reader.poll().added.find("train/loss")->steps, std::vector<std::int64_t>{9});
    }

    void lengthsThatLieAreRefused()
    {
        const File file;
        std::string huge(8, '\xFF'); // 2^64 - 1 bytes, with a right checksum
        const std::uint32_t crc = maskedCrc32c(huge);
        huge.append(reinterpret_cast<const char*>(&crc), 4);
        file.append(scalar(1, 1) + huge + scalar(2, 2));
        EventReader reader(file.path);
        QCOMPARE(reader.poll().added.points(), std::size_t{1}); // "not written yet", and nothing was set aside for it
        QVERIFY(reader.poll().added.empty());
    }

    void roomSetAsideIsNotDamage()
    {
        const File file;
        file.append(scalar(1, 1) + std::string(4096, '\0'));
        const MetricBatch batch = EventReader(file.path).poll();
        QCOMPARE(batch.damaged, std::uint64_t{0});
        QCOMPARE(batch.added.points(), std::size_t{1});
    }

    void recordsLongerThanAChunk()
    {
        const File file;
        const std::string text(9 << 20, 't'); // a long log message between two scalars
        std::string length;
        for (std::size_t n = text.size(); ; n >>= 7) {
            length += static_cast<char>(n >= 0x80 ? (n & 0x7F) | 0x80 : n);
            if (n < 0x80)
                break;
        }
        file.append(scalar(1, 1) + eventRecord(std::string("\x09\0\0\0\0\0\0\0\0\x32", 10).append(length).append(text)) + scalar(2, 2));
        const MetricBatch batch = EventReader(file.path).poll();
        QCOMPARE(batch.damaged, std::uint64_t{0});
        QCOMPARE(batch.added.find("train/loss")->steps, (std::vector<std::int64_t>{1, 2}));
    }

    void tensorsOfOneNumber()
    {
        const File file;
        const std::string plain = "\x12\x00"; // a shape without dimensions
        const auto tensor = [&](const std::string& fields) { return field('\x42', fields); };
        using namespace std::string_literals;
        file.append(recordOf("float", tensor("\x08\x01\x12\x00\x2A\x04\x00\x00\x20\x40"s)));
        file.append(recordOf("double", tensor("\x08\x02\x12\x00"s + field('\x32', packed(0.1)))));
        file.append(recordOf("content", tensor("\x08\x01\x12\x00\x22\x04\x00\x00\x20\x40"s)));
        file.append(recordOf("half", tensor("\x08\x13\x12\x00\x6A\x02\x80\x78"s)));       // bits 0x3C00
        file.append(recordOf("bfloat16", tensor("\x08\x0E\x12\x00\x6A\x03\xA0\x80\x01"s))); // bits 0x4020
        file.append(recordOf("int64", tensor("\x08\x09\x12\x00\x52\x01\x2A"s)));
        file.append(recordOf("vector", tensor("\x08\x01\x12\x04\x12\x02\x08\x01\x2A\x04\x00\x00\x20\x40"s)));
        file.append(recordOf("picture", field('\x4A', field('\x0A', "\x0A\x06images")) + tensor("\x08\x01\x12\x00\x2A\x04\x00\x00\x20\x40"s)));
        file.append(recordOf("placeholder", "\x15\x00\x00\x80\x3F"s));
        const MetricBatch batch = EventReader(file.path).poll();
        QCOMPARE(batch.damaged, std::uint64_t{0});
        QCOMPARE(lastValue(batch.added, "float"), 2.5);
        QCOMPARE(lastValue(batch.added, "double"), 0.1);
        QCOMPARE(lastValue(batch.added, "content"), 2.5);
        QCOMPARE(lastValue(batch.added, "half"), 1.0);
        QCOMPARE(lastValue(batch.added, "bfloat16"), 2.5);
        QCOMPARE(lastValue(batch.added, "int64"), 42.0);
        QCOMPARE(batch.added.columns().size(), std::size_t{6});
    }

    void aSessionThatStartsDropsLaterSteps()
    {
        const File file;
        std::string start = "\x09";
        start.append(8, '\0');
        start += "\x10\x05\x3A\x02\x08\x01"; // step 5, START
        file.append(scalar(1, 1) + scalar(5, 5) + scalar(6, 6) + scalar(7, 7));
        EventReader reader(file.path);
        MetricTable table;
        apply(reader.poll(), table);
        file.append(eventRecord(start) + scalar(6, 60));
        const auto changes = apply(reader.poll(), table);
        QVERIFY(!changes.empty());
        QCOMPARE(table.find("train/loss")->steps, (std::vector<std::int64_t>{1, 5, 6}));
        QCOMPARE(table.find("train/loss")->values, (std::vector<double>{1, 5, 60}));
    }

    void withoutOneTheLaterPointOfAStepCounts()
    {
        const File file;
        file.append(scalar(1, 1) + scalar(2, 2) + scalar(3, 3) + scalar(4, 4) + scalar(2, 20));
        EventReader reader(file.path);
        MetricTable table;
        apply(reader.poll(), table);
        QCOMPARE(table.find("train/loss")->values, (std::vector<double>{1, 20, 3, 4}));
        file.append(scalar(3, 30) + scalar(5, 50));
        apply(reader.poll(), table);
        QCOMPARE(table.find("train/loss")->values, (std::vector<double>{1, 20, 30, 4, 50}));
        file.append(scalar(1, 100)); // and back again
        const auto changes = apply(reader.poll(), table);
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes[0].first, std::size_t{0});
        QCOMPARE(table.find("train/loss")->values, (std::vector<double>{100, 20, 30, 4, 50}));
    }

    void aReplacedFileBeginsAgain()
    {
        const File file;
        file.append(scalar(1, 1) + scalar(2, 2));
        EventReader reader(file.path);
        QCOMPARE(reader.poll().added.points(), std::size_t{2});
        file.replace(scalar(8, 8));
        const MetricBatch batch = reader.poll();
        QVERIFY(batch.restarted);
        QCOMPARE(batch.added.find("train/loss")->steps, std::vector<std::int64_t>{8});
    }

    void malformedEventsAreTold_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("cut varint") << QByteArray("\x10\xFF", 2);
        QTest::newRow("length beyond the end") << QByteArray("\x2A\x7F\x0A", 3);
        QTest::newRow("group") << QByteArray("\x0B\x0C", 2);
        QTest::newRow("field zero") << QByteArray("\x00\x01", 2);
        QTest::newRow("cut double") << QByteArray("\x09\x01", 2);
    }
    void malformedEventsAreTold()
    {
        QFETCH(QByteArray, payload);
        const File file;
        file.append(eventRecord(payload.toStdString()) + scalar(1, 1));
        const MetricBatch batch = EventReader(file.path).poll();
        QCOMPARE(batch.damaged, std::uint64_t{1});
        QCOMPARE(batch.added.points(), std::size_t{1});
    }

    void noByteOfAFileMayHurt()
    {
        const File file;
        const std::string good = eventRecord(eventFileVersion(1)) + scalar(1, 1) + scalar(2, 2) + scalar(3, 3);
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
            file.replace(bad);
            const MetricBatch batch = EventReader(file.path).poll();
            QCOMPARE(batch.damaged, std::uint64_t{1});
            QVERIFY(batch.added.points() >= 2);
        }
    }
};

QTEST_GUILESS_MAIN(TestEventReader)
#include "tst_EventReader.moc"

#include <QtTest>

#include <cstring>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"

using namespace w2v;

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesSurviveTheFile();
    void everyTypeSurvivesTheFile();
    void oddHeadersAreAccepted();
    void damagedHeadersAreErrors_data();
    void damagedHeadersAreErrors();
    void everyTruncationIsAnError();
    void everyFlippedByteIsAnErrorOrAFile();
    void filesAndFolders();
    void shards();
    void damagedIndexesAreErrors_data();
    void damagedIndexesAreErrors();
    void writerStreams();
    void unfinishedWriterLeavesTheOldFile();
    void writerRefusesWrongSizes();
    void goldenFilesOpen();
};

namespace {

std::string file(const std::string& header, const std::string& buffer, std::uint64_t extra = 0)
{
    const std::uint64_t length = header.size() + extra;
    std::string out(8, '\0');
    std::memcpy(out.data(), &length, 8);
    return out + header + buffer;
}

std::span<const std::byte> bytesOf(const std::string& s)
{
    return {reinterpret_cast<const std::byte*>(s.data()), s.size()};
}

const std::string kData = "0123456789ABCDEFGHIJKLMN"; // 24 bytes

std::string sample()
{
    return encodeSafetensors({{"a", TensorType::F32, {2, 2}, bytesOf(kData).first(16)}, {"scalar", TensorType::I64, {}, bytesOf(kData).last(8)},
                              {"none", TensorType::F16, {3, 0}, {}}},
                             {{"format", "pt"}});
}

} // namespace

void TestSafetensors::valuesSurviveTheFile()
{
    const std::string bytes = sample();
    QCOMPARE(static_cast<unsigned char>(bytes[0]) % 8, 0); // the buffer starts at a multiple of 8
    const SafetensorsFile f = SafetensorsFile::parse(bytes, "memory");
    QCOMPARE(f.tensors().size(), std::size_t{3});
    QCOMPARE(f.at("a").elements(), 4);
    QVERIFY(std::memcmp(f.at("a").bytes.data(), kData.data(), 16) == 0);
    QVERIFY(f.at("scalar").shape.empty());
    QCOMPARE(f.at("scalar").bytes.size(), std::size_t{8});
    QCOMPARE(f.at("none").bytes.size(), std::size_t{0});
    QCOMPARE(f.metadata().at("format"), std::string("pt"));
    QVERIFY(f.find("b") == nullptr);
    QVERIFY_THROWS_EXCEPTION(Error, f.at("b"));
    QCOMPARE(encodeSafetensors({}), file("{}      ", ""));
}

void TestSafetensors::everyTypeSurvivesTheFile()
{
    int count = 0;
    for (const char* name : {"BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "I16", "U16", "F16", "BF16", "I32",
                             "U32", "F32", "I64", "U64", "F64", "C64", "F4", "F6_E2M3", "F6_E3M2"}) {
        const auto type = tensorTypeFromName(name);
        QVERIFY2(type.has_value(), name);
        QCOMPARE(std::string(tensorTypeName(*type)), std::string(name));
        const std::string data(static_cast<std::size_t>(tensorTypeBits(*type)), 'x'); // eight elements
        const std::string bytes = encodeSafetensors({{"t", *type, {2, 4}, bytesOf(data)}});
        QCOMPARE(SafetensorsFile::parse(bytes, "memory").at("t").bytes.size(), data.size());
        ++count;
    }
    QCOMPARE(count, 22);
    QVERIFY(!tensorTypeFromName("F33"));
    QVERIFY_THROWS_EXCEPTION(Error, encodeSafetensors({{"t", TensorType::F4, {3}, bytesOf(kData).first(1)}})); // half a byte left
}

void TestSafetensors::oddHeadersAreAccepted()
{
    const std::string escaped = file(R"({"\u0061\"b":{"shape":[2],"data_offsets":[0,2],"dtype":"U8"}}   )", "xy");
    QVERIFY(SafetensorsFile::parse(escaped, "memory").find("a\"b"));
    // Entries need not be in the order of the buffer, nor empty tensors in any.
    const std::string order = file(R"({"z":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"e":{"dtype":"U8","shape":[0],"data_offsets":[1,1]},)"
                                   R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "xy");
    const SafetensorsFile f = SafetensorsFile::parse(order, "memory");
    QCOMPARE(f.tensors()[0].name, std::string("a"));
    QCOMPARE(static_cast<char>(f.at("z").bytes[0]), 'y');
    // A zero dimension empties the tensor even when the others would overflow.
    QVERIFY(SafetensorsFile::parse(file(R"({"t":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}})", ""), "m")
                .find("t"));
}

void TestSafetensors::damagedHeadersAreErrors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) { QTest::newRow(name) << QByteArray::fromStdString(bytes); };
    const auto tensor = [&](const char* name, const std::string& body, const std::string& buffer) {
        row(name, file("{\"t\":{" + body + "}}", buffer));
    };
    row("empty", "");
    row("seven bytes", std::string(7, '\0'));
    row("no header", file("", ""));
    row("header too long", file("{}", "", 1));
    row("header of all", file("{}", "", 0xFFFFFFFFFFFFull));
    row("header overflows", file("{}", "", ~0ull - 5));
    row("blank first", file(" {}", ""));
    row("not an object", file("[]", ""));
    row("text after", file("{}x", ""));
    row("two objects", file("{}{}", ""));
    row("cut off", file("{\"t\":", ""));
    row("bytes after", file("{}", "x"));
    row("bad UTF-8", file("{\"\xFF\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", ""));
    tensor("no dtype", R"("shape":[2],"data_offsets":[0,2])", "xy");
    tensor("no shape", R"("dtype":"U8","data_offsets":[0,2])", "xy");
    tensor("no offsets", R"("dtype":"U8","shape":[2])", "xy");
    tensor("unknown field", R"("dtype":"U8","shape":[2],"data_offsets":[0,2],"x":[])", "xy");
    tensor("field twice", R"("dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2])", "xy");
    tensor("unknown dtype", R"("dtype":"U9","shape":[2],"data_offsets":[0,2])", "xy");
    tensor("shape too small", R"("dtype":"U8","shape":[1],"data_offsets":[0,2])", "xy");
    tensor("shape too large", R"("dtype":"U8","shape":[3],"data_offsets":[0,2])", "xy");
    tensor("shape overflows", R"("dtype":"U8","shape":[4294967296,4294967296,2],"data_offsets":[0,2])", "xy");
    tensor("shape wraps to 2", R"("dtype":"U16","shape":[9223372036854775809],"data_offsets":[0,2])", "xy");
    tensor("negative shape", R"("dtype":"U8","shape":[-2],"data_offsets":[0,2])", "xy");
    tensor("fraction", R"("dtype":"U8","shape":[2.0],"data_offsets":[0,2])", "xy");
    tensor("text in shape", R"("dtype":"U8","shape":["2"],"data_offsets":[0,2])", "xy");
    tensor("nested shape", R"("dtype":"U8","shape":[[2]],"data_offsets":[0,2])", "xy");
    tensor("one offset", R"("dtype":"U8","shape":[2],"data_offsets":[2])", "xy");
    tensor("three offsets", R"("dtype":"U8","shape":[2],"data_offsets":[0,2,2])", "xy");
    tensor("backwards", R"("dtype":"U8","shape":[2],"data_offsets":[2,0])", "xy");
    tensor("past the end", R"("dtype":"U8","shape":[9],"data_offsets":[0,9])", "xy");
    tensor("null", R"("dtype":null,"shape":[2],"data_offsets":[0,2])", "xy");
    tensor("dtype list", R"("dtype":[1],"shape":[2],"data_offsets":[0,2])", "xy");
    row("not an entry", file(R"({"t":1})", ""));
    row("entry list", file(R"({"t":[]})", ""));
    row("bad metadata", file(R"({"__metadata__":{"a":1}})", ""));
    row("metadata list", file(R"({"__metadata__":[]})", ""));
    row("metadata twice", file(R"({"__metadata__":{},"__metadata__":{}})", ""));
    row("note twice", file(R"({"__metadata__":{"a":"1","a":"2"}})", ""));
    const std::string a = R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]})";
    row("duplicate", file("{" + a + "," + a + "}", "xy"));
    row("overlap", file("{" + a + R"(,"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", "xyz"));
    row("same place", file("{" + a + R"(,"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "xy"));
    row("hole", file("{" + a + R"(,"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}})", "xyzw"));
    row("deep", file("{\"t\":" + std::string(1 << 20, '['), ""));
}

void TestSafetensors::damagedHeadersAreErrors()
{
    QFETCH(QByteArray, bytes);
    try {
        SafetensorsFile::parse({bytes.data(), static_cast<std::size_t>(bytes.size())}, "some.safetensors");
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(QString(e.what()).startsWith("some.safetensors: "), e.what());
    }
}

void TestSafetensors::everyTruncationIsAnError()
{
    const std::string bytes = sample();
    for (std::size_t n = 0; n < bytes.size(); ++n)
        QVERIFY_THROWS_EXCEPTION(Error, SafetensorsFile::parse(std::string_view(bytes).substr(0, n), "cut"));
}

void TestSafetensors::everyFlippedByteIsAnErrorOrAFile()
{
    std::string bytes = sample();
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (const int bit : {1, 4, 16, 128}) {
            bytes[i] = static_cast<char>(bytes[i] ^ bit);
            try {
                const SafetensorsFile f = SafetensorsFile::parse(bytes, "flipped");
                for (const TensorView& t : f.tensors())
                    QVERIFY(t.bytes.empty() || (t.bytes.data() >= bytesOf(bytes).data() && t.bytes.data() + t.bytes.size() <= bytesOf(bytes).data() + bytes.size()));
            } catch (const Error&) {
            }
            bytes[i] = static_cast<char>(bytes[i] ^ bit);
        }
}

void TestSafetensors::filesAndFolders()
{
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    QVERIFY_THROWS_EXCEPTION(Error, SafetensorsFile::open(folder));
    QVERIFY_THROWS_EXCEPTION(Error, SafetensorsFile::open(folder / "model.safetensors"));
    writeSafetensors(folder / "model.safetensors", {{"a", TensorType::U8, {24}, bytesOf(kData)}});
    for (const fs::path& path : {folder, folder / "model.safetensors"}) {
        SafetensorsFile copy = SafetensorsFile::open(path);
        {
            const SafetensorsFile first = SafetensorsFile::open(path);
            copy = first;
        }
        QVERIFY(std::memcmp(copy.at("a").bytes.data(), kData.data(), 24) == 0); // the mapping lives with the copy
    }
    writeFileAtomic(folder / "empty", "");
    QVERIFY_THROWS_EXCEPTION(Error, SafetensorsFile::open(folder / "empty"));
    QVERIFY_THROWS_EXCEPTION(Error, SafetensorsFile::open("/dev/null"));
}

void TestSafetensors::shards()
{
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    writeSafetensors(folder / "one.safetensors", {{"a", TensorType::U8, {2}, bytesOf(kData).first(2)}});
    writeSafetensors(folder / "two.safetensors", {{"b", TensorType::U8, {3}, bytesOf(kData).first(3)}, {"c", TensorType::U8, {1}, bytesOf(kData).first(1)}});
    writeFileAtomic(folder / "model.safetensors.index.json",
                    R"({"metadata":{"total_size":6},"weight_map":{"c":"two.safetensors","a":"one.safetensors","b":"two.safetensors"}})");
    const SafetensorsFile f = SafetensorsFile::open(folder);
    QCOMPARE(f.tensors().size(), std::size_t{3});
    QCOMPARE(f.at("a").bytes.size(), std::size_t{2});
    QCOMPARE(f.at("b").bytes.size(), std::size_t{3});
}

void TestSafetensors::damagedIndexesAreErrors_data()
{
    QTest::addColumn<QString>("index");
    QTest::newRow("empty") << "";
    QTest::newRow("no map") << "{}";
    QTest::newRow("map list") << R"({"weight_map":[]})";
    QTest::newRow("number") << R"({"weight_map":{"a":1}})";
    QTest::newRow("outside") << R"({"weight_map":{"a":"../one.safetensors"}})";
    QTest::newRow("absolute") << R"({"weight_map":{"a":"/etc/passwd"}})";
    QTest::newRow("dot") << R"({"weight_map":{"a":"."}})";
    QTest::newRow("zero byte") << R"({"weight_map":{"a":"one.safetensors\u0000"}})";
    QTest::newRow("missing shard") << R"({"weight_map":{"a":"three.safetensors"}})";
    QTest::newRow("missing tensor") << R"({"weight_map":{"a":"one.safetensors","x":"one.safetensors"}})";
    QTest::newRow("wrong shard") << R"({"weight_map":{"a":"one.safetensors","b":"one.safetensors"}})";
    QTest::newRow("twice") << R"({"weight_map":{"a":"one.safetensors","b":"copy.safetensors"}})";
}

void TestSafetensors::damagedIndexesAreErrors()
{
    QFETCH(QString, index);
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    writeSafetensors(folder / "one.safetensors", {{"a", TensorType::U8, {2}, bytesOf(kData).first(2)}});
    writeSafetensors(folder / "copy.safetensors", {{"a", TensorType::U8, {2}, bytesOf(kData).first(2)}, {"b", TensorType::U8, {0}, {}}});
    writeFileAtomic(folder / "model.safetensors.index.json", index.toStdString());
    QVERIFY_THROWS_EXCEPTION(Error, SafetensorsFile::open(folder));
}

void TestSafetensors::writerStreams()
{
    QTemporaryDir directory;
    const fs::path path = fs::path(directory.path().toStdString()) / "big.safetensors";
    const std::vector<TensorView> layout{{"a", TensorType::U8, {8}, {}}, {"b", TensorType::F64, {2}, {}}};
    {
        SafetensorsWriter writer(path, layout, {{"note", "x"}});
        writer.append(bytesOf(kData).first(8));
        QVERIFY(!fs::exists(path));
        writer.append(bytesOf(kData).last(16));
        writer.finish();
    }
    const std::string expected = encodeSafetensors({{"a", TensorType::U8, {8}, bytesOf(kData).first(8)}, {"b", TensorType::F64, {2}, bytesOf(kData).last(16)}},
                                                   {{"note", "x"}});
    QVERIFY(readFile(path) == expected);
    QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), std::ptrdiff_t{1});
}

void TestSafetensors::unfinishedWriterLeavesTheOldFile()
{
    QTemporaryDir directory;
    const fs::path path = fs::path(directory.path().toStdString()) / "m.safetensors";
    writeFileAtomic(path, "old");
    {
        SafetensorsWriter writer(path, {{"a", TensorType::U8, {8}, {}}});
        QVERIFY_THROWS_EXCEPTION(Error, writer.finish());
    }
    QCOMPARE(readFile(path), std::string("old"));
    QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), std::ptrdiff_t{1});
    QVERIFY_THROWS_EXCEPTION(Error, SafetensorsWriter("/nowhere/x.safetensors", {}));
}

void TestSafetensors::writerRefusesWrongSizes()
{
    QVERIFY_THROWS_EXCEPTION(Error, encodeSafetensors({{"a", TensorType::U8, {3}, bytesOf(kData)}}));
    QVERIFY_THROWS_EXCEPTION(Error, encodeSafetensors({{"a", TensorType::U8, {-1}, {}}}));
    QVERIFY_THROWS_EXCEPTION(Error, encodeSafetensors({{"a", TensorType::U8, {0}, {}}, {"a", TensorType::U8, {0}, {}}}));
    QVERIFY_THROWS_EXCEPTION(Error, encodeSafetensors({{"__metadata__", TensorType::U8, {0}, {}}}));
    QTemporaryDir directory;
    SafetensorsWriter writer(fs::path(directory.path().toStdString()) / "m", {{"a", TensorType::U8, {2}, {}}});
    QVERIFY_THROWS_EXCEPTION(Error, writer.append(bytesOf(kData)));
    writer.append(bytesOf(kData).first(2));
    QVERIFY_THROWS_EXCEPTION(Error, writer.append({}));
}

void TestSafetensors::goldenFilesOpen()
{
    const char* shared = std::getenv("W2V_SHARED");
    const fs::path folder = fs::path(shared ? shared : W2V_SOURCE_DIR "/../shared") / "reference/golden/qwen2_5_vl_tiny";
    if (!fs::exists(folder))
        QSKIP("the golden data of Qwen2.5-VL is not there");
    QCOMPARE(SafetensorsFile::open(folder).tensors().size(), std::size_t{93});
    const SafetensorsFile tied = SafetensorsFile::open(folder / "tied");
    QVERIFY(!tied.find("lm_head.weight"));
    QVERIFY(tied.at("model.norm.weight").type == TensorType::BF16);
}

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_Safetensors.moc"

#include <QtTest>

#include "core/base/Files.h"
#include "core/vlm/Tokenizer.h"
#include "tests/golden/QwenIoGroup.h"

using namespace w2v;

class TestQwenIo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenCases();
    void vocabularyAndMergesGiveTheSameIds();
};

namespace {

fs::path goldenFolder()
{
    const char* shared = std::getenv("W2V_SHARED");
    return fs::path(shared ? shared : W2V_SOURCE_DIR "/../shared") / "reference/golden/qwen2_5_vl_tiny";
}

} // namespace

void TestQwenIo::goldenCases()
{
    if (!fs::exists(goldenFolder()))
        QSKIP("the golden data of Qwen2.5-VL is not there");
    golden::GroupResult result;
    golden::checkQwenIo(goldenFolder(), result);
    for (const std::string& message : result.messages)
        qWarning("%s", message.c_str());
    QCOMPARE(result.failed, 0);
    QVERIFY2(result.passed >= 150, qPrintable(QString::number(result.passed)));
}

void TestQwenIo::vocabularyAndMergesGiveTheSameIds()
{
    if (!fs::exists(goldenFolder()))
        QSKIP("the golden data of Qwen2.5-VL is not there");
    QTemporaryDir folder;
    const fs::path target = folder.path().toStdString();
    for (const char* name : {"vocab.json", "merges.txt", "tokenizer_config.json"})
        fs::copy_file(goldenFolder() / name, target / name);
    const Tokenizer split = Tokenizer::load(target), whole = Tokenizer::load(goldenFolder());
    const Json file = readJson(goldenFolder() / "tokenizer_cases.json");
    QVERIFY(!file.at("cases").empty());
    for (const Json& c : file.at("cases")) {
        const std::string text = c.at("text");
        QCOMPARE(split.encode(text), whole.encode(text));
        QCOMPARE(split.decode(split.encode(text), true), whole.decode(whole.encode(text), true));
    }
    QCOMPARE(split.size(), 534);
}

QTEST_GUILESS_MAIN(TestQwenIo)
#include "tst_QwenIo.moc"

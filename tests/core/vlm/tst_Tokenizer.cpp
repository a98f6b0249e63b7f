#include <QtTest>

#include <atomic>
#include <numeric>
#include <thread>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/vlm/ByteAlphabet.h"
#include "core/vlm/PreTokenizer.h"
#include "core/vlm/Tokenizer.h"

using namespace w2v;

class TestTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void byteAlphabetIsABijection();
    void illFormedTextIsReplaced();
    void asciiSplitterIsTheRegularExpression();
    void piecesMakeUpTheText();
    void anyBytesComeBack();
    void normalizedTextIsComposed();
    void addedTokensAreCutFirst();
    void specialTokensCanBeSkipped();
    void streamGivesWholeCharacters();
    void trainingIsDeterministic();
    void trainingMergesTheMostFrequentPair();
    void trainingStopsWithoutRepeats();
    void trainingRefusesTinyVocabularies();
    void savedTokenizerIsTheSame();
    void savedFilesHaveTheKnownLayout();
    void addedTokensMayTakePartInMerges();
    void endlessExpressionsAreErrors();
    void rankDecidesNotLength();
    void longPiecesAreQuick();
    void threadsShareATokenizer();
    void damagedFilesAreErrors_data();
    void damagedFilesAreErrors();
    void damagedSplitFilesAreErrors_data();
    void damagedSplitFilesAreErrors();
    void everyTruncationIsAnError();
};

namespace {

const std::vector<std::string> kTexts{
    "The camera moves forward 0.5 meters and turns left 30 degrees.", "The camera moves backward 1.2 meters and turns right 15 degrees.",
    "What did the camera do between the first view and the second view?", "Yes", "No", "turn left 30 degrees", "move forward 0.5 meters",
    "\xE7\x9B\xB8\xE6\x9C\xBA\xE5\x90\x91\xE5\x89\x8D\xE7\xA7\xBB\xE5\x8A\xA8 \xE7\x9B\xB8\xE6\x9C\xBA"};

Tokenizer small()
{
    static const Tokenizer kTokenizer = trainTokenizer(kTexts, 400);
    return kTokenizer;
}

std::string randomBytes(Rng& rng, std::size_t length)
{
    std::string out(length, '\0');
    for (char& c : out)
        c = static_cast<char>(rng.integer(0, 255));
    return out;
}

/// A small file that is right in every part; tests damage it.
nlohmann::json goodFile()
{
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    small().save(folder);
    return nlohmann::json::parse(readFile(folder / "tokenizer.json"));
}

} // namespace

void TestTokenizer::byteAlphabetIsABijection()
{
    std::string all(256, '\0');
    std::iota(all.begin(), all.end(), '\0');
    const auto back = bytesFromPrintable(printableFromBytes(all));
    QVERIFY(back && *back == all);
    QCOMPARE(printableFromBytes("a b\n"), std::string("a\xC4\xA0" "b\xC4\x8A"));
    QCOMPARE(static_cast<int>(byteAlphabet()[0]), '!');
    QCOMPARE(static_cast<int>(byteAlphabet()[198]), '\n');
    QCOMPARE(static_cast<int>(byteAlphabet()[220]), ' ');
    QVERIFY(!bytesFromPrintable(" "));
    QVERIFY(!bytesFromPrintable("\xE4\xB8\xAD"));
    QVERIFY(!bytesFromPrintable("\xC5\xBF")); // U+017F is past the last of the alphabet
}

void TestTokenizer::illFormedTextIsReplaced()
{
    const std::string r = "\xEF\xBF\xBD";
    QCOMPARE(replaceInvalidUtf8("a\xFFz"), "a" + r + "z");
    QCOMPARE(replaceInvalidUtf8("\xE4\xB8"), r);          // one beginning, one mark
    QCOMPARE(replaceInvalidUtf8("\xE4\xB8\x41"), r + "A");
    QCOMPARE(replaceInvalidUtf8("\xC0\x80"), r + r);      // overlong
    QCOMPARE(replaceInvalidUtf8("\xED\xA0\x80"), r + r + r); // surrogate
    QCOMPARE(replaceInvalidUtf8("\xF4\x90\x80\x80"), r + r + r + r); // beyond U+10FFFF
    QCOMPARE(replaceInvalidUtf8("\xF0\x9F\x99\x82"), std::string("\xF0\x9F\x99\x82"));
    QCOMPARE(incompleteUtf8Tail("a\xF0\x9F\x99"), std::size_t{3});
    QCOMPARE(incompleteUtf8Tail("a\xFF"), std::size_t{0});
    QCOMPARE(incompleteUtf8Tail("\xC3\xA9"), std::size_t{0});
    QCOMPARE(incompleteUtf8Tail(""), std::size_t{0});
}

void TestTokenizer::asciiSplitterIsTheRegularExpression()
{
    const PreTokenizer splitter(PreTokenizer::qwenPattern(), true, "pattern");
    Rng rng(1);
    const std::string letters = "aZst'vrelmd  \n\r\t\v019.,!<|_-";
    for (int i = 0; i < 20000; ++i) {
        std::string text(static_cast<std::size_t>(rng.integer(1, 14)), ' ');
        for (char& c : text)
            c = i % 4 == 0 ? static_cast<char>(rng.integer(0, 127)) : letters[static_cast<std::size_t>(rng.integer(0, static_cast<int>(letters.size()) - 1))];
        if (PreTokenizer::splitAscii(text) != splitter.splitUnicode(text))
            QFAIL(qPrintable("differs for " + QByteArray::fromStdString(text).toHex(' ')));
    }
}

void TestTokenizer::piecesMakeUpTheText()
{
    const std::string text = "I'm 12 \xC3\xA9t\xC3\xA9\n\n x\xFF\xFEy \xF0\x9F\x99\x82!";
    std::string joined;
    for (const std::string& piece : small().pretokenize(text))
        joined += piece;
    QCOMPARE(joined, text);
}

void TestTokenizer::anyBytesComeBack()
{
    Rng rng(2);
    for (int i = 0; i < 2000; ++i) {
        // ASCII and bytes that are never part of a character: nothing that normalisation would change.
        std::string text = randomBytes(rng, static_cast<std::size_t>(rng.integer(0, 40)));
        for (char& c : text)
            if (static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xF8)
                c = static_cast<char>(c & 0x7F);
        QVERIFY(small().decodeBytes(small().encode(text)) == text);
    }
    for (int i = 0; i < 2000; ++i) { // what is already normalised stays
        const std::string text = small().decodeBytes(small().encode(randomBytes(rng, 30)));
        QVERIFY(small().decodeBytes(small().encode(text)) == text);
    }
    QVERIFY(small().encode("").empty());
    const std::string zero("\0\0", 2);
    QVERIFY(small().decodeBytes(small().encode(zero)) == zero);
}

void TestTokenizer::normalizedTextIsComposed()
{
    QVERIFY(small().encode("cafe\xCC\x81") == small().encode("caf\xC3\xA9"));
    QCOMPARE(small().decode(small().encode("cafe\xCC\x81")), std::string("caf\xC3\xA9"));
}

void TestTokenizer::addedTokensAreCutFirst()
{
    const ChatTokenIds chat = small().chatTokens();
    const auto ids = small().encode("a<|im_start|><|im_end|><|im_start|");
    QCOMPARE(ids[0], *small().idOf("a"));
    QCOMPARE(ids[1], chat.imStart);
    QCOMPARE(ids[2], chat.imEnd);
    QVERIFY(ids.size() > 4);
    QCOMPARE(small().decode(ids), std::string("a<|im_start|><|im_end|><|im_start|"));
    QCOMPARE(chat.videoPad, chat.imagePad + 1);
    QCOMPARE(small().size() - chat.endOfText, 22);
}

void TestTokenizer::specialTokensCanBeSkipped()
{
    const auto ids = small().encode("a<|im_end|><tool_call>b<|endoftext|>");
    QCOMPARE(small().decode(ids, true), std::string("a<tool_call>b"));
    QVERIFY(small().isSpecial(small().chatTokens().imEnd));
    QVERIFY(!small().isSpecial(*small().idOf("<tool_call>")));
    QVERIFY(!small().isSpecial(-1));
    QVERIFY(!small().isSpecial(1 << 30));
    const std::vector<std::int64_t> unknown{-5, 1 << 30, *small().idOf("a")};
    QCOMPARE(small().decode(unknown), std::string("a"));
}

void TestTokenizer::streamGivesWholeCharacters()
{
    const Tokenizer bytes = trainTokenizer({}, 278);
    const std::string text = "a\xF0\x9F\x99\x82\xE7\x9B\xB8z";
    TokenStream stream(bytes);
    std::vector<std::string> parts;
    for (const std::int64_t id : bytes.encode(text))
        parts.push_back(stream.push(id));
    QCOMPARE(parts, (std::vector<std::string>{"a", "", "", "", "\xF0\x9F\x99\x82", "", "", "\xE7\x9B\xB8", "z"}));
    QCOMPARE(stream.finish(), std::string());
    stream.push(bytes.encode("\xE7\x9B\xB8")[0]);
    QCOMPARE(stream.finish(), std::string("\xEF\xBF\xBD"));
    QCOMPARE(stream.push(bytes.chatTokens().imEnd), std::string());
}

void TestTokenizer::trainingIsDeterministic()
{
    std::vector<std::string> reversed(kTexts.rbegin(), kTexts.rend());
    const Tokenizer a = trainTokenizer(kTexts, 310), b = trainTokenizer(reversed, 310);
    QCOMPARE(a.size(), 310);
    for (std::int64_t id = 0; id < a.size(); ++id)
        QCOMPARE(a.decodeBytes({&id, 1}), b.decodeBytes({&id, 1}));
}

void TestTokenizer::trainingMergesTheMostFrequentPair()
{
    const std::vector<std::string> texts{"ababab", "abc", "abc", "xyxy"};
    const Tokenizer t = trainTokenizer(texts, 278 + 3);
    QCOMPARE(*t.idOf("ab"), 256);  // 5 times
    QCOMPARE(*t.idOf("xy"), 257);  // twice, as "ab c" and "ab ab": the smallest left id wins
    QCOMPARE(*t.idOf("abc"), 258); // then the smallest right id
    QCOMPARE(t.encode("abc").size(), std::size_t{1});
    const Tokenizer more = trainTokenizer(texts, 1000);
    QVERIFY(more.idOf("abab"));
    QVERIFY(more.idOf("xy"));
    QVERIFY(!more.idOf("xyxy")); // occurs once
}

void TestTokenizer::trainingStopsWithoutRepeats()
{
    QCOMPARE(trainTokenizer({}, 100000).size(), 278);
    const std::vector<std::string> once{"abcdefg"};
    QCOMPARE(trainTokenizer(once, 100000).size(), 278);
    QVERIFY(trainTokenizer(kTexts, 100000).size() < 500);
}

void TestTokenizer::trainingRefusesTinyVocabularies()
{
    QVERIFY_THROWS_EXCEPTION(Error, trainTokenizer(kTexts, 277));
    QVERIFY_THROWS_EXCEPTION(Error, trainTokenizer(kTexts, std::int64_t{1} << 40));
}

void TestTokenizer::savedTokenizerIsTheSame()
{
    QTemporaryDir directory;
    const fs::path folder = fs::path(directory.path().toStdString()) / "new" / "folder";
    small().save(folder);
    const Tokenizer whole = Tokenizer::load(folder);
    fs::remove(folder / "tokenizer.json");
    const Tokenizer split = Tokenizer::load(folder);
    QCOMPARE(whole.size(), small().size());
    QCOMPARE(split.size(), small().size());
    std::vector<std::string> texts = kTexts;
    texts.push_back("<|im_start|>user\nI'd say caf\xC3\xA9<tool_call>\xFF<|im_end|>");
    for (const std::string& text : texts) {
        const auto ids = small().encode(text);
        QVERIFY(whole.encode(text) == ids);
        QVERIFY(split.encode(text) == ids);
        QCOMPARE(split.decode(ids, true), small().decode(ids, true));
    }
    fs::remove(folder / "tokenizer_config.json");
    writeFileAtomic(folder / "added_tokens.json", "{\"<|im_end|>\": 400, \"<tool_call>\": 401}");
    const Tokenizer list = Tokenizer::load(folder);
    QCOMPARE(*list.idOf("<|im_end|>"), 400);
    QVERIFY(list.isSpecial(400) && !list.isSpecial(401));
    QVERIFY_THROWS_EXCEPTION(Error, list.chatTokens());
}

void TestTokenizer::savedFilesHaveTheKnownLayout()
{
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    small().save(folder);
    const Json whole = readJson(folder / "tokenizer.json"), vocabulary = readJson(folder / "vocab.json"), config = readJson(folder / "tokenizer_config.json");
    QCOMPARE(whole.at("model").at("type").get<std::string>(), std::string("BPE"));
    QVERIFY(whole.at("model").at("vocab") == vocabulary);
    QCOMPARE(vocabulary.at("\xC4\xA0").get<int>(), 220);
    QCOMPARE(whole.at("added_tokens").size(), std::size_t{22});
    QCOMPARE(whole.at("normalizer").at("type").get<std::string>(), std::string("NFC"));
    QCOMPARE(config.at("added_tokens_decoder").size(), std::size_t{22});
    QCOMPARE(config.at("additional_special_tokens").size(), std::size_t{13});
    QCOMPARE(config.at("tokenizer_class").get<std::string>(), std::string("Qwen2Tokenizer"));
    const std::string merges = readFile(folder / "merges.txt");
    QVERIFY(merges.starts_with("#version: 0.2\n"));
    QCOMPARE(static_cast<std::size_t>(std::count(merges.begin(), merges.end(), '\n')), 1 + whole.at("model").at("merges").size());
    const auto first = small().chatTokens().endOfText;
    int place = 0;
    for (const Json& token : whole.at("added_tokens")) {
        QCOMPARE(token.at("content").get<std::string>(), std::string(qwenAddedTokens()[static_cast<std::size_t>(place)]));
        QCOMPARE(token.at("id").get<std::int64_t>(), first + place);
        QCOMPARE(token.at("special").get<bool>(), place < 14);
        ++place;
    }
}

void TestTokenizer::addedTokensMayTakePartInMerges()
{
    nlohmann::json file = goodFile();
    file["model"]["vocab"]["!!"] = 900;
    file["model"]["vocab"]["!!!"] = 901;
    file["model"]["merges"].push_back("! !");
    file["model"]["merges"].push_back("!! !");
    file["added_tokens"].push_back({{"id", 900}, {"content", "!!"}, {"special", false}});
    const Tokenizer tokenizer = Tokenizer::fromJson(file.dump(), "input");
    QTemporaryDir folder;
    tokenizer.save(folder.path().toStdString());
    QCOMPARE(Tokenizer::load(folder.path().toStdString()).encode("a!!!b"), tokenizer.encode("a!!!b"));
}

void TestTokenizer::endlessExpressionsAreErrors()
{
    nlohmann::json file = goodFile();
    file["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(a+)+$";
    const Tokenizer tokenizer = Tokenizer::fromJson(file.dump(), "input");
    QVERIFY_THROWS_EXCEPTION(Error, tokenizer.encode(std::string(60, 'a') + "b"));
}

void TestTokenizer::rankDecidesNotLength()
{
    nlohmann::json file = goodFile();
    auto& model = file["model"];
    model["vocab"] = nlohmann::json::object();
    for (std::size_t i = 0; i < 256; ++i)
        model["vocab"][printableFromBytes(std::string(1, static_cast<char>(byteAlphabet()[i])))] = i;
    model["vocab"]["bc"] = 256;
    model["vocab"]["ab"] = 257;
    model["vocab"]["abc"] = 258;
    model["vocab"]["aa"] = 259;
    model["merges"] = {"b c", "a b", "ab c", nlohmann::json::array({"a", "a"})};
    const Tokenizer t = Tokenizer::fromJson(file.dump(), "t");
    const auto a = *t.idOf("a");
    QCOMPARE(t.encode("abc"), (std::vector<std::int64_t>{a, 256})); // "b c" first, so "ab c" never comes up
    QCOMPARE(t.encode("aaaaa"), (std::vector<std::int64_t>{259, 259, a}));
    QCOMPARE(t.encode("aab"), (std::vector<std::int64_t>{a, 257}));
}

void TestTokenizer::longPiecesAreQuick()
{
    QElapsedTimer timer;
    timer.start();
    std::string letters(1 << 20, 'e');
    QVERIFY(small().decodeBytes(small().encode(letters)) == letters);
    const std::string blanks(1 << 20, ' ');
    QVERIFY(small().decodeBytes(small().encode(blanks)) == blanks);
    std::string accents;
    for (int i = 0; i < 1 << 18; ++i)
        accents += "\xC3\xA9";
    QVERIFY(small().decodeBytes(small().encode(accents)) == accents);
    QVERIFY2(timer.elapsed() < 20000, qPrintable(QString::number(timer.elapsed())));
}

void TestTokenizer::threadsShareATokenizer()
{
    const Tokenizer t = trainTokenizer(kTexts, 350); // nothing cached yet
    std::vector<std::vector<std::int64_t>> expected;
    for (const std::string& text : kTexts)
        expected.push_back(small().encode(text));
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int k = 0; k < 4; ++k)
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i)
                for (const std::string& text : kTexts)
                    wrong += t.decodeBytes(t.encode(text)) != text;
        });
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void TestTokenizer::damagedFilesAreErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, auto&& damage) {
        nlohmann::json file = goodFile();
        damage(file);
        QTest::newRow(name) << QByteArray::fromStdString(file.dump());
    };
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("deep") << QByteArray(1 << 20, '[');
    QTest::newRow("zero bytes") << QByteArray(100, '\0');
    row("no model", [](auto& f) { f.erase("model"); });
    row("model list", [](auto& f) { f["model"] = nlohmann::json::array(); });
    row("other model", [](auto& f) { f["model"]["type"] = "Unigram"; });
    row("byte fallback", [](auto& f) { f["model"]["byte_fallback"] = true; });
    row("no vocabulary", [](auto& f) { f["model"].erase("vocab"); });
    row("vocabulary list", [](auto& f) { f["model"]["vocab"] = {1, 2}; });
    row("missing byte", [](auto& f) { f["model"]["vocab"].erase("!"); f["model"]["merges"] = nlohmann::json::array(); });
    row("id twice", [](auto& f) { f["model"]["vocab"]["!"] = f["model"]["vocab"]["#"]; });
    row("negative id", [](auto& f) { f["model"]["vocab"]["!"] = -1; });
    row("huge id", [](auto& f) { f["model"]["vocab"]["!"] = 1ull << 62; });
    row("large id", [](auto& f) { f["model"]["vocab"]["!"] = 1 << 23; });
    row("text id", [](auto& f) { f["model"]["vocab"]["!"] = "1"; });
    row("fraction id", [](auto& f) { f["model"]["vocab"]["!"] = 0.0; });
    row("empty token", [](auto& f) { f["model"]["vocab"][""] = 900; });
    row("merges object", [](auto& f) { f["model"]["merges"] = nlohmann::json::object(); });
    row("merge of one", [](auto& f) { f["model"]["merges"][0] = "a"; });
    row("merge of three", [](auto& f) { f["model"]["merges"][0] = "a b c"; });
    row("merge with blank end", [](auto& f) { f["model"]["merges"][0] = "a "; });
    row("merge number", [](auto& f) { f["model"]["merges"][0] = 7; });
    row("merge pair of numbers", [](auto& f) { f["model"]["merges"][0] = {1, 2}; });
    row("merge twice", [](auto& f) { f["model"]["merges"].push_back(f["model"]["merges"][0]); });
    row("merge without result", [](auto& f) { f["model"]["merges"].push_back("! \""); });
    row("merge of other bytes", [](auto& f) { f["model"]["vocab"]["\xE4\xB8\xAD"] = 900; f["model"]["vocab"]["!\xE4\xB8\xAD"] = 901; f["model"]["vocab"]["\xC4\x80!\xE4\xB8\xAD"] = 902; f["model"]["merges"].push_back("\xC4\x80 !\xE4\xB8\xAD"); });
    row("merge of unknown", [](auto& f) { f["model"]["merges"].push_back("\xE4\xB8\xAD !"); });
    row("added not a list", [](auto& f) { f["added_tokens"] = 1; });
    row("added without id", [](auto& f) { f["added_tokens"][0].erase("id"); });
    row("added id taken", [](auto& f) { f["added_tokens"][0]["id"] = 5; });
    row("added id huge", [](auto& f) { f["added_tokens"][0]["id"] = 1ull << 40; });
    row("added empty", [](auto& f) { f["added_tokens"][0]["content"] = ""; });
    row("added twice", [](auto& f) { f["added_tokens"].push_back(f["added_tokens"][0]); });
    row("added strips", [](auto& f) { f["added_tokens"][0]["lstrip"] = true; });
    row("other normalizer", [](auto& f) { f["normalizer"]["type"] = "Lowercase"; });
    row("no splitting", [](auto& f) { f["pre_tokenizer"] = nullptr; });
    row("other splitting", [](auto& f) { f["pre_tokenizer"]["pretokenizers"][1]["type"] = "Metaspace"; });
    row("bad expression", [](auto& f) { f["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(((["; });
    row("long expression", [](auto& f) { f["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = std::string(1 << 20, '('); });
}

void TestTokenizer::damagedFilesAreErrors()
{
    QFETCH(QByteArray, text);
    try {
        Tokenizer::fromJson({text.data(), static_cast<std::size_t>(text.size())}, "some/tokenizer.json");
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(QString(e.what()).startsWith("some/tokenizer.json: "), e.what());
    }
}

void TestTokenizer::damagedSplitFilesAreErrors_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty vocabulary") << "vocab.json" << QByteArray("{}");
    QTest::newRow("no vocabulary") << "vocab.json" << QByteArray();
    QTest::newRow("bad merge") << "merges.txt" << QByteArray("#version: 0.2\nq\n");
    QTest::newRow("unknown merge") << "merges.txt" << QByteArray("no such\n");
    QTest::newRow("binary merges") << "merges.txt" << QByteArray("\0\x01 \xFF\n\n", 6);
    QTest::newRow("decoder list") << "tokenizer_config.json" << QByteArray("{\"added_tokens_decoder\": []}");
    QTest::newRow("decoder key") << "tokenizer_config.json" << QByteArray("{\"added_tokens_decoder\": {\"x\": {\"content\": \"a\"}}}");
    QTest::newRow("decoder large") << "tokenizer_config.json" << QByteArray("{\"added_tokens_decoder\": {\"999999999\": {\"content\": \"<a>\"}}}");
    QTest::newRow("decoder number") << "tokenizer_config.json" << QByteArray("{\"added_tokens_decoder\": {\"500\": 7}}");
    QTest::newRow("config cut off") << "tokenizer_config.json" << QByteArray("{\"a");
}

void TestTokenizer::damagedSplitFilesAreErrors()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    small().save(folder);
    fs::remove(folder / "tokenizer.json");
    Tokenizer::load(folder);
    writeFileAtomic(folder / name.toStdString(), text.toStdString());
    QVERIFY_THROWS_EXCEPTION(Error, Tokenizer::load(folder));
    fs::remove(folder / "merges.txt");
    QVERIFY_THROWS_EXCEPTION(Error, Tokenizer::load(folder));
}

void TestTokenizer::everyTruncationIsAnError()
{
    const std::string text = goodFile().dump();
    for (std::size_t n = 0; n < text.size(); n += 37)
        QVERIFY_THROWS_EXCEPTION(Error, Tokenizer::fromJson(std::string_view(text).substr(0, n), "cut"));
}

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_Tokenizer.moc"

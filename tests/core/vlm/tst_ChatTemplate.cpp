#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/vlm/ChatTemplate.h"

using namespace w2v;

class TestChatTemplate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void systemTurnComesFirst();
    void visionIdsCountOn();
    void marksBecomeImages();
    void pairsAreStacked();
    void marksMustMatchImages();
    void padsAreExpanded();
    void padsMustMatchGrids();
    void labelsCoverAnswersOnly();
    void trainingSeesWhatGenerationSees();
    void imagesOfSeveralTurns();
    void damagedMessagesAreErrors_data();
    void damagedMessagesAreErrors();
};

namespace {

using Kind = ChatPart::Kind;

ChatMessage say(const std::string& role, const std::string& text)
{
    return {role, {{Kind::Text, text}}};
}

Tokenizer tokenizer()
{
    static const Tokenizer kTokenizer
        = trainTokenizer(std::vector<std::string>{"turn left 30 degrees", "turn right 30 degrees", "What did the camera do?"}, 320);
    return kTokenizer;
}

std::string learnedText(const ChatEncoding& e)
{
    std::vector<std::int64_t> ids;
    for (const std::int64_t label : e.labels)
        if (label != -100)
            ids.push_back(label);
    return tokenizer().decode(ids);
}

} // namespace

void TestChatTemplate::systemTurnComesFirst()
{
    const std::vector<ChatMessage> plain{say("user", "Hi")};
    QCOMPARE(renderChat(plain), std::string("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"));
    const std::vector<ChatMessage> own{say("system", "Be brief."), say("user", "Hi")};
    QCOMPARE(renderChat(own, {.addGenerationPrompt = false}),
             std::string("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"));
}

void TestChatTemplate::visionIdsCountOn()
{
    const std::vector<ChatMessage> messages{{"user", {{Kind::Image, ""}, {Kind::Video, ""}}}, {"user", {{Kind::Image, ""}}}};
    const std::string text = renderChat(messages, {.addGenerationPrompt = false, .addVisionId = true});
    QVERIFY(text.find("Picture 1: <|vision_start|><|image_pad|><|vision_end|>Video 1: <|vision_start|><|video_pad|>") != std::string::npos);
    QVERIFY(text.find("Picture 2: ") != std::string::npos);
}

void TestChatTemplate::marksBecomeImages()
{
    const ChatMessage m = questionTurn("First <image>, then <image>: what moved?", 2);
    QCOMPARE(m.parts.size(), std::size_t{5});
    QCOMPARE(m.parts[0].text, std::string("First "));
    QVERIFY(m.parts[1].kind == Kind::Image && m.parts[3].kind == Kind::Image);
    QCOMPARE(m.parts[4].text, std::string(": what moved?"));
    const ChatMessage none = questionTurn("What moved?", 2);
    QCOMPARE(none.parts.size(), std::size_t{3});
    QVERIFY(none.parts[0].kind == Kind::Image && none.parts[1].kind == Kind::Image);
    QCOMPARE(questionTurn("Hello", 0).parts.size(), std::size_t{1});
}

void TestChatTemplate::pairsAreStacked()
{
    const ChatMessage m = questionTurn("<image><image>What moved?", 2, true);
    QCOMPARE(m.parts.size(), std::size_t{2});
    QVERIFY(m.parts[0].kind == Kind::Video);
    QCOMPARE(m.parts[1].text, std::string("What moved?"));
    const ChatMessage apart = questionTurn("From <image> to <image> what moved?", 2, true);
    QCOMPARE(apart.parts.size(), std::size_t{3});
    QCOMPARE(apart.parts[0].text + apart.parts[2].text, std::string("From  to  what moved?"));
    QVERIFY(questionTurn("<image>", 1, true).parts[0].kind == Kind::Image); // nothing to stack
}

void TestChatTemplate::marksMustMatchImages()
{
    QVERIFY_THROWS_EXCEPTION(Error, questionTurn("<image> only", 2));
    QVERIFY_THROWS_EXCEPTION(Error, questionTurn("<image><image>", 1));
    QVERIFY_THROWS_EXCEPTION(Error, questionTurn("<image>", 0));
}

void TestChatTemplate::padsAreExpanded()
{
    const std::vector<VisionGrid> images{{1, 2, 4}}, videos{{2, 2, 2}};
    QCOMPARE(expandPads("a<|image_pad|>b<|video_pad|>c", images, videos),
             std::string("a<|image_pad|><|image_pad|>b<|video_pad|><|video_pad|>c"));
    QCOMPARE(expandPads("plain", {}, {}), std::string("plain"));
}

void TestChatTemplate::padsMustMatchGrids()
{
    const std::vector<VisionGrid> one{{1, 2, 2}};
    QVERIFY_THROWS_EXCEPTION(Error, expandPads("<|image_pad|><|image_pad|>", one, {}));
    QVERIFY_THROWS_EXCEPTION(Error, expandPads("none", one, {}));
    QVERIFY_THROWS_EXCEPTION(Error, expandPads("<|video_pad|>", one, {}));
    QVERIFY_THROWS_EXCEPTION(Error, expandPads("none", {}, one));
    for (const VisionGrid& grid : {VisionGrid{0, 2, 2}, VisionGrid{1, -2, 2}, VisionGrid{1 << 20, 1 << 20, 1 << 20}})
        QVERIFY_THROWS_EXCEPTION(Error, expandPads("<|image_pad|>", std::vector<VisionGrid>{grid}, {}));
}

void TestChatTemplate::labelsCoverAnswersOnly()
{
    const std::vector<ChatMessage> messages{questionTurn("<image>What did the camera do?", 1), say("assistant", "turn left 30 degrees")};
    const std::vector<VisionGrid> grids{{1, 4, 4}};
    const ChatEncoding e = encodeConversation(tokenizer(), messages, grids, {});
    QCOMPARE(e.ids.size(), e.labels.size());
    QCOMPARE(learnedText(e), std::string("turn left 30 degrees<|im_end|>"));
    QCOMPARE(tokenizer().decode(e.ids), expandPads(renderChat(messages, {.addGenerationPrompt = false}), grids, {}));
    for (std::size_t i = 0; i < e.ids.size(); ++i)
        QVERIFY(e.labels[i] == -100 || e.labels[i] == e.ids[i]);
}

void TestChatTemplate::trainingSeesWhatGenerationSees()
{
    const std::vector<ChatMessage> question{questionTurn("What did the camera do?", 0)};
    for (const char* answer : {" leading blank", "\n\nleading lines", "turn left", ""}) {
        std::vector<ChatMessage> whole = question;
        whole.push_back(say("assistant", answer));
        const ChatEncoding e = encodeConversation(tokenizer(), whole, {}, {});
        const auto prompt = encodePrompt(tokenizer(), question, {}, {});
        QVERIFY(prompt.size() < e.ids.size());
        QVERIFY(std::equal(prompt.begin(), prompt.end(), e.ids.begin()));
        QVERIFY(e.labels[prompt.size() - 1] == -100 && e.labels[prompt.size()] != -100);
    }
}

void TestChatTemplate::imagesOfSeveralTurns()
{
    const std::vector<ChatMessage> messages{questionTurn("<image>a", 1), say("assistant", "one"), questionTurn("<image><image>b", 2, true), say("assistant", "two")};
    const std::vector<VisionGrid> images{{1, 2, 2}}, videos{{1, 4, 4}};
    const ChatEncoding e = encodeConversation(tokenizer(), messages, images, videos);
    QCOMPARE(std::count(e.ids.begin(), e.ids.end(), tokenizer().chatTokens().imagePad), std::ptrdiff_t{1});
    QCOMPARE(std::count(e.ids.begin(), e.ids.end(), tokenizer().chatTokens().videoPad), std::ptrdiff_t{4});
    QCOMPARE(learnedText(e), std::string("one<|im_end|>two<|im_end|>"));
    QVERIFY_THROWS_EXCEPTION(Error, encodeConversation(tokenizer(), messages, images, {}));
    QVERIFY_THROWS_EXCEPTION(Error, encodeConversation(tokenizer(), messages, videos, std::vector<VisionGrid>{{1, 4, 4}, {1, 2, 2}}));
}

void TestChatTemplate::damagedMessagesAreErrors_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("object") << "{}";
    QTest::newRow("no role") << R"([{"content": "a"}])";
    QTest::newRow("no content") << R"([{"role": "user"}])";
    QTest::newRow("number") << R"([{"role": "user", "content": 1}])";
    QTest::newRow("part text") << R"([{"role": "user", "content": ["a"]}])";
    QTest::newRow("empty part") << R"([{"role": "user", "content": [{"type": "text"}]}])";
    QTest::newRow("sound") << R"([{"role": "user", "content": [{"type": "audio"}]}])";
}

void TestChatTemplate::damagedMessagesAreErrors()
{
    QFETCH(QString, text);
    QVERIFY_THROWS_EXCEPTION(Error, chatFromJson(Json::parse(text.toStdString()), "file.jsonl:3"));
}

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "tst_ChatTemplate.moc"

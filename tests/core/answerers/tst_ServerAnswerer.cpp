#include <QtTest>

#include <QTemporaryDir>
#include <QThread>

#include <map>

#include "core/answerers/AskBenchmark.h"
#include "core/answerers/server/ChatReader.h"
#include "core/answerers/server/RateLimit.h"
#include "core/answerers/server/ServerAnswerer.h"
#include "core/answerers/server/ServerChat.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/benchmarks/JsonEntries.h"
#include "core/image/ImageIo.h"
#include "tests/support/ChatServer.h"

using namespace w2v;
using test::ChatServer;

namespace {

constexpr const char* kKey = "sk-very-secret-0123456789";

int numberIn(const QString& question)
{
    return question.mid(question.indexOf("thing ") + 6).section('?', 0, 0).toInt();
}

QString rightReply(int number)
{
    return number % 2 ? "right" : "left";
}

/// Runs work in a thread of its own while this thread's event loop serves; an exception comes back.
void whileServing(const std::function<void()>& work)
{
    std::exception_ptr failure;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        try {
            work();
        } catch (...) {
            failure = std::current_exception();
        }
    }));
    QEventLoop loop;
    QObject::connect(thread.get(), &QThread::finished, &loop, &QEventLoop::quit);
    thread->start();
    loop.exec();
    thread->wait();
    if (failure)
        std::rethrow_exception(failure);
}

/// Asks plain questions and gives what came of each, by number.
std::map<std::size_t, AnswerReply> ask(Answerer& answerer, std::size_t count, JobContext& job)
{
    std::map<std::size_t, AnswerReply> replies;
    std::size_t next = 0;
    whileServing([&] {
        answerer.answerAll([&]() -> std::optional<AnswerRequest> {
            if (next == count)
                return std::nullopt;
            const std::size_t i = next++;
            return AnswerRequest{i, "where is thing " + std::to_string(i) + "?", {}, {}};
        }, [&](std::size_t index, const AnswerReply& reply) {
            if (!replies.emplace(index, reply).second)
                throw Error("reply", "came twice");
        }, job);
    });
    return replies;
}

ServerOptions quick(const ChatServer& server)
{
    ServerOptions options;
    options.server = server.address();
    options.model = "m";
    options.firstDelay = 0.01;
    options.longestDelay = 0.05;
    return options;
}

} // namespace

/// The answerer for servers against a real HTTP server with every fault that servers have.
class TestServerAnswerer : public QObject {
    Q_OBJECT

    SilentJobContext m_job;

private Q_SLOTS:
    void aThousandQuestionsThroughEveryFault()
    {
        constexpr int kQuestions = 1000;
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        ColorImage picture(8, 8);
        picture.data()[5] = 77;
        writePng(root / "p.png", picture);
        Json entries = Json::array();
        for (int i = 0; i < kQuestions; ++i)
            entries.push_back({{"database_idx", i}, {"question_type", "goal_aim"}, {"question", "where is thing " + std::to_string(i) + "?"},
                               {"answer_choices", {"left", "right"}}, {"correct_answer", i % 3 ? "left" : "right"}, {"img_paths", {"p.png"}}});
        writeJson(root / "sat.json", entries);
        const Benchmark benchmark = readBenchmark(BenchmarkKind::Sat, root / "sat.json", root);

        std::unique_ptr<ChatServer> server;
        QHash<QString, qint64> putOffAt;
        bool early = false;
        server = std::make_unique<ChatServer>([&](QTcpSocket& socket, const ChatServer::Request& request) {
            const int number = numberIn(request.question);
            early = early || (putOffAt.contains(request.question) && request.time - putOffAt.value(request.question) < 990);
            const int fault = request.attempt == 1 || (request.attempt == 2 && number % 20 == 7) ? number % 10 : -1;
            if (number % 250 == 9 && request.attempt == 1) {
                putOffAt[request.question] = request.time;
                ChatServer::send(socket, "429 Too Many Requests", "Retry-After: 1\r\n", ChatServer::error("slow down"));
            } else if (fault == 1) {
                ChatServer::send(socket, "500 Internal Server Error", {}, ChatServer::error("out of memory"));
            } else if (fault == 2) {
                server->cutStream(socket, rightReply(number));
            } else if (fault == 3) {
                socket.abort();
            } else if (fault == 4) {
                ChatServer::send(socket, "200 OK", "Content-Type: text/html\r\n", "<html>proxy \x01\xff</html>");
            } else if (fault == 5) {
                ChatServer::send(socket, "200 OK", "Content-Type: text/event-stream\r\n", ChatServer::delta("le") + "data: {garbage\n\ndata: [DONE]\n\n");
            } else if (fault == 6) {
                ++server->completed[request.question]; // does not stream although asked to
                ChatServer::send(socket, "200 OK", "Content-Type: application/json\r\n", ChatServer::wholeReply(rightReply(number)));
            } else if (fault == 7) {
                ChatServer::send(socket, "503 Service Unavailable", {}, "upstream");
            } else {
                server->stream(socket, request, rightReply(number));
            }
        });
        ServerOptions options = quick(*server);
        options.promptPrice = 2;
        options.newPrice = 10;
        ServerAnswerer answerer(options, kKey);
        AskOptions how;
        how.form.shuffleSeed = 1;
        AskOutcome outcome;
        whileServing([&] { outcome = askBenchmark(benchmark, root, how, answerer, root / "out.jsonl", m_job); });

        QVERIFY2(outcome.failures.empty(), outcome.failures.empty() ? "" : outcome.failures.front().c_str());
        QCOMPARE(outcome.asked, std::size_t(kQuestions));
        QCOMPARE(server->completed.size(), kQuestions); // nothing lost
        for (auto done = server->completed.cbegin(); done != server->completed.cend(); ++done)
            QVERIFY2(done.value() == 1, qPrintable(done.key())); // nothing asked twice once it was answered
        QCOMPARE(server->requests.size(), qsizetype(kQuestions + 600 + 50 + 4)); // six faults of ten, one of them twice for a half, four put off
        QVERIFY2(!early, "a question came back before Retry-After");
        QVERIFY2(server->most > 1 && server->most <= options.concurrency, qPrintable(QString::number(server->most)));
        QVERIFY(std::abs(outcome.cost - kQuestions * (100 * 2 + 10 * 10) / 1e6) < 1e-9);
        int line = 0;
        forEachJsonEntry(root / "out.jsonl", [&](const Json& entry, const std::string&) {
            QCOMPARE(entry.at("id").get<std::string>(), std::to_string(line)); // the benchmark's order
            QCOMPARE(QString::fromStdString(entry.at("prediction").get<std::string>()), rightReply(line));
            ++line;
        }, [](const std::string& problem) { QFAIL(problem.c_str()); });
        QCOMPARE(line, kQuestions);

        const ChatServer::Request& first = server->requests.first();
        QCOMPARE(first.path, QByteArray("/v1/chat/completions"));
        QCOMPARE(first.authorization, QByteArray("Bearer ") + kKey);
        QVERIFY(first.body.value("stream").toBool());
        const QJsonArray parts = first.body.value("messages").toArray().first().toObject().value("content").toArray();
        const QByteArray url = parts.first().toObject().value("image_url").toObject().value("url").toString().toLatin1();
        QVERIFY(url.startsWith("data:image/png;base64,"));
        const ColorImage sent = decodeColorImage(QByteArray::fromBase64(url.mid(22)).toStdString(), "sent");
        QVERIFY(std::equal(sent.data(), sent.data() + sent.bytes(), picture.data()));
        for (const char* name : {"out.jsonl", "out.jsonl.run.json"})
            QVERIFY(readFile(root / name).find(kKey) == std::string::npos);
    }

    /// One question in a conversation: streamed, tried again as long as nothing was said, its faults told.
    void oneQuestionWithTheTurnsBeforeIt()
    {
        std::unique_ptr<ChatServer> server;
        server = std::make_unique<ChatServer>([&](QTcpSocket& socket, const ChatServer::Request& request) {
            if (request.path.endsWith("/models"))
                ChatServer::send(socket, "200 OK", {}, R"({"object":"list","data":[{"id":"a"},{"id":"b"},{"no":1}]})");
            else if (request.question == "cut")
                server->cutStream(socket, "left");
            else if (request.attempt == 1)
                ChatServer::send(socket, "503 Service Unavailable", {}, "upstream");
            else if (request.question == "whole")
                ChatServer::send(socket, "200 OK", {}, ChatServer::wholeReply("right"));
            else
                server->stream(socket, request, QStringLiteral("left ") + QLatin1String(kKey));
        });
        const ServerOptions options = quick(*server);
        QStringList pieces;
        const auto asked = [&](VlmQuery query) {
            ServerAnswer answer;
            pieces.clear();
            whileServing([&] { answer = askServer(options, kKey, query, {{"top_p", 0.5}}, [&](const std::string& text) { pieces << QString::fromStdString(text); }, m_job); });
            return answer;
        };
        ColorImage picture(8, 8);
        VlmQuery query{{picture, picture}, "and<image> now?", {{"user", "<image>which?"}, {"assistant", "the <image> mark is a word here"}}, "be brief"};
        const ServerAnswer answer = asked(query);
        QCOMPARE(answer.reply.text, std::string("left [key]"));
        QCOMPARE(pieces.join(QString()), QStringLiteral("left [key]"));
        QVERIFY(pieces.size() >= 5);
        QCOMPARE(answer.attempts, 2);
        QVERIFY(answer.seconds > 0);
        const QJsonObject body = server->requests.last().body;
        QCOMPARE(body.value("top_p").toDouble(), 0.5);
        const QJsonArray messages = body.value("messages").toArray();
        QCOMPARE(messages.size(), 4);
        QCOMPARE(messages.at(0).toObject().value("content").toString(), QStringLiteral("be brief"));
        QCOMPARE(messages.at(1).toObject().value("content").toArray().at(0).toObject().value("type").toString(), QStringLiteral("image_url"));
        QCOMPARE(messages.at(2).toObject().value("content").toString(), QStringLiteral("the <image> mark is a word here"));
        const QJsonArray last = messages.at(3).toObject().value("content").toArray();
        QCOMPARE(last.size(), 3);
        QCOMPARE(last.at(0).toObject().value("text").toString(), QStringLiteral("and"));
        QCOMPARE(asked({{}, "whole"}).reply.text, std::string("right"));
        QCOMPARE(pieces, QStringList{QStringLiteral("right")});
        QVERIFY_THROWS_EXCEPTION(Error, asked({{}, "cut"})); // something was said: it is not asked again
        QCOMPARE(server->attempts.value("cut"), 1);
        QVERIFY_THROWS_EXCEPTION(Error, asked({{picture}, "<image> and <image>"}));
        std::vector<std::string> names;
        whileServing([&] { names = serverModels(options.server, kKey, m_job); });
        QCOMPARE(names, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(server->requests.last().authorization, QByteArray("Bearer ") + kKey);
        server->close();
        QVERIFY_THROWS_EXCEPTION(Error, serverModels(options.server, {}, m_job));
    }

    void whatCannotBeAnsweredIsListed()
    {
        ChatServer server([&](QTcpSocket& socket, const ChatServer::Request& request) {
            if (numberIn(request.question) == 1)
                ChatServer::send(socket, "400 Bad Request", {}, ChatServer::error(QByteArray("too many images, said ") + kKey));
            else if (numberIn(request.question) == 2)
                ChatServer::send(socket, "502 Bad Gateway", {}, "no");
            else
                ChatServer::send(socket, "200 OK", {}, ChatServer::wholeReply("yes"));
        });
        ServerOptions options = quick(server);
        options.attempts = 3;
        ServerAnswerer answerer(options, kKey);
        const auto replies = ask(answerer, 4, m_job);
        QCOMPARE(replies.size(), std::size_t(4));
        QCOMPARE(replies.at(0).text, std::string("yes"));
        QVERIFY(replies.at(1).failure.find("too many images, said [key]") != std::string::npos);
        QVERIFY(replies.at(2).failure.find("502") != std::string::npos);
        QCOMPARE(server.attempts.value("where is thing 1?"), 1);
        QCOMPARE(server.attempts.value("where is thing 2?"), 3);
    }

    void aRefusedKeyOrAnAbsentServerEndsTheRun()
    {
        ChatServer server([&](QTcpSocket& socket, const ChatServer::Request&) {
            ChatServer::send(socket, "401 Unauthorized", {}, ChatServer::error(QByteArray("wrong key ") + kKey));
        });
        ServerAnswerer refused(quick(server), kKey);
        try {
            ask(refused, 50, m_job);
            QFAIL("went on");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("wrong key [key]") != std::string::npos);
        }
        QVERIFY(server.requests.size() <= 8);
        ServerOptions options = quick(server);
        server.close();
        options.attempts = 3;
        ServerAnswerer absent(options, {});
        QVERIFY_THROWS_EXCEPTION(Error, ask(absent, 5, m_job));
        for (const char* address : {"localhost:8000x/", "ftp://host", "http://user:word@host", "http://host/?key=1", ""})
            QVERIFY_THROWS_EXCEPTION(Error, chatUrl(address));
        QCOMPARE(chatUrl("https://host/api/v1/"), std::string("https://host/api/v1/chat/completions"));
        QCOMPARE(chatUrl("http://host:1/v1/chat/completions"), std::string("http://host:1/v1/chat/completions"));
    }

    void silenceEndsAnAttempt()
    {
        ChatServer server([&](QTcpSocket& socket, const ChatServer::Request& request) {
            if (request.attempt > 1)
                ChatServer::send(socket, "200 OK", {}, ChatServer::wholeReply("late"));
        });
        ServerOptions options = quick(server);
        options.silentSeconds = 1;
        ServerAnswerer answerer(options, {});
        const auto replies = ask(answerer, 1, m_job);
        QCOMPARE(replies.at(0).text, std::string("late"));
        QCOMPARE(replies.at(0).detail.at("attempts").get<int>(), 2);
        QVERIFY(server.requests.first().authorization.isEmpty());
    }

    void cancelsAtOnce()
    {
        ChatServer server([&](QTcpSocket&, const ChatServer::Request&) { m_job.stop(); });
        ServerAnswerer answerer(quick(server), {});
        QElapsedTimer clock;
        clock.start();
        QVERIFY_THROWS_EXCEPTION(Cancelled, ask(answerer, 100, m_job));
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    }

    void limitsAndDelays()
    {
        RateLimit limit(3, 0);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(limit.wait(i), 0.0);
            limit.started(i);
        }
        QCOMPARE(limit.wait(10), 50.0);
        QCOMPARE(limit.wait(60), 0.0);
        RateLimit tokens(0, 1000);
        tokens.used(5, 999);
        QCOMPARE(tokens.wait(6), 0.0);
        tokens.used(6, 1);
        QCOMPARE(tokens.wait(7), 58.0);
        QCOMPARE(tokens.wait(66), 0.0);
        QCOMPARE(backOff(2, 0.5, 60, 0), 0.5);
        QCOMPARE(backOff(5, 0.5, 60, 0), 4.0);
        QCOMPARE(backOff(5, 0.5, 60, 1), 2.0);
        QCOMPARE(backOff(1000, 0.5, 60, 0), 60.0);
    }

    void readsRepliesCutAnywhere()
    {
        const std::string events = "\r\n: comment\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\r\n\r\n"
                                   "data: {\"choices\":[{\"delta\":{\"content\":\"l\xc3\xa9\"}}]}\n\ndata:{\"choices\":[{\"delta\":{\"content\":\"ft\"},\"finish_reason\":\"length\"}]}\n\n"
                                   "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\ndata: [DONE]";
        for (std::size_t cut = 0; cut <= events.size(); ++cut) {
            ChatReader reader;
            reader.feed(std::string_view(events).substr(0, cut));
            reader.feed(std::string_view(events).substr(cut));
            const ChatReply reply = reader.finish();
            QCOMPARE(reply.text, std::string("l\xc3\xa9""ft"));
            QCOMPARE(reply.finish, std::string("length"));
            QCOMPARE(reply.newTokens.value(), std::int64_t(2));
        }
        for (const char* bad : {"", "\n", "data: {\"choices\":[{\"delta\":{\"content\":\"le\"}}]}\n\n", "{\"choices\":[]}", "null", "data: {\"error\":{\"message\":\"x\"}}\n\n",
                                "{\"object\":\"error\",\"message\":\"x\"}"}) {
            ChatReader reader;
            reader.feed(bad);
            QVERIFY_THROWS_EXCEPTION(Error, reader.finish());
        }
        QCOMPARE(serverMessage("{\"error\":{\"message\":\"a\"}}"), std::string("a"));
        QCOMPARE(serverMessage("{\"message\":\"b\"}"), std::string("b"));
        QCOMPARE(serverMessage("{\"error\":\"c\"}"), std::string("c"));
    }

    void keysComeFromTheEnvironment()
    {
        qputenv("W2V_API_KEY", "abc");
        QCOMPARE(serverKey("http://localhost"), std::string("abc"));
        qunsetenv("W2V_API_KEY");
        QCOMPARE(withoutKey("xabcxabc", "abc"), std::string("x[key]x[key]"));
        // In pieces cut anywhere, and never shown in part.
        const std::string text = "ab xaabcxabca ab";
        for (std::size_t first = 0; first <= text.size(); ++first)
            for (std::size_t second = first; second <= text.size(); ++second) {
                KeyFilter filter("abc");
                std::string passed;
                for (const std::string_view piece : {std::string_view(text).substr(0, first), std::string_view(text).substr(first, second - first), std::string_view(text).substr(second)})
                    passed += filter.pass(piece);
                passed += filter.rest();
                QCOMPARE(passed, std::string("ab xa[key]x[key]a ab"));
            }
        KeyFilter open("");
        QCOMPARE(open.pass("abc"), std::string("abc"));
    }
};

QTEST_GUILESS_MAIN(TestServerAnswerer)
#include "tst_ServerAnswerer.moc"

#include <QtTest>

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>

#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/image/ImageIo.h"
#include "tests/support/ChatServer.h"
#include "tests/support/TestKeychain.h"

using namespace w2v;
using test::ChatServer;

namespace {

constexpr const char* kKey = "sk-keychain-9f3b7c21";

/// The files below `folder` that hold the key.
QStringList leaks(const QString& folder)
{
    QStringList found;
    for (QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); files.hasNext();) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(kKey))
            found += file.fileName();
    }
    return found;
}

} // namespace

/// A server's key in a real keychain of the desktop, put there and used by the real programs.
class TestServerKeychain : public QObject {
    Q_OBJECT

    std::unique_ptr<test::TestKeychain> m_keychain;
    QTemporaryDir m_dir;
    QByteArray m_said; ///< all that the programs wrote

    /// Runs the program while this thread's event loop serves.
    int run(const QStringList& arguments, const QByteArray& input = {})
    {
        QProcess process;
        QEventLoop loop;
        connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
        process.write(input);
        process.closeWriteChannel();
        loop.exec();
        const QByteArray out = process.readAllStandardOutput() + process.readAllStandardError();
        m_said += out;
        if (process.exitCode() != 0)
            qInfo("%s", out.constData());
        return process.exitCode();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("W2V_API_KEY");
        m_keychain = std::make_unique<test::TestKeychain>();
        if (!m_keychain->works())
            QSKIP(qPrintable(m_keychain->problem()));
    }

    void keepsFindsReplacesAndForgets()
    {
        const std::string server = "https://host/api";
        QCOMPARE(serverKey(server), std::string());
        keepServerKey(server, "first");
        keepServerKey("https://other", "another");
        keepServerKey(server, kKey);
        QCOMPARE(serverKey(server), std::string(kKey));
        QCOMPARE(serverKey("https://other"), std::string("another"));
        keepServerKey(server, {});
        QCOMPARE(serverKey(server), std::string());
        QCOMPARE(serverKey("https://other"), std::string("another"));
        QVERIFY_THROWS_EXCEPTION(Error, keepServerKey(server, "two\nlines"));
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        QVERIFY_THROWS_EXCEPTION(Error, keepServerKey(server, kKey));
        QCOMPARE(serverKey("https://other"), std::string());
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
    }

    /// Typed once, sent with every request, and in no file, no output and no log: not even of a server that repeats it.
    void theKeyIsNowhereElse()
    {
        ChatServer server([](QTcpSocket& socket, const ChatServer::Request& request) {
            if (request.path.endsWith("/models"))
                ChatServer::send(socket, "200 OK", {}, R"({"data":[{"id":"m"}]})");
            else if (request.question.contains(QStringLiteral("refuse")))
                ChatServer::send(socket, "400 Bad Request", {}, ChatServer::error("I do not like " + request.authorization));
            else
                ChatServer::send(socket, "200 OK", {}, ChatServer::wholeReply(QStringLiteral("left, says ") + QString::fromLatin1(request.authorization)));
        });
        const QString address = QString::fromStdString(server.address()), folder = m_dir.path();
        QCOMPARE(run({"server", "key", "--server", address}, QByteArray(kKey) + '\n'), 0);
        QCOMPARE(run({"server", "models", "--server", address}), 0);
        QCOMPARE(run({"vlm", "answer", "--server", address, "--server-model", "m", "--prompt", "which way?"}), 0);
        QVERIFY(run({"vlm", "answer", "--server", address, "--server-model", "m", "--prompt", "refuse this"}) != 0);

        const fs::path root = folder.toStdString();
        writePng(root / "p.png", ColorImage(8, 8));
        Json entries = Json::array();
        for (int i = 0; i < 6; ++i)
            entries.push_back({{"database_idx", i}, {"question_type", "goal_aim"}, {"question", i == 5 ? "refuse it?" : "where is thing " + std::to_string(i) + "?"},
                               {"answer_choices", {"left", "right"}}, {"correct_answer", "left"}, {"img_paths", {"p.png"}}});
        writeJson(root / "sat.json", entries);
        QCOMPARE(run({"bench", "answer", "--benchmark", "sat", "--questions", folder + "/sat.json", "--server", address, "--server-model", "m", "--out",
                      folder + "/out.jsonl"}), 0);

        QVERIFY(server.requests.size() >= 9);
        for (const ChatServer::Request& request : server.requests)
            if (!request.path.endsWith("/models"))
                QCOMPARE(request.authorization, QByteArray("Bearer ") + kKey);
        QVERIFY(!m_said.contains(kKey));
        QVERIFY2(m_said.contains("[key]"), m_said.constData()); // it was repeated, and taken out
        QVERIFY(QFile::exists(folder + "/out.jsonl"));
        QCOMPARE(leaks(folder), QStringList());
        QCOMPARE(leaks(m_keychain->folder()), QStringList()); // encrypted there

        QCOMPARE(run({"server", "key", "--server", address, "--forget"}), 0);
        QCOMPARE(run({"vlm", "answer", "--server", address, "--server-model", "m", "--prompt", "and now?"}), 0);
        QVERIFY(server.requests.last().authorization.isEmpty());
        QVERIFY(run({"server", "key", "--server", address}, "\n") != 0);
    }
};

QTEST_GUILESS_MAIN(TestServerKeychain)
#include "tst_ServerKeychain.moc"

#include <QtTest>

#include <csignal>
#include <fstream>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Subprocess.h"

using namespace w2v;
using namespace std::chrono_literals;

class TestSubprocess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesGoBothWays();
    void lastLineMayLackItsEnd();
    void exitCodesAndSignals();
    void missingProgramsAreErrors();
    void argumentsSeeNoShell();
    void environmentAndFolder();
    void errorOutputIsKept();
    void readingTimesOut();
    void longLinesAreErrors();
    void muchInputAndOutputDoNotBlock();
    void writingToAGoneProgramIsAnError();
    void terminateEndsTheWholeGroup();
    void terminateKillsTheStubborn();
    void destructorEndsTheProgram();
    void memoryIsLimited();
};

namespace {

SubprocessOptions shell(const std::string& script)
{
    SubprocessOptions options;
    options.command = {"sh", "-c", script};
    return options;
}

std::string firstLine(Subprocess& p)
{
    std::string line;
    return p.readLine(line, 10s) == Subprocess::Read::Line ? line : "nothing";
}

/// A process that was ended but not yet collected by its parent counts as gone.
bool lives(std::int64_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string number, name, state;
    return (stat >> number >> name >> state) && state != "Z";
}

} // namespace

void TestSubprocess::linesGoBothWays()
{
    SubprocessOptions options;
    options.command = {"cat"};
    Subprocess p(options);
    p.write("one\ntwo\r\n");
    QCOMPARE(firstLine(p), std::string("one"));
    QCOMPARE(firstLine(p), std::string("two"));
    p.write("three\n");
    QCOMPARE(firstLine(p), std::string("three"));
    p.closeInput();
    std::string line;
    QVERIFY(p.readLine(line, 10s) == Subprocess::Read::End);
    const auto status = p.wait(10s);
    QVERIFY(status && status->ok());
}

void TestSubprocess::lastLineMayLackItsEnd()
{
    Subprocess p(shell("printf 'a\\n\\nb'"));
    QCOMPARE(firstLine(p), std::string("a"));
    QCOMPARE(firstLine(p), std::string(""));
    QCOMPARE(firstLine(p), std::string("b"));
    std::string line;
    QVERIFY(p.readLine(line, 10s) == Subprocess::Read::End);
}

void TestSubprocess::exitCodesAndSignals()
{
    Subprocess a(shell("exit 3"));
    QCOMPARE(a.wait(10s)->code, 3);
    QCOMPARE(a.wait(0ms)->text(), std::string("exit code 3"));
    Subprocess b(shell("kill -SEGV $$"));
    QCOMPARE(b.wait(10s)->signal, SIGSEGV);
    QVERIFY(b.wait(0ms)->text().starts_with("killed by signal 11"));
    Subprocess c(shell("sleep 60"));
    QVERIFY(!c.wait(50ms));
}

void TestSubprocess::missingProgramsAreErrors()
{
    for (const char* program : {"w2v-no-such-program", "/no/such/program", "/etc/passwd"}) {
        SubprocessOptions options;
        options.command = {program};
        QVERIFY_THROWS_EXCEPTION(Error, Subprocess{options});
    }
    QVERIFY_THROWS_EXCEPTION(Error, Subprocess{SubprocessOptions{}});
    SubprocessOptions folder = shell("true");
    folder.workingFolder = "/no/such/folder";
    QVERIFY_THROWS_EXCEPTION(Error, Subprocess{folder});
}

void TestSubprocess::argumentsSeeNoShell()
{
    SubprocessOptions options;
    options.command = {"printf", "%s\\n", "$HOME; `id` 'x' \"y\" *"};
    Subprocess p(options);
    QCOMPARE(firstLine(p), std::string("$HOME; `id` 'x' \"y\" *"));
}

void TestSubprocess::environmentAndFolder()
{
    qputenv("W2V_TEST_KEPT", "kept");
    qputenv("W2V_TEST_CHANGED", "before");
    SubprocessOptions options = shell("echo $W2V_TEST_KEPT $W2V_TEST_CHANGED $W2V_TEST_NEW; pwd");
    options.environment = {{"W2V_TEST_CHANGED", "after"}, {"W2V_TEST_NEW", "new"}};
    options.workingFolder = "/";
    Subprocess p(options);
    QCOMPARE(firstLine(p), std::string("kept after new"));
    QCOMPARE(firstLine(p), std::string("/"));
}

void TestSubprocess::errorOutputIsKept()
{
    Subprocess p(shell("i=0; while [ $i -lt 30000 ]; do echo line $i of the error output; i=$((i+1)); done >&2; echo done"));
    QCOMPARE(firstLine(p), std::string("done"));
    QVERIFY(p.wait(10s));
    QVERIFY(p.errorTail().ends_with("line 29999 of the error output\n"));
    QVERIFY(p.errorTail().size() <= 128 << 10);
}

void TestSubprocess::readingTimesOut()
{
    Subprocess p(shell("sleep 60"));
    std::string line;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(p.readLine(line, 100ms) == Subprocess::Read::Timeout);
    QVERIFY(timer.elapsed() >= 95 && timer.elapsed() < 5000);
    QVERIFY(p.readLine(line, 0ms) == Subprocess::Read::Timeout);
}

void TestSubprocess::longLinesAreErrors()
{
    SubprocessOptions options = shell("head -c 100000 /dev/zero | tr '\\0' x; echo; sleep 60");
    options.maxLine = 1000;
    Subprocess p(options);
    std::string line;
    QVERIFY_THROWS_EXCEPTION(Error, p.readLine(line, 10s));
}

void TestSubprocess::muchInputAndOutputDoNotBlock()
{
    SubprocessOptions options;
    options.command = {"cat"};
    Subprocess p(options);
    const std::string line(999, 'x');
    std::string text;
    for (int i = 0; i < 4000; ++i)
        text += line + '\n';
    p.write(text);
    p.closeInput();
    int count = 0;
    for (std::string got; p.readLine(got, 10s) == Subprocess::Read::Line; ++count)
        QVERIFY(got == line);
    QCOMPARE(count, 4000);
}

void TestSubprocess::writingToAGoneProgramIsAnError()
{
    Subprocess p(shell("exit 0"));
    QVERIFY(p.wait(10s));
    QVERIFY_THROWS_EXCEPTION(Error, p.write("text\n"));
    p.closeInput();
    QVERIFY_THROWS_EXCEPTION(Error, p.write("text\n"));
}

void TestSubprocess::terminateEndsTheWholeGroup()
{
    Subprocess p(shell("sleep 1000 & echo $!; wait"));
    const std::int64_t child = std::stoll(firstLine(p));
    QVERIFY(lives(child));
    QCOMPARE(p.terminate().signal, SIGTERM);
    QTRY_VERIFY(!lives(child));
}

void TestSubprocess::terminateKillsTheStubborn()
{
    Subprocess p(shell("trap '' TERM; echo ready; while true; do sleep 0.05; done"));
    QCOMPARE(firstLine(p), std::string("ready"));
    QCOMPARE(p.terminate(200ms).signal, SIGKILL);
    QVERIFY(!lives(p.pid()));
}

void TestSubprocess::destructorEndsTheProgram()
{
    std::int64_t pid = 0;
    {
        Subprocess p(shell("sleep 1000"));
        pid = p.pid();
        QVERIFY(lives(pid));
    }
    QVERIFY(!lives(pid));
}

void TestSubprocess::memoryIsLimited()
{
    SubprocessOptions options = shell("ulimit -v");
    options.memoryLimit = 512ull << 20;
    Subprocess p(options);
    QCOMPARE(firstLine(p), std::string("524288"));
}

QTEST_GUILESS_MAIN(TestSubprocess)
#include "tst_Subprocess.moc"

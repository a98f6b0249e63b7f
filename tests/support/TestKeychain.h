#pragma once
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace w2v::test {

/// A session bus with an unlocked keychain of its own (gnome-keyring), empty at first; this process and those that it starts use it until
/// it is destroyed. The person's own keychain is never touched.
class TestKeychain {
public:
    TestKeychain()
    {
        for (const char* program : {"dbus-run-session", "gnome-keyring-daemon"})
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty()) {
                m_problem = QLatin1String(program) + QStringLiteral(" is not installed (packaging/packages.txt)");
                return;
            }
        for (const char* name : {"run", "data", "config"}) // a folder for the daemon's sockets must be private
            QDir().mkpath(m_dir.filePath(QLatin1String(name)));
        QFile::setPermissions(m_dir.filePath(QStringLiteral("run")), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), m_dir.path());
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_dir.filePath(QStringLiteral("run")));
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_dir.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_dir.filePath(QStringLiteral("config")));
        environment.remove(QStringLiteral("DISPLAY")); // nobody is there to be asked for a password
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral("dbus-run-session"), {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
            QStringLiteral("printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 1; echo \"BUS $DBUS_SESSION_BUS_ADDRESS\"; cat >/dev/null")});
        while (m_process.waitForReadyRead(20'000)) {
            const QByteArray line = m_process.readLine().trimmed();
            if (!line.startsWith("BUS "))
                continue;
            m_before = qgetenv("DBUS_SESSION_BUS_ADDRESS");
            qputenv("DBUS_SESSION_BUS_ADDRESS", line.mid(4));
            m_works = true;
            return;
        }
        m_problem = QStringLiteral("no keychain could be started here: ") + QString::fromUtf8(m_process.readAllStandardError()).trimmed();
    }

    ~TestKeychain()
    {
        if (m_works && m_before.isEmpty())
            qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        else if (m_works)
            qputenv("DBUS_SESSION_BUS_ADDRESS", m_before);
        m_process.closeWriteChannel(); // ends the session
        if (!m_process.waitForFinished(5000))
            m_process.kill();
    }

    bool works() const { return m_works; }
    QString problem() const { return m_problem; } ///< why not
    QString folder() const { return m_dir.path(); } ///< where the daemon keeps its files

private:
    QTemporaryDir m_dir;
    QProcess m_process;
    QByteArray m_before;
    bool m_works = false;
    QString m_problem;
};

} // namespace w2v::test

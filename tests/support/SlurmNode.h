#pragma once
#include <QProcess>
#include <QTemporaryDir>

namespace w2v::test {

/// A real Slurm of one node for the time of its life, see slurm_node.sh. SLURM_CONF is set for this process and those it starts.
class SlurmNode {
public:
    SlurmNode()
    {
        QProcess script;
        script.start(QStringLiteral(W2V_SOURCE_DIR "/tests/support/slurm_node.sh"), {QStringLiteral("start"), m_folder.path()});
        script.waitForFinished(60'000);
        m_works = script.exitCode() == 0 && script.exitStatus() == QProcess::NormalExit;
        m_reason = QString::fromUtf8(script.readAll()).trimmed();
        if (m_works)
            qputenv("SLURM_CONF", m_folder.filePath(QStringLiteral("slurm.conf")).toLocal8Bit());
    }
    ~SlurmNode() { QProcess::execute(QStringLiteral(W2V_SOURCE_DIR "/tests/support/slurm_node.sh"), {QStringLiteral("stop"), m_folder.path()}); }
    SlurmNode(const SlurmNode&) = delete;
    SlurmNode& operator=(const SlurmNode&) = delete;

    bool works() const { return m_works; }
    /// Why there is none.
    const QString& reason() const { return m_reason; }

    /// What one of Slurm's programs prints.
    static QString ask(const QString& program, const QStringList& arguments)
    {
        QProcess process;
        process.start(program, arguments);
        process.waitForFinished(30'000);
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }

private:
    QTemporaryDir m_folder;
    bool m_works = false;
    QString m_reason;
};

} // namespace w2v::test

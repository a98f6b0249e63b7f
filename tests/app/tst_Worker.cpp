#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

/// The worker's JSON-lines protocol: ready line, results, errors, cancelling within 100 ms of a frame, garbage in.
class TestWorker : public QObject {
    Q_OBJECT

    QProcess m_worker;

    QJsonObject next(int milliseconds = 60000)
    {
        QElapsedTimer timer;
        timer.start();
        while (!m_worker.canReadLine() && timer.elapsed() < milliseconds)
            m_worker.waitForReadyRead(200);
        return QJsonDocument::fromJson(m_worker.readLine()).object();
    }
    QJsonObject last(int id)
    {
        for (;;) {
            const QJsonObject line = next();
            if (line.isEmpty())
                return {};
            if (line.value("id").toInt() == id && (line.contains("result") || line.contains("error") || line.contains("cancelled")))
                return line;
        }
    }
    void send(const QByteArray& line) { m_worker.write(line + '\n'); }

private Q_SLOTS:
    void initTestCase()
    {
        m_worker.start(QStringLiteral(W2V_BINARY_DIR "/w2v-worker"), QStringList());
        QVERIFY(m_worker.waitForStarted());
        const QJsonObject ready = next();
        QVERIFY(ready.value("ready").toBool());
        QVERIFY(!ready.value("device").toString().isEmpty());
    }

    void answers()
    {
        send(R"({"id":1,"op":"trajectory.plan","params":{"actions":"turn left 30 degrees"}})");
        QCOMPARE(last(1).value("result").toObject().value("poses").toArray().size(), 7);
    }

    void reportsErrorsAndGoesOn()
    {
        send(R"({"id":2,"op":"imagine","params":{"observation":"/nowhere/at/all.png","actions":"turn left 10 degrees"}})");
        const QJsonObject error = last(2).value("error").toObject();
        QVERIFY(error.value("message").toString().contains("/nowhere/at/all.png"));
        QVERIFY(!error.value("reason").toString().isEmpty());
        send("this is no JSON");
        QVERIFY(next().contains("error"));
        send(R"({"id":3,"op":"no.such.operation"})");
        QVERIFY(last(3).contains("error"));
        send(R"({"id":4,"op":"trajectory.plan","params":{"actions":"move forward 1 meters"}})");
        QVERIFY(last(4).contains("result"));
    }

    void cancels()
    {
        send(R"({"id":5,"op":"imagine","params":{"observation":"room:2","actions":"turn left 60 degrees; move forward 2 meters; turn right 90 degrees","size":"576x576","max_step_deg":0.5,"max_step_m":0.02}})");
        for (;;) { // the first frame is there: now it is running
            const QJsonObject line = next();
            QVERIFY(!line.isEmpty());
            QVERIFY2(!line.contains("error"), QJsonDocument(line).toJson());
            if (line.value("event").toObject().value("event").toString() == "frame")
                break;
        }
        send(R"({"id":5,"cancel":true})");
        QVERIFY(last(5).value("cancelled").toBool());
        send(R"({"id":6,"op":"trajectory.plan","params":{"actions":"turn left 5 degrees"}})");
        QVERIFY(last(6).contains("result"));
    }

    void endsWhenItsInputCloses()
    {
        m_worker.closeWriteChannel();
        QVERIFY(m_worker.waitForFinished(10000));
        QCOMPARE(m_worker.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_Worker.moc"

#pragma once
#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace w2v::test {

/// A server of the chat completions interface on a port of its own; what it does with a request is up to the test. It lives in the
/// thread whose event loop runs.
class ChatServer : public QObject {
public:
    struct Request {
        QByteArray path, authorization;
        QJsonObject body;
        QString question; ///< the last text part
        int attempt = 0;  ///< of this question, from 1
        qint64 time = 0;  ///< ms since the server began
    };
    using Behaviour = std::function<void(QTcpSocket&, const Request&)>;

    explicit ChatServer(Behaviour behaviour) : m_behaviour(std::move(behaviour))
    {
        m_clock.start();
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    std::string address() const { return "http://127.0.0.1:" + std::to_string(m_server.serverPort()); }
    void close() { m_server.close(); }

    QHash<QString, int> attempts;  ///< requests of each question
    QHash<QString, int> completed; ///< replies that were sent whole
    QList<Request> requests;
    int most = 0;                  ///< requests under way at once

    static void send(QTcpSocket& socket, const QByteArray& status, const QByteArray& headers, const QByteArray& body)
    {
        socket.write("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    static QByteArray error(const QByteArray& message) { return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"t\",\"code\":1}}"; }

    static QByteArray wholeReply(const QString& text)
    {
        return QJsonDocument(QJsonObject{{"object", "chat.completion"}, {"model", "m"},
                                         {"choices", QJsonArray{QJsonObject{{"index", 0}, {"finish_reason", "stop"}, {"message", QJsonObject{{"role", "assistant"}, {"content", text}}}}}},
                                         {"usage", QJsonObject{{"prompt_tokens", 100}, {"completion_tokens", 10}}}}).toJson(QJsonDocument::Compact);
    }

    static QByteArray event(const QJsonObject& object)
    {
        return "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
    }

    static QByteArray delta(const QString& text)
    {
        return event({{"object", "chat.completion.chunk"}, {"model", "m"}, {"choices", QJsonArray{QJsonObject{{"index", 0}, {"delta", QJsonObject{{"content", text}}}}}}});
    }

    /// The text letter by letter, then the end, usage and [DONE], in pieces that begin and end anywhere.
    void stream(QTcpSocket& socket, const Request& request, const QString& text)
    {
        QByteArray bytes = ": hello\n\n";
        for (const QChar c : text)
            bytes += delta(QString(c));
        bytes += event({{"choices", QJsonArray{QJsonObject{{"index", 0}, {"delta", QJsonObject()}, {"finish_reason", "stop"}}}}});
        bytes += event({{"choices", QJsonArray()}, {"usage", QJsonObject{{"prompt_tokens", 100}, {"completion_tokens", 10}}}});
        bytes += "data: [DONE]\n\n";
        ++completed[request.question];
        QByteArrayList pieces;
        for (qsizetype at = 0; at < bytes.size(); at += 61)
            pieces << bytes.mid(at, 61);
        begin(socket);
        sendPieces(&socket, pieces, true);
    }

    /// The first half of what stream() sends, then nothing: the connection is closed.
    void cutStream(QTcpSocket& socket, const QString& text)
    {
        begin(socket);
        sendPieces(&socket, {delta(text.left(1)), delta(text.mid(1, 1)).left(20)}, false);
    }

private:
    static void begin(QTcpSocket& socket)
    {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    void sendPieces(QPointer<QTcpSocket> socket, QByteArrayList pieces, bool whole)
    {
        if (!socket)
            return;
        if (pieces.isEmpty()) {
            if (whole)
                socket->write("0\r\n\r\n");
            else
                socket->disconnectFromHost();
            return;
        }
        const QByteArray piece = pieces.takeFirst();
        socket->write(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
        socket->flush();
        QTimer::singleShot(0, this, [this, socket, pieces, whole] { sendPieces(socket, pieces, whole); });
    }

    void read(QTcpSocket& socket)
    {
        QByteArray& buffer = m_buffers[&socket];
        buffer += socket.readAll();
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        qsizetype length = 0;
        Request request;
        const QByteArrayList lines = buffer.left(end).split('\n');
        request.path = lines.first().split(' ').value(1);
        for (const QByteArray& line : lines) {
            if (line.toLower().startsWith("content-length:"))
                length = line.mid(15).trimmed().toLongLong();
            if (line.toLower().startsWith("authorization:"))
                request.authorization = line.mid(14).trimmed();
        }
        if (buffer.size() < end + 4 + length)
            return;
        request.body = QJsonDocument::fromJson(buffer.mid(end + 4, length)).object();
        buffer.clear();
        for (const QJsonValue& part : request.body.value("messages").toArray().last().toObject().value("content").toArray())
            if (part.toObject().value("type") == "text")
                request.question = part.toObject().value("text").toString();
        request.attempt = ++attempts[request.question];
        request.time = m_clock.elapsed();
        requests << request;
        most = qMax(most, static_cast<int>(m_server.findChildren<QTcpSocket*>().size()));
        m_behaviour(socket, request);
    }

    Behaviour m_behaviour;
    QTcpServer m_server;
    QElapsedTimer m_clock;
    QHash<QTcpSocket*, QByteArray> m_buffers;
};

} // namespace w2v::test

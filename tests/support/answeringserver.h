#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <atomic>
#include <functional>

namespace bulkhead::test {

/// An HTTP server on loopback that answers one request after the other, on a thread of its own.
class AnsweringServer
{
public:
    struct Answer
    {
        QByteArray type;
        QByteArray body;
        int status = 200;
    };
    explicit AnsweringServer(std::function<Answer(const QByteArray& body)> answer)
        : m_answer(std::move(answer))
        , m_thread(QThread::create([this] { serve(); }))
    {
        m_thread->start();
        while (m_port == 0) {
            QThread::msleep(1);
        }
    }
    ~AnsweringServer()
    {
        m_isStopped = true;
        m_thread->wait();
    }
    AnsweringServer(const AnsweringServer&) = delete;
    AnsweringServer& operator=(const AnsweringServer&) = delete;

    [[nodiscard]] QString address() const { return QStringLiteral("http://127.0.0.1:%1/tsa").arg(m_port.load()); }

private:
    void serve()
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHost)) {
            qFatal("no port on loopback");
        }
        m_port = server.serverPort();
        while (!m_isStopped) {
            if (server.waitForNewConnection(20)) {
                const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
                answerOn(*socket);
            }
        }
    }
    void answerOn(QTcpSocket& socket) const
    {
        QByteArray request;
        qsizetype body = -1, length = 0;
        while ((body < 0 || request.size() < body + length) && socket.waitForReadyRead(2000)) {
            request += socket.readAll();
            const qsizetype end = request.indexOf("\r\n\r\n");
            if (end >= 0 && body < 0) {
                body = end + 4;
                const QByteArray head = request.left(end).toLower();
                const qsizetype at = head.indexOf("content-length:");
                length = at < 0 ? 0 : head.mid(at + 15, head.indexOf('\r', at) - at - 15).trimmed().toLongLong();
            }
        }
        const Answer answer = m_answer(request.mid(std::max<qsizetype>(body, 0)));
        socket.write("HTTP/1.1 " + QByteArray::number(answer.status) + " OK\r\nContent-Type: " + answer.type
                     + "\r\nContent-Length: " + QByteArray::number(answer.body.size()) + "\r\nConnection: close\r\n\r\n"
                     + answer.body);
        socket.waitForBytesWritten(2000);
        socket.disconnectFromHost();
    }

    std::function<Answer(const QByteArray&)> m_answer;
    std::unique_ptr<QThread> m_thread;
    std::atomic<quint16> m_port = 0;
    std::atomic<bool> m_isStopped = false;
};

} // namespace bulkhead::test

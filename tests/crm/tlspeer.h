#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QThread>

#include <atomic>

namespace bulkhead::test {

/// An authority of the test's own, made with the `openssl` program, and certificates that it signs.
class TlsAuthority
{
public:
    TlsAuthority()
    {
        write(QStringLiteral("ca.cnf"),
              "[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ca\n[dn]\nCN=Test root\n[ca]\n"
              "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
        run({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
             "-out", "ca.pem", "-days", "30", "-config", "ca.cnf"});
    }
    [[nodiscard]] QByteArray certificate() const { return read(QStringLiteral("ca.pem")); }

    /// A server's TLS configuration: certificate for `names` ("IP:127.0.0.1"), valid for so many days from now on.
    [[nodiscard]] QSslConfiguration server(const QByteArray& names, int days) const
    {
        write(QStringLiteral("leaf.cnf"),
              "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=crm.example\n[ext]\nbasicConstraints=CA:FALSE\n"
              "extendedKeyUsage=serverAuth\nsubjectAltName="
                  + names + "\n");
        run({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "leaf.key",
             "-out", "leaf.csr", "-config", "leaf.cnf"});
        run({"x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
             "leaf.pem", "-days", QByteArray::number(days), "-extfile", "leaf.cnf", "-extensions", "ext"});
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(read(QStringLiteral("leaf.pem"))));
        tls.setPrivateKey(QSslKey(read(QStringLiteral("leaf.key")), QSsl::Ec));
        return tls;
    }

private:
    void run(const QList<QByteArray>& arguments) const
    {
        QProcess process;
        QStringList words;
        for (const QByteArray& one : arguments) {
            words.append(QString::fromUtf8(one));
        }
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("openssl"), words);
        if (!process.waitForFinished() || process.exitCode() != 0) {
            qFatal("openssl %s\n%s", qPrintable(words.join(u' ')), process.readAllStandardError().constData());
        }
    }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s", qPrintable(name));
        }
    }
    [[nodiscard]] QByteArray read(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
};

/// Answers "{}" over TLS on a thread of its own, and counts the requests that it could read.
class TlsPeer final : public QThread
{
public:
    explicit TlsPeer(QSslConfiguration tls)
        : m_tls(std::move(tls))
    {
        start();
        while (m_port == 0) {
            msleep(1);
        }
    }
    ~TlsPeer() override
    {
        quit();
        wait();
    }
    TlsPeer(const TlsPeer&) = delete;
    TlsPeer& operator=(const TlsPeer&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] int requests() const { return m_requests; }

protected:
    void run() override
    {
        QSslServer server;
        server.setSslConfiguration(m_tls);
        connect(&server, &QTcpServer::pendingConnectionAvailable, &server, [this, &server] {
            while (QTcpSocket* socket = server.nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { answerOn(*socket); });
                answerOn(*socket);
            }
        });
        if (!server.listen(QHostAddress::LocalHost)) {
            qFatal("no port on loopback");
        }
        m_port = server.serverPort();
        exec();
    }

private:
    void answerOn(QTcpSocket& socket)
    {
        if (socket.readAll().startsWith("GET ")) {
            ++m_requests;
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
            socket.disconnectFromHost();
        }
    }

    QSslConfiguration m_tls;
    std::atomic<quint16> m_port = 0;
    std::atomic<int> m_requests = 0;
};

} // namespace bulkhead::test

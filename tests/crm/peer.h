#pragma once

#include "models/crm/transport.h"

#include "support/testvault.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

#include <atomic>
#include <mutex>
#include <utility>

namespace bulkhead::test {

/// A stand-in of tests/peers/crm on loopback, ended with the test.
class Peer
{
public:
    explicit Peer(const QString& name, const QStringList& words = {})
    {
        const QString script = QStringLiteral(BULKHEAD_SOURCE_DIR "/tests/peers/crm/") + name + QStringLiteral(".mjs");
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(QStringLiteral(BULKHEAD_NODE),
                        QStringList{script, QStringLiteral("0")} + words
                            + QStringList{QStringLiteral("--with-parent")});
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(20'000)) {
                qFatal("the stand-in did not start: %s", m_process.readAllStandardError().constData());
            }
        }
        m_url = QUrl(QString::fromUtf8(m_process.readLine()).trimmed().section(QLatin1Char(' '), -1));
    }
    ~Peer()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(5000);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] QUrl url() const { return m_url; }
    [[nodiscard]] QString address() const { return m_url.toString(); }
    /// The address under which people reach it, where that is not its own.
    void publishAs(const QUrl& url) const
    {
        ask("POST", "/__base", QJsonDocument(QJsonObject{{QStringLiteral("url"), url.toString()}}).toJson());
    }
    [[nodiscard]] QJsonArray log() const { return ask("GET", "/__log").array(); }
    /// Of the log, what was asked below that path.
    [[nodiscard]] QJsonArray log(const QString& method, const QString& part) const
    {
        QJsonArray found;
        for (const auto& one : log()) {
            const QString path = one[QLatin1String("path")].toString() + one[QLatin1String("query")].toString();
            if (one[QLatin1String("method")].toString() == method && path.contains(part)) {
                found.append(one);
            }
        }
        return found;
    }
    void forget() const
    {
        ask("DELETE", "/__log");
        ask("DELETE", "/__fault");
    }
    void fault(const QJsonObject& fault) const { ask("POST", "/__fault", QJsonDocument(fault).toJson()); }
    void expire() const { ask("POST", "/__expire"); }
    void skew(qint64 ms) const { ask("POST", "/__skew", "{\"ms\":" + QByteArray::number(ms) + "}"); }
    QJsonArray seed(const QJsonObject& seed) const
    {
        return ask("POST", "/__seed", QJsonDocument(seed).toJson()).array();
    }
    [[nodiscard]] QJsonArray rows(const QString& table) const
    {
        QJsonArray result;
        for (const auto& row : ask("GET", "/__dump")[table].toArray()) {
            if (!row[QLatin1String("IsDeleted")].toBool() && !row[QLatin1String("archived")].toBool()) {
                result.append(row);
            }
        }
        return result;
    }

private:
    QJsonDocument ask(const QByteArray& method, const QByteArray& path, const QByteArray& body = {}) const
    {
        QTcpSocket socket;
        socket.connectToHost(m_url.host(), static_cast<quint16>(m_url.port()));
        socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: peer\r\nConnection: close\r\nContent-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QByteArray answer;
        while (socket.waitForReadyRead(20'000)) {
            answer += socket.readAll();
        }
        answer += socket.readAll();
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4), &error);
        if (document.isNull()) {
            qFatal("the stand-in's control plane said: %s", answer.constData());
        }
        return document;
    }

    QProcess m_process;
    QUrl m_url;
};

/// The system's time, moved on by the pauses that nobody waits for.
class ImpatientClock final : public Clock
{
public:
    [[nodiscard]] qint64 now() const override { return SystemClock().now() + m_skipped; }
    void skip(qint64 ms) { m_skipped += ms; }

private:
    std::atomic<qint64> m_skipped = 0;
};

/// What a test gives a transport: pauses are noted instead of waited for, jitter is half of the most, lines are kept.
class Surroundings
{
public:
    [[nodiscard]] crm::TransportParts parts()
    {
        crm::TransportParts parts;
        parts.clock = &clock;
        parts.random = [] { return 0.5; };
        parts.pause = [this](qint64 ms, const std::stop_token&) {
            const std::scoped_lock lock(m_mutex);
            m_pauses.push_back(ms);
            clock.skip(ms);
        };
        parts.log = [this](const crm::LogLine& line) {
            const std::scoped_lock lock(m_mutex);
            m_lines.push_back(line);
        };
        return parts;
    }
    /// Those since it was asked last.
    std::vector<qint64> pauses()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_pauses, {});
    }
    std::vector<crm::LogLine> lines()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_lines, {});
    }
    ImpatientClock clock;

private:
    std::mutex m_mutex;
    std::vector<qint64> m_pauses;
    std::vector<crm::LogLine> m_lines;
};

} // namespace bulkhead::test

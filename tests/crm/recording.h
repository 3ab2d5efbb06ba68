#pragma once

#include "crm/peer.h"

#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace bulkhead::test {

/// One request as it went over the wire.
struct SentRequest
{
    QByteArray method = {};
    QByteArray target = {};
    QByteArray contentType = {};
    QByteArray body = {};
};

/// Every octet that was sent to a stand-in: node's recorder stands before it.
class Recording
{
public:
    explicit Recording(const QString& name)
        : m_peer(name)
        , m_recorder(QStringLiteral("recorder"), {m_peer.address(), m_folder.path()})
    {
        m_peer.publishAs(m_recorder.url());
    }
    [[nodiscard]] const Peer& peer() const { return m_peer; }
    [[nodiscard]] QString address() const { return m_recorder.address(); } ///< where the stand-in is reached

    /// Of each connection what was sent, in their order.
    [[nodiscard]] std::vector<QByteArray> connections() const
    {
        std::vector<QByteArray> all;
        for (const QFileInfo& info : QDir(m_folder.path()).entryInfoList(QDir::Files, QDir::Name)) {
            QFile file(info.filePath());
            all.push_back(file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
        }
        return all;
    }
    [[nodiscard]] QByteArray octets() const
    {
        QByteArray all;
        for (const QByteArray& one : connections()) {
            all += one + "\n\n";
        }
        return all;
    }
    /// What cannot be read as a request stands in `unread`.
    [[nodiscard]] std::vector<SentRequest> requests(QByteArray& unread) const
    {
        std::vector<SentRequest> all;
        for (const QByteArray& one : connections()) {
            for (qsizetype at = 0; at < one.size();) {
                const qsizetype end = one.indexOf("\r\n\r\n", at);
                const QByteArray head = one.mid(at, end < 0 ? -1 : end - at);
                const QList<QByteArray> start = head.left(head.indexOf('\r')).split(' ');
                const qsizetype size = header(head, "content-length").toLongLong();
                if (end < 0 || start.size() != 3 || !header(head, "transfer-encoding").isEmpty()
                    || end + 4 + size > one.size()) {
                    unread += one.mid(at);
                    break;
                }
                all.push_back({.method = start[0],
                               .target = start[1],
                               .contentType = header(head, "content-type"),
                               .body = one.mid(end + 4, size)});
                at = end + 4 + size;
            }
        }
        return all;
    }

private:
    [[nodiscard]] static QByteArray header(const QByteArray& head, const QByteArray& name)
    {
        for (const QByteArray& line : head.split('\n')) {
            if (line.toLower().startsWith(name + ':')) {
                return line.mid(name.size() + 1).trimmed();
            }
        }
        return {};
    }

    QTemporaryDir m_folder;
    Peer m_peer;
    Peer m_recorder;
};

/// \name Octets as somebody may read them who looks for texts
///@{
[[nodiscard]] inline QByteArray withoutEscapes(const QByteArray& octets)
{
    QByteArray out;
    for (qsizetype at = 0; at < octets.size(); ++at) {
        if (octets[at] != '\\' || at + 1 == octets.size()) {
            out += octets[at];
            continue;
        }
        const char next = octets[++at];
        if (next == 'u') {
            bool isNumber = false;
            const ushort code = octets.mid(at + 1, 4).toUShort(&isNumber, 16);
            out += isNumber ? QString(QChar(code)).toUtf8() : QByteArray("\\u");
            at += isNumber ? 4 : 0;
        } else {
            out += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
        }
    }
    return out;
}
[[nodiscard]] inline QByteArray unpackedGzip(const QByteArray& packed)
{
    QProcess gzip;
    gzip.start(QStringLiteral("gzip"), {QStringLiteral("-dcq")});
    gzip.write(packed);
    gzip.closeWriteChannel();
    gzip.waitForFinished();
    return gzip.readAllStandardOutput();
}
/// What is packed in it: gzip, zlib, and base64 at each of its beginnings.
[[nodiscard]] inline QByteArray unpackedWithin(const QByteArray& octets)
{
    QByteArray out;
    for (qsizetype at = octets.indexOf("\x1f\x8b\x08"); at >= 0; at = octets.indexOf("\x1f\x8b\x08", at + 1)) {
        out += unpackedGzip(octets.mid(at)) + '\n';
    }
    for (const QByteArray& begin : {QByteArray("\x78\x01"), QByteArray("\x78\x9c"), QByteArray("\x78\xda")}) {
        for (qsizetype at = octets.indexOf(begin); at >= 0; at = octets.indexOf(begin, at + 1)) {
            QByteArray sized("\x00\x10\x00\x00", 4); // as much as may come of it
            const QtMessageHandler before = qInstallMessageHandler(
                [](QtMsgType, const QMessageLogContext&, const QString&) { });
            out += qUncompress(sized + octets.mid(at)) + '\n';
            qInstallMessageHandler(before);
        }
    }
    static const QRegularExpression run(QStringLiteral("[A-Za-z0-9+/_-]{16,}={0,2}"));
    const QString text = QString::fromLatin1(octets);
    for (auto it = run.globalMatch(text); it.hasNext();) {
        QByteArray packed = it.next().captured().toLatin1();
        packed.replace('-', '+').replace('_', '/');
        for (int from = 0; from < 4; ++from) {
            out += QByteArray::fromBase64(packed.mid(from)) + '\n';
        }
    }
    return out;
}
/// As it is, percent-encoded, JSON-escaped and packed, and what is so twice.
[[nodiscard]] inline std::vector<QByteArray> readings(const QByteArray& octets)
{
    std::vector<QByteArray> all{octets};
    for (std::size_t at = 0, until = 1, depth = 0; depth < 2; ++depth, until = all.size()) {
        for (; at < until; ++at) {
            const QByteArray one = all[at];
            all.push_back(QByteArray::fromPercentEncoding(QByteArray(one).replace('+', ' ')));
            all.push_back(withoutEscapes(one));
            all.push_back(unpackedWithin(one));
        }
    }
    return all;
}
///@}

} // namespace bulkhead::test

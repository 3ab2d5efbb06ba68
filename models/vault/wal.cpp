#include "models/vault/wal.h"

#include "models/base/bytes.h"
#include "models/vault/fileio.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <optional>

namespace bulkhead {

namespace {
constexpr qsizetype headerSize = 32, frameHeaderSize = 24;
constexpr quint32 littleMagic = 0x377f0682, bigMagic = 0x377f0683;

struct Sums
{
    quint32 first = 0, second = 0;
    bool operator==(const Sums&) const = default;
};

quint32 bigWord(BytesView bytes, qsizetype at)
{
    return qFromBigEndian<quint32>(bytes.data() + at);
}

Sums storedSums(BytesView bytes, qsizetype at)
{
    return {bigWord(bytes, at), bigWord(bytes, at + 4)};
}

/// The log's running checksum over pairs of words in the byte order that its magic number names.
Sums sum(Sums sums, BytesView bytes, bool isBig)
{
    for (qsizetype at = 0; at + 8 <= bytes.size(); at += 8) {
        const char* words = bytes.data() + at;
        sums.first += (isBig ? qFromBigEndian<quint32>(words) : qFromLittleEndian<quint32>(words)) + sums.second;
        sums.second += (isBig ? qFromBigEndian<quint32>(words + 4) : qFromLittleEndian<quint32>(words + 4))
            + sums.first;
    }
    return sums;
}

QString sentenceForHeader()
{
    return VaultText::tr(
        "The head of the write-ahead log (journal.db-wal) is damaged: changes that it held cannot be read. "
        "Compare the journal with its anchor and with other copies of the vault.");
}

QString sentenceForFrames(qint64 frame, qint64 lost)
{
    return VaultText::tr(
               "The write-ahead log (journal.db-wal) is damaged at frame %1; %n confirmed transaction(s) behind it "
               "cannot be read. Compare the journal with its anchor and with other copies of the vault.",
               nullptr, static_cast<int>(lost))
        .arg(frame);
}

QString sentenceForTail(qint64 frame)
{
    return VaultText::tr(
               "The last transaction of the write-ahead log (journal.db-wal, frame %1) is not whole and was dropped. "
               "After a power cut or a kill this is normal, and it had not been confirmed to anybody; otherwise the "
               "file was damaged.")
        .arg(frame);
}

struct Log
{
    QFile file;
    Bytes header;
    bool isBig = false;
    qsizetype pageSize = 0;

    /// One frame with its page; nothing at the end, where an unfinished one does not count.
    std::optional<Bytes> next()
    {
        Bytes frame = file.read(frameHeaderSize + pageSize);
        return frame.size() == frameHeaderSize + pageSize ? std::optional(std::move(frame)) : std::nullopt;
    }
    /// By either half of the salt: a frame of an earlier generation has neither, a damaged one still has one.
    bool isOfThisLog(BytesView frame) const
    {
        return bigWord(frame, 8) == bigWord(header, 16) || bigWord(frame, 12) == bigWord(header, 20);
    }
    bool hasSalt(BytesView frame) const { return frame.sliced(8, 8) == BytesView(header).sliced(16, 8); }
    Sums sumsAfter(Sums before, BytesView frame) const
    {
        return sum(sum(before, frame.first(8), isBig), frame.sliced(frameHeaderSize), isBig);
    }
};

QString scanFrames(Log& log, bool& isTornTail)
{
    Sums sums = storedSums(log.header, 24);
    qint64 number = 0, firstBad = 0, commits = 0;
    bool lastIsCommit = false;
    while (const auto frame = log.next()) {
        ++number;
        const bool isOurs = log.isOfThisLog(*frame);
        if (firstBad == 0) {
            sums = log.sumsAfter(sums, *frame);
            if (log.hasSalt(*frame) && sums == storedSums(*frame, 16)) {
                continue;
            }
            firstBad = number;
        }
        // A commit carries the size of the database; frames of an unfinished transaction carry 0.
        const bool isCommit = isOurs && bigWord(*frame, 4) != 0;
        commits += isCommit ? 1 : 0;
        lastIsCommit = isOurs ? isCommit : lastIsCommit;
    }
    if (commits == 0) {
        return {};
    }
    isTornTail = commits == 1 && lastIsCommit;
    return isTornTail ? sentenceForTail(firstBad) : sentenceForFrames(firstBad, commits);
}

/// Learns what the header says; false where it does not verify.
bool readLogHeader(Log& log)
{
    const quint32 magic = bigWord(log.header, 0);
    log.isBig = magic == bigMagic;
    log.pageSize = static_cast<qsizetype>(bigWord(log.header, 8));
    const bool isPageSize = log.pageSize >= 512 && log.pageSize <= 65536 && (log.pageSize & (log.pageSize - 1)) == 0;
    return (magic == littleMagic || magic == bigMagic) && isPageSize
        && sum({}, BytesView(log.header).first(24), log.isBig) == storedSums(log.header, 24);
}
} // namespace

std::set<quint32> pagesInWal(const QString& path)
{
    std::set<quint32> pages, unfinished;
    Log log{.file = QFile(path), .header = {}};
    if (!log.file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return pages;
    }
    log.header = log.file.read(headerSize);
    if (log.header.size() < headerSize || !readLogHeader(log)) {
        return pages;
    }
    Sums sums = storedSums(log.header, 24);
    while (const auto frame = log.next()) {
        sums = log.sumsAfter(sums, *frame);
        if (!log.hasSalt(*frame) || sums != storedSums(*frame, 16)) {
            break;
        }
        unfinished.insert(bigWord(*frame, 0));
        if (bigWord(*frame, 4) != 0) {
            pages.merge(unfinished);
            unfinished.clear();
        }
    }
    return pages;
}

QString damageInWal(const QString& path, bool* isTornTail)
{
    Log log{.file = QFile(path), .header = {}};
    if (!log.file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return {};
    }
    log.header = log.file.read(headerSize);
    if (log.header.size() < headerSize || log.file.size() == headerSize
        || log.header == Bytes(headerSize, '\0')) { // A power cut before the header reached the disk.
        return {};
    }
    if (!readLogHeader(log)) {
        return sentenceForHeader();
    }
    bool isTorn = false;
    const QString damage = scanFrames(log, isTorn);
    if (isTornTail) {
        *isTornTail = isTorn;
    }
    return damage;
}

void removeEmptyWal(const QString& database)
{
    const QString log = database + QStringLiteral("-wal");
    if (QFileInfo(log).size() == 0) { // Or there is none.
        fileio::remove(log);
        fileio::remove(database + QStringLiteral("-shm"));
    }
}

} // namespace bulkhead

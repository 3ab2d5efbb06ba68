#include "models/journal/ziparchive.h"

#include "models/journal/journaltext.h"

#include <QFile>
#include <QFileInfo>

#include <archive.h>
#include <archive_entry.h>

#include <sys/stat.h>

namespace bulkhead::journal {

namespace {
constexpr qsizetype pieceSize = 1 << 20;

std::unexpected<Error> damagedArchive(const QString& detail)
{
    return failure(QLatin1StringView("bundle.damaged-archive"),
                   JournalText::tr("The file breaks off or is not what was written. Ask for it again."), detail);
}

std::unexpected<Error> refusedArchive(const QString& why)
{
    return failure(QLatin1StringView("bundle.refused"),
                   JournalText::tr("The file was not read, because %1. Bulkhead writes no such files.").arg(why));
}

la_ssize_t writePiece(archive*, void* file, const void* bytes, size_t size)
{
    return static_cast<QSaveFile*>(file)->write(static_cast<const char*>(bytes), static_cast<qint64>(size));
}

QString reasonOf(archive* handle)
{
    const char* text = archive_error_string(handle);
    return QString::fromLocal8Bit(text ? text : "");
}
} // namespace

void ZipWriter::Free::operator()(archive* handle) const
{
    archive_write_free(handle);
}

Expected<ZipWriter> ZipWriter::open(const QString& path, qint64 msSinceEpoch)
{
    ZipWriter writer;
    writer.m_at = msSinceEpoch;
    writer.m_file = std::make_unique<QSaveFile>(path);
    writer.m_file->setDirectWriteFallback(false);
    if (!writer.m_file->open(QIODevice::WriteOnly)
        || !writer.m_file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return writer.failed();
    }
    writer.m_archive.reset(archive_write_new());
    archive* handle = writer.m_archive.get();
    if (!handle || archive_write_set_format_zip(handle) != ARCHIVE_OK
        || archive_write_zip_set_compression_store(handle) != ARCHIVE_OK
        || archive_write_set_bytes_in_last_block(handle, 1) != ARCHIVE_OK
        || archive_write_open(handle, writer.m_file.get(), nullptr, writePiece, nullptr) != ARCHIVE_OK) {
        return writer.failed();
    }
    return writer;
}

std::unexpected<Error> ZipWriter::failed() const
{
    const QString reason = m_file->error() == QFileDevice::NoError && m_archive ? reasonOf(m_archive.get())
                                                                                : m_file->errorString();
    return failure(QLatin1StringView("bundle.cannot-write"),
                   JournalText::tr("The bundle could not be written: %1. Nothing was left behind.").arg(reason));
}

Expected<void> ZipWriter::begin(const QString& name, qint64 size)
{
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname_utf8(entry.get(), name.toUtf8().constData());
    archive_entry_set_size(entry.get(), size);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), m_at / 1000, 0);
    return archive_write_header(m_archive.get(), entry.get()) == ARCHIVE_OK ? Expected<void>() : failed();
}

Expected<void> ZipWriter::write(BytesView bytes)
{
    while (!bytes.isEmpty()) {
        const la_ssize_t written = archive_write_data(m_archive.get(), bytes.data(), static_cast<size_t>(bytes.size()));
        if (written <= 0) {
            return failed();
        }
        bytes = bytes.sliced(static_cast<qsizetype>(written));
    }
    return {};
}

Expected<void> ZipWriter::add(const QString& name, BytesView content)
{
    CHECK_OK(begin(name, content.size()));
    return write(content);
}

Expected<void> ZipWriter::add(const QString& name, QIODevice& content, qint64 size,
                              const std::function<Expected<void>(BytesView)>& seen)
{
    CHECK_OK(begin(name, size));
    Bytes piece(pieceSize, Qt::Uninitialized);
    for (qint64 left = size; left > 0;) {
        const qint64 got = content.read(piece.data(), std::min<qint64>(left, piece.size()));
        if (got <= 0) {
            return failure(QLatin1StringView("vault.blob-damaged"),
                           JournalText::tr("Material of the incident is shorter than what was taken in. Verify the "
                                           "vault with all evidence."),
                           content.errorString());
        }
        const BytesView part(piece.constData(), static_cast<qsizetype>(got));
        CHECK_OK(seen(part));
        CHECK_OK(write(part));
        left -= got;
    }
    return {};
}

Expected<void> ZipWriter::commit()
{
    if (archive_write_close(m_archive.get()) != ARCHIVE_OK || !m_file->commit()) {
        return failed();
    }
    return {};
}

void ZipReader::Free::operator()(archive* handle) const
{
    archive_read_free(handle);
}

Expected<ZipReader> ZipReader::open(const QString& path, const ZipLimits& limits)
{
    const QFileInfo file(path);
    if (!file.exists()) {
        return failure(QLatin1StringView("input.missing"), JournalText::tr("There is no file %1.").arg(path));
    }
    if (!file.isFile() || !file.isReadable()) {
        return failure(QLatin1StringView("input.unreadable"),
                       JournalText::tr("%1 cannot be read: a file was expected that you may open.").arg(path));
    }
    ZipReader reader;
    reader.m_limits = limits;
    reader.m_packed = file.size();
    reader.m_archive.reset(archive_read_new());
    archive* handle = reader.m_archive.get();
    if (!handle || archive_read_support_format_zip(handle) != ARCHIVE_OK
        || archive_read_open_filename(handle, QFile::encodeName(path).constData(), 1 << 16) != ARCHIVE_OK) {
        return failure(QLatin1StringView("bundle.not-a-bundle"),
                       JournalText::tr("%1 is not a bundle: it is not even a zip file.").arg(path),
                       handle ? reasonOf(handle) : QString());
    }
    return reader;
}

Expected<std::optional<ZipReader::Member>> ZipReader::next()
{
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(m_archive.get(), &entry);
    if (result == ARCHIVE_EOF) {
        return std::nullopt;
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
        return damagedArchive(reasonOf(m_archive.get()));
    }
    if (++m_members > m_limits.members) {
        return refusedArchive(JournalText::tr("it holds more than %1 members").arg(m_limits.members));
    }
    const auto type = archive_entry_filetype(entry);
    if (archive_entry_is_encrypted(entry) || (type != AE_IFREG && type != AE_IFDIR)) {
        return refusedArchive(JournalText::tr("one of its members is encrypted, or is a link"));
    }
    const char* name = archive_entry_pathname_utf8(entry);
    return Member{QString::fromUtf8(name ? name : ""),
                  archive_entry_size_is_set(entry) ? static_cast<qint64>(archive_entry_size(entry)) : 0,
                  result == ARCHIVE_WARN ? reasonOf(m_archive.get()) : QString()};
}

Expected<qsizetype> ZipReader::readSome(char* into, qsizetype size)
{
    const la_ssize_t got = archive_read_data(m_archive.get(), into, static_cast<size_t>(size));
    if (got < 0) {
        return damagedArchive(reasonOf(m_archive.get()));
    }
    m_unpacked += got;
    if (m_unpacked > m_limits.unpackedAlways && m_unpacked / m_limits.unpackedPerPacked > m_packed) {
        return refusedArchive(JournalText::tr("it unpacks to far more than it is"));
    }
    return static_cast<qsizetype>(got);
}

Expected<void> ZipReader::read(const std::function<Expected<void>(BytesView)>& take)
{
    Bytes piece(pieceSize, Qt::Uninitialized);
    for (;;) {
        TRY(const qsizetype got, readSome(piece.data(), piece.size()));
        if (got == 0) {
            return {};
        }
        CHECK_OK(take(BytesView(piece.constData(), got)));
    }
}

Expected<Bytes> ZipReader::readAll(qint64 limit)
{
    Bytes all;
    CHECK_OK(read([&](BytesView piece) -> Expected<void> {
        if (all.size() + piece.size() > limit) {
            return refusedArchive(JournalText::tr("one of its members is too large"));
        }
        all.append(piece.data(), piece.size());
        return {};
    }));
    return all;
}

} // namespace bulkhead::journal

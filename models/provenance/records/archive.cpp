#include "models/provenance/records/archive.h"

#include <QCoreApplication>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr int mostEntries = 10'000;
constexpr qint64 mostUnpacked = qint64(64) << 30;
constexpr qint64 freeUnpacked = qint64(1) << 30; ///< octets before the ratio counts
constexpr qint64 mostRatio = 1000;
constexpr std::size_t windowOctets = std::size_t(64) << 10;

std::unexpected<Error> damagedArchive(const char* why)
{
    return failure("provenance.damaged"_L1,
                   QCoreApplication::translate(
                       "Provenance", "The archive cannot be unpacked (%1). If it is complete, unpack it by hand.")
                       .arg(QString::fromUtf8(why ? why : "?")));
}
} // namespace

struct ArchiveFiles::Reading
{
    Reading()
        : handle(archive_read_new())
    {
    }
    ~Reading() { archive_read_free(handle); }
    Q_DISABLE_COPY_MOVE(Reading)

    struct archive* handle;
    ByteSource* source = nullptr;
    std::array<char, windowOctets> window = {};
    qint64 taken = 0;    ///< octets of the archive
    qint64 unpacked = 0; ///< octets of its files
    int entries = 0;

    static la_ssize_t pull(struct archive* handle, void* self, const void** octets)
    {
        auto* reading = static_cast<Reading*>(self);
        const auto got = reading->source->read(reading->window.data(), static_cast<qint64>(windowOctets));
        if (!got) {
            archive_set_error(handle, EIO, "%s", qPrintable(got.error().message));
            return ARCHIVE_FATAL;
        }
        reading->taken += *got;
        *octets = reading->window.data();
        return static_cast<la_ssize_t>(*got);
    }
};

ArchiveFiles::~ArchiveFiles() = default;

Expected<std::unique_ptr<ArchiveFiles>> ArchiveFiles::open(ByteSource& source, bool isSingle)
{
    std::unique_ptr<ArchiveFiles> files(new ArchiveFiles);
    files->m_reading = std::make_unique<Reading>();
    Reading& reading = *files->m_reading;
    reading.source = &source;
    archive_read_support_filter_all(reading.handle);
    if (isSingle) {
        archive_read_support_format_raw(reading.handle);
    } else {
        archive_read_support_format_zip(reading.handle);
        archive_read_support_format_tar(reading.handle);
        archive_read_support_format_gnutar(reading.handle);
    }
    if (archive_read_open2(reading.handle, &reading, nullptr, Reading::pull, nullptr, nullptr) != ARCHIVE_OK) {
        return damagedArchive(archive_error_string(reading.handle));
    }
    return files;
}

Expected<std::unique_ptr<ArchiveFiles>> ArchiveFiles::open(std::string_view octets)
{
    std::unique_ptr<ArchiveFiles> files(new ArchiveFiles);
    files->m_reading = std::make_unique<Reading>();
    Reading& reading = *files->m_reading;
    reading.taken = static_cast<qint64>(octets.size());
    archive_read_support_filter_none(reading.handle);
    archive_read_support_format_zip(reading.handle);
    archive_read_support_format_7zip(reading.handle);
    if (archive_read_open_memory(reading.handle, octets.data(), octets.size()) != ARCHIVE_OK) {
        return damagedArchive(archive_error_string(reading.handle));
    }
    return files;
}

ArchiveFiles::Entry ArchiveFiles::next()
{
    Reading& reading = *m_reading;
    for (;;) {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(reading.handle, &entry);
        if (result == ARCHIVE_EOF) {
            return Entry::End;
        }
        if (result < ARCHIVE_WARN) {
            m_name.clear();
            return Entry::Damaged;
        }
        const char* path = archive_entry_pathname_utf8(entry);
        m_name = QString::fromUtf8(path ? path : archive_entry_pathname(entry));
        if (++reading.entries > mostEntries) {
            return Entry::TooLarge;
        }
        if (archive_entry_filetype(entry) != AE_IFREG && archive_entry_filetype(entry) != 0) {
            continue;
        }
        // What systems put beside files says nothing.
        if (m_name.startsWith("__MACOSX/"_L1) || m_name.endsWith("/.DS_Store"_L1) || m_name == ".DS_Store"_L1) {
            continue;
        }
        return archive_entry_is_encrypted(entry) ? Entry::Encrypted : Entry::File;
    }
}

qint64 ArchiveFiles::read(char* into, qint64 size)
{
    Reading& reading = *m_reading;
    const la_ssize_t got = archive_read_data(reading.handle, into, static_cast<std::size_t>(size));
    if (got < 0) {
        return archive_read_has_encrypted_entries(reading.handle) > 0 ? -3 : -1;
    }
    reading.unpacked += got;
    const bool isBomb = reading.unpacked > freeUnpacked
        && reading.unpacked / mostRatio > std::max<qint64>(reading.taken, 1);
    return isBomb || reading.unpacked > mostUnpacked ? -2 : static_cast<qint64>(got);
}

std::optional<std::string> ArchiveFiles::whole(std::size_t limit)
{
    std::string content;
    for (;;) {
        const std::size_t kept = content.size();
        content.resize(kept + windowOctets);
        const qint64 got = read(content.data() + kept, static_cast<qint64>(windowOctets));
        content.resize(kept + static_cast<std::size_t>(std::max<qint64>(got, 0)));
        if (got < 0 || content.size() > limit) {
            return {};
        }
        if (got == 0) {
            return content;
        }
    }
}

QString ArchiveFiles::formatName() const
{
    const char* name = archive_format_name(m_reading->handle);
    return QString::fromUtf8(name ? name : "").section(u' ', 0, 0).toLower();
}

Expected<std::string> readWhole(ByteSource& source, std::size_t limit)
{
    std::string octets;
    for (;;) {
        const std::size_t kept = octets.size();
        octets.resize(kept + windowOctets);
        TRY(const qint64 got, source.read(octets.data() + kept, static_cast<qint64>(windowOctets)));
        octets.resize(kept + static_cast<std::size_t>(got));
        if (octets.size() > limit) {
            return failure("provenance.too-large"_L1,
                           QCoreApplication::translate("Provenance",
                                                       "A file of this kind is read whole, and this one is larger than "
                                                       "%1 MiB. Unpack it, or export it as CSV.")
                               .arg(limit >> 20));
        }
        if (got == 0) {
            return octets;
        }
    }
}

namespace {
/// The one file of a compressed stream, as a source.
class UnpackedSource final : public ByteSource
{
public:
    explicit UnpackedSource(std::unique_ptr<ArchiveFiles> files)
        : m_files(std::move(files))
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override
    {
        const qint64 got = m_files->read(into, size);
        if (got == -2) {
            return failure("provenance.too-large"_L1,
                           QCoreApplication::translate("Provenance",
                                                       "The file unpacks to more than a thousand times its size, as a "
                                                       "decompression bomb does. It was not read further."));
        }
        if (got < 0) {
            return damagedArchive("truncated or damaged");
        }
        return got;
    }

private:
    std::unique_ptr<ArchiveFiles> m_files;
};

/// The file at hand of an archive; what goes wrong ends it and is kept.
class EntrySource final : public ByteSource
{
public:
    explicit EntrySource(ArchiveFiles& files)
        : m_files(files)
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override
    {
        const qint64 got = m_problem ? 0 : m_files.read(into, size);
        if (got < 0) {
            m_problem = got == -2 ? UnreadableReason::TooLarge
                : got == -3       ? UnreadableReason::Encrypted
                                  : UnreadableReason::Damaged;
            return 0;
        }
        return got;
    }
    [[nodiscard]] std::optional<UnreadableReason> problem() const { return m_problem; }

private:
    ArchiveFiles& m_files;
    std::optional<UnreadableReason> m_problem;
};

class ArchiveRecords final : public RecordSource
{
public:
    ArchiveRecords(std::unique_ptr<ArchiveFiles> files, std::unique_ptr<std::string> octets, const RecordBounds& bounds)
        : m_octets(std::move(octets))
        , m_files(std::move(files))
        , m_bounds(bounds)
    {
    }
    [[nodiscard]] Expected<Step> next() override;
    [[nodiscard]] QString description() const override
    {
        return QCoreApplication::translate("Provenance", "%1, files: %2").arg(m_files->formatName()).arg(m_read);
    }

private:
    std::unique_ptr<std::string> m_octets; ///< that `m_files` reads from, where they are in memory
    std::unique_ptr<ArchiveFiles> m_files;
    RecordBounds m_bounds;
    std::unique_ptr<EntrySource> m_entry;
    std::unique_ptr<RecordSource> m_part;
    int m_read = 0;
    bool m_isOver = false;
};

Expected<RecordSource::Step> ArchiveRecords::next()
{
    while (!m_isOver) {
        if (!m_part) {
            const ArchiveFiles::Entry entry = m_files->next();
            if (entry == ArchiveFiles::Entry::End) {
                m_isOver = true;
                break;
            }
            ++m_read;
            if (entry != ArchiveFiles::Entry::File) {
                m_isOver = entry != ArchiveFiles::Entry::Encrypted; // behind what is damaged nothing is found again
                return giveUp(entry == ArchiveFiles::Entry::Encrypted     ? UnreadableReason::Encrypted
                                  : entry == ArchiveFiles::Entry::Damaged ? UnreadableReason::Damaged
                                                                          : UnreadableReason::TooLarge,
                              0);
            }
            m_entry = std::make_unique<EntrySource>(*m_files);
            RecordBounds inner = m_bounds;
            --inner.depth;
            auto part = recordsOf(*m_entry, inner);
            if (!part) {
                m_entry.reset();
                return giveUp(part.error().is("provenance.too-large"_L1)       ? UnreadableReason::TooLarge
                                  : part.error().is("provenance.encrypted"_L1) ? UnreadableReason::Encrypted
                                                                               : UnreadableReason::Damaged,
                              0);
            }
            m_part = std::move(*part);
        }
        const auto step = m_part->next();
        if (step && *step == Step::Record) {
            m_fields = m_part->fields();
            return Step::Record;
        }
        if (step && *step == Step::Unreadable) {
            m_unreadable = m_part->unreadable();
            return Step::Unreadable;
        }
        const auto problem = step ? m_entry->problem() : std::optional(UnreadableReason::Damaged);
        m_part.reset();
        m_entry.reset();
        if (problem) {
            m_isOver = *problem == UnreadableReason::TooLarge;
            return giveUp(*problem, 0);
        }
    }
    return Step::End;
}
} // namespace

Expected<std::unique_ptr<ByteSource>> unpacked(ByteSource& source)
{
    TRY(auto files, ArchiveFiles::open(source, true));
    if (files->next() != ArchiveFiles::Entry::File) {
        return damagedArchive("nothing in it");
    }
    return std::make_unique<UnpackedSource>(std::move(files));
}

Expected<std::unique_ptr<RecordSource>> archiveRecords(ByteSource& source, std::string_view front,
                                                       const RecordBounds& bounds)
{
    if (bounds.depth <= 0) {
        return failure("provenance.too-large"_L1,
                       QCoreApplication::translate("Provenance", "Archives lie in archives more than four deep."));
    }
    if (!front.starts_with("7z\xbc\xaf\x27\x1c")) {
        TRY(auto files, ArchiveFiles::open(source, false));
        return std::make_unique<ArchiveRecords>(std::move(files), nullptr, bounds);
    }
    TRY(std::string octets, readWhole(source, wholeLimit));
    auto kept = std::make_unique<std::string>(std::move(octets));
    TRY(auto files, ArchiveFiles::open(*kept));
    return std::make_unique<ArchiveRecords>(std::move(files), std::move(kept), bounds);
}

} // namespace bulkhead::provenance

#include "models/base/digest.h"
#include "models/incident/casework.h"
#include "models/incident/custodian.h"
#include "models/incident/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> cannotWrite(const QString& file)
{
    const QString why = qt_error_string(errno);
    return failure("evidence.cannot-write"_L1,
                   Wording::tr("“%1” could not be written: %2. Nothing was taken out.").arg(file, why));
}

/// A new file that only its owner can read, gone again unless `keep` was called.
class PrivateFile
{
public:
    explicit PrivateFile(const QString& file)
        : m_name(file)
        , m_path(QFile::encodeName(file + ".part"_L1))
        , m_descriptor(::open(m_path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600))
    {
    }
    PrivateFile(const PrivateFile&) = delete;
    PrivateFile& operator=(const PrivateFile&) = delete;
    ~PrivateFile()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
            ::unlink(m_path.constData());
        }
    }

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] bool write(BytesView bytes) const
    {
        while (!bytes.isEmpty()) {
            const ssize_t written = ::write(m_descriptor, bytes.data(), static_cast<std::size_t>(bytes.size()));
            if (written < 0 && errno != EINTR) {
                return false;
            }
            bytes = bytes.sliced(std::max<ssize_t>(written, 0));
        }
        return true;
    }
    [[nodiscard]] bool keep()
    {
        if (::fsync(m_descriptor) != 0 || ::rename(m_path.constData(), QFile::encodeName(m_name).constData()) != 0) {
            return false;
        }
        ::close(m_descriptor);
        m_descriptor = -1;
        return true;
    }

private:
    QString m_name;
    QByteArray m_path;
    int m_descriptor;
};

CustodyStep custodyStep(const Id& incident, const Id& evidence, const QString& action, const QString& by, qint64 at,
                        const QString& note)
{
    return {.incident = incident, .evidence = evidence, .at = at, .action = action, .by = by, .note = note};
}
} // namespace

Expected<Casework::Intake> Casework::addEvidence(const Id& incident, QIODevice& source, Evidence about,
                                                 Compartment compartment, const BlobStore::Progress& progress,
                                                 std::stop_token stop)
{
    CHECK_OK(recordOf(incident, Table<Incident>::kind));
    const Stream stream{incident, compartment};
    // Asked before a gigabyte is read.
    CHECK_OK(m_journal.mayWrite(stream, fieldId(Table<Evidence>::kind, Table<Evidence>::titleField)));
    TRY(auto stored, m_journal.storeMaterial(source, progress, stop));
    return admitEvidence(incident, std::move(stored), std::move(about), compartment);
}

Expected<Casework::Intake> Casework::admitEvidence(const Id& incident, StoredBlob stored, Evidence about,
                                                   Compartment compartment)
{
    CHECK_OK(recordOf(incident, Table<Incident>::kind));
    const Stream stream{incident, compartment};
    TRY(const auto material, m_journal.adoptMaterial(stream, std::move(stored)));
    TRY(auto held, all<Evidence>(incident));
    for (const Kept<Evidence>& one : held) {
        if (one.value.sha256 == material.sha256 && one.stream == stream && !one.value.isStruck) {
            if (!material.wasThere) {
                // The file was gone and is written anew; its key is committed with this step.
                const auto step = custodyStep(incident, one.id, u"restored"_s, m_journal.nameOf(m_journal.user()),
                                              now(), about.sourceUrl);
                CHECK_OK(write(stream, u"evidence.restore"_s, factsOf(Id::make(now()), step), true));
            }
            return Intake{one.id, material.sha256, material.size, true};
        }
    }
    const Id id = Id::make(now());
    about.incident = incident;
    about.sha256 = material.sha256;
    about.blob = material.name;
    about.size = material.size;
    about.acquiredAt = about.acquiredAt == 0 ? now() : about.acquiredAt;
    about.acquiredBy = about.acquiredBy.isEmpty() ? m_journal.nameOf(m_journal.user()) : about.acquiredBy;
    about.name = about.name.isEmpty() ? Wording::tr("unnamed") : about.name;
    auto facts = factsOf(id, about);
    std::ranges::move(
        factsOf(Id::make(now()),
                custodyStep(incident, id, u"acquired"_s, about.acquiredBy, about.acquiredAt, about.sourceUrl)),
        std::back_inserter(facts));
    CHECK_OK(write(stream, u"evidence.add"_s, std::move(facts), true));
    return Intake{id, material.sha256, material.size, false};
}

Expected<void> Casework::extractEvidence(const Id& evidence, const QString& file, const QString& why)
{
    TRY(auto kept, one<Evidence>(evidence));
    CHECK_OK(Custodian(*this).checkThere(kept));
    TRY(auto material, m_journal.openMaterial(kept.value.blob));
    if (QFileInfo(file).isDir()) {
        errno = EISDIR;
        return cannotWrite(file);
    }
    PrivateFile out(file);
    if (!out.isOpen()) {
        return cannotWrite(file);
    }
    Sha256 digest;
    for (;;) {
        const Bytes piece = material->read(1 << 20);
        if (piece.isEmpty()) {
            break;
        }
        digest.add(piece);
        if (!out.write(piece)) {
            return cannotWrite(file);
        }
    }
    if (digest.finish() != kept.value.sha256) {
        return failure("evidence.damaged"_L1,
                       Wording::tr("The material of “%1” is not what was taken in: its SHA-256 differs. Nothing was "
                                   "taken out. Restore the vault from a backup.")
                           .arg(kept.value.name),
                       material->errorString());
    }
    const QString note = why.isEmpty() ? QFileInfo(file).fileName()
                                       : Wording::tr("%1, as %2").arg(why, QFileInfo(file).fileName());
    const auto step = custodyStep(kept.value.incident, evidence, u"extracted"_s, m_journal.nameOf(m_journal.user()),
                                  now(), note);
    CHECK_OK(write(kept.stream, u"evidence.extract"_s, factsOf(Id::make(now()), step), true));
    return out.keep() ? Expected<void>() : cannotWrite(file);
}

} // namespace bulkhead

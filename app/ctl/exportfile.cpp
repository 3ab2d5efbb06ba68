#include "app/ctl/exportfile.h"

#include "app/ctl/text.h"

#include <QFileInfo>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

std::unexpected<Error> notWritten(const QString& path, const QString& reason)
{
    return failure("machine.write-failed"_L1, Ctl::tr("%1 cannot be written: %2.").arg(path, reason));
}

} // namespace

Expected<ExportFile> ExportFile::open(const Call& call, const QString& path, bool isJsonLines)
{
    ExportFile result(call.out(), path);
    if (path == "-"_L1) {
        if (call.out().isJson() && !isJsonLines) {
            return failure("usage.value"_L1,
                           Ctl::tr("Standard output is for the JSON answer; give a file in place of \"-\"."));
        }
        return result;
    }
    if (QFileInfo::exists(path)) {
        return failure("input.exists"_L1, Ctl::tr("%1 is there already; it is not written over.").arg(path));
    }
    result.m_file = std::make_unique<QSaveFile>(path);
    // Whole or not at all: no fallback that writes in place.
    result.m_file->setDirectWriteFallback(false);
    if (!result.m_file->open(QIODevice::WriteOnly)
        || !result.m_file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return notWritten(path, result.m_file->errorString());
    }
    return result;
}

Expected<void> ExportFile::write(const QByteArray& bytes)
{
    m_hash.add(bytes);
    m_size += bytes.size();
    if (!m_file) {
        m_output->raw(bytes);
        return m_output->isWhole() ? Expected<void>() : notWritten(Ctl::tr("Standard output"), Ctl::tr("it is closed"));
    }
    return m_file->write(bytes) == bytes.size() ? Expected<void>() : notWritten(m_path, m_file->errorString());
}

Expected<ExportFile::Written> ExportFile::commit()
{
    if (m_file && !m_file->commit()) {
        return notWritten(m_path, m_file->errorString());
    }
    return Written{m_path, m_hash.finish(), m_size};
}

} // namespace bulkhead::ctl

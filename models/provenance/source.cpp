#include "models/provenance/source.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace bulkhead::provenance {

namespace {
std::unexpected<Error> readFailed(const QString& detail)
{
    return failure(QLatin1StringView("provenance.read-failed"),
                   QCoreApplication::translate("Provenance",
                                               "The file could not be read to its end. What was read so far was not "
                                               "used. Check the disk or the connection and try again."),
                   detail);
}
} // namespace

Expected<qint64> DeviceSource::read(char* into, qint64 size)
{
    for (;;) {
        const qint64 got = m_device.read(into, size);
        if (got > 0) {
            return got;
        }
        if (got < 0 && !m_device.atEnd()) {
            return readFailed(m_device.errorString());
        }
        if (!m_device.isSequential() || !m_device.waitForReadyRead(-1)) {
            return 0;
        }
    }
}

qint64 DeviceSource::size() const
{
    return m_device.isSequential() ? -1 : m_device.size();
}

Expected<qint64> DescriptorSource::read(char* into, qint64 size)
{
    for (;;) {
        const auto got = ::read(m_descriptor, into, static_cast<std::size_t>(size));
        if (got >= 0) {
            return got;
        }
        if (errno != EINTR) {
            return readFailed(qt_error_string(errno));
        }
    }
}

qint64 DescriptorSource::size() const
{
    struct stat about = {};
    return ::fstat(m_descriptor, &about) == 0 && S_ISREG(about.st_mode) ? static_cast<qint64>(about.st_size) : -1;
}

Expected<qint64> BufferSource::read(char* into, qint64 size)
{
    const auto take = std::min<qsizetype>(size, m_buffer.size() - m_position);
    std::copy_n(m_buffer.data() + m_position, take, into);
    m_position += take;
    return take;
}

} // namespace bulkhead::provenance

#include "models/provenance/hashingsource.h"

#include <QCoreApplication>

namespace bulkhead::provenance {

std::unexpected<Error> cancelledReading()
{
    return failure(QLatin1StringView("provenance.cancelled"),
                   QCoreApplication::translate("Registry", "It was cancelled. Nothing was kept of it."));
}

Expected<qint64> HashingSource::read(char* into, qint64 size)
{
    if (m_stop.stop_requested()) {
        return cancelledReading();
    }
    TRY(const qint64 count, m_source.read(into, size));
    m_digest.add(BytesView(into, count));
    m_bytes += count;
    return count;
}

} // namespace bulkhead::provenance

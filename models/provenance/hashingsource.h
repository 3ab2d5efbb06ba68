#pragma once

#include "models/base/digest.h"
#include "models/provenance/source.h"

#include <stop_token>

namespace bulkhead::provenance {

/// An open device, hashed as it is read. Ends where somebody cancels, in the middle of a row however long it is.
class HashingSource final : public ByteSource
{
public:
    HashingSource(QIODevice& device, std::stop_token stop)
        : m_source(device)
        , m_stop(std::move(stop))
    {
    }
    /// Errors: those of `DeviceSource`, `provenance.cancelled`.
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override;
    [[nodiscard]] qint64 size() const override { return m_source.size(); }
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    [[nodiscard]] Bytes sha256() { return m_digest.finish(); }

private:
    DeviceSource m_source;
    std::stop_token m_stop;
    Sha256 m_digest;
    qint64 m_bytes = 0;
};

/// `provenance.cancelled`.
[[nodiscard]] std::unexpected<Error> cancelledReading();

} // namespace bulkhead::provenance

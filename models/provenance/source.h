#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QIODevice>

#include <functional>

namespace bulkhead::provenance {

/// Where octets come from. Read once, from the front, on one thread.
class ByteSource
{
public:
    virtual ~ByteSource() = default;
    /// Up to `size` octets into `into`; 0 at the end. Blocks until there is at least one.
    /// Errors: `provenance.read-failed`.
    [[nodiscard]] virtual Expected<qint64> read(char* into, qint64 size) = 0;
    /// Total octets where that is known, else -1.
    [[nodiscard]] virtual qint64 size() const { return -1; }
};

/// An open device, not owned: a file, a pipe, a socket.
class DeviceSource final : public ByteSource
{
public:
    explicit DeviceSource(QIODevice& device)
        : m_device(device)
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override;
    [[nodiscard]] qint64 size() const override;

private:
    QIODevice& m_device;
};

/// An open file descriptor, not owned (standard input is 0).
class DescriptorSource final : public ByteSource
{
public:
    explicit DescriptorSource(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override;
    [[nodiscard]] qint64 size() const override;

private:
    int m_descriptor;
};

/// Octets in memory, such as a paste; the buffer must outlive the source.
class BufferSource final : public ByteSource
{
public:
    explicit BufferSource(BytesView buffer)
        : m_buffer(buffer)
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override;
    [[nodiscard]] qint64 size() const override { return m_buffer.size(); }

private:
    BytesView m_buffer;
    qsizetype m_position = 0;
};

/// How a long job speaks with its owner; called on the job's own thread every few hundred KiB.
struct Watcher
{
    std::function<void(qint64 bytes, quint64 rows)> progress = {};
    std::function<bool()> cancelled = {};
};

} // namespace bulkhead::provenance

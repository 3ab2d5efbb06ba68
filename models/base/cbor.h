#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QString>

#include <optional>

namespace bulkhead::cbor {

/// Deterministic CBOR (RFC 8949 §4.2.1) of the subset that Bulkhead's formats use: unsigned and negative integers,
/// byte and text strings, arrays, maps with ascending unsigned keys, false, true, null. No floats, no tags, no
/// indefinite lengths. One value has one encoding.
class Writer
{
public:
    void unsignedInteger(quint64 value);
    void integer(qint64 value);
    void bytes(BytesView value);
    void text(QStringView value);
    void boolean(bool value);
    void null();
    /// The caller writes `size` items next.
    void array(quint64 size);
    /// The caller writes `size` pairs of unsigned key and value next, keys ascending.
    void map(quint64 size);
    /// An item that is encoded already.
    void raw(BytesView item);

    [[nodiscard]] const Bytes& result() const { return m_out; }
    [[nodiscard]] Bytes take() { return std::move(m_out); }
    /// Starts afresh in the same memory.
    void clear() { m_out.resize(0); }

private:
    void head(quint8 major, quint64 argument);
    Bytes m_out;
};

enum class Type { Unsigned, Negative, Bytes, Text, Array, Map, False, True, Null, End, Bad };

/// Reads what Writer writes and refuses anything else: longer than shortest heads, invalid UTF-8, keys out of order are
/// the caller's to check with `key`. The first failure sticks; ask `ok()` (or `finish()`) once at the end. Views point
/// into the given buffer.
class Reader
{
public:
    explicit Reader(BytesView encoded);

    [[nodiscard]] Type type() const;
    quint64 unsignedInteger();
    qint64 integer();
    BytesView bytes();
    QString text();
    bool boolean();
    void null();
    /// Number of items; bounded by what is left of the buffer.
    quint64 array();
    quint64 map();
    /// A map key that must be greater than `previous` (none before the first).
    quint64 key(std::optional<quint64> previous);
    /// Skips one whole item (depth bounded at 16) and returns its bytes.
    BytesView item();

    void fail() { m_ok = false; }
    [[nodiscard]] bool ok() const { return m_ok; }
    /// True when everything was read and nothing was wrong.
    [[nodiscard]] bool finish() const { return m_ok && m_position == m_data.size(); }
    [[nodiscard]] qsizetype position() const { return m_position; }

private:
    std::optional<quint64> head(quint8 major);
    bool skip(int depth);
    BytesView m_data;
    qsizetype m_position = 0;
    bool m_ok = true;
};

} // namespace bulkhead::cbor

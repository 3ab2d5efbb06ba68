#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace bulkhead {

/// Octets with value semantics. Never holds secrets: those live in SecretBytes.
using Bytes = QByteArray;
using BytesView = QByteArrayView;

/// Lower-case hexadecimal, as every hash and fingerprint is shown.
[[nodiscard]] inline QString hex(BytesView bytes)
{
    return QString::fromLatin1(bytes.toByteArray().toHex());
}

} // namespace bulkhead

#include "models/vault/blobformat.h"

#include <QtEndian>

#include <algorithm>

namespace bulkhead::blobformat {

Bytes freshHeader()
{
    Bytes header(magic, 8);
    const quint32 big = qToBigEndian(version);
    header.append(reinterpret_cast<const char*>(&big), sizeof big);
    header.append(crypto::randomBytes(16));
    return header;
}

Bytes nonce(quint64 chunk, bool isLast)
{
    Bytes nonce(crypto::nonceSize, '\0');
    qToBigEndian(chunk, nonce.data() + 3);
    nonce[11] = isLast ? 1 : 0;
    return nonce;
}

qint64 fileSize(qint64 size)
{
    const qint64 chunks = std::max<qint64>(1, (size + chunkSize - 1) / chunkSize);
    return headerSize + size + chunks * crypto::tagSize;
}

qint64 plainSize(qint64 fileSize)
{
    const qint64 body = fileSize - headerSize;
    const qint64 chunks = (body + sealedChunkSize - 1) / sealedChunkSize;
    const qint64 size = body - chunks * crypto::tagSize;
    return body < crypto::tagSize || blobformat::fileSize(size) != fileSize ? -1 : size;
}

} // namespace bulkhead::blobformat

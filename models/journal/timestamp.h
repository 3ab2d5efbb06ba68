#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

/// Time stamps by an authority (RFC 3161 with RFC 5816), over SHA-256. Asking goes through `timestampclient.h`; this is
/// what is asked and what an answer is worth.
///
/// Errors: `timestamp.refused` (the authority said no), `timestamp.garbled` (no answer of that protocol),
/// `timestamp.wrong-imprint`, `timestamp.wrong-nonce` (of another question), `timestamp.bad-signature`,
/// `timestamp.untrusted` (signed, but by nobody who may: unknown authority, certificate expired or not for stamping),
/// `timestamp.clock` (the authority's clock and this machine's differ), `timestamp.bad-authorities`.
namespace bulkhead::timestamp {

inline constexpr qint64 largestAnswer = 64 * 1024;       ///< octets
inline constexpr qint64 clockTolerance = 10 * 60 * 1000; ///< ms

/// A question: DER of a TimeStampReq with a random nonce that asks for the signer's certificate.
[[nodiscard]] Bytes question(BytesView imprint);

struct Stamp
{
    Bytes token;            ///< TimeStampToken, DER
    qint64 at = 0;          ///< ms since 1970, by the authority
    QString authority;      ///< subject of the signer's certificate
    bool isTrusted = false; ///< the signer was entitled to stamp at that time, by the given authorities
};

/// An answer to a question asked just now. `authorities` are CA certificates (PEM); empty: the system's. Everything
/// has to be right, and the time near `now`.
[[nodiscard]] Expected<Stamp> readAnswer(BytesView answer, BytesView question, BytesView authorities, qint64 now);

/// A token as stored: imprint and signature have to hold; whether the signer was entitled at the time of the stamp is
/// told in the result.
[[nodiscard]] Expected<Stamp> check(BytesView token, BytesView imprint, BytesView authorities);

} // namespace bulkhead::timestamp

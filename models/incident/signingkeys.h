#pragma once

#include "models/journal/journal.h"

namespace bulkhead {

/// The Ed25519 key that a member had when the change in row `change` was written: a later reset does not make false
/// what they signed before. Of somebody of another vault their key came along with the incident. Empty where there is
/// none.
[[nodiscard]] Bytes signingKeyAt(const Journal& journal, const Id& user, qint64 change);

/// Whether `signature`, the field of that name of an entity, stands and is `signer`'s over `message`.
[[nodiscard]] bool isSignatureOf(const Journal& journal, const Id& entity, const Field& field, const Id& signer,
                                 const Bytes& message, const Bytes& signature);

} // namespace bulkhead

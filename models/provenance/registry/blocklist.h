#pragma once

#include "models/provenance/registry/registry.h"

namespace bulkhead::provenance {

/// How the identities stand in a block list.
enum class BlockListForm : quint8 {
    Keyed, ///< HMAC-SHA-256 under a key of its own, in a file beside it
    Plain, ///< normalised values
};

struct BlockListWish
{
    QString file; ///< new
    BlockListForm form = BlockListForm::Keyed;
};

struct BlockListMade
{
    QString file;
    QString keyFile;     ///< empty where plain
    Bytes sha256;        ///< of the file
    quint64 rows = 0;    ///< synthetic rows of the sample
    quint64 entries = 0; ///< different identities
};

/// "FILE.key".
[[nodiscard]] QString blockListKeyName(const QString& file);

/// Writes the synthetic identities of a sample that is held as evidence, for sign-up and support desks: what somebody
/// who has the leak may try. CSV, `meaning,value` or `meaning,hmac_sha256`, sorted, each identity once: e-mail
/// addresses, phone numbers, national ids, accounts and cards by which a row is decided synthetic against what is
/// registered now. The keyed form is lower-case hexadecimal of HMAC-SHA-256(key, meaning ∥ ":" ∥ value) with the 32
/// octets whose hexadecimal form stands in the key file. Both files are new and for their owner only; the step stands
/// in the chain of custody before the files are in place.
///
/// Errors: `provenance.target-exists`, `provenance.write-failed`, `provenance.nothing-to-block`, `evidence.damaged`,
/// those of `RegistrySnapshot::classify` and of the journal.
[[nodiscard]] Expected<BlockListMade> makeBlockList(Casework& casework, const Id& evidence, const BlockListWish& wish,
                                                    const Progress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead::provenance

#pragma once

#include "models/vault/backup.h"

#include <map>
#include <set>

namespace bulkhead {

struct RenewalWish
{
    std::map<Id, Bytes> exchangeKeys; ///< public X25519 keys of the users, as the journal knows them
    std::set<Id> without = {};        ///< users whose slots go; never the signed-in one
    OctetProgress progress = {};
    std::stop_token stop = {};
};

/// A vault under a new master key, beside the one that it is to follow: built whole, looked at, exchanged in one step.
/// Until `exchange` the old one is as it was; from then on the new one stands in its place. Killed at any point, one of
/// the two opens there, whole, and the other is removed at the next opening for writing.
///
/// Nobody has to be asked for a passphrase: every slot stays and gets the new key sealed for its user (README.md).
class Renewal
{
public:
    /// Takes a vault that is open for writing, whose other connections are closed; whatever comes of it, that object is
    /// at its end. Errors: `vault.read-only`, `vault.unknown-key` (a slot of a user without a key in `exchangeKeys`),
    /// `vault.own-slot`, `vault.cancelled`, `vault.disk-full`, `vault.io`, `vault.anchor-damaged`.
    [[nodiscard]] static Expected<Renewal> prepare(std::unique_ptr<Vault> vault, const RenewalWish& wish);
    Renewal(Renewal&&) noexcept;
    Renewal& operator=(Renewal&&) = delete;
    ~Renewal();

    [[nodiscard]] QString folder() const; ///< of the new one, to look at for reading; what was read is closed again
    [[nodiscard]] std::vector<Slot> slots() const; ///< of the new one
    /// `vault.cannot-exchange`, `vault.io`: nothing was changed.
    [[nodiscard]] Expected<void> exchange();

private:
    class Building;
    struct Private;
    explicit Renewal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace bulkhead

#pragma once

#include "models/incident/casework.h"
#include "models/journal/journal.h"

#include <memory>
#include <optional>

namespace bulkhead::ctl {

/// An open vault with its rooms, as one command uses it. Closing it signs the heads and wipes the keys. Not movable:
/// the rooms refer to one another.
class Desk
{
public:
    /// Opens the vault and its journal.
    [[nodiscard]] static Expected<std::unique_ptr<Desk>> open(const QString& folder, const Credential& credential,
                                                              Vault::Access access);
    /// Makes a vault and writes its genesis with `founder`'s roles and e-mail address.
    [[nodiscard]] static Expected<std::unique_ptr<Desk>> create(const QString& folder, const NewVault& wish,
                                                                const Member& founder);
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    ~Desk();

    [[nodiscard]] const Clock& clock() const { return m_clock; }
    [[nodiscard]] const Schema& schema() const { return m_schema; }
    [[nodiscard]] Vault& vault() { return *m_vault; }
    [[nodiscard]] Journal& journal() { return *m_journal; }
    [[nodiscard]] Casework& casework() { return *m_casework; }
    /// A member by name or id. Error: `member.not-found`.
    [[nodiscard]] Expected<Id> member(const QString& text) const;
    /// Signs what is unsigned, so that a failure to do so is not silent.
    [[nodiscard]] Expected<void> finish();

private:
    Desk();
    [[nodiscard]] Expected<void> openJournal(const Member& founder);

    SystemClock m_clock;
    Schema m_schema;
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<Journal> m_journal;
    std::optional<Casework> m_casework;
};

} // namespace bulkhead::ctl

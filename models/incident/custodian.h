#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// Legal hold, retention, and the end of evidence, over one incident room. Confined to its thread.
///
/// Errors: those of the journal; `evidence.on-hold`, `evidence.destroyed`, `evidence.same-person` (a second person has
/// to approve), `evidence.no-request`, `evidence.request-void` (the keys of who asked were reset since), `value.empty`.
class Custodian
{
public:
    explicit Custodian(Casework& casework)
        : m_casework(casework)
    {
    }

    /// By Legal, with a reason both ways.
    [[nodiscard]] Expected<void> setHold(const Id& incident, bool isOnHold, const QString& reason);
    /// True also while two people disagree about it.
    [[nodiscard]] Expected<bool> isOnHold(const Id& incident) const;

    enum class Step { Requested, Destroyed };
    /// The first person asks, signed with their own key; another who calls it for the same evidence approves, and key
    /// and file are gone when it returns. `reason` is needed from the first.
    [[nodiscard]] Expected<Step> destroy(const Id& evidence, const QString& reason, const Credential& again);
    [[nodiscard]] Expected<void> withdraw(const Id& evidence);
    /// The open or done destruction of a piece of evidence, the latest first asked for.
    [[nodiscard]] Expected<std::optional<Kept<Destruction>>> destructionOf(const Kept<Evidence>& evidence) const;
    /// `evidence.destroyed`, with who and why.
    [[nodiscard]] Expected<void> checkThere(const Kept<Evidence>& evidence) const;

    /// Destroys here what two people have destroyed in another copy of the vault, unless a legal hold stands or
    /// somebody took it in again since. Gives the number of pieces. After opening for writing and after receiving.
    [[nodiscard]] Expected<qint64> follow();

    /// Until when (ms since 1970) an incident is kept; nothing: without end.
    [[nodiscard]] Expected<void> setRetention(const Id& incident, std::optional<qint64> until, const QString& rule);
    struct Due
    {
        Id incident;
        Retention retention;
        bool isDue = false;
        bool isOnHold = false;
        qint64 material = 0; ///< pieces that are still here
        qint64 bytes = 0;    ///< of them
    };
    /// Every incident with a date, the earliest first.
    [[nodiscard]] Expected<std::vector<Due>> retained(qint64 now) const;

private:
    [[nodiscard]] Journal& journal() const { return m_casework.journal(); }
    [[nodiscard]] Expected<void> checkHold(const Id& incident) const;
    [[nodiscard]] bool isApproved(const Kept<Destruction>& destruction) const;
    [[nodiscard]] Expected<bool> wasRestored(const Kept<Destruction>& destruction) const;
    [[nodiscard]] Expected<void> request(const Kept<Evidence>& evidence, const QString& reason,
                                         const Credential& again);
    [[nodiscard]] Expected<void> approve(const Kept<Evidence>& evidence, const Kept<Destruction>& request,
                                         const Credential& again);
    /// What was read out of the evidence into the timeline goes with it.
    [[nodiscard]] Expected<void> destroyImports(const Kept<Evidence>& evidence, const Destruction& because,
                                                std::vector<Fact>& facts);

    Casework& m_casework;
};

} // namespace bulkhead

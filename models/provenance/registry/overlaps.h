#pragma once

#include "models/incident/casework.h"

namespace bulkhead::provenance {

/// Records that a synthetic and a production set share, and what people say of them.
struct SharedRecords
{
    enum class State : quint8 {
        Open,      ///< nobody has said anything: they count as production
        Marked,    ///< one person says that they are made up: they still count as production
        Confirmed, ///< a second person confirms it: they count as synthetic
        Void,      ///< a signature does not hold: they count as production
    };

    Id synthetic;
    Id production;
    QString syntheticName; ///< with its version
    QString productionName;
    qint64 records = 0; ///< as counted when the later of the two was registered
    State state = State::Open;
    std::optional<Kept<OverlapMark>> mark; ///< that stands
};
[[nodiscard]] QString stateId(SharedRecords::State state); ///< open, marked, confirmed, void

/// Test contacts live in production too, and a leaked one of them would count as production. Two people may say that
/// what two sets share is made up; then a row that a synthetic record of the one explains wholly is synthetic, whatever
/// the other holds. Confined to the thread of its casework.
///
/// Errors: those of the journal; `value.bad`, `value.empty`, `provenance.same-person`, `provenance.overlap-void`.
class Overlaps
{
public:
    explicit Overlaps(Casework& casework)
        : m_casework(casework)
    {
    }

    /// Of the registered sets that share records, by their names.
    [[nodiscard]] Expected<std::vector<SharedRecords>> all() const;
    /// Signed by who is signed in, who gives their passphrase once more.
    [[nodiscard]] Expected<Id> mark(const Id& oneSet, const Id& otherSet, const QString& reason,
                                    const Credential& again);
    /// By somebody else.
    [[nodiscard]] Expected<void> confirm(const Id& mark, const Credential& again);
    [[nodiscard]] Expected<void> withdraw(const Id& mark, const QString& reason);

private:
    [[nodiscard]] Expected<SharedRecords> between(const Id& oneSet, const Id& otherSet) const;
    [[nodiscard]] SharedRecords::State stateOf(const Kept<OverlapMark>& mark) const;
    [[nodiscard]] bool holds(const Kept<OverlapMark>& mark, const Id& user, const Bytes& message,
                             const Bytes& signature, QStringView field) const;

    Casework& m_casework;
};

} // namespace bulkhead::provenance

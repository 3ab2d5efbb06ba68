#pragma once

#include "models/journal/counsel.h"
#include "models/journal/roster.h"

namespace bulkhead::journal {

/// A write of an incident's phase.
struct PhaseWrite
{
    Position at;
    HybridTime clock;
    Id device;
    bool isClosed = false;
};
/// Whether the incident was closed as of a view (null sees everything).
[[nodiscard]] bool isClosed(const std::vector<PhaseWrite>& phases, const View* view);

/// Why a change does not count. `reason` is what is stored; `code` and `message` are for whoever wished to write it.
struct Refusal
{
    QLatin1StringView reason;
    QLatin1StringView code;
    QString message;
    FieldId field = 0;
};
/// The sentence for a stored reason.
[[nodiscard]] QString reasonSentence(const QString& reason);

/// The rules by which a change counts: a pure function of the change and its causal past, the same at writing, at
/// receiving and at verifying. No state but the schema.
class Judge
{
public:
    Judge(const Schema& schema, const Id& vault);

    /// What a change is judged by.
    struct Case
    {
        const Header& header;
        const View& view;
        const Roster& roster;
        const Authority& authority;
        const std::vector<PhaseWrite>& phases;
        const std::vector<AccessWrite>& access; ///< of a counsel stream
        bool isGenesis = false;
    };
    /// By what stands in the open: may this author write this stream at all? Whom Legal let into a counsel stream
    /// stands inside it, so there anybody who reads incidents passes, and `judgeBody` decides.
    [[nodiscard]] std::optional<Refusal> judgeHeader(const Case& changeCase) const;
    [[nodiscard]] std::optional<Refusal> judgeBody(const Case& changeCase, const Body& body) const;
    /// Whether a member with these roles may write the field in such a stream.
    [[nodiscard]] std::optional<Refusal> judgeField(const Stream& stream, Roles roles, const Field& field,
                                                    bool isClosed) const;
    /// \param isLetIn into this counsel stream, by somebody with the role Legal.
    [[nodiscard]] std::optional<Refusal> judgeStream(const Stream& stream, Roles roles, bool isLetIn = false) const;

    /// The phase writes of a body in its stream.
    [[nodiscard]] std::vector<PhaseWrite> phaseWrites(const Stream& stream, const Position& at, HybridTime clock,
                                                      const Id& device, const Body& body) const;
    [[nodiscard]] FieldId phaseField() const { return m_phase; }
    [[nodiscard]] qint64 notUnderstood(const Body& body) const;
    [[nodiscard]] bool isKnown(FieldId field) const { return m_schema.field(field) != nullptr; }
    [[nodiscard]] const Schema& schema() const { return m_schema; }

    /// The key that a device's enrolment brings, where it is that device's key.
    [[nodiscard]] static Bytes enrolledKey(const Id& device, const Body& body);

private:
    [[nodiscard]] std::optional<Refusal> judgeEnrolment(const Case& changeCase, const Body& body) const;
    [[nodiscard]] std::optional<Refusal> judgeMembership(const Case& changeCase, const Fact& fact,
                                                         const Field& field) const;
    [[nodiscard]] bool reopens(const Stream& stream, const Body& body) const;

    const Schema& m_schema;
    Id m_vault;
    FieldId m_phase = 0;
};

/// The roles that open a compartment: for the team any but Administrator alone, for counsel Legal. Whom Legal lets in
/// reads it as well, as long as a role of theirs opens the team's.
[[nodiscard]] bool mayRead(const Stream& stream, Roles roles, bool isLetIn = false);

} // namespace bulkhead::journal

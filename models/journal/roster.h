#pragma once

#include "models/journal/member.h"
#include "models/journal/past.h"

#include <functional>
#include <unordered_map>

namespace bulkhead::journal {

/// Who acts with a device, and as what.
struct Authority
{
    Id user; ///< null where the device is not enrolled
    Roles roles;
};

/// Members and devices as the vault stream's valid changes wrote them, to be asked as of any causal past. In memory;
/// rebuilt from the vault stream at open.
///
/// The value of a field as of a past is the write with the greatest (clock, device, seq) that the past has seen: a
/// write that has seen another has a greater clock, so this is the fold's winner.
class Roster
{
public:
    /// Where a hash that a revocation names stands: its view and the change itself.
    struct Named
    {
        Position at;
        View view;
    };
    using FindHead = std::function<std::optional<Named>(BytesView hash)>;

    void clear();
    /// The facts of a valid change of the vault stream. `device` is its author's id.
    void add(const Position& at, HybridTime clock, const Id& device, const std::vector<Fact>& facts);
    /// Resolves the heads that revocations name; true where that changed what is revoked now.
    bool settleRevocations(const FindHead& find);

    /// As of a view; nothing (null) sees everything that was added.
    [[nodiscard]] Authority authority(const View* view, const Id& device) const;
    [[nodiscard]] Value member(const View* view, const Id& user, quint16 field) const;
    [[nodiscard]] bool isMember(const View* view, const Id& user) const;
    [[nodiscard]] Id userOf(const Id& device) const; ///< null where not enrolled
    [[nodiscard]] std::vector<Id> members() const;
    [[nodiscard]] bool isRevoked(const Id& device) const { return m_revoked.contains(device); }
    /// Whether a revocation that stands now takes this change's right to count.
    [[nodiscard]] bool isBeyondRevocation(const Id& device, const Position& at) const;
    [[nodiscard]] bool hasRevocations() const { return !m_revocations.empty(); }

private:
    struct Write
    {
        Position at;
        HybridTime clock;
        Id device;
        Value value;
    };
    struct Revocation
    {
        Position at;
        HybridTime clock;
        Id by;
        Id device;
        std::vector<Bytes> heads; ///< the last that still count, one a stream
        bool isLifted = false;    ///< a later decision that the device counts again
        std::vector<Named> named;
    };
    using Revoked = std::unordered_map<Id, const Revocation*>;

    [[nodiscard]] const Write* winner(const View* view, const Id& entity, FieldId field) const;
    [[nodiscard]] Revoked revoked(const View* view) const;
    [[nodiscard]] static bool isBeyond(const Revocation& revocation, const Position& at);

    std::map<std::pair<Id, FieldId>, std::vector<Write>> m_writes;
    std::vector<Revocation> m_revocations;
    std::vector<std::pair<Id, std::vector<Position>>> m_standing; ///< of the last settleRevocations, to compare
    Revoked m_revoked;                                            ///< now
};

} // namespace bulkhead::journal

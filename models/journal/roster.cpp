#include "models/journal/roster.h"

#include <algorithm>

namespace bulkhead::journal {

namespace {
constexpr FieldId memberName = fieldId(Table<Member>::kind, 1);
constexpr FieldId memberRoles = fieldId(Table<Member>::kind, 3);
constexpr FieldId memberRetired = fieldId(Table<Member>::kind, 6);
constexpr FieldId deviceUser = fieldId(Table<Device>::kind, 1);
constexpr FieldId deviceLastAccepted = fieldId(Table<Device>::kind, 5);
constexpr qsizetype hashSize = 32;
constexpr int suppressionRounds = 8; ///< revocations of revocations: more than any vault has administrators to spare

template<typename T> bool isLater(const T& a, const Id& aDevice, const T& b, const Id& bDevice)
{
    return std::tie(a.clock, aDevice, a.at.seq) > std::tie(b.clock, bDevice, b.at.seq);
}
} // namespace

void Roster::clear()
{
    *this = Roster();
}

void Roster::add(const Position& at, HybridTime clock, const Id& device, const std::vector<Fact>& facts)
{
    for (const Fact& fact : facts) {
        m_writes[{fact.entity, fact.field}].push_back({at, clock, device, fact.value});
        if (fact.field == deviceLastAccepted) {
            Revocation revocation{at, clock, device, fact.entity, {}, fact.value.isEmpty(), {}};
            const auto heads = fact.value.valueOr<Bytes>();
            for (qsizetype i = 0; i + hashSize <= heads.size(); i += hashSize) {
                revocation.heads.push_back(heads.sliced(i, hashSize));
            }
            m_revocations.push_back(std::move(revocation));
        }
    }
}

bool Roster::isBeyond(const Revocation& revocation, const Position& at)
{
    return std::ranges::none_of(revocation.named, [&](const Named& named) {
        return named.view.sees(at)
            || (named.at.stream == at.stream && named.at.device == at.device && named.at.seq == at.seq);
    });
}

Roster::Revoked Roster::revoked(const View* view) const
{
    Revoked now;
    std::vector<const Revocation*> candidates;
    for (const Revocation& revocation : m_revocations) {
        if (!view || view->sees(revocation.at)) {
            candidates.push_back(&revocation);
        }
    }
    std::vector<const Revocation*> standing = candidates;
    for (int round = 0; round < suppressionRounds; ++round) {
        now.clear();
        for (const Revocation* one : standing) {
            const Revocation*& latest = now[one->device];
            if (!latest || isLater(*one, one->by, *latest, latest->by)) {
                latest = one;
            }
        }
        std::erase_if(now, [](const auto& entry) { return entry.second->isLifted; });
        // A revocation by a device that another revocation had already stopped does not count. Two administrators who
        // revoke each other without having seen it are both stopped: the one who is wrong must not win by a clock.
        std::vector<const Revocation*> next;
        std::ranges::copy_if(candidates, std::back_inserter(next), [&](const Revocation* one) {
            const auto against = now.find(one->by);
            if (against == now.end() || !isBeyond(*against->second, one->at)) {
                return true;
            }
            return one->device == against->second->by && isBeyond(*one, against->second->at);
        });
        if (next == standing) {
            break;
        }
        standing = std::move(next);
    }
    return now;
}

bool Roster::settleRevocations(const FindHead& find)
{
    if (m_revocations.empty()) {
        return false;
    }
    for (Revocation& revocation : m_revocations) {
        revocation.named.clear();
        for (const Bytes& hash : revocation.heads) {
            if (auto named = find(hash)) {
                revocation.named.push_back(*named);
            }
        }
    }
    m_revoked = revoked(nullptr);
    std::vector<std::pair<Id, std::vector<Position>>> standing;
    for (const auto& [device, revocation] : m_revoked) {
        std::vector<Position> accepted;
        for (const Named& named : revocation->named) {
            accepted.push_back(named.at);
        }
        standing.emplace_back(device, std::move(accepted));
    }
    std::ranges::sort(standing, {}, [](const auto& entry) { return entry.first; });
    const auto same = [](const auto& a, const auto& b) {
        return a.first == b.first && std::ranges::equal(a.second, b.second, [](const Position& x, const Position& y) {
                   return x.stream == y.stream && x.device == y.device && x.seq == y.seq;
               });
    };
    const bool changed = !std::ranges::equal(standing, m_standing, same);
    m_standing = std::move(standing);
    return changed;
}

bool Roster::isBeyondRevocation(const Id& device, const Position& at) const
{
    const auto found = m_revoked.find(device);
    return found != m_revoked.end() && isBeyond(*found->second, at);
}

const Roster::Write* Roster::winner(const View* view, const Id& entity, FieldId field) const
{
    const auto writes = m_writes.find({entity, field});
    if (writes == m_writes.end()) {
        return nullptr;
    }
    const Revoked stopped = m_revocations.empty() ? Revoked() : revoked(view);
    const Write* best = nullptr;
    for (const Write& write : writes->second) {
        if (view && !view->sees(write.at)) {
            continue;
        }
        if (const auto revocation = stopped.find(write.device);
            revocation != stopped.end() && isBeyond(*revocation->second, write.at)) {
            continue;
        }
        if (!best || isLater(write, write.device, *best, best->device)) {
            best = &write;
        }
    }
    return best;
}

Value Roster::member(const View* view, const Id& user, quint16 field) const
{
    const Write* write = winner(view, user, fieldId(Table<Member>::kind, field));
    return write ? write->value : Value();
}

bool Roster::isMember(const View* view, const Id& user) const
{
    return winner(view, user, memberName) != nullptr;
}

Id Roster::userOf(const Id& device) const
{
    const auto writes = m_writes.find({device, deviceUser});
    Id user;
    if (writes != m_writes.end()) {
        conversion::fromValue(writes->second.front().value, user);
    }
    return user;
}

Authority Roster::authority(const View* view, const Id& device) const
{
    Authority authority;
    // A device's enrolment is the one write of its user that judging lets through.
    const auto enrolment = m_writes.find({device, deviceUser});
    if (enrolment == m_writes.end() || (view && !view->sees(enrolment->second.front().at))) {
        return authority;
    }
    conversion::fromValue(enrolment->second.front().value, authority.user);
    const Write* retired = winner(view, authority.user, memberRetired);
    if (retired && retired->value.valueOr<bool>()) {
        return authority;
    }
    if (const Write* roles = winner(view, authority.user, memberRoles)) {
        conversion::fromValue(roles->value, authority.roles);
    }
    return authority;
}

std::vector<Id> Roster::members() const
{
    std::vector<Id> members;
    for (const auto& [key, writes] : m_writes) {
        if (key.second == memberName) {
            members.push_back(key.first);
        }
    }
    return members;
}

} // namespace bulkhead::journal

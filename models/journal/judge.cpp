#include "models/journal/judge.h"

#include "models/journal/journaltext.h"
#include "models/vault/crypto.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead::journal {

namespace {
constexpr char closedPhase[] = "closed";

Refusal notPermitted(const QString& message, FieldId field = 0)
{
    return {QLatin1StringView("not-permitted"), QLatin1StringView("journal.not-permitted"), message, field};
}

Refusal badValue(const QString& message, FieldId field = 0)
{
    return {QLatin1StringView("bad-value"), QLatin1StringView("journal.bad-value"), message, field};
}

Value factValue(const Body& body, const Id& entity, FieldId field)
{
    for (const Fact& fact : body.facts) {
        if (fact.entity == entity && fact.field == field) {
            return fact.value;
        }
    }
    return {};
}

/// Kinds that live in the vault stream, and nowhere else: the journal's own, 1 to 9.
constexpr bool isMembership(Kind kind)
{
    return kind >= Table<VaultRecord>::kind && kind < 10;
}
constexpr FieldId deviceField(quint16 field)
{
    return fieldId(Table<Device>::kind, field);
}
} // namespace

bool mayRead(const Stream& stream, Roles roles, bool isLetIn)
{
    const bool isOpen = stream.compartment != Compartment::Counsel || isLetIn;
    return stream.isVault() || (isOpen ? roles.meets(readers) : roles.has(Role::Legal));
}

bool isClosed(const std::vector<PhaseWrite>& phases, const View* view)
{
    if (std::ranges::none_of(phases, &PhaseWrite::isClosed)) {
        return false;
    }
    const PhaseWrite* winner = nullptr;
    for (const PhaseWrite& write : phases) {
        if (view && !view->sees(write.at)) {
            continue;
        }
        if (!winner
            || std::tie(write.clock, write.device, write.at.seq)
                > std::tie(winner->clock, winner->device, winner->at.seq)) {
            winner = &write;
        }
    }
    return winner && winner->isClosed;
}

Judge::Judge(const Schema& schema, const Id& vault)
    : m_schema(schema)
    , m_vault(vault)
{
    if (const EntityType* incident = schema.type(QStringLiteral("incident"))) {
        if (const Field* phase = schema.field(incident->kind, QStringLiteral("phase"))) {
            m_phase = fieldId(incident->kind, phase->id);
        }
    }
}

std::vector<PhaseWrite> Judge::phaseWrites(const Stream& stream, const Position& at, HybridTime clock, const Id& device,
                                           const Body& body) const
{
    std::vector<PhaseWrite> writes;
    for (const Fact& fact : body.facts) {
        if (fact.field == m_phase && m_phase != 0 && fact.entity == stream.incident) {
            const QString* phase = fact.value.as<QString>();
            writes.push_back({at, clock, device, phase && *phase == QLatin1StringView(closedPhase)});
        }
    }
    return writes;
}

bool Judge::reopens(const Stream& stream, const Body& body) const
{
    const auto writes = phaseWrites(stream, {}, {}, {}, body);
    return !writes.empty() && !writes.back().isClosed;
}

qint64 Judge::notUnderstood(const Body& body) const
{
    return std::ranges::count_if(body.facts, [this](const Fact& fact) { return !isKnown(fact.field); });
}

Bytes Judge::enrolledKey(const Id& device, const Body& body)
{
    const Bytes key = factValue(body, device, deviceField(2)).valueOr<Bytes>();
    return key.size() == crypto::keySize && Id::derived(key) == device ? key : Bytes();
}

std::optional<Refusal> Judge::judgeStream(const Stream& stream, Roles roles, bool isLetIn) const
{
    if (mayRead(stream, roles, isLetIn)) {
        return std::nullopt;
    }
    return notPermitted(
        stream.compartment == Compartment::Counsel
            ? JournalText::tr(
                  "Only members with the role Legal, and whom they let in, work in the counsel compartment.")
            : JournalText::tr("You have no role that works on incidents. An administrator can give you one."));
}

std::optional<Refusal> Judge::judgeField(const Stream& stream, Roles roles, const Field& field, bool isClosed) const
{
    const auto label = [&field] { return QCoreApplication::translate("Field", field.label); };
    if (!roles.meets(field.writers)) {
        return notPermitted(JournalText::tr("Your roles do not allow you to write \"%1\".").arg(label()));
    }
    if (field.isPrivileged && stream.compartment != Compartment::Counsel) {
        return notPermitted(
            JournalText::tr("\"%1\" is privileged: it can only be written in the counsel compartment.").arg(label()));
    }
    if (isClosed && field.writable == Writable::WhileOpen) {
        return Refusal{QLatin1StringView("closed"), QLatin1StringView("journal.closed"),
                       JournalText::tr("The incident is closed. Reopen it before you change \"%1\".").arg(label())};
    }
    return std::nullopt;
}

std::optional<Refusal> Judge::judgeHeader(const Case& changeCase) const
{
    if (changeCase.isGenesis) {
        return std::nullopt;
    }
    const bool enrolsItself = changeCase.header.stream.isVault() && changeCase.header.seq == 0;
    if (changeCase.authority.user.isNull()) {
        return enrolsItself
            ? std::nullopt
            : std::optional(Refusal{QLatin1StringView("not-enrolled"), QLatin1StringView("journal.not-permitted"),
                                    JournalText::tr("This copy of the vault is not enrolled for you yet. An "
                                                    "administrator has to add you as a member first.")});
    }
    return judgeStream(changeCase.header.stream, changeCase.authority.roles, true);
}

std::optional<Refusal> Judge::judgeBody(const Case& changeCase, const Body& body) const
{
    if (body.facts.size() > static_cast<std::size_t>(factLimit)) {
        return Refusal{QLatin1StringView("too-large"), QLatin1StringView("journal.too-large"),
                       JournalText::tr("A change holds at most %1 facts; do this in several steps.").arg(factLimit)};
    }
    if (changeCase.isGenesis) {
        return std::nullopt;
    }
    const Stream& stream = changeCase.header.stream;
    if (stream.isVault() && changeCase.header.seq == 0) {
        return judgeEnrolment(changeCase, body);
    }
    if (stream.compartment == Compartment::Counsel) {
        const auto end = accessEnd(changeCase.access, &changeCase.view, changeCase.authority.user);
        const bool isLetIn = end && *end > changeCase.header.clock.ms();
        if (auto refusal = judgeStream(stream, changeCase.authority.roles, isLetIn)) {
            return refusal;
        }
    }
    const bool closed = !stream.isVault() && isClosed(changeCase.phases, &changeCase.view) && !reopens(stream, body);
    for (const Fact& fact : body.facts) {
        const Field* field = m_schema.field(fact.field, changeCase.header.schema);
        if (!field) {
            continue;
        }
        if (isMembership(kindOf(fact.field)) != stream.isVault()) {
            return Refusal{
                QLatin1StringView("misplaced"), QLatin1StringView("journal.bad-value"),
                JournalText::tr("Members and devices are written in the vault's own stream, everything else in an "
                                "incident's."),
                fact.field};
        }
        if (!fits(*field, fact.value) || fact.entity.isNull()) {
            return badValue(JournalText::tr("The value for \"%1\" is not of the kind that it takes.")
                                .arg(QCoreApplication::translate("Field", field->label)),
                            fact.field);
        }
        auto refusal = stream.isVault() ? judgeMembership(changeCase, fact, *field)
                                        : judgeField(stream, changeCase.authority.roles, *field, closed);
        if (refusal) {
            refusal->field = fact.field;
            return refusal;
        }
    }
    return std::nullopt;
}

std::optional<Refusal> Judge::judgeMembership(const Case& changeCase, const Fact& fact, const Field& field) const
{
    if (kindOf(fact.field) == Table<Device>::kind) {
        const quint16 id = fact.field & 0xffff;
        const bool isOwn = changeCase.roster.userOf(fact.entity) == changeCase.authority.user;
        if (id <= 3) {
            return notPermitted(JournalText::tr("A device's key is recorded once, by the device itself."), fact.field);
        }
        if (id == 4 && isOwn) {
            return std::nullopt;
        }
        if (id == 4 || id == 5) {
            return judgeField(changeCase.header.stream,
                              changeCase.authority.roles.has(Role::Administrator) ? everybody : Roles(), field, false);
        }
    }
    return judgeField(changeCase.header.stream, changeCase.authority.roles, field, false);
}

std::optional<Refusal> Judge::judgeEnrolment(const Case& changeCase, const Body& body) const
{
    const Id& device = changeCase.header.device;
    const Refusal refusal{
        QLatin1StringView("bad-certificate"), QLatin1StringView("journal.not-permitted"),
        JournalText::tr("A device's enrolment does not carry a certificate of a member of this vault."), 0};
    const Bytes key = enrolledKey(device, body);
    const auto user = Id::fromBytes(factValue(body, device, deviceField(1)).valueOr<Bytes>());
    const Bytes certificate = factValue(body, device, deviceField(3)).valueOr<Bytes>();
    if (key.isEmpty() || !user || !changeCase.roster.isMember(&changeCase.view, *user)
        || changeCase.roster.member(&changeCase.view, *user, 6).valueOr<bool>()) {
        return refusal;
    }
    const Bytes userKey = changeCase.roster.member(&changeCase.view, *user, 4).valueOr<Bytes>();
    if (!crypto::verify(userKey, Device::certificateMessage(m_vault, *user, key), certificate)) {
        return refusal;
    }
    for (const Fact& fact : body.facts) {
        const quint16 id = fact.field & 0xffff;
        const Field* field = m_schema.field(fact.field);
        if (fact.entity != device || kindOf(fact.field) != Table<Device>::kind || id > 4
            || (field && !fits(*field, fact.value))) {
            return badValue(refusal.message, fact.field);
        }
    }
    return std::nullopt;
}

} // namespace bulkhead::journal

#include "app/ctl/desk.h"

#include "app/ctl/text.h"
#include "models/incident/custodian.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::ctl {

Desk::Desk()
{
    addIncidentTypes(m_schema);
}

Desk::~Desk() = default;

Expected<std::unique_ptr<Desk>> Desk::open(const QString& folder, const Credential& credential, Vault::Access access)
{
    std::unique_ptr<Desk> desk(new Desk);
    TRY(desk->m_vault, Vault::open(folder, credential, access, desk->m_clock));
    CHECK_OK(desk->openJournal({}));
    return desk;
}

Expected<std::unique_ptr<Desk>> Desk::create(const QString& folder, const NewVault& wish, const Member& founder)
{
    std::unique_ptr<Desk> desk(new Desk);
    TRY(desk->m_vault, Vault::create(folder, wish, desk->m_clock));
    CHECK_OK(desk->openJournal(founder));
    return desk;
}

Expected<void> Desk::openJournal(const Member& founder)
{
    TRY(m_journal, Journal::open(*m_vault, m_schema, m_clock, {timelineProjection()}, founder));
    m_casework.emplace(*m_journal);
    if (m_vault->access() == Vault::Access::Write) {
        // What fails now is tried at the next opening; the command at hand does not depend on it.
        (void)Custodian(*m_casework).follow();
        (void)provenance::Registry(*m_casework).removeOrphans();
    }
    return {};
}

Expected<Id> Desk::member(const QString& text) const
{
    const auto id = Id::fromText(text);
    for (const Journal::NamedMember& one : m_journal->members()) {
        if (one.member.name == text || (id && one.id == *id)) {
            return one.id;
        }
    }
    return failure(QLatin1StringView("member.not-found"), Ctl::tr("This vault has no member \"%1\".").arg(text));
}

Expected<void> Desk::finish()
{
    return m_vault->access() == Vault::Access::Write ? m_journal->signHeads() : Expected<void>();
}

} // namespace bulkhead::ctl

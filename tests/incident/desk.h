#pragma once

#include "models/incident/casework.h"
#include "support/testvault.h"

#include <optional>

namespace bulkhead::test {

#define COMPARE_ERROR(result, expectedCode)                                                                            \
    do {                                                                                                               \
        const auto compared_ = (result);                                                                               \
        QCOMPARE(bulkhead::test::codeOf(compared_), QStringLiteral(expectedCode));                                     \
        QVERIFY(!compared_.error().message.isEmpty());                                                                 \
    } while (false)

inline const Schema& incidentSchema()
{
    static const Schema schema = [] {
        Schema made;
        addIncidentTypes(made);
        return made;
    }();
    return schema;
}

/// A desk with a real vault: journal and casework over it, a clock that stands until it is moved.
class Desk
{
public:
    static constexpr qint64 minute = 60'000;
    static constexpr qint64 hour = 60 * minute;
    static constexpr qint64 day = 24 * hour;

    explicit Desk(Roles founder = everybody)
        : m_vault(
              std::make_unique<TestVault>(incidentSchema(), [] { return Journal::Projections{timelineProjection()}; }))
    {
        must(m_vault->create(founder));
        m_casework.emplace(m_vault->journal());
    }
    /// The same vault on another machine: a copied folder goes on as another device.
    explicit Desk(std::unique_ptr<TestVault> copied)
        : m_vault(std::move(copied))
    {
        signIn();
    }
    [[nodiscard]] std::unique_ptr<TestVault> copy()
    {
        m_casework.reset();
        auto other = m_vault->copy();
        m_casework.emplace(m_vault->journal());
        return other;
    }

    /// Somebody else sits down; the vault is locked in between.
    void signIn(const QString& name = QStringLiteral("Ada"))
    {
        m_casework.reset();
        must(m_vault->openAs(name));
        m_casework.emplace(m_vault->journal());
    }
    void signOut()
    {
        m_casework.reset();
        m_vault->close();
    }
    Id enrol(const QString& name, Roles roles) { return must(m_vault->addUser(name, roles)); }

    [[nodiscard]] Id declare(const QString& title = QStringLiteral("Contacts on a paste site"),
                             const Playbooks& playbooks = {})
    {
        Declaration wish;
        wish.incident.title = title;
        return must(m_casework->declare(wish, playbooks)).id;
    }
    /// Takes over what the other desk has.
    Receipt receive(Desk& other)
    {
        must(other.journal().signHeads());
        clock().set(std::max(clock().now(), other.clock().now()));
        return must(journal().receive(must(other.journal().parcel())));
    }

    [[nodiscard]] Casework* operator->() { return &*m_casework; }
    [[nodiscard]] Casework& casework() { return *m_casework; }
    [[nodiscard]] Journal& journal() { return m_vault->journal(); }
    [[nodiscard]] TestVault& vault() { return *m_vault; }
    [[nodiscard]] SettableClock& clock() { return m_vault->clock; }
    [[nodiscard]] qint64 now() { return clock().now(); }

private:
    std::unique_ptr<TestVault> m_vault;
    std::optional<Casework> m_casework;
};

inline Playbooks ourPlaybooks()
{
    return must(Playbooks::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/playbooks")}));
}

} // namespace bulkhead::test

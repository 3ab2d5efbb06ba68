#pragma once

#include "models/disclosure/drafting.h"
#include "models/disclosure/factsheet.h"
#include "tests/incident/desk.h"

#include <QRegularExpression>

namespace bulkhead::test {

/// Texts to the customer Acme AG, whom it makes, written and signed. Lena (Legal) and Carl (Compliance) sign: they have
/// to be enrolled.
class Letters
{
public:
    Letters(Desk& desk, const Id& incident)
        : m_desk(desk)
        , m_incident(incident)
    {
        must(disclosure::setOrganisation(desk.casework(), QStringLiteral("org.name"),
                                         QStringLiteral("Harbour Systems")));
        wait();
        must(disclosure::setOrganisation(desk.casework(), QStringLiteral("org.contact"),
                                         QStringLiteral("+49 30 5550100")));
        bulkhead::Party party;
        party.name = QStringLiteral("Acme AG");
        party.kind = QStringLiteral("account");
        party.tenant = QStringLiteral("Acme");
        party.contact = QStringLiteral("Security desk");
        m_customer = must(desk.casework().add(incident, party));
    }

    [[nodiscard]] disclosure::Drafting drafting() { return {m_desk.casework(), m_book, m_shelf}; }
    /// Of a template, put up for approval and signed by Lena, and by Carl where two sign.
    [[nodiscard]] Id signedBy(int signers, const QString& templateId)
    {
        static const QRegularExpression gap(QStringLiteral(R"(\{\?:[^}]*\})"));
        wait();
        const Id id = must(drafting().begin(
            m_incident, {.templateId = templateId, .party = m_customer, .channel = QStringLiteral("E-mail")}));
        Disclosure head = must(drafting().picture(id)).disclosure.value;
        head.nextUpdate = m_desk.clock().now() + Desk::day;
        must(drafting().setDetails(id, head));
        for (const auto& section : must(drafting().picture(id)).sections) {
            QString text = section.value.text;
            must(drafting().setSection(id, section.value.key, text.replace(gap, QStringLiteral("as we told you"))));
        }
        must(drafting().submit(id));
        for (const QString& who : QStringList{QStringLiteral("Lena"), QStringLiteral("Carl")}.first(signers)) {
            m_desk.signIn(who);
            wait();
            must(drafting().approve(id, TestVault::credential(who)));
        }
        m_desk.signIn();
        return id;
    }

private:
    void wait() { m_desk.clock().advance(1000); }

    Desk& m_desk;
    Id m_incident;
    Id m_customer;
    deadline::Lawbook m_book = must(deadline::Lawbook::load());
    disclosure::Bookshelf m_shelf = must(disclosure::Bookshelf::load());
};

} // namespace bulkhead::test

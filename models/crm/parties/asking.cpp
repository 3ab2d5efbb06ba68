#include "models/crm/parties/affected.h"

#include "models/crm/sync/merging.h"
#include "models/crm/sync/syncing.h"
#include "models/provenance/normalise.h"

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
QString textOfField(const Record& record, const QString& field)
{
    const auto found = record.fields.find(field);
    return field.isEmpty() || found == record.fields.end() ? QString() : canonicalText(FieldType::Text, found->second);
}

std::vector<Value> textValues(const QStringList& texts)
{
    return {texts.begin(), texts.end()};
}

std::vector<Value> idValues(const QString& object, const QStringList& ids)
{
    std::vector<Value> values;
    for (const QString& id : ids) {
        values.emplace_back(Link{.object = object, .id = id});
    }
    return values;
}

QStringList withoutNone(QStringList fields)
{
    fields.removeAll(QString());
    return fields;
}

/// One conversation about the accounts of people.
class AffectedInquiry
{
public:
    AffectedInquiry(const AffectedStart& start, Connector& connector, std::stop_token stop,
                    const std::function<void(qint64)>& progress)
        : m_start(start)
        , m_connector(connector)
        , m_stop(std::move(stop))
        , m_progress(progress)
    {
    }

    [[nodiscard]] AffectedAnswer run()
    {
        if (auto talked = talk(); !talked) {
            m_answer.error = talked.error();
        }
        m_answer.quota = m_connector.quota();
        return std::move(m_answer);
    }

private:
    [[nodiscard]] Expected<void> talk()
    {
        CHECK_OK(m_connector.authorise(m_stop));
        CHECK_OK(askContacts());
        CHECK_OK(askAccounts());
        return askOwners();
    }

    /// What this user may not see is left out; what lets nothing through ends it.
    [[nodiscard]] Expected<void> bearing(const QString& object, const Expected<void>& asked)
    {
        if (asked || isOfTheLine(asked.error())) {
            return asked;
        }
        m_answer.refused.emplace_back(object, asked.error());
        return {};
    }

    [[nodiscard]] Expected<void> query(const PartyObject& of, const QString& field, std::vector<Value> values,
                                       const QStringList& fields, const std::function<void(const Record&)>& take)
    {
        if (of.object.isEmpty() || values.empty()) {
            return {};
        }
        const Query wish = {.object = of.object,
                            .fields = withoutNone(fields),
                            .conditions = {{field, Comparison::Equal, std::move(values)}}};
        const auto page = [&](std::span<const Record> records) -> Expected<void> {
            std::ranges::for_each(records, take);
            m_records += static_cast<qint64>(records.size());
            if (m_progress) {
                m_progress(m_records);
            }
            return {};
        };
        return bearing(of.object, m_connector.query(wish, page, m_stop));
    }

    [[nodiscard]] Expected<void> askContacts()
    {
        const PartyObject& contact = m_start.mapping.contact;
        const auto take = [&](const QString& key, const Record& record) {
            m_answer.contacts[key].insert(record.id);
            auto& accounts = m_answer.accountOf[record.id];
            if (const QString account = textOfField(record, contact.account); !account.isEmpty()) {
                accounts.insert(account);
            }
        };
        CHECK_OK(query(contact, contact.email, textValues(m_start.emails), {contact.email, contact.account},
                       [&](const Record& record) {
                           const auto email = textOfField(record, contact.email).toStdString();
                           take(QString::fromStdString(provenance::normalised(provenance::Meaning::Email, email)),
                                record);
                       }));
        CHECK_OK(query(contact, contact.id, idValues(contact.object, m_start.contacts), {contact.account},
                       [&](const Record& record) { take(record.id, record); }));
        return contact.account.isEmpty() ? askAssociated() : Expected<void>();
    }

    [[nodiscard]] Expected<void> askAssociated()
    {
        if (m_answer.accountOf.empty()) {
            return {};
        }
        QStringList ids;
        std::ranges::transform(m_answer.accountOf, std::back_inserter(ids),
                               [](const auto& contact) { return contact.first; });
        const PartyObject& account = m_start.mapping.account;
        const auto page = [&](std::span<const Record> records) -> Expected<void> {
            for (const Record& record : records) {
                m_answer.accountOf[record.relatedTo].insert(record.id);
                takeAccount(record);
            }
            return {};
        };
        return bearing(account.object,
                       m_connector.related({.from = m_start.mapping.contact.object,
                                            .ids = ids,
                                            .object = account.object,
                                            .fields = withoutNone({account.name, account.owner, account.country})},
                                           page, m_stop));
    }

    void takeAccount(const Record& record)
    {
        const PartyObject& account = m_start.mapping.account;
        m_answer.accounts.insert_or_assign(record.id,
                                           AffectedAnswer::Account{.name = textOfField(record, account.name).trimmed(),
                                                                   .owner = textOfField(record, account.owner),
                                                                   .country = textOfField(record, account.country)});
    }

    [[nodiscard]] Expected<void> askAccounts()
    {
        const PartyObject& account = m_start.mapping.account;
        std::set<QString> ids(m_start.accounts.begin(), m_start.accounts.end());
        for (const auto& [contact, accounts] : m_answer.accountOf) {
            ids.insert(accounts.begin(), accounts.end());
        }
        std::erase_if(ids, [this](const QString& id) { return m_answer.accounts.contains(id); });
        return query(account, account.id, idValues(account.object, QStringList(ids.begin(), ids.end())),
                     {account.name, account.owner, account.country},
                     [this](const Record& record) { takeAccount(record); });
    }

    [[nodiscard]] Expected<void> askOwners()
    {
        const PartyObject& owner = m_start.mapping.owner;
        std::set<QString> ids;
        for (const auto& [id, account] : m_answer.accounts) {
            if (!account.owner.isEmpty()) {
                ids.insert(account.owner);
            }
        }
        return query(owner, owner.id, idValues(owner.object, QStringList(ids.begin(), ids.end())),
                     {owner.name, owner.email}, [&](const Record& record) {
                         const QStringList said = withoutNone(
                             {textOfField(record, owner.name).trimmed(), textOfField(record, owner.email).trimmed()});
                         m_answer.owners.insert_or_assign(record.id, said.join(u", "_s));
                     });
    }

    const AffectedStart& m_start;
    Connector& m_connector;
    std::stop_token m_stop;
    const std::function<void(qint64)>& m_progress;
    AffectedAnswer m_answer;
    qint64 m_records = 0;
};
} // namespace

AffectedAnswer AffectedParties::ask(const AffectedStart& start, Connector& connector, std::stop_token stop,
                                    const std::function<void(qint64)>& progress)
{
    return AffectedInquiry(start, connector, std::move(stop), progress).run();
}

} // namespace bulkhead::crm

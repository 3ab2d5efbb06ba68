#pragma once

#include "crm/peer.h"
#include "models/crm/dataverse/dataverse.h"
#include "models/crm/hubspot/hubspot.h"
#include "models/crm/salesforce/salesforce.h"

namespace bulkhead::test {

/// One CRM with its stand-in, in the words of the contract.
struct Party
{
    QString name;
    std::unique_ptr<Peer> peer;
    std::unique_ptr<Surroundings> surroundings;
    std::unique_ptr<crm::Connector> connector;

    struct Kind
    {
        QString object;
        QString table; ///< as the stand-in's dump names it
        crm::Batch::Target target;
        QString title;
        QString link = {};    ///< to the incident
        QString through = {}; ///< the same when it is read; empty where it has the same name
    };
    Kind incident;
    Kind task;
    Kind comment;
    QString number; ///< fields of the incident
    QString instant;
    QString choice;
    QString choiceValue;
    QString badChoice;
    QString account;
    QString accountName;
    QString contact;
    QString contactMail;
    QString contactLink; ///< to the account
    qint64 skipped = 0;  ///< ms by which the stand-in's clock was moved on
    /// {"type", "data"} of a record as it is seeded.
    std::function<QJsonObject(const QString& object, const QJsonObject& fields)> seedOf;
    /// A change by somebody else.
    std::function<QJsonObject(const QString& object, const QString& id, const QJsonObject& fields)> changeOf;
    std::function<QJsonObject(const QString& object, const QString& id)> removalOf;

    [[nodiscard]] crm::Batch batch(const Kind& kind, std::vector<crm::Record> records) const
    {
        crm::Batch batch;
        batch.targets[kind.object] = kind.target;
        batch.records = std::move(records);
        return batch;
    }
    [[nodiscard]] static crm::Record record(const Kind& kind, const QString& key, const QString& title)
    {
        return {.object = kind.object, .key = key, .fields = {{kind.title, title}}};
    }
};

using AdjustSalesforce = std::function<void(crm::SalesforceSettings&, crm::TransportParts&)>;

[[nodiscard]] inline Party salesforceParty(const AdjustSalesforce& adjust = {})
{
    using namespace Qt::StringLiterals;
    Party party;
    party.name = u"salesforce"_s;
    party.peer = std::make_unique<Peer>(party.name);
    party.surroundings = std::make_unique<Surroundings>();
    crm::SalesforceSettings settings{.login = party.peer->url()};
    settings.signIn.flow = crm::Flow::ClientCredentials;
    settings.signIn.clientId = u"consumerKey"_s;
    settings.signIn.secret = SecretBytes::copyOf("secret");
    crm::TransportParts parts = party.surroundings->parts();
    if (adjust) {
        adjust(settings, parts);
    }
    party.connector = crm::makeSalesforce(std::move(settings), std::move(parts));
    const crm::Batch::Target keyed{.keyField = u"Leak_Key__c"_s};
    party.incident = {u"Case"_s, u"Case"_s, keyed, u"Subject"_s};
    party.task = {u"Task"_s, u"Task"_s, keyed, u"Subject"_s, u"WhatId"_s};
    party.comment = {u"CaseComment"_s,
                     u"CaseComment"_s,
                     {.markerField = u"CommentBody"_s, .parentField = u"ParentId"_s},
                     u"CommentBody"_s,
                     u"ParentId"_s};
    party.number = u"Leak_Count__c"_s;
    party.instant = u"Leak_Detected_At__c"_s;
    party.choice = u"Status"_s;
    party.choiceValue = u"Working"_s;
    party.badChoice = u"Bogus"_s;
    party.account = u"Account"_s;
    party.accountName = u"Name"_s;
    party.contact = u"Contact"_s;
    party.contactMail = u"Email"_s;
    party.contactLink = u"AccountId"_s;
    party.seedOf = [](const QString& object, QJsonObject fields) {
        if (object == u"Contact"_s) {
            fields[u"LastName"_s] = u"Someone"_s;
        }
        return QJsonObject{{u"type"_s, object}, {u"data"_s, fields}};
    };
    party.changeOf = [](const QString& object, const QString& id, const QJsonObject& fields) {
        return QJsonObject{{u"type"_s, object}, {u"id"_s, id}, {u"data"_s, fields}};
    };
    party.removalOf = [](const QString& object, const QString& id) {
        return QJsonObject{{u"type"_s, object}, {u"id"_s, id}};
    };
    return party;
}

[[nodiscard]] inline Party hubspotParty(const QString& name, const crm::HubspotPaths& paths)
{
    using namespace Qt::StringLiterals;
    Party party;
    party.name = name;
    party.peer = std::make_unique<Peer>(u"hubspot"_s);
    party.peer->seed({{u"searchesPerSecond"_s, 1000}});
    party.surroundings = std::make_unique<Surroundings>();
    crm::HubspotSettings settings{.base = party.peer->url(), .login = party.peer->url(), .paths = paths};
    settings.signIn.flow = crm::Flow::FixedToken;
    settings.signIn.secret = SecretBytes::copyOf("pat-na1-x");
    party.connector = crm::makeHubspot(std::move(settings), party.surroundings->parts());
    const crm::Batch::Target keyed{.keyField = u"leak_key"_s};
    party.incident = {u"tickets"_s, u"tickets"_s, keyed, u"subject"_s};
    party.task = {u"tasks"_s, u"tasks"_s, keyed, u"hs_task_subject"_s, u"ticket"_s};
    party.comment = {u"notes"_s,
                     u"notes"_s,
                     {.markerField = u"hs_note_body"_s, .parentField = u"ticket"_s},
                     u"hs_note_body"_s,
                     u"ticket"_s};
    party.number = u"leak_count"_s;
    party.instant = u"leak_detected_at"_s;
    party.choice = u"hs_pipeline_stage"_s;
    party.choiceValue = u"3"_s;
    party.badChoice = u"17"_s;
    party.account = u"companies"_s;
    party.accountName = u"name"_s;
    party.contact = u"contacts"_s;
    party.contactMail = u"email"_s;
    party.contactLink = u"company"_s;
    party.seedOf = [](const QString& object, QJsonObject fields) {
        QJsonArray associations;
        if (const QJsonValue company = fields.take(u"company"_s); !company.isUndefined()) {
            associations.append(QJsonObject{{u"to"_s, u"companies"_s}, {u"id"_s, company}});
        }
        return QJsonObject{{u"type"_s, object}, {u"data"_s, fields}, {u"associations"_s, associations}};
    };
    party.changeOf = [](const QString& object, const QString& id, const QJsonObject& fields) {
        return QJsonObject{{u"type"_s, object}, {u"id"_s, id}, {u"data"_s, fields}};
    };
    party.removalOf = [](const QString& object, const QString& id) {
        return QJsonObject{{u"type"_s, object}, {u"id"_s, id}};
    };
    return party;
}

[[nodiscard]] inline Party dataverseParty()
{
    using namespace Qt::StringLiterals;
    Party party;
    party.name = u"dataverse"_s;
    party.peer = std::make_unique<Peer>(party.name);
    party.surroundings = std::make_unique<Surroundings>();
    crm::DataverseSettings settings{.environment = party.peer->url(),
                                    .login = party.peer->url().resolved(QUrl(u"/tenant/"_s))};
    settings.signIn.flow = crm::Flow::ClientCredentials;
    settings.signIn.clientId = u"application"_s;
    settings.signIn.secret = SecretBytes::copyOf("secret");
    party.connector = crm::makeDataverse(std::move(settings), party.surroundings->parts());
    party.incident = {u"incidents"_s, u"incidents"_s, {.keyField = u"lk_key"_s}, u"title"_s};
    party.task = {u"tasks"_s,
                  u"tasks"_s,
                  {.keyField = u"activityid"_s},
                  u"subject"_s,
                  u"regardingobjectid_incident_task"_s,
                  u"_regardingobjectid_value"_s};
    party.comment = {u"annotations"_s, u"annotations"_s,       {},
                     u"notetext"_s,    u"objectid_incident"_s, u"_objectid_value"_s};
    party.number = u"lk_count"_s;
    party.instant = u"lk_detectedat"_s;
    party.choice = u"statuscode"_s;
    party.choiceValue = u"3"_s;
    party.badChoice = u"17"_s;
    party.account = u"accounts"_s;
    party.accountName = u"name"_s;
    party.contact = u"contacts"_s;
    party.contactMail = u"emailaddress1"_s;
    party.contactLink = u"_parentcustomerid_value"_s;
    party.seedOf = [](const QString& object, QJsonObject fields) {
        if (const QJsonValue account = fields.take(u"_parentcustomerid_value"_s); !account.isUndefined()) {
            fields[u"parentcustomerid_account@odata.bind"_s] = u"/accounts(%1)"_s.arg(account.toString());
        }
        return QJsonObject{{u"type"_s, object}, {u"data"_s, fields}};
    };
    party.changeOf = [](const QString& object, const QString& id, const QJsonObject& fields) {
        return QJsonObject{{u"type"_s, object}, {u"id"_s, id}, {u"data"_s, fields}};
    };
    party.removalOf = [](const QString& object, const QString& id) {
        return QJsonObject{{u"type"_s, object}, {u"id"_s, id}};
    };
    return party;
}

/// Of a system by its name in the mappings.
[[nodiscard]] inline Party partyOf(const QString& system)
{
    using namespace Qt::StringLiterals;
    return system == u"salesforce"_s ? salesforceParty()
        : system == u"hubspot"_s     ? hubspotParty(u"hubspot"_s, crm::HubspotPaths::dated(u"2026-03"_s))
                                     : dataverseParty();
}

} // namespace bulkhead::test

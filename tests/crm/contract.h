#pragma once

#include "crm/peer.h"
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
        QString link = {}; ///< to the incident
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

[[nodiscard]] inline Party salesforceParty()
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
    party.connector = crm::makeSalesforce(std::move(settings), party.surroundings->parts());
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

} // namespace bulkhead::test

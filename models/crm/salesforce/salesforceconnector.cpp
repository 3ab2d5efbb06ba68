#include "models/crm/salesforce/salesforceconnector.h"

#include <QIODevice>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

std::unique_ptr<Connector> makeSalesforce(SalesforceSettings settings, TransportParts parts)
{
    return std::make_unique<SalesforceConnector>(std::move(settings), std::move(parts));
}

SalesforceConnector::SalesforceConnector(SalesforceSettings settings, TransportParts parts)
    : m_api(std::move(settings), std::move(parts))
{
}

Capabilities SalesforceConnector::capabilities() const
{
    return {.largestBatch = 200,
            .largestQuestion = static_cast<int>(valuesInOneQuery),
            .hasEventLogs = true,
            .hasDeletions = true,
            .hasBulkPull = true,
            .takesConditionText = true,
            .actions = {ActionKind::FreezeUser, ActionKind::UnfreezeUser, ActionKind::EndSessions,
                        ActionKind::RevokeTokens, ActionKind::RemovePermission, ActionKind::RestorePermission,
                        ActionKind::AbortJob}};
}

Expected<Identity> SalesforceConnector::authorise(std::stop_token stop)
{
    TRY(auto identity, m_api.authorise(std::move(stop)));
    m_own.keep(identity.user);
    return identity;
}

Expected<ObjectDescription> SalesforceConnector::describe(const QString& object, std::stop_token stop)
{
    return m_api.describe(object, std::move(stop));
}

std::vector<Outcome> SalesforceConnector::upsert(const Batch& batch, std::stop_token stop)
{
    return SalesforceWriter(m_api, batch, std::move(stop)).write();
}

Quota SalesforceConnector::quota() const
{
    return m_api.transport().quota();
}

Expected<std::vector<QJsonObject>> SalesforceConnector::rowsOf(const QString& soql, std::stop_token stop)
{
    std::vector<QJsonObject> result;
    CHECK_OK(m_api.select(
        soql, Priority::Urgent,
        [&result](const QJsonArray& rows) -> Expected<void> {
            for (const auto& row : rows) {
                result.push_back(row.toObject());
            }
            return {};
        },
        std::move(stop)));
    return result;
}

Expected<Written> SalesforceConnector::attach(const Attachment& attachment, QIODevice& content, std::stop_token stop)
{
    if (attachment.record.id.isEmpty()) {
        return refused("crm.missing"_L1);
    }
    TRY(const auto there,
        rowsOf(u"SELECT Id, Description FROM ContentVersion WHERE FirstPublishLocationId = %1"_s.arg(
                   soqlLiteral(attachment.record.id)),
               stop));
    for (const QJsonObject& row : there) {
        if (isMarked(row[u"Description"_s].toString(), attachment.key)) {
            return Written{.id = row[u"Id"_s].toString(), .at = Instant{m_api.transport().remoteNow()}};
        }
    }
    const QJsonObject about{{u"Title"_s, attachment.name},
                            {u"PathOnClient"_s, attachment.name},
                            {u"Description"_s, attachment.description + u'\n' + markerLine(attachment.key)},
                            {u"FirstPublishLocationId"_s, attachment.record.id}};
    Call call = formUpload({{"entity_content", "application/json", jsonRequest({}, {}, about).body}}, "VersionData",
                           attachment.name, content);
    TRY(const Response response, m_api.send(std::move(call), u"/sobjects/ContentVersion"_s, std::move(stop)));
    TRY(const QJsonObject answer, objectOf(response));
    return Written{.id = answer[u"id"_s].toString(), .at = Instant{m_api.transport().remoteNow()}, .isCreated = true};
}

Expected<std::vector<EventLog>> SalesforceConnector::eventLogs(Instant after, const QStringList& types,
                                                               std::stop_token stop)
{
    QString soql = u"SELECT Id, EventType, Interval, LogDate, CreatedDate, Sequence, LogFileLength, LogFileFieldNames "
                   u"FROM EventLogFile WHERE CreatedDate > "_s
        + isoOf(after);
    if (!types.isEmpty()) {
        soql += u" AND "_s + soqlIn(u"EventType"_s, types);
    }
    std::vector<EventLog> logs;
    CHECK_OK(m_api.select(
        soql + u" ORDER BY CreatedDate, Id"_s, Priority::Background,
        [&logs](const QJsonArray& rows) -> Expected<void> {
            for (const auto& row : rows) {
                EventLog log{.id = row[u"Id"_s].toString(),
                             .type = row[u"EventType"_s].toString(),
                             .period = row[u"Interval"_s].toString(),
                             .sequence = row[u"Sequence"_s].toInteger(),
                             .size = static_cast<qint64>(row[u"LogFileLength"_s].toDouble())};
                log.from = instantOf(row[u"LogDate"_s].toString()).value_or(Instant());
                log.createdAt = instantOf(row[u"CreatedDate"_s].toString()).value_or(Instant());
                log.columns = row[u"LogFileFieldNames"_s].toString().split(u',', Qt::SkipEmptyParts);
                logs.push_back(log);
            }
            return {};
        },
        std::move(stop)));
    return logs;
}

Expected<void> SalesforceConnector::download(const EventLog& log, QIODevice& into, std::stop_token stop)
{
    CHECK_OK(m_api.send(Call{.request = {.into = &into, .isLong = true}, .priority = Priority::Background},
                        u"/sobjects/EventLogFile/%1/LogFile"_s.arg(encoded(log.id)), std::move(stop)));
    return {};
}

} // namespace bulkhead::crm

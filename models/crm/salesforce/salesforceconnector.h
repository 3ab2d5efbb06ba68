#pragma once

#include "models/crm/batchwriter.h"
#include "models/crm/guards.h"
#include "models/crm/salesforce/salesforceapi.h"

namespace bulkhead::crm {

inline constexpr std::size_t valuesInOneQuery = 200;

class SalesforceConnector final : public Connector
{
public:
    SalesforceConnector(SalesforceSettings settings, TransportParts parts);

    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] Expected<Identity> authorise(std::stop_token stop) override;
    [[nodiscard]] Expected<ObjectDescription> describe(const QString& object, std::stop_token stop) override;
    [[nodiscard]] std::vector<Outcome> upsert(const Batch& batch, std::stop_token stop) override;
    [[nodiscard]] Expected<QString> changes(const ChangesSince& since, const Page& page, std::stop_token stop) override;
    [[nodiscard]] Expected<void> query(const Query& query, const Page& page, std::stop_token stop) override;
    [[nodiscard]] Expected<void> related(const Relation& relation, const Page& page, std::stop_token stop) override;
    [[nodiscard]] Expected<Written> attach(const Attachment& attachment, QIODevice& content,
                                           std::stop_token stop) override;
    [[nodiscard]] Expected<std::vector<EventLog>> eventLogs(Instant after, const QStringList& types,
                                                            std::stop_token stop) override;
    [[nodiscard]] Expected<void> download(const EventLog& log, QIODevice& into, std::stop_token stop) override;
    [[nodiscard]] Expected<Receipt> act(const Action& action, std::stop_token stop) override;
    [[nodiscard]] Quota quota() const override;

private:
    /// What a query for records asks for, so that its rows become records.
    struct Shape
    {
        QString object;
        QStringList fields;
        QString keyField = {};
        QString relatedField = {};
    };
    [[nodiscard]] Expected<void> give(const QString& condition, const Shape& shape, const Page& page,
                                      std::stop_token stop);
    [[nodiscard]] Expected<void> pullBulk(const QString& soql, const Shape& shape, const Page& page,
                                          std::stop_token stop);
    [[nodiscard]] Expected<void> waitForJob(const QString& path, std::stop_token stop);
    [[nodiscard]] Expected<Instant> giveDeleted(const QString& object, Instant from, Instant to, const Page& page,
                                                std::stop_token stop);
    [[nodiscard]] Expected<std::vector<QJsonObject>> rowsOf(const QString& soql, std::stop_token stop);

    /// Errors: `crm.guarded`.
    [[nodiscard]] Expected<void> checkNotOwn(const QString& user, const std::stop_token& stop);
    [[nodiscard]] Expected<void> checkNotLastAdministrator(const QString& user, const std::stop_token& stop);
    [[nodiscard]] Expected<Receipt> setFrozen(const Action& action, bool isFrozen, std::stop_token stop);
    [[nodiscard]] Expected<Receipt> endSessions(const Action& action, std::stop_token stop);
    [[nodiscard]] Expected<Receipt> revokeTokens(const Action& action, std::stop_token stop);
    [[nodiscard]] Expected<Receipt> removePermission(const Action& action, std::stop_token stop);
    [[nodiscard]] Expected<Receipt> restorePermission(const Action& action, std::stop_token stop);
    [[nodiscard]] Expected<Receipt> abortJob(const Action& action, std::stop_token stop);

    SalesforceApi m_api;
    OwnUser m_own;
};

/// Writes one batch; made for one call of `upsert`.
class SalesforceWriter : private BatchWriter
{
public:
    SalesforceWriter(SalesforceApi& api, const Batch& batch, std::stop_token stop);
    [[nodiscard]] std::vector<Outcome> write();

private:
    [[nodiscard]] bool fitsComposite() const;
    void writeComposite();
    void writeKeyed(std::span<const std::size_t> indexes, int tries = 0);
    void writeMarked(std::span<const std::size_t> indexes);
    void createMarked(std::span<const std::size_t> indexes);
    void takeResults(std::span<const std::size_t> indexes, const QJsonArray& results, int tries);
    [[nodiscard]] Expected<QString> idOf(const Link& link);
    /// The body of a record; links within the batch stand as references of a composite request, or by id.
    [[nodiscard]] Expected<QJsonObject> bodyOf(const Record& record, bool withReferences);
    void accept(std::size_t index, const QJsonObject& result);

    SalesforceApi& m_api;
};

} // namespace bulkhead::crm

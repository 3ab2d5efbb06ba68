#pragma once

#include "models/crm/batchwriter.h"
#include "models/crm/hubspot/hubspotapi.h"

#include <QJsonArray>

namespace bulkhead::crm {

class HubspotConnector final : public Connector
{
public:
    HubspotConnector(HubspotSettings settings, TransportParts parts);

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
    [[nodiscard]] Expected<void> search(const QString& object, const QJsonArray& filters, const QStringList& fields,
                                        const QString& keyField, const Page& page, std::stop_token stop);
    [[nodiscard]] Expected<void> listAll(const QString& object, bool isArchived, const QStringList& fields,
                                         const Page& page, std::stop_token stop);
    /// Asks for a path, which has a query, page after page, and hands on the results of each.
    [[nodiscard]] Expected<void> eachPage(const QString& path, const std::stop_token& stop,
                                          const std::function<Expected<void>(const QJsonArray&)>& take);
    /// Of all owners those that are asked for: they are no records, and cannot be searched.
    [[nodiscard]] Expected<void> giveOwners(const Query& query, const Page& page, std::stop_token stop);

    HubspotApi m_api;
};

/// Writes one batch; made for one call of `upsert`.
class HubspotWriter : private BatchWriter
{
public:
    HubspotWriter(HubspotApi& api, const Batch& batch, std::stop_token stop);
    [[nodiscard]] std::vector<Outcome> write();

private:
    void writeKeyed(std::span<const std::size_t> indexes);
    void writeMarked(std::span<const std::size_t> indexes);
    void createMarked(std::span<const std::size_t> indexes, const std::map<std::size_t, QString>& parents,
                      int associationType);
    void associate(std::span<const std::size_t> indexes);
    [[nodiscard]] Expected<QString> idOf(const Link& link);
    [[nodiscard]] Expected<int> associationType(const QString& from, const QString& to);
    void accept(std::size_t index, const QJsonObject& result, bool isCreated);

    HubspotApi& m_api;
};

/// A record as the answer has it.
[[nodiscard]] Record hubspotRecord(const ObjectDescription& described, const QJsonObject& json,
                                   const QStringList& fields, const QString& keyField = {});

} // namespace bulkhead::crm

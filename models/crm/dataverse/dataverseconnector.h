#pragma once

#include "models/crm/dataverse/dataverse.h"
#include "models/crm/descriptions.h"
#include "models/crm/guards.h"
#include "models/crm/json.h"

namespace bulkhead::crm {

constexpr std::size_t largestDataverseWrite = 100;

/// Names that can stand in an address: letters, digits, underscores. Error: `crm.schema`.
[[nodiscard]] Expected<void> checkODataNames(const QStringList& names);

class DataverseDialect final : public Dialect
{
public:
    [[nodiscard]] Verdict judge(const Response& response) const override;
    void readQuota(const Response& response, Quota& quota) const override;
};

inline constexpr std::size_t valuesInOneFilter = 50; ///< an address may have 32 KiB

class DataverseConnector final : public Connector
{
public:
    DataverseConnector(DataverseSettings settings, TransportParts parts);

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
    using Indexes = std::vector<std::size_t>;
    /// What a table is called where not by its set.
    struct Table
    {
        QString logical;
        QString id;
        std::vector<QString> keys;
    };
    [[nodiscard]] Expected<Token> token(std::stop_token stop);
    [[nodiscard]] Answered<Response> send(Call call, const QUrl& url, std::stop_token stop);
    [[nodiscard]] Expected<QJsonObject> ask(const QString& path, std::stop_token stop,
                                            Priority priority = Priority::Normal);
    [[nodiscard]] QUrl url(const QString& path) const;
    [[nodiscard]] Expected<Table> table(const QString& object, std::stop_token stop);
    [[nodiscard]] Expected<ObjectDescription> described(const QString& object, std::stop_token stop);
    [[nodiscard]] Expected<void> addChoices(const Table& table, const QString& kind, ObjectDescription& description,
                                            std::stop_token stop);
    /// Follows the pages from an address on. Answers the delta link, empty where none was asked for.
    [[nodiscard]] Expected<QString> follow(QUrl from, bool isTracked,
                                           const std::function<Expected<void>(const QJsonArray&)>& page,
                                           std::stop_token stop);
    [[nodiscard]] Expected<Record> recordOf(const QString& object, const QStringList& fields, const QString& keyField,
                                            const QJsonObject& json, std::stop_token stop);
    [[nodiscard]] Expected<void> give(const QString& object, const QString& filter, const QStringList& fields,
                                      const QString& relatedField, const Page& page, std::stop_token stop);
    [[nodiscard]] Expected<QJsonObject> bodyOf(const Record& record, const ObjectDescription& description,
                                               std::stop_token stop);
    [[nodiscard]] Expected<QString> addressOf(const Link& link, std::stop_token stop);
    void writePiece(const Batch& batch, std::span<const std::size_t> indexes, std::vector<Outcome>& outcomes,
                    std::stop_token stop);
    [[nodiscard]] std::expected<Written, Refusal> outcomeOf(const Response& answer, const QString& idColumn) const;

    DataverseSettings m_settings;
    DataverseDialect m_dialect;
    Descriptions m_descriptions;
    std::mutex m_mutex;
    std::map<QString, Table> m_tables;
    Transport m_transport;
    OwnUser m_own;
};

} // namespace bulkhead::crm

#pragma once

#include "models/crm/descriptions.h"
#include "models/crm/json.h"
#include "models/crm/salesforce/salesforce.h"

namespace bulkhead::crm {

class SalesforceDialect final : public Dialect
{
public:
    [[nodiscard]] Verdict judge(const Response& response) const override;
    void readQuota(const Response& response, Quota& quota) const override;
};

/// Requests to one organisation. Thread-safe.
class SalesforceApi
{
public:
    SalesforceApi(SalesforceSettings settings, TransportParts parts);

    struct Ask
    {
        QByteArray method = "GET";
        QString path = {}; ///< below the version, encoded: "/query?q=..."; or a whole path from "/services"
        QJsonValue body = {};
        bool isIdempotent = true;
        Priority priority = Priority::Normal;
        std::vector<Header> headers = {};
    };
    [[nodiscard]] Answered<Response> send(const Ask& ask, std::stop_token stop);
    [[nodiscard]] Answered<Response> send(Call call, const QString& path, std::stop_token stop);
    /// Runs a query to its end. Error besides the transport's: `crm.foreign-host`.
    [[nodiscard]] Expected<void> select(const QString& soql, Priority priority,
                                        const std::function<Expected<void>(const QJsonArray&)>& page,
                                        std::stop_token stop);
    [[nodiscard]] Expected<ObjectDescription> describe(const QString& object, std::stop_token stop);
    [[nodiscard]] Expected<ObjectDescription> described(const QString& object, std::stop_token stop);
    [[nodiscard]] Expected<Identity> authorise(std::stop_token stop);

    [[nodiscard]] Transport& transport() { return m_transport; }
    [[nodiscard]] const Transport& transport() const { return m_transport; }
    [[nodiscard]] const SalesforceSettings& settings() const { return m_settings; }
    [[nodiscard]] QString root() const { return QStringLiteral("/services/data/v") + m_settings.version; }

private:
    [[nodiscard]] Expected<Token> token(std::stop_token stop);

    SalesforceSettings m_settings;
    SalesforceDialect m_dialect;
    Descriptions m_descriptions;
    Transport m_transport;
};

/// The refusal that an item of an answer's errors stands for: {errorCode | statusCode, message, fields}.
[[nodiscard]] Refusal salesforceRefusal(const QJsonObject& error);

/// A name that can stand in a query: letters, digits, underscores and dots. Error: `crm.schema`.
[[nodiscard]] Expected<void> checkSoqlNames(const QStringList& names);
/// A value as SOQL writes it, quoted and escaped where that is so.
[[nodiscard]] QString soqlLiteral(const Value& value);
/// "field IN ('a','b')".
[[nodiscard]] QString soqlIn(const QString& field, std::span<const QString> values);

} // namespace bulkhead::crm

#pragma once

#include "models/crm/descriptions.h"
#include "models/crm/hubspot/hubspot.h"
#include "models/crm/json.h"

namespace bulkhead::crm {

class HubspotDialect final : public Dialect
{
public:
    [[nodiscard]] Verdict judge(const Response& response) const override;
    void readQuota(const Response& response, Quota& quota) const override;
};

/// Requests to one portal. Thread-safe.
class HubspotApi
{
public:
    HubspotApi(HubspotSettings settings, TransportParts parts);

    struct Ask
    {
        QByteArray method = "POST";
        QString path = {};
        QJsonValue body = {};
        bool isIdempotent = true;
        Priority priority = Priority::Normal;
        bool isSearch = false; ///< which has a pace of its own
    };
    [[nodiscard]] Answered<QJsonObject> send(const Ask& ask, std::stop_token stop);
    [[nodiscard]] Answered<QJsonObject> send(Call call, const QString& path, std::stop_token stop);
    [[nodiscard]] Expected<ObjectDescription> describe(const QString& object, std::stop_token stop);
    [[nodiscard]] Expected<ObjectDescription> described(const QString& object, std::stop_token stop);
    /// Records by id, or by a unique property; those that are missing are left out. Any number.
    [[nodiscard]] Expected<std::vector<QJsonObject>> read(const QString& object, const QStringList& ids,
                                                          const QString& idProperty, const QStringList& properties,
                                                          std::stop_token stop);
    /// Pairs (from, to) of ids.
    [[nodiscard]] Expected<std::vector<std::pair<QString, QString>>> associated(const QString& from,
                                                                                const QStringList& ids,
                                                                                const QString& to,
                                                                                std::stop_token stop);

    [[nodiscard]] Transport& transport() { return m_transport; }
    [[nodiscard]] const Transport& transport() const { return m_transport; }
    [[nodiscard]] const HubspotSettings& settings() const { return m_settings; }

private:
    [[nodiscard]] Expected<Token> token(std::stop_token stop);

    HubspotSettings m_settings;
    HubspotDialect m_dialect;
    Descriptions m_descriptions;
    Transport m_transport;
};

/// A value as a property, which is always a text; "" clears.
[[nodiscard]] QString hubspotText(const QString& property, const Value& value);
[[nodiscard]] Value hubspotValue(const QString& property, const QJsonValue& json, FieldType type);

} // namespace bulkhead::crm

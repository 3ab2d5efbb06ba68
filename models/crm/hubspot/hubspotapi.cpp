#include "models/crm/hubspot/hubspotapi.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr std::size_t largestHubspotBatch = 100;

bool isMarkup(const QString& property)
{
    return property == "hs_note_body"_L1 || property == "hs_task_body"_L1;
}

QString markupOf(const QString& text)
{
    return text.toHtmlEscaped().replace(u'\n', u"<br>"_s);
}

QString plainOf(QString markup)
{
    static const QRegularExpression lineEnd(u"<br[^>]*>|</p>|</div>|</li>"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression tag(u"<[^>]*>"_s);
    markup.replace(lineEnd, u"\n"_s).remove(tag);
    return markup.replace(u"&lt;"_s, u"<"_s)
        .replace(u"&gt;"_s, u">"_s)
        .replace(u"&quot;"_s, u"\""_s)
        .replace(u"&#39;"_s, u"'"_s)
        .replace(u"&nbsp;"_s, u" "_s)
        .replace(u"&amp;"_s, u"&"_s);
}

QLatin1StringView hubspotCode(int status, const QString& category)
{
    if (status == 404) {
        return "crm.missing"_L1;
    }
    if (status == 403 || category == "MISSING_SCOPES"_L1) {
        return "crm.denied"_L1;
    }
    if (status == 409 || category == "CONFLICT"_L1) {
        return "crm.conflict"_L1;
    }
    return "crm.permanent"_L1;
}

FieldType hubspotType(const QString& type)
{
    static const std::map<QString, FieldType> types{
        {u"string"_s, FieldType::Text}, {u"number"_s, FieldType::Number}, {u"datetime"_s, FieldType::Instant},
        {u"date"_s, FieldType::Date},   {u"bool"_s, FieldType::Boolean},  {u"enumeration"_s, FieldType::Choice},
    };
    const auto found = types.find(type);
    return found == types.end() ? FieldType::Other : found->second;
}

FieldDescription hubspotField(const QJsonObject& json)
{
    const bool isReadOnly = json[u"modificationMetadata"_s][u"readOnlyValue"_s].toBool();
    FieldDescription field{.name = json[u"name"_s].toString(),
                           .label = json[u"label"_s].toString(),
                           .type = hubspotType(json[u"type"_s].toString()),
                           .isCreatable = !isReadOnly,
                           .isUpdatable = !isReadOnly,
                           .isUniqueKey = json[u"hasUniqueValue"_s].toBool(),
                           .isRestricted = json[u"type"_s].toString() == "enumeration"_L1};
    for (const auto& option : json[u"options"_s].toArray()) {
        field.choices.push_back(
            {option[u"value"_s].toString(), option[u"label"_s].toString(), !option[u"hidden"_s].toBool()});
    }
    return field;
}
} // namespace

HubspotPaths HubspotPaths::v3()
{
    return {.objects = u"/crm/v3/objects/%1"_s,
            .properties = u"/crm/v3/properties/%1"_s,
            .pipelines = u"/crm/v3/pipelines/%1"_s,
            .associations = u"/crm/v4/associations/%1/%2"_s,
            .files = u"/files/v3/files"_s,
            .account = u"/account-info/v3/details"_s,
            .owners = u"/crm/v3/owners"_s,
            .activity = u"/account-info/v3/activity/%1"_s};
}

HubspotPaths HubspotPaths::dated(const QString& version)
{
    return {.objects = u"/crm/objects/"_s + version + u"/%1"_s,
            .properties = u"/crm/properties/"_s + version + u"/%1"_s,
            .pipelines = u"/crm/pipelines/"_s + version + u"/%1"_s,
            .associations = u"/crm/associations/"_s + version + u"/%1/%2"_s,
            .files = u"/files/"_s + version + u"/files"_s,
            .account = u"/account-info/"_s + version + u"/details"_s,
            .owners = u"/crm/owners/"_s + version,
            .activity = u"/account-info/"_s + version + u"/activity/%1"_s};
}

void completeHubspotSignIn(HubspotSettings& settings)
{
    if (settings.signIn.tokenEndpoint.isEmpty()) {
        settings.signIn.tokenEndpoint = settings.base.resolved(QUrl(u"/oauth/v1/token"_s));
    }
    if (settings.signIn.authorizeEndpoint.isEmpty()) {
        settings.signIn.authorizeEndpoint = settings.login.resolved(QUrl(u"/oauth/authorize"_s));
    }
}

Verdict HubspotDialect::judge(const Response& response) const
{
    using Kind = Verdict::Kind;
    const bool isHtml = response.header("content-type").startsWith("text/html");
    if (response.isSuccess() && !isHtml) {
        return {};
    }
    const QJsonValue json = jsonOf(response.body);
    const QString category = json[u"category"_s].toString();
    Refusal refusal{.error = json.isObject()
                        ? errorOf(hubspotCode(response.status, category), json[u"message"_s].toString())
                        : errorOf("crm.not-json"_L1),
                    .remoteCode = category,
                    .requestId = json[u"correlationId"_s].toString()};
    for (const auto& error : json[u"errors"_s].toArray()) {
        for (const auto& property : error[u"context"_s][u"propertyName"_s].toArray()) {
            refusal.fields += property.toString();
        }
    }
    // In HubSpot's words of single records, or in what it says of a whole batch.
    if (refusal.error.is("crm.permanent"_L1) && response.body.contains("PROPERTY_DOESNT_EXIST")) {
        refusal.error = errorOf("crm.schema"_L1, json[u"message"_s].toString());
    } else if (refusal.error.is("crm.permanent"_L1) && response.body.contains("INVALID_OPTION")) {
        refusal.error = errorOf("crm.choice"_L1, json[u"message"_s].toString());
    }
    switch (response.status) {
    case 401:
        refusal.error = errorOf("crm.auth"_L1);
        return {Kind::SignIn, refusal};
    case 423:
        refusal.error = errorOf("crm.busy"_L1);
        return {Kind::Locked, refusal};
    case 429: {
        const QString policy = json[u"policyName"_s].toString();
        refusal.error = errorOf("crm.limit"_L1);
        return {Kind::Limit, refusal, policy == "DAILY"_L1 ? -1 : policy == "SECONDLY"_L1 ? 1000 : 10'000};
    }
    case 477:
        refusal.error = errorOf("crm.busy"_L1);
        return {Kind::Limit, refusal};
    default:
        break;
    }
    if (response.status >= 500) {
        refusal.error = errorOf("crm.busy"_L1);
        return {Kind::Retry, refusal};
    }
    return {Kind::Refused, refusal};
}

void HubspotDialect::readQuota(const Response& response, Quota& quota) const
{
    bool isNumber = false;
    const qint64 left = response.header("x-hubspot-ratelimit-daily-remaining").toLongLong(&isNumber);
    if (isNumber) {
        quota.limit = response.header("x-hubspot-ratelimit-daily").toLongLong();
        quota.left = left;
    }
}

HubspotApi::HubspotApi(HubspotSettings settings, TransportParts parts)
    : m_settings(std::move(settings))
    , m_transport(
          [&parts] {
              if (parts.paces.empty()) {
                  parts.paces = {{90, 10'000}, {4, 1000}};
              }
              return std::move(parts);
          }(),
          m_dialect, [this](std::stop_token stop) { return token(std::move(stop)); })
{
    completeHubspotSignIn(m_settings);
}

Expected<Token> HubspotApi::token(std::stop_token stop)
{
    TRY(Grant given, grant(m_transport, m_settings.signIn, std::move(stop)));
    return Token{std::move(given.access), m_settings.base.resolved(QUrl(u"/"_s)),
                 given.expiresIn ? m_transport.clock().now() + given.expiresIn : 0};
}

Answered<QJsonObject> HubspotApi::send(const Ask& ask, std::stop_token stop)
{
    Call call{.isIdempotent = ask.isIdempotent, .priority = ask.priority, .lane = ask.isSearch ? 1 : 0};
    if (ask.body.isNull()) {
        call.request.headers = {{"Accept", "application/json"}};
    } else {
        call.request = jsonRequest({}, {}, ask.body);
    }
    call.request.method = ask.method;
    return send(std::move(call), ask.path, std::move(stop));
}

Answered<QJsonObject> HubspotApi::send(Call call, const QString& path, std::stop_token stop)
{
    const auto fail = [](Error error) { return std::unexpected(Refusal{.error = std::move(error)}); };
    call.request.url = m_settings.base.resolved(QUrl::fromEncoded(path.toLatin1()));
    auto response = m_transport.send(call, std::move(stop));
    if (!response) {
        return std::unexpected(std::move(response).error());
    }
    if (response->body.isEmpty() && response->status == 204) {
        return QJsonObject();
    }
    auto json = objectOf(*response);
    return json ? Answered<QJsonObject>(*std::move(json)) : fail(std::move(json).error());
}

Expected<ObjectDescription> HubspotApi::describe(const QString& object, std::stop_token stop)
{
    TRY(const QJsonObject answer,
        send({.method = "GET", .path = m_settings.paths.properties.arg(encoded(object))}, stop));
    ObjectDescription description{.object = object, .label = object};
    for (const auto& property : answer[u"results"_s].toArray()) {
        description.fields.push_back(hubspotField(property.toObject()));
        FieldDescription& field = description.fields.back();
        field.isUniqueKey = field.isUniqueKey || (object == "contacts"_L1 && field.name == "email"_L1);
    }
    if (description.field(u"hs_pipeline_stage"_s)) {
        TRY(const QJsonObject pipelines,
            send({.method = "GET", .path = m_settings.paths.pipelines.arg(encoded(object))}, stop));
        auto& stages = std::ranges::find(description.fields, "hs_pipeline_stage"_L1, &FieldDescription::name)->choices;
        stages.clear();
        for (const auto& pipeline : pipelines[u"results"_s].toArray()) {
            for (const auto& stage : pipeline[u"stages"_s].toArray()) {
                stages.push_back({stage[u"id"_s].toString(), stage[u"label"_s].toString(), true,
                                  stage[u"metadata"_s][u"ticketState"_s].toString() == "CLOSED"_L1});
            }
        }
    }
    m_descriptions.keep(description);
    return description;
}

Expected<ObjectDescription> HubspotApi::described(const QString& object, std::stop_token stop)
{
    return m_descriptions.of(object, [this, &object, &stop] { return describe(object, stop); });
}

Expected<std::vector<QJsonObject>> HubspotApi::read(const QString& object, const QStringList& ids,
                                                    const QString& idProperty, const QStringList& properties,
                                                    std::stop_token stop)
{
    std::vector<QJsonObject> result;
    const std::vector<QString> all(ids.begin(), ids.end());
    for (const auto& part : pieces(std::span(all), largestHubspotBatch)) {
        QJsonArray inputs;
        for (const QString& id : part) {
            inputs.append(QJsonObject{{u"id"_s, id}});
        }
        QJsonObject body{{u"inputs"_s, inputs}, {u"properties"_s, QJsonArray::fromStringList(properties)}};
        if (!idProperty.isEmpty()) {
            body[u"idProperty"_s] = idProperty;
        }
        TRY(const QJsonObject answer,
            send({.path = m_settings.paths.objects.arg(encoded(object)) + u"/batch/read"_s, .body = body}, stop));
        for (const auto& one : answer[u"results"_s].toArray()) {
            result.push_back(one.toObject());
        }
    }
    return result;
}

Expected<std::vector<std::pair<QString, QString>>> HubspotApi::associated(const QString& from, const QStringList& ids,
                                                                          const QString& to, std::stop_token stop)
{
    std::vector<std::pair<QString, QString>> result;
    const QString path = m_settings.paths.associations.arg(encoded(from), encoded(to)) + u"/batch/read"_s;
    std::vector<std::pair<QString, QString>> open; // id and the page of it to ask for
    for (const QString& id : ids) {
        open.emplace_back(id, QString());
    }
    while (!open.empty()) {
        const auto count = std::min<std::ptrdiff_t>(std::ssize(open), largestHubspotBatch);
        QJsonArray inputs;
        for (const auto& [id, after] : std::span(open).first(static_cast<std::size_t>(count))) {
            QJsonObject input{{u"id"_s, id}};
            if (!after.isEmpty()) {
                input[u"after"_s] = after;
            }
            inputs.append(input);
        }
        open.erase(open.begin(), open.begin() + count);
        TRY(const QJsonObject answer, send({.path = path, .body = QJsonObject{{u"inputs"_s, inputs}}}, stop));
        for (const auto& one : answer[u"results"_s].toArray()) {
            const QString id = one[u"from"_s][u"id"_s].toVariant().toString();
            for (const auto& target : one[u"to"_s].toArray()) {
                result.emplace_back(id, target[u"toObjectId"_s].toVariant().toString());
            }
            if (const QString next = one[u"paging"_s][u"next"_s][u"after"_s].toString(); !next.isEmpty()) {
                open.emplace_back(id, next);
            }
        }
    }
    return result;
}

QString hubspotText(const QString& property, const Value& value)
{
    struct Writer
    {
        const QString& property;
        QString operator()(std::monostate) const { return {}; }
        QString operator()(bool truth) const { return truth ? u"true"_s : u"false"_s; }
        QString operator()(qint64 number) const { return QString::number(number); }
        QString operator()(double number) const { return QString::number(number, 'g', 17); }
        QString operator()(const QString& text) const { return isMarkup(property) ? markupOf(text) : text; }
        QString operator()(Instant instant) const { return QString::number(instant.ms); }
        QString operator()(QDate date) const { return date.toString(Qt::ISODate); }
        QString operator()(const Link& link) const { return link.id; }
    };
    return std::visit(Writer{property}, value);
}

Value hubspotValue(const QString& property, const QJsonValue& json, FieldType type)
{
    const QString text = json.toString();
    if (text.isEmpty()) {
        return {};
    }
    bool isNumber = false;
    switch (type) {
    case FieldType::Number: {
        const qint64 whole = text.toLongLong(&isNumber);
        if (isNumber) {
            return whole;
        }
        const double number = text.toDouble(&isNumber);
        return isNumber ? Value(number) : Value(text);
    }
    case FieldType::Boolean:
        return text == "true"_L1;
    case FieldType::Instant:
    case FieldType::Date: {
        const qint64 ms = text.toLongLong(&isNumber);
        if (isNumber && type == FieldType::Instant) {
            return Instant{ms};
        }
        return isNumber ? Value(QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).date()) : valueOf(json, type);
    }
    default:
        return isMarkup(property) ? plainOf(text) : text;
    }
}

} // namespace bulkhead::crm

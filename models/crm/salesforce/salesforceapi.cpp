#include "models/crm/salesforce/salesforceapi.h"

#include "models/crm/crmtext.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
struct SalesforceCode
{
    QLatin1StringView remote;
    QLatin1StringView ours;
};
/// REST API Developer Guide, "Status Codes and Error Responses". What is not here is permanent.
constexpr std::array salesforceCodes{
    SalesforceCode{"NOT_FOUND"_L1, "crm.missing"_L1},
    SalesforceCode{"ENTITY_IS_DELETED"_L1, "crm.missing"_L1},
    SalesforceCode{"DUPLICATE_VALUE"_L1, "crm.conflict"_L1},
    SalesforceCode{"DUPLICATES_DETECTED"_L1, "crm.conflict"_L1},
    SalesforceCode{"DUPLICATE_EXTERNAL_ID"_L1, "crm.multiple"_L1},
    SalesforceCode{"INSUFFICIENT_ACCESS"_L1, "crm.denied"_L1},
    SalesforceCode{"INSUFFICIENT_ACCESS_OR_READONLY"_L1, "crm.denied"_L1},
    SalesforceCode{"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"_L1, "crm.denied"_L1},
    SalesforceCode{"API_DISABLED_FOR_ORG"_L1, "crm.denied"_L1},
    SalesforceCode{"API_CURRENTLY_DISABLED"_L1, "crm.denied"_L1},
    SalesforceCode{"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"_L1, "crm.choice"_L1},
    SalesforceCode{"ALL_OR_NONE_OPERATION_ROLLED_BACK"_L1, "crm.busy"_L1},
    SalesforceCode{"PROCESSING_HALTED"_L1, "crm.busy"_L1},
    SalesforceCode{"MALFORMED_QUERY"_L1, "crm.schema"_L1},
    SalesforceCode{"INVALID_FIELD"_L1, "crm.schema"_L1},
    SalesforceCode{"INVALID_FIELD_FOR_INSERT_UPDATE"_L1, "crm.schema"_L1},
    SalesforceCode{"INVALID_TYPE"_L1, "crm.schema"_L1},
    SalesforceCode{"INVALID_QUERY_LOCATOR"_L1, "crm.resync"_L1},
    SalesforceCode{"INVALID_REPLICATION_DATE"_L1, "crm.resync"_L1},
    SalesforceCode{"UNABLE_TO_LOCK_ROW"_L1, "crm.busy"_L1},
    SalesforceCode{"SERVER_UNAVAILABLE"_L1, "crm.busy"_L1},
    SalesforceCode{"QUERY_TIMEOUT"_L1, "crm.too-large"_L1},
    SalesforceCode{"OPERATION_TOO_LARGE"_L1, "crm.too-large"_L1},
    SalesforceCode{"EXCEEDED_ID_LIMIT"_L1, "crm.too-large"_L1},
    SalesforceCode{"REQUEST_LIMIT_EXCEEDED"_L1, "crm.limit"_L1},
    SalesforceCode{"INVALID_SESSION_ID"_L1, "crm.auth"_L1},
};

FieldType salesforceType(const QString& type)
{
    static const std::map<QString, FieldType> types{
        {u"int"_s, FieldType::Number},       {u"double"_s, FieldType::Number}, {u"currency"_s, FieldType::Number},
        {u"percent"_s, FieldType::Number},   {u"long"_s, FieldType::Number},   {u"boolean"_s, FieldType::Boolean},
        {u"datetime"_s, FieldType::Instant}, {u"date"_s, FieldType::Date},     {u"picklist"_s, FieldType::Choice},
        {u"reference"_s, FieldType::Link},   {u"string"_s, FieldType::Text},   {u"textarea"_s, FieldType::Text},
        {u"email"_s, FieldType::Text},       {u"phone"_s, FieldType::Text},    {u"url"_s, FieldType::Text},
    };
    const auto found = types.find(type);
    return found == types.end() ? FieldType::Other : found->second;
}

FieldDescription salesforceField(const QJsonObject& json)
{
    FieldDescription field{.name = json[u"name"_s].toString(),
                           .label = json[u"label"_s].toString(),
                           .type = salesforceType(json[u"type"_s].toString()),
                           .length = json[u"length"_s].toInt(),
                           .isRequired = !json[u"nillable"_s].toBool(true) && json[u"createable"_s].toBool()
                               && !json[u"defaultedOnCreate"_s].toBool(),
                           .isCreatable = json[u"createable"_s].toBool(),
                           .isUpdatable = json[u"updateable"_s].toBool(),
                           .isUniqueKey = json[u"externalId"_s].toBool() && json[u"unique"_s].toBool(),
                           .isRestricted = json[u"restrictedPicklist"_s].toBool()};
    for (const auto& choice : json[u"picklistValues"_s].toArray()) {
        field.choices.push_back(
            {choice[u"value"_s].toString(), choice[u"label"_s].toString(), choice[u"active"_s].toBool(true)});
    }
    for (const auto& target : json[u"referenceTo"_s].toArray()) {
        field.linksTo += target.toString();
    }
    return field;
}

Refusal multipleChoices(const QJsonArray& urls)
{
    Refusal refusal{.error = errorOf("crm.multiple"_L1), .remoteCode = u"MULTIPLE_CHOICES"_s};
    for (const auto& url : urls) {
        refusal.candidates += url.toString().section(u'/', -1);
    }
    return refusal;
}
} // namespace

Refusal salesforceRefusal(const QJsonObject& error)
{
    const QString remote = error[u"errorCode"_s].toString(error[u"statusCode"_s].toString());
    const auto found = std::ranges::find(salesforceCodes, remote, &SalesforceCode::remote);
    const auto code = found == salesforceCodes.end() ? "crm.permanent"_L1 : found->ours;
    Refusal refusal{.error = errorOf(code, error[u"message"_s].toString()), .remoteCode = remote};
    for (const auto& field : error[u"fields"_s].toArray()) {
        refusal.fields += field.toString();
    }
    if (code == "crm.multiple"_L1) {
        static const QRegularExpression ids(u"\\b[a-zA-Z0-9]{18}\\b"_s);
        for (auto match = ids.globalMatch(error[u"message"_s].toString()); match.hasNext();) {
            refusal.candidates += match.next().captured();
        }
    }
    return refusal;
}

Verdict SalesforceDialect::judge(const Response& response) const
{
    using Kind = Verdict::Kind;
    const bool isHtml = response.header("content-type").startsWith("text/html");
    if (response.isSuccess() && !isHtml) {
        return {};
    }
    const QJsonValue json = jsonOf(response.body);
    if (response.status == 300) {
        return {Kind::Refused, multipleChoices(json.toArray())};
    }
    Refusal refusal = json.isArray() && !json.toArray().isEmpty() ? salesforceRefusal(json.toArray().first().toObject())
                                                                  : Refusal{.error = errorOf("crm.not-json"_L1)};
    if (response.status == 413 || response.status == 414 || response.status == 431) {
        refusal.error = errorOf("crm.too-large"_L1);
    }
    refusal.requestId = QString::fromLatin1(response.header("x-sfdc-request-id"));
    if (response.status == 401) {
        refusal.error = errorOf("crm.auth"_L1);
        return {Kind::SignIn, refusal};
    }
    if (refusal.error.is("crm.limit"_L1) || (response.status == 429 && !response.header("retry-after").isEmpty())) {
        refusal.error = errorOf("crm.limit"_L1);
        return {Kind::Limit, refusal};
    }
    if (refusal.remoteCode == "UNABLE_TO_LOCK_ROW"_L1) {
        return {Kind::Locked, refusal};
    }
    if (response.status >= 500 || response.status == 420 || response.status == 429) {
        refusal.error = errorOf("crm.busy"_L1);
        return {Kind::Retry, refusal};
    }
    return {Kind::Refused, refusal};
}

void SalesforceDialect::readQuota(const Response& response, Quota& quota) const
{
    static const QRegularExpression usage(u"api-usage=(\\d+)/(\\d+)"_s);
    const auto match = usage.match(QString::fromLatin1(response.header("sforce-limit-info")));
    if (match.hasMatch()) {
        quota.limit = match.captured(2).toLongLong();
        quota.left = quota.limit - match.captured(1).toLongLong();
    }
}

void completeSalesforceSignIn(SalesforceSettings& settings)
{
    const auto fill = [&settings](QUrl& endpoint, const QString& path) {
        if (endpoint.isEmpty()) {
            endpoint = settings.login.resolved(QUrl(path));
        }
    };
    fill(settings.signIn.authorizeEndpoint, u"/services/oauth2/authorize"_s);
    fill(settings.signIn.tokenEndpoint, u"/services/oauth2/token"_s);
    if (settings.signIn.audience.isEmpty()) {
        settings.signIn.audience = settings.login.toString(QUrl::RemovePath);
    }
}

SalesforceApi::SalesforceApi(SalesforceSettings settings, TransportParts parts)
    : m_settings(std::move(settings))
    , m_transport(std::move(parts), m_dialect, [this](std::stop_token stop) { return token(std::move(stop)); })
{
    completeSalesforceSignIn(m_settings);
}

Expected<Token> SalesforceApi::token(std::stop_token stop)
{
    TRY(Grant given, grant(m_transport, m_settings.signIn, stop));
    const QUrl base = given.instance.isEmpty() ? m_settings.login.resolved(QUrl(u"/"_s)) : given.instance;
    // Only a sign-in on this machine may send us to an address without TLS.
    if (base.scheme() != "https"_L1 && !(isLoopback(base) && isLoopback(m_settings.login))) {
        return refused("crm.foreign-host"_L1);
    }
    TRY(const Response response, m_transport.sendPlain({.url = base.resolved(QUrl(u"/services/data/"_s))}, stop));
    TRY(const QJsonArray versions, arrayOf(response));
    const bool isOffered = std::ranges::any_of(
        versions, [this](const QJsonValue& one) { return one[u"version"_s].toString() == m_settings.version; });
    if (!isOffered) {
        return refused("crm.version"_L1);
    }
    return Token{std::move(given.access), base, given.expiresIn ? m_transport.clock().now() + given.expiresIn : 0};
}

Answered<Response> SalesforceApi::send(const Ask& ask, std::stop_token stop)
{
    Call call{.isIdempotent = ask.isIdempotent, .priority = ask.priority};
    if (ask.body.isNull()) {
        call.request.headers = {{"Accept", "application/json"}};
    } else {
        call.request = jsonRequest({}, {}, ask.body);
    }
    call.request.method = ask.method;
    call.request.headers.insert(call.request.headers.end(), ask.headers.begin(), ask.headers.end());
    return send(std::move(call), ask.path, std::move(stop));
}

Answered<Response> SalesforceApi::send(Call call, const QString& path, std::stop_token stop)
{
    auto base = m_transport.base(stop);
    if (!base) {
        return std::unexpected(Refusal{.error = std::move(base).error()});
    }
    const QString whole = path.startsWith("/services"_L1) ? path : root() + path;
    call.request.url = base->resolved(QUrl::fromEncoded(whole.toLatin1()));
    call.request.headers.emplace_back("Sforce-Call-Options", "client=" + m_settings.clientName.toLatin1());
    // Assignment rules would hand a mirrored case to somebody and send mail.
    call.request.headers.emplace_back("Sforce-Auto-Assign", "FALSE");
    return m_transport.send(call, std::move(stop));
}

Expected<void> SalesforceApi::select(const QString& soql, Priority priority,
                                     const std::function<Expected<void>(const QJsonArray&)>& page, std::stop_token stop)
{
    const Header size{"Sforce-Query-Options", "batchSize=" + QByteArray::number(m_settings.largestPage)};
    TRY(const QUrl base, m_transport.base(stop));
    QString path = u"/query?q="_s + encoded(soql);
    for (bool isDone = false; !isDone;) {
        TRY(const Response response, send({.path = path, .priority = priority, .headers = {size}}, stop));
        TRY(const QJsonObject answer, objectOf(response));
        if (!answer[u"records"_s].isArray() || !answer[u"done"_s].isBool()) {
            return refused("crm.not-json"_L1);
        }
        CHECK_OK(page(answer[u"records"_s].toArray()));
        isDone = answer[u"done"_s].toBool();
        if (!isDone) {
            TRY(const QUrl next, Transport::sameHost(base, answer[u"nextRecordsUrl"_s].toString()));
            if (const QString last = std::exchange(path, next.path(QUrl::FullyEncoded)); last == path) {
                return refused("crm.not-json"_L1);
            }
        }
    }
    return {};
}

Expected<ObjectDescription> SalesforceApi::describe(const QString& object, std::stop_token stop)
{
    CHECK_OK(checkSoqlNames({object}));
    TRY(const Response response, send({.path = u"/sobjects/%1/describe"_s.arg(object)}, stop));
    TRY(const QJsonObject json, objectOf(response));
    ObjectDescription description{.object = object, .label = json[u"label"_s].toString()};
    for (const auto& field : json[u"fields"_s].toArray()) {
        description.fields.push_back(salesforceField(field.toObject()));
    }
    if (object == "Case"_L1) {
        // Which of a case's states are closed stands in a table of its own.
        std::map<QString, bool> closed;
        CHECK_OK(select(
            u"SELECT ApiName, IsClosed FROM CaseStatus"_s, Priority::Normal,
            [&closed](const QJsonArray& rows) -> Expected<void> {
                for (const auto& row : rows) {
                    closed[row[u"ApiName"_s].toString()] = row[u"IsClosed"_s].toBool();
                }
                return {};
            },
            stop));
        for (FieldDescription& field : description.fields) {
            for (Choice& choice : field.choices) {
                const auto found = closed.find(choice.value);
                if (field.name == "Status"_L1 && found != closed.end()) {
                    choice.isClosed = found->second;
                }
            }
        }
    }
    m_descriptions.keep(description);
    return description;
}

Expected<ObjectDescription> SalesforceApi::described(const QString& object, std::stop_token stop)
{
    return m_descriptions.of(object, [this, &object, &stop] { return describe(object, stop); });
}

Expected<Identity> SalesforceApi::authorise(std::stop_token stop)
{
    TRY(const QUrl base, m_transport.signIn(stop));
    TRY(const Response response, send({.path = u"/services/oauth2/userinfo"_s, .priority = Priority::Urgent}, stop));
    TRY(const QJsonObject who, objectOf(response));
    const Wire::Certificate certificate = m_transport.certificate();
    return Identity{.host = base.host(),
                    .organisation = who[u"organization_id"_s].toString(),
                    .user = who[u"user_id"_s].toString(),
                    .userName = who[u"preferred_username"_s].toString(),
                    .apiVersion = m_settings.version,
                    .certificate = certificate.digest,
                    .certificateName = certificate.name,
                    .clockSkewMs = m_transport.clockSkew()};
}

Expected<void> checkSoqlNames(const QStringList& names)
{
    static const QRegularExpression allowed(u"\\A[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)*\\z"_s);
    for (const QString& name : names) {
        if (!allowed.match(name).hasMatch()) {
            return refused("crm.schema"_L1, name);
        }
    }
    return {};
}

QString soqlLiteral(const Value& value)
{
    struct Writer
    {
        QString operator()(std::monostate) const { return u"null"_s; }
        QString operator()(bool truth) const { return truth ? u"true"_s : u"false"_s; }
        QString operator()(qint64 number) const { return QString::number(number); }
        QString operator()(double number) const { return QString::number(number, 'g', 17); }
        QString operator()(Instant instant) const { return isoOf(instant); }
        QString operator()(QDate date) const { return date.toString(Qt::ISODate); }
        QString operator()(const Link& link) const { return (*this)(link.id); }
        QString operator()(QString text) const
        {
            text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s).replace(u'\n', u"\\n"_s).replace(u'\r', u"\\r"_s);
            return u'\'' + text + u'\'';
        }
    };
    return std::visit(Writer(), value);
}

QString soqlIn(const QString& field, std::span<const QString> values)
{
    QStringList literals;
    for (const QString& value : values) {
        literals += soqlLiteral(value);
    }
    return u"%1 IN (%2)"_s.arg(field, literals.join(u','));
}

} // namespace bulkhead::crm

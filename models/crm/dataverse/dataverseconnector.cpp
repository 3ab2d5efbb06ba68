#include "models/crm/dataverse/dataverseconnector.h"

#include <QRegularExpression>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
QLatin1StringView dataverseCode(int status, const QString& message)
{
    switch (status) {
    case 403:
        return "crm.denied"_L1;
    case 404:
        return "crm.missing"_L1;
    case 409:
    case 412:
        return "crm.conflict"_L1;
    case 413:
        return "crm.too-large"_L1;
    default:
        break;
    }
    const bool isSchema = message.contains("Could not find a property named"_L1)
        || message.contains("An undeclared property"_L1) || message.contains("Resource not found for the segment"_L1);
    const bool isChoice = message.contains("is outside the valid range"_L1);
    return isSchema ? "crm.schema"_L1 : isChoice ? "crm.choice"_L1 : "crm.permanent"_L1;
}

bool isODataName(const QString& name)
{
    static const QRegularExpression allowed(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return allowed.match(name).hasMatch();
}
} // namespace

Expected<void> checkODataNames(const QStringList& names)
{
    const auto wrong = std::ranges::find_if_not(names, isODataName);
    return wrong == names.end() ? Expected<void>() : refused("crm.schema"_L1, *wrong);
}

QString dataverseId(const QString& key)
{
    static const QUuid space(u"6f1b9d8e-6c4b-5f0f-9c1a-3a8f2e7d4b60"_s);
    return QUuid::createUuidV5(space, key).toString(QUuid::WithoutBraces);
}

std::unique_ptr<Connector> makeDataverse(DataverseSettings settings, TransportParts parts)
{
    return std::make_unique<DataverseConnector>(std::move(settings), std::move(parts));
}

void completeDataverseSignIn(DataverseSettings& settings)
{
    SignInSettings& signIn = settings.signIn;
    if (signIn.tokenEndpoint.isEmpty()) {
        signIn.tokenEndpoint = settings.login.resolved(QUrl(u"oauth2/v2.0/token"_s));
    }
    if (signIn.authorizeEndpoint.isEmpty()) {
        signIn.authorizeEndpoint = settings.login.resolved(QUrl(u"oauth2/v2.0/authorize"_s));
    }
    if (signIn.scope.isEmpty()) {
        const QString environment = settings.environment.toString(QUrl::RemovePath);
        signIn.scope = environment
            + (signIn.flow == Flow::ClientCredentials ? u"/.default"_s : u"/user_impersonation offline_access"_s);
    }
}

Verdict DataverseDialect::judge(const Response& response) const
{
    using Kind = Verdict::Kind;
    const bool isHtml = response.header("content-type").startsWith("text/html");
    if (response.isSuccess() && !isHtml) {
        return {};
    }
    // A failed batch may answer with its parts; then the parts say what went wrong.
    if (response.header("content-type").startsWith("multipart/mixed") && response.status != 401
        && response.status != 429 && response.status < 500) {
        return {};
    }
    const QJsonValue json = jsonOf(response.body)[u"error"_s];
    const QString message = json[u"message"_s].toString();
    Refusal refusal{.error = json.isObject() ? errorOf(dataverseCode(response.status, message), message)
                                             : errorOf("crm.not-json"_L1),
                    .remoteCode = json[u"code"_s].toString(),
                    .requestId = QString::fromLatin1(response.header("x-ms-service-request-id"))};
    static const QRegularExpression field(u"'([a-z][a-z0-9_]*)' (?:on record|attribute)"_s);
    if (const auto match = field.match(message); match.hasMatch()) {
        refusal.fields += match.captured(1);
    }
    if (response.status == 401) {
        refusal.error = errorOf("crm.auth"_L1);
        return {Kind::SignIn, refusal};
    }
    if (response.status == 429) {
        refusal.error = errorOf("crm.limit"_L1);
        return {Kind::Limit, refusal};
    }
    if (response.status >= 500 && response.status != 501) {
        refusal.error = errorOf("crm.busy"_L1);
        return {Kind::Retry, refusal};
    }
    return {Kind::Refused, refusal};
}

void DataverseDialect::readQuota(const Response& /*response*/, Quota& /*quota*/) const
{
    // The headers tell the state of one of several servers and are for debugging only; 429 tells.
}

DataverseConnector::DataverseConnector(DataverseSettings settings, TransportParts parts)
    : m_settings(std::move(settings))
    , m_transport(std::move(parts), m_dialect, [this](std::stop_token stop) { return token(std::move(stop)); })
{
    completeDataverseSignIn(m_settings);
}

Capabilities DataverseConnector::capabilities() const
{
    return {.largestBatch = static_cast<int>(largestDataverseWrite),
            .largestQuestion = static_cast<int>(valuesInOneFilter),
            .hasDeletions = true,
            .takesConditionText = true,
            .checksVersions = true,
            .actions = {ActionKind::FreezeUser, ActionKind::UnfreezeUser}};
}

Quota DataverseConnector::quota() const
{
    return m_transport.quota();
}

Expected<Token> DataverseConnector::token(std::stop_token stop)
{
    TRY(Grant given, grant(m_transport, m_settings.signIn, std::move(stop)));
    return Token{std::move(given.access), m_settings.environment.resolved(QUrl(u"/"_s)),
                 given.expiresIn ? m_transport.clock().now() + given.expiresIn : 0};
}

QUrl DataverseConnector::url(const QString& path) const
{
    return m_settings.environment.resolved(
        QUrl::fromEncoded((u"/api/data/v%1/"_s.arg(m_settings.version) + path).toLatin1()));
}

Answered<Response> DataverseConnector::send(Call call, const QUrl& address, std::stop_token stop)
{
    call.request.url = address;
    call.request.headers.insert(call.request.headers.end(),
                                {{"OData-Version", "4.0"}, {"OData-MaxVersion", "4.0"}, {"If-None-Match", "null"}});
    if (call.request.method != "GET") {
        call.request.headers.pop_back();
    }
    return m_transport.send(call, std::move(stop));
}

Expected<QJsonObject> DataverseConnector::ask(const QString& path, std::stop_token stop, Priority priority)
{
    TRY(const Response response,
        send({.request = {.headers = {{"Accept", "application/json"}}}, .priority = priority}, url(path),
             std::move(stop)));
    return objectOf(response);
}

Expected<Identity> DataverseConnector::authorise(std::stop_token stop)
{
    TRY(const QUrl base, m_transport.signIn(stop));
    TRY(const QJsonObject who, ask(u"WhoAmI"_s, stop, Priority::Urgent));
    const QString user = who[u"UserId"_s].toString();
    m_own.keep(user);
    TRY(const QJsonObject about, ask(u"systemusers(%1)?$select=fullname"_s.arg(encoded(user)), stop, Priority::Urgent));
    const Wire::Certificate certificate = m_transport.certificate();
    return Identity{.host = base.host(),
                    .organisation = who[u"OrganizationId"_s].toString(),
                    .user = user,
                    .userName = about[u"fullname"_s].toString(),
                    .apiVersion = m_settings.version,
                    .certificate = certificate.digest,
                    .certificateName = certificate.name,
                    .clockSkewMs = m_transport.clockSkew()};
}

Expected<std::vector<EventLog>> DataverseConnector::eventLogs(Instant /*after*/, const QStringList& /*types*/,
                                                              std::stop_token /*stop*/)
{
    return refused("crm.unsupported"_L1);
}

Expected<void> DataverseConnector::download(const EventLog& /*log*/, QIODevice& /*into*/, std::stop_token /*stop*/)
{
    return refused("crm.unsupported"_L1);
}

namespace {
Fields stateOf(const QJsonObject& user)
{
    Fields fields;
    for (const QString& name : {u"isdisabled"_s, u"modifiedon"_s, u"_modifiedby_value"_s}) {
        fields[name] = valueOf(user[name]);
    }
    return fields;
}
} // namespace

Expected<Receipt> DataverseConnector::act(const Action& action, std::stop_token stop)
{
    if (action.kind != ActionKind::FreezeUser && action.kind != ActionKind::UnfreezeUser) {
        return refused("crm.unsupported"_L1);
    }
    const bool isOff = action.kind == ActionKind::FreezeUser;
    const QUuid user(action.target);
    if (user.isNull()) {
        return refused("crm.missing"_L1);
    }
    if (isOff) { // who is an administrator is not told by a field here, so that only our own user is guarded
        TRY(const QString own, m_own.of(*this, stop));
        if (QUuid(own) == user) {
            return guardedOwnUser();
        }
    }
    const QString path = u"systemusers(%1)"_s.arg(user.toString(QUuid::WithoutBraces));
    const QString select = path + u"?$select=isdisabled,modifiedon,_modifiedby_value"_s;
    TRY(const QJsonObject before, ask(select, stop, Priority::Urgent));
    CHECK_OK(checkUnchanged(action.left, stateOf(before)));
    if (const auto was = action.parameters.find(u"isdisabled"_s); was != action.parameters.end()) {
        // Taken back is what it was before, and only what we have done.
        CHECK_OK(checkUnchanged({{u"isdisabled"_s, isOff}}, {*was}));
        CHECK_OK(checkUnchanged({{u"isdisabled"_s, !isOff}}, stateOf(before)));
    }
    Receipt receipt{.isReversible = true,
                    .wasDone = before[u"isdisabled"_s].toBool() == isOff,
                    .before = {{{u"isdisabled"_s, before[u"isdisabled"_s].toBool()}}}};
    if (!receipt.wasDone) {
        Call call{.request = jsonRequest("PATCH", {}, QJsonObject{{u"isdisabled"_s, isOff}}),
                  .priority = Priority::Urgent};
        call.request.headers.emplace_back("If-Match", "*"); // Never creates a user.
        TRY(const Response response, send(std::move(call), url(path), stop));
        receipt.requestId = QString::fromLatin1(response.header("x-ms-service-request-id"));
        receipt.count = 1;
    }
    TRY(const QJsonObject after, ask(select, stop, Priority::Urgent));
    receipt.isVerified = after[u"isdisabled"_s].toBool() == isOff;
    receipt.after = stateOf(after);
    return receipt;
}

} // namespace bulkhead::crm

#include "models/crm/dataverse/dataverseconnector.h"

#include "models/crm/dataverse/dataversebatch.h"

#include <QDateTime>
#include <QIODevice>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr std::size_t largestDataverseWrite = 100;
constexpr std::size_t valuesInOneFilter = 50; ///< an address may have 32 KiB
constexpr qint64 largestAttachment = 20LL * 1024 * 1024;

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
    return isSchema ? "crm.schema"_L1 : "crm.permanent"_L1;
}

FieldType dataverseType(const QString& type)
{
    static const std::map<QString, FieldType> types{
        {u"String"_s, FieldType::Text},      {u"Memo"_s, FieldType::Text},
        {u"Integer"_s, FieldType::Number},   {u"BigInt"_s, FieldType::Number},
        {u"Decimal"_s, FieldType::Number},   {u"Double"_s, FieldType::Number},
        {u"Money"_s, FieldType::Number},     {u"Boolean"_s, FieldType::Boolean},
        {u"DateTime"_s, FieldType::Instant}, {u"Picklist"_s, FieldType::Choice},
        {u"State"_s, FieldType::Choice},     {u"Status"_s, FieldType::Choice},
        {u"Lookup"_s, FieldType::Link},      {u"Customer"_s, FieldType::Link},
        {u"Owner"_s, FieldType::Link},       {u"Uniqueidentifier"_s, FieldType::Other},
    };
    const auto found = types.find(type);
    return found == types.end() ? FieldType::Other : found->second;
}

QString labelOf(const QJsonValue& json)
{
    return json[u"UserLocalizedLabel"_s][u"Label"_s].toString();
}

/// OData's literal of a value; choices are numbers.
QString odataLiteral(const Value& value, FieldType type)
{
    struct Writer
    {
        FieldType type;
        QString operator()(std::monostate) const { return u"null"_s; }
        QString operator()(bool truth) const { return truth ? u"true"_s : u"false"_s; }
        QString operator()(qint64 number) const { return QString::number(number); }
        QString operator()(double number) const { return QString::number(number, 'g', 17); }
        QString operator()(Instant instant) const { return isoOf(instant); }
        QString operator()(QDate date) const { return date.toString(Qt::ISODate); }
        QString operator()(const Link& link) const { return QUuid(link.id).toString(QUuid::WithoutBraces); }
        QString operator()(QString text) const
        {
            if (type == FieldType::Choice || type == FieldType::Number) {
                return QString::number(text.toLongLong());
            }
            if (type == FieldType::Link) {
                return QUuid(text).toString(QUuid::WithoutBraces);
            }
            return u'\'' + text.replace(u'\'', u"''"_s) + u'\'';
        }
    };
    return std::visit(Writer{type}, value);
}

QJsonValue dataverseJson(const Value& value, FieldType type)
{
    if (const QString* text = std::get_if<QString>(&value)) {
        return type == FieldType::Choice ? QJsonValue(text->toInt()) : QJsonValue(*text);
    }
    if (const Instant* instant = std::get_if<Instant>(&value)) {
        return isoOf(*instant);
    }
    if (const QDate* date = std::get_if<QDate>(&value)) {
        return date->toString(Qt::ISODate);
    }
    if (const bool* truth = std::get_if<bool>(&value)) {
        return *truth;
    }
    if (const qint64* whole = std::get_if<qint64>(&value)) {
        return *whole;
    }
    const double* number = std::get_if<double>(&value);
    return number ? QJsonValue(*number) : QJsonValue::Null;
}

QString odataComparison(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal:
        return u"eq"_s;
    case Comparison::NotEqual:
        return u"ne"_s;
    case Comparison::Less:
        return u"lt"_s;
    case Comparison::AtMost:
        return u"le"_s;
    case Comparison::Greater:
        return u"gt"_s;
    case Comparison::AtLeast:
        return u"ge"_s;
    }
    return {};
}

/// "(a eq 1 or a eq 2)".
QString odataCondition(const QString& field, Comparison comparison, std::span<const Value> values, FieldType type)
{
    QStringList terms;
    for (const Value& value : values) {
        terms += field + u' ' + odataComparison(comparison) + u' ' + odataLiteral(value, type);
    }
    return u'(' + terms.join(u" or "_s) + u')';
}

bool isODataName(const QString& name)
{
    static const QRegularExpression allowed(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return allowed.match(name).hasMatch();
}

Expected<void> checkODataNames(const QStringList& names)
{
    const auto wrong = std::ranges::find_if_not(names, isODataName);
    return wrong == names.end() ? Expected<void>() : refused("crm.schema"_L1, *wrong);
}

/// The description of a lookup's column "_name_value" stands under "name".
QString attributeOf(const QString& field)
{
    return field.startsWith(u'_') && field.endsWith("_value"_L1) ? field.sliced(1).chopped(6) : field;
}
} // namespace

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
            .hasDeletions = true,
            .takesConditionText = true,
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

Expected<DataverseConnector::Table> DataverseConnector::table(const QString& object, std::stop_token stop)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_tables.find(object); found != m_tables.end()) {
            return found->second;
        }
    }
    CHECK_OK(checkODataNames({object}));
    const QString path = u"EntityDefinitions?$select=LogicalName,PrimaryIdAttribute&$filter="_s
        + encoded(u"EntitySetName eq '%1'"_s.arg(object))
        + u"&$expand=Keys($select=KeyAttributes,EntityKeyIndexStatus)"_s;
    TRY(const QJsonObject answer, ask(path, std::move(stop)));
    const QJsonValue found = answer[u"value"_s].toArray().first();
    Table table{found[u"LogicalName"_s].toString(), found[u"PrimaryIdAttribute"_s].toString(), {}};
    if (table.logical.isEmpty()) {
        return refused("crm.missing"_L1, object);
    }
    for (const auto& key : found[u"Keys"_s].toArray()) {
        const QJsonArray columns = key[u"KeyAttributes"_s].toArray();
        if (columns.size() == 1 && key[u"EntityKeyIndexStatus"_s].toString() == "Active"_L1) {
            table.keys.push_back(columns.first().toString());
        }
    }
    const std::scoped_lock lock(m_mutex);
    m_tables[object] = table;
    return table;
}

Expected<void> DataverseConnector::addChoices(const Table& table, const QString& kind, ObjectDescription& description,
                                              std::stop_token stop)
{
    TRY(const QJsonObject answer,
        ask(u"EntityDefinitions(LogicalName='%1')/Attributes/Microsoft.Dynamics.CRM.%2AttributeMetadata?"
            u"$select=LogicalName&$expand=OptionSet"_s.arg(table.logical, kind),
            std::move(stop)));
    for (const auto& attribute : answer[u"value"_s].toArray()) {
        const auto field = std::ranges::find(description.fields, attribute[u"LogicalName"_s].toString(),
                                             &FieldDescription::name);
        if (field == description.fields.end()) {
            continue;
        }
        field->isRestricted = true;
        for (const auto& option : attribute[u"OptionSet"_s][u"Options"_s].toArray()) {
            Choice choice{QString::number(option[u"Value"_s].toInteger()), labelOf(option[u"Label"_s])};
            // The first state is the active one, whatever it is called.
            if (kind == "Status"_L1) {
                choice.isClosed = option[u"State"_s].toInt() != 0;
            } else if (kind == "State"_L1) {
                choice.isClosed = option[u"Value"_s].toInt() != 0;
            }
            field->choices.push_back(choice);
        }
    }
    return {};
}

Expected<ObjectDescription> DataverseConnector::describe(const QString& object, std::stop_token stop)
{
    TRY(const Table known, table(object, stop));
    const QString attributes = u"EntityDefinitions(LogicalName='%1')/Attributes"_s.arg(known.logical);
    TRY(const QJsonObject answer,
        ask(attributes
                + u"?$select=LogicalName,AttributeType,DisplayName,IsValidForCreate,IsValidForUpdate,RequiredLevel"_s,
            stop));
    ObjectDescription description{.object = object, .label = known.logical};
    for (const auto& attribute : answer[u"value"_s].toArray()) {
        const QString name = attribute[u"LogicalName"_s].toString();
        const QString level = attribute[u"RequiredLevel"_s][u"Value"_s].toString();
        description.fields.push_back(
            {.name = name,
             .label = labelOf(attribute[u"DisplayName"_s]),
             .type = dataverseType(attribute[u"AttributeType"_s].toString()),
             .isRequired = level == "ApplicationRequired"_L1,
             .isCreatable = attribute[u"IsValidForCreate"_s].toBool(true),
             .isUpdatable = attribute[u"IsValidForUpdate"_s].toBool(true),
             .isUniqueKey = name == known.id || std::ranges::find(known.keys, name) != known.keys.end()});
    }
    for (const QString& kind : {u"String"_s, u"Memo"_s}) {
        TRY(const QJsonObject lengths,
            ask(attributes + u"/Microsoft.Dynamics.CRM.%1AttributeMetadata?$select=LogicalName,MaxLength"_s.arg(kind),
                stop));
        for (const auto& attribute : lengths[u"value"_s].toArray()) {
            const auto field = std::ranges::find(description.fields, attribute[u"LogicalName"_s].toString(),
                                                 &FieldDescription::name);
            if (field != description.fields.end()) {
                field->length = attribute[u"MaxLength"_s].toInt();
            }
        }
    }
    for (const QString& kind : {u"Picklist"_s, u"State"_s, u"Status"_s}) {
        CHECK_OK(addChoices(known, kind, description, stop));
    }
    m_descriptions.keep(description);
    return description;
}

Expected<ObjectDescription> DataverseConnector::described(const QString& object, std::stop_token stop)
{
    return m_descriptions.of(object, [this, &object, &stop] { return describe(object, stop); });
}

Expected<QString> DataverseConnector::follow(QUrl from, bool isTracked,
                                             const std::function<Expected<void>(const QJsonArray&)>& page,
                                             std::stop_token stop)
{
    TRY(const QUrl base, m_transport.base(stop));
    for (;;) {
        Call call{.request = {.headers = {{"Accept", "application/json"}}}, .priority = Priority::Background};
        call.request.headers.emplace_back("Prefer",
                                          (isTracked ? "odata.track-changes, odata.maxpagesize=" : "odata.maxpagesize=")
                                              + QByteArray::number(m_settings.largestPage));
        TRY(const Response response, send(std::move(call), from, stop));
        TRY(const QJsonObject answer, objectOf(response));
        if (!answer[u"value"_s].isArray()) {
            return refused("crm.not-json"_L1);
        }
        CHECK_OK(page(answer[u"value"_s].toArray()));
        const QString next = answer[u"@odata.nextLink"_s].toString();
        if (next.isEmpty()) {
            return answer[u"@odata.deltaLink"_s].toString();
        }
        TRY(const QUrl address, Transport::sameHost(base, next));
        if (address == from) {
            return refused("crm.not-json"_L1);
        }
        from = address;
    }
}

Expected<Record> DataverseConnector::recordOf(const QString& object, const QStringList& fields, const QString& keyField,
                                              const QJsonObject& json, std::stop_token stop)
{
    TRY(const Table known, table(object, stop));
    if (json[u"reason"_s].toString() == "deleted"_L1 || json.contains(u"@removed"_s)) {
        return Record{.object = object, .id = json[u"id"_s].toString(), .isDeleted = true};
    }
    TRY(const ObjectDescription description, described(object, std::move(stop)));
    Record record{.object = object,
                  .id = json[known.id].toString(),
                  .key = json[keyField].toString(),
                  .version = json[u"@odata.etag"_s].toString(),
                  .modifiedAt = instantOf(json[u"modifiedon"_s].toString()).value_or(Instant()),
                  .modifiedBy = json[u"_modifiedby_value"_s].toString()};
    for (const QString& field : fields) {
        const FieldType type = typeOf(description, attributeOf(field));
        const bool isNumbered = type == FieldType::Choice && json[field].isDouble();
        record.fields[field] = isNumbered ? Value(QString::number(json[field].toInteger()))
                                          : valueOf(json[field], type);
    }
    return record;
}

Expected<void> DataverseConnector::give(const QString& object, const QString& filter, const QStringList& fields,
                                        const QString& relatedField, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkODataNames(QStringList{object} + fields));
    QStringList columns = QStringList{u"modifiedon"_s, u"_modifiedby_value"_s} + fields;
    if (!relatedField.isEmpty()) {
        columns += relatedField;
    }
    columns.removeDuplicates();
    QString path = object + u"?$select="_s + columns.join(u',');
    if (!filter.isEmpty()) {
        path += u"&$filter="_s + encoded(filter);
    }
    const auto take = [&](const QJsonArray& rows) -> Expected<void> {
        std::vector<Record> records;
        for (const auto& row : rows) {
            TRY(Record record, recordOf(object, fields, {}, row.toObject(), stop));
            record.relatedTo = row[relatedField].toString();
            records.push_back(std::move(record));
        }
        return page(records);
    };
    CHECK_OK(follow(url(path), false, take, stop));
    return {};
}

Expected<void> DataverseConnector::query(const Query& query, const Page& page, std::stop_token stop)
{
    TRY(const ObjectDescription description, described(query.object, stop));
    QStringList wholes{query.where.isEmpty() ? QString() : u'(' + query.where + u')'};
    for (const Condition& condition : query.conditions) {
        CHECK_OK(checkODataNames({condition.field}));
        if (condition.values.empty() || (condition.values.size() > 1 && condition.comparison != Comparison::Equal)) {
            return refused("crm.schema"_L1, condition.field);
        }
        QStringList next;
        for (const auto& part : pieces(std::span(condition.values), valuesInOneFilter)) {
            const QString term = odataCondition(condition.field, condition.comparison, part,
                                                typeOf(description, attributeOf(condition.field)));
            for (const QString& whole : std::as_const(wholes)) {
                next += whole.isEmpty() ? term : whole + u" and "_s + term;
            }
        }
        wholes = next;
    }
    for (const QString& whole : std::as_const(wholes)) {
        CHECK_OK(give(query.object, whole, query.fields, {}, page, stop));
    }
    return {};
}

Expected<void> DataverseConnector::related(const Relation& relation, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkODataNames({relation.through}));
    std::vector<Value> ids;
    for (const QString& id : relation.ids) {
        ids.emplace_back(Link{.object = relation.from, .id = id});
    }
    for (const auto& part : pieces(std::span(std::as_const(ids)), valuesInOneFilter)) {
        CHECK_OK(give(relation.object, odataCondition(relation.through, Comparison::Equal, part, FieldType::Link),
                      relation.fields, relation.through, page, stop));
    }
    return {};
}

Expected<QString> DataverseConnector::changes(const ChangesSince& since, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkODataNames(QStringList{since.object} + since.fields));
    TRY(const QUrl base, m_transport.base(stop));
    QStringList columns = QStringList{u"modifiedon"_s, u"_modifiedby_value"_s} + since.fields;
    if (!since.keyField.isEmpty()) {
        CHECK_OK(checkODataNames({since.keyField}));
        columns += since.keyField;
    }
    columns.removeDuplicates();
    const bool isFirst = since.cursor.isEmpty();
    TRY(const QUrl from,
        isFirst ? Expected<QUrl>(url(since.object + u"?$select="_s + columns.join(u',')))
                : Transport::sameHost(base, since.cursor));
    const auto take = [&](const QJsonArray& rows) -> Expected<void> {
        std::vector<Record> records;
        for (const auto& row : rows) {
            TRY(Record record, recordOf(since.object, since.fields, since.keyField, row.toObject(), stop));
            records.push_back(std::move(record));
        }
        return page(records);
    };
    auto delta = follow(from, isFirst, take, stop);
    // Which error an old token gets is not documented: whatever the CRM refuses here, everything is pulled anew.
    if (!delta && !isFirst
        && (delta.error().is("crm.permanent"_L1) || delta.error().is("crm.missing"_L1)
            || delta.error().is("crm.schema"_L1))) {
        return refused("crm.resync"_L1);
    }
    if (delta && delta->isEmpty()) {
        return refused("crm.schema"_L1, since.object);
    }
    return delta;
}

Expected<QString> DataverseConnector::addressOf(const Link& link, std::stop_token stop)
{
    if (!link.id.isEmpty()) {
        return u"/%1(%2)"_s.arg(link.object, QUuid(link.id).toString(QUuid::WithoutBraces));
    }
    TRY(const Table known, table(link.object, std::move(stop)));
    if (link.keyField.isEmpty() || link.keyField == known.id) {
        return u"/%1(%2)"_s.arg(link.object, dataverseId(link.key));
    }
    CHECK_OK(checkODataNames({link.object, link.keyField}));
    QString key = link.key;
    return u"/%1(%2='%3')"_s.arg(link.object, link.keyField, encoded(key.replace(u'\'', u"''"_s)));
}

Expected<QJsonObject> DataverseConnector::bodyOf(const Record& record, const ObjectDescription& description,
                                                 std::stop_token stop)
{
    QJsonObject body;
    for (const auto& [name, value] : record.fields) {
        CHECK_OK(checkODataNames({name}));
        if (const Link* link = std::get_if<Link>(&value)) {
            TRY(const QString address, addressOf(*link, stop));
            body[name + u"@odata.bind"_s] = address;
        } else {
            body[name] = dataverseJson(value, typeOf(description, name));
        }
    }
    return body;
}

std::expected<Written, Refusal> DataverseConnector::outcomeOf(const Response& answer, const QString& idColumn) const
{
    const Verdict verdict = m_dialect.judge(answer);
    if (verdict.kind != Verdict::Kind::Fine) {
        return std::unexpected(verdict.refusal);
    }
    const QJsonValue json = jsonOf(answer.body);
    return Written{.id = json[idColumn].toString(),
                   .version = json[u"@odata.etag"_s].toString(),
                   .at = instantOf(json[u"modifiedon"_s].toString()).value_or(Instant{m_transport.remoteNow()}),
                   .isCreated = answer.status == 201};
}

void DataverseConnector::writePiece(const Batch& batch, std::span<const std::size_t> indexes,
                                    std::vector<Outcome>& outcomes, std::stop_token stop)
{
    std::vector<DataversePart> parts;
    Indexes sent;
    std::vector<QString> ids;
    for (const std::size_t at : indexes) {
        const Record& record = batch.records[at];
        const auto target = batch.targets.find(record.object);
        auto known = table(record.object, stop);
        auto description = known ? described(record.object, stop)
                                 : Expected<ObjectDescription>(std::unexpected(known.error()));
        auto body = description ? bodyOf(record, *description, stop)
                                : Expected<QJsonObject>(std::unexpected(description.error()));
        auto address = body
            ? addressOf({.object = record.object,
                         .keyField = target == batch.targets.end() ? QString() : target->second.keyField,
                         .key = record.key},
                        stop)
            : Expected<QString>(std::unexpected(body.error()));
        if (!address) {
            outcomes[at].result = std::unexpected(Refusal{.error = std::move(address).error()});
            continue;
        }
        DataversePart part{.path = (address->sliced(1) + u"?$select=%1,modifiedon"_s.arg(known->id)).toLatin1(),
                           .headers = {{"Prefer", "return=representation"}},
                           .body = QJsonDocument(*body).toJson(QJsonDocument::Compact)};
        if (!record.version.isEmpty()) {
            part.headers.emplace_back("If-Match", record.version.toLatin1());
        }
        parts.push_back(std::move(part));
        sent.push_back(at);
        ids.push_back(known->id);
    }
    if (parts.empty()) {
        return;
    }
    auto response = send({.request = dataverseBatch(parts)}, url(u"$batch"_s), stop);
    const auto answers = response ? dataverseAnswers(*response, parts.size()) : Expected<std::vector<Response>>({});
    for (std::size_t at = 0; at < sent.size(); ++at) {
        if (!response) {
            outcomes[sent[at]].result = std::unexpected(response.error());
        } else if (!answers) {
            outcomes[sent[at]].result = std::unexpected(Refusal{.error = answers.error()});
        } else {
            outcomes[sent[at]].result = outcomeOf((*answers)[at], ids[at]);
        }
    }
}

std::vector<Outcome> DataverseConnector::upsert(const Batch& batch, std::stop_token stop)
{
    std::vector<Outcome> outcomes;
    Indexes all;
    for (std::size_t at = 0; at < batch.records.size(); ++at) {
        outcomes.push_back({batch.records[at].key, std::unexpected(Refusal{.error = errorOf("crm.cancelled"_L1)})});
        all.push_back(at);
    }
    for (const auto& piece : pieces(std::span(std::as_const(all)), largestDataverseWrite)) {
        writePiece(batch, piece, outcomes, stop);
    }
    return outcomes;
}

Expected<Written> DataverseConnector::attach(const Attachment& attachment, QIODevice& content, std::stop_token stop)
{
    if (content.size() - content.pos() > largestAttachment) {
        return refused("crm.too-large"_L1);
    }
    TRY(const Table known, table(attachment.record.object, stop));
    const Bytes octets = content.read(largestAttachment);
    Batch batch;
    batch.records = {{.object = u"annotations"_s,
                      .key = attachment.key,
                      .fields = {{u"subject"_s, attachment.name},
                                 {u"notetext"_s, attachment.description},
                                 {u"filename"_s, attachment.name},
                                 {u"mimetype"_s, attachment.mediaType},
                                 {u"documentbody"_s, QString::fromLatin1(octets.toBase64())},
                                 {u"objectid_"_s + known.logical, attachment.record}}}};
    const auto outcomes = upsert(batch, std::move(stop));
    return outcomes.front().result ? Expected<Written>(*outcomes.front().result)
                                   : std::unexpected(outcomes.front().result.error().error);
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
    const QString path = u"systemusers(%1)"_s.arg(user.toString(QUuid::WithoutBraces));
    const QString select = path + u"?$select=isdisabled"_s;
    TRY(const QJsonObject before, ask(select, stop, Priority::Urgent));
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
    return receipt;
}

} // namespace bulkhead::crm

#include "models/crm/dataverse/dataverseconnector.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
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
} // namespace

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

} // namespace bulkhead::crm

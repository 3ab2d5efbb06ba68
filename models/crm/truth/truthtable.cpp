#include "models/crm/truth/truthtable.h"

#include "models/crm/sync/merging.h"
#include "models/crm/sync/syncing.h"

#include <algorithm>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
const QString accountColumn = u"account"_s;
}

QString truthText(const Record& record, const QString& field)
{
    const auto found = record.fields.find(field);
    return found == record.fields.end() ? QString() : canonicalText(FieldType::Text, found->second);
}

Expected<TruthTable> TruthTable::described(const std::vector<TruthMapping>& objects, bool isExplicit,
                                           Connector& connector, const std::stop_token& stop)
{
    TruthTable table;
    table.m_header = {accountColumn};
    for (TruthMapping object : objects) {
        const auto described = connector.describe(object.object, stop);
        if (!described && (isOfTheLine(described.error()) || isExplicit)) {
            return std::unexpected(described.error());
        }
        std::erase_if(object.fields, [&](const auto& field) {
            const bool isMissing = !described || (field.first != object.id && !described->field(field.first));
            if (isMissing) {
                table.m_missing.append(object.object + u'.' + field.first);
            }
            return isMissing;
        });
        if (object.fields.empty()) {
            continue;
        }
        table.m_places.push_back(table.m_header.size());
        for (const auto& [field, meaning] : object.fields) {
            table.m_header.append(object.object + u'.' + field);
        }
        table.m_objects.push_back(std::move(object));
    }
    return table;
}

QStringList TruthTable::fieldsOf(std::size_t object) const
{
    const TruthMapping& of = m_objects[object];
    QStringList fields;
    std::ranges::transform(of.fields, std::back_inserter(fields), [](const auto& field) { return field.first; });
    if (!of.account.isEmpty() && !fields.contains(of.account)) {
        fields.append(of.account);
    }
    return fields;
}

QStringList TruthTable::cells(std::size_t object, const Record& record) const
{
    const TruthMapping& of = m_objects[object];
    QStringList cells(m_header.size());
    qsizetype place = m_places[object];
    for (const auto& [field, meaning] : of.fields) {
        cells[place++] = field == of.id ? record.id : truthText(record, field);
    }
    cells[0] = of.account == of.id ? record.id : truthText(record, of.account);
    return cells;
}

provenance::RegisterOptions TruthTable::reading(const std::vector<TruthMapping>& objects)
{
    provenance::RegisterOptions options;
    options.mappings.push_back({accountColumn, provenance::Meaning::Tenant});
    for (const TruthMapping& object : objects) {
        for (const auto& [field, meaning] : object.fields) {
            options.mappings.push_back({object.object + u'.' + field, meaning, true});
        }
    }
    options.read.delimiter = ',';
    options.read.quote = '"';
    options.read.header = true;
    options.read.encoding = provenance::Encoding::Utf8;
    options.read.layout = provenance::Layout::Table;
    options.read.format = provenance::Format::Plain;
    return options;
}

} // namespace bulkhead::crm

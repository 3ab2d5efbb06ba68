#include "models/crm/sync/packagesource.h"

#include "models/crm/crmtext.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QXmlStreamWriter>

#include <functional>
#include <optional>
#include <set>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr auto permissionSet = "Bulkhead"_L1;

/// A needed field in Salesforce's own terms.
struct CustomField
{
    QString object; ///< that it is defined on: fields of tasks are the activity's
    QString name;
    QString label;
    int length = 0;
    bool isUnique = false;
    bool isExternalId = false;
    bool isCaseSensitive = true;
};

std::optional<CustomField> customField(const QString& object, const NeededField& needed)
{
    // "Text(64) on Activity, external id, unique, case-insensitive"
    static const QRegularExpression form(u"^Text\\((\\d+)\\)(?: on (\\w+))?((?:, [a-z -]+)*)$"_s);
    const auto match = form.match(needed.type);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const QStringList words = match.captured(3).split(u", "_s, Qt::SkipEmptyParts);
    return CustomField{.object = match.captured(2).isEmpty() ? object : match.captured(2),
                       .name = needed.name,
                       .label = needed.label,
                       .length = match.captured(1).toInt(),
                       .isUnique = words.contains(u"unique"_s),
                       .isExternalId = words.contains(u"external id"_s),
                       .isCaseSensitive = !words.contains(u"case-insensitive"_s)};
}

QString yesNo(bool value)
{
    return value ? u"true"_s : u"false"_s;
}

Bytes document(const QString& root, const std::function<void(QXmlStreamWriter&)>& content)
{
    Bytes xml;
    QXmlStreamWriter writer(&xml);
    writer.setAutoFormatting(true);
    writer.writeStartDocument();
    writer.writeStartElement(root);
    writer.writeDefaultNamespace(u"http://soap.sforce.com/2006/04/metadata"_s);
    content(writer);
    writer.writeEndDocument();
    return xml;
}

Bytes objectFile(const std::vector<CustomField>& fields)
{
    return document(u"CustomObject"_s, [&fields](QXmlStreamWriter& writer) {
        for (const CustomField& field : fields) {
            writer.writeStartElement(u"fields"_s);
            writer.writeTextElement(u"fullName"_s, field.name);
            if (field.isUnique) {
                writer.writeTextElement(u"caseSensitive"_s, yesNo(field.isCaseSensitive));
            }
            writer.writeTextElement(u"externalId"_s, yesNo(field.isExternalId));
            writer.writeTextElement(u"label"_s, field.label);
            writer.writeTextElement(u"length"_s, QString::number(field.length));
            writer.writeTextElement(u"required"_s, yesNo(false));
            writer.writeTextElement(u"type"_s, u"Text"_s);
            writer.writeTextElement(u"unique"_s, yesNo(field.isUnique));
            writer.writeEndElement();
        }
    });
}

/// A field of the activity is granted as one of tasks and one of events.
Bytes permissionFile(const std::vector<CustomField>& fields)
{
    std::set<QString> names;
    for (const CustomField& field : fields) {
        const bool isActivity = field.object == "Activity"_L1;
        for (const QString& object : isActivity ? QStringList{u"Task"_s, u"Event"_s} : QStringList{field.object}) {
            names.insert(object + u'.' + field.name);
        }
    }
    return document(u"PermissionSet"_s, [&names](QXmlStreamWriter& writer) {
        for (const QString& name : names) {
            writer.writeStartElement(u"fieldPermissions"_s);
            writer.writeTextElement(u"editable"_s, yesNo(true));
            writer.writeTextElement(u"field"_s, name);
            writer.writeTextElement(u"readable"_s, yesNo(true));
            writer.writeEndElement();
        }
        writer.writeTextElement(u"label"_s, permissionSet);
    });
}

Bytes manifest(const std::vector<CustomField>& fields, const QString& version)
{
    return document(u"Package"_s, [&](QXmlStreamWriter& writer) {
        writer.writeStartElement(u"types"_s);
        for (const CustomField& field : fields) {
            writer.writeTextElement(u"members"_s, field.object + u'.' + field.name);
        }
        writer.writeTextElement(u"name"_s, u"CustomField"_s);
        writer.writeEndElement();
        writer.writeStartElement(u"types"_s);
        writer.writeTextElement(u"members"_s, permissionSet);
        writer.writeTextElement(u"name"_s, u"PermissionSet"_s);
        writer.writeEndElement();
        writer.writeTextElement(u"version"_s, version);
    });
}
} // namespace

bool hasPackage(const QString& system)
{
    return system == "salesforce"_L1;
}

Expected<std::map<QString, Bytes>> packageSource(const Mapping& mapping)
{
    if (!hasPackage(mapping.system)) {
        return failure("crm.mapping"_L1, CrmText::tr("There is a package for Salesforce only."));
    }
    std::vector<CustomField> fields;
    std::map<QString, std::vector<CustomField>> byObject;
    for (const ObjectMapping& object : mapping.objects) {
        for (const NeededField& needed : object.needed) {
            const auto field = customField(object.object, needed);
            if (!field) {
                return failure("crm.mapping"_L1,
                               CrmText::tr("%1.%2 has to be made by hand: \"%3\" is no text of a stated length.")
                                   .arg(object.object, needed.name, needed.type));
            }
            fields.push_back(*field);
            byObject[field->object].push_back(*field);
        }
    }
    std::map<QString, Bytes> files = {{u"package.xml"_s, manifest(fields, mapping.minimumApi)},
                                      {u"permissionsets/Bulkhead.permissionset"_s, permissionFile(fields)}};
    for (const auto& [object, own] : byObject) {
        files.emplace(u"objects/%1.object"_s.arg(object), objectFile(own));
    }
    return files;
}

Expected<void> writePackage(const Mapping& mapping, const QString& folder)
{
    TRY(const auto files, packageSource(mapping));
    const QDir root(folder);
    for (const auto& [path, content] : files) {
        const QString target = root.filePath(path);
        QFile file(target);
        const bool isWritten = QDir().mkpath(QFileInfo(target).path()) && file.open(QIODevice::NewOnly)
            && file.write(content) == content.size() && file.flush();
        if (!isWritten) {
            return failure(
                "crm.package"_L1,
                CrmText::tr("%1 was not written: %2. Choose a folder that is empty.").arg(target, file.errorString()));
        }
    }
    return {};
}

} // namespace bulkhead::crm

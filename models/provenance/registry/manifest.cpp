#include "models/provenance/registry/manifest.h"

#include "models/provenance/registry/registrytext.h"
#include "models/vault/crypto.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr QLatin1StringView signatureMember("bulkhead:signature");
constexpr qsizetype largestManifest = qsizetype(4) << 20; ///< octets
constexpr QLatin1StringView recordSetId("rows");

QString instantText(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

QJsonObject contextOf()
{
    return {{u"@language"_s, u"en"_s},
            {u"@vocab"_s, u"http://schema.org/"_s},
            {u"sc"_s, u"http://schema.org/"_s},
            {u"cr"_s, u"http://mlcommons.org/croissant/"_s},
            {u"dct"_s, u"http://purl.org/dc/terms/"_s},
            {u"prov"_s, u"http://www.w3.org/ns/prov#"_s},
            {u"dps"_s, u"https://dataandtrustalliance.org/DPS/"_s},
            {u"bulkhead"_s, u"urn:bulkhead:"_s},
            {u"conformsTo"_s, u"dct:conformsTo"_s},
            {u"column"_s, u"cr:column"_s},
            {u"dataType"_s, QJsonObject{{u"@id"_s, u"cr:dataType"_s}, {u"@type"_s, u"@vocab"_s}}},
            {u"extract"_s, u"cr:extract"_s},
            {u"field"_s, u"cr:field"_s},
            {u"fileObject"_s, u"cr:fileObject"_s},
            {u"recordSet"_s, u"cr:recordSet"_s},
            {u"source"_s, u"cr:source"_s}};
}

QJsonObject fieldOf(const QString& name, const QString& description, const QString& type, const QString& file)
{
    return {{u"@type"_s, u"cr:Field"_s},
            {u"@id"_s, u"%1/%2"_s.arg(recordSetId, name)},
            {u"name"_s, name},
            {u"description"_s, description},
            {u"dataType"_s, type},
            {u"source"_s,
             QJsonObject{{u"fileObject"_s, QJsonObject{{u"@id"_s, file}}},
                         {u"extract"_s, QJsonObject{{u"column"_s, name}}}}}};
}

QJsonArray fieldsOf(const CopyManifest& manifest)
{
    QJsonArray fields;
    int number = 0;
    for (const Column& column : manifest.columns) {
        ++number;
        const QString name = column.name.isEmpty() ? u"column %1"_s.arg(number) : column.name;
        const QString type = column.meaning == Meaning::BirthDate ? u"sc:Date"_s
            : column.meaning == Meaning::Url                      ? u"sc:URL"_s
                                                                  : u"sc:Text"_s;
        fields.append(fieldOf(name, column.meaning == Meaning::None ? u"not recognised"_s : meaningId(column.meaning),
                              type, manifest.fileName));
    }
    if (!manifest.markColumn.isEmpty()) {
        fields.append(
            fieldOf(manifest.markColumn, u"provenance mark of the row: a UUID"_s, u"sc:Text"_s, manifest.fileName));
    }
    return fields;
}

QJsonObject dpsOf(const CopyManifest& manifest)
{
    const QString method = u"machine-generated-mlops-synthetic"_s;
    return {
        {u"source"_s,
         QJsonObject{{u"version"_s, u"1.0.0"_s},
                     {u"title"_s, manifest.name},
                     {u"id"_s, manifest.copy.text()},
                     {u"issuer"_s, manifest.issuer},
                     {u"description"_s, u"Copy of a synthetic data set for %1"_s.arg(manifest.recipient)}}},
        {u"provenance"_s,
         QJsonObject{{u"source"_s, manifest.dataSet},
                     {u"origin-geography"_s, QJsonArray{QJsonObject{{u"country"_s, u"unknown"_s}}}},
                     {u"date"_s, instantText(manifest.madeAt)},
                     {u"generation-method"_s,
                      QJsonArray{QJsonObject{{u"code"_s, method},
                                             {u"system"_s, u"https://dataandtrustalliance.org/DPS/CodeSystem/Method"_s},
                                             {u"description"_s, manifest.generator}}}},
                     {u"format"_s, u"text/csv"_s}}},
        {u"use"_s,
         QJsonObject{{u"intended-purpose"_s, manifest.intendedUse},
                     {u"license"_s, manifest.license},
                     {u"privacy-enhancing"_s,
                      manifest.privacyParameters.isEmpty()
                          ? QJsonArray()
                          : QJsonArray{QJsonObject{{u"tool-category"_s, u"differential-privacy"_s},
                                                   {u"parameters"_s, manifest.privacyParameters}}}}}}};
}

QByteArray signedMessage(QJsonObject document)
{
    document.remove(signatureMember);
    // Qt keeps members in ascending order.
    return QByteArray("bulkhead copy manifest 1") + '\0' + QJsonDocument(document).toJson(QJsonDocument::Compact);
}

Bytes octetsOf(const QJsonValue& value)
{
    return QByteArray::fromHex(value.toString().toLatin1());
}

QString hexOf(const Bytes& bytes)
{
    return QString::fromLatin1(bytes.toHex());
}
} // namespace

QByteArray writeManifest(const CopyManifest& manifest, const Bytes& signerKey, const Signer& sign)
{
    const QString program = u"urn:bulkhead:program"_s;
    QJsonObject derived{{u"@type"_s, u"prov:Entity"_s}, {u"sha256"_s, hexOf(manifest.sourceHash)}};
    if (!manifest.dataSet.isEmpty()) {
        derived.insert(u"name"_s, manifest.dataSet);
    }
    if (!manifest.trainingSource.isEmpty()) {
        derived.insert(u"prov:wasDerivedFrom"_s,
                       QJsonObject{{u"@type"_s, u"prov:Entity"_s}, {u"name"_s, manifest.trainingSource}});
    }
    if (!manifest.generator.isEmpty()) {
        derived.insert(u"prov:wasAttributedTo"_s,
                       QJsonObject{{u"@type"_s, QJsonArray{u"prov:SoftwareAgent"_s, u"prov:Agent"_s}},
                                   {u"name"_s, manifest.generator}});
    }
    QJsonObject document{
        {u"@context"_s, contextOf()},
        {u"@type"_s, u"sc:Dataset"_s},
        {u"@id"_s, u"urn:bulkhead:copy:%1"_s.arg(manifest.copy.text())},
        {u"conformsTo"_s, u"http://mlcommons.org/croissant/1.1"_s},
        {u"name"_s, manifest.name},
        {u"description"_s,
         u"Synthetic data: the rows describe nobody. Copy made for %1, with a provenance mark in every row."_s.arg(
             manifest.recipient)},
        {u"license"_s, manifest.license},
        {u"url"_s, u"urn:bulkhead:copy:%1"_s.arg(manifest.copy.text())},
        {u"creator"_s, QJsonObject{{u"@type"_s, u"sc:Organization"_s}, {u"name"_s, manifest.issuer}}},
        {u"audience"_s, QJsonObject{{u"@type"_s, u"sc:Audience"_s}, {u"name"_s, manifest.recipient}}},
        {u"datePublished"_s, instantText(manifest.madeAt)},
        {u"distribution"_s,
         QJsonArray{QJsonObject{{u"@type"_s, u"cr:FileObject"_s},
                                {u"@id"_s, manifest.fileName},
                                {u"name"_s, manifest.fileName},
                                {u"contentUrl"_s, manifest.fileName},
                                {u"contentSize"_s, u"%1 B"_s.arg(manifest.fileSize)},
                                {u"encodingFormat"_s, u"text/csv"_s},
                                {u"sha256"_s, hexOf(manifest.fileHash)}}}},
        {u"recordSet"_s,
         QJsonArray{QJsonObject{{u"@type"_s, u"cr:RecordSet"_s},
                                {u"@id"_s, QString(recordSetId)},
                                {u"name"_s, QString(recordSetId)},
                                {u"field"_s, fieldsOf(manifest)}}}},
        {u"prov:wasDerivedFrom"_s, derived},
        {u"prov:wasGeneratedBy"_s,
         QJsonObject{
             {u"@type"_s, u"prov:Activity"_s},
             {u"name"_s, u"marking of a copy for one recipient"_s},
             {u"prov:endedAtTime"_s, instantText(manifest.madeAt)},
             {u"prov:wasAssociatedWith"_s,
              QJsonObject{{u"@type"_s, u"prov:SoftwareAgent"_s}, {u"@id"_s, program}, {u"name"_s, u"Bulkhead"_s}}}}},
        {u"prov:wasAttributedTo"_s, QJsonObject{{u"@type"_s, u"prov:Agent"_s}, {u"name"_s, manifest.issuer}}},
        {u"dps"_s, dpsOf(manifest)},
        {u"bulkhead:rows"_s, manifest.rows},
        {u"bulkhead:signer"_s, hexOf(signerKey)}};
    document.insert(QString(signatureMember), hexOf(sign(signedMessage(document))));
    return QJsonDocument(document).toJson();
}

Expected<ReadManifest> readManifest(const QByteArray& json)
{
    const auto damaged = [] {
        return failure("provenance.manifest-damaged"_L1,
                       RegistryText::tr("This is not the manifest of a tagged copy, or it is damaged."));
    };
    if (json.size() > largestManifest) {
        return damaged();
    }
    const QJsonObject document = QJsonDocument::fromJson(json).object();
    const QJsonObject file = document.value("distribution"_L1).toArray().at(0).toObject();
    ReadManifest read;
    read.name = document.value("name"_L1).toString();
    read.recipient = document.value("audience"_L1).toObject().value("name"_L1).toString();
    read.fileHash = octetsOf(file.value("sha256"_L1));
    read.fileSize = file.value("contentSize"_L1).toString().section(u' ', 0, 0).toLongLong();
    read.rows = document.value("bulkhead:rows"_L1).toInteger();
    read.madeAt
        = QDateTime::fromString(document.value("datePublished"_L1).toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
    read.signerKey = octetsOf(document.value("bulkhead:signer"_L1));
    read.copy = Id::fromText(document.value("@id"_L1).toString().section(u':', -1)).value_or(Id());
    const Bytes signature = octetsOf(document.value(signatureMember));
    constexpr qsizetype hashSize = 32;
    if (read.fileHash.size() != hashSize || signature.isEmpty() || read.signerKey.size() != hashSize) {
        return damaged();
    }
    read.isSignatureGood = crypto::verify(read.signerKey, signedMessage(document), signature);
    return read;
}

QString manifestName(const QString& file)
{
    return file + ".croissant.json"_L1;
}

} // namespace bulkhead::provenance

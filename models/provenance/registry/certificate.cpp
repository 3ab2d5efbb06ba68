#include "models/provenance/registry/certificate.h"

#include "models/base/digest.h"
#include "models/provenance/registry/overlaps.h"
#include "models/provenance/registry/privatefile.h"
#include "models/provenance/registry/registrytext.h"
#include "models/vault/crypto.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QTimeZone>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr QLatin1StringView certificateSignature("signature");
constexpr QLatin1StringView certificateFormat("bulkhead verdict certificate 1");
constexpr qsizetype largestCertificate = qsizetype(16) << 20; ///< octets

QString hexText(const Bytes& octets)
{
    return QString::fromLatin1(octets.toHex());
}

Bytes hexOctets(const QJsonValue& value)
{
    return Bytes::fromHex(value.toString().toLatin1());
}

QString utcText(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

QString countsSentence(const VerdictCounts& counts)
{
    QStringList parts;
    for (int i = 0; i < verdictCount; ++i) {
        parts.append(u"%1 %2"_s.arg(counts[static_cast<std::size_t>(i)]).arg(verdictId(static_cast<Verdict>(i))));
    }
    return parts.join(", "_L1);
}

/// What is certified, gathered from the journal.
struct Grounds
{
    Kept<Evidence> evidence;
    Standing standing;
    Summary summary;
    std::vector<std::pair<Kept<RowOverride>, QString>> people; ///< and who
    std::vector<SharedRecords> overlaps;                       ///< those that stood when it was asked
    bool isCurrent = true;                                     ///< registry and rules are what they were
};

QStringList statementOf(const Grounds& grounds, const Casework& casework)
{
    const Summary& summary = grounds.summary;
    const Evidence& sample = grounds.evidence.value;
    const quint64 unreadable = summary.counts[static_cast<std::size_t>(Verdict::Unreadable)];
    QStringList lines;
    lines += RegistryText::tr("The sample “%1” (%2 octets, SHA-256 %3) holds %4 rows: %5. Answer: %6.")
                 .arg(sample.name)
                 .arg(sample.size)
                 .arg(hexText(sample.sha256))
                 .arg(summary.rows)
                 .arg(countsSentence(summary.counts), grounds.standing.report.value.verdict);
    lines += RegistryText::tr(
                 "All of the sample was read; %1 rows could not be read and count as not settled. Rows that "
                 "are unknown are to be treated as personal data.")
                 .arg(unreadable);
    QStringList sets;
    for (const DataSetCount& set : summary.dataSets) {
        sets += RegistryText::tr("“%1” (%2): %3 rows")
                    .arg(dataSetTitle(set.name, set.version), kindId(set.kind))
                    .arg(set.decisive);
    }
    lines += sets.isEmpty()
        ? RegistryText::tr("No data set was registered to compare with.")
        : RegistryText::tr(
              "Every row that could be read was compared with these registered data sets, by keyed fingerprints: %1.")
              .arg(sets.join("; "_L1));
    if (summary.noProductionSet) {
        lines += RegistryText::tr("No production data set was registered: real persons cannot be ruled out.");
    }
    lines += grounds.overlaps.empty()
        ? RegistryText::tr(
              "“Synthetic” says that a row is a registered synthetic record and holds no value that "
              "identifies somebody in registered production data. It does not say that the record resembles "
              "nobody.")
        : RegistryText::tr(
              "“Synthetic” says that a row is a registered synthetic record and holds no value that "
              "identifies somebody in registered production data, other than what is said next. It does not "
              "say that the record resembles nobody.");
    for (const SharedRecords& one : grounds.overlaps) {
        const OverlapMark& mark = one.mark->value;
        lines += RegistryText::tr(
                     "What “%1” and “%2” share (%3 records) counts as made up: marked by %4, confirmed by %5. "
                     "Reason: %6. It concerns %7 rows.")
                     .arg(one.syntheticName, one.productionName)
                     .arg(one.records)
                     .arg(casework.journal().nameOf(mark.markedBy), casework.journal().nameOf(mark.confirmedBy),
                          mark.reason)
                     .arg(summary.knownOverlap);
    }
    for (const auto& [set, by] : grounds.people) {
        lines += RegistryText::tr("%1 set rows %2 to %3 by hand on %4. Reason: %5.")
                     .arg(by, set.value.rows, set.value.verdict, utcText(set.value.setAt), set.value.reason);
    }
    if (!grounds.people.empty()) {
        lines += RegistryText::tr("With what people have set: %1. What stands: %2.")
                     .arg(countsSentence(grounds.standing.counts), grounds.standing.verdict);
    }
    if (!grounds.isCurrent) {
        lines += RegistryText::tr(
                     "What is registered, or the rules, have changed since this answer was given on %1; it "
                     "was not asked again.")
                     .arg(utcText(grounds.standing.report.value.askedAt));
    }
    lines += RegistryText::tr("A second run over the same sample with the same registry gives a summary of SHA-256 %1. "
                              "Rules %2, normalisation %3.")
                 .arg(hexText(sha256(grounds.standing.report.value.summary)))
                 .arg(summary.rules)
                 .arg(summary.normalisation);
    lines += RegistryText::tr("No lawyer has reviewed the wording of this certificate.");
    return lines;
}

QJsonArray setsOf(const Summary& summary)
{
    QJsonArray array;
    for (const DataSetCount& set : summary.dataSets) {
        array.append(QJsonObject{{u"id"_s, set.dataSet.text()},
                                 {u"name"_s, set.name},
                                 {u"version"_s, set.version},
                                 {u"kind"_s, kindId(set.kind)},
                                 {u"rows"_s, static_cast<qint64>(set.decisive)},
                                 {u"partly"_s, static_cast<qint64>(set.partial)}});
    }
    return array;
}

QJsonArray overlapsOf(const Grounds& grounds, const Casework& casework)
{
    QJsonArray array;
    for (const SharedRecords& one : grounds.overlaps) {
        const OverlapMark& mark = one.mark->value;
        array.append(QJsonObject{{u"mark"_s, one.mark->id.text()},
                                 {u"synthetic"_s, one.synthetic.text()},
                                 {u"production"_s, one.production.text()},
                                 {u"records"_s, one.records},
                                 {u"reason"_s, mark.reason},
                                 {u"marked_by"_s, casework.journal().nameOf(mark.markedBy)},
                                 {u"marked"_s, utcText(mark.markedAt)},
                                 {u"confirmed_by"_s, casework.journal().nameOf(mark.confirmedBy)},
                                 {u"confirmed"_s, utcText(mark.confirmedAt.value_or(0))}});
    }
    return array;
}

QJsonArray peopleOf(const Grounds& grounds)
{
    QJsonArray array;
    for (const auto& [set, by] : grounds.people) {
        QJsonArray support;
        for (const Id& id : set.value.support) {
            support.append(id.text());
        }
        array.append(QJsonObject{{u"rows"_s, set.value.rows},
                                 {u"verdict"_s, set.value.verdict},
                                 {u"reason"_s, set.value.reason},
                                 {u"by"_s, by},
                                 {u"set"_s, utcText(set.value.setAt)},
                                 {u"evidence"_s, support}});
    }
    return array;
}

QByteArray certificateMessage(QJsonObject document)
{
    document.remove(certificateSignature);
    // Qt keeps members in ascending order.
    return certificateFormat.latin1() + QByteArray(1, '\0') + QJsonDocument(document).toJson(QJsonDocument::Compact);
}

QJsonObject documentOf(const Grounds& grounds, const Casework& casework, qint64 now)
{
    const Journal& journal = casework.journal();
    const VerdictReport& report = grounds.standing.report.value;
    const Evidence& sample = grounds.evidence.value;
    Bytes key;
    for (const Journal::NamedMember& one : journal.members()) {
        key = one.id == journal.user() ? one.member.signingKey : key;
    }
    return {{u"format"_s, QString(certificateFormat)},
            {u"sample"_s,
             QJsonObject{{u"evidence"_s, grounds.evidence.id.text()},
                         {u"name"_s, sample.name},
                         {u"sha256"_s, hexText(sample.sha256)},
                         {u"bytes"_s, sample.size},
                         {u"acquired"_s, utcText(sample.acquiredAt)},
                         {u"acquired_by"_s, sample.acquiredBy}}},
            {u"incident"_s, casework.shownNumber(report.incident)},
            {u"answer"_s,
             QJsonObject{{u"id"_s, grounds.standing.report.id.text()},
                         {u"current"_s, grounds.isCurrent},
                         {u"asked"_s, utcText(report.askedAt)},
                         {u"verdict"_s, report.verdict},
                         {u"rows"_s, report.rows},
                         {u"counts"_s, countsJson(grounds.standing.machine)},
                         {u"no_production_set"_s, !report.hadProductionSet}}},
            {u"stands"_s,
             QJsonObject{{u"verdict"_s, grounds.standing.verdict},
                         {u"counts"_s, countsJson(grounds.standing.counts)},
                         {u"set_by_people"_s, peopleOf(grounds)}}},
            {u"data_sets"_s, setsOf(grounds.summary)},
            {u"overlaps"_s, overlapsOf(grounds, casework)},
            {u"registry_state"_s, hexText(report.registryState)},
            {u"rules"_s, grounds.summary.rules},
            {u"normalisation"_s, grounds.summary.normalisation},
            {u"program"_s, u"Bulkhead %1"_s.arg(QLatin1StringView(BULKHEAD_VERSION))},
            {u"summary"_s, hexText(report.summary)},
            {u"statement"_s, QJsonArray::fromStringList(statementOf(grounds, casework))},
            {u"issued"_s, utcText(now)},
            {u"issuer"_s, journal.nameOf(journal.user())},
            {u"signer"_s, hexText(key)},
            {u"vault"_s, journal.vault().name()},
            {u"vault_fingerprint"_s, hexText(journal.fingerprint())}};
}

QByteArray pageOf(const QJsonObject& document, const QString& file, const Bytes& hash)
{
    QString body;
    for (const QJsonValue& line : document.value("statement"_L1).toArray()) {
        body += u"<p>%1</p>\n"_s.arg(line.toString().toHtmlEscaped());
    }
    const QString title = RegistryText::tr("Certificate of a verdict");
    return u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title>\n"
           "<style>body{font:11pt/1.45 sans-serif;max-width:44em;margin:3em auto;overflow-wrap:anywhere}"
           "footer{border-top:1px solid;font-size:9pt}</style>\n</head><body>\n<h1>%1</h1>\n%2<footer>\n<p>%3</p>\n"
           "<p>%4</p>\n</footer></body></html>\n"_s
               .arg(
                   title, body,
                   RegistryText::tr("Issued by %1 on %2 from the vault “%3”, fingerprint %4. Key of the signature: %5.")
                       .arg(document.value("issuer"_L1).toString(), document.value("issued"_L1).toString(),
                            document.value("vault"_L1).toString(), document.value("vault_fingerprint"_L1).toString(),
                            document.value("signer"_L1).toString())
                       .toHtmlEscaped(),
                   RegistryText::tr(
                       "This page is for reading. What is signed is the file “%1”, SHA-256 %2; “bulkheadctl "
                       "certificate check” checks it.")
                       .arg(QFileInfo(file).fileName(), hexText(hash))
                       .toHtmlEscaped())
               .toUtf8();
}

Expected<Grounds> groundsOf(Casework& casework, const Id& evidence)
{
    Grounds grounds;
    TRY(grounds.evidence, casework.one<Evidence>(evidence));
    const Answers answers(casework);
    TRY(grounds.standing, answers.answered(grounds.evidence));
    const auto summary = Summary::fromCbor(grounds.standing.report.value.summary);
    if (!summary) {
        return failure("provenance.report-damaged"_L1,
                       RegistryText::tr("The filed answer cannot be read. Examine the sample anew."));
    }
    grounds.summary = *summary;
    TRY(const auto now, Registry(casework).snapshot());
    grounds.isCurrent = isCurrent(grounds.standing.report.value, *now);
    for (const Kept<RowOverride>& one : grounds.standing.overrides) {
        TRY(const QString by, answers.authorOf(one.id));
        grounds.people.emplace_back(one, by);
    }
    if (grounds.summary.knownOverlap > 0) {
        TRY(grounds.overlaps, Overlaps(casework).all());
        std::erase_if(grounds.overlaps, [&](const SharedRecords& one) {
            return one.state != SharedRecords::State::Confirmed
                || one.mark->value.confirmedAt.value_or(0) > grounds.standing.report.value.askedAt;
        });
    }
    return grounds;
}

} // namespace

QString certificatePageName(const QString& file)
{
    const QFileInfo info(file);
    return info.suffix().isEmpty() ? file + ".html"_L1 : file.chopped(info.suffix().size()) + "html"_L1;
}

Expected<CertificateMade> makeCertificate(Casework& casework, const Id& evidence, const QString& file,
                                          const Credential& again)
{
    CertificateMade made{.file = file, .page = certificatePageName(file), .sha256 = {}, .verdict = {}, .report = {}};
    if (made.page == made.file) {
        return failure("value.bad"_L1,
                       RegistryText::tr("The signed file is JSON; a page for people is written beside it as “%1”. Give "
                                        "it another name, such as one that ends in .json.")
                           .arg(made.page));
    }
    CHECK_OK(checkNotThere({made.file, made.page}));
    TRY(const Grounds grounds, groundsOf(casework, evidence));
    Journal& journal = casework.journal();
    const qint64 now = journal.clock().now();
    QJsonObject document = documentOf(grounds, casework, now);
    TRY(const Bytes signature, journal.vault().signAsUser(certificateMessage(document), again));
    document.insert(certificateSignature, hexText(signature));
    const QByteArray json = QJsonDocument(document).toJson();
    made.sha256 = sha256(json);
    made.verdict = grounds.standing.verdict;
    made.report = grounds.standing.report.id;
    QSaveFile target(made.file);
    QSaveFile page(made.page);
    CHECK_OK(writePrivately(target, json));
    CHECK_OK(writePrivately(page, pageOf(document, made.file, made.sha256)));
    CustodyStep step;
    step.incident = grounds.evidence.value.incident;
    step.evidence = evidence;
    step.action = u"certified"_s;
    step.by = journal.nameOf(journal.user());
    step.at = now;
    step.note = RegistryText::tr("A signed certificate of the answer (%1) was written to %2, SHA-256 %3.")
                    .arg(made.verdict, QFileInfo(file).fileName(), hexText(made.sha256));
    CHECK_OK(casework.add(step.incident, step, grounds.evidence.stream.compartment));
    for (QSaveFile* one : {&page, &target}) {
        if (!one->commit()) {
            return writeFailed(*one);
        }
    }
    return made;
}

Expected<ReadCertificate> readCertificate(const QByteArray& json)
{
    const QJsonObject document = json.size() > largestCertificate ? QJsonObject()
                                                                  : QJsonDocument::fromJson(json).object();
    ReadCertificate read;
    const QJsonObject sample = document.value("sample"_L1).toObject();
    const QJsonObject answer = document.value("answer"_L1).toObject();
    read.sampleName = sample.value("name"_L1).toString();
    read.sampleHash = hexOctets(sample.value("sha256"_L1));
    read.sampleSize = sample.value("bytes"_L1).toInteger();
    read.verdict = answer.value("verdict"_L1).toString();
    read.stands = document.value("stands"_L1).toObject().value("verdict"_L1).toString();
    for (const QJsonValue& line : document.value("statement"_L1).toArray()) {
        read.statement.append(line.toString());
    }
    read.issuer = document.value("issuer"_L1).toString();
    read.signerKey = hexOctets(document.value("signer"_L1));
    read.vaultFingerprint = hexOctets(document.value("vault_fingerprint"_L1));
    read.issuedAt
        = QDateTime::fromString(document.value("issued"_L1).toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
    read.registryState = hexOctets(document.value("registry_state"_L1));
    read.summary = hexOctets(document.value("summary"_L1));
    const Bytes signature = hexOctets(document.value(certificateSignature));
    constexpr qsizetype hashSize = 32;
    const auto summary = Summary::fromCbor(read.summary);
    if (document.value("format"_L1).toString() != certificateFormat || read.sampleHash.size() != hashSize
        || read.signerKey.size() != hashSize || signature.isEmpty() || !summary) {
        return failure("provenance.certificate-damaged"_L1,
                       RegistryText::tr("This is not a verdict certificate, or it is damaged."));
    }
    read.isSignatureGood = crypto::verify(read.signerKey, certificateMessage(document), signature);
    read.isConsistent = answer.value("counts"_L1).toObject() == countsJson(summary->counts)
        && answer.value("rows"_L1).toInteger() == static_cast<qint64>(summary->rows)
        && read.verdict == sampleVerdictId(summary->verdict);
    return read;
}

Expected<Reproduction> reproduceCertificate(const RegistrySnapshot& now, const ReadCertificate& certificate,
                                            const std::function<Expected<std::unique_ptr<QIODevice>>()>& open,
                                            const Progress& progress, std::stop_token stop)
{
    const auto filed = Summary::fromCbor(certificate.summary);
    if (!filed) {
        return failure("provenance.certificate-damaged"_L1,
                       RegistryText::tr("This is not a verdict certificate, or it is damaged."));
    }
    Reproduction result;
    ExamineOptions options;
    options.previewRows = 0;
    TRY(result.answer, now.classifyAs(*filed, open, options, progress, stop));
    if (result.answer.sha256 != certificate.sampleHash) {
        return failure("provenance.sample-changed"_L1,
                       RegistryText::tr("This is another sample than the one that is certified: its SHA-256 is %1.")
                           .arg(hexText(result.answer.sha256)));
    }
    result.isRegistrySame = result.answer.registryState == certificate.registryState;
    result.isSummarySame = result.answer.summary.toCbor() == certificate.summary;
    return result;
}

} // namespace bulkhead::provenance

#include "models/provenance/registry/registry.h"
#include "models/provenance/near/nearreader.h"
#include "models/provenance/registry/manifest.h"
#include "models/provenance/registry/overlaps.h"
#include "models/provenance/registry/registrytext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <set>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
Stream registryStream()
{
    return {registryIncident(), Compartment::Team};
}

FieldId nameField()
{
    return fieldId(Table<DataSet>::kind, Table<DataSet>::titleField);
}

Expected<std::unique_ptr<QFile>> opened(const QString& file)
{
    auto device = std::make_unique<QFile>(file);
    if (!device->open(QIODevice::ReadOnly)) {
        return failure("provenance.read-failed"_L1,
                       RegistryText::tr("“%1” cannot be read: %2.").arg(file, device->errorString()));
    }
    return device;
}
} // namespace

Expected<std::shared_ptr<const RegistrySnapshot>> Registry::snapshot() const
{
    const Vault& vault = m_casework.journal().vault();
    TRY(const auto sets, dataSets());
    auto secret = vault.stored("fingerprint"_L1);
    if (!secret) {
        // A reader of a vault that never registered anything has no key to find, and nothing to look up.
        if (std::ranges::any_of(sets, [](const auto& set) { return !set.value.isRemoved; })) {
            return std::unexpected(secret.error());
        }
        secret = SecretBytes::random(32);
    }
    TRY(auto key, RegistryKey::from(*secret));
    const std::shared_ptr<RegistrySnapshot> result(new RegistrySnapshot(std::move(key), vault.indexFolder()));
    for (const Kept<DataSet>& set : sets) {
        if (set.value.isRemoved) {
            continue;
        }
        const QString file = QDir(vault.indexFolder()).filePath(segmentName(set.id));
        if (!QFileInfo::exists(file)) {
            return failure(
                "provenance.segment-missing"_L1,
                RegistryText::tr("The fingerprints of the data set “%1” are not in this vault, so no answer would "
                                 "be complete. Register it again, or remove it with a reason.")
                    .arg(set.value.name));
        }
        TRY(auto segment, SegmentReader::open(file, result->m_key));
        if (!segment->info().nearSeal.isEmpty()) {
            // It decides nothing, so that its loss keeps nobody from an answer, which says that it was not used.
            if (auto near = NearReader::open(nearFileOf(file), result->m_key, *segment)) {
                result->m_near->add(*std::move(near));
            } else {
                result->m_near->addMissing(set.id);
            }
        }
        CHECK_OK(result->m_index.add(std::move(segment)));
        result->m_names[set.id] = {set.value.name, set.value.version, set.value.isProduction};
    }
    TRY(const auto shared, Overlaps(m_casework).all());
    for (const SharedRecords& pair : shared) {
        if (pair.state == SharedRecords::State::Confirmed) {
            result->m_index.acceptOverlap(pair.synthetic, pair.production);
        }
    }
    TRY(const auto copies, this->copies());
    for (const Kept<DataSetCopy>& copy : copies) {
        auto canaries = decodeCanaries(copy.value.canaries);
        if (!canaries) {
            return failure("provenance.copy-damaged"_L1,
                           RegistryText::tr("What is known of the copy “%1” cannot be read. Verify the vault.")
                               .arg(copy.value.name));
        }
        result->m_copies.add({.id = copy.id,
                              .serial = static_cast<quint32>(copy.value.serial),
                              .rows = static_cast<quint64>(copy.value.rows),
                              .canaries = *std::move(canaries)});
        result->m_copyNames[copy.id] = {copy.value.name, copy.value.recipient, copy.value.dataSet, copy.value.madeAt};
    }
    result->m_copies.settle();
    return result;
}

Expected<std::vector<Kept<DataSet>>> Registry::dataSets() const
{
    return m_casework.all<DataSet>(registryIncident());
}

Expected<Id> Registry::find(const QString& text) const
{
    TRY(const auto sets, dataSets());
    const QString wanted = text.trimmed().toLower();
    std::vector<Id> found;
    for (const Kept<DataSet>& set : sets) {
        const QString name = set.value.name.toLower();
        const bool isNamed = !set.value.isRemoved
            && (name == wanted || (name + u' ' + set.value.version.toLower()) == wanted);
        if (set.id.text() == wanted) {
            return set.id;
        }
        if (isNamed || (wanted.size() >= 4 && set.id.text().startsWith(wanted))) {
            found.push_back(set.id);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    return found.empty()
        ? failure("provenance.not-found"_L1, RegistryText::tr("No data set is called “%1”.").arg(text))
        : failure("provenance.ambiguous"_L1,
                  RegistryText::tr("Several data sets fit “%1”. Give the version too, or the id.").arg(text));
}

Expected<Registered> Registry::registerDataSet(QIODevice& source, DataSet about, const RegisterOptions& options,
                                               const Progress& progress, std::stop_token stop)
{
    // Asked before a gigabyte is read.
    CHECK_OK(m_casework.journal().mayWrite(registryStream(), nameField()));
    TRY(const auto now, snapshot());
    TRY(auto prepared, now->prepare(source, std::move(about), options, progress, stop));
    return commit(std::move(prepared));
}

Expected<Registered> Registry::registerDataSet(const QString& file, DataSet about, const RegisterOptions& options,
                                               const Progress& progress, std::stop_token stop)
{
    TRY(const auto device, opened(file));
    about.fileName = about.fileName.isEmpty() ? QFileInfo(file).fileName() : about.fileName;
    return registerDataSet(*device, std::move(about), options, progress, stop);
}

Expected<Registered> Registry::commit(PreparedSet prepared)
{
    Journal& journal = m_casework.journal();
    if (prepared.m_about.name.trimmed().isEmpty()) {
        return failure("value.bad"_L1, RegistryText::tr("A data set needs a name."));
    }
    if (!QFileInfo::exists(prepared.m_file)) {
        return failure("vault.io"_L1,
                       RegistryText::tr("The fingerprints of “%1” are no longer in the vault's folder; somebody has "
                                        "removed the file. Register the data set again.")
                           .arg(prepared.m_about.name));
    }
    prepared.m_about.registeredAt = journal.clock().now();
    const Draft draft{registryStream(), u"data-set.register"_s, factsOf(prepared.m_report.id, prepared.m_about), true};
    if (const auto appended = journal.append(draft); !appended) {
        // A disk that failed may have taken the change all the same, which shows when the vault is opened again. Its
        // segment stays until then: without it the whole registry would be unreadable.
        if (appended.error().in("vault"_L1)) {
            prepared.m_file.clear();
        }
        return std::unexpected(appended.error());
    }
    prepared.m_file.clear();
    return std::move(prepared.m_report);
}

Expected<void> Registry::removeDataSet(const Id& dataSet, const QString& reason)
{
    TRY(const auto set, m_casework.one<DataSet>(dataSet));
    if (reason.trimmed().isEmpty()) {
        return failure("value.bad"_L1, RegistryText::tr("A data set is removed with a reason, which stays. Give one."));
    }
    if (set.value.isRemoved) {
        return failure("value.bad"_L1, RegistryText::tr("The data set “%1” is removed already.").arg(set.value.name));
    }
    DataSet removed = set.value;
    removed.isRemoved = true;
    removed.removedReason = reason.trimmed();
    // The journal first: a segment that is left over is an orphan, a data set without its segment would be a gap.
    CHECK_OK(m_casework.update(dataSet, removed, u"data-set.remove"_s));
    const QString file = QDir(m_casework.journal().vault().indexFolder()).filePath(segmentName(dataSet));
    if (!removeSegment(file)) {
        return failure(
            "vault.io"_L1,
            RegistryText::tr("The data set is removed from the registry, but its file “%1” could not be deleted. "
                             "It goes at the next start.")
                .arg(file));
    }
    return {};
}

Expected<int> Registry::removeOrphans()
{
    TRY(const auto sets, dataSets());
    std::set<QString> known;
    for (const Kept<DataSet>& set : sets) {
        if (!set.value.isRemoved) {
            known.insert(segmentName(set.id));
            known.insert(nearFileOf(segmentName(set.id)));
        }
    }
    QDir folder(m_casework.journal().vault().indexFolder());
    int removed = 0;
    for (const QString& file : folder.entryList(QDir::Files | QDir::Hidden)) {
        if (!known.contains(file) && folder.remove(file)) {
            ++removed;
        }
    }
    return removed;
}

Expected<std::vector<Kept<DataSetCopy>>> Registry::copies() const
{
    return m_casework.all<DataSetCopy>(registryIncident());
}

Expected<void> Registry::mayCopy(const DataSetCopy& about) const
{
    CHECK_OK(m_casework.journal().mayWrite(registryStream(),
                                           fieldId(Table<DataSetCopy>::kind, Table<DataSetCopy>::titleField)));
    if (about.name.trimmed().isEmpty() || about.recipient.trimmed().isEmpty()) {
        return failure("value.bad"_L1, RegistryText::tr("A copy needs a name and a recipient."));
    }
    if (about.dataSet.isNull()) {
        return {};
    }
    TRY(const auto set, m_casework.one<DataSet>(about.dataSet));
    return set.value.isProduction
        ? failure(
              "provenance.tag-production"_L1,
              RegistryText::tr("“%1” holds real persons. Marks and canaries say of a row that it is made up, so only "
                               "synthetic data is tagged.")
                  .arg(set.value.name))
        : Expected<void>();
}

Expected<MadeCopy> Registry::keepCopy(DataSetCopy about, PreparedCopy copy, const QString& license)
{
    CHECK_OK(mayCopy(about));
    about.name = about.name.trimmed();
    about.recipient = about.recipient.trimmed();
    DataSet set;
    if (!about.dataSet.isNull()) {
        TRY(auto kept, m_casework.one<DataSet>(about.dataSet));
        set = std::move(kept.value);
    }
    const TagReport& report = copy.report;
    about.serial = copy.serial;
    about.rows = static_cast<qint64>(report.rows);
    about.planted = static_cast<qint64>(report.canaries.size());
    about.canaries = encodeCanaries(report.canaries);
    for (const Column& column : report.identifying) {
        about.columns.append(u"%1=%2"_s.arg(column.name, meaningId(column.meaning)));
    }
    about.markColumn = copy.markColumn;
    about.fileName = QFileInfo(copy.target).fileName();
    about.fileHash = report.copyHash;
    about.sourceHash = report.sourceHash;
    about.bytes = report.copyBytes;
    Journal& journal = m_casework.journal();
    about.madeAt = journal.clock().now();
    const Id id = Id::make(about.madeAt);
    CHECK_OK(journal.append(Draft{registryStream(), u"data-set.copy"_s, factsOf(id, about), true}));
    TRY(auto kept, m_casework.one<DataSetCopy>(id));

    const Vault& vault = journal.vault();
    const CopyManifest manifest{.copy = id,
                                .name = about.name,
                                .recipient = about.recipient,
                                .dataSet = dataSetTitle(set.name, set.version),
                                .generator = set.generator,
                                .trainingSource = set.trainingSource,
                                .privacyParameters = set.privacyParameters,
                                .intendedUse = set.intendedUse,
                                .license = license,
                                .issuer = vault.name(),
                                .fileName = about.fileName,
                                .fileHash = about.fileHash,
                                .fileSize = about.bytes,
                                .sourceHash = about.sourceHash,
                                .rows = about.rows,
                                .columns = report.columns,
                                .markColumn = about.markColumn,
                                .madeAt = about.madeAt};
    const QByteArray json = writeManifest(manifest, vault.deviceKey(),
                                          [&](BytesView message) { return vault.signAsDevice(message); });
    const QString beside = manifestName(copy.target);
    QSaveFile manifestFile(beside);
    manifestFile.setDirectWriteFallback(false);
    const auto unwritten = [&](const QString& path, const QString& why) {
        return failure("provenance.write-failed"_L1,
                       RegistryText::tr("The copy is recorded, but “%1” cannot be written: %2. Make it again; the one "
                                        "recorded is out nowhere.")
                           .arg(path, why));
    };
    if (!manifestFile.open(QIODevice::WriteOnly) || manifestFile.write(json) != json.size()) {
        return unwritten(beside, manifestFile.errorString());
    }
    if (!copy.file->commit()) {
        return unwritten(copy.target, copy.file->errorString());
    }
    if (!manifestFile.commit()) {
        return unwritten(beside, manifestFile.errorString());
    }
    return MadeCopy{std::move(kept), std::move(copy.report), copy.target, beside};
}

Expected<Answer> Registry::classify(QIODevice& source, const ExamineOptions& options, const Progress& progress,
                                    std::stop_token stop) const
{
    TRY(const auto now, snapshot());
    return now->classify(source, options, progress, stop);
}

} // namespace bulkhead::provenance

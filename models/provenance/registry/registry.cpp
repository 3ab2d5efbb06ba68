#include "models/provenance/registry/registry.h"
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
        CHECK_OK(result->m_index.add(std::move(segment)));
        result->m_names[set.id] = {set.value.name, set.value.version, set.value.isProduction};
    }
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
    prepared.m_about.registeredAt = journal.clock().now();
    const Draft draft{registryStream(), u"data-set.register"_s, factsOf(prepared.m_report.id, prepared.m_about), true};
    CHECK_OK(journal.append(draft));
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
    if (QFileInfo::exists(file) && !QFile::remove(file)) {
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

Expected<Answer> Registry::classify(QIODevice& source, const ExamineOptions& options, const Progress& progress,
                                    std::stop_token stop) const
{
    TRY(const auto now, snapshot());
    return now->classify(source, options, progress, stop);
}

} // namespace bulkhead::provenance

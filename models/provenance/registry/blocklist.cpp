#include "models/provenance/registry/blocklist.h"

#include "models/base/digest.h"
#include "models/provenance/normalise.h"
#include "models/provenance/registry/privatefile.h"
#include "models/provenance/registry/registrytext.h"

#include <QFileInfo>
#include <QMessageAuthenticationCode>

#include <limits>
#include <set>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t keySize = 32;

/// Of one person only, and what is asked for when somebody signs up or calls.
constexpr MeaningSet blockable = bit(Meaning::Email) | bit(Meaning::Phone) | bit(Meaning::NationalId)
    | bit(Meaning::Iban) | bit(Meaning::Card);

using Identities = std::set<std::pair<Meaning, std::string>>;

void addIdentity(Meaning meaning, std::string_view written, DateOrder dates, Identities& identities)
{
    std::string value;
    if (normalise(meaning, written, dates, value)) {
        identities.emplace(meaning, std::move(value));
    }
}

/// Values of the row by which it is decided synthetic, and that production does not hold.
void addIdentities(const RowPreview& row, const Index& index, Identities& identities)
{
    MeaningSet agreeing = 0;
    for (const Reason& reason : row.verdict.reasons) {
        const bool isSynthetic = reason.code == ReasonCode::Decisive && reason.segment < index.segments().size()
            && index.segments()[reason.segment]->info().kind == Kind::Synthetic;
        agreeing |= isSynthetic ? reason.fields & blockable : 0;
    }
    for (const Reason& reason : row.verdict.reasons) {
        agreeing &= reason.code == ReasonCode::KnownOverlap ? ~reason.fields : ~MeaningSet(0);
    }
    std::vector<Found> found;
    for (std::size_t i = 0; i < std::min(row.cells.size(), row.columns.size()) && agreeing != 0; ++i) {
        const Column& column = row.columns[i];
        if ((agreeing & bit(column.meaning)) != 0) {
            addIdentity(column.meaning, row.cells[i], column.dates, identities);
        } else if (column.meaning == Meaning::FreeText) {
            found.clear();
            findInText(row.cells[i], found);
            for (const Found& value : found) {
                if ((agreeing & bit(value.meaning)) != 0) {
                    addIdentity(value.meaning, value.text, column.dates, identities);
                }
            }
        }
    }
}

QByteArray listOf(const Identities& identities, const QByteArray& key)
{
    QByteArray list = key.isEmpty() ? "meaning,value\n" : "meaning,hmac_sha256\n";
    for (const auto& [meaning, value] : identities) {
        const QByteArray name = meaningId(meaning).toLatin1();
        const QByteArray text = QByteArray::fromStdString(value);
        if (key.isEmpty()) {
            // Normalised values hold no quotes, but a comma may stand in a mailbox.
            list += name + (text.contains(',') ? ",\"" + text + "\"\n" : ',' + text + '\n');
        } else {
            list += name + ','
                + QMessageAuthenticationCode::hash(name + ':' + text, key, QCryptographicHash::Sha256).toHex() + '\n';
        }
    }
    return list;
}

Expected<void> record(Casework& casework, const Kept<Evidence>& evidence, const BlockListMade& made,
                      const BlockListWish& wish)
{
    CustodyStep step;
    step.incident = evidence.value.incident;
    step.evidence = evidence.id;
    step.action = u"extracted"_s;
    step.note = (wish.form == BlockListForm::Plain
                     ? RegistryText::tr("A block list of %1 synthetic identities in plain text was written to %2, "
                                        "SHA-256 %3.")
                     : RegistryText::tr("A keyed block list of %1 synthetic identities was written to %2, SHA-256 "
                                        "%3."))
                    .arg(made.entries)
                    .arg(QFileInfo(made.file).fileName(), QString::fromLatin1(made.sha256.toHex()));
    step.by = casework.journal().nameOf(casework.journal().user());
    step.at = casework.journal().clock().now();
    CHECK_OK(casework.add(evidence.value.incident, step, evidence.stream.compartment));
    return {};
}
} // namespace

QString blockListKeyName(const QString& file)
{
    return file + ".key"_L1;
}

Expected<BlockListMade> makeBlockList(Casework& casework, const Id& evidence, const BlockListWish& wish,
                                      const Progress& progress, std::stop_token stop)
{
    const bool isPlain = wish.form == BlockListForm::Plain;
    BlockListMade made;
    made.file = wish.file;
    made.keyFile = isPlain ? QString() : blockListKeyName(wish.file);
    CHECK_OK(checkNotThere({made.file, made.keyFile}));
    TRY(const auto held, casework.one<Evidence>(evidence));
    TRY(const auto now, Registry(casework).snapshot());
    TRY(const auto material, casework.journal().openMaterial(held.value.blob));
    Identities identities;
    ExamineOptions options;
    options.previewRows = std::numeric_limits<int>::max();
    options.onPreview = [&](const RowPreview& row, const Index& index) {
        if (row.verdict.verdict == Verdict::Synthetic) {
            ++made.rows;
            addIdentities(row, index, identities);
        }
    };
    TRY(const auto answer, now->classify(*material, options, progress, stop));
    if (answer.sha256 != held.value.sha256) {
        return failure(
            "evidence.damaged"_L1,
            RegistryText::tr("The material of “%1” is not what was taken in. Restore the vault from a backup.")
                .arg(held.value.name),
            material->errorString());
    }
    if (identities.empty()) {
        return failure("provenance.nothing-to-block"_L1,
                       RegistryText::tr("No row of “%1” is decided synthetic by an e-mail address, phone number, id, "
                                        "account or card, so there is nothing to block.")
                           .arg(held.value.name));
    }
    made.entries = identities.size();
    const SecretBytes secret = isPlain ? SecretBytes() : SecretBytes::random(keySize);
    const QByteArray key = secret.view().toByteArray();
    const QByteArray list = listOf(identities, key);
    made.sha256 = sha256(list);
    QSaveFile file(made.file);
    CHECK_OK(writePrivately(file, list));
    QSaveFile keyFile(made.keyFile);
    if (!isPlain) {
        CHECK_OK(writePrivately(keyFile, key.toHex() + '\n'));
    }
    CHECK_OK(record(casework, held, made, wish));
    if (!isPlain && !keyFile.commit()) {
        return writeFailed(keyFile);
    }
    if (!file.commit()) {
        return writeFailed(file);
    }
    return made;
}

} // namespace bulkhead::provenance

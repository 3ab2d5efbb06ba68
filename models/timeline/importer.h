#pragma once

#include "models/incident/casework.h"
#include "models/timeline/rowmaker.h"

namespace bulkhead::timeline {

/// What is asked for an import. What is empty is found out.
struct ImportWish
{
    QString fileName;
    QString preset = {}; ///< id; empty: recognised; "none": only `choices` say what columns mean
    std::optional<Container> container = {};
    ReadingChoices choices = {};
    QString source = {}; ///< of rows that name none; empty: the file's name
    Surface surface = Surface::Unknown;
    std::optional<bool> countsIdenticalOnce = {}; ///< nothing: as the preset says
    Compartment compartment = Compartment::Team;
};

/// What the first rows of a file show, before anything is imported.
struct ImportPreview
{
    static constexpr int sampleRows = 200;

    Container container = Container::Table;
    const Preset* preset = nullptr;
    QStringList columns;
    std::vector<QStringList> cells; ///< of the sample, by column
    std::vector<ColumnMeaning> meanings;
    std::vector<RowMaker::Made> made; ///< of the sample, as the choices stand
    QString zoneAsked;                ///< a time of the sample that does not say its zone; empty: none
    QString orderAsked;               ///< the same for day and month
    int good = 0;
};
[[nodiscard]] Expected<ImportPreview> previewImport(QIODevice& file, const Presets& presets, const ImportWish& wish);

/// Whether the signed-in user may import there: asked of the writer, before a gigabyte is read.
[[nodiscard]] Expected<void> mayImport(const Casework& writing, const Id& incident, Compartment compartment);

struct ImportProgress
{
    qint64 bytes = 0;
    qint64 rows = 0;
    int step = 0; ///< 0: taking the file into evidence, 1: reading it
};
using OnImportProgress = std::function<void(const ImportProgress&)>;

/// A file that was read and is not in the journal yet. Movable; thrown away, it leaves nothing.
struct PreparedImport
{
    Id incident;
    Compartment compartment = Compartment::Team;
    StoredBlob evidence;
    StoredBlob rows;
    StoredBlob ledger;
    TimelineImport import;  ///< complete but for evidence
    qint64 disagreeing = 0; ///< accepted rows whose file says the time twice, and differently
};

/// Reads the file and writes evidence, accepted rows and ledger into the vault's store; the journal knows nothing of
/// them until `commitImport`. For any thread with a journal of its own that reads. The preset, zone and order that were
/// used stand in the result. Errors: `timeline.no-time` (no column is a time), `timeline.no-zone` and
/// `timeline.no-order` (the file needs to be asked about), `timeline.nothing-read` (no row at all),
/// `timeline.too-many-rejected` (a ledger above 256 MiB), `timeline.read-failed`, `timeline.unknown-preset`, those of
/// the store, `vault.cancelled`.
[[nodiscard]] Expected<PreparedImport> prepareImport(const Casework& reading, const Id& incident, QIODevice& file,
                                                     const Presets& presets, const ImportWish& wish,
                                                     const OnImportProgress& progress = {}, std::stop_token stop = {});

struct Imported
{
    Id id;
    Id evidence;
    TimelineImport import;
    qint64 disagreeing = 0;
};
/// Evidence with its custody, and the import, signed; rows appear with `Journal::advance`.
[[nodiscard]] Expected<Imported> commitImport(Casework& writing, PreparedImport prepared);

/// What became of the rows that were not accepted, in the order of the file. `first` counts from 0. Errors:
/// `journal.no-key`, `vault.blob-missing`.
struct LedgerPage
{
    std::vector<LedgerEntry> entries;
    qint64 all = 0;
};
[[nodiscard]] Expected<LedgerPage> readLedger(const Casework& casework, const Kept<TimelineImport>& import,
                                              bool withDuplicates, qint64 first = 0, qint64 most = -1);
/// Names of the first `count` columns of the imported file, for a file of its rejected rows that can be imported again;
/// "cell_1", … where they cannot be told any more.
[[nodiscard]] QStringList columnsOf(const Casework& casework, const Kept<TimelineImport>& import, qsizetype count);
/// Of the entries, those that somebody has repaired since: there is an observation in the row's place.
[[nodiscard]] Expected<std::vector<bool>> repaired(const Casework& casework, const Kept<TimelineImport>& import,
                                                   const std::vector<LedgerEntry>& entries);
/// A rejected row by its place; `timeline.no-such-row`.
[[nodiscard]] Expected<LedgerEntry> rejectedRow(const Casework& casework, const Kept<TimelineImport>& import,
                                                qint64 row);
/// Writes what a person made of a rejected row, in its place. `timeline.row-repaired` where that was done already.
[[nodiscard]] Expected<Id> repairRow(Casework& casework, const Kept<TimelineImport>& import, qint64 row,
                                     Observation observation);

} // namespace bulkhead::timeline

#include "models/timeline/importer.h"

#include "models/incident/timelinesql.h"
#include "models/timeline/knownrows.h"
#include "models/timeline/timelinetext.h"

#include <QBuffer>
#include <QFileInfo>

#include <cstring>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;
using Problem = ReadInstant::Problem;

namespace {
constexpr qsizetype frontOctets = 64 << 10;
constexpr qsizetype largestLedger = 256 << 20;
constexpr int rowsBetweenReports = 4096;

/// A device that gives what was read ahead again.
class Rewound final : public QIODevice
{
public:
    Rewound(Bytes front, QIODevice& rest)
        : m_front(std::move(front))
        , m_rest(rest)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        if (m_at < m_front.size()) {
            const auto some = std::min<qint64>(size, m_front.size() - m_at);
            std::memcpy(into, m_front.constData() + m_at, static_cast<std::size_t>(some));
            m_at += some;
            return some;
        }
        return m_rest.read(into, size);
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    Bytes m_front;
    qsizetype m_at = 0;
    QIODevice& m_rest;
};

std::unexpected<Error> problemError(Problem problem, const RowMaker::Made& made)
{
    const QString what = problem == Problem::NoZone
        ? TimelineText::tr(
              "Row %1: %2 Say once in which zone this file's times are; nothing is guessed and nothing was "
              "imported.")
        : TimelineText::tr("Row %1: %2 Say once which comes first in this file; nothing is guessed and nothing was "
                           "imported.");
    return failure(problem == Problem::NoZone ? "timeline.no-zone"_L1 : "timeline.no-order"_L1,
                   what.arg(made.row.row).arg(made.detail));
}

/// A file opened: its rows, and what they mean.
struct Opened
{
    Container container = Container::Table;
    const Preset* preset = nullptr;
    std::unique_ptr<Rewound> device;
    std::unique_ptr<RowSource> rows;
};

/// The columns of the first objects of a file of objects, to recognise it by.
Expected<QStringList> columnsOfFront(const Bytes& front, Container container)
{
    Bytes copy = front;
    if (container == Container::JsonLines) {
        copy.truncate(front.lastIndexOf('\n') + 1);
        copy = copy.isEmpty() ? front : copy;
    }
    Bytes nothing;
    QBuffer empty(&nothing);
    (void)empty.open(QIODevice::ReadOnly);
    Rewound device(copy, empty);
    auto rows = openRows(device, container);
    if (!rows) {
        return QStringList();
    }
    for (int left = 50; left > 0; --left) {
        const auto step = (*rows)->next();
        if (!step || *step == RowSource::Step::End) {
            break;
        }
    }
    return (*rows)->columns();
}

Expected<Opened> openFile(QIODevice& file, const Presets& presets, const ImportWish& wish)
{
    Bytes front = file.read(frontOctets);
    if (front.trimmed().isEmpty()) {
        return failure("timeline.nothing-read"_L1, TimelineText::tr("The file is empty."));
    }
    Opened opened;
    const bool isNamed = !wish.preset.isEmpty() && wish.preset != "none"_L1;
    if (isNamed) {
        opened.preset = presets.find(wish.preset);
        if (!opened.preset) {
            QStringList known;
            std::ranges::transform(presets.all(), std::back_inserter(known), &Preset::id);
            return failure(
                "timeline.unknown-preset"_L1,
                TimelineText::tr("The format “%1” is not known. Known are: %2.").arg(wish.preset, known.join(", "_L1)));
        }
    }
    opened.container = wish.container.value_or(opened.preset ? opened.preset->container : containerOf(front));
    // A log answer as a document can stand as lines, too, and the other way round.
    if (opened.preset && opened.container == Container::Json && containerOf(front) == Container::JsonLines) {
        opened.container = Container::JsonLines;
    }
    Bytes whole = front;
    if (opened.container == Container::Json) {
        // A document is read whole in any case: all of it shows the columns.
        constexpr qsizetype most = 256 << 20;
        while (whole.size() <= most) {
            const Bytes more = file.read(1 << 20);
            if (more.isEmpty()) {
                break;
            }
            whole.append(more);
        }
        front = whole;
    }
    if (!opened.preset && wish.preset.isEmpty()) {
        QStringList columns;
        if (opened.container == Container::Table) {
            const qsizetype end = front.indexOf('\n');
            TRY(columns, columnsOfFront(end < 0 ? front : front.first(end + 1), opened.container));
        } else {
            TRY(columns, columnsOfFront(front, opened.container));
        }
        opened.preset = presets.recognise(opened.container, columns);
    }
    opened.device = std::make_unique<Rewound>(std::move(front), file);
    TRY(opened.rows, openRows(*opened.device, opened.container));
    return opened;
}

/// Pulls rows out of a file and gives the accepted ones as a sequence; keeps the ledger of the others.
class RowFeed final : public QIODevice
{
public:
    struct Counts
    {
        qint64 read = 0, accepted = 0, duplicate = 0, rejected = 0, disagreeing = 0;
        std::optional<qint64> first, last;
    };

    RowFeed(RowSource& rows, RowMaker& maker, KnownRows& known, const TimelineImport& import)
        : m_rows(rows)
        , m_maker(maker)
        , m_known(known)
        , m_import(import)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] const std::optional<Error>& problem() const { return m_problem; }
    [[nodiscard]] const Counts& counts() const { return m_counts; }
    [[nodiscard]] Bytes takeLedger() { return std::move(m_ledger); }
    std::function<bool()> onRows; ///< false: stop

protected:
    qint64 readData(char* into, qint64 size) override
    {
        while (m_buffer.size() - m_at < size && !m_isAtEnd && !m_problem) {
            step();
        }
        if (m_problem) {
            setErrorString(m_problem->message);
            return -1;
        }
        const qint64 some = std::min<qint64>(size, m_buffer.size() - m_at);
        std::memcpy(into, m_buffer.constData() + m_at, static_cast<std::size_t>(some));
        m_at += some;
        if (m_at > (1 << 20)) {
            m_buffer.remove(0, m_at);
            m_at = 0;
        }
        return some;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    void fail(Error error) { m_problem = std::move(error); }

    void step()
    {
        const auto step = m_rows.next();
        if (!step) {
            fail(step.error());
            return;
        }
        if (*step == RowSource::Step::End) {
            m_isAtEnd = true;
            return;
        }
        ++m_counts.read;
        if (m_counts.read % rowsBetweenReports == 0 && onRows && !onRows()) {
            fail({QStringLiteral("vault.cancelled"), TimelineText::tr("Stopped. Nothing was imported."), {}});
            return;
        }
        if (*step == RowSource::Step::Broken) {
            reject(m_rows.broken().reason, m_rows.broken().detail);
            return;
        }
        const RowMaker::Made made = m_maker.make(m_rows);
        if (made.reason == problemId(Problem::NoZone) || made.reason == problemId(Problem::NoOrder)) {
            const auto asked = made.reason == problemId(Problem::NoZone) ? Problem::NoZone : Problem::NoOrder;
            fail(problemError(asked, made).error());
            return;
        }
        if (!made.reason.isEmpty()) {
            reject(made.reason, made.detail);
            return;
        }
        take(made);
    }

    void take(const RowMaker::Made& made)
    {
        const auto isKnown = m_known.takes(made.row, m_import);
        if (!isKnown) {
            fail(isKnown.error());
            return;
        }
        if (*isKnown) {
            ++m_counts.duplicate;
            note({.row = made.row.row,
                  .what = LedgerEntry::What::Duplicate,
                  .reason = u"row.duplicate"_s,
                  .detail = {},
                  .cells = {}});
            return;
        }
        ++m_counts.accepted;
        m_counts.disagreeing += made.disagrees ? 1 : 0;
        m_counts.first = std::min(m_counts.first.value_or(made.row.occurred), made.row.occurred);
        m_counts.last = std::max(m_counts.last.value_or(made.row.occurred), made.row.occurred);
        m_buffer.append(sequenceItem(made.row.encoded()));
    }

    void reject(const QString& reason, const QString& detail)
    {
        ++m_counts.rejected;
        note({.row = m_rows.number(), .reason = reason, .detail = detail, .cells = m_rows.cells()});
    }

    void note(const LedgerEntry& entry)
    {
        m_ledger.append(sequenceItem(entry.encoded()));
        if (m_ledger.size() > largestLedger) {
            fail({QStringLiteral("timeline.too-many-rejected"),
                  TimelineText::tr("%1 of the first %2 rows were rejected. Is the format right? Nothing was imported.")
                      .arg(m_counts.rejected)
                      .arg(m_counts.read),
                  {}});
        }
    }

    RowSource& m_rows;
    RowMaker& m_maker;
    KnownRows& m_known;
    const TimelineImport& m_import;
    Counts m_counts;
    Bytes m_buffer;
    qsizetype m_at = 0;
    bool m_isAtEnd = false;
    Bytes m_ledger;
    std::optional<Error> m_problem;
};

std::unexpected<Error> noTime(const QStringList& columns)
{
    return failure("timeline.no-time"_L1,
                   TimelineText::tr("No column is known to be a time. Say which is; the file has: %1.")
                       .arg(columns.join(", "_L1)));
}

/// The first reasons, so that the right format or zone can be found.
std::unexpected<Error> nothingAccepted(const RowFeed::Counts& counts, Bytes ledger)
{
    QBuffer buffer(&ledger);
    (void)buffer.open(QIODevice::ReadOnly);
    SequenceReader reader(buffer);
    QStringList reasons;
    while (reasons.size() < 3 && reader.next()) {
        if (const auto entry = LedgerEntry::decode(reader.item())) {
            reasons.append(TimelineText::tr("row %1: %2").arg(entry->row).arg(entry->detail));
        }
    }
    return failure("timeline.nothing-accepted"_L1,
                   TimelineText::tr("None of the %1 rows could be taken, so nothing was imported. The first: %2")
                       .arg(counts.read)
                       .arg(reasons.join(u' ')));
}

TimelineImport described(const Opened& opened, const ImportWish& wish, const Casework& reading)
{
    TimelineImport import;
    import.file = QFileInfo(wish.fileName).fileName();
    import.reader = opened.preset                  ? opened.preset->id
        : opened.container == Container::Table     ? u"csv"_s
        : opened.container == Container::AccessLog ? u"access-log"_s
                                                   : u"json"_s;
    for (const ColumnMeaning& one : wish.choices.columns) {
        import.mapping.append(one.column + u'=' + meaningId(one.meaning));
    }
    import.zone = !wish.choices.zone.isEmpty() ? wish.choices.zone
        : opened.preset && opened.preset->zone ? *opened.preset->zone
                                               : QString();
    if (wish.choices.order != DateOrder::Unknown) {
        import.mapping.append(wish.choices.order == DateOrder::DayFirst ? u"dates=day-first"_s
                                                                        : u"dates=month-first"_s);
    }
    import.source = wish.source.isEmpty() ? import.file : wish.source;
    import.surface = wish.surface;
    const bool isOnce = wish.countsIdenticalOnce.value_or(!opened.preset || opened.preset->countsIdenticalOnce);
    import.identical = isOnce ? u"once"_s : u"each"_s;
    import.importedAt = reading.journal().clock().now();
    return import;
}
} // namespace

Expected<void> mayImport(const Casework& writing, const Id& incident, Compartment compartment)
{
    const Stream stream{incident, compartment};
    for (const FieldId field : {fieldId(Table<Evidence>::kind, Table<Evidence>::titleField),
                                fieldId(Table<TimelineImport>::kind, Table<TimelineImport>::titleField)}) {
        CHECK_OK(writing.journal().mayWrite(stream, field));
    }
    return {};
}

Expected<ImportPreview> previewImport(QIODevice& file, const Presets& presets, const ImportWish& wish)
{
    TRY(const Opened opened, openFile(file, presets, wish));
    ImportPreview preview;
    preview.container = opened.container;
    preview.preset = opened.preset;
    RowMaker maker(opened.preset, wish.choices);
    while (static_cast<int>(preview.made.size()) < ImportPreview::sampleRows) {
        TRY(const auto step, opened.rows->next());
        if (step == RowSource::Step::End) {
            break;
        }
        preview.cells.push_back(opened.rows->cells());
        RowMaker::Made made;
        if (step == RowSource::Step::Broken) {
            made.row.row = opened.rows->number();
            made.reason = opened.rows->broken().reason;
            made.detail = opened.rows->broken().detail;
        } else {
            made = maker.make(*opened.rows);
        }
        if (made.reason == problemId(Problem::NoZone) && preview.zoneAsked.isEmpty()) {
            preview.zoneAsked = made.row.occurredText;
        }
        if (made.reason == problemId(Problem::NoOrder) && preview.orderAsked.isEmpty()) {
            preview.orderAsked = made.row.occurredText;
        }
        preview.good += made.reason.isEmpty() ? 1 : 0;
        preview.made.push_back(std::move(made));
    }
    preview.columns = opened.rows->columns();
    preview.meanings = opened.preset ? presetMeanings(*opened.preset, preview.columns)
                                     : guessedMeanings(preview.columns);
    for (ColumnMeaning& one : preview.meanings) {
        const auto said = std::ranges::find(wish.choices.columns, one.column, &ColumnMeaning::column);
        one.meaning = said == wish.choices.columns.end() ? one.meaning : said->meaning;
    }
    return preview;
}

Expected<PreparedImport> prepareImport(const Casework& reading, const Id& incident, QIODevice& file,
                                       const Presets& presets, const ImportWish& wish, const OnImportProgress& progress,
                                       std::stop_token stop)
{
    CHECK_OK(reading.one<Incident>(incident));
    if (!wish.choices.zone.isEmpty() && !isZoneName(wish.choices.zone)) {
        return failure("time.bad"_L1,
                       TimelineText::tr("There is no time zone named “%1”. Use a name like Europe/Berlin, or an offset "
                                        "like +02:00.")
                           .arg(wish.choices.zone));
    }
    Journal& journal = reading.journal();
    PreparedImport prepared;
    prepared.incident = incident;
    prepared.compartment = wish.compartment;
    TRY(prepared.evidence,
        journal.storeMaterial(
            file, [&](qint64 bytes) { progress ? progress({.bytes = bytes, .rows = 0, .step = 0}) : void(); }, stop));
    // What is read is what was taken in, whatever happens to the file meanwhile.
    std::unique_ptr<QIODevice> stored;
    if (prepared.evidence.wasThere) {
        TRY(stored, journal.openMaterial(prepared.evidence.name));
    } else {
        TRY(stored, journal.vault().blobs().open(prepared.evidence.name, prepared.evidence.key));
    }
    TRY(const Opened opened, openFile(*stored, presets, wish));
    prepared.import = described(opened, wish, reading);
    prepared.import.incident = incident;
    prepared.import.identity = importIdentity(prepared.evidence.sha256, prepared.import.reader,
                                              {incident, wish.compartment});
    RowMaker maker(opened.preset, wish.choices);
    for (const ColumnMeaning& one : wish.choices.columns) {
        if (opened.container == Container::Table && !opened.rows->columns().contains(one.column)) {
            return failure("timeline.no-such-column"_L1,
                           TimelineText::tr("The file has no column “%1”; it has: %2.")
                               .arg(one.column, opened.rows->columns().join(", "_L1)));
        }
    }
    if (opened.container == Container::Table && !maker.hasTime(opened.rows->columns())) {
        return noTime(opened.rows->columns());
    }
    TRY(const bool isBusy, KnownRows::isBeingFilled(reading, {incident, wish.compartment}));
    if (isBusy) {
        return failure(
            "timeline.busy"_L1,
            TimelineText::tr("The rows of another file are still being taken into this timeline, and what is "
                             "there already could not be told. Try again in a moment."));
    }
    TRY(KnownRows known, KnownRows::of(reading, {incident, wish.compartment}, prepared.import));
    RowFeed feed(*opened.rows, maker, known, prepared.import);
    feed.onRows = [&] {
        if (progress) {
            progress({.bytes = opened.rows->bytesRead(), .rows = feed.counts().read, .step = 1});
        }
        return !stop.stop_requested();
    };
    auto rows = journal.storeMaterial(feed, {}, stop);
    if (feed.problem()) {
        return std::unexpected(*feed.problem());
    }
    if (!rows) {
        return std::unexpected(rows.error());
    }
    prepared.rows = *std::move(rows);
    if (stored->bytesAvailable() > 0) {
        return failure("timeline.read-failed"_L1,
                       TimelineText::tr("The file that was taken in cannot be read to its end. Nothing was imported."),
                       stored->errorString());
    }
    const RowFeed::Counts& counts = feed.counts();
    if (counts.read == 0) {
        return failure("timeline.nothing-read"_L1, TimelineText::tr("The file holds no rows."));
    }
    if (counts.accepted + counts.duplicate == 0 && !maker.hasTime(opened.rows->columns())) {
        return noTime(opened.rows->columns());
    }
    if (counts.accepted + counts.duplicate == 0) {
        return nothingAccepted(counts, feed.takeLedger());
    }
    prepared.import.read = counts.read;
    prepared.import.accepted = counts.accepted;
    prepared.import.duplicate = counts.duplicate;
    prepared.import.rejected = counts.rejected;
    prepared.import.first = counts.first;
    prepared.import.last = counts.last;
    prepared.disagreeing = counts.disagreeing;
    Bytes ledger = feed.takeLedger();
    // A ledger without entries would be the same material for everybody.
    if (!ledger.isEmpty()) {
        QBuffer buffer(&ledger);
        (void)buffer.open(QIODevice::ReadOnly);
        TRY(prepared.ledger, journal.storeMaterial(buffer, {}, stop));
        prepared.import.ledger = prepared.ledger.name;
    }
    prepared.import.rows = prepared.rows.name;
    return prepared;
}

namespace {
Expected<Imported> commit(Casework& writing, PreparedImport prepared)
{
    Journal& journal = writing.journal();
    const Stream stream{prepared.incident, prepared.compartment};
    Evidence about;
    about.name = prepared.import.file;
    about.note = TimelineText::tr("Imported into the timeline");
    TRY(const auto evidence,
        writing.admitEvidence(prepared.incident, std::move(prepared.evidence), about, prepared.compartment));
    prepared.import.evidence = evidence.id;
    TRY([[maybe_unused]] const Material rows, journal.adoptMaterial(stream, std::move(prepared.rows)));
    if (!prepared.import.ledger.isEmpty()) {
        TRY([[maybe_unused]] const Material ledger, journal.adoptMaterial(stream, std::move(prepared.ledger)));
    }
    TRY(const Id id, writing.add(prepared.incident, prepared.import, prepared.compartment));
    CHECK_OK(journal.signHeads());
    return Imported{id, evidence.id, prepared.import, prepared.disagreeing};
}
} // namespace

Expected<Imported> commitImport(Casework& writing, PreparedImport prepared)
{
    auto imported = commit(writing, std::move(prepared));
    if (!imported) {
        writing.journal().dropIntakes(); // what was stored belongs to no change, and must not go with another
    }
    return imported;
}

} // namespace bulkhead::timeline

#include "models/provenance/classifier.h"

#include "models/provenance/matcher.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t batchRows = 64;

/// A row that waits for the others of its batch; its text is copied where somebody wants to see it.
struct Waiting
{
    quint64 number = 0;
    quint64 line = 0;
    bool readable = false;
    std::size_t record = 0;
    std::vector<Piece> cells;
    RowTrace trace;
    bool isNew = false;
};

/// One run over one sample.
class Run
{
public:
    Run(const RegistryKey& key, const Index& index, TableReader& reader, std::vector<Column> columns,
        const ClassifyOptions& options)
        : m_key(key)
        , m_index(index)
        , m_reader(reader)
        , m_options(options)
        , m_columns(std::move(columns))
        , m_extractor(key, m_columns, reader.dialect().layout)
        , m_matcher(index, m_extractor)
        , m_tally(index, m_columns)
        , m_records(batchRows)
        , m_waiting(batchRows)
    {
        if (options.indicators) {
            m_scan.emplace(*options.indicators, key, m_columns);
        }
    }

    /// False at the end of the sample.
    [[nodiscard]] Expected<bool> batch();
    [[nodiscard]] Summary finish();

private:
    void keepCells(Waiting& waiting);
    void viewCells(const Waiting& waiting);
    void countNew(const RowVerdict& verdict);
    void answer(const Waiting& waiting, const Unreadable& place);
    void tell(const RowVerdict& verdict, const Waiting& waiting, std::span<const Candidate> candidates = {});

    const RegistryKey& m_key;
    const Index& m_index;
    TableReader& m_reader;
    const ClassifyOptions& m_options;
    std::vector<Column> m_columns;
    Extractor m_extractor;
    Matcher m_matcher;
    Tally m_tally;
    std::optional<IndicatorScan> m_scan;
    NewRows m_newRows;
    std::string m_arena;
    std::string m_cells;
    std::vector<Record> m_records;
    std::vector<Waiting> m_waiting;
    std::vector<Unreadable> m_places = std::vector<Unreadable>(batchRows);
    std::vector<std::string_view> m_views;
    std::array<int, verdictCount> m_shown = {};
};

void Run::keepCells(Waiting& waiting)
{
    waiting.cells.clear();
    if (!m_options.onPreview && !m_scan) {
        return;
    }
    for (const auto cell : m_reader.row().cells) {
        waiting.cells.push_back({static_cast<quint32>(m_cells.size()), static_cast<quint32>(cell.size())});
        m_cells.append(cell);
    }
}

void Run::viewCells(const Waiting& waiting)
{
    m_views.clear();
    for (const Piece piece : waiting.cells) {
        m_views.push_back(piece.in(m_cells));
    }
}

void Run::countNew(const RowVerdict& verdict)
{
    if (verdict.isNew) {
        ++m_newRows.fresh[static_cast<std::size_t>(verdict.verdict)];
    } else {
        ++m_newRows.seen;
    }
}

Summary Run::finish()
{
    Summary summary = m_tally.finish();
    if (m_scan) {
        summary.indicators = m_scan->finish(summary.rows);
    }
    if (m_options.against) {
        m_newRows.samples = m_options.against->samples();
        summary.newRows = m_newRows;
    }
    return summary;
}

Expected<bool> Run::batch()
{
    m_arena.clear();
    m_cells.clear();
    std::size_t rows = 0;
    std::size_t records = 0;
    bool more = true;
    // A batch also ends when its text grows beyond what rows of usual length need.
    while (rows < batchRows && m_arena.size() + m_cells.size() < (std::size_t(4) << 20)) {
        TRY(const auto step, m_reader.next());
        if (step == TableReader::Step::End) {
            more = false;
            break;
        }
        Waiting& waiting = m_waiting[rows];
        waiting.readable = step == TableReader::Step::Row;
        if (waiting.readable) {
            waiting.number = m_reader.row().number;
            waiting.line = m_reader.row().line;
            waiting.record = records;
            Record& record = m_records[records++];
            m_extractor.extract(m_reader.row(), m_arena, record);
            waiting.trace = m_options.tracer ? m_options.tracer->look(m_reader.row(), record, m_extractor, m_arena)
                                             : RowTrace();
            waiting.isNew = m_options.against
                && !m_options.against->has(m_key, m_reader.row(), record, m_extractor, m_arena);
            keepCells(waiting);
        } else {
            m_places[rows] = m_reader.unreadable();
            waiting.number = m_places[rows].row;
            waiting.cells.clear();
        }
        ++rows;
    }
    m_matcher.lookUp(std::span(m_records).first(records));
    for (std::size_t i = 0; i < rows; ++i) {
        answer(m_waiting[i], m_places[i]);
    }
    return more;
}

void Run::answer(const Waiting& waiting, const Unreadable& place)
{
    if (!waiting.readable) {
        m_tally.addUnreadable(place);
        RowVerdict verdict;
        verdict.row = waiting.number;
        verdict.verdict = Verdict::Unreadable;
        verdict.isNew = m_options.against != nullptr;
        countNew(verdict);
        tell(verdict, waiting);
        return;
    }
    const Record& record = m_records[waiting.record];
    const auto candidates = m_matcher.candidates(waiting.record, m_arena, m_tally);
    RowVerdict verdict = judge(candidates, m_matcher.sets(), !record.values.empty(), m_index.acceptedOverlaps());
    takeTrace(verdict, waiting.trace, m_matcher.sets());
    verdict.row = waiting.number;
    verdict.line = waiting.line;
    verdict.isNew = waiting.isNew;
    countNew(verdict);
    if (m_scan && verdict.verdict == Verdict::Unknown) {
        viewCells(waiting);
        m_scan->look(verdict, m_views, record, m_arena);
    }
    m_tally.addRow(verdict, record);
    if (m_options.explainRow == verdict.row && m_options.onExplained) {
        m_options.onExplained(verdict, explain(candidates, m_matcher.sets(), m_index.acceptedOverlaps()));
    }
    tell(verdict, waiting, candidates);
}

void Run::tell(const RowVerdict& verdict, const Waiting& waiting, std::span<const Candidate> candidates)
{
    if (m_options.onRow) {
        m_options.onRow(verdict);
    }
    int& shown = m_shown[static_cast<std::size_t>(verdict.verdict)];
    if (!m_options.onPreview || shown >= m_options.previewRows) {
        return;
    }
    ++shown;
    viewCells(waiting);
    m_options.onPreview({.verdict = verdict,
                         .cells = m_views,
                         .columns = m_columns,
                         .record = waiting.readable ? &m_records[waiting.record] : nullptr,
                         .arena = m_arena,
                         .candidates = candidates});
}
} // namespace

Expected<Summary> Classifier::run(ByteSource& source, const ClassifyOptions& options, const Watcher& watcher) const
{
    QElapsedTimer timer;
    timer.start();
    TRY(const auto reader, TableReader::open(source, options.read));
    TRY(auto columns, columnsToSearch(*reader, options.mappings));
    Run run(m_key, m_index, *reader, std::move(columns), options);
    for (quint64 turn = 1;; ++turn) {
        TRY(const bool more, run.batch());
        if (!more) {
            break;
        }
        if (turn % 64 == 0) {
            if (watcher.cancelled && watcher.cancelled()) {
                return failure(QLatin1StringView("provenance.cancelled"),
                               QCoreApplication::translate("Provenance",
                                                           "The examination was cancelled. No verdict was "
                                                           "given."));
            }
            if (watcher.progress) {
                watcher.progress(reader->bytesRead(), reader->rowsRead());
            }
        }
    }
    Summary summary = run.finish();
    summary.ragged = reader->raggedRows();
    summary.reencoded = reader->reencodedRows();
    summary.dialect = reader->dialect();
    summary.bytes = reader->bytesRead();
    summary.format = reader->formatDescription();
    if (isForTheRest(*reader, summary.columns.empty() ? QString() : summary.columns.back().column.name)
        && summary.columns.back().filled == 0) {
        summary.columns.pop_back();
    }
    summary.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (watcher.progress) {
        watcher.progress(summary.bytes, summary.rows);
    }
    return summary;
}

} // namespace bulkhead::provenance

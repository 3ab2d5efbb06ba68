#include "models/provenance/classifier.h"

#include "models/provenance/matcher.h"
#include "models/provenance/near/nearfinder.h"
#include "models/provenance/rowline.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <limits>
#include <utility>

#include <unistd.h>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t batchRows = 64;
constexpr quint64 blocksBetweenTellings = 8;

/// Finds the verdicts of blocks of rows, and counts them. What it says of a row depends on nothing but the row.
class Judge
{
public:
    Judge(const RegistryKey& key, const Index& index, std::span<const Column> columns, Layout layout,
          const ClassifyOptions& options)
        : m_key(key)
        , m_index(index)
        , m_against(options.against)
        , m_extractor(key, {columns.begin(), columns.end()}, layout)
        , m_matcher(index, m_extractor)
        , m_tally(index, {columns.begin(), columns.end()})
        , m_records(batchRows)
        , m_rows(batchRows)
    {
        if (options.indicators) {
            m_scan.emplace(*options.indicators, key, columns);
        }
        if (options.near) {
            m_near.emplace(*options.near, index, columns, options.nearFrom);
        }
        if (options.tracer) {
            m_tracer.emplace(options.tracer->index(), key);
        }
    }

    /// One verdict for each row of the block, in their order.
    void work(const RowBlock& block, std::vector<RowVerdict>& verdicts);
    /// What the verdict of the row was made of, which is not counted again: its record and the candidates. Valid until
    /// the next call.
    [[nodiscard]] std::span<const Candidate> lookAgain(const Row& row);
    [[nodiscard]] const Record& record() const { return m_records.front(); }
    [[nodiscard]] const std::string& arena() const { return m_arena; }
    [[nodiscard]] std::span<const SegmentInfo* const> sets() const { return m_matcher.sets(); }

    /// Adds what was counted to that of the whole sample.
    void addTo(Tally& tally, const ClassifyOptions& options, std::optional<IndicatorScan>& scan,
               std::optional<NearFinder>& near) const;

private:
    void judgeBatch(std::size_t count, std::vector<RowVerdict>& verdicts);
    void judgeRow(std::size_t at, RowVerdict& verdict);

    const RegistryKey& m_key;
    const Index& m_index;
    const SeenValues* m_against;
    Extractor m_extractor;
    Matcher m_matcher;
    Tally m_tally;
    std::optional<IndicatorScan> m_scan;
    std::optional<CopyTracer> m_tracer;
    std::optional<NearFinder> m_near;
    std::string m_arena;
    std::vector<Record> m_records; ///< of the batch in hand, as are the next ones
    std::vector<Row> m_rows;
};

void Judge::work(const RowBlock& block, std::vector<RowVerdict>& verdicts)
{
    verdicts.clear();
    verdicts.reserve(block.size());
    std::size_t waiting = 0;
    for (std::size_t at = 0; at < block.size(); ++at) {
        if (const auto row = block.row(at)) {
            m_rows[waiting++] = *row;
        } else {
            judgeBatch(std::exchange(waiting, 0), verdicts);
            RowVerdict& verdict = verdicts.emplace_back();
            verdict.row = block.number(at);
            verdict.verdict = Verdict::Unreadable;
            verdict.isNew = m_against != nullptr;
        }
        if (waiting == batchRows) {
            judgeBatch(std::exchange(waiting, 0), verdicts);
        }
    }
    judgeBatch(waiting, verdicts);
}

void Judge::judgeBatch(std::size_t count, std::vector<RowVerdict>& verdicts)
{
    m_arena.clear();
    const std::span records = std::span(m_records).first(count);
    m_extractor.values(std::span(m_rows).first(count), m_arena, records);
    m_matcher.lookUp(records);
    for (std::size_t i = 0; i < count; ++i) {
        if (m_tracer || m_against || (m_scan && m_scan->isKnown(records[i]))) {
            m_extractor.fields(m_rows[i], m_arena, records[i]);
        }
    }
    m_matcher.compare(m_rows, records, m_arena);
    for (std::size_t i = 0; i < count; ++i) {
        judgeRow(i, verdicts.emplace_back());
    }
}

void Judge::judgeRow(std::size_t at, RowVerdict& verdict)
{
    const Row& row = m_rows[at];
    const Record& record = m_records[at];
    verdict = judge(m_matcher.candidates(at), m_matcher.sets(), !record.values.empty(), m_index.acceptedOverlaps());
    if (m_tracer) {
        takeTrace(verdict, m_tracer->look(row, record, m_extractor, m_arena), m_matcher.sets());
    }
    verdict.row = row.number;
    verdict.line = row.line;
    verdict.isNew = m_against && !m_against->has(m_key, row, record, m_extractor, m_arena);
    if (m_scan && verdict.verdict == Verdict::Unknown) {
        m_scan->look(verdict, row.cells, record, m_arena);
    }
    m_tally.addRow(verdict, record);
    if (m_near && verdict.verdict == Verdict::Unknown) { // counted apart: the summary is the same without it
        m_near->look(verdict, row, m_matcher.candidates(at));
    }
}

std::span<const Candidate> Judge::lookAgain(const Row& row)
{
    m_arena.clear();
    m_extractor.extract(row, m_arena, m_records.front());
    const std::span record = std::span(m_records).first(1);
    m_matcher.lookUp(record);
    m_matcher.compare(std::span(&row, 1), record, m_arena);
    return m_matcher.candidates(0);
}

void Judge::addTo(Tally& tally, const ClassifyOptions& options, std::optional<IndicatorScan>& scan,
                  std::optional<NearFinder>& near) const
{
    tally.add(m_tally);
    tally.addLookups(m_matcher.lookups());
    if (m_scan) {
        scan->add(*m_scan);
    }
    if (m_near) {
        near->add(*m_near);
    }
    if (m_tracer) {
        options.tracer->add(*m_tracer);
    }
}

/// One run over one sample.
class Run
{
public:
    Run(const RegistryKey& key, const Index& index, TableReader& reader, std::vector<Column> columns,
        const ClassifyOptions& options)
        : m_index(index)
        , m_reader(reader)
        , m_options(options)
        , m_columns(std::move(columns))
        , m_tally(index, m_columns)
        , m_again(key, index, m_columns, reader.dialect().layout, options)
        , m_line(reader, options.threads, [this, &key] {
            return std::make_unique<Judge>(key, m_index, m_columns, m_reader.dialect().layout, m_options);
        })
    {
        if (options.indicators) {
            m_scan.emplace(*options.indicators, key, m_columns);
        }
        if (options.near) {
            m_near.emplace(*options.near, index, m_columns, options.nearFrom);
        }
        m_line.onLong = [this](const RowBlock& first) { warmFor(first); };
    }

    /// Hands out the verdicts of the next block, in order. False at the end of the sample.
    [[nodiscard]] Expected<bool> advance();
    [[nodiscard]] Summary finish();

private:
    void warmFor(const RowBlock& first);
    void answer(const RowBlock& rows, std::size_t at, const RowVerdict& verdict);
    void preview(const std::optional<Row>& row, const RowVerdict& verdict);

    const Index& m_index;
    TableReader& m_reader;
    const ClassifyOptions& m_options;
    std::vector<Column> m_columns;
    Tally m_tally;
    std::optional<IndicatorScan> m_scan;
    std::optional<NearFinder> m_near;
    NewRows m_newRows;
    std::array<int, verdictCount> m_shown = {};
    Judge m_again; ///< for what is asked of single rows; its counts are nobody's
    RowLine<Judge, std::vector<RowVerdict>> m_line;
};

/// A sample that goes on behind its first block makes many look-ups.
void Run::warmFor(const RowBlock& first)
{
    constexpr quint64 lookupsPerRow = 3;
    const auto rowOctets = std::max<quint64>(1, first.octets() / first.size());
    const quint64 rows = m_reader.size() < 0 ? std::numeric_limits<quint32>::max()
                                             : static_cast<quint64>(m_reader.size()) / rowOctets;
    // All data sets together; whoever else runs needs memory too.
    quint64 room = static_cast<quint64>(::sysconf(_SC_PHYS_PAGES)) * static_cast<quint64>(::sysconf(_SC_PAGESIZE)) / 4;
    for (const auto& segment : m_index.segments()) {
        room -= std::min(room, segment->warm(rows * lookupsPerRow, room));
    }
}

Expected<bool> Run::advance()
{
    return m_line.advance([this](const RowBlock& rows, const std::vector<RowVerdict>& verdicts) -> Expected<void> {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            answer(rows, i, verdicts[i]);
        }
        return {};
    });
}

Summary Run::finish()
{
    for (const auto& judge : m_line.finish()) {
        judge->addTo(m_tally, m_options, m_scan, m_near);
    }
    Summary summary = m_tally.finish();
    if (m_scan) {
        summary.indicators = m_scan->finish(summary.rows);
    }
    if (m_near) {
        summary.near = m_near->finish();
    }
    if (m_options.against) {
        m_newRows.samples = m_options.against->samples();
        summary.newRows = m_newRows;
    }
    return summary;
}

void Run::answer(const RowBlock& rows, std::size_t at, const RowVerdict& verdict)
{
    if (verdict.verdict == Verdict::Unreadable) {
        m_tally.addUnreadable(rows.unreadable(at));
    } else {
        m_tally.addInOrder(verdict.verdict);
    }
    if (verdict.isNew) {
        ++m_newRows.fresh[static_cast<std::size_t>(verdict.verdict)];
    } else {
        ++m_newRows.seen;
    }
    if (m_scan && m_scan->mayFollow() && verdict.verdict == Verdict::Unknown) {
        m_scan->follow(rows.row(at)->cells);
    }
    if (m_options.explainRow == verdict.row && m_options.onExplained && verdict.verdict != Verdict::Unreadable) {
        const auto candidates = m_again.lookAgain(*rows.row(at));
        m_options.onExplained(verdict, explain(candidates, m_again.sets(), m_index.acceptedOverlaps()));
    }
    if (m_options.onRow) {
        m_options.onRow(verdict);
    }
    int& shown = m_shown[static_cast<std::size_t>(verdict.verdict)];
    if (m_options.onPreview && shown < m_options.previewRows) {
        ++shown;
        preview(rows.row(at), verdict);
    }
}

void Run::preview(const std::optional<Row>& row, const RowVerdict& verdict)
{
    const auto candidates = row ? m_again.lookAgain(*row) : std::span<const Candidate>();
    m_options.onPreview({.verdict = verdict,
                         .cells = row ? row->cells : std::span<const std::string_view>(),
                         .columns = m_columns,
                         .record = row ? &m_again.record() : nullptr,
                         .arena = m_again.arena(),
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
        TRY(const bool more, run.advance());
        if (!more) {
            break;
        }
        if (turn % blocksBetweenTellings == 0) {
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

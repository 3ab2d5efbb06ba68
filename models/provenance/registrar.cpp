#include "models/provenance/registrar.h"

#include "models/provenance/near/nearwriter.h"
#include "models/provenance/record.h"
#include "models/provenance/rowline.h"
#include "models/provenance/segmentwriter.h"
#include "models/provenance/tally.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <QFile>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostListed = 10000;
constexpr quint64 blocksBetweenReports = 8;

/// Gives each tenant a number, in the order of first appearance.
class TenantNumbers
{
public:
    quint32 of(std::string_view name)
    {
        const auto [at, fresh] = m_numbers.try_emplace(std::string(name), static_cast<quint32>(m_names.size()));
        if (fresh) {
            m_names.push_back(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
            m_records.push_back(0);
        }
        ++m_records[at->second];
        return at->second;
    }
    std::vector<QString> m_names;
    std::vector<quint64> m_records;

private:
    std::unordered_map<std::string, quint32> m_numbers;
};

/// What is registered of the rows of a block.
struct Prepared
{
    struct Row
    {
        std::size_t firstKey = 0;
        std::size_t keys = 0;
        std::array<Piece, tagCount> tags = {};
        Piece tenant = {};
        quint64 filledColumns = 0;
        quint64 usableColumns = 0;
    };
    std::vector<Row> rows; ///< those that could be read
    std::vector<SegmentWriter::Key> keys;
    std::vector<NearRecord> near; ///< of the rows, where they are asked for
    std::string arena;
};

/// Makes fingerprints of rows.
class Preparer
{
public:
    /// `near`: null where no near records are wanted.
    Preparer(const RegistryKey& key, const std::vector<Column>& columns, Layout layout, const NearKeys* near)
        : m_extractor(key, columns, layout)
    {
        if (near) {
            m_near.emplace(*near, columns, NearMaker::Use::Register);
        }
    }

    void work(const RowBlock& block, Prepared& out)
    {
        out.rows.clear();
        out.keys.clear();
        out.arena.clear();
        for (std::size_t at = 0; at < block.size(); ++at) {
            if (const auto row = block.row(at)) {
                m_extractor.extract(*row, out.arena, m_record);
                take(out);
                if (m_near) {
                    out.near.resize(std::max(out.near.size(), out.rows.size()));
                    m_near->make(*row, out.near[out.rows.size() - 1]);
                }
            }
        }
    }

private:
    void take(Prepared& out)
    {
        const std::size_t first = out.keys.size();
        for (const auto& value : m_record.values) {
            out.keys.push_back({value.fingerprint, value.keyClass});
        }
        for (const auto keyClass : combinations) {
            if (const quint64 print = m_extractor.combination(m_record, keyClass, out.arena); print != 0) {
                out.keys.push_back({print, keyClass});
            }
        }
        out.rows.push_back({.firstKey = first,
                            .keys = out.keys.size() - first,
                            .tags = m_record.fields,
                            .tenant = m_record.tenant,
                            .filledColumns = m_record.filledColumns,
                            .usableColumns = m_record.usableColumns});
    }

    Extractor m_extractor;
    std::optional<NearMaker> m_near;
    Record m_record;
};

/// A near index under its name that no segment speaks of yet; goes again unless it is kept.
class PublishedNear
{
public:
    explicit PublishedNear(QString file)
        : m_file(std::move(file))
    {
    }
    PublishedNear(const PublishedNear&) = delete;
    PublishedNear& operator=(const PublishedNear&) = delete;
    ~PublishedNear()
    {
        if (!m_file.isEmpty()) {
            QFile::remove(m_file);
        }
    }
    void keep() { m_file.clear(); }

private:
    QString m_file;
};

std::unexpected<Error> noMeaning(std::size_t columns)
{
    return failure(QLatin1StringView("provenance.no-meaning"),
                   QCoreApplication::translate("Provenance",
                                               "No column was recognised that records could be found by, such as an "
                                               "e-mail address, a phone number or a name. Say what the columns hold "
                                               "with a mapping."),
                   QString::number(columns));
}

std::unexpected<Error> noRows(quint64 unreadable)
{
    return failure(
        QLatin1StringView("provenance.empty"),
        QCoreApplication::translate("Provenance", "The file holds no rows that could be read. Nothing was registered."),
        QString::number(unreadable));
}

std::unexpected<Error> cancelledRegistration()
{
    return failure(
        QLatin1StringView("provenance.cancelled"),
        QCoreApplication::translate("Provenance", "The registration was cancelled. Nothing was registered."));
}

bool tellsOverlap(KeyClass keyClass)
{
    return keyClass == KeyClass::Email || keyClass == KeyClass::RecordId || keyClass == KeyClass::Iban
        || keyClass == KeyClass::Card || keyClass == KeyClass::NationalId || keyClass == KeyClass::NameBirthDate;
}
} // namespace

Expected<RegistrationReport> Registrar::run(ByteSource& source, const Registration& what, const QString& file,
                                            const Watcher& watcher) const
{
    QElapsedTimer timer;
    timer.start();
    TRY(const auto reader, TableReader::open(source, what.read));
    TRY(auto columns, columnsOf(*reader, what.mappings));
    if (!canBeLookedUp(columns)) {
        return noMeaning(columns.size());
    }
    TRY(const auto writer, SegmentWriter::create(file, m_key, what.memory));
    std::unique_ptr<NearWriter> nearWriter;
    std::optional<NearKeys> nearKeys;
    if (!what.nearFile.isEmpty()) {
        TRY(nearWriter, NearWriter::create(what.nearFile, m_key, what.memory / 4));
        nearKeys.emplace(m_key);
    }

    RegistrationReport report;
    report.dialect = reader->dialect();
    for (const auto& column : columns) {
        report.columns.push_back({.column = column});
    }
    TenantNumbers tenants;
    const std::string fixedTenant = what.tenant.trimmed().toStdString();
    ColumnCounter filled;
    ColumnCounter usable;
    const auto add = [&](const Prepared& prepared, const Prepared::Row& row) -> Expected<void> {
        std::array<std::string_view, tagCount> tags;
        std::ranges::transform(row.tags, tags.begin(), [&](Piece piece) { return piece.in(prepared.arena); });
        const auto tenant = row.tenant.size > 0 ? row.tenant.in(prepared.arena) : std::string_view(fixedTenant);
        filled.add(row.filledColumns);
        usable.add(row.usableColumns);
        report.withoutValue += row.keys == 0;
        return writer->add(std::span(prepared.keys).subspan(row.firstKey, row.keys), tags,
                           tenant.empty() ? noTenant : tenants.of(tenant));
    };
    const auto take = [&](const RowBlock& rows, const Prepared& prepared) -> Expected<void> {
        auto next = prepared.rows.begin();
        for (std::size_t at = 0; at < rows.size(); ++at) {
            if (rows.isReadable(at)) {
                if (nearWriter) {
                    CHECK_OK(nearWriter->add(prepared.near[static_cast<std::size_t>(next - prepared.rows.begin())]));
                }
                CHECK_OK(add(prepared, *next++));
                continue;
            }
            ++report.unreadable;
            if (report.skipped.size() < mostListed) {
                report.skipped.push_back(rows.unreadable(at));
            }
        }
        return {};
    };
    RowLine<Preparer, Prepared> line(*reader, 0, [&] {
        return std::make_unique<Preparer>(m_key, columns, reader->dialect().layout, nearKeys ? &*nearKeys : nullptr);
    });
    for (quint64 turn = 1;; ++turn) {
        TRY(const bool more, line.advance(take));
        if (!more) {
            break;
        }
        if (turn % blocksBetweenReports == 0) {
            if (watcher.cancelled && watcher.cancelled()) {
                return cancelledRegistration();
            }
            if (watcher.progress) {
                watcher.progress(reader->bytesRead(), reader->rowsRead());
            }
        }
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(columns.size(), 64); ++i) {
        report.columns[i].filled = filled.of(i);
        report.columns[i].usable = usable.of(i);
    }
    report.rows = reader->rowsRead();
    if (!columns.empty() && isForTheRest(*reader, columns.back().name) && report.columns.back().filled == 0) {
        report.columns.pop_back();
    }
    report.ragged = reader->raggedRows();
    report.bytes = reader->bytesRead();
    if (writer->records() == 0) {
        return noRows(report.unreadable);
    }

    SegmentInfo info{.dataSet = what.dataSet, .kind = what.kind, .name = what.name, .version = what.version};
    info.tenants = tenants.m_names;
    info.tenantRecords = tenants.m_records;
    info.columns = columns;
    std::optional<PublishedNear> publishedNear;
    if (nearWriter) {
        TRY(const NearSeal seal, nearWriter->finish(what.dataSet, watcher));
        publishedNear.emplace(what.nearFile);
        info.nearSeal = seal.root;
        report.nearBytes = seal.size;
    }
    const auto segments = m_index.segments();
    for (const auto& segment : segments) {
        report.overlaps.push_back({.dataSet = segment->info().dataSet});
    }
    const auto onKey = [&](quint64 print, KeyClass keyClass, quint32 records) {
        for (std::size_t i = 0; tellsOverlap(keyClass) && i < segments.size(); ++i) {
            if (segments[i]->find(print) >= 0) {
                ++report.overlaps[i].values;
                report.overlaps[i].records += records;
            }
        }
    };
    TRY(report.segment, writer->finish(std::move(info), segments.empty() ? SegmentWriter::OnKey() : onKey, watcher));
    std::erase_if(report.overlaps, [](const Overlap& overlap) { return overlap.values == 0; });
    report.values = report.segment.values;
    TRY(const auto written, SegmentReader::open(file, m_key));
    report.contentHash = written->contentHash();
    if (publishedNear) {
        publishedNear->keep();
    }
    report.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (watcher.progress) {
        watcher.progress(report.bytes, report.rows);
    }
    return report;
}

} // namespace bulkhead::provenance

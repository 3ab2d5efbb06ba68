#include "models/provenance/registrar.h"

#include "models/provenance/record.h"
#include "models/provenance/segmentwriter.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <unordered_map>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostListed = 10000;
constexpr quint64 rowsBetweenReports = 4096;

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
        return failure(
            QLatin1StringView("provenance.no-meaning"),
            QCoreApplication::translate("Provenance",
                                        "No column was recognised that records could be found by, such as an "
                                        "e-mail address, a phone number or a name. Say what the columns hold "
                                        "with a mapping."),
            QString::number(columns.size()));
    }
    TRY(const auto writer, SegmentWriter::create(file, m_key, what.memory));

    RegistrationReport report;
    report.dialect = reader->dialect();
    for (const auto& column : columns) {
        report.columns.push_back({.column = column});
    }
    Extractor extractor(m_key, columns, reader->dialect().layout);
    TenantNumbers tenants;
    const std::string fixedTenant = what.tenant.trimmed().toStdString();
    std::string arena;
    Record record;
    std::vector<SegmentWriter::Key> keys;
    for (quint64 turn = 1;; ++turn) {
        TRY(const auto step, reader->next());
        if (step == TableReader::Step::End) {
            break;
        }
        if (turn % rowsBetweenReports == 0) {
            if (watcher.cancelled && watcher.cancelled()) {
                return failure(QLatin1StringView("provenance.cancelled"),
                               QCoreApplication::translate("Provenance",
                                                           "The registration was cancelled. Nothing was "
                                                           "registered."));
            }
            if (watcher.progress) {
                watcher.progress(reader->bytesRead(), reader->rowsRead());
            }
        }
        if (step == TableReader::Step::Unreadable) {
            ++report.unreadable;
            if (report.skipped.size() < mostListed) {
                report.skipped.push_back(reader->unreadable());
            }
            continue;
        }
        arena.clear();
        extractor.extract(reader->row(), arena, record);
        keys.clear();
        for (const auto& value : record.values) {
            keys.push_back({value.fingerprint, value.keyClass});
        }
        for (const auto keyClass : combinations) {
            if (const quint64 print = extractor.combination(record, keyClass, arena); print != 0) {
                keys.push_back({print, keyClass});
            }
        }
        std::array<std::string_view, tagCount> tags;
        for (std::size_t i = 0; i < tagCount; ++i) {
            tags[i] = record.fields[i].in(arena);
        }
        const auto tenant = record.tenant.size > 0 ? record.tenant.in(arena) : std::string_view(fixedTenant);
        CHECK_OK(writer->add(keys, tags, tenant.empty() ? noTenant : tenants.of(tenant)));
        report.withoutValue += keys.empty();
        for (std::size_t i = 0; i < std::min<std::size_t>(columns.size(), 64); ++i) {
            report.columns[i].filled += record.filledColumns >> i & 1;
            report.columns[i].usable += record.usableColumns >> i & 1;
        }
    }
    report.rows = reader->rowsRead();
    if (!columns.empty() && isForTheRest(*reader, columns.back().name) && report.columns.back().filled == 0) {
        report.columns.pop_back();
    }
    report.ragged = reader->raggedRows();
    report.bytes = reader->bytesRead();
    if (writer->records() == 0) {
        return failure(QLatin1StringView("provenance.empty"),
                       QCoreApplication::translate(
                           "Provenance", "The file holds no rows that could be read. Nothing was registered."),
                       QString::number(report.unreadable));
    }

    SegmentInfo info{.dataSet = what.dataSet, .kind = what.kind, .name = what.name, .version = what.version};
    info.tenants = tenants.m_names;
    info.tenantRecords = tenants.m_records;
    info.columns = columns;
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
    report.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (watcher.progress) {
        watcher.progress(report.bytes, report.rows);
    }
    return report;
}

} // namespace bulkhead::provenance

#include "models/base/digest.h"
#include "models/provenance/hashingsource.h"
#include "models/provenance/near/nearreader.h"
#include "models/provenance/registry/manifest.h"
#include "models/provenance/registry/privatefile.h"
#include "models/provenance/registry/registry.h"
#include "models/provenance/registry/registrytext.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype mostTenantsNamed = 1000;

Watcher watcherOf(const Progress& progress, const std::stop_token& stop, qint64 total)
{
    Watcher watcher;
    if (progress) {
        watcher.progress = [progress, total](qint64 bytes, quint64) { progress(bytes, std::max<qint64>(total, 0)); };
    }
    watcher.cancelled = [stop] { return stop.stop_requested(); };
    return watcher;
}

Registered registeredFrom(const RegistrationReport& report, const Id& id, Bytes sha256)
{
    Registered result;
    result.id = id;
    result.rows = static_cast<qint64>(report.rows);
    result.values = static_cast<qint64>(report.values);
    result.columns = report.columns;
    for (const QString& tenant : report.segment.tenants) {
        result.tenants.append(tenant);
    }
    result.unreadable = static_cast<qint64>(report.unreadable);
    result.skipped = report.skipped;
    result.overlaps = report.overlaps;
    result.bytes = report.bytes;
    result.sha256 = std::move(sha256);
    result.segmentBytes = report.segment.fileSize;
    result.nearBytes = report.nearBytes;
    result.seconds = report.seconds;
    return result;
}

void describe(DataSet& about, const Registered& report)
{
    about.tenants = report.tenants.mid(0, mostTenantsNamed); // the segment names all
    about.fileHash = report.sha256;
    about.segment = segmentName(report.id);
    about.rows = report.rows;
    about.values = report.values;
    about.unreadable = report.unreadable;
    about.bytes = report.bytes;
    for (const ColumnUse& use : report.columns) {
        about.columns.append(u"%1=%2"_s.arg(use.column.name, meaningId(use.column.meaning)));
    }
    for (const Overlap& overlap : report.overlaps) {
        about.overlaps.append(u"%1=%2"_s.arg(overlap.dataSet.text()).arg(overlap.records));
    }
}
} // namespace

ReadOptions readAs(const Dialect& dialect)
{
    return {.delimiter = dialect.delimiter,
            .quote = dialect.quote,
            .backslash = dialect.backslash,
            .header = dialect.header,
            .encoding = dialect.encoding,
            .layout = dialect.layout};
}

std::vector<ColumnMapping> givenMappings(const Summary& summary)
{
    std::vector<ColumnMapping> mappings;
    for (std::size_t i = 0; i < summary.columns.size(); ++i) {
        const Column& column = summary.columns[i].column;
        if (column.basis == Column::Basis::Given) {
            mappings.push_back({QString::number(i + 1), column.meaning, false});
        }
    }
    return mappings;
}

QString segmentName(const Id& dataSet)
{
    return dataSet.text() + ".segment"_L1;
}

bool removeSegment(const QString& file)
{
    bool isGone = true;
    for (const QString& one : {nearFileOf(file), file}) {
        isGone = (!QFile::exists(one) || QFile::remove(one)) && isGone;
    }
    return isGone;
}

PreparedSet::PreparedSet(QString file, DataSet about, Registered report)
    : m_file(std::move(file))
    , m_about(std::move(about))
    , m_report(std::move(report))
{
}

PreparedSet::PreparedSet(PreparedSet&& other) noexcept
    : m_file(std::exchange(other.m_file, {}))
    , m_about(std::move(other.m_about))
    , m_report(std::move(other.m_report))
{
}

PreparedSet::~PreparedSet()
{
    if (!m_file.isEmpty()) {
        removeSegment(m_file);
    }
}

RegistrySnapshot::RegistrySnapshot(RegistryKey key, QString folder)
    : m_key(std::move(key))
    , m_near(std::make_unique<NearIndex>(m_key))
    , m_folder(std::move(folder))
{
}

RegistrySnapshot::~RegistrySnapshot() = default;

Bytes RegistrySnapshot::state() const
{
    Sha256 digest;
    m_index.addTo(digest);
    for (const TaggedCopy& copy : m_copies.copies()) {
        digest.add(copy.id.view());
    }
    return digest.finish();
}

Expected<Answer> RegistrySnapshot::classify(QIODevice& source, const ExamineOptions& options, const Progress& progress,
                                            std::stop_token stop) const
{
    QElapsedTimer timer;
    timer.start();
    ClassifyOptions wish;
    wish.mappings = options.mappings;
    wish.read = options.read;
    wish.previewRows = options.previewRows;
    RowVerdicts rows;
    wish.onRow = [this, &options, &rows](const RowVerdict& row) {
        rows.add(row.verdict);
        if (options.onRow) {
            options.onRow(row, m_index);
        }
    };
    if (options.onPreview) {
        wish.onPreview = [this, &options](const RowPreview& row) { options.onPreview(row, m_index); };
    }
    CopyTracer tracer(m_copies, m_key);
    wish.indicators = options.indicators ? &Indicators::builtIn() : nullptr;
    wish.near = options.near && !m_near->isEmpty() ? m_near.get() : nullptr;
    wish.explainRow = options.explainRow;
    if (options.onExplained) {
        wish.onExplained = [this, &options](const RowVerdict& row, const std::vector<Explanation>& why) {
            options.onExplained(row, why, m_index);
        };
    }
    wish.against = options.against.get();
    wish.tracer = m_copies.isEmpty() ? nullptr : &tracer;
    HashingSource bytes(source, stop);
    const Classifier classifier(m_key, m_index);
    auto run = classifier.run(bytes, wish, watcherOf(progress, stop, bytes.size()));
    if (stop.stop_requested()) {
        return cancelledReading(); // whatever the readers made of it
    }
    TRY(auto summary, std::move(run));
    Answer answer;
    answer.verdict = sampleVerdictId(summary.verdict);
    answer.registryState = state();
    answer.copies = tracer.finish(summary.rows);
    for (const CopyTrace& copy : answer.copies) {
        answer.copyNames[copy.copy] = m_copyNames.at(copy.copy);
    }
    answer.hadProductionSet = !summary.noProductionSet;
    answer.summary = std::move(summary);
    answer.rows = std::move(rows);
    answer.dataSets = m_names;
    answer.size = bytes.bytes();
    answer.sha256 = bytes.sha256();
    answer.milliseconds = timer.elapsed();
    return answer;
}

Expected<Answer> RegistrySnapshot::classifyAs(const Summary& earlier,
                                              const std::function<Expected<std::unique_ptr<QIODevice>>()>& open,
                                              ExamineOptions options, const Progress& progress,
                                              std::stop_token stop) const
{
    options.mappings = givenMappings(earlier);
    TRY(const auto source, open());
    TRY(auto answer, classify(*source, options, progress, stop));
    if (answer.summary.dialect == earlier.dialect) {
        return answer;
    }
    options.read = readAs(earlier.dialect); // somebody had said how it is written
    TRY(const auto again, open());
    return classify(*again, options, progress, stop);
}

Expected<void> RegistrySnapshot::remember(QIODevice& source, SeenValues& seen, const ExamineOptions& options,
                                          const Progress& progress, std::stop_token stop) const
{
    HashingSource bytes(source, stop);
    return seen.remember(m_key, bytes, options.read, options.mappings, watcherOf(progress, stop, bytes.size()));
}

Expected<PreparedCopy> RegistrySnapshot::tag(const QString& source, const QString& target, TagOptions options,
                                             const Progress& progress, std::stop_token stop) const
{
    QFile file(source);
    if (!file.open(QIODevice::ReadOnly) || file.isSequential()) {
        return failure("provenance.read-failed"_L1,
                       RegistryText::tr("“%1” cannot be read: %2. A copy is made of a file, which is read three times.")
                           .arg(source, file.errorString()));
    }
    CHECK_OK(checkNotThere({target, manifestName(target)}));
    PreparedCopy copy;
    copy.target = target;
    copy.markColumn = options.markColumn;
    copy.file = std::make_unique<QSaveFile>(target);
    CHECK_OK(openPrivately(*copy.file));
    do {
        copy.serial = QRandomGenerator::system()->generate();
    } while (copy.serial == 0 || m_copies.withSerial(copy.serial));
    options.serial = copy.serial;
    constexpr qint64 passages = 3;
    TRY(copy.report,
        Tagger(m_key, m_index, m_copies)
            .run(file, *copy.file, options, watcherOf(progress, stop, file.size() * passages)));
    return copy;
}

Expected<PreparedSet> RegistrySnapshot::prepare(QIODevice& source, DataSet about, const RegisterOptions& options,
                                                const Progress& progress, std::stop_token stop) const
{
    Registration what;
    what.dataSet = Id::make(SystemClock().now());
    what.kind = about.isProduction ? Kind::Production : Kind::Synthetic;
    what.name = about.name;
    what.version = about.version;
    what.tenant = about.tenant;
    what.mappings = options.mappings;
    what.read = options.read;
    const QString file = QDir(m_folder).filePath(segmentName(what.dataSet));
    what.nearFile = options.near ? nearFileOf(file) : QString();
    HashingSource bytes(source, stop);
    const Registrar registrar(m_key, m_index);
    auto run = registrar.run(bytes, what, file, watcherOf(progress, stop, bytes.size()));
    if (stop.stop_requested()) {
        removeSegment(file);
        return cancelledReading();
    }
    TRY(const auto report, std::move(run));
    const Registered registered = registeredFrom(report, what.dataSet, bytes.sha256());
    describe(about, registered);
    return PreparedSet(file, std::move(about), registered);
}

} // namespace bulkhead::provenance

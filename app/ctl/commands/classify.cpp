#include "app/ctl/commands/askcrm.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/exit.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/verdictreport.h"
#include "models/base/csv.h"
#include "models/provenance/explained.h"
#include "models/provenance/registry/incoming.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSet>
#include <QThread>

#include <limits>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::ExamineOptions;
using provenance::Index;
using provenance::Registry;
using provenance::RowPreview;
using provenance::RowVerdict;

constexpr quint32 partsPerMillion = 1'000'000;

/// "OUT.csv": every row's verdict, in order.
class RowsFile
{
public:
    RowsFile(ExportFile file, bool withValues, bool withFile, bool withNew)
        : m_file(std::move(file))
        , m_withValues(withValues)
        , m_withFile(withFile)
        , m_withNew(withNew)
    {
        QStringList header{u"row"_s, u"verdict"_s, u"data_set"_s, u"tenant"_s, u"confidence"_s, u"reasons"_s};
        if (m_withFile) {
            header.append(u"file"_s);
        }
        if (m_withNew) {
            header.append(u"new"_s);
        }
        if (m_withValues) {
            header.append(u"values"_s);
        }
        write(csvLine(header));
    }

    void begin(const QString& name) { m_name = name; }
    /// Records of a CRM, by the rows that speak of them: reasons say them too.
    void addRecords(const std::map<quint64, QString>& records, const QString& connector)
    {
        m_records = &records;
        m_connector = connector;
    }

    void listenTo(ExamineOptions& options)
    {
        if (m_withValues) {
            options.previewRows = std::numeric_limits<int>::max();
            options.onPreview = [this](const RowPreview& row, const Index& index) {
                add(row.verdict, index, row.cells);
            };
        } else {
            options.onRow = [this](const RowVerdict& row, const Index& index) { add(row, index, {}); };
        }
    }

    Expected<ExportFile::Written> commit()
    {
        if (!m_result) {
            return std::unexpected(m_result.error());
        }
        return m_file.commit();
    }

private:
    void add(const RowVerdict& row, const Index& index, std::span<const std::string_view> values)
    {
        QStringList names;
        for (const quint8 segment : provenance::segmentsOf(row)) {
            names.append(index.segments()[segment]->info().name);
        }
        QStringList reasons;
        for (const provenance::Reason& reason : row.reasons) {
            reasons.append(provenance::reasonText(reason, index));
        }
        if (m_records && m_records->contains(row.row)) {
            reasons.append(u"\"%1\" has it as %2"_s.arg(m_connector, m_records->at(row.row)));
        }
        QStringList cells{QString::number(row.row),
                          provenance::verdictId(row.verdict),
                          names.join("; "_L1),
                          provenance::tenantOf(row, index),
                          u"%1.%2"_s.arg(row.confidencePpm / partsPerMillion)
                              .arg(row.confidencePpm % partsPerMillion, 6, 10, QLatin1Char('0')),
                          reasons.join("; "_L1)};
        if (m_withFile) {
            cells.append(m_name);
        }
        if (m_withNew) {
            cells.append(row.isNew ? u"yes"_s : u"no"_s);
        }
        if (m_withValues) {
            QJsonArray array;
            for (const std::string_view value : values) {
                array.append(QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())));
            }
            cells.append(QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact)));
        }
        write(csvLine(cells));
    }

    void write(const QByteArray& line)
    {
        if (m_result) {
            m_result = m_file.write(line);
        }
    }

    ExportFile m_file;
    bool m_withValues;
    bool m_withFile;
    bool m_withNew;
    QString m_name;
    const std::map<quint64, QString>* m_records = nullptr;
    QString m_connector;
    Expected<void> m_result;
};

/// Where values of registered records stand in logs: file, line, meaning, verdict, never a value.
class LeakReport
{
public:
    explicit LeakReport(ExamineOptions& options)
    {
        options.onRow = [this, also = options.onRow](const RowVerdict& row, const Index& index) {
            if (also) {
                also(row, index);
            }
            add(row, index);
        };
    }
    void begin(const QString& path) { m_path = path; }

    [[nodiscard]] QJsonObject document() const
    {
        return {{u"leaks"_s, m_leaks}, {u"leaks_total"_s, m_total}, {u"files_with_leaks"_s, m_files.size()}};
    }
    [[nodiscard]] QString text() const
    {
        QString text;
        for (const QJsonValue& leak : m_leaks) {
            text += u"%1:%2: %3 (%4, %5)\n"_s.arg(leak[u"file"_s].toString(),
                                                  QString::number(leak[u"line"_s].toInteger()),
                                                  leak[u"meanings"_s].toVariant().toStringList().join(", "_L1),
                                                  leak[u"verdict"_s].toString(), leak[u"data_set"_s].toString());
        }
        text += m_total > m_leaks.size() ? Ctl::tr("… and %1 more.\n").arg(m_total - m_leaks.size()) : QString();
        return text
            + Ctl::tr("Lines with values of registered records: %1, in files: %2.\n").arg(m_total).arg(m_files.size());
    }

private:
    void add(const RowVerdict& row, const Index& index)
    {
        // The strongest reason that names a data set.
        const auto named = std::ranges::find_if(row.reasons, [&](const provenance::Reason& reason) {
            return reason.fields != 0 && reason.code != provenance::ReasonCode::Near
                && reason.segment < index.segments().size();
        });
        if (named == row.reasons.end()) {
            return;
        }
        ++m_total;
        m_files.insert(m_path);
        if (m_leaks.size() < mostLeaks) {
            m_leaks.append(
                QJsonObject{{u"file"_s, m_path},
                            {u"line"_s, static_cast<qint64>(row.line > 0 ? row.line : row.row)},
                            {u"meanings"_s, QJsonArray::fromStringList(provenance::meaningIds(named->fields))},
                            {u"verdict"_s, provenance::verdictId(row.verdict)},
                            {u"data_set"_s, index.segments()[named->segment]->info().name}});
        }
    }

    static constexpr qsizetype mostLeaks = 10'000;
    QString m_path;
    QJsonArray m_leaks;
    qint64 m_total = 0;
    QSet<QString> m_files;
};

/// The files of folders, by name; what is no file (a pipe, a device) and what is hidden is left.
Expected<QStringList> filesOf(const QStringList& arguments)
{
    QStringList files;
    for (const QString& path : arguments) {
        // Told before a long run: a later file that is not there would waste the earlier ones.
        if (path == "-"_L1 || !QFileInfo(path).isDir()) {
            CHECK_OK(checkInput(path));
            files.append(path);
            continue;
        }
        TRY(const QStringList found, provenance::filesBelow(path));
        if (found.isEmpty()) {
            return failure("input.missing"_L1, Ctl::tr("There is no file in %1.").arg(path));
        }
        files.append(found);
    }
    return files;
}

Expected<void> checkAsking(const Call& call)
{
    if (call.has("yes"_L1) && !call.has("ask"_L1)) {
        return failure("usage.missing"_L1, Ctl::tr("--yes goes with --ask NAME."));
    }
    if (!call.has("ask"_L1)) {
        return {};
    }
    if (call.has("watch"_L1)) {
        return failure("usage.value"_L1, Ctl::tr("--watch does not go with --ask: a person looks at what goes out."));
    }
    if (call.arguments().size() != 1 || call.argument(0) == "-"_L1 || QFileInfo(call.argument(0)).isDir()) {
        return failure("usage.value"_L1,
                       Ctl::tr("--ask takes one sample, a file or evidence: it is read before it is asked about, and "
                               "after."));
    }
    return {};
}

Expected<void> checkOptions(const Call& call)
{
    if (call.has("report"_L1) && call.value("rows"_L1) == "-"_L1) {
        return failure("usage.value"_L1, Ctl::tr("--report and --rows - would both write to standard output."));
    }
    if (call.has("with-values"_L1) && !call.has("rows"_L1)) {
        return failure("usage.missing"_L1, Ctl::tr("--with-values goes with --rows OUT.csv."));
    }
    if (call.has("with-values"_L1) && !call.has("incident"_L1)) {
        return failure("usage.missing"_L1,
                       Ctl::tr("--with-values needs --incident ID: that values left the vault stands "
                               "in the chain of custody."));
    }
    for (const auto option : {"rows"_L1, "report"_L1, "explain"_L1, "against"_L1}) {
        if (call.has("watch"_L1) && call.has(option)) {
            return failure("usage.value"_L1, Ctl::tr("--watch does not go with --%1.").arg(option));
        }
    }
    CHECK_OK(checkAsking(call));
    if (call.arguments().count(u"-"_s) > 1) {
        return failure("usage.value"_L1, Ctl::tr("Standard input can be read once."));
    }
    return {};
}

QString nameOf(const QString& path)
{
    return path == "-"_L1 ? Ctl::tr("standard input") : QFileInfo(path).fileName();
}

/// An error about one of several files names it.
std::unexpected<Error> about(const QString& path, Error error)
{
    error.message = u"%1: %2"_s.arg(path, error.message);
    return std::unexpected(std::move(error));
}

/// Evidence of an incident in place of a file, where there is no such file; null: it is a file.
Expected<Id> heldSample(const Call& call, Desk& desk)
{
    const QString name = call.argument(0);
    if (!call.has("incident"_L1) || QFileInfo::exists(name) || name.contains(u'/')) {
        CHECK_OK(checkInput(name));
        return Id();
    }
    const auto evidence = desk.casework().find(Table<Evidence>::kind, name);
    if (!evidence) {
        return failure(
            "input.missing"_L1,
            Ctl::tr("“%1” is neither a file nor the id of evidence: %2").arg(name, evidence.error().message));
    }
    TRY(const Id incident, desk.casework().findIncident(call.value("incident"_L1)));
    TRY(const auto held, desk.casework().one<Evidence>(*evidence));
    if (held.stream.incident != incident) {
        return failure("input.missing"_L1, Ctl::tr("“%1” is evidence of another incident.").arg(held.value.name));
    }
    return *evidence;
}

Expected<AskedSample> askedSample(const Call& call, Desk& desk)
{
    AskedSample sample{.path = call.argument(0), .name = nameOf(call.argument(0))};
    if (call.has("incident"_L1)) {
        TRY(sample.incident, desk.casework().findIncident(call.value("incident"_L1)));
    }
    TRY(sample.evidence, heldSample(call, desk));
    if (!sample.evidence.isNull()) {
        TRY(const auto held, desk.casework().one<Evidence>(sample.evidence));
        sample.name = held.value.name;
    }
    return sample;
}

/// Asks once more about evidence that a CRM was asked about.
Expected<Examined> examineHeld(const Call& call, Desk& desk, const AskedSample& sample, const ExamineOptions& options)
{
    Progress progress(call.out(), sample.name);
    auto filed = Registry(desk.casework())
                     .classifyEvidence(
                         sample.evidence, options, [&](qint64 done, qint64 all) { progress.show(done, all); },
                         call.stop());
    if (!filed) {
        return about(sample.path, filed.error());
    }
    return Examined{.file = sample.name,
                    .answer = std::move(filed->answer),
                    .evidence = filed->evidence,
                    .report = filed->report,
                    .evidenceWasThere = true};
}

Expected<Examined> examine(const Call& call, Desk& desk, const QString& path, const ExamineOptions& options)
{
    TRY(const auto source, openInput(path, call.stop()));
    Progress progress(call.out(), nameOf(path));
    const auto show = [&](qint64 done, qint64 all) { progress.show(done, all); };
    Registry registry(desk.casework());
    if (!call.has("incident"_L1)) {
        auto answer = registry.classify(*source, options, show, call.stop());
        if (call.stop().stop_requested()) {
            return cancelled();
        }
        return answer ? Expected<Examined>({.file = path, .answer = *std::move(answer)}) : about(path, answer.error());
    }
    TRY(const Id incident, desk.casework().findIncident(call.value("incident"_L1)));
    Evidence evidence;
    evidence.name = nameOf(path);
    evidence.sourceUrl = call.value("source"_L1);
    auto filed = registry.classifyInto(incident, *source, evidence, options, show, call.stop());
    if (!filed) {
        return about(path, filed.error());
    }
    return Examined{.file = path,
                    .answer = std::move(filed->answer),
                    .evidence = filed->evidence,
                    .report = filed->report,
                    .evidenceWasThere = filed->evidenceWasThere};
}

/// Values left the vault: the chain of custody of each sample says so.
Expected<void> recordValues(const Call& call, Desk& desk, const std::vector<Examined>& samples,
                            const ExportFile::Written& written)
{
    TRY(const Id incident, desk.casework().findIncident(call.value("incident"_L1)));
    for (const Examined& sample : samples) {
        CustodyStep step{.incident = incident,
                         .evidence = sample.evidence,
                         .at = desk.clock().now(),
                         .action = u"extracted"_s,
                         .by = desk.vault().userName(),
                         .note = Ctl::tr("Verdicts with values were written to %1, SHA-256 %2.")
                                     .arg(QFileInfo(written.path).fileName(), hex(written.sha256))};
        CHECK_OK(desk.casework().add(incident, step));
    }
    return {};
}

/// Reads the earlier samples: files, or evidence by its id.
Expected<std::shared_ptr<const provenance::SeenValues>> earlierSamples(const Call& call, Desk& desk,
                                                                       const ExamineOptions& options)
{
    const QStringList names = call.values("against"_L1);
    if (names.isEmpty()) {
        return std::shared_ptr<const provenance::SeenValues>();
    }
    TRY(const auto snapshot, Registry(desk.casework()).snapshot());
    auto seen = std::make_shared<provenance::SeenValues>();
    for (const QString& name : names) {
        std::unique_ptr<QIODevice> source;
        if (QFileInfo::exists(name) || name.contains(u'/')) {
            TRY(source, openInput(name, call.stop()));
        } else {
            const auto evidence = desk.casework().find(Table<Evidence>::kind, name);
            if (!evidence) {
                return failure(
                    "input.missing"_L1,
                    Ctl::tr("“%1” is neither a file nor the id of evidence: %2").arg(name, evidence.error().message));
            }
            TRY(const auto held, desk.casework().one<Evidence>(*evidence));
            TRY(source, desk.casework().journal().openMaterial(held.value.blob));
        }
        Progress progress(call.out(), Ctl::tr("Earlier sample"));
        const auto read = snapshot->remember(
            *source, *seen, options, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop());
        if (!read) {
            return call.stop().stop_requested() ? cancelled() : about(name, read.error());
        }
    }
    return seen;
}

/// 0: none.
Expected<quint64> rowToExplain(const Call& call)
{
    if (!call.has("explain"_L1)) {
        return quint64(0);
    }
    bool isNumber = false;
    const quint64 row = call.value("explain"_L1).toULongLong(&isNumber);
    if (!isNumber || row == 0 || call.arguments().size() != 1) {
        return failure("usage.value"_L1, Ctl::tr("--explain takes the number of a row, from 1, of one file."));
    }
    return row;
}

/// What people have corrected before; what is said now wins.
Expected<void> addRemembered(const Call& call, Desk& desk, ExamineOptions& options)
{
    if (call.value("corrections"_L1, u"on"_s) == "off"_L1) {
        return {};
    }
    TRY(auto remembered, Registry(desk.casework()).rememberedMappings());
    options.mappings.insert(options.mappings.begin(), remembered.begin(), remembered.end());
    return {};
}

/// Files as they come into folders, until somebody stops it.
Expected<Exit> watchFolders(Call& call, Desk& desk, const ExamineOptions& options)
{
    constexpr int lookMs = 500;
    constexpr int nap = 50;
    std::vector<provenance::IncomingFiles> folders;
    for (const QString& path : call.arguments()) {
        if (!QFileInfo(path).isDir()) {
            return failure("usage.value"_L1, Ctl::tr("--watch takes folders; %1 is none.").arg(path));
        }
        folders.emplace_back(path);
    }
    bool hasFailed = false;
    const auto answer = [&](const QString& path) {
        const auto sample = examine(call, desk, path, options);
        if (call.stop().stop_requested()) {
            return;
        }
        if (!sample) {
            // The next file may be better.
            if (call.out().isJson()) {
                call.out().line(
                    {{u"file"_s, path},
                     {u"error"_s,
                      QJsonObject{{u"code"_s, sample.error().code}, {u"message"_s, sample.error().message}}}});
            } else {
                call.out().error(sample.error());
            }
            return;
        }
        hasFailed = hasFailed || call.values("fail-on"_L1).contains(sample->answer.verdict);
        if (call.out().isJson()) {
            call.out().line(documentOf({*sample}));
        } else {
            call.out().answer({}, textOf({*sample}));
        }
    };
    call.out().note(Ctl::tr("Waiting for files; Ctrl+C ends it."));
    while (!call.stop().stop_requested() && call.out().isWhole()) {
        for (provenance::IncomingFiles& folder : folders) {
            TRY(const QStringList whole, folder.look());
            for (const QString& path : whole) {
                if (!call.stop().stop_requested()) {
                    answer(path);
                }
            }
        }
        for (int slept = 0; slept < lookMs && !call.stop().stop_requested(); slept += nap) {
            QThread::msleep(nap);
        }
    }
    CHECK_OK(desk.finish());
    return hasFailed ? Exit::No : Exit::Done;
}

/// `crm`: asked about the sample first.
Expected<Exit> classifyFiles(Call& call, Desk& desk, const QStringList& paths, ExamineOptions options,
                             const NamedCrm* crm)
{
    CHECK_OK(addRemembered(call, desk, options));
    TRY(options.against, earlierSamples(call, desk, options));
    std::optional<AskedSample> held;
    std::optional<AskedCrm> asked;
    if (crm) {
        TRY(held, askedSample(call, desk));
        TRY(asked, askCrm(call, *crm, *held, options));
        if (call.stop().stop_requested()) {
            return cancelled();
        }
    }
    std::optional<RowsFile> rows;
    if (call.has("rows"_L1)) {
        TRY(auto file, ExportFile::open(call, call.value("rows"_L1)));
        rows.emplace(std::move(file), call.has("with-values"_L1), paths.size() > 1, options.against != nullptr);
        if (asked) {
            rows->addRecords(asked->records, crm->connector.value.name);
        }
        rows->listenTo(options);
    }
    std::optional<LeakReport> leaks;
    if (call.has("report"_L1)) {
        leaks.emplace(options);
    }
    std::vector<Examined> samples;
    for (const QString& path : paths) {
        if (rows) {
            rows->begin(nameOf(path));
        }
        if (leaks) {
            leaks->begin(path);
        }
        std::optional<provenance::ExplainedRow> why;
        options.onExplained = [&why](const RowVerdict& row, const std::vector<provenance::Explanation>& all,
                                     const Index& index) { why = provenance::explained(row, all, index); };
        TRY(Examined sample,
            held && !held->evidence.isNull() ? examineHeld(call, desk, *held, options)
                                             : examine(call, desk, path, options));
        sample.explained = std::move(why);
        if (options.explainRow != 0 && !sample.explained) {
            call.out().note(Ctl::tr("Row %1 cannot be explained: it could not be read, or there are not as many.")
                                .arg(options.explainRow));
        }
        samples.push_back(std::move(sample));
    }
    if (rows) {
        TRY(const ExportFile::Written written, rows->commit());
        if (call.has("with-values"_L1)) {
            CHECK_OK(recordValues(call, desk, samples, written));
        }
    }
    CHECK_OK(desk.finish());
    QJsonObject document = documentOf(samples);
    QString text = textOf(samples);
    if (leaks) {
        const QJsonObject found = leaks->document();
        for (auto it = found.begin(); it != found.end(); ++it) {
            document.insert(it.key(), it.value());
        }
        text = leaks->text();
    }
    if (asked) {
        document.insert(u"asked"_s, asked->document);
        text += u'\n' + asked->text;
    }
    if (call.value("rows"_L1) == "-"_L1) {
        call.out().note(text);
    } else {
        call.out().answer(document, text);
    }
    if (asked && asked->error) { // said in the one document
        call.out().note(asked->error->message);
        return exitFor(*asked->error);
    }
    return call.values("fail-on"_L1).contains(worstVerdict(samples)) ? Exit::No : Exit::Done;
}

Expected<Exit> classify(Call& call)
{
    CHECK_OK(checkOptions(call));
    ExamineOptions options;
    TRY(options.mappings, mappingsOf(call));
    TRY(options.read, readOptionsOf(call));
    options.previewRows = 0;
    TRY(options.explainRow, rowToExplain(call));
    options.indicators = call.value("indicators"_L1, u"on"_s) == "on"_L1;
    options.near = call.value("near"_L1, u"on"_s) == "on"_L1;
    const auto access = call.has("incident"_L1) ? Vault::Access::Write : Vault::Access::Read;
    if (call.has("watch"_L1)) {
        TRY(const auto desk, call.open(access));
        CHECK_OK(addRemembered(call, *desk, options));
        return watchFolders(call, *desk, options);
    }
    if (call.has("ask"_L1)) {
        TRY(const auto crm, openNamedCrm(call, call.value("ask"_L1), Vault::Access::Write));
        return classifyFiles(call, *crm.exchange.desk, call.arguments(), std::move(options), &crm);
    }
    TRY(const QStringList paths, filesOf(call.arguments()));
    TRY(const auto desk, call.open(access));
    return classifyFiles(call, *desk, paths, std::move(options), nullptr);
}

} // namespace

Commands classifyCommands()
{
    Option incident = incidentOption();
    incident.isRequired = false;
    incident.help = Ctl::tr("Take the samples as evidence of this incident and record the verdicts.");
    std::vector<Option> options{
        incident,
        {.name = u"source"_s,
         .value = u"URL"_s,
         .help = Ctl::tr("Where the sample was found; kept with the evidence.")},
        {.name = u"rows"_s,
         .value = u"OUT.csv"_s,
         .help = Ctl::tr("Write row,verdict,data_set,tenant,confidence,reasons for every row, in order (several files: "
                         "and file). A new file, or - for standard output.")},
        {.name = u"with-values"_s,
         .value = {},
         .help = Ctl::tr("Put the rows' values as a JSON array behind their verdicts in OUT.csv; recorded in the chain "
                         "of custody.")},
        {.name = u"report"_s,
         .value = u"R"_s,
         .help = Ctl::tr("What to print in place of the tables. leaks-in-logs: file, line, meaning and verdict of each "
                         "line that holds values of registered records, no values."),
         .choices = {u"leaks-in-logs"_s}},
        {.name = u"against"_s,
         .value = u"FILE|EVIDENCE"_s,
         .help = Ctl::tr("An earlier sample, a file or evidence by its id: say which rows are new. May be given again; "
                         "OUT.csv then has the column new."),
         .takes = Option::Takes::Repeated},
        {.name = u"explain"_s,
         .value = u"ROW"_s,
         .help = Ctl::tr("Say of this row what it was compared with, and what each field weighs.")},
        {.name = u"corrections"_s,
         .value = u"on|off"_s,
         .help = Ctl::tr("Read columns as people have corrected columns of the same name in answers that were filed "
                         "before (default: on). What --map says wins."),
         .choices = {u"on"_s, u"off"_s}},
        {.name = u"watch"_s,
         .value = {},
         .help = Ctl::tr("Wait for files in the folders that are named, and answer each once it is whole, until "
                         "Ctrl+C. With --json one document a line.")},
        {.name = u"ask"_s,
         .value = u"NAME"_s,
         .help = Ctl::tr("Ask this CRM connector about the rows that are still unknown, by their e-mail addresses, "
                         "phone numbers and record ids, and register what it has before the sample is classified. FILE "
                         "may be the id of evidence of --incident. Without --yes only what would go out and what it "
                         "costs is said.")},
        {.name = u"yes"_s, .value = {}, .help = Ctl::tr("Send the values that --ask is about.")},
        {.name = u"indicators"_s,
         .value = u"on|off"_s,
         .help = Ctl::tr("Hold unknown rows against what values tell by themselves (default: on)."),
         .choices = {u"on"_s, u"off"_s}},
        {.name = u"near"_s,
         .value = u"on|off"_s,
         .help = Ctl::tr("Hold unknown rows against registered records that they may come near, in data sets that were "
                         "registered with --near (default: on). A near row stays unknown."),
         .choices = {u"on"_s, u"off"_s}},
        {.name = u"fail-on"_s,
         .value = u"V,V"_s,
         .help = Ctl::tr("Exit with 1 where this is the verdict: a gate for sandbox refreshes and sync jobs."),
         .takes = Option::Takes::List,
         .choices = {u"personal"_s, u"unresolved"_s}}};
    const std::vector<Option> reading = readOptions();
    options.insert(options.end(), reading.begin(), reading.end());
    return {
        {.path = {u"classify"_s},
         .summary = Ctl::tr("Says of leaked files whether they are synthetic, real, mixed or unknown, row by row."),
         .detail = Ctl::tr("The verdict of the sample is personal (any production or mixed row), unresolved (anything "
                           "unknown or unreadable, or no production data set registered), or synthetic. No values are "
                           "printed, only meanings and counts."),
         .arguments = {{u"FILE"_s,
                        Ctl::tr(
                            "A sample: a table in any dialect, JSON, SQL, xlsx, vCard, LDIF, PDF, text, or an archive "
                            "of such; - for standard input."),
                        Argument::Count::AtLeastOne}},
         .options = options,
         .examples
         = {u"bulkheadctl --vault ~/acme.vault classify leak.csv --rows verdicts.csv"_s,
            u"bulkheadctl --vault ~/acme.vault --json classify refresh.csv --fail-on personal,unresolved"_s,
            u"bulkheadctl --vault ~/acme.vault classify leak.csv --explain 17"_s,
            u"bulkheadctl --vault ~/acme.vault classify second.csv --against leak.csv --rows verdicts.csv"_s,
            u"bulkheadctl --vault ~/acme.vault classify ~/drop --watch --incident INC-0001"_s,
            u"bulkheadctl --vault ~/acme.vault classify leak.csv --incident INC-0001 --ask sf-prod --yes"_s,
            u"bulkheadctl --vault ~/acme.vault classify /var/log/app --report leaks-in-logs --fail-on personal"_s},
         .answer
         = u"verdict, no_production_set, rows, synthetic, production, mixed, unknown, unreadable_rows, "
           "unreadable[], by_data_set[], by_tenant[], columns[], chance[], copies[], indicators[{id, strength, "
           "column, rows, of, says, source}], unknown_looks{unknown_rows, identifying_rows, nobodys_rows, "
           "reviewed_by}, near{unknown_rows, near_rows, near_production_rows, by_data_set[{id, name, version, kind, "
           "rows}], "
           "missing[]}, against{samples, seen_rows, new_rows, new{}}, explained{row, verdict, confidence, "
           "records[{data_set, kind, chance, decisive, identifying, factors[{what, fields, factor, bits}]}]}, "
           "format, sha256, bytes, seconds, bytes_per_second, files[]; with --report: leaks[{file, line, "
           "meanings[], verdict, data_set}], leaks_total, files_with_leaks; with --ask: asked{connector, unknown_rows, "
           "emails, phones, record_ids, foreign_ids, rows_without, rows_left_out, fields[], missing[], calls, "
           "kept_for_people, remaining_quota, done, calls_made, records[{object, id, rows[]}], record_rows, "
           "data_set, refused[{object, code, message}], error{code, message}}"_s,
         .run = classify},
    };
}

} // namespace bulkhead::ctl

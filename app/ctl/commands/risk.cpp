#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/provenance/hashingsource.h"
#include "models/provenance/risk/assessment.h"
#include "models/provenance/risk/kept.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Registry;
using provenance::RiskInput;
using provenance::RiskOptions;

Expected<RiskOptions> riskOptionsOf(const Call& call)
{
    constexpr qint64 most = std::numeric_limits<qint32>::max();
    RiskOptions options;
    TRY(options.mappings, mappingsOf(call));
    TRY(options.read, readOptionsOf(call));
    options.columns = call.values("columns"_L1);
    TRY(const auto seed, call.number("seed"_L1, 0, most));
    TRY(const auto sample, call.number("sample"_L1, 1, most));
    TRY(const auto threads, call.number("threads"_L1, 1, 1024));
    options.seed = static_cast<quint64>(seed.value_or(static_cast<qint64>(options.seed)));
    options.sample = static_cast<quint64>(sample.value_or(0));
    options.threads = static_cast<int>(threads.value_or(0));
    if (call.has("near"_L1)) {
        bool isNumber = false;
        options.near = call.value("near"_L1).toDouble(&isNumber);
        const bool isShare = isNumber && options.near >= 0 && options.near <= 1; // and no NaN
        if (!isShare) {
            return failure("usage.value"_L1, Ctl::tr("--near is a distance from 0 to 1, such as 0.02."));
        }
    }
    return options;
}

/// A file that is read for an assessment.
struct Opened
{
    std::unique_ptr<QIODevice> device;
    QString name;
    [[nodiscard]] RiskInput input() const { return {device.get(), name}; }
};

Expected<Opened> openRiskFile(const Call& call, const QString& path)
{
    if (path.isEmpty()) {
        return Opened();
    }
    TRY(auto device, openInput(path, call.stop()));
    return Opened{std::move(device), path == "-"_L1 ? Ctl::tr("standard input") : QFileInfo(path).fileName()};
}

Expected<Bytes> hashOfFile(const Call& call, const QString& path)
{
    if (path == "-"_L1) {
        return failure("usage.value"_L1,
                       Ctl::tr("With --keep the file is read twice, so it cannot be standard input. Name the data set "
                               "with --dataset, or give a file."));
    }
    TRY(const auto device, openInput(path, call.stop()));
    provenance::HashingSource source(*device, call.stop());
    Bytes octets(qsizetype(1) << 20, Qt::Uninitialized);
    for (qint64 got = 1; got > 0;) {
        TRY(got, source.read(octets.data(), octets.size()));
    }
    return source.sha256();
}

/// What the result is to be kept with, found before the long work; null: it is not to be kept.
struct Keeping
{
    std::unique_ptr<Desk> desk;
    Id dataSet;
};

Expected<Keeping> keepingOf(const Call& call)
{
    if (!call.has("keep"_L1) && !call.has("dataset"_L1)) {
        return Keeping();
    }
    Bytes sha256;
    if (!call.has("dataset"_L1)) {
        TRY(sha256, hashOfFile(call, call.argument(0)));
    }
    Keeping keeping;
    TRY(keeping.desk, call.open(Vault::Access::Write));
    Casework& casework = keeping.desk->casework();
    if (call.has("dataset"_L1)) {
        TRY(keeping.dataSet, Registry(casework).find(call.value("dataset"_L1)));
    } else {
        TRY(keeping.dataSet, provenance::setOfFile(casework, sha256));
    }
    CHECK_OK(provenance::mayKeepRisk(casework, keeping.dataSet));
    return keeping;
}

Expected<Exit> assessDataSet(Call& call)
{
    TRY(const RiskOptions options, riskOptionsOf(call));
    std::optional<ExportFile> file;
    if (call.has("output"_L1)) {
        TRY(file, ExportFile::open(call, call.value("output"_L1)));
    }
    TRY(const Opened synthetic, openRiskFile(call, call.argument(0)));
    TRY(const Opened training, openRiskFile(call, call.value("training"_L1)));
    TRY(const Opened holdout, openRiskFile(call, call.value("holdout"_L1)));
    TRY(const Keeping keeping, keepingOf(call));
    Progress progress(call.out(), Ctl::tr("Assessing"), Progress::Unit::Things);
    TRY(const auto report,
        provenance::assessRisk(
            synthetic.input(), training.input(), holdout.input(), options,
            [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    QJsonObject json = report.toJson(QDateTime::currentMSecsSinceEpoch());
    if (keeping.desk) {
        CHECK_OK(provenance::keepRisk(keeping.desk->casework(), keeping.dataSet, json));
        CHECK_OK(keeping.desk->finish());
    }
    QString text = provenance::riskText(json);
    if (file) {
        const bool isJson = call.value("report"_L1, u"text"_s) == "json"_L1;
        CHECK_OK(file->write(isJson ? QJsonDocument(json).toJson() : text.toUtf8()));
        TRY(const auto written, file->commit());
        if (file->isStandardOutput()) {
            return Exit::Done;
        }
        json.insert(u"file"_s, written.path);
        text = Ctl::tr("%1\nWritten to %2, readable by you alone.\n").arg(provenance::riskHeadline(json), written.path);
    }
    json.insert(u"kept"_s, keeping.desk ? QJsonValue(keeping.dataSet.text()) : QJsonValue());
    if (keeping.desk) {
        text += Ctl::tr("\nKept with the data set; \"dataset show\" shows it.\n");
    }
    call.out().answer(json, text);
    return Exit::Done;
}

} // namespace

Command riskCommand()
{
    std::vector<Option> options{
        {.name = u"training"_s,
         .value = u"FILE"_s,
         .help = Ctl::tr("All of what the generator was trained on."),
         .isRequired = true},
        {.name = u"holdout"_s,
         .value = u"FILE"_s,
         .help = Ctl::tr("Real records of the same kind that the generator never saw. Without them chance cannot be "
                         "told from risk, and some figures are missing.")},
        {.name = u"columns"_s,
         .value = u"NAME,NAME"_s,
         .help = Ctl::tr("Compare only these (default: all that stand in all files); numbers from 1 without headers."),
         .takes = Option::Takes::List},
        {.name = u"near"_s,
         .value = u"DISTANCE"_s,
         .help = Ctl::tr("Up to which distance a row is a near copy, from 0 to 1 (default: 0.02).")},
        {.name = u"seed"_s,
         .value = u"N"_s,
         .help = Ctl::tr("By which rows and guesses are drawn (default: 1). The same seed gives the same answer.")},
        {.name = u"sample"_s,
         .value = u"ROWS"_s,
         .help = Ctl::tr(
             "Of how many synthetic rows distances are taken (default: as many as a minute or two allow).")},
        {.name = u"threads"_s,
         .value = u"N"_s,
         .help = Ctl::tr("How many work on it (default: as many as the machine has); the answer is the same.")},
        {.name = u"keep"_s,
         .value = {},
         .help = Ctl::tr("Keep the result in the vault, with the synthetic set that was registered from this file.")},
        {.name = u"dataset"_s,
         .value = u"SET"_s,
         .help = Ctl::tr("Keep it with this data set: its name, id or the beginning of it.")},
        {.name = u"output"_s,
         .value = u"FILE"_s,
         .help = Ctl::tr("Write the report to a new file, or - for standard output."),
         .letter = u'o'},
        {.name = u"report"_s,
         .value = u"FORMAT"_s,
         .help = Ctl::tr("What is written with -o: text or json (default: text)."),
         .choices = {u"text"_s, u"json"_s}}};
    const std::vector<Option> reading = readOptions();
    options.insert(options.end(), reading.begin(), reading.end());
    return {.path = {u"dataset"_s, u"risk"_s},
            .summary = Ctl::tr("Looks for signs that a synthetic data set gives its training records away."),
            .detail = Ctl::tr(
                "Exact copies, near copies, the distance to the closest training record held against a hold-out, and "
                "singling-out. The files are compared in memory, column by column of the same name; nothing of their "
                "rows is written, and the report names rows by their numbers only. No sign is no proof that the set is "
                "anonymous, and each figure says what it does not prove. Nobody has reviewed it.\n\nWhat the columns "
                "hold (--map) and how the files are written is said of all files at once."),
            .arguments = {{u"SYNTHETIC"_s,
                           Ctl::tr("The synthetic data set, in any format that \"dataset register\" "
                                   "reads.")}},
            .options = options,
            .examples = {u"bulkheadctl dataset risk sandbox.csv --training crm-export.csv --holdout crm-held-out.csv "
                         "-o risk.txt"_s},
            .answer = u"signs[], cautions[], files, columns[], columns_left_out[], compared, seed, copies[], distance, "
                      "singling_out[], unavailable[], confidence, reviewed, kept, file"_s,
            .run = assessDataSet};
}

} // namespace bulkhead::ctl

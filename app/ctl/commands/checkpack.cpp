#include "models/disclosure/checkpack.h"
#include "app/ctl/commands/disclosing.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/base/csv.h"
#include "models/disclosure/packmaking.h"
#include "models/provenance/registry/privatefile.h"

#include <bit>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using disclosure::CheckedRow;
using disclosure::CheckOutcome;
using disclosure::CheckResult;
using disclosure::OpenReason;
using disclosure::Pack;
using disclosure::PackFacts;
using provenance::Meaning;
using provenance::RowSet;

constexpr double tenths = 10;

QJsonObject factsJson(const PackFacts& facts)
{
    return {{u"organisation"_s, facts.organisation},
            {u"incident"_s, facts.incident},
            {u"tenant"_s, facts.tenant},
            {u"made"_s, isoTime(facts.madeAt)},
            {u"read_until"_s, isoTime(facts.readUntil)},
            {u"permille_read"_s, facts.permilleRead},
            {u"rows"_s, static_cast<qint64>(facts.rows)},
            {u"methods"_s, QJsonArray::fromStringList(facts.methods)},
            {u"statement"_s, facts.statement}};
}

QString shareText(const PackFacts& facts)
{
    return QString::number(facts.permilleRead / tenths);
}

/// What others wrote, as a terminal may show it.
QString factsText(const PackFacts& facts)
{
    QString text = Ctl::tr("Check pack for %1, of %2, incident %3, made %4.\n")
                       .arg(printable(facts.tenant, false), printable(facts.organisation, false),
                            printable(facts.incident, false), shownTime(facts.madeAt));
    text += Ctl::tr("Read were %1 % of the rows of its samples, until %2.\n")
                .arg(shareText(facts), shownTime(facts.readUntil));
    for (const QString& paragraph : facts.methods + QStringList{facts.statement}) {
        text += wrapped(printable(paragraph), u"  "_s) + u'\n';
    }
    return text;
}

/// By the passphrase of the pack, which is nobody's of a vault.
Expected<Pack> openPackFile(Call& call)
{
    TRY(const auto file, openInput(call.argument(0), call.stop()));
    TRY(const Bytes octets, disclosure::readPack(*file));
    TRY(const Credential credential, call.credential());
    return disclosure::openPack(octets, credential.passphrase);
}

/// "OUT.csv": what is said of each row of the list, never a value of it.
class CheckedRowsFile
{
public:
    explicit CheckedRowsFile(ExportFile file)
        : m_file(std::move(file))
    {
        write(csvLine({u"row"_s, u"outcome"_s, u"meanings"_s, u"reason"_s}));
    }
    void add(const CheckedRow& row)
    {
        write(csvLine({QString::number(row.row), disclosure::checkOutcomeId(row.outcome),
                       provenance::meaningIds(row.agree).join("; "_L1), disclosure::openReasonId(row.reason)}));
    }
    Expected<ExportFile::Written> commit()
    {
        CHECK_OK(m_result);
        return m_file.commit();
    }

private:
    void write(const QByteArray& line)
    {
        if (m_result) {
            m_result = m_file.write(line);
        }
    }
    ExportFile m_file;
    Expected<void> m_result;
};

/// Numbers of the rows in the leak, the first 10,000 stretches of them.
class LeakedRows
{
public:
    void add(const CheckedRow& row)
    {
        if (row.outcome != CheckOutcome::InLeak) {
            return;
        }
        if (!m_stretches.empty() && m_stretches.back().last + 1 == row.row) {
            m_stretches.back().last = row.row;
        } else if (m_stretches.size() < mostStretches) {
            m_stretches.push_back({row.row, row.row});
        } else {
            m_isWhole = false;
        }
    }
    [[nodiscard]] QString text() const { return RowSet(m_stretches).text(); }
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

private:
    static constexpr std::size_t mostStretches = 10'000;
    std::vector<RowSet::Stretch> m_stretches;
    bool m_isWhole = true;
};

QJsonObject checkJson(const PackFacts& facts, const CheckResult& result, const LeakedRows& leaked)
{
    QJsonObject reasons;
    for (int i = 1; i < disclosure::openReasonCount; ++i) {
        reasons.insert(disclosure::openReasonId(static_cast<OpenReason>(i)),
                       static_cast<qint64>(result.openBy[static_cast<std::size_t>(i)]));
    }
    QJsonObject meanings;
    for (int i = 0; i < provenance::meaningCount; ++i) {
        if (const quint64 rows = result.byMeaning[static_cast<std::size_t>(i)]; rows > 0) {
            meanings.insert(provenance::meaningId(static_cast<Meaning>(i)), static_cast<qint64>(rows));
        }
    }
    QJsonArray columns;
    for (const provenance::ColumnUse& use : result.columns) {
        columns.append(columnJson(use.column, use.filled, use.usable));
    }
    return {{u"pack"_s, factsJson(facts)},
            {u"rows"_s, static_cast<qint64>(result.rows)},
            {u"in_leak"_s, static_cast<qint64>(result.inLeak)},
            {u"not_found"_s, static_cast<qint64>(result.notFound)},
            {u"open"_s, static_cast<qint64>(result.open)},
            {u"open_by_reason"_s, reasons},
            {u"by_meaning"_s, meanings},
            {u"in_leak_rows"_s, leaked.text()},
            {u"in_leak_rows_whole"_s, leaked.isWhole()},
            {u"columns"_s, columns},
            {u"unreadable"_s, unreadableJson(result.unreadable)},
            {u"seconds"_s, result.seconds},
            {u"bytes"_s, result.bytes}};
}

QString checkText(const PackFacts& facts, const CheckResult& result, const LeakedRows& leaked)
{
    QString text = factsText(facts) + u'\n';
    text += Ctl::tr("Rows of the list: %1.\n").arg(result.rows);
    text += Ctl::tr("  in the leak: %1\n").arg(result.inLeak);
    text += Ctl::tr("  not among the %1 % that were read until %2: %3\n")
                .arg(shareText(facts), shownTime(facts.readUntil))
                .arg(result.notFound);
    text += Ctl::tr("  cannot be decided: %1\n").arg(result.open);
    const std::pair<OpenReason, QString> reasons[] = {
        {OpenReason::NoKey, Ctl::tr("hold nothing that could decide")},
        {OpenReason::WeakOnly, Ctl::tr("agree in something that others may share, such as a phone number or a name")},
        {OpenReason::OtherKeys, Ctl::tr("lack what some of your records in the leak are known by")},
        {OpenReason::Unreadable, Ctl::tr("could not be read")}};
    for (const auto& [reason, what] : reasons) {
        if (const quint64 rows = result.openBy[static_cast<std::size_t>(reason)]; rows > 0) {
            text += u"    %1 %2\n"_s.arg(rows).arg(what);
        }
    }
    QStringList columns;
    for (const provenance::ColumnUse& use : result.columns) {
        if (use.column.meaning != Meaning::None) {
            columns.append(
                u"%1=%2"_s.arg(printable(use.column.name, false), provenance::meaningId(use.column.meaning)));
        }
    }
    text += Ctl::tr("Columns: %1\n").arg(columns.join(", "_L1));
    if (result.inLeak > 0) {
        text += Ctl::tr("Rows in the leak: %1%2\n").arg(leaked.text(), leaked.isWhole() ? QString() : u", …"_s);
    }
    return text;
}

Expected<Exit> runCheckMine(Call& call)
{
    disclosure::CheckOptions options;
    TRY(options.mappings, mappingsOf(call));
    TRY(options.read, readOptionsOf(call));
    if (call.arguments().count(u"-"_s) > 1) {
        return failure("usage.value"_L1, Ctl::tr("Standard input can be read once."));
    }
    CHECK_OK(checkInput(call.argument(1)));
    TRY(auto pack, openPackFile(call));
    TRY(const auto list, openInput(call.argument(1), call.stop()));
    std::optional<CheckedRowsFile> file;
    if (call.has("rows"_L1)) {
        TRY(auto opened, ExportFile::open(call, call.value("rows"_L1)));
        file.emplace(std::move(opened));
    }
    LeakedRows leaked;
    options.onRow = [&](const CheckedRow& row) {
        leaked.add(row);
        if (file) {
            file->add(row);
        }
    };
    std::optional<Progress> progress(std::in_place, call.out(), Ctl::tr("Checking"));
    auto result = disclosure::checkMine(
        pack, *list, options, [&](qint64 done, qint64 all) { progress->show(done, all); }, call.stop());
    progress.reset();
    if (call.stop().stop_requested()) {
        return cancelled();
    }
    TRY(const CheckResult checked, std::move(result));
    if (file) {
        CHECK_OK(file->commit());
    }
    if (call.value("rows"_L1) != "-"_L1) {
        call.out().answer(checkJson(pack.facts(), checked, leaked), checkText(pack.facts(), checked, leaked));
    }
    return Exit::Done;
}

Expected<Exit> makePackFile(Call& call)
{
    const QString file = call.value("output"_L1);
    if (file == "-"_L1) {
        return failure("usage.value"_L1,
                       Ctl::tr("A check pack is written to a file, whose hash stands in the chain of custody."));
    }
    TRY(const auto drawer, openDrawer(call, Vault::Access::Write));
    Casework& casework = drawer.desk->casework();
    const disclosure::Drafting drafting = drawer.drafting();
    TRY(const Id letter, casework.find(Table<Disclosure>::kind, call.value("disclosure"_L1)));
    // Asked before a passphrase is: what is refused needs none.
    TRY(const auto picture, drafting.picture(letter));
    CHECK_OK(disclosure::packWish(picture));
    CHECK_OK(provenance::checkNotThere({file}));
    TRY(const Credential fresh, call.newCredential());
    std::optional<Progress> progress(std::in_place, call.out(), Ctl::tr("Reading the samples"));
    auto result = disclosure::sealPack(
        casework, drafting, letter, fresh.passphrase, 1, [&](qint64 done, qint64 all) { progress->show(done, all); },
        call.stop());
    progress.reset();
    if (call.stop().stop_requested()) {
        return cancelled();
    }
    TRY(const auto sealed, std::move(result));
    TRY(const auto made, disclosure::writePack(casework, drafting, letter, sealed, file));
    CHECK_OK(drawer.desk->finish());
    QJsonArray samples;
    for (const disclosure::PackSample& sample : made.samples) {
        samples.append(QJsonObject{{u"evidence"_s, sample.evidence.id.text()},
                                   {u"rows"_s, static_cast<qint64>(sample.rows)},
                                   {u"unreadable"_s, static_cast<qint64>(sample.unreadable)},
                                   {u"unknown"_s, static_cast<qint64>(sample.nobodys)},
                                   {u"tenant_rows"_s, static_cast<qint64>(sample.tenants)},
                                   {u"left_out"_s, static_cast<qint64>(sample.leftOut)}});
    }
    call.out().answer({{u"file"_s, made.file},
                       {u"sha256"_s, hex(made.sha256)},
                       {u"size"_s, made.size},
                       {u"pack"_s, factsJson(made.facts)},
                       {u"samples"_s, samples}},
                      factsText(made.facts)
                          + Ctl::tr("Written to %1 (%2); timeline and chain of custody say so.\nSHA-256: %3\nSend the "
                                    "passphrase by another way than the file.")
                                .arg(made.file, sizeText(made.size), hex(made.sha256)));
    return Exit::Done;
}

Expected<Exit> showPack(Call& call)
{
    TRY(const Pack pack, openPackFile(call));
    QJsonArray shapes;
    for (const auto& [meanings, rows] : pack.shapes()) {
        shapes.append(QJsonObject{{u"meanings"_s, QJsonArray::fromStringList(provenance::meaningIds(meanings))},
                                  {u"records"_s, static_cast<qint64>(rows)}});
    }
    QJsonObject document = factsJson(pack.facts());
    document.insert(u"known_by"_s, shapes);
    document.insert(u"codes"_s, static_cast<qint64>(pack.entries().size()));
    QString text = factsText(pack.facts())
        + Ctl::tr("Rows of the leak that are records of the customer: %1.\n").arg(pack.facts().rows);
    for (const auto& [meanings, rows] : pack.shapes()) {
        text += u"  %1  %2\n"_s.arg(rows).arg(provenance::meaningIds(meanings).join(", "_L1));
    }
    call.out().answer(document, text);
    return Exit::Done;
}

} // namespace

Commands packCommands()
{
    std::vector<Option> checking{
        {.name = u"rows"_s,
         .value = u"OUT.csv"_s,
         .help = Ctl::tr("A new file with what is said of each row: row, outcome (in-leak, not-found, open), meanings, "
                         "reason. No values of the list.")}};
    const std::vector<Option> reading = readOptions();
    checking.insert(checking.end(), reading.begin(), reading.end());
    return {
        {.path = {u"check-mine"_s},
         .summary = Ctl::tr("Says which rows of your own list are in a leak, from a check pack that you were sent."),
         .detail = Ctl::tr(
             "Needs no vault, no account and no network: the list stays where it is. The passphrase is the one of the "
             "pack, which comes by another way than the pack (--passphrase-file, --passphrase-fd, or the "
             "terminal).\n\nA row is in the leak where an e-mail address, an id or several fields together decide, as "
             "they do in the examination of the leak; a phone number or a name alone never does. It is not among what "
             "was read only where it holds something by which each of your records in the leak is known. Everything "
             "else cannot be decided, and is said so. Answers with 0 whatever was found."),
         .arguments = {{u"PACK"_s, Ctl::tr("The check pack.")},
                       {u"LIST"_s,
                        Ctl::tr("Your list, in any format that \"classify\" reads, or - for standard "
                                "input.")}},
         .options = checking,
         .examples = {u"bulkheadctl check-mine acme.pack customers.csv --passphrase-file pack.txt --rows answer.csv"_s},
         .answer
         = u"pack{organisation, incident, tenant, made, read_until, permille_read, rows, methods[], statement}, "
           "rows, in_leak, not_found, open, open_by_reason{no-key, weak-only, other-keys, unreadable}, "
           "by_meaning{}, in_leak_rows, in_leak_rows_whole, columns[], unreadable[], seconds, bytes"_s,
         .usesVault = false,
         .run = runCheckMine},
        {.path = {u"pack"_s, u"make"_s},
         .summary = Ctl::tr(
             "Makes a check pack for one customer: their values in the leak, as codes only they can use."),
         .detail = Ctl::tr(
             "A pack leaves under the same signatures as any text: only where a draft of the template \"check-pack\" "
             "for that customer is approved, was not edited since and its figures have not moved. Incident, tenant "
             "and organisation are those of the approved text.\n\nReads the samples of the incident that were "
             "examined once more and takes what a row and a registered production record of the tenant agree in, "
             "where that record decides; nothing of any other tenant. The codes are made with a key of the pack's own, "
             "the file is sealed with the new passphrase, and its size says little. The timeline and the chain of "
             "custody of each sample say that it was made, with its SHA-256."),
         .arguments = {},
         .options = {{.name = u"disclosure"_s,
                      .value = u"DRAFT"_s,
                      .help = Ctl::tr("The approved letter to the customer, of the template \"check-pack\"."),
                      .isRequired = true},
                     {.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file."),
                      .isRequired = true,
                      .letter = u'o'},
                     newPassphraseFile(),
                     newPassphraseDescriptor()},
         .examples = {u"bulkheadctl --vault ~/acme.vault pack make --disclosure 0198a -o acme.pack "
                      "--new-passphrase-file pack.txt"_s},
         .answer
         = u"file, sha256, size, pack{…}, samples[{evidence, rows, unreadable, unknown, tenant_rows, left_out}]"_s,
         .run = makePackFile},
        {.path = {u"pack"_s, u"show"_s},
         .summary = Ctl::tr("Says what a check pack is about; needs its passphrase and no vault."),
         .detail = {},
         .arguments = {{u"FILE"_s, Ctl::tr("The check pack, or - for standard input.")}},
         .options = {},
         .examples = {u"bulkheadctl pack show acme.pack --passphrase-file pack.txt"_s},
         .answer = u"organisation, incident, tenant, made, read_until, permille_read, rows, methods[], statement, "
                   "known_by[{meanings[], records}], codes"_s,
         .usesVault = false,
         .run = showPack},
    };
}

} // namespace bulkhead::ctl

#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "models/incident/contested.h"
#include "models/incident/counselaccess.h"
#include "models/journal/timestamp.h"
#include "models/journal/timestampclient.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <ranges>
#include <thread>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr int page = 1000;
constexpr qint64 tailLines = 20;
constexpr auto followEvery = std::chrono::milliseconds(200);
constexpr int followRounds = 5;
constexpr qint64 largestAuthorities = 4 << 20; ///< octets

Expected<ChangeQuery> queryOf(const Call& call, const Casework& casework)
{
    ChangeQuery query;
    if (call.has("incident"_L1)) {
        TRY(query.incident, casework.findIncident(call.value("incident"_L1)));
    }
    TRY(query.since, call.instant("since"_L1));
    return query;
}

/// Hands every change of the query to `each`, the oldest first, a page at a time.
template<typename Each>
Expected<void> forEachChange(const Call& call, const Journal& journal, ChangeQuery query, Each each)
{
    // The query pages backwards from the newest: the pages are found first, then read from the oldest on.
    std::vector<qint64> pages{0};
    query.limit = page;
    query.newestFirst = true;
    while (true) {
        query.before = pages.back();
        TRY(const std::vector<ChangeEntry> changes, journal.changes(query));
        if (pages.size() == 1 && query.before == 0 && !changes.empty()) {
            // What is written meanwhile must not move the pages.
            pages.front() = changes.front().row + 1;
        }
        if (changes.size() < page) {
            break;
        }
        pages.push_back(changes.back().row);
    }
    for (const qint64 before : pages | std::views::reverse) {
        if (call.stop().stop_requested()) {
            return cancelled();
        }
        query.before = before;
        TRY(const std::vector<ChangeEntry> changes, journal.changes(query));
        for (const ChangeEntry& change : changes | std::views::reverse) {
            CHECK_OK(each(change));
        }
    }
    return {};
}

QString humanLine(const Casework& casework, const ChangeEntry& change)
{
    QStringList said = change.isReadable ? casework.sentences(change) : QStringList();
    if (said.isEmpty()) {
        said.append(change.isReadable ? change.body.intent : Ctl::tr("(sealed for a compartment you may not read)"));
    }
    QString line = u"%1  %2  %3"_s.arg(shownTime(change.header.clock.ms()), change.authorName, said.join("; "_L1));
    if (change.state != ChangeEntry::State::Folded) {
        line += Ctl::tr("  [not folded: %1]").arg(change.reason);
    }
    return line;
}

void print(const Call& call, Desk& desk, const ChangeEntry& change)
{
    if (call.out().isJson()) {
        call.out().line(toJson(change, desk.schema()));
    } else {
        call.out().answer({}, humanLine(desk.casework(), change));
    }
}

/// Until a signal comes or nobody listens any more.
Expected<void> follow(const Call& call, Desk& desk, ChangeQuery query, qint64 last)
{
    query.limit = page;
    query.before = 0;
    while (!call.stop().stop_requested() && call.out().isWhole()) {
        TRY(const std::vector<ChangeEntry> changes, desk.journal().changes(query));
        for (const ChangeEntry& change : changes | std::views::reverse) {
            if (change.row > last) {
                print(call, desk, change);
                last = change.row;
            }
        }
        for (int i = 0; i < followRounds && !call.stop().stop_requested(); ++i) {
            std::this_thread::sleep_for(followEvery);
        }
    }
    return {};
}

Expected<Exit> tail(Call& call)
{
    TRY(const auto lines, call.number("lines"_L1, 1, 1'000'000));
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(ChangeQuery query, queryOf(call, desk->casework()));
    query.limit = static_cast<int>(lines.value_or(tailLines));
    TRY(const std::vector<ChangeEntry> changes, desk->journal().changes(query));
    for (const ChangeEntry& change : changes | std::views::reverse) {
        print(call, *desk, change);
    }
    if (call.has("follow"_L1)) {
        CHECK_OK(follow(call, *desk, query, changes.empty() ? 0 : changes.front().row));
    }
    return Exit::Done;
}

Expected<Exit> exportJournal(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const ChangeQuery query, queryOf(call, desk->casework()));
    TRY(auto file, ExportFile::open(call, call.value("output"_L1, u"-"_s), true));
    qint64 count = 0;
    CHECK_OK(forEachChange(call, desk->journal(), query, [&](const ChangeEntry& change) -> Expected<void> {
        if (!mayLetLeave(desk->journal(), change.stream.compartment)) {
            return {};
        }
        ++count;
        return file.write(QJsonDocument(toJson(change, desk->schema())).toJson(QJsonDocument::Compact) + '\n');
    }));
    TRY(const ExportFile::Written written, file.commit());
    if (!file.isStandardOutput()) {
        call.out().answer({{u"file"_s, written.path}, {u"sha256"_s, hex(written.sha256)}, {u"changes"_s, count}},
                          Ctl::tr("Changes written to %1: %2.").arg(written.path).arg(count));
    }
    return Exit::Done;
}

Expected<Exit> rebuild(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Bytes before, desk->journal().projectionDigest());
    CHECK_OK(desk->journal().rebuild());
    TRY(const Bytes after, desk->journal().projectionDigest());
    TRY(const Journal::Counts counts, desk->journal().counts());
    call.out().answer(
        {{u"changes"_s, counts.changes}, {u"identical"_s, before == after}, {u"digest"_s, hex(after)}},
        before == after
            ? Ctl::tr("Folded again from changes: %1. The result is the same as before.").arg(counts.changes)
            : Ctl::tr("Folded again from changes: %1. The result differs from what stood before, which was "
                      "damaged.")
                  .arg(counts.changes));
    return Exit::Done;
}

/// Asks the authority, as long as nobody interrupts.
Expected<Bytes> answerOf(const Call& call, const QUrl& authority, const Bytes& question)
{
    QNetworkAccessManager network;
    QEventLoop loop;
    Expected<Bytes> answer = cancelled();
    timestamp::ask(network, authority, question, &loop, [&](Expected<Bytes> given) {
        answer = std::move(given);
        loop.quit();
    });
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
        if (call.stop().stop_requested()) {
            loop.quit();
        }
    });
    watch.start(followEvery);
    loop.exec();
    return answer;
}

Expected<Bytes> authoritiesOf(const Call& call)
{
    if (!call.has("tsa-ca"_L1)) {
        return Bytes();
    }
    TRY(const auto file, openInput(call.value("tsa-ca"_L1), call.stop()));
    return file->read(largestAuthorities);
}

Expected<void> stamp(const Call& call, Desk& desk, Checkpoint& checkpoint)
{
    const QUrl authority(call.value("tsa"_L1), QUrl::StrictMode);
    TRY(const Bytes authorities, authoritiesOf(call));
    const Bytes imprint = checkpoint.imprint(desk.vault().id(), desk.journal().fingerprint());
    const Bytes question = timestamp::question(imprint);
    TRY(const Bytes answer, answerOf(call, authority, question));
    TRY(const auto given, timestamp::readAnswer(answer, question, authorities, desk.clock().now()));
    checkpoint.authority = authority.toString(QUrl::RemoveUserInfo);
    checkpoint.token = given.token;
    checkpoint.stampedAt = given.at;
    return {};
}

Expected<Exit> checkpoint(Call& call)
{
    if (call.has("tsa-ca"_L1) && !call.has("tsa"_L1)) {
        return failure("usage.missing"_L1, Ctl::tr("--tsa-ca goes with --tsa, which names the authority."));
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    std::optional<ExportFile> file;
    if (call.has("output"_L1)) {
        TRY(file, ExportFile::open(call, call.value("output"_L1)));
    }
    TRY(Checkpoint made, desk->journal().measureCheckpoint());
    if (call.has("tsa"_L1)) {
        CHECK_OK(stamp(call, *desk, made));
    }
    TRY(const Id id, desk->journal().recordCheckpoint(made));
    QJsonObject document{{u"id"_s, id.text()},
                         {u"at"_s, isoTime(made.at)},
                         {u"chains"_s, made.chains},
                         {u"root"_s, hex(made.root)},
                         {u"fingerprint"_s, hex(desk->journal().fingerprint())},
                         {u"authority"_s, made.authority},
                         {u"stamped"_s, made.stampedAt ? QJsonValue(isoTime(*made.stampedAt)) : QJsonValue()}};
    QString text
        = Ctl::tr("Checkpoint %1 over %2 chains.\nRoot: %3\n").arg(id.text()).arg(made.chains).arg(hex(made.root));
    text += made.stampedAt ? Ctl::tr("Stamped by %1 at %2.\n").arg(made.authority, shownTime(*made.stampedAt))
                           : Ctl::tr("Not time-stamped: it proves what the journal held, not since when.\n");
    if (file) {
        CHECK_OK(file->write(desk->journal().fileOf(made).encoded()));
        TRY(const ExportFile::Written written, file->commit());
        document.insert(u"file"_s, written.path);
        document.insert(u"sha256"_s, hex(written.sha256));
        text += Ctl::tr("Keep %1 outside this machine: \"verify --against\" finds a vault that was put back with it.\n")
                    .arg(written.path);
    } else {
        text += Ctl::tr(
            "It stands in the vault. Only a copy outside (-o FILE) finds a whole vault that was put back.\n");
    }
    call.out().answer(document, text);
    return Exit::Done;
}

Expected<std::vector<ContestedField>> contestedOf(const Call& call, Desk& desk)
{
    Id incident;
    if (call.has("incident"_L1)) {
        TRY(incident, desk.casework().findIncident(call.value("incident"_L1)));
    }
    return contestedFields(desk.casework(), incident);
}

QJsonObject documentOf(const ContestedField& one, const Schema& schema)
{
    const Field* field = schema.field(fieldId(one.kind, one.field));
    QJsonArray sides;
    for (const ContestedField::Side& side : one.sides) {
        sides.append(QJsonObject{{u"value"_s, field ? toJson(*field, side.value) : QJsonValue()},
                                 {u"text"_s, side.text},
                                 {u"author"_s, side.author},
                                 {u"at"_s, isoTime(side.at)}});
    }
    return {{u"entity"_s, one.entity.text()}, {u"kind"_s, QLatin1StringView(schema.type(one.kind)->name)},
            {u"field"_s, one.name},           {u"title"_s, one.title},
            {u"incident"_s, one.number},      {u"sides"_s, sides}};
}

Expected<Exit> listContested(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto all, contestedOf(call, *desk));
    QJsonArray array;
    QString text;
    for (const ContestedField& one : all) {
        array.append(documentOf(one, desk->schema()));
        text += u"%1  %2  %3 (%4): %5\n"_s.arg(one.entity.text(), one.number, one.title, one.what, one.name);
        for (std::size_t i = 0; i < one.sides.size(); ++i) {
            const ContestedField::Side& side = one.sides[i];
            text += u"  %1. %2  [%3, %4]\n"_s.arg(QString::number(i + 1),
                                                  side.text.isEmpty() ? Ctl::tr("(emptied)") : side.text, side.author,
                                                  shownTime(side.at));
        }
    }
    call.out().answer({{u"contested"_s, array}},
                      all.empty() ? Ctl::tr("Nothing is contested.")
                                  : text + Ctl::tr("Settle one with: journal settle ENTITY FIELD --side N"));
    return Exit::Done;
}

Expected<Exit> settleContested(Call& call)
{
    TRY(const auto number, call.number("side"_L1, 1, 1000));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const auto all, contestedFields(desk->casework()));
    const QString wanted = call.argument(0).toLower();
    const auto found = std::ranges::find_if(all, [&](const ContestedField& one) {
        return wanted.size() >= 4 && one.entity.text().startsWith(wanted) && one.name == call.argument(1);
    });
    if (found == all.end() || static_cast<std::size_t>(*number) > found->sides.size()) {
        return failure("entity.not-found"_L1,
                       Ctl::tr("Nothing of that name is contested, or it has no such side. \"journal contested\" lists "
                               "what is."));
    }
    const ContestedField::Side& side = found->sides[static_cast<std::size_t>(*number) - 1];
    CHECK_OK(desk->casework().settle(found->entity, found->field, side.value));
    CHECK_OK(desk->finish());
    call.out().answer({{u"entity"_s, found->entity.text()}, {u"field"_s, found->name}, {u"text"_s, side.text}},
                      Ctl::tr("%1 of \"%2\" is settled: %3").arg(found->name, found->title, side.text));
    return Exit::Done;
}

Option optionalIncident()
{
    Option option = incidentOption();
    option.isRequired = false;
    option.help = Ctl::tr("Only the changes of this incident.");
    return option;
}

Option sinceOption()
{
    return {.name = u"since"_s, .value = u"T"_s, .help = Ctl::tr("Only changes received from then on (ISO 8601).")};
}

} // namespace

Commands journalCommands()
{
    const QString fields = u"row, hash, incident, compartment, device, seq, at, received, author, state, intent, "
                           "facts[{entity, kind, field, value}]"_s;
    return {
        {.path = {u"journal"_s, u"tail"_s},
         .summary = Ctl::tr("Shows the newest changes; with --json as JSON Lines."),
         .detail = {},
         .arguments = {},
         .options = {optionalIncident(),
                     sinceOption(),
                     zoneOption(),
                     {.name = u"lines"_s, .value = u"N"_s, .help = Ctl::tr("How many (default: 20)."), .letter = u'n'},
                     {.name = u"follow"_s,
                      .value = {},
                      .help = Ctl::tr("Go on with what others write, until interrupted."),
                      .letter = u'f'}},
         .examples = {u"bulkheadctl --vault ~/acme.vault journal tail --follow"_s},
         .answer = fields,
         .run = tail},
        {.path = {u"journal"_s, u"export"_s},
         .summary = Ctl::tr("Writes the changes as JSON Lines, the oldest first."),
         .detail = {},
         .arguments = {},
         .options = {optionalIncident(),
                     sinceOption(),
                     zoneOption(),
                     {.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file, which only you may read (default: standard output)."),
                      .letter = u'o'}},
         .examples = {u"bulkheadctl --vault ~/acme.vault journal export --incident INC-0001 -o changes.jsonl"_s},
         .answer = u"file, sha256, changes"_s,
         .run = exportJournal},
        {.path = {u"journal"_s, u"rebuild"_s},
         .summary = Ctl::tr("Throws all lists and indexes away and folds them again from the changes."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault journal rebuild"_s},
         .answer = u"changes, identical, digest"_s,
         .run = rebuild},
        {.path = {u"journal"_s, u"contested"_s},
         .summary = Ctl::tr("Lists fields that people wrote without having seen each other, with every value."),
         .detail = {},
         .arguments = {},
         .options = {optionalIncident()},
         .examples = {u"bulkheadctl --vault ~/acme.vault journal contested"_s},
         .answer = u"contested[{entity, kind, field, title, incident, sides[{value, text, author, at}]}]"_s,
         .run = listContested},
        {.path = {u"journal"_s, u"settle"_s},
         .summary = Ctl::tr("Settles a contested field for one of its values."),
         .detail = Ctl::tr("The others stay in the history."),
         .arguments = {{u"ENTITY"_s, Ctl::tr("Its id or the beginning of it.")},
                       {u"FIELD"_s, Ctl::tr("The identifier of the field.")}},
         .options = {{.name = u"side"_s,
                      .value = u"N"_s,
                      .help = Ctl::tr("Which value, as \"journal contested\" counts them."),
                      .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault journal settle 01jd severity --side 2"_s},
         .answer = u"entity, field, text"_s,
         .run = settleContested},
        {.path = {u"journal"_s, u"checkpoint"_s},
         .summary = Ctl::tr("Takes the ends of all chains into one signed number, to be kept outside."),
         .detail = Ctl::tr("The checkpoint stands in the vault and, with -o, in a file that says nothing of the "
                           "incidents. \"verify --against FILE\" finds a vault that is older than it: an earlier copy "
                           "that was put in its place. With --tsa an authority (RFC 3161) stamps it, so that it also "
                           "proves that all of it was there at that time; the authority sees a hash and nothing else. "
                           "If the authority does not answer, or its answer is not right, no checkpoint is made."),
         .arguments = {},
         .options = {{.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file, which only you may read."),
                      .letter = u'o'},
                     {.name = u"tsa"_s, .value = u"URL"_s, .help = Ctl::tr("The time-stamp authority that is asked.")},
                     {.name = u"tsa-ca"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("Certificates (PEM) of the authorities that are believed (default: the "
                                      "system's).")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault journal checkpoint -o 2026-11-24.checkpoint --tsa "
                      "https://freetsa.example/tsr --tsa-ca tsa-ca.pem"_s},
         .answer = u"id, at, chains, root, fingerprint, authority, stamped, file, sha256"_s,
         .run = checkpoint},
    };
}

} // namespace bulkhead::ctl

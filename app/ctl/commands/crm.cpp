#include "app/ctl/call.h"
#include "app/ctl/commands/crmdesk.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exit.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/secrets.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/packagesource.h"
#include "models/crm/sync/schedule.h"
#include "models/crm/sync/standing.h"
#include "models/crm/sync/syncing.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 largestAuthority = 1 << 20;
constexpr int signInPatienceMs = 5 * 60'000;
constexpr double msPerSecond = 1000;
constexpr int defaultMinutes = 15;
constexpr qint64 mostMinutes = 24 * 60;

Expected<const crm::Mapping*> mappingOf(const NamedCrm& named)
{
    const QString& system = named.connector.value.system;
    const crm::Mapping* mapping = named.exchange.mappings.find(system);
    if (!mapping) {
        return failure("crm.mapping"_L1, Ctl::tr("There is no mapping for \"%1\".").arg(system));
    }
    return mapping;
}

/// Of one incident, where the command names one.
Expected<Id> namedIncident(const Call& call, const CrmDesk& exchange)
{
    return call.has("incident"_L1) ? exchange.desk->casework().findIncident(call.value("incident"_L1))
                                   : Expected<Id>(Id());
}

Expected<SecretBytes> givenSecret(const Call& call)
{
    if (call.has("secret-fd"_L1)) {
        return secretFromDescriptor(call.value("secret-fd"_L1), call.stop());
    }
    if (call.has("secret-file"_L1)) {
        return secretFromFile(call.value("secret-file"_L1));
    }
    return secretFromTerminal(Ctl::tr("What the app signs in with (token, client secret or private key):"),
                              call.stop());
}

/// Without the end of its line, which an editor or a terminal adds.
Expected<SecretBytes> connectorSecret(const Call& call)
{
    TRY(const SecretBytes given, givenSecret(call));
    auto size = static_cast<qsizetype>(given.size());
    while (size > 0 && (given.data()[size - 1] == '\n' || given.data()[size - 1] == '\r')) {
        --size;
    }
    return SecretBytes::copyOf(given.view().first(size));
}

Expected<QString> authorityOf(const Call& call)
{
    if (!call.has("ca"_L1)) {
        return QString();
    }
    TRY(const auto source, openInput(call.value("ca"_L1), call.stop()));
    const QByteArray pem = source->read(largestAuthority);
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
        return failure("usage.value"_L1, Ctl::tr("--ca is a file with certificates in PEM."));
    }
    return QString::fromLatin1(pem);
}

QJsonObject connectorJson(const Kept<CrmConnector>& one)
{
    return {{u"id"_s, one.id.text()},
            {u"name"_s, one.value.name},
            {u"kind"_s, one.value.system},
            {u"url"_s, one.value.url},
            {u"auth"_s, one.value.method},
            {u"suspect"_s, one.value.isSuspect},
            {u"reason"_s, one.value.suspectReason}};
}

Expected<Exit> addCrmConnector(Call& call)
{
    CrmConnector wish;
    wish.name = call.argument(0);
    wish.system = call.value("kind"_L1);
    wish.url = call.value("url"_L1);
    wish.login = call.value("login"_L1);
    wish.method = call.value("auth"_L1);
    wish.client = call.value("client-id"_L1);
    wish.account = call.value("account"_L1);
    wish.apiVersion = call.value("api-version"_L1);
    TRY(wish.authority, authorityOf(call));
    TRY(const auto exchange, openCrmDesk(call, Vault::Access::Write));
    const bool isByPerson = wish.method == "browser"_L1; // its token comes with crm login
    std::optional<SecretBytes> secret;
    if (!isByPerson) {
        TRY(secret, connectorSecret(call));
    }
    TRY(const Id id, exchange.syncing().addConnector(wish));
    if (secret) {
        CHECK_OK(exchange.desk->vault().keepSecret(crm::secretNameOf(id), *secret));
    }
    CHECK_OK(exchange.desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"name"_s, wish.name}},
                      isByPerson ? Ctl::tr("\"%1\" was added. Sign in with crm login %1.").arg(wish.name)
                                 : Ctl::tr("\"%1\" was added. Try it with crm check %1.").arg(wish.name));
    return Exit::Done;
}

Expected<Exit> logInToCrm(Call& call)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    const auto& [exchange, connector] = named;
    const QString name = crm::secretNameOf(connector.id);
    std::optional<SecretBytes> secret;
    if (connector.value.method == "browser"_L1) {
        crm::PersonSignIn person(connector.value, exchange.version(connector),
                                 exchange.desk->casework().journal().clock());
        TRY(const QUrl address, person.open());
        call.out().note(Ctl::tr("Open this in your browser and sign in (the app's redirect address is %1):\n%2")
                            .arg(person.redirectAddress(), address.toString(QUrl::FullyEncoded)));
        TRY(secret, person.finish(signInPatienceMs, call.stop()));
    } else {
        TRY(secret, connectorSecret(call));
    }
    CHECK_OK(exchange.desk->vault().keepSecret(name, *secret));
    CHECK_OK(exchange.desk->finish());
    call.out().answer({{u"name"_s, connector.value.name}},
                      Ctl::tr("What \"%1\" signs in with is kept in the vault.").arg(connector.value.name));
    return Exit::Done;
}

Expected<Exit> crmStatus(Call& call)
{
    TRY(const auto exchange, openCrmDesk(call, Vault::Access::Read));
    TRY(const auto connectors, crm::standings(exchange.desk->casework(), exchange.mappings));
    QJsonArray list;
    TextTable table{.headers = {Ctl::tr("Name"), Ctl::tr("Kind"), Ctl::tr("Address"), Ctl::tr("Incidents"),
                                Ctl::tr("Records"), Ctl::tr("Problems"), Ctl::tr("Conflicts"), Ctl::tr("State")},
                    .rows = {}};
    for (const crm::ConnectorStanding& one : connectors) {
        const CrmConnector& settings = one.connector.value;
        const QString state = settings.isSuspect ? Ctl::tr("paused: %1").arg(settings.suspectReason)
            : one.isSignedIn                     ? Ctl::tr("ready")
                                                 : Ctl::tr("not signed in");
        const crm::RunOutcome run = crm::RunOutcome::last(settings.watermarks);
        const auto released = static_cast<qint64>(one.releases.size());
        const auto problems = static_cast<qint64>(one.troubles.size());
        const auto conflicts = static_cast<qint64>(one.differences.size());
        QJsonObject object = connectorJson(one.connector);
        object.insert(u"signed_in"_s, one.isSignedIn);
        object.insert(u"incidents"_s, released);
        object.insert(u"records"_s, one.records);
        object.insert(u"problems"_s, problems);
        object.insert(u"conflicts"_s, conflicts);
        object.insert(u"last_run"_s, run.at > 0 ? QJsonValue(isoTime(run.at)) : QJsonValue());
        object.insert(u"last_error"_s, run.error);
        list.append(object);
        table.rows.push_back({settings.name, settings.system, settings.url, QString::number(released),
                              QString::number(one.records), QString::number(problems), QString::number(conflicts),
                              state});
    }
    call.out().answer({{u"connectors"_s, list}},
                      connectors.empty() ? Ctl::tr("There is no connector yet (crm add).") : table.aligned());
    return Exit::Done;
}

/// Signs in and holds what the mapping needs against what the CRM has.
Expected<Exit> checkCrm(Call& call)
{
    TRY(const auto named,
        openNamedCrm(call, call.argument(0), Vault::Access::Write)); // a refresh token may be replaced
    const auto& [exchange, connector] = named;
    TRY(const auto connection, named.connect());
    TRY(const crm::Mapping* mapping, mappingOf(named));
    TRY(const auto inspection, crm::inspect(*connection, *mapping, call.stop()));
    const crm::Identity& identity = inspection.identity;
    QJsonArray missing;
    QString text = Ctl::tr("Signed in at %1 as %2, interface %3.\n")
                       .arg(printable(identity.host, false), printable(identity.userName, false), identity.apiVersion);
    if (!identity.certificate.isEmpty()) {
        text += Ctl::tr("Certificate of %1, SHA-256 %2.\n")
                    .arg(printable(identity.certificateName, false), identity.certificate);
    }
    for (const auto& [object, field] : inspection.missing) {
        missing.append(QJsonObject{{u"object"_s, object}, {u"field"_s, field.name}, {u"needed"_s, field.type}});
        text += Ctl::tr("Missing: %1.%2 (%3)\n").arg(object, field.name, field.type);
    }
    if (missing.isEmpty()) {
        text += Ctl::tr("All that the mapping needs is there.\n");
    }
    CHECK_OK(exchange.desk->finish());
    call.out().answer({{u"host"_s, identity.host},
                       {u"user"_s, identity.userName},
                       {u"api"_s, identity.apiVersion},
                       {u"certificate"_s, identity.certificate},
                       {u"clock_skew_ms"_s, identity.clockSkewMs},
                       {u"missing"_s, missing}},
                      text.trimmed());
    return missing.isEmpty() ? Exit::Done : Exit::No;
}

Expected<Exit> packageForCrm(Call& call)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Read));
    TRY(const crm::Mapping* mapping, mappingOf(named));
    const QString folder = call.value("output"_L1);
    CHECK_OK(crm::writePackage(*mapping, folder));
    call.out().answer({{u"folder"_s, folder}},
                      Ctl::tr("Written to %1. Deploy it (sf project deploy start --metadata-dir %1) and give the "
                              "permission set Bulkhead to the user that signs in.")
                          .arg(folder));
    return Exit::Done;
}

Expected<Exit> releaseToCrm(Call& call)
{
    const auto scope = choiceFromName<CrmScope>(call.value("scope"_L1, u"basic"_s));
    if (!scope) {
        return failure("usage.value"_L1, Ctl::tr("--scope is basic or full."));
    }
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    const auto& [exchange, connector] = named;
    TRY(const Id incident, namedIncident(call, exchange));
    auto syncing = exchange.syncing();
    CHECK_OK(syncing.release(incident, connector.id, *scope, call.value("reason"_L1)));
    CHECK_OK(exchange.desk->finish());
    call.out().answer({{u"connector"_s, connector.value.name}, {u"scope"_s, choiceName(*scope)}},
                      *scope == CrmScope::Basic
                          ? Ctl::tr("Released to \"%1\": code name, phase, severity, tasks marked shareable.")
                                .arg(connector.value.name)
                          : Ctl::tr("Released to \"%1\": title and summary too.").arg(connector.value.name));
    return Exit::Done;
}

Expected<Exit> withdrawFromCrm(Call& call)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    const auto& [exchange, connector] = named;
    TRY(const Id incident, namedIncident(call, exchange));
    CHECK_OK(exchange.syncing().withdraw(incident, connector.id, call.value("reason"_L1)));
    CHECK_OK(exchange.desk->finish());
    call.out().answer({{u"connector"_s, connector.value.name}},
                      Ctl::tr("Nothing more goes to \"%1\". What is there stays there.").arg(connector.value.name));
    return Exit::Done;
}

Expected<Exit> previewCrm(Call& call)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Read));
    const auto& [exchange, connector] = named;
    const auto syncing = exchange.syncing();
    TRY(const Id incident, namedIncident(call, exchange));
    TRY(const auto start, syncing.start(connector.id, incident));
    TRY(const auto leaving, syncing.wouldLeave(start));
    QJsonArray list;
    QString text;
    for (const crm::Leaving& one : leaving) {
        QJsonObject fields;
        text += Ctl::tr("%1 (%2)\n").arg(one.object, one.entity.text());
        for (const auto& [field, value] : one.texts) {
            fields.insert(field, value);
            text += u"  "_s + field + u": "_s + printable(value, false) + u'\n';
        }
        list.append(QJsonObject{{u"incident"_s, one.incident.text()},
                                {u"entity"_s, one.entity.text()},
                                {u"object"_s, one.object},
                                {u"fields"_s, fields}});
    }
    call.out().answer({{u"leaving"_s, list}}, leaving.empty() ? Ctl::tr("Nothing would leave.") : text.trimmed());
    return Exit::Done;
}

/// One run, written down; where it is one of many only if something came of it.
Expected<crm::SyncReport> runSync(Call& call, const NamedCrm& named, const Id& incident, bool isOneOfMany)
{
    auto syncing = named.exchange.syncing();
    TRY(auto start, syncing.start(named.connector.id, incident));
    TRY(const auto connection, named.connect());
    CHECK_OK(syncing.announce(start));
    std::optional<Progress> progress(std::in_place, call.out(), Ctl::tr("Sending"), Progress::Unit::Things);
    const auto talked = crm::Synchronising::exchange(start, *connection, call.stop(),
                                                     [&](qint64 done, qint64 all) { progress->show(done, all); });
    progress.reset();
    if (isOneOfMany && crm::isQuiet(start, talked, named.exchange.desk->casework().now())) {
        return crm::SyncReport{.quota = talked.quota};
    }
    return syncing.finish(start, talked);
}

void answerSync(const Output& out, const crm::SyncReport& report, qint64 ms, bool isOneOfMany)
{
    QJsonArray failed;
    QString text = Ctl::tr("Sent %1, taken %2, failed %3, to be decided %4.")
                       .arg(report.pushed)
                       .arg(report.pulled)
                       .arg(report.failed.size())
                       .arg(report.conflicts.size());
    for (const auto& one : report.failed) {
        failed.append(
            QJsonObject{{u"entity"_s, one.entity.text()}, {u"problem"_s, one.problem}, {u"parked"_s, one.isParked}});
        text += u'\n' + one.entity.text() + u": "_s + printable(one.problem, false);
    }
    if (!report.vanished.isEmpty()) {
        text += u'\n'
            + Ctl::tr("The CRM does not have %1. Check the mapping (crm check).").arg(report.vanished.join(u", "_s));
    }
    QJsonArray conflicts;
    std::ranges::for_each(report.conflicts, [&](const Id& id) { conflicts.append(id.text()); });
    if (!conflicts.isEmpty()) {
        text += u'\n' + Ctl::tr("See crm conflicts.");
    }
    QJsonObject answer{{u"pushed"_s, report.pushed},
                       {u"pulled"_s, report.pulled},
                       {u"conflicts"_s, conflicts},
                       {u"failed"_s, failed},
                       {u"missing"_s, QJsonArray::fromStringList(report.vanished)},
                       {u"remaining_quota"_s, remainingQuota(report.quota)},
                       {u"seconds"_s, static_cast<double>(ms) / msPerSecond}};
    if (isOneOfMany && out.isJson()) {
        if (report.error) {
            answer.insert(u"error"_s, errorJson(*report.error));
        }
        out.line(answer);
    } else if (report.error) {
        out.answer(answer, text, *report.error);
    } else {
        out.answer(answer, text);
    }
}

/// Again and again, until somebody stops it or only a person can help.
Expected<Exit> watchCrm(Call& call, NamedCrm& named, const Id& incident)
{
    TRY(const auto every, call.number("every"_L1, 1, mostMinutes));
    const int minutes = static_cast<int>(every.value_or(defaultMinutes));
    call.out().note(Ctl::tr("Synchronising every %n minute(s); Ctrl+C ends it.", nullptr, minutes));
    std::mutex mutex;
    std::condition_variable_any stopped;
    int failures = 0;
    while (!call.stop().stop_requested() && call.out().isWhole()) {
        TRY(named.connector, named.exchange.syncing().connector(named.connector.id.text()));
        if (const CrmConnector& settings = named.connector.value; settings.isSuspect) {
            CHECK_OK(named.exchange.desk->finish());
            return failure("crm.suspect"_L1,
                           Ctl::tr("\"%1\" is paused (%2); watching ends.").arg(settings.name, settings.suspectReason));
        }
        QElapsedTimer timer;
        timer.start();
        const auto report = runSync(call, named, incident, true);
        const std::optional<Error> error = report ? report->error : std::optional(report.error());
        if (call.stop().stop_requested()) {
            break; // what was done is written down
        }
        if (report) {
            answerSync(call.out(), *report, timer.elapsed(), true);
        }
        if (error && (!report || crm::needsPerson(error->code))) {
            CHECK_OK(named.exchange.desk->finish());
            return std::unexpected(*error);
        }
        if (error && !call.out().isJson()) {
            call.out().error(*error);
        }
        failures = error ? failures + 1 : 0;
        std::unique_lock lock(mutex);
        stopped.wait_for(lock, call.stop(), std::chrono::milliseconds(crm::waitFor(minutes, failures)),
                         [] { return false; });
    }
    CHECK_OK(named.exchange.desk->finish());
    return Exit::Done;
}

Expected<Exit> syncCrm(Call& call)
{
    QElapsedTimer timer;
    timer.start();
    if (call.has("every"_L1) && !call.has("watch"_L1)) {
        return failure("usage.value"_L1, Ctl::tr("--every goes with --watch."));
    }
    TRY(auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    TRY(const Id incident, namedIncident(call, named.exchange));
    if (call.has("watch"_L1)) {
        return watchCrm(call, named, incident);
    }
    TRY(const auto report, runSync(call, named, incident, false));
    CHECK_OK(named.exchange.desk->finish());
    answerSync(call.out(), report, timer.elapsed(), false);
    if (report.error) {
        return exitFor(*report.error);
    }
    return report.failed.empty() && report.conflicts.empty() ? Exit::Done : Exit::No;
}

Expected<Exit> listConflicts(Call& call)
{
    TRY(const auto exchange, openCrmDesk(call, Vault::Access::Read));
    TRY(const Id incident, namedIncident(call, exchange));
    TRY(const auto conflicts, exchange.syncing().conflicts(incident));
    QJsonArray list;
    TextTable table{.headers = {Ctl::tr("Id"), Ctl::tr("What"), Ctl::tr("Here"), Ctl::tr("In the CRM"), Ctl::tr("By"),
                                Ctl::tr("When")},
                    .rows = {}};
    for (const auto& one : conflicts) {
        list.append(QJsonObject{{u"id"_s, one.id.text()},
                                {u"what"_s, one.value.label},
                                {u"field"_s, one.value.field},
                                {u"ours"_s, one.value.ours},
                                {u"theirs"_s, one.value.theirs},
                                {u"their_author"_s, one.value.theirAuthor}});
        table.rows.push_back({one.id.text(), printable(one.value.label, false), printable(one.value.ours, false),
                              printable(one.value.theirs, false), printable(one.value.theirAuthor, false),
                              one.value.theirAt ? shownTime(*one.value.theirAt) : QString()});
    }
    call.out().answer({{u"conflicts"_s, list}},
                      conflicts.empty() ? Ctl::tr("Nothing has to be decided.") : table.aligned());
    return Exit::Done;
}

Expected<Exit> settleConflict(Call& call)
{
    const QString side = call.argument(1);
    if (side != "ours"_L1 && side != "theirs"_L1) {
        return failure("usage.value"_L1, Ctl::tr("A conflict is settled for ours or theirs."));
    }
    TRY(const auto exchange, openCrmDesk(call, Vault::Access::Write));
    TRY(const Id id, exchange.desk->casework().find(Table<CrmConflict>::kind, call.argument(0)));
    CHECK_OK(exchange.syncing().settle(id, side == "theirs"_L1));
    CHECK_OK(exchange.desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"outcome"_s, side}},
                      side == "theirs"_L1 ? Ctl::tr("What the CRM says holds here too.")
                                          : Ctl::tr("Ours goes to the CRM with the next crm sync."));
    return Exit::Done;
}

Expected<Exit> retryCrm(Call& call)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    const auto& [exchange, connector] = named;
    TRY(const qint64 count, exchange.syncing().retry(connector.id));
    CHECK_OK(exchange.desk->finish());
    call.out().answer(
        {{u"records"_s, count}},
        Ctl::tr("%n record(s) are tried again with the next crm sync.", nullptr, static_cast<int>(count)));
    return Exit::Done;
}

Expected<Exit> pauseCrm(Call& call, bool isSuspect)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    const auto& [exchange, connector] = named;
    CHECK_OK(exchange.syncing().suspect(connector.id, isSuspect, call.value("reason"_L1)));
    CHECK_OK(exchange.desk->finish());
    call.out().answer(
        {{u"name"_s, connector.value.name}, {u"suspect"_s, isSuspect}},
        isSuspect ? Ctl::tr("Nothing leaves for \"%1\"; what comes from it is marked.").arg(connector.value.name)
                  : Ctl::tr("\"%1\" goes on.").arg(connector.value.name));
    return Exit::Done;
}

Expected<Exit> removeCrm(Call& call)
{
    TRY(const auto named, openNamedCrm(call, call.argument(0), Vault::Access::Write));
    const auto& [exchange, connector] = named;
    CHECK_OK(exchange.syncing().removeConnector(connector.id, call.value("reason"_L1)));
    CHECK_OK(exchange.desk->vault().forgetSecret(crm::secretNameOf(connector.id)));
    CHECK_OK(exchange.desk->finish());
    call.out().answer(
        {{u"name"_s, connector.value.name}},
        Ctl::tr("\"%1\" was removed, and what it signed in with forgotten. Revoke the app in the CRM too.")
            .arg(connector.value.name));
    return Exit::Done;
}

Option crmReason()
{
    return {
        .name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why; it stays in the journal."), .isRequired = true};
}

Option crmIncident()
{
    Option option = incidentOption();
    option.isRequired = false;
    option.help = Ctl::tr("Only this incident (default: all that are released).");
    return option;
}

Argument connectorArgument()
{
    return {u"NAME"_s, Ctl::tr("The connector, by its name.")};
}

std::vector<Option> secretOptions()
{
    return {
        {.name = u"secret-file"_s,
         .value = u"FILE"_s,
         .help = Ctl::tr("What it signs in with: token, client secret or private key (PEM). Only you may read it.")},
        {.name = u"secret-fd"_s, .value = u"N"_s, .help = Ctl::tr("The same from a file descriptor.")}};
}

Command crmCommand(const QString& word, const QString& summary, const QString& example, const QString& answer,
                   Handler run)
{
    return {.path = {u"crm"_s, word},
            .summary = summary,
            .detail = {},
            .arguments = {connectorArgument()},
            .options = {},
            .examples = {u"bulkheadctl --vault ~/acme.vault crm "_s + word + u' ' + example},
            .answer = answer,
            .run = run};
}

Command crmAddCommand()
{
    Command command = crmCommand(u"add"_s,
                                 Ctl::tr("Adds a CRM that cases can be synchronised with; nothing leaves yet."),
                                 u"sf-prod --kind salesforce --url https://acme.my.salesforce.com --auth jwt "
                                 "--client-id 3MVG9 --account bulkhead@acme.example --secret-file key.pem"_s,
                                 u"id, name"_s, addCrmConnector);
    command.detail = Ctl::tr("What it signs in with is kept in the vault and nowhere else. TLS is always verified. "
                             "Nothing of any incident leaves until it is released (crm release).");
    command.options = {
        {.name = u"kind"_s,
         .value = u"KIND"_s,
         .help = Ctl::tr("salesforce, hubspot or dataverse."),
         .isRequired = true},
        {.name = u"url"_s,
         .value = u"URL"_s,
         .help = Ctl::tr("Where the CRM is reached, with https://."),
         .isRequired = true},
        {.name = u"auth"_s,
         .value = u"METHOD"_s,
         .help = Ctl::tr("jwt or client (Salesforce), token (HubSpot), client (Dataverse), browser (all)."),
         .isRequired = true},
        {.name = u"client-id"_s, .value = u"ID"_s, .help = Ctl::tr("Id of the app, as the CRM knows it.")},
        {.name = u"account"_s,
         .value = u"A"_s,
         .help = Ctl::tr("The user that a JWT speaks for; of Dataverse the tenant.")},
        {.name = u"login"_s,
         .value = u"URL"_s,
         .help = Ctl::tr("Where tokens are had (default: the system's own place).")},
        {.name = u"api-version"_s,
         .value = u"V"_s,
         .help = Ctl::tr("Version of the interface (default: the one that the mapping was made for).")},
        {.name = u"ca"_s, .value = u"FILE"_s, .help = Ctl::tr("Certificates of an authority of your own, in PEM.")}};
    std::ranges::move(secretOptions(), std::back_inserter(command.options));
    return command;
}

Command crmSettleCommand()
{
    return {
        .path = {u"crm"_s, u"settle"_s},
        .summary = Ctl::tr("Decides a field that was changed here and in the CRM."),
        .detail = {},
        .arguments = {{u"CONFLICT"_s, Ctl::tr("Id, or the beginning of it.")}, {u"SIDE"_s, Ctl::tr("ours or theirs.")}},
        .options = {},
        .examples = {u"bulkheadctl --vault ~/acme.vault crm settle 0198b theirs"_s},
        .answer = u"id, outcome"_s,
        .run = settleConflict};
}

Command crmConflictsCommand()
{
    return {.path = {u"crm"_s, u"conflicts"_s},
            .summary = Ctl::tr("Lists fields that were changed here and in a CRM."),
            .detail = {},
            .arguments = {},
            .options = {crmIncident()},
            .examples = {u"bulkheadctl --vault ~/acme.vault crm conflicts --incident INC-0007"_s},
            .answer = u"conflicts[{id, what, field, ours, theirs, their_author}]"_s,
            .run = listConflicts};
}

Command crmStatusCommand()
{
    return {
        .path = {u"crm"_s, u"status"_s},
        .summary = Ctl::tr("Lists the CRM connectors, what each may have and what is stuck."),
        .detail = {},
        .arguments = {},
        .options = {},
        .examples = {u"bulkheadctl --vault ~/acme.vault crm status"_s},
        .answer = u"connectors[{id, name, kind, url, auth, suspect, reason, signed_in, incidents, records, problems, "
                  "conflicts, last_run, last_error}]"_s,
        .run = crmStatus};
}
} // namespace

Commands crmCommands()
{
    const auto with = [](Command command, std::vector<Option> options, const QString& detail = {}) {
        command.options = std::move(options);
        command.detail = detail;
        return command;
    };
    Option released = incidentOption();
    return {
        crmAddCommand(),
        with(crmCommand(u"login"_s, Ctl::tr("Signs a connector in anew, in the browser or with a fresh secret."),
                        u"sf-prod"_s, u"name"_s, logInToCrm),
             secretOptions(),
             Ctl::tr("With the method browser it prints an address and waits five minutes for the answer on the "
                     "loopback address.")),
        crmStatusCommand(),
        with(crmCommand(u"check"_s, Ctl::tr("Signs in and says which fields the CRM lacks for the mapping."),
                        u"sf-prod"_s,
                        u"host, user, api, certificate, clock_skew_ms, missing[{object, field, needed}]"_s, checkCrm),
             {}),
        with(crmCommand(u"package"_s, Ctl::tr("Writes the metadata that makes the missing fields in Salesforce."),
                        u"sf-prod --output bulkhead-salesforce"_s, u"folder"_s, packageForCrm),
             {{.name = u"output"_s,
               .value = u"FOLDER"_s,
               .help = Ctl::tr("A new or empty folder."),
               .isRequired = true}},
             Ctl::tr("Fields and a permission set in the form of the Metadata API, for who administers Salesforce.")),
        with(crmCommand(u"release"_s, Ctl::tr("Lets an incident go to a CRM; the incident commander or Legal decides."),
                        u"sf-prod --incident INC-0007 --scope basic --reason \"account managers ask\""_s,
                        u"connector, scope"_s, releaseToCrm),
             {released,
              {.name = u"scope"_s,
               .value = u"SCOPE"_s,
               .help = Ctl::tr("basic: code name, phase, severity, shareable tasks; full: title and summary too.")},
              crmReason()},
             Ctl::tr("A task goes there only where it is marked: task set ID shareable=true. What is privileged, "
                     "evidence and verdict rows never go.")),
        with(crmCommand(u"withdraw"_s, Ctl::tr("Ends the release of an incident to a CRM."),
                        u"sf-prod --incident INC-0007 --reason \"wrong org\""_s, u"connector"_s, withdrawFromCrm),
             {released, crmReason()}),
        with(crmCommand(u"preview"_s, Ctl::tr("Says field by field what would leave now; sends nothing."), u"sf-prod"_s,
                        u"leaving[{incident, entity, object, fields{…}}]"_s, previewCrm),
             {crmIncident()}),
        with(
            crmCommand(
                u"sync"_s, Ctl::tr("Takes what has changed in a CRM and sends what has changed here."),
                u"sf-prod --incident INC-0007"_s,
                u"pushed, pulled, conflicts[], failed[{entity, problem, parked}], missing[], remaining_quota, seconds"_s,
                syncCrm),
            {crmIncident(),
             {.name = u"watch"_s, .value = {}, .help = Ctl::tr("Go on until it is stopped, a document a run.")},
             {.name = u"every"_s,
              .value = u"MINUTES"_s,
              .help = Ctl::tr("With --watch: between two runs (default: 15); longer after failures.")}},
            Ctl::tr(
                "What is changed on both sides is asked about (crm conflicts). Exit 1 where something failed or has "
                "to be decided. With --watch the vault stays open here; it ends by itself where the connector is "
                "paused or has to be signed in again, and with exit 0 where it is stopped.")),
        crmConflictsCommand(),
        crmSettleCommand(),
        with(crmCommand(u"retry"_s, Ctl::tr("Tries records again that a CRM refused or deleted."), u"sf-prod"_s,
                        u"records"_s, retryCrm),
             {}),
        with(crmCommand(u"pause"_s, Ctl::tr("Marks a connector as suspect: nothing leaves, what comes is marked."),
                        u"sf-prod --reason \"its org may be the leak\""_s, u"name, suspect"_s,
                        [](Call& call) { return pauseCrm(call, true); }),
             {crmReason()}),
        with(crmCommand(u"resume"_s, Ctl::tr("Lets a paused connector go on."), u"sf-prod --reason \"cleared\""_s,
                        u"name, suspect"_s, [](Call& call) { return pauseCrm(call, false); }),
             {crmReason()}),
        with(crmCommand(u"remove"_s, Ctl::tr("Removes a connector and forgets what it signed in with."),
                        u"sf-prod --reason \"moved to HubSpot\""_s, u"name"_s, removeCrm),
             {crmReason()}),
    };
}

} // namespace bulkhead::ctl

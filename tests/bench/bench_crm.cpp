#include "crm/peer.h"
#include "incident/desk.h"
#include "models/crm/salesforce/salesforce.h"
#include "models/crm/sync/syncing.h"
#include "support/memory.h"

#include <QElapsedTimer>
#include <QTextStream>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
constexpr int latency = 50; ///< ms of every call
constexpr int tasks = 10'000;
constexpr int parties = 100'000;

double seconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

struct Crm
{
    explicit Crm()
        : peer(u"salesforce"_s)
    {
        SalesforceSettings settings{.login = peer.url()};
        settings.signIn.flow = Flow::ClientCredentials;
        settings.signIn.clientId = u"consumerKey"_s;
        settings.signIn.secret = SecretBytes::copyOf("secret");
        TransportParts parts;
        parts.clock = &clock;
        connector = makeSalesforce(std::move(settings), std::move(parts));
    }
    Peer peer;
    SystemClock clock;
    std::unique_ptr<Connector> connector;
};

/// Pushes records that are new there, then changes to all of them.
void push(QTextStream& out)
{
    const Mappings mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
    Desk desk;
    Crm crm;
    Synchronising syncing(desk.casework(), mappings);
    const Id incident = desk.declare();
    const Id connector = must(syncing.addConnector(
        {.name = u"sf"_s, .system = u"salesforce"_s, .url = u"https://a.example"_s, .method = u"client"_s}));
    must(syncing.release(incident, connector, CrmScope::Basic, u"bench"_s));
    std::vector<Id> ids;
    for (int i = 0; i < tasks; ++i) {
        desk.clock().advance(1);
        Task task;
        task.title = QStringLiteral("Tell customer %1 what we know").arg(i);
        task.isShareable = true;
        ids.push_back(must(desk.casework().add(incident, task)));
    }
    for (const QString& what : {u"new"_s, u"changed"_s}) {
        if (what == u"changed"_s) {
            for (const Id& id : ids) {
                desk.clock().advance(1);
                must(desk.casework().setField(id, u"title"_s, u"Told already"_s));
            }
        }
        crm.peer.forget();
        crm.peer.fault({{u"kind"_s, u"delay"_s}, {u"delayMs"_s, latency}, {u"times"_s, 1'000'000}});
        desk.clock().advance(Desk::minute);
        const double idle = memory("VmRSS:");
        forgetPeak();
        QElapsedTimer whole;
        whole.start();
        SyncStart start = must(syncing.start(connector));
        must(syncing.announce(start));
        QElapsedTimer talk;
        talk.start();
        const Exchange exchange = Synchronising::exchange(start, *crm.connector, {});
        const double talked = seconds(talk);
        const SyncReport report = must(syncing.finish(start, exchange));
        const double took = seconds(whole);
        const qsizetype writes = crm.peer.log(u"PATCH"_s, u"/composite"_s).size();
        const qsizetype reads = what == u"new"_s ? 0 : writes; // each batch of what exists is read again first
        const double needed = static_cast<double>(writes + reads) * latency / 1000;
        out << QStringLiteral("{\"bench\":\"crm push\",\"records\":\"%1\",\"pushed\":%2,\"calls\":%3,\"writes\":%4,"
                              "\"latency_ms\":%5,\"talk_s\":%6,\"run_s\":%7,\"needed_s\":%8,\"talk_ratio\":%9,")
                   .arg(what)
                   .arg(report.pushed)
                   .arg(crm.peer.log().size())
                   .arg(writes)
                   .arg(latency)
                   .arg(talked, 0, 'f', 2)
                   .arg(took, 0, 'f', 2)
                   .arg(needed, 0, 'f', 2)
                   .arg(talked / needed, 0, 'f', 2)
            << QStringLiteral("\"run_ratio\":%1,\"grown_mib\":%2}\n")
                   .arg(took / needed, 0, 'f', 2)
                   .arg(memory("VmHWM:") - idle, 0, 'f', 0);
        out.flush();
    }
}

/// The same query as jsforce, which lies in `kit`.
void pull(QTextStream& out, const QString& kit)
{
    Crm crm;
    crm.peer.seed({{u"records"_s,
                    QJsonArray{QJsonObject{{u"type"_s, u"Account"_s},
                                           {u"data"_s,
                                            QJsonObject{{u"Name"_s, u"Customer {n} GmbH"_s},
                                                        {u"Website"_s, u"https://customer{n}.example"_s},
                                                        {u"BillingCountryCode"_s, u"DE"_s}}},
                                           {u"count"_s, parties}}}}});
    must(crm.connector->authorise({}));
    must(crm.connector->describe(u"Account"_s, {}));
    const Query query = {.object = u"Account"_s, .fields = {u"Name"_s, u"Website"_s, u"BillingCountryCode"_s}};
    for (int round = 0; round < 3; ++round) {
        const double idle = memory("VmRSS:");
        forgetPeak();
        QElapsedTimer timer;
        timer.start();
        qint64 count = 0;
        const auto page = [&count](std::span<const crm::Record> records) -> Expected<void> {
            count += static_cast<qint64>(records.size());
            return {};
        };
        must(crm.connector->query(query, page, {}));
        const double took = seconds(timer);
        const double grown = memory("VmHWM:") - idle;
        QString peer = u"null"_s;
        if (!kit.isEmpty()) {
            QProcess process;
            process.start(
                QStringLiteral(BULKHEAD_NODE),
                {QStringLiteral(BULKHEAD_SOURCE_DIR "/tests/bench/jsforcepull.mjs"), kit, crm.peer.address()});
            if (!process.waitForFinished(300'000) || process.exitCode() != 0) {
                qFatal("jsforce: %s", process.readAllStandardError().constData());
            }
            peer = QString::fromLatin1(process.readAllStandardOutput()).trimmed();
        }
        out << QStringLiteral("{\"bench\":\"crm pull\",\"records\":%1,\"s\":%2,\"grown_mib\":%3,\"peer\":\"jsforce\","
                              "\"peer_s\":%4,\"ratio\":%5}\n")
                   .arg(count)
                   .arg(took, 0, 'f', 2)
                   .arg(grown, 0, 'f', 0)
                   .arg(peer)
                   .arg(kit.isEmpty() ? u"null"_s : QString::number(took / peer.toDouble(), 'f', 2));
        out.flush();
    }
}
} // namespace

/// Pushing 10,000 records with 50 ms a call, and pulling 100,000. An argument names a folder in which jsforce is
/// installed.
int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    QTextStream out(stdout);
    pull(out, argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
    push(out);
    return 0;
}

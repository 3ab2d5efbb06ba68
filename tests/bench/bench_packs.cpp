// A check pack of a customer with half of 200,000 registered records, made from a leak of a million rows, and a list of
// a million rows held against it. What the stretching of the passphrase takes is told apart ("key in hand"). Beside
// them, in the same run, the mere reading of the same rows and one HMAC-SHA-256 for each. Prints JSON lines: seconds of
// wall and of processor's time.
//
//   bench_packs [rows=1000000] [registered=200000] [rounds=3]
#include "incident/desk.h"
#include "models/disclosure/packmaking.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QMessageAuthenticationCode>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
double cpuSeconds()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

struct Spent
{
    double wall = 0;
    double cpu = 0;
};

template<typename Work> Spent spent(const Work& work)
{
    QElapsedTimer timer;
    const double before = cpuSeconds();
    timer.start();
    work();
    return {static_cast<double>(timer.nsecsElapsed()) / 1e9, cpuSeconds() - before};
}

Spent median(std::vector<Spent> all)
{
    std::ranges::sort(all, {}, &Spent::cpu);
    return all[all.size() / 2];
}

QByteArray word(int number, int length)
{
    QByteArray letters;
    for (int i = 0; i < length; ++i, number /= 20) {
        letters += "bcdfghjklmnpqrstvwxz"[number % 20];
        letters += "aeiou"[(number + i) % 5];
    }
    return letters;
}

const QByteArray heading = "name,email,phone,birthdate,city";

/// A person of the invented company; every other one is the first customer's.
void appendRow(QByteArray& text, int number)
{
    text += word(number, 4) + ' ' + word(7919 * (number % 100'000) + number / 7, 5) + ",p" + QByteArray::number(number)
        + "@made-up.org,+49 30 " + QByteArray::number(1'000'000 + 7 * number) + ','
        + QByteArray::number(1950 + number % 50) + '-' + QByteArray::number(10 + number % 3) + '-'
        + QByteArray::number(10 + number % 19) + ',' + word(number % 300, 3);
}

/// `number`s from 0 on, every `step`th.
QByteArray rowsOf(int count, int step, bool withTenant)
{
    QByteArray text = heading + (withTenant ? ",tenant\n" : "\n");
    for (int i = 0; i < count; ++i) {
        appendRow(text, i * step);
        text += withTenant ? (i % 2 == 0 ? ",Acme\n" : ",Bolt\n") : "\n";
    }
    return text;
}

int argument(const QString& name, int fallback)
{
    for (const QString& one : QCoreApplication::arguments()) {
        if (one.startsWith(name + u'=')) {
            return one.mid(name.size() + 1).toInt();
        }
    }
    return fallback;
}

void print(const char* job, int rows, const Spent& ours, const Spent& peer, const QByteArray& more)
{
    std::printf("{\"bench\":\"packs\",\"job\":\"%s\",\"rows\":%d,\"seconds\":%.2f,\"cpu_seconds\":%.2f,"
                "\"peer\":\"rows read, HMAC of each\",\"peer_cpu_seconds\":%.2f,\"ratio\":%.2f%s}\n",
                job, rows, ours.wall, ours.cpu, peer.cpu, ours.cpu / peer.cpu, more.constData());
    std::fflush(stdout);
}
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const int rows = argument(u"rows"_s, 1'000'000);
    const int registered = argument(u"registered"_s, 200'000);
    const int rounds = argument(u"rounds"_s, 3);
    Desk desk;
    const Id incident = desk.declare();
    provenance::Registry registry(desk.casework());
    const auto source = [](const QByteArray& text) {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(text);
        buffer->open(QIODevice::ReadOnly);
        return buffer;
    };
    DataSet about;
    about.name = u"CRM"_s;
    about.isProduction = true;
    (void)must(registry.registerDataSet(*source(rowsOf(registered, 1, true)), about));
    desk.clock().advance(1000);
    const QByteArray list = rowsOf(rows, 1, false);
    Evidence sample;
    sample.name = u"leak.csv"_s;
    (void)must(registry.classifyInto(incident, *source(list), sample));
    desk.clock().advance(1000);

    const auto passphrase = SecretBytes::copyOf("four quiet harbours at noon");
    std::vector<Spent> making, opening, checking, peer;
    qint64 size = 0;
    CheckResult result;
    for (int i = 0; i < rounds; ++i) {
        Bytes octets;
        making.push_back(spent([&] {
            auto collected = must(collectPack(desk.casework(), {.incident = incident, .tenant = u"Acme"_s}));
            octets = must(collected.maker.seal(passphrase, 0));
        }));
        size = octets.size();
        std::optional<Pack> pack;
        opening.push_back(spent([&] { pack.emplace(must(openPack(octets, passphrase))); }));
        const auto lines = source(list);
        checking.push_back(spent([&] { result = must(checkMine(*pack, *lines)); }));
        const auto again = source(list);
        peer.push_back(spent([&] {
            provenance::DeviceSource device(*again);
            const auto reader = must(provenance::TableReader::open(device));
            QMessageAuthenticationCode code(QCryptographicHash::Sha256, "a key");
            while (must(reader->next()) != provenance::TableReader::Step::End) {
                const auto& cell = reader->row().cells[1];
                code.reset();
                code.addData(cell.data(), static_cast<qsizetype>(cell.size()));
                (void)code.result();
            }
        }));
    }
    print("make", rows, median(making), median(peer), ",\"octets\":" + QByteArray::number(size));
    print("open", 0, median(opening), median(peer), {});
    print("check", rows, median(checking), median(peer),
          ",\"in_leak\":" + QByteArray::number(result.inLeak) + ",\"not_found\":" + QByteArray::number(result.notFound)
              + ",\"open\":" + QByteArray::number(result.open));
    return 0;
}

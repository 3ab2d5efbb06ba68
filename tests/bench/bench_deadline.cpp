#include "models/deadline/lawbook.h"
#include "support/testvault.h"

#include <QElapsedTimer>
#include <QTextStream>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// ms, the median of several rounds
template<typename Work> double timed(Work work)
{
    constexpr int rounds = 9;
    std::vector<double> took;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        took.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return median(took);
}
} // namespace

/// All clocks of 500 tenants under 10 regimes, and what the same readings cost by QTimeZone alone.
int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const Lawbook book = must(Lawbook::load());
    const QStringList regimes{u"eu.gdpr.33.sa"_s, u"eu.gdpr.33.proc"_s, u"eu.nis2.ew"_s,    u"eu.nis2.in"_s,
                              u"eu.dora.init"_s,  u"uk.gdpr.33"_s,      u"us.ca.1798.82"_s, u"br.lgpd.48"_s,
                              u"us.sec.8k105"_s,  u"eu.aia.73.15"_s};
    const QStringList zones{u"Europe/Berlin"_s, u"Europe/Dublin"_s, u"Europe/Paris"_s, u"America/New_York"_s,
                            u"Asia/Kolkata"_s};
    constexpr int tenants = 500;
    const qint64 base = 1'795'000'000'000;
    const auto all = [&](Steps steps, bool withTable) {
        qint64 sum = 0;
        std::map<QString, Venue> venues;
        for (const QString& id : regimes) {
            for (const QString& zone : zones) {
                Venue venue = must(Venue::of(book, *book.regimes.find(id), zone, u"DE"_s));
                if (!withTable) {
                    venue.place.offsets = nullptr;
                }
                venues.emplace(id + zone, std::move(venue));
            }
        }
        for (int tenant = 0; tenant < tenants; ++tenant) {
            const qint64 at = base + tenant * qint64(97'000);
            const Events events{{u"aware"_s, at},
                                {u"processor_aware"_s, at},
                                {u"classified"_s, at},
                                {u"discovered"_s, at},
                                {u"determined"_s, at}};
            for (const QString& id : regimes) {
                const Venue& venue = venues.at(id + zones.at(tenant % zones.size()));
                sum += must(compute(*book.regimes.find(id), events, {}, venue.place, steps)).target.value_or(0);
            }
        }
        return sum;
    };
    const double silent = timed([&] { (void)all(Steps::Silent, true); });
    const double said = timed([&] { (void)all(Steps::Said, true); });
    const double peer = timed([&] { (void)all(Steps::Silent, false); });
    QTextStream(stdout) << QStringLiteral("{\"bench\":\"deadline\",\"tenants\":500,\"regimes\":10,\"ms\":%1,"
                                          "\"with_steps_ms\":%2,\"peer\":\"QTimeZone\",\"peer_ms\":%3,\"ratio\":%4}\n")
                               .arg(silent, 0, 'f', 2)
                               .arg(said, 0, 'f', 2)
                               .arg(peer, 0, 'f', 2)
                               .arg(silent / peer, 0, 'f', 3);
    return 0;
}

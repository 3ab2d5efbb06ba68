#include "ui/overview/picture.h"

#include "models/journal/guest.h"
#include "models/provenance/summary.h"
#include "ui/common/words.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead {

namespace {

constexpr std::size_t mostTenants = 8;

struct PictureText
{
    Q_DECLARE_TR_FUNCTIONS(Picture)
};

Slice slice(const char* verdict, Tone tone, qint64 rows)
{
    return {wordOfVerdict(QString::fromLatin1(verdict)).text, rows, tone};
}

std::vector<Slice> slicesOf(const VerdictReport& report)
{
    return {slice("synthetic", Tone::Synthetic, report.synthetic),
            slice("production", Tone::Production, report.production), slice("mixed", Tone::Mixed, report.mixed),
            slice("unknown", Tone::Unknown, report.unknown), slice("unreadable", Tone::Unreadable, report.unreadable)};
}

std::vector<Bar> tenantsOf(const VerdictReport& report)
{
    using provenance::Verdict;
    const auto summary = provenance::Summary::fromCbor(report.summary);
    if (!summary) {
        return {};
    }
    std::map<QString, std::pair<qint64, qint64>> rows;
    for (const auto& tenant : summary->tenants) {
        auto& [production, mixed] = rows[tenant.tenant.isEmpty() ? PictureText::tr("(no tenant)") : tenant.tenant];
        production += static_cast<qint64>(tenant.rows[static_cast<std::size_t>(Verdict::Production)]);
        mixed += static_cast<qint64>(tenant.rows[static_cast<std::size_t>(Verdict::Mixed)]);
    }
    std::vector<Bar> bars;
    for (const auto& [name, counts] : rows) {
        if (counts.first + counts.second > 0) {
            bars.push_back(
                {name,
                 {slice("production", Tone::Production, counts.first), slice("mixed", Tone::Mixed, counts.second)}});
        }
    }
    std::ranges::stable_sort(bars, std::greater(),
                             [](const Bar& bar) { return bar.parts[0].value + bar.parts[1].value; });
    if (bars.size() > mostTenants) {
        bars.resize(mostTenants);
    }
    return bars;
}

} // namespace

QString Picture::nameOf(const Id& member) const
{
    const auto found = names.find(member);
    return found == names.end() ? PictureText::tr("somebody who left") : found->second;
}

const VerdictReport* Picture::verdict() const
{
    return overview.verdicts.empty() ? nullptr : &overview.verdicts.front().value;
}

QString Picture::finding() const
{
    const VerdictReport* report = verdict();
    if (!report) {
        return PictureText::tr("Nobody has asked yet whether the leaked data is real.");
    }
    const qint64 personal = report->production + report->mixed;
    QString sentence;
    if (personal > 0) {
        sentence = PictureText::tr(
                       "%1 of %2 rows carry data of real people. The leak counts as a personal data breach until "
                       "somebody shows otherwise.")
                       .arg(countText(personal), countText(report->rows));
    } else if (!report->hadProductionSet) {
        sentence = PictureText::tr(
            "No production data set was registered when the sample was examined: nothing can be called "
            "synthetic only.");
    } else if (report->unknown + report->unreadable > 0) {
        sentence = PictureText::tr(
                       "No row matches production, but %1 of %2 rows match nothing that is registered. Unknown counts "
                       "as real.")
                       .arg(countText(report->unknown + report->unreadable), countText(report->rows));
    } else {
        sentence = PictureText::tr("All %Ln row(s) match registered synthetic data, and none matches production.",
                                   nullptr, formOf(report->rows));
    }
    return sentence;
}

Expected<Picture> pictureOf(const Casework& casework, const Id& incident, std::optional<qint64> since)
{
    Picture picture;
    TRY(picture.overview, casework.overview(incident, since));
    picture.now = casework.now();
    for (const auto& member : casework.journal().members()) {
        picture.names.emplace(member.id, member.member.name);
    }
    TRY(const auto guests, casework.journal().records(Table<Guest>::kind));
    for (const Record& guest : guests) {
        picture.names.emplace(guest.entity, fromRecord<Guest>(guest).name);
    }
    TRY(const auto reports, casework.all<StatusReport>(incident));
    const auto newest = std::ranges::max_element(reports, {}, [](const auto& one) { return one.value.reportedAt; });
    if (newest != reports.end()) {
        picture.status = newest->value;
    }
    for (const ChangeEntry& change : picture.overview.sinceLastLook) {
        for (const QString& sentence : casework.sentences(change)) {
            const Id entity = change.body.facts.empty() ? Id() : change.body.facts.front().entity;
            picture.since.push_back({entity, change.received, sentence});
        }
    }
    if (const VerdictReport* report = picture.verdict()) {
        picture.verdicts = slicesOf(*report);
        picture.tenants = tenantsOf(*report);
    }
    return picture;
}

} // namespace bulkhead

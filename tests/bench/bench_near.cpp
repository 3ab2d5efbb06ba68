// How well near matches find edited records, and what they cost: registers invented people with a near index, and
// classifies files of edited records of theirs among ten times as many strangers of the same kind (same names, same
// companies). One JSON line for each kind of file and of edit.
//
//   bench_near [seed=2] [people=50000] [edited=300] [from=0.95] [calibrate=1]
//
// With calibrate=1 it prints instead how often fields of edited records agree, level by level, and how many of the rows
// of each probability were right; the constants of nearweigh.cpp are of seed 1.
#include "models/provenance/classifier.h"
#include "models/provenance/near/nearreader.h"
#include "models/provenance/registrar.h"
#include "tests/provenance/nearpersons.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
struct Bench
{
    quint64 seed = 2;
    int people = 50'000;
    int edited = 300;
    double from = nearThreshold;
    bool calibrates = false;

    RegistryKey key = std::move(*RegistryKey::from(SecretBytes::copyOf("0123456789abcdef")));
    Index index;
    NearIndex near{key};
    QTemporaryDir folder;
    std::unique_ptr<NearPeople> source;
    std::vector<NearPerson> registered;
    NearPairs same = {};
    std::array<std::array<quint64, 2>, 20> bins = {}; ///< by probability: wrong, right

    void enroll();
    struct Count
    {
        quint64 rows = 0, unknown = 0, found = 0, wrong = 0, strangers = 0, decided = 0;
        double seconds = 0, plain = 0;
    };
    Count examine(const NearShape& shape, NearEdit kind);
    void learn(const RowVerdict& row, const NearCells& cells, const NearShape& shape, quint32 truth);
};

void Bench::enroll()
{
    source = std::make_unique<NearPeople>(seed);
    QByteArray csv = nearHeader(nearShapes().back().columns);
    for (int i = 0; i < people; ++i) {
        registered.push_back(source->next());
        csv += nearLine(cellsOf(registered.back()), nearShapes().back().columns);
    }
    BufferSource buffer(csv);
    const QString file = folder.filePath(u"set.segment"_s);
    Registration what{.dataSet = Id::derived("near"), .kind = Kind::Production, .name = u"People"_s};
    QElapsedTimer timer;
    timer.start();
    if (!Registrar(key, index).run(buffer, what, folder.filePath(u"plain.segment"_s))) {
        qFatal("not registered");
    }
    const double plain = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    what.nearFile = nearFileOf(file);
    BufferSource again(csv);
    timer.restart();
    const auto report = Registrar(key, index).run(again, what, file);
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (!report) {
        qFatal("%s %s", qPrintable(report.error().code), qPrintable(report.error().detail));
    }
    auto segment = SegmentReader::open(file, key);
    auto reader = NearReader::open(what.nearFile, key, **segment);
    if (!reader) {
        qFatal("%s", qPrintable(reader.error().code));
    }
    std::printf("{\"figure\":\"near-register\",\"rows\":%d,\"bands_per_record\":%.1f,\"near_octets_per_record\":%.0f,"
                "\"segment_octets_per_record\":%.0f,\"seconds\":%.2f,\"seconds_without\":%.2f}\n",
                people, static_cast<double>((*reader)->bands()) / people,
                static_cast<double>(report->nearBytes) / people, static_cast<double>(report->segment.fileSize) / people,
                seconds, plain);
    near.add(*std::move(reader));
    if (!index.add(*std::move(segment))) {
        qFatal("not added");
    }
}

void Bench::learn(const RowVerdict& row, const NearCells& cells, const NearShape& shape, quint32 truth)
{
    std::vector<Column> columns;
    std::vector<std::string_view> views;
    static constexpr Meaning meanings[] = {Meaning::GivenName, Meaning::FamilyName, Meaning::Email,
                                           Meaning::Phone,     Meaning::Company,    Meaning::Street,
                                           Meaning::City,      Meaning::Postcode,   Meaning::BirthDate};
    for (const NearColumn column : shape.columns) {
        columns.push_back({.name = {}, .meaning = meanings[column], .dates = DateOrder::YearFirst});
        views.emplace_back(cells[column].constData(), static_cast<std::size_t>(cells[column].size()));
    }
    NearMaker maker(near.keys(), columns, NearMaker::Use::LookUp);
    NearRecord record;
    maker.make({.number = row.row, .cells = views}, record);
    const NearComparison found = compare(record, near.of(Id::derived("near"))->sketch(truth));
    for (std::size_t field = 0; field < nearFieldCount; ++field) {
        if (found.levels[field] != NearLevel::Absent && !record.isMasked(static_cast<NearField>(field))) {
            ++same[field][static_cast<std::size_t>(found.levels[field])];
        }
    }
}

Bench::Count Bench::examine(const NearShape& shape, NearEdit kind)
{
    constexpr int strangersForEach = 10;
    QByteArray sample = nearHeader(shape.columns);
    std::vector<qint64> truths;
    std::vector<NearCells> lines;
    for (int i = 0; i < edited; ++i) {
        const int at = source->number(people);
        NearCells cells = cellsOf(registered[static_cast<std::size_t>(at)]);
        edit(cells, shape.columns, kind, *source);
        lines.push_back(cells);
        truths.push_back(at);
        for (int k = 0; k < strangersForEach; ++k) {
            NearCells other = cellsOf(source->next());
            if (kind == NearEdit::Masked || kind == NearEdit::Cut || kind == NearEdit::Swapped) {
                edit(other, shape.columns, kind, *source); // the whole file is so
            }
            lines.push_back(other);
            truths.push_back(-1);
        }
    }
    for (const NearCells& cells : lines) {
        sample += nearLine(cells, shape.columns);
    }
    Count count;
    ClassifyOptions options;
    options.threads = 1;
    {
        BufferSource buffer(sample);
        count.plain = Classifier(key, index).run(buffer, options)->seconds;
    }
    options.near = &near;
    options.nearFrom = from;
    options.onRow = [&](const RowVerdict& row) {
        const qint64 truth = truths[row.row - 1];
        const bool isUnknown = row.verdict == Verdict::Unknown;
        const auto found = std::ranges::find(row.reasons, ReasonCode::Near, &Reason::code);
        const bool isNear = found != row.reasons.end();
        count.rows += truth >= 0;
        count.decided += truth >= 0 && !isUnknown;
        count.unknown += truth >= 0 && isUnknown;
        count.strangers += truth < 0 && isUnknown;
        if (isNear) {
            const bool isRight = truth >= 0 && found->record == truth;
            ++(isRight ? count.found : count.wrong);
            ++bins[std::min<std::size_t>(19, found->nearPpm / 50'000)][isRight];
        }
        if (calibrates && truth >= 0 && isUnknown) {
            learn(row, lines[row.row - 1], shape, static_cast<quint32>(truth));
        }
        if (qEnvironmentVariableIsSet("BENCH_NEAR_SHOW") && isUnknown
            && ((truth >= 0) != isNear || (isNear && found->record != truth))) {
            const NearCells& cells = lines[row.row - 1];
            std::printf("%s | %s | %s", isNear ? "WRONG" : "missed", shape.name,
                        nearLine(cells, shape.columns).constData());
            const qint64 shown = isNear ? found->record : truth;
            if (shown >= 0) {
                std::printf("   p=%u of %s", isNear ? found->nearPpm : 0,
                            nearLine(cellsOf(registered[static_cast<std::size_t>(shown)]), shape.columns).constData());
            }
        }
    };
    BufferSource buffer(sample);
    count.seconds = Classifier(key, index).run(buffer, options)->seconds;
    return count;
}

void print(const char* shape, const char* kind, const Bench::Count& count)
{
    const auto share = [](quint64 part, quint64 whole) {
        return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
    };
    std::printf("{\"figure\":\"near\",\"columns\":\"%s\",\"edit\":\"%s\",\"edited\":%llu,\"decided_all_the_same\":%llu,"
                "\"unknown\":%llu,\"near\":%llu,\"wrong\":%llu,\"strangers\":%llu,\"recall\":%.4f,\"precision\":%.4f,"
                "\"us_per_unknown_row\":%.1f}\n",
                shape, kind, count.rows, count.decided, count.unknown, count.found, count.wrong, count.strangers,
                share(count.found, count.unknown), share(count.found, count.found + count.wrong),
                1e6 * (count.seconds - count.plain)
                    / static_cast<double>(std::max<quint64>(1, count.unknown + count.strangers)));
    std::fflush(stdout);
}

void addTo(Bench::Count& sum, const Bench::Count& one)
{
    sum.rows += one.rows;
    sum.unknown += one.unknown;
    sum.found += one.found;
    sum.wrong += one.wrong;
    sum.strangers += one.strangers;
    sum.decided += one.decided;
    sum.seconds += one.seconds;
    sum.plain += one.plain;
}
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    Bench bench;
    for (const QString& argument : QCoreApplication::arguments().mid(1)) {
        const QString value = argument.section(u'=', 1);
        bench.seed = argument.startsWith("seed="_L1) ? value.toULongLong() : bench.seed;
        bench.people = argument.startsWith("people="_L1) ? value.toInt() : bench.people;
        bench.edited = argument.startsWith("edited="_L1) ? value.toInt() : bench.edited;
        bench.from = argument.startsWith("from="_L1) ? value.toDouble() : bench.from;
        bench.calibrates = bench.calibrates || argument == "calibrate=1"_L1;
    }
    bench.enroll();
    Bench::Count typos;
    for (const NearEdit kind : nearEdits) {
        Bench::Count all;
        for (const NearShape& shape : nearShapes()) {
            const Bench::Count one = bench.examine(shape, kind);
            print(shape.name, nearEditName(kind), one);
            addTo(all, one);
        }
        print("together", nearEditName(kind), all);
        if (kind <= NearEdit::TwoTypos) {
            addTo(typos, all);
        }
    }
    print("together", "one or two typos", typos);
    for (std::size_t field = 0; field < nearFieldCount && bench.calibrates; ++field) {
        double all = 0;
        for (const quint64 level : bench.same[field]) {
            all += static_cast<double>(level);
        }
        std::printf("m[%zu]:", field);
        for (const quint64 level : bench.same[field]) {
            std::printf(" %.4f", static_cast<double>(level) / std::max(1.0, all));
        }
        std::printf("\n");
    }
    for (std::size_t bin = 0; bin < bench.bins.size() && bench.calibrates; ++bin) {
        std::printf("probability %.2f: right %llu, wrong %llu\n", static_cast<double>(bin) / 20, bench.bins[bin][1],
                    bench.bins[bin][0]);
    }
    return 0;
}

#include "models/provenance/risk/assessment.h"
#include "models/provenance/risk/codes.h"
#include "models/provenance/risk/crew.h"
#include "models/provenance/risk/signature.h"

#include <QBuffer>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <random>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace Qt::StringLiterals;

namespace {
constexpr double nanoseconds = 1e9;
constexpr std::size_t tableRecords = 100'000;
constexpr std::size_t queries = 512;

double secondsOf(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / nanoseconds;
}

/// A name of which many are alike.
std::string name(std::mt19937_64& chance)
{
    static const char* const parts[] = {"ber",  "kal", "mor",  "stein", "lind", "var", "quin", "hol",
                                        "drey", "fal", "mann", "sen",   "ova",  "ley", "etti", "ard"};
    return std::string(parts[chance() % 16]) + parts[chance() % 16] + parts[chance() % 16];
}

/// Three numbers, three categories, four texts: about what a table of customers has.
const CodeShape shape{.numbers = 3, .categories = 3, .texts = 4, .level = CodeShape::levelOf(10)};

Codes record(std::mt19937_64& chance)
{
    Codes codes;
    for (std::size_t i = 0; i < shape.numbers; ++i) {
        codes.numbers.push_back(static_cast<quint16>(shape.level + chance() % shape.level));
    }
    for (std::size_t i = 0; i < shape.categories; ++i) {
        codes.categories.push_back(static_cast<quint16>(chance() % 8));
    }
    for (std::size_t i = 0; i < shape.texts; ++i) {
        codes.texts.push_back(textSignature(name(chance)));
        codes.absent.push_back(0);
    }
    return codes;
}

/// The same record in one piece, for the loop that is the peer.
struct Flat
{
    std::array<quint16, 3> numbers = {};
    std::array<quint16, 3> categories = {};
    std::array<quint64, 4> texts = {};
};

Flat flat(const Codes& codes)
{
    Flat result;
    std::ranges::copy(codes.numbers, result.numbers.begin());
    std::ranges::copy(codes.categories, result.categories.begin());
    std::ranges::copy(codes.texts, result.texts.begin());
    return result;
}

quint16 distance(const Flat& one, const Flat& other)
{
    int sum = 0;
    for (std::size_t i = 0; i < one.numbers.size(); ++i) {
        sum += std::min<int>(std::abs(one.numbers[i] - other.numbers[i]), shape.level);
    }
    for (std::size_t i = 0; i < one.categories.size(); ++i) {
        sum += one.categories[i] == other.categories[i] ? 0 : shape.level;
    }
    for (std::size_t i = 0; i < one.texts.size(); ++i) {
        sum += std::min(std::popcount(one.texts[i] ^ other.texts[i]), 32) * shape.level / 32;
    }
    return static_cast<quint16>(sum);
}

void print(const char* what, const char* who, int threads, double comparisons, double seconds)
{
    std::printf("{\"bench\":\"risk\",\"what\":\"%s\",\"who\":\"%s\",\"threads\":%d,\"comparisons\":%.0f,"
                "\"seconds\":%.3f,\"comparisons_per_second\":%.0f}\n",
                what, who, threads, comparisons, seconds, comparisons / seconds);
    std::fflush(stdout);
}

/// The nearest of each query; `search` compares one with a stretch of the table.
template<typename Search>
quint64 nearestOfAll(const CodeTable& table, const std::vector<Codes>& asked, int threads, const char* who,
                     Search search)
{
    constexpr std::size_t atOnce = 16;
    constexpr std::size_t stretch = 64;
    std::vector<Nearest> found(asked.size());
    QElapsedTimer timer;
    timer.start();
    static_cast<void>(Crew(threads).run(
        asked.size() / atOnce,
        [&](std::size_t unit) {
            for (std::size_t tile = 0; tile < table.tiles(); tile += stretch) {
                for (std::size_t i = unit * atOnce; i < (unit + 1) * atOnce; ++i) {
                    search(asked[i], tile, tile + stretch, found[i]);
                }
            }
        },
        [](std::size_t) { return Expected<void>(); }));
    print("nearest record of each of 512 among 100,000, ten columns", who, threads,
          static_cast<double>(asked.size() * table.size()), secondsOf(timer));
    quint64 sum = 0;
    for (const Nearest& one : found) {
        sum += one.first + one.at;
    }
    return sum;
}

QByteArray csv(quint64 seed, int rows)
{
    std::mt19937_64 chance(seed);
    QByteArray table = "given,family,birth date,city,street,postcode,plan,income,visits\n";
    const auto two = [&](int most) {
        return QByteArray::number(1 + static_cast<int>(chance() % most)).rightJustified(2, '0');
    };
    for (int i = 0; i < rows; ++i) {
        table += QByteArray::fromStdString(name(chance)) + ',' + QByteArray::fromStdString(name(chance)) + ','
            + QByteArray::number(1940 + static_cast<int>(chance() % 60)) + '-' + two(12) + '-' + two(28) + ','
            + QByteArray::fromStdString(name(chance)) + ',' + QByteArray::fromStdString(name(chance)) + "weg "
            + QByteArray::number(chance() % 90) + ",1" + QByteArray::number(1000 + chance() % 9000) + ",plan"
            + QByteArray::number(chance() % 5) + ',' + QByteArray::number(20000 + chance() % 80000) + ".50,"
            + QByteArray::number(chance() % 400) + '\n';
    }
    return table;
}

/// Files to report, as a person waits for it.
void wholeAssessment(int threads)
{
    constexpr int rows = 20'000;
    QByteArray contents[] = {csv(1, rows), csv(2, rows), csv(3, rows)};
    QBuffer made(&contents[0]);
    QBuffer source(&contents[1]);
    QBuffer control(&contents[2]);
    for (QBuffer* one : {&made, &source, &control}) {
        one->open(QIODevice::ReadOnly);
    }
    RiskOptions options;
    options.threads = threads;
    QElapsedTimer timer;
    timer.start();
    const auto report = assessRisk({&made, {}}, {&source, {}}, {&control, {}}, options);
    if (!report) {
        std::fprintf(stderr, "%s\n", qPrintable(report.error().message));
        return;
    }
    const auto comparisons = static_cast<double>(report->sampled) * 2 * rows
        + static_cast<double>(report->baseline) * rows;
    print("assessment of 20,000 rows, training and hold-out of 20,000, nine columns, from file to report", "bulkhead",
          threads, comparisons, secondsOf(timer));
}
} // namespace

/// Comparisons of records a second, beside a loop that compares one after another over the same codes.
int main()
{
    std::mt19937_64 chance(1);
    CodeTable table(shape);
    std::vector<Flat> all;
    for (std::size_t i = 0; i < tableRecords; ++i) {
        const Codes one = record(chance);
        table.add(one);
        all.push_back(flat(one));
    }
    std::vector<Codes> asked;
    for (std::size_t i = 0; i < queries; ++i) {
        asked.push_back(record(chance));
    }
    const auto widely = [&](const Codes& one, std::size_t from, std::size_t until, Nearest& best) {
        table.search(one, from, until, best);
    };
    const auto plainly = [&](const Codes& one, std::size_t from, std::size_t until, Nearest& best) {
        const Flat mine = flat(one);
        for (std::size_t i = from * CodeTable::tileRecords; i < std::min(until * CodeTable::tileRecords, all.size());
             ++i) {
            best.offer(distance(mine, all[i]), static_cast<quint32>(i));
        }
    };
    bool isSame = true;
    for (const int threads : {1, 2}) {
        const quint64 ours = nearestOfAll(table, asked, threads, "bulkhead", widely);
        isSame = isSame && nearestOfAll(table, asked, threads, "scalar loop", plainly) == ours;
    }
    for (const int threads : {1, 2}) {
        wholeAssessment(threads);
    }
    if (!isSame) {
        std::fprintf(stderr, "the two do not agree\n");
    }
    return isSame ? 0 : 1;
}

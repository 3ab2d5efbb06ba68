#include "models/provenance/normalise.h"
#include "models/provenance/tagging/canarymaker.h"
#include "models/provenance/tagging/copytracer.h"
#include "models/provenance/tagging/rowmark.h"
#include "models/provenance/tagging/tagger.h"
#include "tests/provenance/fixture.h"

#include <QBuffer>
#include <QTemporaryFile>

#include <algorithm>
#include <set>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr quint64 baseSeed = 11;

/// People whose names repeat as those of a generator do, with e-mail addresses that follow from them.
QByteArray staff(quint64 seed, int count)
{
    QByteArray csv = "Customer No,First Name,Last Name,Email,Phone,Company,City,Birthdate,Notes\n";
    for (int i = 0; i < count; ++i) {
        const Person p = person(seed, static_cast<quint64>(i));
        const QByteArray domain = "firm" + QByteArray::number(i % 97) + ".net";
        csv += QByteArray::number(100000 + i) + ',' + p.given + ',' + p.family + ','
            + p.email.left(p.email.indexOf('@')) + '@' + domain + ',' + p.phone + ",\"" + p.company + "\"," + p.city
            + ',' + p.birth + ",\"said \"\"hello\"\", " + QByteArray::number(i) + "\"\n";
    }
    return csv;
}

struct Made
{
    QByteArray csv;
    TagReport report;
};

/// A registry with copies.
struct Desk
{
    Registry registry;
    CopyIndex copies;

    [[nodiscard]] Expected<Made> tag(const QByteArray& source, TagOptions options)
    {
        QTemporaryFile file;
        if (!file.open() || file.write(source) != source.size() || !file.flush()) {
            qFatal("no temporary file");
        }
        Made made;
        QBuffer out(&made.csv);
        out.open(QIODevice::WriteOnly);
        TRY(made.report, Tagger(registry.key, registry.index, copies).run(file, out, options));
        return made;
    }
    void keep(const Made& made, quint32 serial)
    {
        copies.add({.id = Id::derived(QByteArray::number(serial)),
                    .serial = serial,
                    .rows = made.report.rows,
                    .canaries = made.report.canaries});
    }
    [[nodiscard]] std::vector<CopyTrace> trace(const QByteArray& sample, Registry::Answer* answer = nullptr) const
    {
        CopyTracer tracer(copies, registry.key);
        ClassifyOptions options;
        options.tracer = &tracer;
        const auto found = registry.classify(sample, options);
        if (answer != nullptr) {
            *answer = found;
        }
        return tracer.finish(found.summary.rows);
    }
};

QList<QByteArrayList> cellsOf(const QByteArray& csv)
{
    BufferSource source(csv);
    const auto reader = TableReader::open(source);
    QList<QByteArrayList> rows;
    QByteArrayList head;
    for (const std::string& cell : (*reader)->header()) {
        head.append(QByteArray::fromStdString(cell));
    }
    rows.append(head);
    while (*(*reader)->next() == TableReader::Step::Row) {
        QByteArrayList row;
        for (const std::string_view cell : (*reader)->row().cells) {
            row.append(QByteArray(cell.data(), static_cast<qsizetype>(cell.size())));
        }
        rows.append(row);
    }
    return rows;
}

QByteArray quoted(QByteArray cell)
{
    return '"' + cell.replace("\"", "\"\"") + '"';
}

/// Rows in another order, a share of them, and only those columns (numbers from 0).
QByteArray leak(const QByteArray& copy, double share, const QList<int>& columns, quint64 seed)
{
    auto rows = cellsOf(copy);
    const QByteArrayList head = rows.takeFirst();
    std::mt19937_64 random(seed);
    std::shuffle(rows.begin(), rows.end(), random);
    rows.resize(static_cast<qsizetype>(static_cast<double>(rows.size()) * share));
    rows.prepend(head);
    QByteArray csv;
    for (const QByteArrayList& row : rows) {
        QByteArrayList kept;
        for (const int column : columns) {
            kept.append(quoted(row.value(column)));
        }
        csv += kept.join(',') + '\n';
    }
    return csv;
}
} // namespace

class TestTagging : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMarkIsAUuidThatOnlyTheKeyReads();
    void marksAreFoundInsideOtherText();
    void encodedCanariesComeBack();
    void damagedCanariesAreRefused();
    void theCopyHoldsEveryRowOfTheSource();
    void canariesStandNowhereElse();
    void canariesLookLikeTheRest();
    void aLeakNamesItsCopy_data();
    void aLeakNamesItsCopy();
    void oneMarkedRowIsEnough();
    void othersAreNotNamed();
    void taggedRowsAreSyntheticUnlessSomebodyRealStandsInThem();
    void theMarkMayStandInNotes();
    void whatCannotBeTaggedIsRefused();
    void reservedPlacesAreKnown();
};

void TestTagging::aMarkIsAUuidThatOnlyTheKeyReads()
{
    const RegistryKey key = testKey();
    const RegistryKey other = testKey("another key of 16");
    RowMarks marks(key);
    RowMarks others(other);
    std::set<std::string> seen;
    for (quint32 row = 1; row <= 2000; ++row) {
        const std::string mark = marks.write({7, row});
        QCOMPARE(mark.size(), RowMarks::textSize);
        QCOMPARE(mark[14], '4');
        QVERIFY(std::string_view("89ab").find(mark[19]) != std::string_view::npos);
        QVERIFY(seen.insert(mark).second);
        QVERIFY(marks.read(mark) == (RowMark{7, row}));
        QVERIFY(!others.read(mark));
        std::string damaged = mark;
        damaged[row % 8] = damaged[row % 8] == '0' ? '1' : '0';
        QVERIFY(!marks.read(damaged));
    }
    QVERIFY(!marks.read(""));
    QVERIFY(!marks.read("not-a-uuid"));
    QVERIFY(marks.read(marks.write({0xffffffff, 0xffffffff})) == (RowMark{0xffffffff, 0xffffffff}));
}

void TestTagging::marksAreFoundInsideOtherText()
{
    const RegistryKey key = testKey();
    RowMarks marks(key);
    const QString mark = QString::fromStdString(marks.write({3, 9}));
    const auto count = [&](const QString& text) {
        int found = 0;
        marks.find(text.toStdString(), [&](RowMark m) { found += m == RowMark{3, 9}; });
        return found;
    };
    QCOMPARE(count(mark), 1);
    QCOMPARE(count(mark.toUpper()), 1);
    QCOMPARE(count(QString(mark).remove(u'-')), 1);
    QCOMPARE(count(u"said so [%1]."_s.arg(mark)), 1);
    QCOMPARE(count(u"%1,%1"_s.arg(mark)), 2);
    QCOMPARE(count(u"x%1"_s.arg(mark)), 0);
    QCOMPARE(count(mark + u'0'), 0);
    QCOMPARE(count(mark.chopped(1)), 0);
    QCOMPARE(count(QString(200, u'a')), 0);
}

void TestTagging::encodedCanariesComeBack()
{
    const std::vector<Canary> canaries{{{{KeyClass::Email, 0x0123456789abcdef, 140}, {KeyClass::NameCity, 1, 61}}},
                                       {{}}};
    QVERIFY(decodeCanaries(encodeCanaries(canaries)) == canaries);
}

void TestTagging::damagedCanariesAreRefused()
{
    const Bytes good = encodeCanaries(std::vector<Canary>{{{{KeyClass::Email, 5, 140}}}});
    QVERIFY(decodeCanaries(good));
    QVERIFY(!decodeCanaries({}));
    for (qsizetype size = 0; size < good.size(); ++size) {
        QVERIFY(!decodeCanaries(good.first(size)));
    }
    Bytes other = good;
    other[other.indexOf(char(KeyClass::Email), 4)] = char(200); // a class that is none
    QVERIFY(!decodeCanaries(other));
}

void TestTagging::theCopyHoldsEveryRowOfTheSource()
{
    Desk desk;
    const QByteArray source = staff(baseSeed, 3000);
    const auto made = desk.tag(source, {.serial = 1, .seed = 5});
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(made->report.sourceRows, quint64(3000));
    QCOMPARE(made->report.canaries.size(), std::size_t(300));
    QCOMPARE(made->report.rows, quint64(3300));

    auto before = cellsOf(source);
    auto after = cellsOf(made->csv);
    QCOMPARE(after.front(), before.front() + QByteArrayList{"provenance"});
    QCOMPARE(after.size(), 3301);
    RowMarks marks(desk.registry.key);
    std::size_t next = 1;
    quint32 number = 0;
    int planted = 0;
    for (qsizetype i = 1; i < after.size(); ++i) {
        QVERIFY(marks.read(after[i].back().toStdString()) == (RowMark{1, ++number}));
        const QByteArrayList row = after[i].first(after[i].size() - 1);
        if (static_cast<qsizetype>(next) < before.size() && row == before[static_cast<qsizetype>(next)]) {
            ++next;
        } else {
            ++planted;
        }
    }
    QCOMPARE(next, std::size_t(3001));
    QCOMPARE(planted, 300);
}

void TestTagging::canariesStandNowhereElse()
{
    Desk desk;
    QVERIFY(desk.registry.add(Kind::Production, u"real"_s, contacts(2, 2000)));
    const QByteArray source = staff(baseSeed, 2000);
    const auto first = desk.tag(source, {.serial = 1, .seed = 5});
    QVERIFY(first);
    desk.keep(*first, 1);
    desk.copies.settle();
    const auto second = desk.tag(source, {.serial = 2, .seed = 5}); // the same choice, were it not for the first copy
    QVERIFY(second);
    std::set<quint64> values;
    for (const Canary& canary : first->report.canaries) {
        for (const CanaryPrint& print : canary.prints) {
            values.insert(print.fingerprint);
            for (const auto& segment : desk.registry.index.segments()) {
                QVERIFY(segment->find(print.fingerprint) < 0);
            }
        }
    }
    for (const Canary& canary : second->report.canaries) {
        for (const CanaryPrint& print : canary.prints) {
            QVERIFY(!values.contains(print.fingerprint));
        }
    }
    QVERIFY(desk.trace(source).empty());
}

void TestTagging::canariesLookLikeTheRest()
{
    Desk desk;
    const QByteArray source = staff(baseSeed, 2000);
    const auto made = desk.tag(source, {.serial = 1, .seed = 5});
    QVERIFY(made);
    const auto before = cellsOf(source);
    const QSet<QByteArrayList> known(before.begin(), before.end());
    QSet<QByteArray> givens;
    QSet<QByteArray> families;
    QSet<QByteArray> domains;
    for (const QByteArrayList& row : before) {
        givens.insert(row[1]);
        families.insert(row[2]);
        domains.insert(row[3].mid(row[3].indexOf('@')));
    }
    QSet<QByteArray> numbers;
    int canaries = 0;
    for (QByteArrayList row : cellsOf(made->csv).mid(1)) {
        row.removeLast();
        QVERIFY2(!numbers.contains(row[0]), row[0].constData()); // customer numbers stay unlike
        numbers.insert(row[0]);
        if (known.contains(row)) {
            continue;
        }
        ++canaries;
        QVERIFY(row[0].toLongLong() > 101999);
        QVERIFY2(givens.contains(row[1]), row[1].constData());
        QVERIFY2(families.contains(row[2]), row[2].constData());
        QVERIFY2(domains.contains(row[3].mid(row[3].indexOf('@'))), row[3].constData());
        QVERIFY2(!normalised(Meaning::Phone, row[4].toStdString()).empty(), row[4].constData());
    }
    QCOMPARE(canaries, 200);
}

void TestTagging::aLeakNamesItsCopy_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<QList<int>>("columns");
    QTest::newRow("everything but the mark") << 1.0 << QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8};
    QTest::newRow("one per cent, e-mail and name") << 0.01 << QList<int>{1, 2, 3};
    QTest::newRow("one per cent, e-mail and phone") << 0.01 << QList<int>{3, 4};
    QTest::newRow("one per cent, phone and city") << 0.01 << QList<int>{6, 4};
    QTest::newRow("two per cent, name and birth date") << 0.02 << QList<int>{7, 2, 1};
}

void TestTagging::aLeakNamesItsCopy()
{
    QFETCH(double, share);
    QFETCH(QList<int>, columns);
    static const auto desk = [] {
        auto one = std::make_unique<Desk>();
        const QByteArray source = staff(baseSeed, 15000);
        for (quint32 serial = 1; serial <= 3; ++serial) {
            const auto made = one->tag(source, {.serial = serial, .seed = serial});
            if (!made) {
                qFatal("%s", qPrintable(made.error().message));
            }
            one->keep(*made, serial);
            one->registry.last = {};
            if (serial == 2) {
                one->registry.folder.setAutoRemove(true);
                QFile kept(one->registry.folder.filePath(u"second"_s));
                if (!kept.open(QIODevice::WriteOnly) || kept.write(made->csv) < 0) {
                    qFatal("no file");
                }
            }
            one->copies.settle();
        }
        return one;
    }();
    QFile second(desk->registry.folder.filePath(u"second"_s));
    QVERIFY(second.open(QIODevice::ReadOnly));
    const auto traces = desk->trace(leak(second.readAll(), share, columns, 3));
    QVERIFY(!traces.empty());
    QVERIFY2(traces.front().isNamed, qPrintable(QString::number(traces.front().certainty)));
    QCOMPARE(traces.front().copy, Id::derived("2"));
    for (std::size_t i = 1; i < traces.size(); ++i) {
        QVERIFY(!traces[i].isNamed);
    }
}

void TestTagging::oneMarkedRowIsEnough()
{
    Desk desk;
    const auto made = desk.tag(staff(baseSeed, 500), {.serial = 41, .seed = 1});
    QVERIFY(made);
    desk.keep(*made, 41);
    desk.copies.settle();
    const auto rows = cellsOf(made->csv);
    const auto traces = desk.trace("seen in a log: id=" + rows[77].back().toUpper() + " at noon\n");
    QCOMPARE(traces.size(), std::size_t(1));
    QVERIFY(traces.front().isNamed);
    QCOMPARE(traces.front().markedRows, quint64(1));
    QCOMPARE(traces.front().distinctMarks, quint64(1));
}

void TestTagging::othersAreNotNamed()
{
    Desk desk;
    const auto made = desk.tag(staff(baseSeed, 4000), {.serial = 1, .seed = 1});
    QVERIFY(made);
    desk.keep(*made, 1);
    desk.copies.settle();
    // What the same generator makes another time has the same names and shapes.
    for (quint64 seed = 100; seed < 110; ++seed) {
        for (const CopyTrace& trace : desk.trace(staff(seed, 5000))) {
            QVERIFY2(!trace.isNamed,
                     qPrintable(u"%1 canaries, certainty %2"_s.arg(trace.canaries).arg(trace.certainty)));
        }
    }
    QVERIFY(desk.trace(contacts(2, 5000)).empty() || !desk.trace(contacts(2, 5000)).front().isNamed);
}

void TestTagging::taggedRowsAreSyntheticUnlessSomebodyRealStandsInThem()
{
    Desk desk;
    QVERIFY(desk.registry.add(Kind::Production, u"real"_s, contacts(2, 500)));
    const auto made = desk.tag(staff(baseSeed, 400), {.serial = 1, .seed = 1});
    QVERIFY(made);
    desk.keep(*made, 1);
    desk.copies.settle();

    Registry::Answer answer;
    (void)desk.trace(made->csv, &answer);
    QCOMPARE(answer.summary.counts[static_cast<std::size_t>(Verdict::Synthetic)], made->report.rows);
    QVERIFY(answer.summary.verdict == SampleVerdict::Synthetic);

    // The mark of a copy beside somebody's e-mail address, and beside somebody's phone number.
    const auto rows = cellsOf(made->csv);
    const Person real = person(2, 7);
    const QByteArray forged = "Email,Phone,provenance\n" + real.email + ",," + rows[5].back() + "\n,\"" + real.phone
        + "\"," + rows[6].back() + '\n';
    const auto traces = desk.trace(forged, &answer);
    QCOMPARE(answer.rows.size(), std::size_t(2));
    QVERIFY(answer.rows[0].verdict == Verdict::Mixed);
    QVERIFY(!answer.rows[0].weak);
    QVERIFY(answer.rows[1].verdict == Verdict::Mixed);
    QVERIFY(answer.rows[1].weak);
    QVERIFY(answer.summary.verdict == SampleVerdict::Personal);
    QVERIFY(traces.front().isNamed);
    QVERIFY(answer.rows[0].reasons.front().code == ReasonCode::Mark);
}

void TestTagging::theMarkMayStandInNotes()
{
    Desk desk;
    TagOptions options{.serial = 1, .seed = 1};
    options.mappings = {{.column = u"Notes"_s, .meaning = Meaning::FreeText}};
    options.markColumn.clear();
    options.markIn = u"notes"_s;
    const auto made = desk.tag(staff(baseSeed, 300), options);
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    desk.keep(*made, 1);
    desk.copies.settle();
    const auto rows = cellsOf(made->csv);
    QCOMPARE(rows.front().size(), 9);
    QVERIFY(rows[1].back().startsWith("said \"hello\""));
    const auto traces = desk.trace(made->csv);
    QCOMPARE(traces.front().distinctMarks, made->report.rows);

    options.markIn = u"City"_s;
    QCOMPARE(desk.tag(staff(baseSeed, 300), options).error().code, u"provenance.tag-mark-column"_s);
    options.markIn = u"Nowhere"_s;
    QCOMPARE(desk.tag(staff(baseSeed, 300), options).error().code, u"provenance.tag-mark-column"_s);
}

void TestTagging::whatCannotBeTaggedIsRefused()
{
    Desk desk;
    const auto code = [&](const QByteArray& source, TagOptions options = {}) {
        options.serial = 1;
        const auto made = desk.tag(source, options);
        return made ? QString() : made.error().code;
    };
    QCOMPARE(code("a line of prose, and nothing else\nanother one\n"), u"provenance.tag-not-a-table"_s);
    QCOMPARE(code(staff(1, 5)), u"provenance.tag-too-few-rows"_s);
    QByteArray thin = "City,Country\n";
    for (int i = 0; i < 100; ++i) {
        thin += "Zell,DE\n";
    }
    QCOMPARE(code(thin), u"provenance.tag-too-few-columns"_s);
    QCOMPARE(code(staff(1, 100) + "1,2,3,4,5,6,7,8,9,10,11\n"), u"provenance.tag-unreadable"_s);
    QCOMPARE(code(staff(1, 100) + "1,\"never closed\n"), u"provenance.tag-unreadable"_s);
    // Marks alone need no columns.
    QCOMPARE(code(thin, {.canaries = 0}), QString());
}

void TestTagging::reservedPlacesAreKnown()
{
    QVERIFY(isReservedDomain("example.com"));
    QVERIFY(isReservedDomain("mail.Example.org"));
    QVERIFY(isReservedDomain("foo.test"));
    QVERIFY(!isReservedDomain("notexample.com"));
    QVERIFY(!isReservedDomain("acme.de"));
    QVERIFY(isReservedPhone("+1 (212) 555-0143"));
    QVERIFY(!isReservedPhone("+1 (212) 555-1143"));
}

} // namespace bulkhead::provenance

QTEST_GUILESS_MAIN(bulkhead::provenance::TestTagging)
#include "tst_tagging.moc"

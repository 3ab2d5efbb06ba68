#include "fixture.h"
#include "incident/desk.h"

#include "models/provenance/fold.h"
#include "models/provenance/near/nearformat.h"
#include "models/provenance/near/nearreader.h"
#include "models/provenance/near/nearwriter.h"
#include "tests/provenance/nearpersons.h"

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
/// A registry whose sets have near indexes.
struct NearRegistry : provenance::Registry
{
    NearIndex near{key};

    [[nodiscard]] Expected<> addNear(provenance::Kind kind, const QString& name, const QByteArray& csv,
                                     qint64 memory = qint64(256) << 20)
    {
        BufferSource source(csv);
        const QString file = folder.filePath(name + u".segment"_s);
        const Registration what{.dataSet = Id::derived(name.toUtf8()),
                                .kind = kind,
                                .name = name,
                                .version = {},
                                .tenant = {},
                                .mappings = {},
                                .read = {},
                                .memory = memory,
                                .nearFile = nearFileOf(file)};
        TRY(last, Registrar(key, index).run(source, what, file));
        TRY(auto segment, SegmentReader::open(file, key));
        TRY(auto reader, NearReader::open(what.nearFile, key, *segment));
        CHECK_OK(reader->verify());
        near.add(std::move(reader));
        return index.add(std::move(segment));
    }
    [[nodiscard]] QString nearFile(const QString& name) const { return folder.filePath(name + u".near"_s); }
    [[nodiscard]] Answer ask(const QByteArray& sample, int threads = 0) const
    {
        ClassifyOptions options;
        options.near = &near;
        options.threads = threads;
        return classify(sample, options);
    }
};

const Reason* nearOf(const RowVerdict& row)
{
    const auto found = std::ranges::find(row.reasons, ReasonCode::Near, &Reason::code);
    return found == row.reasons.end() ? nullptr : &*found;
}

/// Some people with the same companies and names as in the quality test, and a few that the rows below are about.
QByteArray known(int people)
{
    NearPeople source(11);
    QByteArray csv = nearHeader(nearShapes().back().columns);
    csv += "Katharina,Wisniewski,katharina.wisniewski@kestrelworks.com,+49 30 5550 1234,Kestrel Works GmbH,"
           "Hafenweg 12,Kiel,24103,1984-03-07\n"
           "Юлия,Иванова,julia.ivanova@severny-port.net,+49 40 5550 7788,Severny Port,Am Kai "
           "3,Lübeck,23552,1991-11-02\n";
    for (int i = 2; i < people; ++i) {
        csv += nearLine(cellsOf(source.next()), nearShapes().back().columns);
    }
    return csv;
}
} // namespace

/// Rows of which no value decides, held against records that they come near.
class TestNear : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { VERIFY_OK(m_registry.addNear(provenance::Kind::Production, u"people"_s, known(3'000))); }

    void findsWhoARowIsAbout_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<int>("record");
        const auto add = [](const char* name, const QByteArray& sample, int record) {
            QTest::newRow(name) << sample << record;
        };
        add("a letter too many",
            "FirstName,LastName,Email\nKatharina,Wisniewski,katharrina.wisniewski@kestrelworks.com\n", 0);
        add("a letter missing in each",
            "FirstName,LastName,Email\nKatharna,Wisniewski,katharina.wisniewsk@kestrelworks.com\n", 0);
        add("digits that changed places", "FirstName,LastName,Phone\nKatharina,Wisniewsky,+49 30 5550 1324\n", 0);
        add("swapped names", "FirstName,LastName,Email,City\nWisniewsky,Katharina,k.wisniewski@kestrelworks.com,Kiel\n",
            0);
        add("masked by a help desk", "Name,Email,Phone\nK*** W***,k***@kestrelworks.com,+49 ** **** 1234\n", 0);
        add("masked with points",
            "Name,Email,Phone\nK\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2 W\xE2\x80\xA2\xE2\x80\xA2,"
            "k\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2@kestrelworks.com,xxxxxx1234\n",
            0);
        add("cut at ten characters",
            "Name,Email,Company,City\nKatharina Wisni,katharina.@kestrelworks.com,Kestrel Wo,Kiel\n", 0);
        add("written in Latin letters", "FirstName,LastName,Birthdate,City\nYuliya,Ivanova,1991-11-02,Lübeck\n", 1);
        add("day and month turned round",
            "FirstName,LastName,Birthdate,PostalCode\nKatharina,Wisniewsky,1984-07-03,24103\n", 0);
        add("a colleague",
            "FirstName,LastName,Email,Company\nMartin,Wisniewski,martin.wisniewski@kestrelworks.com,"
            "Kestrel Works GmbH\n",
            -1);
        add("a namesake", "FirstName,LastName,Email\nKatharina,Wisniewski,k.wisniewski@quite-another.org\n", -1);
        add("an extension of the same office",
            "FirstName,LastName,Phone,Company\nOlaf,Brehm,+49 30 5550 1235,"
            "Kestrel Works GmbH\n",
            -1);
        add("nobody", "FirstName,LastName,Email\nZdenka,Quillfeather,zq@nowhere-near.org\n", -1);
    }
    void findsWhoARowIsAbout()
    {
        QFETCH(const QByteArray, sample);
        QFETCH(const int, record);
        const auto answer = m_registry.ask(sample);
        QCOMPARE(answer.rows.size(), std::size_t(1));
        const RowVerdict& row = answer.rows.front();
        QCOMPARE(row.verdict, Verdict::Unknown);
        const Reason* const near = nearOf(row);
        QCOMPARE(near ? static_cast<int>(near->record) : -1, record);
        QCOMPARE(answer.summary.near.rows, quint64(1));
        QCOMPARE(answer.summary.near.near, quint64(record >= 0));
        QCOMPARE(answer.summary.near.production, quint64(record >= 0));
        if (near) {
            QVERIFY(near->nearPpm >= 950'000 && near->nearPpm < 1'000'000);
            const QString text = reasonText(*near, m_registry.index);
            QVERIFY2(text.contains(u"near production \"people\" record %1"_s.arg(record + 1)), qPrintable(text));
            QVERIFY(!text.contains(u"kestrel"_s, Qt::CaseInsensitive));
        }
    }

    /// The promise of the quality: one or two typing errors a record, on people apart from those of the calibration.
    void findsEditedRecordsAmongStrangers()
    {
        constexpr int people = 20'000;
        constexpr int edited = 60;
        NearPeople source(20'261);
        std::vector<NearPerson> registered;
        QByteArray csv = nearHeader(nearShapes().back().columns);
        for (int i = 0; i < people; ++i) {
            registered.push_back(source.next());
            csv += nearLine(cellsOf(registered.back()), nearShapes().back().columns);
        }
        NearRegistry registry;
        VERIFY_OK(registry.addNear(provenance::Kind::Production, u"people"_s, csv));
        quint64 unknown = 0;
        quint64 right = 0;
        quint64 wrong = 0;
        for (const NearShape& shape : nearShapes()) {
            QByteArray sample = nearHeader(shape.columns);
            std::vector<qint64> truths;
            for (int i = 0; i < edited * 5; ++i) {
                const int at = source.number(people);
                NearCells cells = cellsOf(registered[static_cast<std::size_t>(at)]);
                edit(cells, shape.columns, nearEdits[static_cast<std::size_t>(i % 5)], source);
                sample += nearLine(cells, shape.columns);
                truths.push_back(at);
                for (int k = 0; k < 10; ++k) {
                    sample += nearLine(cellsOf(source.next()), shape.columns);
                    truths.push_back(-1);
                }
            }
            for (const RowVerdict& row : registry.ask(sample).rows) {
                const qint64 truth = truths[row.row - 1];
                const Reason* const near = nearOf(row);
                unknown += truth >= 0 && row.verdict == Verdict::Unknown;
                if (near) {
                    ++(truth >= 0 && near->record == truth ? right : wrong);
                }
            }
        }
        const double ofUnknown = static_cast<double>(right) / static_cast<double>(unknown);
        // What a value decides in spite of the errors needs no near match.
        const auto all = static_cast<double>(edited * 5 * nearShapes().size());
        const double recall = (all - static_cast<double>(unknown - right)) / all;
        const double precision = static_cast<double>(right) / static_cast<double>(right + wrong);
        qInfo("%llu unknown, recall %.4f, of the unknown %.4f, precision %.4f", unknown, recall, ofUnknown, precision);
        QVERIFY(unknown > 300);
        QVERIFY2(recall >= 0.95, QByteArray::number(recall));
        QVERIFY2(ofUnknown >= 0.85, QByteArray::number(ofUnknown));
        QVERIFY2(precision >= 0.995, QByteArray::number(precision));
    }

    void changesNoVerdict()
    {
        const QByteArray sample = mistyped(400);
        const auto with = m_registry.ask(sample);
        const auto without = m_registry.classify(sample);
        QVERIFY(with.summary.near.near > 20);
        QCOMPARE(with.summary.toCbor(), without.summary.toCbor());
        for (std::size_t i = 0; i < with.rows.size(); ++i) {
            QCOMPARE(with.rows[i].verdict, without.rows[i].verdict);
            QCOMPARE(with.rows[i].confidencePpm, without.rows[i].confidencePpm);
            QVERIFY(!nearOf(with.rows[i]) || with.rows[i].verdict == Verdict::Unknown);
            QVERIFY(segmentsOf(with.rows[i]) == segmentsOf(without.rows[i]));
        }
    }

    void saysTheSameWithAnyNumberOfThreads()
    {
        const QByteArray sample = mistyped(3'000);
        const auto one = m_registry.ask(sample, 1);
        for (const int threads : {2, 7}) {
            const auto several = m_registry.ask(sample, threads);
            QCOMPARE(several.summary.near, one.summary.near);
            QCOMPARE(several.rows.size(), one.rows.size());
            for (std::size_t i = 0; i < one.rows.size(); ++i) {
                QVERIFY(std::ranges::equal(several.rows[i].reasons, one.rows[i].reasons));
            }
        }
    }

    void findsTheSameWhereBandsAreHandedOut()
    {
        NearRegistry small;
        VERIFY_OK(small.addNear(provenance::Kind::Production, u"people"_s, known(3'000), qint64(1) << 18));
        const QByteArray sample = mistyped(300);
        const auto one = m_registry.ask(sample);
        const auto other = small.ask(sample);
        QCOMPARE(other.summary.near.near, one.summary.near.near);
        for (std::size_t i = 0; i < one.rows.size(); ++i) {
            const Reason* const near = nearOf(one.rows[i]);
            const Reason* const again = nearOf(other.rows[i]);
            QCOMPARE(again != nullptr, near != nullptr);
            QVERIFY(!near || near->record == again->record);
        }
    }

    void namesBothKinds()
    {
        NearRegistry registry;
        VERIFY_OK(registry.addNear(provenance::Kind::Production, u"real"_s, known(200)));
        VERIFY_OK(registry.addNear(provenance::Kind::Synthetic, u"made up"_s, known(100)));
        VERIFY_OK(registry.add(provenance::Kind::Synthetic, u"without"_s, contacts(3, 50)));
        const auto answer = registry.ask(
            "FirstName,LastName,Email\nKatharina,Wisniewski,katharrina.wisniewski@kestrelworks.com\n");
        const auto& reasons = answer.rows.front().reasons;
        QCOMPARE(std::ranges::count(reasons, ReasonCode::Near, &Reason::code), 2);
        QCOMPARE(answer.summary.near.near, quint64(1));
        QCOMPARE(answer.summary.near.production, quint64(1));
        QCOMPARE(answer.summary.near.sets.size(), std::size_t(2)); // what has no index was not looked through
        QVERIFY(nearSentence(answer.summary.near).contains(u"treat them as real"_s));
    }

    void refusesDamage()
    {
        NearRegistry registry;
        VERIFY_OK(registry.addNear(provenance::Kind::Production, u"a"_s, known(300)));
        VERIFY_OK(registry.addNear(provenance::Kind::Production, u"b"_s, known(250)));
        const QString file = registry.nearFile(u"a"_s);
        QFile in(file);
        QVERIFY(in.open(QIODevice::ReadOnly));
        const QByteArray whole = in.readAll();
        const SegmentReader& segment = segmentOf(registry, u"a"_s);
        VERIFY_OK(NearReader::open(file, registry.key, segment));
        COMPARE_ERROR(NearReader::open(registry.nearFile(u"b"_s), registry.key, segment), "provenance.near-damaged");
        COMPARE_ERROR(NearReader::open(file, testKey("fedcba9876543210"), segment), "provenance.near-damaged");
        COMPARE_ERROR(NearReader::open(registry.nearFile(u"none"_s), registry.key, segment), "provenance.near-missing");
        const QString copy = registry.folder.filePath(u"copy"_s);
        const auto written = [&](const QByteArray& octets) {
            QFile out(copy);
            const bool isWritten = out.open(QIODevice::WriteOnly | QIODevice::Truncate)
                && out.write(octets) == octets.size();
            return isWritten ? copy : QString();
        };
        for (const qsizetype size : {qsizetype(0), qsizetype(7), qsizetype(4095), qsizetype(4096), whole.size() - 1}) {
            COMPARE_ERROR(NearReader::open(written(whole.first(size)), registry.key, segment),
                          "provenance.near-damaged");
        }
        std::mt19937 random(5);
        for (int i = 0; i < 300; ++i) {
            QByteArray bent = whole;
            const auto at = i < 100 ? static_cast<qsizetype>(random() % 4096)
                                    : static_cast<qsizetype>(random() % static_cast<quint32>(whole.size()));
            bent.data()[at] = static_cast<char>(bent.at(at) ^ (1 << random() % 8));
            auto opened = NearReader::open(written(bent), registry.key, segment);
            QVERIFY(opened || opened.error().code.startsWith("provenance.near-"_L1));
            if (opened) {
                COMPARE_ERROR((*opened)->verify(), "provenance.near-damaged");
                std::vector<quint32> ordinals; // whatever stands there, it is read within the file
                for (int k = 0; k < 50; ++k) {
                    (*opened)->find(random() * 0x100000001ULL, ordinals);
                    [[maybe_unused]] const NearSketch sketch = (*opened)->sketch(static_cast<quint32>(random()));
                }
            }
        }
    }

    void keepsNothingReadable()
    {
        QFile file(m_registry.nearFile(u"people"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray octets = file.readAll();
        for (const QByteArray text : {"Wisniewski", "wisniewski", "kestrel", "5550", "Hafenweg", "people"}) {
            QVERIFY2(!octets.contains(text), text);
        }
        // The same sketch looks different in each record: two equal records have no words in common.
        NearRegistry twins;
        VERIFY_OK(twins.addNear(provenance::Kind::Production, u"t"_s,
                                "name,email\nAnn Twice,ann@twice.org\nAnn Twice,ann@twice.org\nBo Once,bo@once.org\n"));
        QFile small(twins.nearFile(u"t"_s));
        QVERIFY(small.open(QIODevice::ReadOnly));
        const QByteArray all = small.readAll();
        nearformat::NearHeader header;
        std::memcpy(&header, all.constData(), sizeof header);
        const auto sketch = [&](quint64 record) {
            return all.mid(
                static_cast<qsizetype>(header.sections[nearformat::Sketches].offset + record * sizeof(NearSketch)),
                sizeof(NearSketch));
        };
        QVERIFY(sketch(0) != sketch(1));
    }

    void hearsNamesAlike_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::newRow("Cyrillic") << u"Юлия"_s << u"Yuliya"_s;
        QTest::newRow("Cyrillic, German") << u"Чайковский"_s << u"Tschaikowski"_s;
        QTest::newRow("Greek") << u"Νίκος"_s << u"Nikos"_s;
        QTest::newRow("double letters") << u"Anna Hoffmann"_s << u"Ana Hofmann"_s;
        QTest::newRow("soft and hard") << u"Zofia Wójcik"_s << u"Sofja Voycik"_s;
    }
    void hearsNamesAlike()
    {
        QFETCH(const QString, one);
        QFETCH(const QString, other);
        const auto heardAs = [](const QString& name) { return heard(foldedWord(inLatinLetters(name.toStdString()))); };
        QCOMPARE(QString::fromStdString(heardAs(one)), QString::fromStdString(heardAs(other)));
    }

private:
    static const SegmentReader& segmentOf(const NearRegistry& registry, const QString& name)
    {
        for (const auto& segment : registry.index.segments()) {
            if (segment->info().name == name) {
                return *segment;
            }
        }
        qFatal("no segment");
    }
    /// Rows of registered people with typing errors, and of strangers.
    static QByteArray mistyped(int rows)
    {
        NearPeople source(11);
        NearPeople edits(12);
        const auto& columns = nearShapes().front().columns;
        QByteArray sample = nearHeader(columns);
        for (int i = 0; i < rows; ++i) {
            NearCells cells = cellsOf(i % 2 ? source.next() : edits.next());
            edit(cells, columns, NearEdit::TwoTypos, edits);
            sample += nearLine(cells, columns);
        }
        return sample;
    }

    NearRegistry m_registry;
};

QTEST_GUILESS_MAIN(TestNear)
#include "tst_near.moc"

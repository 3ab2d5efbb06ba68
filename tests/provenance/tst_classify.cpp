#include "fixture.h"
#include "models/provenance/record.h"

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace Qt::StringLiterals;

namespace {
/// A leak with known truth: columns renamed and shuffled, case and formats changed, some cells missing.
QByteArray leak(int count, QByteArray& truth, bool header = true)
{
    std::mt19937_64 random(77);
    QByteArray csv = header ? "city;E-Mail;surname;Telephone;given_name;organisation;zip\n" : "";
    for (int i = 0; i < count; ++i) {
        const auto x = random() % 100;
        const char kind = x < 40 ? 'S' : x < 50 ? 'R' : 'U';
        Person p = kind == 'S' ? person(1, random() % 2000)
            : kind == 'R'      ? person(2, random() % 2000)
                               : person(900, static_cast<quint64>(i));
        if (random() % 3 == 0) {
            p.email = p.email.toUpper();
        }
        if (random() % 3 == 0) {
            p.given = QString::fromUtf8(p.given).toUpper().toUtf8();
            p.family = QString::fromUtf8(p.family).toLower().toUtf8();
        }
        if (random() % 2 == 0) {
            p.phone.replace("+1 ", "(").replace(6 - 2, 1, ") ");
        }
        if (random() % 12 == 0) {
            p.email.clear();
        }
        csv += p.city + " ;" + p.email + ';' + p.family + ';' + p.phone + "; " + p.given + ';' + p.company + ';'
            + p.postcode + '\n';
        truth += kind;
    }
    return csv;
}

quint64 sum(const VerdictCounts& counts)
{
    quint64 all = 0;
    for (const auto count : counts) {
        all += count;
    }
    return all;
}
} // namespace

class TestClassify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_registry = std::make_unique<Registry>();
        QVERIFY(m_registry->add(Kind::Synthetic, u"syn"_s, contacts(1, 2000)));
        QVERIFY(m_registry->add(Kind::Production, u"prod"_s, contacts(2, 2000)));
    }

    void findsTheTruthOfAGeneratedLeak_data()
    {
        QTest::addColumn<bool>("header");
        QTest::newRow("with header") << true;
        QTest::newRow("without header") << false;
    }
    void findsTheTruthOfAGeneratedLeak()
    {
        QFETCH(bool, header);
        QByteArray truth;
        const QByteArray csv = leak(5000, truth, header);
        const auto answer = m_registry->classify(csv);
        QCOMPARE(answer.rows.size(), 5000U);
        QCOMPARE(sum(answer.summary.counts), 5000U);
        for (int i = 0; i < 5000; ++i) {
            const auto& row = answer.rows[static_cast<std::size_t>(i)];
            QCOMPARE(row.row, static_cast<quint64>(i + 1));
            const Verdict expected = truth[i] == 'S' ? Verdict::Synthetic
                : truth[i] == 'R'                    ? Verdict::Production
                                                     : Verdict::Unknown;
            QVERIFY2(row.verdict == expected, qPrintable(u"row %1 is %2"_s.arg(i + 1).arg(verdictId(row.verdict))));
        }
        QCOMPARE(sampleVerdictId(answer.summary.verdict), u"personal"_s);
        QVERIFY(!answer.summary.noProductionSet);
        QVERIFY(answer.summary.stripe.size() <= 200);
        quint64 inStripe = 0;
        for (const auto& block : answer.summary.stripe) {
            QCOMPARE(block.firstRow, inStripe + 1);
            inStripe += sum(block.rows);
        }
        QCOMPARE(inStripe, 5000U);
    }

    void answersTheSameWithAnyNumberOfThreads()
    {
        QByteArray truth;
        QByteArray csv = leak(6000, truth);
        csv.replace("\nRiva ;", "\n\"Riva\nupon the sea\";"); // rows of several lines
        csv.insert(csv.lastIndexOf('\n', csv.size() / 2), "\nx;\"open;\xE9\n\n");
        ClassifyOptions options;
        options.indicators = &Indicators::builtIn();
        options.explainRow = 4000;
        std::optional<Registry::Answer> one;
        std::vector<Explanation> why;
        for (const int threads : {1, 2, 7}) {
            options.threads = threads;
            std::vector<quint64> shown;
            options.onPreview = [&](const RowPreview& preview) { shown.push_back(preview.verdict.row); };
            std::vector<Explanation> explained;
            options.onExplained = [&](const RowVerdict&, const std::vector<Explanation>& all) { explained = all; };
            const auto answer = m_registry->classify(csv, options);
            QVERIFY(std::ranges::is_sorted(shown));
            if (!one) {
                one = answer;
                why = explained;
                QVERIFY(!why.empty());
                continue;
            }
            QCOMPARE(answer.summary.toCbor(), one->summary.toCbor());
            QVERIFY(answer.summary.indicators == one->summary.indicators);
            QCOMPARE(answer.rows.size(), one->rows.size());
            for (std::size_t i = 0; i < answer.rows.size(); ++i) {
                const RowVerdict& a = answer.rows[i];
                const RowVerdict& b = one->rows[i];
                QVERIFY(a.row == b.row && a.verdict == b.verdict && a.reasons == b.reasons
                        && a.confidencePpm == b.confidencePpm && a.severalRecords == b.severalRecords);
            }
            QCOMPARE(explained.size(), why.size());
            QCOMPARE(explained.front().chance, why.front().chance);
        }
    }

    void answersTheSameForTheSameRowsInJson()
    {
        QByteArray truth;
        const QByteArray csv = leak(2000, truth);
        const auto lines = csv.split('\n');
        const auto names = lines.front().split(';');
        QByteArray json;
        for (qsizetype i = 1; i + 1 < lines.size(); ++i) {
            const auto cells = lines[i].split(';');
            QByteArray record;
            for (qsizetype c = 0; c < names.size(); ++c) {
                record += (c > 0 ? ", \"" : "{\"") + names[c] + "\": \"" + cells[c] + '"';
            }
            json += record + "}\n";
        }
        const auto fromCsv = m_registry->classify(csv);
        const auto fromJson = m_registry->classify(json);
        QCOMPARE(fromJson.summary.format, u"JSON Lines"_s);
        QVERIFY(fromJson.summary.counts == fromCsv.summary.counts);
        QCOMPARE(fromJson.rows.size(), fromCsv.rows.size());
        for (std::size_t i = 0; i < fromCsv.rows.size(); ++i) {
            QVERIFY(fromJson.rows[i].verdict == fromCsv.rows[i].verdict);
            QVERIFY(fromJson.rows[i].reasons == fromCsv.rows[i].reasons);
        }
    }

    void answersTheSameToTheOctet()
    {
        QByteArray truth;
        const QByteArray csv = leak(3000, truth) + "x;\"open\n";
        const auto a = m_registry->classify(csv).summary;
        const auto b = m_registry->classify(csv).summary;
        QCOMPARE(a.toCbor(), b.toCbor());
        const auto back = Summary::fromCbor(a.toCbor());
        QVERIFY(back);
        QCOMPARE(back->toCbor(), a.toCbor());
        QCOMPARE(back->unreadable, a.unreadable);
        QCOMPARE(back->columns, a.columns);
        QCOMPARE(a.unreadable.size(), 1U);
        QVERIFY(!Summary::fromCbor(a.toCbor().chopped(1)));
        QVERIFY(!Summary::fromCbor("nonsense"));
    }

    void neverLosesARow()
    {
        std::mt19937 random(3);
        const char alphabet[] = "a@b.org,\n\"x;1 ";
        for (int round = 0; round < 200; ++round) {
            QByteArray sample;
            for (auto n = random() % 600; n > 0; --n) {
                sample += alphabet[random() % (sizeof alphabet - 1)];
            }
            const auto answer = m_registry->classify(sample);
            QCOMPARE(sum(answer.summary.counts), answer.summary.rows);
            QCOMPARE(answer.rows.size(), answer.summary.rows);
            for (std::size_t i = 0; i < answer.rows.size(); ++i) {
                QCOMPARE(answer.rows[i].row, i + 1);
            }
        }
    }

    void saysFirstThatNoProductionSetIsRegistered()
    {
        Registry registry;
        QVERIFY(registry.add(Kind::Synthetic, u"only"_s, contacts(1, 100)));
        const auto summary = registry.classify(contacts(1, 100)).summary;
        QVERIFY(summary.noProductionSet);
        QCOMPARE(summary.counts[0], 100U);
        QCOMPARE(sampleVerdictId(summary.verdict), u"unresolved"_s);
    }

    void findsValuesInPastedText()
    {
        const Person real = person(2, 7);
        const Person invented = person(1, 9);
        const QByteArray paste = "fwd: please call " + real.phone + " or write to <" + real.email + ">, thanks!\n"
            + "another one: " + invented.email.toUpper() + ".\nnothing to see in this line, really\n";
        const auto answer = m_registry->classify(paste);
        QCOMPARE(answer.rows.size(), 3U);
        QCOMPARE(answer.rows[0].verdict, Verdict::Production);
        QCOMPARE(answer.rows[1].verdict, Verdict::Synthetic);
        QCOMPARE(answer.rows[2].verdict, Verdict::Unknown);
        QCOMPARE(answer.rows[2].reasons.front().code, ReasonCode::NoValue);
    }

    void takesAListOfOneValueALine()
    {
        QByteArray paste;
        for (int i = 0; i < 20; ++i) {
            paste += person(2, static_cast<quint64>(i)).email + "\r\n";
        }
        const auto answer = m_registry->classify(paste);
        QCOMPARE(answer.summary.rows, 20U);
        QCOMPARE(answer.summary.counts[static_cast<int>(Verdict::Production)], 20U);
    }

    void callsMixedASyntheticRecordWithARealAddress()
    {
        const Person s = person(1, 3);
        const Person r = person(2, 4);
        const QByteArray csv = "given name,surname,email,phone,company,zip\n" + s.given + ',' + s.family + ',' + r.email
            + ',' + s.phone + ",\"" + s.company + "\"," + s.postcode + '\n';
        const auto answer = m_registry->classify(csv);
        QCOMPARE(answer.rows[0].verdict, Verdict::Mixed);
        QCOMPARE(sampleVerdictId(answer.summary.verdict), u"personal"_s);
        const auto& columns = answer.summary.columns;
        QCOMPARE(columns[2].production, 1U);
        QCOMPARE(columns[2].synthetic, 0U);
        QCOMPARE(columns[3].synthetic, 1U);
    }

    void countsByTenantAndNamesIt()
    {
        Registry registry;
        QByteArray csv = "Account,Email\n";
        for (int i = 0; i < 30; ++i) {
            csv += (i % 3 == 0       ? "acme,"
                        : i % 3 == 1 ? "globex,"
                                     : ",")
                + person(2, static_cast<quint64>(i)).email + '\n';
        }
        QVERIFY(registry.add(Kind::Production, u"CRM prod"_s, csv, {{u"Account"_s, Meaning::Tenant}}, u"house"_s));
        QCOMPARE(registry.last.segment.tenants.size(), 3U);
        QCOMPARE(registry.last.segment.tenantRecords, (std::vector<quint64>{10, 10, 10}));
        const auto answer = registry.classify("email\n" + person(2, 0).email + '\n' + person(2, 1).email + '\n'
                                              + person(2, 2).email + '\n');
        QCOMPARE(tenantOf(answer.rows[0], registry.index), u"acme"_s);
        QCOMPARE(tenantOf(answer.rows[1], registry.index), u"globex"_s);
        QCOMPARE(tenantOf(answer.rows[2], registry.index), u"house"_s);
        QCOMPARE(reasonText(answer.rows[0].reasons.front(), registry.index),
                 u"email matches production \"CRM prod\" (tenant acme)"_s);
        QCOMPARE(answer.summary.tenants.size(), 3U);
        QCOMPARE(answer.summary.tenants[0].tenant, u"acme"_s);
        QCOMPARE(answer.summary.tenants[0].rows[1], 1U);
        QCOMPARE(answer.summary.dataSets[0].decisive, 3U);
    }

    void reportsARegistration()
    {
        Registry registry;
        QVERIFY(registry.add(Kind::Production, u"prod"_s, contacts(2, 100)));
        const QByteArray csv = contacts(1, 50) + contacts(2, 10).mid(contacts(2, 0).size()) + "a,b\n" + "x,\"open\n";
        QVERIFY(registry.add(Kind::Synthetic, u"syn"_s, csv));
        const auto& report = registry.last;
        QCOMPARE(report.rows, 62U);
        QCOMPARE(report.unreadable, 1U);
        QCOMPARE(report.skipped.front().row, 62U);
        QCOMPARE(report.segment.records, 61U);
        QCOMPARE(report.ragged, 1U);
        QCOMPARE(report.columns[2].column.meaning, Meaning::Email);
        QCOMPARE(report.columns[2].usable, 60U);
        QCOMPARE(report.overlaps.size(), 1U);
        QCOMPARE(report.overlaps.front().dataSet, Id::derived("prod"));
        QVERIFY(report.overlaps.front().values >= 10);
        QCOMPARE(report.bytes, csv.size());
    }

    void refusesWhatCannotBeRegistered()
    {
        Registry registry;
        QCOMPARE(registry.add(Kind::Synthetic, u"a"_s, "colour,size\nred,1\nblue,2\n").error().code,
                 u"provenance.no-meaning"_s);
        QCOMPARE(registry.add(Kind::Synthetic, u"b"_s, "email\n").error().code, u"provenance.empty"_s);
        QCOMPARE(registry.add(Kind::Synthetic, u"c"_s, contacts(1, 3), {{u"Shoe"_s, Meaning::Email}}).error().code,
                 u"provenance.unknown-column"_s);
        QVERIFY(QDir(registry.folder.path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
    }

    void stopsWhenCancelledAndReportsProgress()
    {
        const QByteArray csv = contacts(1, 20000);
        BufferSource source(csv);
        quint64 reports = 0;
        const Watcher watcher{.progress = [&](qint64, quint64) { ++reports; },
                              .cancelled = [&] { return reports >= 1; }};
        const auto found = Classifier(m_registry->key, m_registry->index).run(source, {}, watcher);
        QCOMPARE(found.error().code, u"provenance.cancelled"_s);
        QCOMPARE(reports, 1U);
        BufferSource again(csv);
        reports = 0;
        const auto made = Registrar(m_registry->key, m_registry->index)
                              .run(again, {.dataSet = Id::derived("x")}, m_registry->folder.filePath(u"x"_s), watcher);
        QCOMPARE(made.error().code, u"provenance.cancelled"_s);
        QVERIFY(!QFile::exists(m_registry->folder.filePath(u"x"_s)));
    }

    void showsTheFirstRowsOfEachVerdict()
    {
        QByteArray truth;
        const QByteArray csv = leak(500, truth);
        ClassifyOptions options;
        options.previewRows = 3;
        std::array<int, verdictCount> shown = {};
        bool cellsFit = true;
        options.onPreview = [&](const RowPreview& preview) {
            ++shown[static_cast<std::size_t>(preview.verdict.verdict)];
            cellsFit = cellsFit && preview.cells.size() == 7 && preview.columns.size() == 7
                && csv.contains(QByteArray(preview.cells[5].data(), static_cast<qsizetype>(preview.cells[5].size())));
        };
        (void)m_registry->classify(csv, options);
        QCOMPARE(shown, (std::array<int, verdictCount>{3, 3, 0, 3, 0}));
        QVERIFY(cellsFit);
    }

    void printsExpectedChanceHitsBesideObservedOnes()
    {
        QByteArray truth;
        const auto summary = m_registry->classify(leak(2000, truth)).summary;
        const auto phones = std::ranges::find_if(summary.chance, [](const ChanceCount& c) {
            return c.keyClass == KeyClass::Phone && c.kind == Kind::Production;
        });
        QVERIFY(phones != summary.chance.end());
        QCOMPARE(phones->lookups, 2000U);
        QVERIFY(phones->observed > 100);
        // 2,000 look-ups × 2,000 numbers ÷ 8·10⁹.
        QVERIFY(phones->expectedMicro >= 490 && phones->expectedMicro <= 510);
        QVERIFY(summary.effectiveBits >= 56);
    }

    void ignoresIdsThatEverySystemCountsAnew()
    {
        Registry registry;
        QVERIFY(registry.add(Kind::Production, u"p"_s, "id,email\n1,a@acme.org\n2,b@acme.org\n"));
        const auto answer = registry.classify("id,email\n1,x@other.org\n2,\n");
        QCOMPARE(answer.summary.counts[static_cast<int>(Verdict::Unknown)], 2U);
    }

    void saysWhatIsNewAgainstEarlierSamples_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<bool>("isNew");
        QTest::newRow("the same row") << QByteArray("Ann,One,ann@mail.net,+1 415 555 2671,Acme,1990-01-02") << false;
        QTest::newRow("the same address, written differently") << QByteArray("A.,O.,ANN@MAIL.NET ,,,") << false;
        QTest::newRow("the same name and birth date") << QByteArray("ann,ONE,other@mail.net,,,02.01.1990") << false;
        QTest::newRow("the same name and company") << QByteArray("Ann,One,,,ACME,") << false;
        QTest::newRow("the same name alone") << QByteArray("Ann,One,x@mail.net,,Other,") << true;
        QTest::newRow("the same phone alone") << QByteArray("Bea,Two,,+1 415 555 2671,,") << true;
        QTest::newRow("nothing the same") << QByteArray("Cem,Three,cem@mail.net,,,") << true;
    }

    void saysWhatIsNewAgainstEarlierSamples()
    {
        QFETCH(const QByteArray, row);
        QFETCH(const bool, isNew);
        const QByteArray header = "First name,Last name,Email,Phone,Company,Birthdate\n";
        const QByteArray first = header
            + "Ann,One,ann@mail.net,+1 415 555 2671,Acme,1990-01-02\n"
              "Dee,Four,dee@mail.net,+1 415 555 2672,Acme,1991-01-02\n";
        SeenValues seen;
        BufferSource source(first);
        QVERIFY(seen.remember(m_registry->key, source));
        QCOMPARE(seen.rows(), 2U);
        ClassifyOptions options;
        options.against = &seen;
        const QByteArray second = header + row + "\n";
        const auto answer = m_registry->classify(second, options);
        QCOMPARE(answer.rows.size(), 1U);
        QCOMPARE(answer.rows[0].isNew, isNew);
        QVERIFY(answer.summary.newRows);
        QCOMPARE(answer.summary.newRows->total(), isNew ? 1U : 0U);
        QCOMPARE(answer.summary.newRows->seen, isNew ? 0U : 1U);
        QCOMPARE(answer.summary.toCbor(), m_registry->classify(second).summary.toCbor());
        QVERIFY(!newRowsSentence(*answer.summary.newRows).isEmpty());
    }

    void unreadableRowsAreNew()
    {
        SeenValues seen;
        BufferSource source("a,b\nann@mail.net,x\n");
        QVERIFY(seen.remember(m_registry->key, source));
        BufferSource again("one line of text that was said before\n");
        QVERIFY(seen.remember(m_registry->key, again));
        QCOMPARE(seen.samples(), 2U);
        ClassifyOptions options;
        options.against = &seen;
        const auto text = m_registry->classify("one line of text that was said before\nanother\n", options);
        QCOMPARE(text.summary.newRows->total(), 1U);
        const auto broken = m_registry->classify(QByteArray("a,b\nann@mail.net,\0\nann@mail.net,y\n", 34), options);
        QCOMPARE(broken.summary.newRows->fresh[static_cast<std::size_t>(Verdict::Unreadable)], 1U);
        QCOMPARE(broken.summary.newRows->total(), 1U);
    }

private:
    std::unique_ptr<Registry> m_registry;
};

QTEST_GUILESS_MAIN(TestClassify)
#include "tst_classify.moc"

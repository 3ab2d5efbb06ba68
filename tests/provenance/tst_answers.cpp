#include "incident/desk.h"
#include "models/base/digest.h"
#include "models/provenance/registry/blocklist.h"
#include "models/provenance/registry/certificate.h"
#include "models/provenance/registry/handsample.h"
#include "models/provenance/registry/overlaps.h"
#include "models/provenance/registry/registry.h"
#include "tests/provenance/persons.h"

#include <QBuffer>

#include <random>
#include <stop_token>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
/// Gives the letter x for ever; somebody cancels when 8 MiB were read.
class Endless final : public QIODevice
{
public:
    explicit Endless(QByteArray front)
        : m_front(std::move(front))
    {
    }
    std::stop_source stop;
    int readsAfter = 0;

    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        readsAfter += stop.stop_requested() ? 1 : 0;
        for (qint64 i = 0; i < size; ++i) {
            into[i] = m_at + i < m_front.size() ? m_front[m_at + i] : 'x';
        }
        m_at += size;
        constexpr qint64 enough = qint64(8) << 20;
        if (m_at > enough) {
            stop.request_stop();
        }
        return size;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_front;
    qint64 m_at = 0;
};

RowVerdicts rowsOf(const std::vector<Verdict>& verdicts)
{
    RowVerdicts rows;
    for (const Verdict verdict : verdicts) {
        rows.add(verdict);
    }
    return rows;
}
} // namespace

/// One answer after another about a sample, what people say beside them, and records that two kinds share.
class TestAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNumbersOfRows_data();
    void readsNumbersOfRows();
    void refusesWhatIsNoRow_data();
    void refusesWhatIsNoRow();
    void packsVerdicts();
    void refusesPackedVerdictsThatAreAltered();
    void tellsWhatChanged();
    void countsSharedRecordsAsProductionUntilTwoPeopleSayOtherwise();
    void needsASecondPersonAndAReason();
    void voidsAMarkWhoseSignatureDoesNotHold();
    void keepsAConfirmationWhenKeysAreReset();
    void keepsOtherValuesOfAKnownRecordReal();
    void leavesKnownRecordsOutOfBlockLists();
    void reproducesAnAnswerToTheOctet();
    void certifiesAnAnswerThatASecondRunReproduces();
    void refusesACertificateThatWasAltered();
    void saysOnTheTimelineHowTheAnswerChanged();
    void letsAPersonSetRows();
    void refusesToSetRowsWithoutGrounds();
    void keepsTheWorstAnswerForTheIncident();
    void remembersCorrections();
    void boundsAShareByWhatWasLookedAt();
    void drawsRowsToLookAt();
    void isCancelledInTheMiddleOfARow_data();
    void isCancelledInTheMiddleOfARow();

private:
    void furnish();
    /// The written octets.
    QByteArray certified(const Id& evidence, const QString& name)
    {
        const auto made = must(
            makeCertificate(m_desk->casework(), evidence, m_folder->filePath(name), TestVault::credential(u"Ada"_s)));
        QFile file(made.file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    Expected<Reproduction> reproduced(const QByteArray& json, const QByteArray& content)
    {
        const auto certificate = must(readCertificate(json));
        return reproduceCertificate(*must(Registry(m_desk->casework()).snapshot()), certificate,
                                    [&]() -> Expected<std::unique_ptr<QIODevice>> {
                                        auto source = std::make_unique<QBuffer>();
                                        source->setData(content);
                                        source->open(QIODevice::ReadOnly);
                                        return source;
                                    });
    }
    Id registered(const QByteArray& content, const QString& name, bool isProduction)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = name;
        about.isProduction = isProduction;
        m_desk->clock().advance(1000);
        return must(Registry(m_desk->casework()).registerDataSet(source, about)).id;
    }
    Registry::Filed asked(const QByteArray& content, const QString& name = u"leak.csv"_s)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = name;
        m_desk->clock().advance(1000);
        return must(Registry(m_desk->casework()).classifyInto(m_incident, source, about));
    }
    Registry::Filed askedAgain(const Id& evidence)
    {
        m_desk->clock().advance(1000);
        return must(Registry(m_desk->casework()).recheck(evidence));
    }
    Id marked(const QString& user = u"Ada"_s)
    {
        m_desk->clock().advance(1000);
        return must(Overlaps(m_desk->casework())
                        .mark(m_synthetic, m_production, u"Contacts of the demo"_s, TestVault::credential(user)));
    }
    void confirm(const Id& mark, const QString& user)
    {
        m_desk->signIn(user);
        m_desk->clock().advance(1000);
        must(Overlaps(m_desk->casework()).confirm(mark, TestVault::credential(user)));
    }
    SharedRecords shared() { return must(Overlaps(m_desk->casework()).all()).at(0); }
    QString incidentVerdict() { return must((*m_desk)->incident(m_incident)).value.verdict; }
    static quint64 count(const Answer& answer, Verdict verdict)
    {
        return answer.summary.counts[static_cast<std::size_t>(verdict)];
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    Id m_synthetic;
    Id m_production;
};

void TestAnswers::furnish()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_desk = std::make_unique<Desk>();
    m_desk->enrol(u"Bea"_s, Role::Compliance);
    m_incident = m_desk->declare();
    m_synthetic = registered(persons(0, 100), u"Demo"_s, false);
    m_production = registered(persons(90, 200), u"CRM"_s, true);
}

void TestAnswers::readsNumbersOfRows_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    QTest::addColumn<quint64>("count");
    QTest::newRow("one") << u"3"_s << u"3"_s << quint64(1);
    QTest::newRow("a stretch") << u"7-9"_s << u"7-9"_s << quint64(3);
    QTest::newRow("any order, blanks") << u" 9 - 12, 3"_s << u"3,9-12"_s << quint64(5);
    QTest::newRow("neighbours join") << u"4,5,6-8,3"_s << u"3-8"_s << quint64(6);
    QTest::newRow("overlapping ones join") << u"1-10,5-20,20"_s << u"1-20"_s << quint64(20);
}

void TestAnswers::readsNumbersOfRows()
{
    QFETCH(const QString, text);
    QFETCH(const QString, canonical);
    QFETCH(const quint64, count);
    const RowSet rows = must(RowSet::fromText(text));
    QCOMPARE(rows.text(), canonical);
    QCOMPARE(rows.count(), count);
    QCOMPARE(must(RowSet::fromText(rows.text())), rows);
}

void TestAnswers::refusesWhatIsNoRow_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", ",", "0", "-3", "3-", "9-7", "a", "1-2-3", "1.5", "99999999999999999999"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void TestAnswers::refusesWhatIsNoRow()
{
    QFETCH(const QString, text);
    COMPARE_ERROR(RowSet::fromText(text), "value.bad");
}

void TestAnswers::packsVerdicts()
{
    std::mt19937 random(7);
    for (const int size : {1, 2, 3, 4, 999, 1000}) {
        std::vector<Verdict> verdicts;
        for (int i = 0; i < size; ++i) {
            verdicts.push_back(static_cast<Verdict>(random() % verdictCount));
        }
        RowVerdicts rows = rowsOf(verdicts);
        const auto again = RowVerdicts::unpack(rows.pack());
        QVERIFY(again);
        QCOMPARE(*again, rows);
        for (int i = 0; i < size; ++i) {
            QCOMPARE(again->at(static_cast<quint64>(i) + 1), verdicts[static_cast<std::size_t>(i)]);
        }
        rows.set(static_cast<quint64>(size), Verdict::Mixed);
        QCOMPARE(rows.at(static_cast<quint64>(size)), Verdict::Mixed);
        for (int i = 0; i + 1 < size; ++i) {
            QCOMPARE(rows.at(static_cast<quint64>(i) + 1), verdicts[static_cast<std::size_t>(i)]);
        }
    }
    QVERIFY(RowVerdicts().pack().isEmpty());
}

void TestAnswers::refusesPackedVerdictsThatAreAltered()
{
    const Bytes packed = rowsOf({Verdict::Synthetic, Verdict::Mixed, Verdict::Unknown}).pack();
    QVERIFY(!RowVerdicts::unpack({}));
    for (qsizetype size = 0; size < packed.size(); ++size) {
        QVERIFY2(!RowVerdicts::unpack(packed.first(size)), QByteArray::number(size).constData());
    }
    Bytes longer = packed;
    longer[4] = static_cast<char>(200); // more rows than it holds
    QVERIFY(!RowVerdicts::unpack(longer));
    Bytes huge = packed;
    huge[10] = 1; // 2⁴⁸ rows and more
    QVERIFY(!RowVerdicts::unpack(huge));
    // zlib's complaints are what is expected.
    const auto handler = qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) { });
    bool areVerdicts = true;
    std::mt19937 random(11);
    for (int i = 0; i < 5000; ++i) {
        Bytes altered = packed;
        altered[static_cast<qsizetype>(random() % static_cast<unsigned>(packed.size()))] = static_cast<char>(random());
        const auto read = RowVerdicts::unpack(altered);
        for (quint64 row = 1; read && row <= read->size(); ++row) {
            areVerdicts = areVerdicts && static_cast<int>(read->at(row)) < verdictCount;
        }
    }
    qInstallMessageHandler(handler);
    QVERIFY(areVerdicts);
}

void TestAnswers::tellsWhatChanged()
{
    using enum Verdict;
    const RowVerdicts before = rowsOf({Unknown, Unknown, Unknown, Production, Synthetic, Unknown});
    const RowVerdicts after = rowsOf({Synthetic, Synthetic, Unknown, Production, Synthetic, Production});
    const Difference difference = differenceOf(before, after);
    QVERIFY(difference.isByRow);
    QCOMPARE(difference.changed(), 3U);
    QCOMPARE(difference.texts(), QStringList({u"unknown → synthetic: 2"_s, u"unknown → production: 1"_s}));
    const std::vector<Difference::Stretch> stretches = {{{1, 2}, Unknown, Synthetic}, {{6, 6}, Unknown, Production}};
    QCOMPARE(difference.stretches, stretches);
    QVERIFY(differenceOf(before, before).texts().isEmpty());
    // Where rows are not known of both, the totals are all that can be said.
    Difference totals = differenceOf(RowVerdicts(), after);
    QVERIFY(!totals.isByRow);
    totals.before = before.counts();
    QCOMPARE(totals.texts(), QStringList({u"synthetic: 1 → 3"_s, u"production: 1 → 2"_s, u"unknown: 4 → 1"_s}));
    QCOMPARE(totals.changed(), 0U);
}

void TestAnswers::countsSharedRecordsAsProductionUntilTwoPeopleSayOtherwise()
{
    furnish();
    const Registry::Filed first = asked(persons(80, 110));
    QCOMPARE(count(first.answer, Verdict::Synthetic), 10U);
    QCOMPARE(count(first.answer, Verdict::Production), 20U);
    QCOMPARE(first.answer.summary.inBoth, 10U);
    QCOMPARE(shared().state, SharedRecords::State::Open);
    QCOMPARE(shared().records, 10);

    const Id mark = marked();
    QCOMPARE(shared().state, SharedRecords::State::Marked);
    const Registry::Filed second = askedAgain(first.evidence);
    QCOMPARE(second.answer.summary.toCbor(), first.answer.summary.toCbor());
    QCOMPARE(second.answer.registryState, first.answer.registryState);

    confirm(mark, u"Bea"_s);
    QCOMPARE(shared().state, SharedRecords::State::Confirmed);
    const auto stale = must(Answers(m_desk->casework()).of(first.evidence));
    QVERIFY(!isCurrent(stale.back().value, *must(Registry(m_desk->casework()).snapshot())));
    const Registry::Filed third = askedAgain(first.evidence);
    QCOMPARE(count(third.answer, Verdict::Synthetic), 20U);
    QCOMPARE(count(third.answer, Verdict::Production), 10U);
    QCOMPARE(third.answer.summary.knownOverlap, 10U);
    QVERIFY(third.answer.summary.registry != first.answer.summary.registry);
    QVERIFY(third.change);
    QCOMPARE(third.change->texts(), QStringList(u"production → synthetic: 10"_s));
    const auto again = Summary::fromCbor(third.answer.summary.toCbor());
    QVERIFY(again);
    QCOMPARE(again->knownOverlap, 10U);

    must(Overlaps(m_desk->casework()).withdraw(mark, u"One of them is a customer"_s));
    QCOMPARE(shared().state, SharedRecords::State::Open);
    const Registry::Filed fourth = askedAgain(first.evidence);
    QCOMPARE(fourth.answer.summary.toCbor(), first.answer.summary.toCbor());
    QCOMPARE(fourth.answer.registryState, first.answer.registryState);
}

void TestAnswers::needsASecondPersonAndAReason()
{
    furnish();
    Overlaps overlaps(m_desk->casework());
    const Credential ada = TestVault::credential(u"Ada"_s);
    COMPARE_ERROR(overlaps.mark(m_synthetic, m_production, u"  "_s, ada), "value.empty");
    COMPARE_ERROR(overlaps.mark(m_synthetic, m_synthetic, u"Because"_s, ada), "value.bad");
    COMPARE_ERROR(overlaps.mark(m_synthetic, m_production, u"Because"_s, TestVault::credential(u"Bea"_s)),
                  "vault.wrong-passphrase");
    QCOMPARE(shared().state, SharedRecords::State::Open);
    const Id mark = marked();
    COMPARE_ERROR(overlaps.confirm(mark, ada), "provenance.same-person");
    COMPARE_ERROR(overlaps.mark(m_synthetic, m_production, u"Because"_s, ada), "value.bad");
    QCOMPARE(shared().state, SharedRecords::State::Marked);
    confirm(mark, u"Bea"_s);
    Overlaps beas(m_desk->casework());
    COMPARE_ERROR(beas.confirm(mark, TestVault::credential(u"Bea"_s)), "value.bad");
    COMPARE_ERROR(beas.withdraw(mark, {}), "value.empty");
    must(beas.withdraw(mark, u"Wrong"_s));
    COMPARE_ERROR(beas.withdraw(mark, u"Wrong"_s), "value.bad");
    COMPARE_ERROR(beas.confirm(mark, TestVault::credential(u"Bea"_s)), "value.bad");
}

void TestAnswers::voidsAMarkWhoseSignatureDoesNotHold()
{
    furnish();
    const Id mark = marked();
    confirm(mark, u"Bea"_s);
    // A program that writes what it likes: the reason is another one than was signed.
    OverlapMark altered = must((*m_desk)->one<OverlapMark>(mark)).value;
    altered.reason = u"All of production is made up"_s;
    must((*m_desk)->update(mark, altered, u"overlap.edit"_s));
    QCOMPARE(shared().state, SharedRecords::State::Void);
    QVERIFY(must(Registry(m_desk->casework()).snapshot())->index().acceptedOverlaps().empty());
    // One person in both roles.
    must(Overlaps(m_desk->casework()).withdraw(mark, u"Altered"_s));
    const Id second = marked(u"Bea"_s);
    OverlapMark alone = must((*m_desk)->one<OverlapMark>(second)).value;
    alone.confirmedBy = m_desk->journal().user();
    alone.confirmedAt = m_desk->now();
    alone.confirmationSignature = must(
        m_desk->journal().vault().signAsUser(alone.confirmationMessage(second), TestVault::credential(u"Bea"_s)));
    must((*m_desk)->update(second, alone, u"overlap.confirm"_s));
    QCOMPARE(shared().state, SharedRecords::State::Void);
    // Void ones are marked anew.
    const Id third = marked(u"Bea"_s);
    QVERIFY(third != second);
    QCOMPARE(shared().state, SharedRecords::State::Marked);
}

void TestAnswers::keepsAConfirmationWhenKeysAreReset()
{
    furnish();
    const Id mark = marked();
    confirm(mark, u"Bea"_s);
    m_desk->signIn();
    const auto user = must(m_desk->vault().vault().addUser(u"Bea anew"_s, TestVault::credential(u"Bea anew"_s), 0));
    Q_UNUSED(user)
    QCOMPARE(shared().state, SharedRecords::State::Confirmed);
    // Removed sets are not listed, and what was confirmed of them counts no longer.
    must(Registry(m_desk->casework()).removeDataSet(m_synthetic, u"Replaced"_s));
    QVERIFY(must(Overlaps(m_desk->casework()).all()).empty());
    QVERIFY(must(Registry(m_desk->casework()).snapshot())->index().acceptedOverlaps().empty());
}

void TestAnswers::keepsOtherValuesOfAKnownRecordReal()
{
    furnish();
    confirm(marked(), u"Bea"_s);
    // Person 95 is known to be made up; the phone number of person 150 is not.
    const QByteArray leak = "name,email,phone\n"
                            "Person95 Family95,p95@made-up.org,+49 30 1000665\n"
                            "Person95 Family95,p95@made-up.org,+49 30 1001050\n"
                            "Person150 Family150,p150@made-up.org,+49 30 1001050\n";
    const Registry::Filed filed = asked(leak, u"mixed.csv"_s);
    QCOMPARE(filed.answer.rows.at(1), Verdict::Synthetic);
    QCOMPARE(filed.answer.rows.at(2), Verdict::Mixed);
    QCOMPARE(filed.answer.rows.at(3), Verdict::Production);
}

void TestAnswers::leavesKnownRecordsOutOfBlockLists()
{
    furnish();
    confirm(marked(), u"Bea"_s);
    const Registry::Filed filed = asked(persons(88, 92)); // two of each
    QCOMPARE(count(filed.answer, Verdict::Synthetic), 4U);
    QTemporaryDir folder;
    const BlockListMade made = must(makeBlockList(
        m_desk->casework(), filed.evidence, {.file = folder.filePath(u"list.csv"_s), .form = BlockListForm::Plain}));
    QFile list(made.file);
    QVERIFY(list.open(QIODevice::ReadOnly));
    const QByteArray text = list.readAll();
    QVERIFY(text.contains("p88@made-up.org") && text.contains("p89@made-up.org"));
    QVERIFY(!text.contains("p90@made-up.org") && !text.contains("p91@made-up.org"));
}

void TestAnswers::reproducesAnAnswerToTheOctet()
{
    furnish();
    const QByteArray content = persons(80, 110).replace(',', ';');
    QBuffer source;
    source.setData(content);
    source.open(QIODevice::ReadOnly);
    Evidence about;
    about.name = u"leak.csv"_s;
    ExamineOptions options;
    options.mappings = {{u"3"_s, Meaning::None}};
    options.read.encoding = Encoding::Windows1252;
    m_desk->clock().advance(1000);
    const auto filed = must(Registry(m_desk->casework()).classifyInto(m_incident, source, about, options));
    const auto report = must(Answers(m_desk->casework()).of(filed.evidence)).back();
    const Answer again = must(Registry(m_desk->casework()).reproduce(report.value));
    QCOMPARE(again.summary.toCbor(), report.value.summary);
    QCOMPARE(again.rows, must(Answers(m_desk->casework()).rowsOf(report.value)));
    QCOMPARE(again.summary.columns[2].column.meaning, Meaning::None);
}

void TestAnswers::certifiesAnAnswerThatASecondRunReproduces()
{
    furnish();
    confirm(marked(), u"Bea"_s);
    m_desk->signIn();
    const QByteArray content = persons(80, 110);
    const Registry::Filed filed = asked(content);
    Answers answers(m_desk->casework());
    m_desk->clock().advance(1000);
    must(answers.setRows(filed.evidence, must(RowSet::fromText(u"30"_s)), Verdict::Unknown, u"Left us in May"_s, {}));
    const QByteArray json = certified(filed.evidence, u"a.json"_s);
    const ReadCertificate read = must(readCertificate(json));
    QVERIFY(read.isSignatureGood && read.isConsistent);
    QCOMPARE(read.sampleHash, sha256(content));
    QCOMPARE(read.verdict, u"personal"_s);
    QCOMPARE(read.issuer, u"Ada"_s);
    QCOMPARE(read.vaultFingerprint, m_desk->journal().fingerprint());
    const QString statement = read.statement.join(u'\n');
    for (const QString& part :
         {u"30 rows: 20 synthetic, 10 production"_s, u"confirmed by Bea"_s, u"Contacts of the demo"_s,
          u"Ada set rows 30 to unknown"_s, u"No lawyer has reviewed"_s, u"“Demo” (synthetic): 20 rows"_s}) {
        QVERIFY2(statement.contains(part), qPrintable(part + u'\n' + statement));
    }
    QVERIFY(!json.contains("made-up.org") && !json.contains("Family"));
    for (const char* name : {"a.json", "a.html"}) {
        QCOMPARE(QFile(m_folder->filePath(QString::fromLatin1(name))).permissions()
                     & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }
    QStringList custody;
    for (const Kept<CustodyStep>& step : must((*m_desk)->all<CustodyStep>(m_incident))) {
        custody.append(step.value.action + u' ' + step.value.note);
    }
    QVERIFY(custody.join(u' ').contains(QString::fromLatin1(sha256(json).toHex())));

    const auto again = must(reproduced(json, content));
    QVERIFY(again.isRegistrySame && again.isSummarySame);
    COMPARE_ERROR(reproduced(json, content + "x"), "provenance.sample-changed");
    registered(persons(500, 510), u"Unrelated"_s, false);
    const auto later = must(reproduced(json, content));
    QVERIFY(!later.isRegistrySame && !later.isSummarySame);
    const ReadCertificate stale = must(readCertificate(certified(filed.evidence, u"stale.json"_s)));
    QVERIFY(stale.statement.join(u' ').contains(u"have changed since"_s));
}

void TestAnswers::refusesACertificateThatWasAltered()
{
    furnish();
    const Registry::Filed filed = asked(persons(80, 110));
    const QByteArray json = certified(filed.evidence, u"a.json"_s);
    const auto altered = [&](const QByteArray& from, const QByteArray& to) {
        QByteArray text = json;
        const qsizetype at = text.indexOf(from);
        return at < 0 ? QByteArray() : text.replace(at, from.size(), to);
    };
    const ReadCertificate counts = must(readCertificate(altered("\"production\": 20", "\"production\": 0")));
    QVERIFY(!counts.isSignatureGood);
    const ReadCertificate words = must(readCertificate(altered("No lawyer has", "A lawyer has")));
    QVERIFY(!words.isSignatureGood && words.isConsistent);
    for (const QByteArray& broken : {QByteArray(), QByteArray("{}"), QByteArray("[1]"), json.first(json.size() / 2),
                                     altered("verdict certificate 1", "verdict certificate 9"),
                                     altered("\"summary\": \"8c", "\"summary\": \"8b")}) {
        COMPARE_ERROR(readCertificate(broken), "provenance.certificate-damaged");
    }
    // Nothing is written over, and nothing without the passphrase.
    const Credential ada = TestVault::credential(u"Ada"_s);
    COMPARE_ERROR(makeCertificate(m_desk->casework(), filed.evidence, m_folder->filePath(u"a.json"_s), ada),
                  "provenance.target-exists");
    COMPARE_ERROR(makeCertificate(m_desk->casework(), filed.evidence, m_folder->filePath(u"b.html"_s), ada),
                  "value.bad");
    COMPARE_ERROR(makeCertificate(m_desk->casework(), filed.evidence, m_folder->filePath(u"none/b.json"_s), ada),
                  "provenance.write-failed");
    COMPARE_ERROR(makeCertificate(m_desk->casework(), filed.evidence, m_folder->filePath(u"b.json"_s),
                                  TestVault::credential(u"Bea"_s)),
                  "vault.wrong-passphrase");
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList({u"a.html"_s, u"a.json"_s}));
}

void TestAnswers::saysOnTheTimelineHowTheAnswerChanged()
{
    furnish();
    const Registry::Filed first = asked(persons(250, 255));
    QVERIFY(!first.change);
    QCOMPARE(count(first.answer, Verdict::Unknown), 5U);
    registered(persons(250, 260), u"Demo 2"_s, false);
    const Registry::Filed second = askedAgain(first.evidence);
    QCOMPARE(second.answer.verdict, u"synthetic"_s);
    const auto reports = must(Answers(m_desk->casework()).of(first.evidence));
    QCOMPARE(reports.size(), 2U);
    QCOMPARE(reports.back().value.change, QStringList(u"unknown → synthetic: 5"_s));
    const Difference difference = must(Answers(m_desk->casework()).compare(reports[0].value, reports[1].value));
    QCOMPARE(difference.changed(), 5U);
    QCOMPARE(difference.before[static_cast<std::size_t>(Verdict::Unknown)], 5U);
    QCOMPARE(difference.after[static_cast<std::size_t>(Verdict::Synthetic)], 5U);
    QStringList told;
    for (const TimelineRow& row : must((*m_desk)->timeline(m_incident, {}))) {
        told.append(row.sentence);
    }
    QVERIFY2(told.join(u'\n').contains(u"another one than before: unknown → synthetic: 5"_s),
             qPrintable(told.join(u'\n')));
    // Nothing has changed since: the timeline is told so by the answer alone.
    const Registry::Filed third = askedAgain(first.evidence);
    QVERIFY(third.change && third.change->texts().isEmpty());
    const Registry::Filed other = asked(persons(0, 3), u"other.csv"_s);
    const auto others = must(Answers(m_desk->casework()).of(other.evidence));
    COMPARE_ERROR(Answers(m_desk->casework()).compare(reports[0].value, others[0].value), "value.bad");
}

void TestAnswers::letsAPersonSetRows()
{
    furnish();
    const Registry::Filed filed = asked(persons(80, 90) + persons(250, 253).mid(17));
    QCOMPARE(filed.answer.summary.rows, 13U);
    QCOMPARE(count(filed.answer, Verdict::Unknown), 3U);
    QCOMPARE(incidentVerdict(), u"unresolved"_s);
    Answers answers(m_desk->casework());
    m_desk->clock().advance(1000);
    const Id carried = must(answers.setRows(filed.evidence, must(RowSet::fromText(u"11-13"_s)), Verdict::Synthetic,
                                            u"The generator's log names them"_s, {filed.evidence}));
    auto standing = must(answers.standing(filed.evidence));
    QCOMPARE(standing->verdict, u"synthetic"_s);
    QCOMPARE(standing->setByPeople, 3U);
    QCOMPARE(standing->differing, 3U);
    QCOMPARE(standing->machine[static_cast<std::size_t>(Verdict::Unknown)], 3U);
    QCOMPARE(standing->counts[static_cast<std::size_t>(Verdict::Synthetic)], 13U);
    QCOMPARE(incidentVerdict(), u"synthetic"_s);
    // A later one wins, and the machine's own answer is as it was.
    m_desk->clock().advance(1000);
    must(answers.setRows(filed.evidence, must(RowSet::fromText(u"12"_s)), Verdict::Production, u"A customer"_s, {}));
    standing = must(answers.standing(filed.evidence));
    QCOMPARE(standing->verdict, u"personal"_s);
    QCOMPARE(standing->counts[static_cast<std::size_t>(Verdict::Production)], 1U);
    QCOMPARE(incidentVerdict(), u"personal"_s);
    QCOMPARE(must(answers.of(filed.evidence)).back().value.verdict, u"unresolved"_s);
    // It outlives another answer of the machine.
    registered(persons(300, 310), u"Unrelated"_s, false);
    askedAgain(filed.evidence);
    QCOMPARE(must(answers.standing(filed.evidence))->verdict, u"personal"_s);
    QCOMPARE(incidentVerdict(), u"personal"_s);
    for (const Kept<RowOverride>& one : must(answers.setByPeople(filed.evidence))) {
        must(answers.takeBack(one.id, u"Looked again"_s));
    }
    COMPARE_ERROR(answers.takeBack(carried, u"Again"_s), "value.bad");
    standing = must(answers.standing(filed.evidence));
    QCOMPARE(standing->counts, standing->machine);
    QCOMPARE(standing->setByPeople, 0U);
    QCOMPARE(incidentVerdict(), u"unresolved"_s);
    QCOMPARE(must(answers.setByPeople(filed.evidence)).size(), 2U);
}

void TestAnswers::refusesToSetRowsWithoutGrounds()
{
    furnish();
    const Registry::Filed filed = asked(persons(80, 90));
    Answers answers(m_desk->casework());
    const RowSet rows = must(RowSet::fromText(u"1"_s));
    COMPARE_ERROR(answers.setRows(filed.evidence, rows, Verdict::Production, u" "_s, {}), "value.empty");
    COMPARE_ERROR(answers.setRows(filed.evidence, rows, Verdict::Synthetic, u"I know"_s, {}), "value.empty");
    COMPARE_ERROR(answers.setRows(filed.evidence, rows, Verdict::Unreadable, u"I know"_s, {}), "value.bad");
    COMPARE_ERROR(
        answers.setRows(filed.evidence, must(RowSet::fromText(u"1,11"_s)), Verdict::Production, u"I know"_s, {}),
        "value.bad");
    const Id elsewhere = m_desk->declare(u"Another"_s);
    QBuffer source;
    source.setData("x");
    source.open(QIODevice::ReadOnly);
    const Id foreign = must((*m_desk)->addEvidence(elsewhere, source, {})).id;
    COMPARE_ERROR(answers.setRows(filed.evidence, rows, Verdict::Synthetic, u"I know"_s, {foreign}), "value.bad");
    COMPARE_ERROR(answers.setRows(foreign, rows, Verdict::Production, u"I know"_s, {}), "provenance.no-answer");
    COMPARE_ERROR(Registry(m_desk->casework()).recheck(foreign), "provenance.no-answer");
    QVERIFY(must(answers.setByPeople(filed.evidence)).empty());
}

void TestAnswers::keepsTheWorstAnswerForTheIncident()
{
    furnish();
    asked(persons(150, 155), u"real.csv"_s);
    QCOMPARE(incidentVerdict(), u"personal"_s);
    const Registry::Filed made = asked(persons(0, 5), u"made-up.csv"_s);
    QCOMPARE(made.answer.verdict, u"synthetic"_s);
    QCOMPARE(incidentVerdict(), u"personal"_s); // the first sample is still there
    for (const Kept<Evidence>& one : must((*m_desk)->all<Evidence>(m_incident))) {
        if (one.value.name == u"real.csv"_s) {
            must((*m_desk)->strike(one.id, u"Belongs to another incident"_s));
        }
    }
    askedAgain(made.evidence);
    QCOMPARE(incidentVerdict(), u"synthetic"_s);
}

void TestAnswers::remembersCorrections()
{
    furnish();
    const auto examine = [&](const QByteArray& content, const QString& name, std::vector<ColumnMapping> mappings) {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = name;
        ExamineOptions options;
        options.mappings = std::move(mappings);
        options.read.header = true;
        m_desk->clock().advance(1000);
        return must(Registry(m_desk->casework()).classifyInto(m_incident, source, about, options));
    };
    const Registry registry(m_desk->casework());
    QVERIFY(must(registry.rememberedMappings()).empty());
    examine("Wer,Wo\nPerson1 Family1,x\n", u"first.csv"_s, {{u"Wer"_s, Meaning::FullName}, {u"2"_s, Meaning::City}});
    examine("Wer,Was\nPerson1 Family1,x\n", u"second.csv"_s, {{u"1"_s, Meaning::Company}});
    const auto remembered = must(registry.rememberedMappings());
    const std::vector<ColumnMapping> wanted{{u"Wer"_s, Meaning::Company, true}, {u"Wo"_s, Meaning::City, true}};
    QCOMPARE(remembered, wanted);
    // Where a column is called so, whatever its place; where none is, nothing is wrong.
    const auto third = examine("id,WER\n1,Acme\n", u"third.csv"_s, remembered);
    QCOMPARE(third.answer.summary.columns[1].column.meaning, Meaning::Company);
    QCOMPARE(third.answer.summary.columns[1].column.basis, provenance::Column::Basis::Given);
    QVERIFY(third.answer.summary.columns[0].column.basis != provenance::Column::Basis::Given);
    // What is said now wins.
    std::vector<ColumnMapping> both = remembered;
    both.push_back({u"Wer"_s, Meaning::FreeText});
    QCOMPARE(examine("Wer\nAcme\n", u"fourth.csv"_s, both).answer.summary.columns[0].column.meaning, Meaning::FreeText);
    // A name that reads like a number is no place.
    const auto fifth = examine("a,b\n1,2\n", u"fifth.csv"_s, {{u"2"_s, Meaning::City, true}});
    QVERIFY(fifth.answer.summary.columns[1].column.basis != provenance::Column::Basis::Given);
}

void TestAnswers::boundsAShareByWhatWasLookedAt()
{
    // Clopper and Pearson's intervals as binom.test of R gives them.
    const auto close = [](const ShareInterval& interval, double least, double most) {
        return std::abs(interval.least - least) < 5e-4 && std::abs(interval.most - most) < 5e-4;
    };
    QVERIFY(close(shareInterval(0, 40), 0, 0.0881));
    QVERIFY(close(shareInterval(1, 40), 0.0006, 0.1316));
    QVERIFY(close(shareInterval(5, 10), 0.1871, 0.8129));
    QVERIFY(close(shareInterval(10, 10), 0.6915, 1));
    QVERIFY(close(shareInterval(2, 1000), 0.0002, 0.0072));
    QCOMPARE(shareInterval(0, 0), ShareInterval());
    QVERIFY(shareInterval(0, 100'000).most < 4e-5);
}

void TestAnswers::drawsRowsToLookAt()
{
    furnish();
    const Registry::Filed filed = asked(persons(80, 100) + persons(300, 500).mid(17));
    QCOMPARE(count(filed.answer, Verdict::Unknown), 200U);
    const HandSample few = must(handSample(m_desk->casework(), filed.evidence, 20));
    QCOMPARE(few.rows.count(), 20U);
    QCOMPARE(few.unknown, 200U);
    QVERIFY(few.rows.stretches().front().first > 20); // of the unknown ones only
    QVERIFY(few.rows.stretches().size() > 10);        // here and there
    QCOMPARE(must(handSample(m_desk->casework(), filed.evidence, 20)).rows, few.rows);
    const HandSample more = must(handSample(m_desk->casework(), filed.evidence, 60));
    for (const RowSet::Stretch& stretch : few.rows.stretches()) {
        QVERIFY(std::ranges::any_of(more.rows.stretches(), [&](const RowSet::Stretch& other) {
            return other.first <= stretch.first && stretch.last <= other.last;
        }));
    }
    QCOMPARE(must(handSample(m_desk->casework(), filed.evidence, 1000)).rows.count(), 200U);
    // Fifteen of the twenty are looked at: one is real, one cannot be told.
    std::vector<quint64> rows;
    for (const RowSet::Stretch& stretch : few.rows.stretches()) {
        for (quint64 row = stretch.first; row <= stretch.last; ++row) {
            rows.push_back(row);
        }
    }
    Answers answers(m_desk->casework());
    for (std::size_t i = 0; i < 15; ++i) {
        m_desk->clock().advance(1000);
        const Verdict verdict = i == 0 ? Verdict::Production : i == 1 ? Verdict::Unknown : Verdict::Synthetic;
        must(answers.setRows(filed.evidence, RowSet({{rows[i], rows[i]}}), verdict, u"Looked"_s, {filed.evidence}));
    }
    const HandSample looked = must(handSample(m_desk->casework(), filed.evidence, 20));
    QCOMPARE(looked.rows, few.rows);
    QCOMPARE(looked.looked, 15U);
    QCOMPARE(looked.real, 2U);
    QCOMPARE(looked.left.count(), 5U);
    QCOMPARE(looked.now, shareInterval(2, 15));
    QCOMPARE(looked.ifClean, shareInterval(2, 20));
    QVERIFY(handSampleSentence(looked).contains(u"15 of the drawn rows"_s));
    const Registry::Filed known = asked(persons(0, 5), u"known.csv"_s);
    COMPARE_ERROR(handSample(m_desk->casework(), known.evidence, 20), "value.bad");
}

void TestAnswers::isCancelledInTheMiddleOfARow_data()
{
    QTest::addColumn<QByteArray>("front");
    QTest::newRow("a JSON string that never ends") << QByteArray("[{\"a\":\"");
    QTest::newRow("a line that never ends") << QByteArray("name,email\n");
    QTest::newRow("a quote that never ends") << QByteArray("name,email\n\"");
    QTest::newRow("an INSERT that never ends") << QByteArray("INSERT INTO a VALUES ('");
    QTest::newRow("a picture that never ends") << QByteArray("\x89PNG\r\n\x1a\n", 8);
    QTest::newRow("a sheet that never ends") << QByteArray("PK\x03\x04 [Content_Types].xml xl/");
}

void TestAnswers::isCancelledInTheMiddleOfARow()
{
    QFETCH(const QByteArray, front);
    furnish();
    Endless source(front);
    source.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    const auto now = must(Registry(m_desk->casework()).snapshot());
    COMPARE_ERROR(now->classify(source, {}, {}, source.stop.get_token()), "provenance.cancelled");
    // Somebody cancels after 8 MiB: the reads that follow are the pieces that were under way.
    QVERIFY2(source.readsAfter <= 2, QByteArray::number(source.readsAfter).constData());
    Endless again(front);
    again.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    DataSet about;
    about.name = u"Endless"_s;
    COMPARE_ERROR(now->prepare(again, about, {}, {}, again.stop.get_token()), "provenance.cancelled");
    QVERIFY(again.readsAfter <= 2);
    QCOMPARE(QDir(m_desk->journal().vault().indexFolder()).entryList(QDir::Files).size(), 2); // as before
}

QTEST_GUILESS_MAIN(TestAnswers)
#include "tst_answers.moc"

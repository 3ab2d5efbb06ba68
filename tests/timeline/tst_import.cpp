#include "timeline/fixture.h"

#include "models/incident/custodian.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace bulkhead::timeline;
using namespace Qt::StringLiterals;

class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accountsForEveryRow();
    void readsTimesketchAsItIsMeant();
    void everyFormatReadsItsSample_data();
    void everyFormatReadsItsSample();
    void asksForAZoneAndGuessesNone();
    void aMappingSaysWhatColumnsMean();
    void theSameFileTwiceAddsNothing();
    void equalLinesOfALogAreSeveralEvents();
    void aRepairedRowStandsInItsPlace();
    void anEditedRowKeepsWhatAPersonWrote();
    void strikingAnImportStrikesItsRows();
    void theSameFileInAnotherZoneTakesThePlaceOfAStruckImport();
    void rebuildingGivesTheSameRows();
    void verifyFindsARowThatIsMissing();
    void goesOnAfterAnInterruption();
    void anotherVaultGetsTheSameRows();
    void marksTellSourcesAndStates();
    void searchesByFields_data();
    void searchesByFields();
    void theSameFileInTwoIncidentsStandsInBoth();
    void whatOnlyLegalReadsIsNotTouchedByTheTeam();
    void bothCompartmentsShowTheirRows();
    void destroyedEvidenceTakesItsRowsAlong();
    void aDamagedImportDoesNotStandBeforeTheOthers();
    void aCorrectedTimeSurvivesARebuild();
    void rowsAndEditsOfAnImportAreFoundByIt();
    void refuses_data();
    void refuses();
    void aCancelledImportLeavesNothing();
    void presetsNameFileAndLine();
};

namespace {
const QByteArray threeRows = "datetime,message,timestamp_desc,tag\n"
                             "2026-02-01T10:00:00+00:00,Export started,Creation Time,\"['bulk', 'api']\"\n"
                             "2026-02-01T10:00:05+00:00,\"Export, finished\",Creation Time,\n"
                             "2026-02-01T09:59:00+00:00,Login from 203.0.113.9,Login,login\n";
} // namespace

void ImportTest::accountsForEveryRow()
{
    Desk desk;
    const Id incident = desk.declare();
    const QByteArray file = threeRows
        + "not a time,Broken,Creation Time,\n"
          "2026-02-01T10:00:05+00:00,\"Export, finished\",Creation Time,\n"
          "2026-02-01T10:00:06+00:00,too,many,cells,here,indeed\n"
          "2026-02-01T10:00:07+00:00,,Creation Time,\n"
          "1492-10-12T00:00:00Z,Land,Creation Time,\n";
    const auto imported = must(importBytes(desk, incident, file));
    QCOMPARE(imported.import.reader, u"timesketch-csv"_s);
    QCOMPARE(imported.import.read, 8);
    QCOMPARE(imported.import.accepted, 3);
    QCOMPARE(imported.import.duplicate, 1);
    QCOMPARE(imported.import.rejected, 4);
    QCOMPARE(imported.import.read, imported.import.accepted + imported.import.duplicate + imported.import.rejected);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(3));
    const auto kept = must(desk->one<TimelineImport>(imported.id));
    const auto ledger = must(readLedger(desk.casework(), kept, true));
    QCOMPARE(ledger.all, 5);
    QStringList entries;
    for (const LedgerEntry& entry : ledger.entries) {
        entries.append(u"%1 %2"_s.arg(entry.row).arg(entry.reason));
    }
    QCOMPARE(entries,
             QStringList({u"4 time.bad"_s, u"5 row.duplicate"_s, u"6 row.too-many-cells"_s, u"7 row.nothing-seen"_s,
                          u"8 time.out-of-range"_s}));
    QCOMPARE(ledger.entries.front().cells, QStringList({u"not a time"_s, u"Broken"_s, u"Creation Time"_s, QString()}));
    QCOMPARE(must(readLedger(desk.casework(), kept, false)).all, 4);
    QCOMPARE(must(readLedger(desk.casework(), kept, false, 1, 2)).entries.size(), std::size_t(2));
    // The file itself is evidence.
    const auto evidence = must(desk->one<Evidence>(imported.evidence));
    QCOMPARE(evidence.value.size, file.size());
    QVERIFY(must(desk->all<CustodyStep>(incident)).size() == 1);
}

void ImportTest::readsTimesketchAsItIsMeant()
{
    Desk desk;
    const Id incident = desk.declare();
    const auto imported = must(importBytes(desk, incident,
                                           "message,timestamp,datetime,timestamp_desc,extra\n"
                                           // The time stamp disagrees by three years: the written time counts.
                                           "A,1331698658276340,2015-07-24T19:01:01+00:00,Write,more\n"
                                           // No written time: all sixteen digits of the stamp.
                                           "B,1331698658276340,,Write,\n"
                                           // A number as written time is microseconds.
                                           "C,,1331698658276340,Write,\n"));
    QCOMPARE(imported.import.accepted, 3);
    QCOMPARE(imported.disagreeing, 1);
    const auto rows = observationRows(desk, incident);
    QCOMPARE(rows[0].at, 1'331'698'658'276);
    QCOMPARE(rows[1].at, 1'331'698'658'276);
    QCOMPARE(rows[2].at, 1'437'764'461'000);
    const Observation& first = rows[2].observation->value;
    QCOMPARE(first.raw, u"A"_s);
    QCOMPARE(first.attributes,
             QStringList({u"timestamp_desc=Write"_s, u"extra=more"_s, u"timestamp=1331698658276340"_s}));
    QCOMPARE(first.evidence, std::vector{imported.evidence});
    QCOMPARE(first.row, 1);

    const Id other = desk.declare(u"Lines"_s);
    const auto lines = must(importBytes(desk, other,
                                        "{\"message\": \"D\", \"timestamp\": 1331698658276340, "
                                        "\"timestamp_desc\": \"Write\", \"tag\": [\"x\", \"y\"], \"a\": {\"b\": 7}}\n"
                                        "\n"
                                        "not json\n"
                                        "[1]\n"));
    QCOMPARE(lines.import.reader, u"timesketch-jsonl"_s);
    QCOMPARE(lines.import.read, 3);
    QCOMPARE(lines.import.rejected, 2);
    const auto row = observationRows(desk, other).front();
    QCOMPARE(row.at, 1'331'698'658'276);
    QCOMPARE(row.observation->value.tags, QStringList({u"x"_s, u"y"_s}));
    QVERIFY(row.observation->value.attributes.contains(u"a.b=7"_s));
}

void ImportTest::everyFormatReadsItsSample_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("reader");
    QTest::addColumn<qint64>("at");
    QTest::addColumn<QString>("seen");
    QTest::addColumn<QString>("source");
    const qint64 at = 1'795'486'320'000; // 2026-11-24T02:12:00Z
    QTest::newRow("DFIR-IRIS") << QByteArray(
        "event_date,event_tz,event_title,event_category,event_content,event_raw,event_source,"
        "event_assets,event_iocs,event_tags\n"
        "2026-11-24T03:12:00.000000,+01:00,Paste found,Exfiltration,by a partner,raw line,SIEM,,,a|b\n")
                               << u"iris-csv"_s << at << u"raw line"_s << u"SIEM"_s;
    QTest::newRow("EventLogFile") << QByteArray(
        "\"EVENT_TYPE\",\"TIMESTAMP\",\"REQUEST_ID\",\"USER_ID\",\"URI\",\"CLIENT_IP\","
        "\"ROWS_PROCESSED\",\"TIMESTAMP_DERIVED\"\n"
        "\"RestApi\",\"20261124021200.000\",\"4exampleid\",\"005xx0000000001\",\"/query\","
        "\"198.51.100.4\",\"2000\",\"2026-11-24T02:12:00.000Z\"\n")
                                  << u"salesforce-event-log-file"_s << at
                                  << u"RestApi /query by 005xx0000000001 from 198.51.100.4, 2000 rows"_s
                                  << u"Salesforce RestApi"_s;
    QTest::newRow("SetupAuditTrail") << QByteArray(
        "CreatedDate,CreatedBy.Username,Action,Section,Display,DelegateUser\n"
        "2026-11-24T02:12:00.000+0000,ops@example.org,insertConnectedApp,Connected Apps,"
        "Added app Sync,\n") << u"salesforce-setup-audit-trail"_s
                                     << at << u"Added app Sync by ops@example.org"_s
                                     << u"Salesforce setup Connected Apps"_s;
    QTest::newRow("HubSpot") << QByteArray(
        "{\"results\": [{\"id\": \"x\", \"category\": \"CRM_OBJECT\", \"subCategory\": \"CONTACT\", "
        "\"action\": \"EXPORT\", \"targetObjectId\": \"12\", \"occurredAt\": "
        "\"2026-11-24T02:12:00.000Z\", \"actingUser\": {\"userId\": 5, \"userEmail\": "
        "\"ops@example.org\"}}], \"paging\": {}}")
                             << u"hubspot-audit"_s << at << u"CRM_OBJECT CONTACT EXPORT 12 by ops@example.org"_s
                             << u"HubSpot audit log"_s;
    QTest::newRow("Dataverse") << QByteArray(
        "{\"@odata.context\": \"x\", \"value\": [{\"auditid\": \"1\", \"createdon\": "
        "\"2026-11-24T02:12:00Z\", \"action\": 64, "
        "\"action@OData.Community.Display.V1.FormattedValue\": \"User Access via Web\", "
        "\"objecttypecode\": \"systemuser\", \"_userid_value\": \"u-1\"}]}")
                               << u"dataverse-audit"_s << at << u"User Access via Web systemuser by u-1"_s
                               << u"Dataverse audit"_s;
    QTest::newRow("access log") << QByteArray(
        "198.51.100.4 - alice [24/Nov/2026:03:12:00 +0100] \"GET /export?x=\\\"1\\\" HTTP/1.1\" 200 512 "
        "\"-\" \"curl/8\"\n") << u"access-log"_s
                                << at
                                << u"GET /export?x=\\\"1\\\" HTTP/1.1 200 by alice from 198.51.100.4, 512 octets"_s
                                << u"access log"_s;
    QTest::newRow("plain CSV") << QByteArray("Time;Message;Host\n2026-11-24T02:12:00Z;Hello;web-1\n") << u"csv"_s << at
                               << u"Hello"_s << u"web-1"_s;
    QTest::newRow("plain JSON Lines") << QByteArray("{\"ts\": 1795486320, \"msg\": \"Hello\", \"service\": \"crm\"}\n")
                                      << u"json"_s << at << u"Hello"_s << u"crm"_s;
}

void ImportTest::everyFormatReadsItsSample()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QString, reader);
    QFETCH(const qint64, at);
    QFETCH(const QString, seen);
    QFETCH(const QString, source);
    Desk desk;
    const Id incident = desk.declare();
    const auto imported = must(importBytes(desk, incident, file));
    QCOMPARE(imported.import.reader, reader);
    QCOMPARE(imported.import.accepted, 1);
    const auto rows = observationRows(desk, incident);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows.front().at, at);
    QCOMPARE(rows.front().observation->value.raw, seen);
    QCOMPARE(rows.front().observation->value.source, source);
    QVERIFY(rows.front().isImported);
}

void ImportTest::asksForAZoneAndGuessesNone()
{
    Desk desk;
    const Id incident = desk.declare();
    const QByteArray file = "time,message\n2026-11-24T02:12:00Z,first\n2026-11-24T03:12:00,second\n";
    const auto refused = importBytes(desk, incident, file);
    COMPARE_ERROR(refused, "timeline.no-zone");
    QVERIFY(refused.error().message.contains(u"Row 2"_s));
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(0));
    QCOMPARE(must(desk->all<TimelineImport>(incident)).size(), std::size_t(0));
    QCOMPARE(must(desk->all<Evidence>(incident)).size(), std::size_t(0));
    ImportWish wish;
    wish.choices.zone = u"Europe/Berlin"_s;
    const auto imported = must(importBytes(desk, incident, file, wish));
    QCOMPARE(imported.import.accepted, 2);
    QCOMPARE(observationRows(desk, incident).front().at, observationRows(desk, incident).back().at);
    QCOMPARE(imported.import.zone, u"Europe/Berlin"_s);
    QBuffer buffer;
    buffer.setData(file);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    const auto preview = must(previewImport(buffer, ourPresets(), {}));
    QCOMPARE(preview.zoneAsked, u"2026-11-24T03:12:00"_s);
    QCOMPARE(preview.good, 1);
}

void ImportTest::aMappingSaysWhatColumnsMean()
{
    Desk desk;
    const Id incident = desk.declare();
    ImportWish wish;
    wish.preset = u"none"_s;
    wish.choices.columns = {{u"when"_s, Meaning::Time}, {u"who"_s, Meaning::Source}, {u"did"_s, Meaning::Seen},
                            {u"what"_s, Meaning::Seen}, {u"why"_s, Meaning::Note},   {u"x"_s, Meaning::LeaveOut},
                            {u"see"_s, Meaning::Link},  {u"kind"_s, Meaning::Tag}};
    const auto imported = must(importBytes(desk, incident,
                                           "when,who,did,what,why,x,see,kind,more\n"
                                           "2026-11-24T02:12:00Z,Ada,opened,a report,test,1,https://e.example,a;b,m\n",
                                           wish));
    QCOMPARE(imported.import.mapping.size(), 8);
    const Observation row = observationRows(desk, incident).front().observation->value;
    QCOMPARE(row.raw, u"opened a report"_s);
    QCOMPARE(row.interpretation, u"test"_s);
    QCOMPARE(row.source, u"Ada"_s);
    QCOMPARE(row.tags, QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(row.links, QStringList(u"https://e.example"_s));
    QCOMPARE(row.attributes, QStringList(u"more=m"_s));
}

void ImportTest::theSameFileTwiceAddsNothing()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, threeRows));
    const auto again = must(importBytes(desk, incident, threeRows));
    QCOMPARE(again.import.accepted, 0);
    QCOMPARE(again.import.duplicate, 3);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(3));
    QCOMPARE(must(desk->all<Evidence>(incident)).size(), std::size_t(1));
    // A corrected file brings only what is new.
    const auto corrected = must(importBytes(desk, incident, threeRows + "2026-02-01T11:00:00Z,Repaired,Login,\n"));
    QCOMPARE(corrected.import.accepted, 1);
    QCOMPARE(corrected.import.duplicate, 3);
}

void ImportTest::equalLinesOfALogAreSeveralEvents()
{
    Desk desk;
    const Id incident = desk.declare();
    const QByteArray line = "198.51.100.4 - - [24/Nov/2026:03:12:00 +0100] \"GET / HTTP/1.1\" 200 1\n";
    QCOMPARE(must(importBytes(desk, incident, line + line + line)).import.accepted, 3);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(3));
    // A file that overlaps: as many are new as are not there.
    const auto more = must(importBytes(desk, incident, line + line + line + line));
    QCOMPARE(more.import.duplicate, 3);
    QCOMPARE(more.import.accepted, 1);
    ImportWish once;
    once.countsIdenticalOnce = true;
    const Id other = desk.declare(u"Other"_s);
    QCOMPARE(must(importBytes(desk, other, line + line, once)).import.accepted, 1);
}

void ImportTest::aRepairedRowStandsInItsPlace()
{
    Desk desk;
    const Id incident = desk.declare();
    const auto imported = must(importBytes(desk, incident, threeRows + "24.11.26 at three,Odd,Login,\n"));
    const auto kept = must(desk->one<TimelineImport>(imported.id));
    const auto entry = must(rejectedRow(desk.casework(), kept, 4));
    QCOMPARE(entry.cells.value(1), u"Odd"_s);
    Observation seen;
    seen.occurred = 1'795'486'320'000;
    seen.raw = entry.cells.value(1);
    const Id repairedId = must(repairRow(desk.casework(), kept, 4, seen));
    const auto ledger = must(readLedger(desk.casework(), kept, false));
    QCOMPARE(must(repaired(desk.casework(), kept, ledger.entries)), std::vector{true});
    COMPARE_ERROR(repairRow(desk.casework(), kept, 4, seen), "timeline.row-repaired");
    COMPARE_ERROR(repairRow(desk.casework(), kept, 1, seen), "timeline.no-such-row");
    const auto row = must(desk->one<Observation>(repairedId));
    QCOMPARE(row.value.evidence, std::vector{imported.evidence});
    QCOMPARE(row.value.row, 4);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(4));
}

void ImportTest::anEditedRowKeepsWhatAPersonWrote()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, threeRows));
    const auto before = observationRows(desk, incident, u"login"_s).front();
    QVERIFY(before.isImported);
    VERIFY_OK(desk->setField(before.entity, u"pinned"_s, u"true"_s));
    const auto pinned = observationRows(desk, incident, u"is:pinned"_s);
    QCOMPARE(pinned.size(), std::size_t(1));
    QCOMPARE(pinned.front().entity, before.entity);
    QVERIFY(!pinned.front().isImported);
    Observation expected = before.observation->value;
    expected.isPinned = true;
    QCOMPARE(pinned.front().observation->value, expected);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(3));
    auto kept = must(desk->one<Observation>(before.entity));
    kept.value.interpretation = u"the first sign"_s;
    VERIFY_OK(desk->update(before.entity, kept.value));
    const auto second = observationRows(desk, incident, u"finished"_s).front();
    VERIFY_OK(desk->strike(second.entity, u"a test"_s));
    VERIFY_OK(desk.journal().rebuild());
    QCOMPARE(observationRows(desk, incident, u"note:sign"_s).size(), std::size_t(1));
    QCOMPARE(observationRows(desk, incident, u"is:struck"_s).size(), std::size_t(1));
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(3));
    // Nor does the file bring the edited rows back.
    QCOMPARE(must(importBytes(desk, incident, threeRows)).import.accepted, 0);
}

void ImportTest::strikingAnImportStrikesItsRows()
{
    Desk desk;
    const Id incident = desk.declare();
    const auto imported = must(importBytes(desk, incident, threeRows));
    VERIFY_OK(desk->strike(imported.id, u"the wrong file"_s));
    for (const TimelineRow& row : observationRows(desk, incident)) {
        QVERIFY(row.isStruck);
        QCOMPARE(row.observation->value.struckReason, u"the wrong file"_s);
    }
    QCOMPARE(must(desk->observationCount(incident)), 0);
    VERIFY_OK(desk.journal().rebuild());
    QCOMPARE(observationRows(desk, incident, u"is:struck"_s).size(), std::size_t(3));
}

void ImportTest::theSameFileInAnotherZoneTakesThePlaceOfAStruckImport()
{
    Desk desk;
    const Id incident = desk.declare();
    const QByteArray file = "time,message\n2026-11-24T03:12:00,second\n";
    ImportWish wish;
    wish.choices.zone = u"UTC"_s;
    const auto wrong = must(importBytes(desk, incident, file, wish));
    VERIFY_OK(desk->strike(wrong.id, u"wrong zone"_s));
    desk.clock().advance(1000);
    wish.choices.zone = u"Europe/Berlin"_s;
    QCOMPARE(must(importBytes(desk, incident, file, wish)).import.accepted, 1);
    auto rows = observationRows(desk, incident);
    QCOMPARE(rows.size(), std::size_t(1));
    QVERIFY(!rows.front().isStruck);
    QCOMPARE(rows.front().at, 1'795'486'320'000);
    VERIFY_OK(desk.journal().rebuild());
    rows = observationRows(desk, incident);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows.front().at, 1'795'486'320'000);
}

void ImportTest::rebuildingGivesTheSameRows()
{
    Desk desk;
    const Id incident = desk.declare();
    QByteArray file = "datetime,message,timestamp_desc\n";
    for (int i = 0; i < 12'000; ++i) { // more than two portions
        file += "2026-02-01T10:00:" + QByteArray::number(10 + i % 50) + "Z,Row " + QByteArray::number(i) + ",x\n";
    }
    QCOMPARE(must(importBytes(desk, incident, file)).import.accepted, 12'000);
    const auto keys = must(desk->timelineKeys(incident, {}));
    const auto digest = must(desk.journal().projectionDigest());
    VERIFY_OK(desk.journal().rebuild());
    QCOMPARE(must(desk->timelineKeys(incident, {})), keys);
    QCOMPARE(must(desk.journal().projectionDigest()), digest);
    const auto verification = must(desk.journal().verify(true));
    QVERIFY(verification.ok());
    // Rows of one second keep the order of the file.
    const auto rows = observationRows(desk, incident, u"occurred:2026-02-01T10:00:10Z"_s);
    QCOMPARE(rows.size(), std::size_t(240));
    QVERIFY(std::ranges::is_sorted(rows, {}, [](const TimelineRow& row) { return row.observation->value.row; }));
}

void ImportTest::verifyFindsARowThatIsMissing()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, threeRows));
    QVERIFY(must(desk.journal().verify(true)).ok());
    VERIFY_OK(desk.journal().database().run("DELETE FROM timeline_entry WHERE import > 0 AND row IN"
                                            " (SELECT row FROM timeline_entry WHERE import > 0 LIMIT 1)"));
    const auto verification = must(desk.journal().verify(true));
    QVERIFY(!verification.ok());
    VERIFY_OK(desk.journal().rebuild());
    QVERIFY(must(desk.journal().verify(true)).ok());
}

void ImportTest::goesOnAfterAnInterruption()
{
    Desk desk;
    const Id incident = desk.declare();
    QByteArray file = "datetime,message,timestamp_desc\n";
    for (int i = 0; i < 12'000; ++i) {
        file += "2026-02-01T10:00:00Z,Row " + QByteArray::number(i) + ",x\n";
    }
    QBuffer buffer;
    buffer.setData(file);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    ImportWish wish;
    wish.fileName = u"log"_s;
    auto prepared = must(prepareImport(desk.casework(), incident, buffer, ourPresets(), wish));
    (void)must(commitImport(desk.casework(), std::move(prepared)));
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(0));
    QVERIFY(must(desk.journal().advance()));
    QCOMPARE(must(desk->observationCount(incident)), 5000);
    desk.signIn(); // The vault is locked, and opened again.
    QCOMPARE(must(desk->observationCount(incident)), 5000);
    int steps = 0;
    while (must(desk.journal().advance())) {
        ++steps;
    }
    QVERIFY(steps >= 2); // rows first, then their words
    TimelineQuery word;
    word.text = u"row"_s;
    QCOMPARE(must(desk->timelineKeys(incident, word)).size(), std::size_t(12'000));
    QCOMPARE(must(desk->observationCount(incident)), 12'000);
}

void ImportTest::anotherVaultGetsTheSameRows()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, threeRows));
    Desk other(desk.copy());
    QCOMPARE(observationRows(other, incident).size(), std::size_t(3));
    const auto row = observationRows(desk, incident).front();
    VERIFY_OK(desk->setField(row.entity, u"interpretation"_s, u"seen here"_s));
    VERIFY_OK(other->setField(row.entity, u"pinned"_s, u"true"_s));
    (void)other.receive(desk);
    (void)desk.receive(other);
    for (Desk* one : {&desk, &other}) {
        const auto rows = observationRows(*one, incident);
        QCOMPARE(rows.size(), std::size_t(3));
        QVERIFY(rows.front().isPinned);
        QCOMPARE(rows.front().observation->value.interpretation, u"seen here"_s);
        // Both wrote the row's own words: nobody contests what all agree on.
        QVERIFY(!rows.front().observation->isContested);
    }
}

void ImportTest::marksTellSourcesAndStates()
{
    Desk desk;
    const Id incident = desk.declare();
    ImportWish wish;
    wish.fileName = u"/tmp/crm.csv"_s;
    wish.surface = Surface::DataSync;
    (void)must(importBytes(desk, incident, threeRows, wish));
    VERIFY_OK(desk->setField(observationRows(desk, incident).front().entity, u"pinned"_s, u"true"_s));
    const auto marks = must(desk->timelineMarks(incident, {}));
    QCOMPARE(marks.marks.size(), static_cast<std::size_t>(must(desk->timelineCount(incident))));
    QVERIFY(std::ranges::is_sorted(marks.marks, std::greater(), &TimelineMark::key));
    int imported = 0;
    for (const TimelineMark& mark : marks.marks) {
        QCOMPARE(marks.authors.at(mark.author), desk.journal().user());
        if ((mark.flags & TimelineMark::Posted) != 0) {
            QCOMPARE(marks.sources.at(mark.source), QString());
            continue;
        }
        QCOMPARE(marks.sources.at(mark.source), u"crm.csv"_s);
        QCOMPARE(static_cast<Surface>(mark.surface), Surface::DataSync);
        imported += (mark.flags & TimelineMark::Imported) != 0 ? 1 : 0;
        QVERIFY(((mark.flags & TimelineMark::Pinned) != 0) != ((mark.flags & TimelineMark::Imported) != 0));
    }
    QCOMPARE(imported, 2);
}

void ImportTest::searchesByFields_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("seen");
    QTest::newRow("source") << u"source:crm"_s << u"login started finished"_s;
    QTest::newRow("a source with a phrase") << u"source:\"web server\""_s << u"note"_s;
    QTest::newRow("tag") << u"tag:bulk"_s << u"started"_s;
    QTest::newRow("an attribute") << u"\"timestamp_desc=Login\""_s << u"login"_s;
    QTest::newRow("NOT a field") << u"NOT source:crm"_s << u"note"_s;
    QTest::newRow("words or a field") << u"finished OR tag:login"_s << u"login finished"_s;
    QTest::newRow("OR of a word and a state") << u"started OR is:edited"_s << u"started note"_s;
    QTest::newRow("a word and not a state") << u"export NOT is:imported"_s << QString();
    QTest::newRow("negation of both") << u"NOT (tag:bulk OR is:edited)"_s << u"login finished"_s;
    QTest::newRow("a day") << u"occurred:2026-02-01"_s << u"login started finished"_s;
    QTest::newRow("a minute") << u"occurred:2026-02-01T09:59"_s << u"login"_s;
    QTest::newRow("a span") << u"occurred:2026-02-01T10:00:00..2026-02-01T10:00:05"_s << u"started finished"_s;
    QTest::newRow("from") << u"occurred>=2026-02-01T10:00:05"_s << u"finished note"_s;
    QTest::newRow("after the second") << u"occurred>2026-02-01T10:00:05"_s << u"note"_s;
    QTest::newRow("before") << u"occurred<2026-02-01T10:00"_s << u"login"_s;
    QTest::newRow("an offset") << u"occurred:2026-02-01T11:00:00+01:00"_s << u"started"_s;
    QTest::newRow("recorded") << u"recorded>=2026-03-02 kind:observation"_s << u"login started finished note"_s;
    QTest::newRow("author") << u"author:ada is:edited"_s << u"note"_s;
    QTest::newRow("surface") << u"surface:data-sync"_s << u"login started finished"_s;
    QTest::newRow("kind") << u"kind:task"_s << QString();
    QTest::newRow("late") << u"is:late"_s << u"login started finished"_s;
}

void ImportTest::searchesByFields()
{
    QFETCH(const QString, text);
    QFETCH(const QString, seen);
    Desk desk;
    const Id incident = desk.declare();
    ImportWish wish;
    wish.fileName = u"crm.csv"_s;
    wish.surface = Surface::DataSync;
    (void)must(importBytes(desk, incident, threeRows, wish));
    Observation note;
    note.raw = u"a note"_s;
    note.source = u"web server"_s;
    (void)must(desk->add(incident, note));
    const std::map<QString, QString> words = {{u"Login from 203.0.113.9"_s, u"login"_s},
                                              {u"Export started"_s, u"started"_s},
                                              {u"Export, finished"_s, u"finished"_s},
                                              {u"a note"_s, u"note"_s}};
    QStringList found;
    for (const TimelineRow& row : observationRows(desk, incident, text)) {
        found.append(words.at(row.observation->value.raw));
    }
    QCOMPARE(found.join(u' '), seen);
    TimelineQuery limited;
    limited.text = text;
    limited.withPosted = false;
    limited.newestFirst = true;
    limited.limit = 50;
    QCOMPARE(must(desk->timeline(incident, limited)).size(), static_cast<std::size_t>(found.size()));
}

void ImportTest::theSameFileInTwoIncidentsStandsInBoth()
{
    Desk desk;
    const Id one = desk.declare();
    const Id other = desk.declare(u"Other"_s);
    (void)must(importBytes(desk, one, threeRows));
    VERIFY_OK(desk->setField(observationRows(desk, one).front().entity, u"pinned"_s, u"true"_s));
    QCOMPARE(must(importBytes(desk, other, threeRows)).import.accepted, 3);
    QCOMPARE(observationRows(desk, one).size(), std::size_t(3));
    QCOMPARE(observationRows(desk, other).size(), std::size_t(3));
    QCOMPARE(observationRows(desk, other, u"is:pinned"_s).size(), std::size_t(0));
}

void ImportTest::whatOnlyLegalReadsIsNotTouchedByTheTeam()
{
    Desk desk;
    (void)desk.enrol(u"Bo"_s, Role::IncidentCommander | Role::Scribe);
    const Id incident = desk.declare();
    ImportWish wish;
    wish.compartment = Compartment::Counsel;
    (void)must(importBytes(desk, incident, threeRows, wish));
    const auto row = observationRows(desk, incident, u"login"_s).front();
    VERIFY_OK(desk->setField(row.entity, u"interpretation"_s, u"privileged"_s));
    QCOMPARE(must(desk->one<Observation>(row.entity)).stream.compartment, Compartment::Counsel);
    desk.signIn(u"Bo"_s);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(0));
    // Another clean file: nothing of counsel's stands in its way.
    const QByteArray file = "datetime,message,timestamp_desc\n2026-02-02T10:00:00Z,Mine,x\n";
    QCOMPARE(must(importBytes(desk, incident, file)).import.accepted, 1);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(1));
}

void ImportTest::bothCompartmentsShowTheirRows()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, threeRows));
    ImportWish wish;
    wish.compartment = Compartment::Counsel;
    QCOMPARE(must(importBytes(desk, incident, threeRows, wish)).import.accepted, 3);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(6));
    QCOMPARE(must(desk->timelineKeys(incident, {})).size(),
             static_cast<std::size_t>(must(desk->timelineCount(incident))));
    QCOMPARE(must(desk->timelineMarks(incident, {})).marks.size(),
             static_cast<std::size_t>(must(desk->timelineCount(incident))));
}

void ImportTest::destroyedEvidenceTakesItsRowsAlong()
{
    Desk desk;
    (void)desk.enrol(u"Bo"_s, Role::Legal | Role::IncidentCommander);
    const Id incident = desk.declare();
    const auto imported = must(importBytes(desk, incident, threeRows + "soon,Odd,x,\n"));
    VERIFY_OK(
        Custodian(desk.casework()).destroy(imported.evidence, u"no longer needed"_s, TestVault::credential(u"Ada"_s)));
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(3)); // one person alone destroys nothing
    desk.signIn(u"Bo"_s);
    VERIFY_OK(Custodian(desk.casework()).destroy(imported.evidence, {}, TestVault::credential(u"Bo"_s)));
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(0));
    QCOMPARE(observationRows(desk, incident, u"login"_s).size(), std::size_t(0));
    const auto kept = must(desk->one<TimelineImport>(imported.id));
    QVERIFY(!readLedger(desk.casework(), kept, true).has_value());
    QCOMPARE(kept.value.accepted, 3); // the account stays
    desk.signIn();
    const auto verification = must(desk.journal().verify(true));
    QVERIFY2(verification.ok(), verification.ok() ? "" : qPrintable(verification.problems.front().code));
    VERIFY_OK(desk.journal().rebuild());
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(0));
    QVERIFY(must(desk.journal().verify(true)).ok());
}

void ImportTest::aDamagedImportDoesNotStandBeforeTheOthers()
{
    Desk desk;
    const Id incident = desk.declare();
    QBuffer buffer;
    buffer.setData(threeRows);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    auto prepared = must(prepareImport(desk.casework(), incident, buffer, ourPresets(), {.fileName = u"bad"_s}));
    const Bytes rows = prepared.rows.name;
    (void)must(commitImport(desk.casework(), std::move(prepared)));
    VERIFY_OK(desk.journal().database().run("UPDATE timeline_import SET done = 0"));
    QFile file(desk.vault().folder() + u"/blobs/"_s + QString::fromLatin1(rows.toHex()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(40));
    QCOMPARE(file.write("damage"), 6);
    file.close();
    while (must(desk.journal().advance())) { }
    const auto other = must(importBytes(desk, incident, "datetime,message,timestamp_desc\n2026-02-02T10:00:00Z,B,x\n"));
    QCOMPARE(other.import.accepted, 1);
    QCOMPARE(observationRows(desk, incident).size(), std::size_t(1));
    QVERIFY(!must(desk.journal().verify(true)).ok());
    VERIFY_OK(desk.journal().rebuild());
}

void ImportTest::aCorrectedTimeSurvivesARebuild()
{
    Desk desk;
    const Id incident = desk.declare();
    Observation seen;
    seen.raw = u"noted"_s;
    const Id id = must(desk->add(incident, seen));
    auto kept = must(desk->one<Observation>(id));
    kept.value.occurred -= Desk::hour;
    VERIFY_OK(desk->update(id, kept.value));
    VERIFY_OK(desk.journal().rebuild());
    QVERIFY(must(desk.journal().verify(true)).ok());
    QCOMPARE(observationRows(desk, incident, u"noted"_s).size(), std::size_t(1));
}

void ImportTest::rowsAndEditsOfAnImportAreFoundByIt()
{
    Desk desk;
    const Id incident = desk.declare();
    const auto imported = must(importBytes(desk, incident, threeRows));
    Observation note;
    note.raw = u"a note"_s;
    (void)must(desk->add(incident, note));
    VERIFY_OK(desk->setField(observationRows(desk, incident).front().entity, u"pinned"_s, u"true"_s));
    QCOMPARE(observationRows(desk, incident, u"import:"_s + imported.id.text()).size(), std::size_t(3));
    QCOMPARE(observationRows(desk, incident, u"NOT import:"_s + imported.id.text()).size(), std::size_t(1));
}

void ImportTest::refuses_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QString>("error");
    QTest::newRow("an empty file") << QByteArray() << QString() << u"timeline.nothing-read"_s;
    QTest::newRow("a header alone") << QByteArray("datetime,message,timestamp_desc\n") << QString()
                                    << u"timeline.nothing-read"_s;
    QTest::newRow("no time") << QByteArray("a,b\n1,2\n") << QString() << u"timeline.no-time"_s;
    QTest::newRow("objects without a time")
        << QByteArray("{\"a\": 1}\n{\"a\": 2}\n") << QString() << u"timeline.no-time"_s;
    QTest::newRow("an unknown format") << threeRows << u"plaso"_s << u"timeline.unknown-preset"_s;
    QTest::newRow("a broken document") << QByteArray("{\"results\": [{\"a\": 1},\n ") << QString()
                                       << u"timeline.not-a-table"_s;
    QTest::newRow("a day that may be a month")
        << QByteArray("\"Date\",\"User\",\"Source Namespace Prefix\",\"Action\",\"Section\",\"Delegate User\"\n"
                      "\"3/4/2026, 5:53:05 PM PDT\",\"a@example.org\",\"\",\"Changed\",\"Users\",\"\"\n")
        << QString() << u"timeline.no-order"_s;
    QTest::newRow("nothing but bad rows") << QByteArray("datetime,message,timestamp_desc\nnow,a,b\nthen,c,d\n")
                                          << QString() << u"timeline.nothing-accepted"_s;
}

void ImportTest::refuses()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QString, preset);
    QFETCH(const QString, error);
    Desk desk;
    const Id incident = desk.declare();
    ImportWish wish;
    wish.preset = preset;
    const auto refused = importBytes(desk, incident, file, wish);
    QCOMPARE(codeOf(refused), error);
    QCOMPARE(must(desk->all<TimelineImport>(incident)).size(), std::size_t(0));
    QCOMPARE(must(desk->all<Evidence>(incident)).size(), std::size_t(0));
}

void ImportTest::aCancelledImportLeavesNothing()
{
    Desk desk;
    const Id incident = desk.declare();
    QByteArray file = "datetime,message,timestamp_desc\n";
    for (int i = 0; i < 15'000; ++i) {
        file += "2026-02-01T10:00:00Z,Row " + QByteArray::number(i) + ",x\n";
    }
    QBuffer buffer;
    buffer.setData(file);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    std::stop_source stop;
    ImportWish wish;
    wish.fileName = u"log"_s;
    qint64 seen = 0;
    const auto prepared = prepareImport(
        desk.casework(), incident, buffer, ourPresets(), wish,
        [&](const ImportProgress& progress) {
            seen = progress.rows;
            if (progress.rows > 5000) {
                stop.request_stop();
            }
        },
        stop.get_token());
    QCOMPARE(codeOf(prepared), u"vault.cancelled"_s);
    QVERIFY(seen > 5000 && seen < 15'000);
    QCOMPARE(must(desk->all<Evidence>(incident)).size(), std::size_t(0));
    desk.signIn();
    QCOMPARE(QDir(desk.vault().folder() + u"/blobs"_s).entryList(QDir::Files).size(), 0);
}

void ImportTest::presetsNameFileAndLine()
{
    QTemporaryDir folder;
    const auto write = [&](const QByteArray& text) {
        QFile file(folder.filePath(u"own.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
    };
    const QByteArray good = "id: own\nname: Own\nreads: table\nrecognised_by: [a]\ntime: [a]\nseen: \"{b}[ by {c}]\"\n"
                            "documentation: here\n";
    write(good);
    const auto loaded = must(Presets::load({folder.path()}));
    QCOMPARE(loaded.all().size(), std::size_t(1));
    QVERIFY(loaded.recognise(Container::Table, {u"A"_s, u"b"_s}));
    QVERIFY(!loaded.recognise(Container::Json, {u"a"_s}));
    const std::pair<QByteArray, QString> bad[] = {
        {good + "colour: red\n", u"own.yaml:8: the key “colour” is not known here."_s},
        {good + "zone: [a]\n", u"own.yaml:8: “zone” takes a text."_s},
        {QByteArray("id: own\n"), u"own.yaml:1: the key “name” is missing."_s},
        {QByteArray(good).replace("{b}", "{b"), u"own.yaml:6:"_s},
        {QByteArray(good).replace("table", "chair"), u"own.yaml:3:"_s},
        {QByteArray("id: [\n"), u"own.yaml:2:"_s},
    };
    for (const auto& [text, message] : bad) {
        write(text);
        const auto refused = Presets::load({folder.path()});
        COMPARE_ERROR(refused, "preset.invalid");
        QVERIFY2(refused.error().message.startsWith(message), qPrintable(refused.error().message));
    }
}

QTEST_GUILESS_MAIN(ImportTest)
#include "tst_import.moc"

#include "models/timeline/exporter.h"
#include "timeline/fixture.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <set>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace bulkhead::timeline;
using namespace Qt::StringLiterals;

class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTimesketchReadsComesBackTheSame_data();
    void whatTimesketchReadsComesBackTheSame();
    void bothTimesOfARowAgree();
    void cutsWhatTimesketchCannotIndex();
    void aSpreadsheetRunsNothing();
    void calendarLinesAreFoldedAndEscaped();
    void pagesThroughAllRows();
};

namespace {
QByteArray written(Desk& desk, const Id& incident, ExportFormat format, const TimelineQuery& query = {})
{
    TimelineWriter writer(format, desk->shownNumber(incident));
    QByteArray text = writer.head();
    must(eachRow(desk.casework(), incident, query, [&](const TimelineRow& row) -> Expected<bool> {
        text += writer.row(row);
        return true;
    }));
    return text + writer.tail();
}

TimelineQuery observationsOnly()
{
    TimelineQuery query;
    query.withPosted = false;
    return query;
}

/// What two exports of the same entries agree on.
QStringList essence(Desk& desk, const Id& incident)
{
    QStringList all;
    for (const TimelineRow& row : observationRows(desk, incident)) {
        const Observation& seen = row.observation->value;
        all.append(u"%1 %2 [%3] <%4>"_s.arg(row.at).arg(seen.raw, seen.tags.join(u','), seen.source));
    }
    return all;
}

const QByteArray awkward = "datetime,message,timestamp_desc,tag,source\n"
                           "2026-02-01T10:00:00.123456+02:00,\"Quotes \"\" and, commas\",Creation Time,\"a,b\",crm\n"
                           "1969-12-31T23:59:59.999Z,\"Two\nlines\",Epoch,,\n"
                           "2026-10-25T02:30:00+01:00,\xC3\x9Cml\xC3\xA4ut \xF0\x9F\x98\x80,Twice,x,\n"
                           "2026-02-01T08:00:00Z,=1+1,Formula,,\n";
} // namespace

void ExportTest::whatTimesketchReadsComesBackTheSame_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("CSV") << static_cast<int>(ExportFormat::TimesketchCsv);
    QTest::newRow("JSON Lines") << static_cast<int>(ExportFormat::TimesketchJsonLines);
}

void ExportTest::whatTimesketchReadsComesBackTheSame()
{
    QFETCH(const int, format);
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, awkward));
    const QByteArray file = written(desk, incident, static_cast<ExportFormat>(format), observationsOnly());
    const Id other = desk.declare(u"Again"_s);
    const auto imported = must(importBytes(desk, other, file));
    QCOMPARE(imported.import.rejected, 0);
    QCOMPARE(imported.disagreeing, 0);
    QCOMPARE(essence(desk, other), essence(desk, incident));
    // And once more, octet for octet but for the entries' own ids and incident.
    QCOMPARE(written(desk, other, static_cast<ExportFormat>(format), observationsOnly()).count('\n'), file.count('\n'));
}

void ExportTest::bothTimesOfARowAgree()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, awkward));
    int rows = 0;
    for (const QByteArray& line : written(desk, incident, ExportFormat::TimesketchJsonLines).split('\n')) {
        if (line.isEmpty()) {
            continue;
        }
        ++rows;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString text = object.value(u"datetime"_s).toString();
        QVERIFY(text.endsWith(u"+00:00"_s));
        const qint64 us = object.value(u"timestamp"_s).toInteger();
        InstantReader reader;
        QCOMPARE(reader.read(text).us, us);
        for (const auto name : {"message"_L1, "timestamp_desc"_L1}) {
            QVERIFY(!object.value(name).toString().isEmpty());
        }
        QVERIFY(object.value(u"tag"_s).isArray());
    }
    QCOMPARE(rows, static_cast<int>(must(desk->timelineCount(incident))));
    const QByteArray first = written(desk, incident, ExportFormat::TimesketchJsonLines, observationsOnly());
    QVERIFY(first.contains("1769932800123456")); // the microseconds that were written
    QVERIFY(first.contains("\"timestamp\":-1000,"));
}

void ExportTest::cutsWhatTimesketchCannotIndex()
{
    Desk desk;
    const Id incident = desk.declare();
    Observation note;
    note.raw = QString(40'000, u'ü');
    (void)must(desk->add(incident, note));
    TimelineWriter writer(ExportFormat::TimesketchJsonLines, u"INC-0001"_s);
    const auto rows = observationRows(desk, incident);
    const QJsonObject object = QJsonDocument::fromJson(writer.row(rows.front())).object();
    const QByteArray message = object.value(u"message"_s).toString().toUtf8();
    QVERIFY(message.size() <= 32'766);
    QVERIFY(message.size() > 32'700);
    QVERIFY(message.endsWith("ü…"));
    QCOMPARE(writer.shortened(), 1);
    QVERIFY(written(desk, incident, ExportFormat::Csv).contains(note.raw.toUtf8()));
}

void ExportTest::aSpreadsheetRunsNothing()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, awkward));
    QVERIFY(written(desk, incident, ExportFormat::Csv).contains(",'=1+1,"));
    QVERIFY(written(desk, incident, ExportFormat::TimesketchCsv).contains("\r\n=1+1,"));
}

void ExportTest::calendarLinesAreFoldedAndEscaped()
{
    Desk desk;
    const Id incident = desk.declare();
    Observation note;
    note.occurred = 1'795'486'320'000;
    note.raw
        = u"Ümläut; with, a \\ and a very long text that does not fit into seventy-five octets at all 😀😀😀\nnext"_s;
    (void)must(desk->add(incident, note));
    const QByteArray text = written(desk, incident, ExportFormat::ICalendar, observationsOnly());
    QVERIFY(text.startsWith("BEGIN:VCALENDAR\r\n") && text.endsWith("END:VCALENDAR\r\n"));
    for (const QByteArray& line : text.split('\n')) {
        QVERIFY(line.size() <= 76); // with the carriage return
        QVERIFY(line.isEmpty() || line.endsWith('\r'));
        QVERIFY(!QString::fromUtf8(line).contains(QChar::ReplacementCharacter));
    }
    QByteArray unfolded = text;
    unfolded.replace("\r\n ", "");
    QVERIFY(unfolded.contains("DTSTART:20261124T021200Z\r\n"));
    QVERIFY(unfolded.contains(
        "DESCRIPTION:Ümläut\\; with\\, a \\\\ and a very long text that does not fit into seventy-five octets at all "
        "😀😀😀\\nnext\r\n"));
    QCOMPARE(text.count("BEGIN:VEVENT"), 1);
}

void ExportTest::pagesThroughAllRows()
{
    Desk desk;
    const Id incident = desk.declare();
    QByteArray file = "datetime,message,timestamp_desc\n";
    for (int i = 0; i < 7000; ++i) {
        file += "2026-02-01T10:00:00Z,Row " + QByteArray::number(i) + ",x\n";
    }
    (void)must(importBytes(desk, incident, file));
    std::set<qint64> seen;
    QCOMPARE(must(eachRow(desk.casework(), incident, observationsOnly(),
                          [&](const TimelineRow& row) -> Expected<bool> {
                              seen.insert(row.row);
                              return true;
                          })),
             7000);
    QCOMPARE(seen.size(), std::size_t(7000));
    TimelineQuery few = observationsOnly();
    few.limit = 5100;
    QCOMPARE(must(eachRow(desk.casework(), incident, few, [](const TimelineRow&) -> Expected<bool> { return true; })),
             5100);
}

QTEST_GUILESS_MAIN(ExportTest)
#include "tst_export.moc"

#include "incident/desk.h"
#include "models/base/csv.h"
#include "models/breach/register.h"
#include "models/deadline/duties.h"
#include "models/incident/countrange.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::breach;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestRegister : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCountSaysWhereItIsFrom_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("estimate") << u"120..200; estimate; sample of 40 rows"_s
                                  << u"120 to 200 (estimate by sample of 40 rows, as of 1970-01-01 00:00 UTC)"_s;
        QTest::newRow("dash") << u"120-200; estimate; sample"_s
                              << u"120 to 200 (estimate by sample, as of 1970-01-01 00:00 UTC)"_s;
        QTest::newRow("up to") << u"..200; upper_bound; all rows"_s
                               << u"up to 200 (upper bound by all rows, as of 1970-01-01 00:00 UTC)"_s;
        QTest::newRow("exact") << u" 12 ; exact ; count of the table"_s
                               << u"12 (exact by count of the table, as of 1970-01-01 00:00 UTC)"_s;
        QTest::newRow("instant") << u"12; exact; count; 2026-06-12T14:00:00.000Z"_s
                                 << u"12 (exact by count, as of 2026-06-12 14:00 UTC)"_s;
        QTest::newRow("bare") << u"12"_s << QString();
        QTest::newRow("no method") << u"12; exact"_s << QString();
        QTest::newRow("exact range") << u"1..2; exact; count"_s << QString();
        QTest::newRow("backwards") << u"5..2; estimate; guess"_s << QString();
        QTest::newRow("negative") << u"-5; estimate; guess"_s
                                  << u"up to 5 (estimate by guess, as of 1970-01-01 00:00 UTC)"_s;
        QTest::newRow("no number") << u"many; estimate; guess"_s << QString();
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("too many") << u"99999999999999; estimate; guess"_s << QString();
    }
    void aCountSaysWhereItIsFrom()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QLocale::setDefault(QLocale::c());
        const auto count = CountRange::read(text, 0);
        QCOMPARE(codeOf(count), shown.isEmpty() ? u"value.bad"_s : QString());
        if (count) {
            QVERIFY(count->shown() == shown || text.startsWith(u'-'));
            QCOMPARE(must(CountRange::read(count->text(), 1)), *count);
        }
    }
    void rowsHoldWhatStandsElsewhere()
    {
        Desk desk;
        const auto book = must(deadline::Lawbook::load());
        const Id incident = desk.declare(u"Contacts on a paste site"_s);
        const Id drill = [&] {
            Declaration wish;
            wish.incident.title = u"Tabletop"_s;
            wish.incident.isExercise = true;
            return must(desk->declare(wish, {})).id;
        }();
        deadline::Duties duties(desk.casework(), book);
        deadline::ClockWish wish;
        wish.regime = u"eu.gdpr.33.sa"_s;
        wish.zone = u"UTC"_s;
        wish.events = {{u"aware"_s, desk.now()}};
        const Id clock = must(duties.start(incident, wish));
        Party party;
        party.name = u"Northwind"_s;
        party.kind = u"account"_s;
        party.country = u"DE-BY"_s;
        party.notice = NoticeState::Sent;
        must(desk->add(incident, party));
        must(duties.record(incident, u"risk"_s, u"risk"_s, u"Business contacts"_s));

        auto rows = must(registerRows(desk.casework(), book));
        QCOMPARE(rows.size(), std::size_t(2));
        const auto find = [&](const Id& id) { return *std::ranges::find(rows, id, &RegisterRow::incident); };
        QVERIFY(!shows({}, find(drill)));
        QVERIFY(shows({.withExercises = true}, find(drill)));
        RegisterRow row = find(incident);
        QCOMPARE(row.customers, 1);
        QCOMPARE(row.customersTold, 1);
        QCOMPARE(row.countries, QStringList{u"DE"_s});
        QCOMPARE(row.risk, u"risk"_s);
        QCOMPARE(row.pending.size(), 2); // and the first clock of the declaration
        QVERIFY(!row.isNotified);
        QVERIFY(row.gaps.contains(u"cause"_s));
        QVERIFY(!row.gaps.contains(u"decision on the risk"_s));

        desk.clock().advance(80 * Desk::hour);
        must(duties.submit(clock, desk.now(), u"The scan took three days"_s));
        rows = must(registerRows(desk.casework(), book));
        row = find(incident);
        QVERIFY(row.isNotified);
        QCOMPARE(row.delays.size(), 1);
        QVERIFY(row.delays.front().contains(u"three days"_s));
        QCOMPARE(row.pending.size(), 2); // the follow-up has begun
        QVERIFY(shows({.text = u"THREE days"_s}, row));
        QVERIFY(!shows({.text = u"four days"_s}, row));
        QVERIFY(shows({.conclusion = u"none"_s}, row));
        QVERIFY(!shows({.conclusion = u"breach_confirmed"_s}, row));
        QVERIFY(!shows({.from = row.at() + 1}, row));
        QVERIFY(shows({.until = row.at() + 1}, row));
    }
    void anEntryFillsTheGaps()
    {
        Desk desk;
        const auto book = must(deadline::Lawbook::load());
        const Id incident = desk.declare();
        RegisterEntry entry = must(entryOf(desk.casework(), incident));
        entry.description = u"A list was posted"_s;
        entry.cause = u"A sync job"_s;
        entry.affected = {u"confidentiality"_s};
        entry.subjects = u"12"_s;
        COMPARE_ERROR(writeEntry(desk.casework(), incident, entry), "register.bad");
        entry.subjects = u"12..40; estimate; sample"_s;
        entry.affected = {u"soul"_s};
        COMPARE_ERROR(writeEntry(desk.casework(), incident, entry), "register.bad");
        QCOMPARE(must(entryOf(desk.casework(), incident)), RegisterEntry()); // nothing of it was written
        entry.affected = {u"confidentiality"_s};
        VERIFY_OK(writeEntry(desk.casework(), incident, entry));
        const RegisterEntry first = must(entryOf(desk.casework(), incident));
        QCOMPARE(first.cause, u"A sync job"_s);
        QVERIFY(first.subjects.startsWith(u"12..40; estimate; sample; "_s));
        entry = first;
        entry.measures = u"Stopped"_s;
        VERIFY_OK(writeEntry(desk.casework(), incident, entry));
        QCOMPARE(must(desk->all<RegisterEntry>(incident)).size(), std::size_t(1));
        QCOMPARE(must(entryOf(desk.casework(), incident)).subjects, first.subjects); // and keeps its instant
        const auto rows = must(registerRows(desk.casework(), book));
        QVERIFY(!rows.front().gaps.contains(u"cause"_s));
        QVERIFY(rows.front().gaps.contains(u"effects"_s));
        COMPARE_ERROR(writeEntry(desk.casework(), Id::make(1), entry), "incident.not-found");
    }
    void whatLeavesIsSafeToOpen()
    {
        RegisterRow row;
        row.title = u"=HYPERLINK(\"http://x\")"_s;
        row.description = u"<script>alert(1)</script>\nsecond, line"_s;
        const QByteArray csv = registerCsv({row});
        QVERIFY(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\""));
        QCOMPARE(csv.count("\r\n"), 2);
        const QString html = registerHtml({row}, u"A & B"_s, u"Ada"_s, 0);
        QVERIFY(!html.contains(u"<script"_s));
        QVERIFY(html.contains(u"&lt;script&gt;alert(1)&lt;/script&gt;<br>second"_s));
        QVERIFY(html.contains(u"A &amp; B"_s));
        QCOMPARE(csvLine({u"=1"_s}, CsvFor::Programs), QByteArray("=1\r\n"));
        QCOMPARE(csvLine({u"-5"_s, u"+02:00"_s, u"-x"_s}), QByteArray("-5,+02:00,'-x\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestRegister)
#include "tst_register.moc"

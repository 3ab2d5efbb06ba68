#include "journeys/ctlrun.h"

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A log goes into the timeline, is accounted for, searched, edited and written out, by the program as scripts run it.
class TestTimelineCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void accountsForEveryRow();
    void asksOnceForTheZone();
    void findsByFieldsAndSavedFilters();
    void editsWhatASearchFinds();
    void showsTheTimelineAsItWas();
    void whatIsWrittenForTimesketchIsReadAgain();
    void partiesComeFromAList();
    void aBundleHoldsTheImportedRows();
    void wrongUseHasItsExitCodes_data();
    void wrongUseHasItsExitCodes();

private:
    [[nodiscard]] QStringList timeline(const QStringList& more)
    {
        QStringList arguments = {u"timeline"_s};
        arguments += more;
        arguments += {u"--incident"_s, u"INC-0001"_s};
        return arguments;
    }

    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
    QString m_import;
};

void TestTimelineCtl::initTestCase()
{
    QVERIFY(m_ctl.found(u"incident-commander,scribe"_s));
    QVERIFY(!m_ctl.ask({u"incident"_s, u"open"_s, u"--title"_s, u"Leak"_s}).isEmpty());
    m_ctl.write(u"crm.csv"_s,
                "datetime,message,timestamp_desc,tag\n"
                "2026-02-01T10:00:00+00:00,Export started,Creation,bulk\n"
                "nope,Broken,x,\n"
                "2026-02-01T10:00:05.123456+00:00,\"Export, finished\",Creation,\n"
                "2026-02-01T10:00:00+00:00,Export started,Creation,bulk\n");
    m_ctl.write(u"local.csv"_s, "time,message\n2026-02-01 11:00:00,local\n");
}

void TestTimelineCtl::accountsForEveryRow()
{
    const auto imported = m_ctl.ask(timeline({u"import"_s, m_ctl.path(u"crm.csv"_s)}));
    QCOMPARE(imported[u"format"_s].toString(), u"timesketch-csv"_s);
    QCOMPARE(imported[u"read"_s].toInt(), 4);
    QCOMPARE(imported[u"imported"_s].toInt(), 2);
    QCOMPARE(imported[u"duplicate"_s].toInt(), 1);
    QCOMPARE(imported[u"rejected_rows"_s].toInt(), 1);
    const auto rejected = imported[u"rejected"_s].toArray();
    QCOMPARE(rejected.size(), 1);
    QCOMPARE(rejected[0][u"row"_s].toInt(), 2);
    QCOMPARE(rejected[0][u"reason"_s].toString(), u"time.bad"_s);
    m_import = imported[u"id"_s].toString();
    // Values of rows are shown only where they are asked for.
    QVERIFY(!m_ctl.ask({u"timeline"_s, u"rejected"_s, m_import})[u"rows"_s][0].toObject().contains(u"cells"_s));
    const auto withValues = m_ctl.ask({u"timeline"_s, u"rejected"_s, m_import, u"--with-values"_s});
    QCOMPARE(withValues[u"rows"_s][0][u"cells"_s][1].toString(), u"Broken"_s);
    QVERIFY(!m_ctl.ask({u"timeline"_s, u"rejected"_s, m_import, u"-o"_s, m_ctl.path(u"rejected.csv"_s)}).isEmpty());
    QVERIFY(m_ctl.read(u"rejected.csv"_s).contains("2,time.bad,"));
    QCOMPARE(QFile(m_ctl.path(u"rejected.csv"_s)).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    const auto repaired = m_ctl.ask({u"timeline"_s, u"repair"_s, m_import, u"2"_s, u"--occurred"_s,
                                     u"2026-02-01T09:00:00Z"_s, u"--seen"_s, u"Mended"_s});
    QVERIFY(!repaired[u"id"_s].toString().isEmpty());
    QVERIFY(m_ctl.ask({u"timeline"_s, u"rejected"_s, m_import})[u"rows"_s][0][u"repaired"_s].toBool());
    QCOMPARE(m_ctl.ask(timeline({u"import"_s, m_ctl.path(u"crm.csv"_s)}))[u"imported"_s].toInt(), 0);
    QCOMPARE(m_ctl.ask(timeline({u"imports"_s}))[u"imports"_s].toArray().size(), 2);
    QVERIFY(m_ctl.ask({u"verify"_s, u"--deep"_s})[u"ok"_s].toBool());
}

void TestTimelineCtl::asksOnceForTheZone()
{
    const auto asked = m_ctl.ask(timeline({u"import"_s, m_ctl.path(u"local.csv"_s)}), 4);
    QCOMPARE(code(asked), u"timeline.no-zone"_s);
    QVERIFY(asked[u"error"_s][u"message"_s].toString().contains(u"--tz"_s));
    const auto tried = m_ctl.ask(timeline({u"import"_s, m_ctl.path(u"local.csv"_s), u"--dry-run"_s}));
    QVERIFY(tried[u"needs_zone"_s].toBool());
    QCOMPARE(
        m_ctl.ask(timeline({u"import"_s, m_ctl.path(u"local.csv"_s), u"--tz"_s, u"Europe/Berlin"_s}))[u"imported"_s]
            .toInt(),
        1);
    const auto rows
        = m_ctl.ask(timeline({u"list"_s, u"--search"_s, u"local"_s, u"--observations"_s}))[u"rows"_s].toArray();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0][u"at"_s].toString(), u"2026-02-01T10:00:00.000+00:00"_s);
}

void TestTimelineCtl::findsByFieldsAndSavedFilters()
{
    const auto found = [&](const QString& text) {
        return m_ctl.ask(timeline({u"list"_s, u"--search"_s, text}))[u"rows"_s].toArray().size();
    };
    QCOMPARE(found(u"source:crm.csv export*"_s), 2);
    QCOMPARE(found(u"occurred:2026-02-01T10:00:05Z OR tag:bulk"_s), 2);
    QCOMPARE(found(u"is:imported NOT export"_s), 1);
    const auto refused = m_ctl.ask(timeline({u"list"_s, u"--search"_s, u"export sorce:crm"_s}), 2);
    QCOMPARE(code(refused), u"timeline.bad-query"_s);
    QVERIFY(refused[u"error"_s][u"message"_s].toString().contains(u"character 8"_s));
    QVERIFY(!m_ctl.ask(timeline({u"save-filter"_s, u"exports"_s, u"export*"_s})).isEmpty());
    QCOMPARE(m_ctl.ask(timeline({u"list"_s, u"--filter"_s, u"Exports"_s}))[u"rows"_s].toArray().size(), 2);
    QCOMPARE(m_ctl.ask(timeline({u"filters"_s}))[u"filters"_s].toArray().size(), 1);
}

void TestTimelineCtl::editsWhatASearchFinds()
{
    const QStringList search = {u"edit"_s, u"--search"_s, u"export*"_s, u"--add-tag"_s, u"exfiltration"_s, u"--pin"_s};
    QCOMPARE(m_ctl.ask(timeline(search + QStringList{u"--dry-run"_s}))[u"found"_s].toInt(), 2);
    QCOMPARE(m_ctl.ask(timeline(search))[u"changed"_s].toInt(), 2);
    QCOMPARE(m_ctl.ask(timeline(search))[u"unchanged"_s].toInt(), 2);
    QCOMPARE(
        m_ctl.ask(timeline({u"list"_s, u"--search"_s, u"is:pinned tag:exfiltration"_s}))[u"rows"_s].toArray().size(),
        2);
}

void TestTimelineCtl::showsTheTimelineAsItWas()
{
    const QString before = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    QTest::qWait(20);
    QVERIFY(!m_ctl.ask(timeline({u"add"_s, u"--seen"_s, u"noted later"_s})).isEmpty());
    const auto count = [&](const QStringList& more) {
        return m_ctl.ask(timeline(QStringList{u"list"_s} + more))[u"count"_s].toInt();
    };
    QCOMPARE(count({}), count({u"--at"_s, before}) + 1);
}

void TestTimelineCtl::whatIsWrittenForTimesketchIsReadAgain()
{
    for (const QString& format : {u"timesketch-csv"_s, u"timesketch-jsonl"_s}) {
        const QString file = m_ctl.path(u"out."_s + format);
        const auto written = m_ctl.ask(
            timeline({u"export"_s, file, u"--format"_s, format, u"--search"_s, u"source:crm.csv"_s}));
        QCOMPARE(written[u"rows"_s].toInt(), 3);
        QVERIFY(m_ctl.read(u"out."_s + format).contains("1769940005123456"));
        QVERIFY(!m_ctl.ask({u"incident"_s, u"open"_s, u"--title"_s, format}).isEmpty());
        const auto again = m_ctl.ask({u"timeline"_s, u"import"_s, file, u"--incident"_s,
                                      format == "timesketch-csv"_L1 ? u"INC-0002"_s : u"INC-0003"_s});
        QCOMPARE(again[u"format"_s].toString(), format);
        QCOMPARE(again[u"imported"_s].toInt(), 3);
        QCOMPARE(again[u"disagreeing"_s].toInt(), 0);
    }
    QVERIFY(m_ctl.ask(timeline({u"export"_s, m_ctl.path(u"calendar.ics"_s)}))[u"rows"_s].toInt() > 3);
    QVERIFY(m_ctl.read(u"calendar.ics"_s).startsWith("BEGIN:VCALENDAR\r\n"));
}

void TestTimelineCtl::partiesComeFromAList()
{
    const auto party = [&](QStringList more) {
        return QStringList{u"party"_s} + std::move(more) + QStringList{u"--incident"_s, u"INC-0001"_s};
    };
    m_ctl.write(u"accounts.csv"_s,
                "Account Name,Type,Tenant ID,Owner,Notes\n"
                "Northwind,,nw,ops@northwind.example,\"first, and largest\"\n"
                "Fabrikam,vendor,,,\n"
                "NORTHWIND,account,NW,,again\n"
                ",account,x,,\n"
                "Contoso,friend,,,\n"
                "Two,account,a,b,c,d\n");
    const QStringList import{u"import"_s, m_ctl.path(u"accounts.csv"_s), u"--map"_s, u"Owner=contact"_s};
    const auto parties = [&] { return m_ctl.ask(party({u"list"_s}))[u"parties"_s].toArray(); };

    const auto dry = m_ctl.ask(party(import + QStringList{u"--dry-run"_s}));
    QCOMPARE(dry[u"imported"_s].toInt(), 2);
    QVERIFY(dry[u"dry_run"_s].toBool());
    QVERIFY(parties().isEmpty());

    const auto done = m_ctl.ask(party(import));
    QCOMPARE(done[u"read"_s].toInt(), 6);
    QCOMPARE(done[u"imported"_s].toInt(), 2);
    QCOMPARE(done[u"duplicate"_s].toInt(), 1);
    QCOMPARE(done[u"rejected_rows"_s].toInt(), 3);
    QCOMPARE(done[u"ids"_s].toArray().size(), 2);
    const auto rejected = done[u"rejected"_s].toArray();
    QCOMPARE(rejected.size(), 3);
    QCOMPARE(rejected[0][u"row"_s].toInt(), 4);
    QCOMPARE(rejected[0][u"reason"_s].toString(), u"party.no-name"_s);
    QCOMPARE(rejected[1][u"reason"_s].toString(), u"party.unknown-kind"_s);
    QCOMPARE(rejected[2][u"reason"_s].toString(), u"row.too-many-cells"_s);
    QVERIFY(!rejected[1].toObject().contains(u"cells"_s));
    QVERIFY(!rejected[1][u"detail"_s].toString().contains(u"friend"_s));
    QCOMPARE(parties().size(), 2);
    // A value, not what `auto` makes of [] on an array that is about to go.
    const QJsonArray listed = parties();
    const QJsonValue first = listed.at(listed.at(0)[u"name"_s] == "Northwind"_L1 ? 0 : 1);
    QCOMPARE(first[u"kind"_s].toString(), u"account"_s);
    QCOMPARE(first[u"tenant"_s].toString(), u"nw"_s);
    QCOMPARE(first[u"contact"_s].toString(), u"ops@northwind.example"_s);
    QCOMPARE(first[u"note"_s].toString(), u"first, and largest"_s);

    // Again: everything that can be taken is there.
    const auto again = m_ctl.ask(party(import + QStringList{u"--with-values"_s}));
    QCOMPARE(again[u"imported"_s].toInt(), 0);
    QCOMPARE(again[u"duplicate"_s].toInt(), 3);
    QCOMPARE(again[u"rejected"_s][1][u"cells"_s][1].toString(), u"friend"_s);
    QCOMPARE(parties().size(), 2);

    m_ctl.write(u"nameless.csv"_s, "a,b\n1,2\n");
    QCOMPARE(code(m_ctl.ask(party({u"import"_s, m_ctl.path(u"nameless.csv"_s)}), 4)), u"party.no-name"_s);
    QCOMPARE(code(m_ctl.ask(party({u"import"_s, m_ctl.path(u"nameless.csv"_s), u"--map"_s, u"c=name"_s}), 4)),
             u"party.no-column"_s);
    QCOMPARE(code(m_ctl.ask(party({u"import"_s, m_ctl.path(u"nameless.csv"_s), u"--map"_s, u"a=owner"_s}), 2)),
             u"usage.value"_s);
    m_ctl.write(u"many.jsonl"_s, "{\"company\":\"Adatum\"}\n[1]\n");
    QCOMPARE(
        m_ctl.ask(party({u"import"_s, m_ctl.path(u"many.jsonl"_s), u"--kind"_s, u"insurer"_s}))[u"imported"_s].toInt(),
        1);
}

void TestTimelineCtl::aBundleHoldsTheImportedRows()
{
    const QString bundle = m_ctl.path(u"bundle.zip"_s);
    QVERIFY(
        !m_ctl.ask({u"incident"_s, u"export"_s, u"INC-0001"_s, u"--format"_s, u"bundle"_s, u"-o"_s, bundle}).isEmpty());
    QVERIFY(m_ctl.ask({u"verify"_s, bundle})[u"ok"_s].toBool());
}

void TestTimelineCtl::wrongUseHasItsExitCodes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit");
    QTest::newRow("no such file") << QStringList{u"import"_s, u"nowhere.csv"_s} << 4;
    QTest::newRow("no such format") << QStringList{u"import"_s, u"FILE"_s, u"--format"_s, u"plaso"_s} << 4;
    QTest::newRow("no such meaning") << QStringList{u"import"_s, u"FILE"_s, u"--map"_s, u"time=zeit"_s} << 2;
    QTest::newRow("no such column") << QStringList{u"import"_s, u"FILE"_s, u"--map"_s, u"When=time"_s} << 4;
    QTest::newRow("no such filter") << QStringList{u"list"_s, u"--filter"_s, u"none"_s} << 4;
    QTest::newRow("nothing to change") << QStringList{u"edit"_s, u"--search"_s, u"export"_s} << 2;
    QTest::newRow("pinned and not") << QStringList{u"edit"_s, u"--pin"_s, u"--unpin"_s} << 2;
    QTest::newRow("before the incident") << QStringList{u"list"_s, u"--at"_s, u"2001-01-01T00:00:00Z"_s} << 4;
}

void TestTimelineCtl::wrongUseHasItsExitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(const int, exit);
    arguments.replaceInStrings(u"FILE"_s, m_ctl.path(u"local.csv"_s));
    QVERIFY(!code(m_ctl.ask(timeline(arguments), exit)).isEmpty());
}

QTEST_GUILESS_MAIN(TestTimelineCtl)
#include "tst_timeline_ctl.moc"

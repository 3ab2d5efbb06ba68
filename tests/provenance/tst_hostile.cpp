#include "tests/fuzz/target.h"
#include "tests/provenance/fixture.h"
#include "tests/provenance/packing.h"

#include <random>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

/// Files that were damaged in transit, cut off or made to do harm: reading ends, in rows that are all accounted for or
/// in an error, whatever they hold. The mutations are the same in every run.
class TestHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mutatedFilesEndInRowsOrAnError_data();
    void mutatedFilesEndInRowsOrAnError();
    void everyFormatMayBeForcedOnEveryFile();
};

namespace {
QList<QPair<QByteArray, QByteArray>> seeds()
{
    const QByteArray csv = "First Name;E-Mail;Note\nAnna;anna@acme.test;\"two\nlines\"\nBert;bert@acme.test;x\n";
    const QByteArray json
        = "{\"done\":true,\"records\":[{\"a\":\"x\\\"y\",\"b\":{\"c\":[1,2,{\"d\":null}]}},{\"a\":\"\\u00fc\"}]}";
    const QByteArray sql
        = "CREATE TABLE t (a int, b text DEFAULT 'x,y');\nINSERT INTO t VALUES (1,'it''s'),(2,N'z\\'');\nCOPY t FROM "
          "stdin;\n1\t\\N\n\\.\n";
    const QByteArray card
        = "BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J\nADR:;;Main 1;Zell;;1;AT\nEND:VCARD\n";
    const QByteArray ldif
        = "version: 1\ndn: cn=A\nmail: a@b.test\ndescription:: Z3LDvMOf\n\ndn: cn=B\nsn: x\n folded\n";
    const QByteArray sheet = packed(
        {{"[Content_Types].xml", "<Types/>"},
         {"xl/styles.xml", "<s><cellXfs><xf numFmtId=\"14\"/></cellXfs></s>"},
         {"xl/worksheets/sheet1.xml",
          "<w><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"ZZZZZ1\" s=\"0\"><v>4e4</v></c>"
          "</row></sheetData></w>"},
         {"xl/sharedStrings.xml", "<sst><si><t>x</t></si></sst>"}},
        "zip");
    return {{"csv", csv},
            {"json", json},
            {"jsonl", "{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n"},
            {"sql", sql},
            {"vcard", card},
            {"ldif", ldif},
            {"xlsx", sheet},
            {"zip", packed({{"a.csv", csv}, {"b.json", json}, {"c.zip", packed({{"d.sql", sql}}, "zip")}}, "zip")},
            {"tar", packed({{"a.csv", csv}, {"b.vcf", card}}, "ustar")},
            {"pdf", pdf({{"anna@acme.test", "bert@acme.test"}, {}, {"x"}})},
            {"media",
             QByteArray("\x89PNG\r\n\x1a\n", 8)
                 + "<x:xmpmeta><a b=\"cv.iptc.org/newscodes/digitalsourcetype/x\">y</a></x:xmpmeta>"},
            {"7z", packed({{"a.csv", csv}}, "7zip")},
            {"gzip", packed({{"a", csv}}, "raw", "gzip")},
            {"xz", packed({{"a", json}}, "raw", "xz")},
            {"zstd", packed({{"a", ldif}}, "raw", "zstd")}};
}

/// Reads all of it and says whether everything is accounted for.
QString problemOf(const QByteArray& octets, const ReadOptions& options = {})
{
    BufferSource source(octets);
    const auto reader = TableReader::open(source, options);
    if (!reader) {
        return reader.error().message.isEmpty() ? u"an error without words"_s : QString();
    }
    quint64 rows = 0;
    for (;;) {
        const auto step = (*reader)->next();
        if (!step) {
            return step.error().message.isEmpty() ? u"an error without words"_s : QString();
        }
        if (*step == TableReader::Step::End) {
            break;
        }
        ++rows;
        const quint64 number = *step == TableReader::Step::Row ? (*reader)->row().number : (*reader)->unreadable().row;
        if (number != rows) {
            return u"row %1 is called %2"_s.arg(rows).arg(number);
        }
    }
    return rows == (*reader)->rowsRead() ? QString() : u"%1 rows, %2 counted"_s.arg(rows).arg((*reader)->rowsRead());
}
} // namespace

void TestHostile::mutatedFilesEndInRowsOrAnError_data()
{
    QTest::addColumn<QByteArray>("octets");
    for (const auto& [name, octets] : seeds()) {
        QTest::newRow(name.constData()) << octets;
    }
}

void TestHostile::mutatedFilesEndInRowsOrAnError()
{
    QFETCH(QByteArray, octets);
    QCOMPARE(problemOf(octets), QString());
    std::mt19937_64 random(20'261'127);
    const int asked = qEnvironmentVariableIntValue("BULKHEAD_MUTATIONS");
    // A process each.
    const int fewer = octets.startsWith("%PDF") ? 8 : 1;
    const int rounds = (asked > 0 ? asked : 400) / fewer;
    for (int round = 0; round < rounds; ++round) {
        const QByteArray file = fuzz::mutated(octets, random);
        const QString problem = problemOf(file);
        QVERIFY2(problem.isEmpty(),
                 qPrintable(u"round %1: %2\n%3"_s.arg(round).arg(problem, QString::fromLatin1(file.toHex()))));
    }
}

void TestHostile::everyFormatMayBeForcedOnEveryFile()
{
    for (const auto& [name, octets] : seeds()) {
        for (const QString& id : {u"plain"_s, u"json"_s, u"sql"_s, u"xlsx"_s, u"vcard"_s, u"ldif"_s, u"archive"_s,
                                  u"compressed"_s, u"pdf"_s, u"media"_s}) {
            ReadOptions options;
            options.format = formatFromId(id);
            QVERIFY(options.format);
            const QString problem = problemOf(octets, options);
            QVERIFY2(problem.isEmpty(), qPrintable(u"%1 as %2: %3"_s.arg(QString::fromLatin1(name), id, problem)));
        }
    }
}

} // namespace bulkhead::provenance

QTEST_GUILESS_MAIN(bulkhead::provenance::TestHostile)
#include "tst_hostile.moc"

#include "models/provenance/records/recordsource.h"
#include "tests/provenance/fixture.h"
#include "tests/provenance/packing.h"

#include <QElapsedTimer>
#include <QFile>

#include <archive.h>
#include <archive_entry.h>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
using Table = QList<QByteArrayList>;

struct Read
{
    Format format = Format::Plain;
    QString description;
    QByteArrayList header;
    Table rows;
    QList<UnreadableReason> unreadable;
    QString error;
    quint64 count = 0;
    qint64 taken = 0;
};

/// Gives at most `piece` octets at a time.
class SlowSource final : public ByteSource
{
public:
    SlowSource(QByteArray octets, qint64 piece)
        : m_octets(std::move(octets))
        , m_piece(piece)
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override
    {
        const qint64 count = std::min({size, m_piece, m_octets.size() - m_at});
        std::memcpy(into, m_octets.constData() + m_at, static_cast<std::size_t>(count));
        m_at += count;
        return count;
    }

private:
    QByteArray m_octets;
    qint64 m_piece;
    qint64 m_at = 0;
};

Read readAll(const QByteArray& octets, qint64 piece = 1 << 20, const ReadOptions& options = {})
{
    SlowSource source(octets, piece);
    Read read;
    auto reader = TableReader::open(source, options);
    if (!reader) {
        read.error = reader.error().code;
        return read;
    }
    for (const std::string& name : (*reader)->header()) {
        read.header.append(QByteArray::fromStdString(name));
    }
    for (;;) {
        const auto step = (*reader)->next();
        if (!step) {
            read.error = step.error().code;
            break;
        }
        if (*step == TableReader::Step::End) {
            break;
        }
        if (*step == TableReader::Step::Unreadable) {
            read.unreadable.append((*reader)->unreadable().reason);
            continue;
        }
        QByteArrayList row;
        for (const std::string_view cell : (*reader)->row().cells) {
            row.append(QByteArray(cell.data(), static_cast<qsizetype>(cell.size())));
        }
        read.rows.append(row);
    }
    read.format = (*reader)->format();
    read.description = (*reader)->formatDescription();
    read.count = (*reader)->rowsRead();
    read.taken = (*reader)->bytesRead();
    return read;
}

/// The cell of a row under that name.
QByteArray cell(const Read& read, qsizetype row, const char* name)
{
    return read.rows.value(row).value(read.header.indexOf(name));
}

QByteArray workbook(const QByteArray& sheet, const QByteArray& shared = {})
{
    return packed({{"[Content_Types].xml", "<Types/>"},
                   {"xl/workbook.xml", "<workbook/>"},
                   {"xl/styles.xml",
                    "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs><xf "
                    "numFmtId=\"0\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"},
                   {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>"},
                   {"xl/sharedStrings.xml", "<sst>" + shared + "</sst>"}},
                  "zip");
}
} // namespace

class TestFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formatsAreToldByTheirContent_data();
    void formatsAreToldByTheirContent();
    void jsonLinesBecomeRows();
    void anArrayAndAnAnswerBecomeRows();
    void oneObjectIsOneRow();
    void brokenJsonIsCountedAndPassed();
    void simpleJsonIsReadAsAnyJson();
    void deepAndLongJsonEndsInARow();
    void insertsBecomeRows();
    void copyBecomesRows();
    void brokenSqlIsCounted();
    void workbooksBecomeRows();
    void cardsBecomeRows();
    void directoriesBecomeRows();
    void archivesAreReadFileByFile();
    void compressedTablesStayTables();
    void linesOfAPdfAreText();
    void aPdfThatCannotBeReadIsSaid();
    void marksOfMediaAreRead();
    void whatIsWrongInAnArchiveIsSaid();
    void laterMembersAreNotLost();
    void theAnswerDoesNotDependOnTheCut_data();
    void theAnswerDoesNotDependOnTheCut();
    void everyFormatGetsTheSameVerdicts();
    void aBombIsGivenUp();
};

void TestFormats::formatsAreToldByTheirContent_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("format");
    QTest::newRow("csv") << QByteArray("a,b\n1,2\n") << u"plain"_s;
    QTest::newRow("log") << QByteArray("[2026-11-24 03:12] user anna@acme.test logged in\n") << u"plain"_s;
    QTest::newRow("prose") << QByteArray("He said: insert into the list, please.\n") << u"plain"_s;
    QTest::newRow("json lines") << QByteArray("{\"a\":1}\n{\"a\":2}\n") << u"json"_s;
    QTest::newRow("json array") << QByteArray(" [ {\"a\":1} ]") << u"json"_s;
    QTest::newRow("braces") << QByteArray("{not json}\n") << u"plain"_s;
    QTest::newRow("sql") << QByteArray("-- dump\nSET x = 1;\ninsert into people (a) values (1);\n") << u"sql"_s;
    QTest::newRow("copy") << QByteArray("COPY public.people (a, b) FROM stdin;\n1\t2\n\\.\n") << u"sql"_s;
    QTest::newRow("vcard") << QByteArray("BEGIN:VCARD\nFN:Anna\nEND:VCARD\n") << u"vcard"_s;
    QTest::newRow("ldif") << QByteArray("version: 1\ndn: cn=Anna\nmail: a@b.test\n") << u"ldif"_s;
    QTest::newRow("zip") << packed({{"a.csv", "a\n1\n"}}, "zip") << u"archive"_s;
    QTest::newRow("tar") << packed({{"a.csv", "a\n1\n"}}, "ustar") << u"archive"_s;
    QTest::newRow("7z") << packed({{"a.csv", "a\n1\n"}}, "7zip") << u"archive"_s;
    QTest::newRow("xlsx") << workbook({}) << u"xlsx"_s;
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
        QTest::newRow(filter) << packed({{"a", "name,mail\nAnna,a@b.test\n"}}, "raw", filter) << u"compressed"_s;
    }
}

void TestFormats::formatsAreToldByTheirContent()
{
    QFETCH(QByteArray, octets);
    QFETCH(QString, format);
    QCOMPARE(formatId(detectFormat({octets.constData(), static_cast<std::size_t>(octets.size())}, true)), format);
    QVERIFY(formatFromId(format));
}

void TestFormats::jsonLinesBecomeRows()
{
    const Read read = readAll(
        "{\"name\":\"Anna\",\"email\":\"anna@acme.test\",\"tags\":[\"x\",\"y\"]}\n"
        "\n"
        "{\"email\":\"bert@acme.test\",\"age\":41,\"big\":900719925474099123,\"vip\":true,\"none\":null}\r\n");
    QCOMPARE(read.description, u"JSON Lines"_s);
    QCOMPARE(read.rows.size(), 2);
    QCOMPARE(cell(read, 0, "email"), "anna@acme.test");
    QCOMPARE(cell(read, 0, "tags"), "x");
    QCOMPARE(cell(read, 0, "tags.2"), "y");
    QCOMPARE(cell(read, 1, "name"), "");
    QCOMPARE(cell(read, 1, "age"), "41");
    QCOMPARE(cell(read, 1, "big"), "900719925474099123");
    QCOMPARE(cell(read, 1, "vip"), "true");
    QVERIFY(read.unreadable.isEmpty());
}

void TestFormats::anArrayAndAnAnswerBecomeRows()
{
    const Read array = readAll("[{\"a\":\"1\"}, {\"a\":\"2\"},\n{\"a\":\"3\"}]");
    QCOMPARE(array.rows.size(), 3);
    // An answer of a CRM: the records, not their frame.
    const Read answer = readAll(
        "{\"totalSize\":2,\"done\":true,\"nextRecordsUrl\":\"/services/x\",\"records\":["
        "{\"attributes\":{\"type\":\"Contact\"},\"Email\":\"a@b.test\",\"Account\":{\"Name\":\"Acme\"}},"
        "{\"attributes\":{\"type\":\"Contact\"},\"Email\":\"c@d.test\",\"Account\":null}]}");
    QCOMPARE(answer.rows.size(), 2);
    QCOMPARE(cell(answer, 0, "Account.Name"), "Acme");
    QCOMPARE(cell(answer, 1, "Email"), "c@d.test");
    // What stands around records and is somebody's data is a row too.
    const Read around = readAll("{\"owner\":\"Anna Berg\",\"phones\":[{\"number\":\"123\"},{\"number\":\"456\"}]}");
    QCOMPARE(around.rows.size(), 3);
    QCOMPARE(cell(around, 2, "owner"), "Anna Berg");
}

void TestFormats::oneObjectIsOneRow()
{
    const Read read = readAll(
        "{\n  \"name\": \"Anna\",\n  \"address\": {\"city\": \"Zell\", \"lines\": [\"a\", \"b\"]}\n}\n");
    QCOMPARE(read.rows.size(), 1);
    QCOMPARE(cell(read, 0, "address.city"), "Zell");
    const Read several = readAll("{\n\"a\":1}\n{\n\"a\":2}\n{\"a\":3}");
    QCOMPARE(several.rows.size(), 3);
}

void TestFormats::brokenJsonIsCountedAndPassed()
{
    const Read lines = readAll("{\"a\":1}\n{\"a\":}\nnonsense\n{\"a\":4}\n");
    QCOMPARE(lines.rows.size(), 2);
    QCOMPARE(lines.unreadable, (QList{UnreadableReason::BadSyntax, UnreadableReason::BadSyntax}));
    QCOMPARE(lines.count, quint64(4));
    const Read array = readAll("[{\"a\":1},{\"a\":oops},{\"a\":3}]");
    QCOMPARE(array.rows.size(), 2);
    QCOMPARE(array.unreadable.size(), 1);
    const Read cut = readAll("[{\"a\":1},{\"a\":2},{\"a\":\"thr");
    QCOMPARE(cut.rows.size(), 2);
    QCOMPARE(cut.unreadable.size(), 1);
}

void TestFormats::simpleJsonIsReadAsAnyJson()
{
    std::mt19937_64 random(10);
    const QByteArrayList names = {"a", "B", "b c", "_", "E-Mail", "ä", "aa", "", "z\\u0041"};
    const QByteArrayList values = {"1",        "0",           "-0",       "12345678901234567",
                                   "1.50",     "1e3",         "true",     "null",
                                   "\"\"",     "\"x,\\\"y\"", "01",       "\"ü\"",
                                   "\"\xC3\"", "tru",         "\"a\tb\"", "\"中 \xF0\x9F\x98\x80\"",
                                   "[]",       "\"plain\""};
    QByteArray simple = "{\"a\":\"begin\"}\n";
    QByteArray other = simple;
    for (int turn = 0; turn < 3000; ++turn) {
        QByteArray members;
        for (auto left = 1 + random() % 5; left > 0; --left) {
            // Values that only the long way takes are rare, since one of them is enough.
            const auto value = random() % 4 == 0 ? values[static_cast<qsizetype>(random() % 18)]
                                                 : QByteArrayList{"1", "\"ü\"", "\"plain\"", "null"}[random() % 4];
            const auto name = names[static_cast<qsizetype>(random() % (random() % 4 == 0 ? 9 : 5))];
            members += (members.isEmpty() ? "\"" : ", \"") + name + "\" :" + value;
        }
        simple += "{" + members + "}\n";
        other += "{" + members + ",\"zz\":{}}\n"; // no member more, and not simple
    }
    const Read one = readAll(simple);
    const Read all = readAll(other);
    QCOMPARE(one.header, all.header);
    QCOMPARE(one.rows, all.rows);
    QCOMPARE(one.unreadable, all.unreadable);
    QVERIFY(one.rows.size() > 1000 && one.unreadable.size() > 100);
}

void TestFormats::deepAndLongJsonEndsInARow()
{
    const Read deep = readAll("[" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + ",{\"a\":1}]");
    QCOMPARE(deep.unreadable.size(), 1);
    QCOMPARE(deep.rows.size(), 1);
    const Read length = readAll("[{\"a\":\"" + QByteArray(5 << 20, 'x') + "\"},{\"a\":\"short\"}]");
    QCOMPARE(length.unreadable, QList{UnreadableReason::TooLong});
    QCOMPARE(length.rows.size(), 1);
    QByteArray wide = "{\"k0\":0";
    for (int i = 1; i < 100'000; ++i) {
        wide += ",\"k" + QByteArray::number(i) + "\":1";
    }
    const Read columns = readAll(wide + "}\n{\"a\":1}\n");
    QCOMPARE(columns.rows.size() + columns.unreadable.size(), 2);
    QCOMPARE(columns.rows.size(), 1);
}

void TestFormats::insertsBecomeRows()
{
    const Read read = readAll(
        "/*!40101 SET NAMES utf8 */;\n"
        "CREATE TABLE `people` (\n  `id` int NOT NULL,\n  `email` varchar(99) DEFAULT 'a,b',\n"
        "  `note` text,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n"
        "INSERT INTO `people` VALUES (1,'anna@acme.test','said \\'hi\\', then ''bye'''),(2,'bert@acme.test',NULL);\n"
        "-- another dialect\n"
        "INSERT INTO public.\"people\" (\"email\", id) VALUES\n ('cleo@acme.test', 3)\nON CONFLICT DO NOTHING;\n"
        "INSERT [dbo].[people] ([id], [email]) VALUES (4, N'dora@acme.test')\nGO\n"
        "INSERT [dbo].[people] ([id], [email]) VALUES (5, CAST(N'x' AS nvarchar(3)))\n");
    QCOMPARE(read.format, Format::Sql);
    QCOMPARE(read.rows.size(), 5);
    QCOMPARE(cell(read, 0, "email"), "anna@acme.test");
    QCOMPARE(cell(read, 0, "note"), "said 'hi', then 'bye'");
    QCOMPARE(cell(read, 1, "note"), "");
    QCOMPARE(cell(read, 2, "email"), "cleo@acme.test");
    QCOMPARE(cell(read, 2, "id"), "3");
    QCOMPARE(cell(read, 3, "email"), "dora@acme.test");
    QCOMPARE(cell(read, 4, "id"), "5");
    QVERIFY(read.unreadable.isEmpty());
}

void TestFormats::copyBecomesRows()
{
    const Read read = readAll(
        "--\n-- PostgreSQL database dump\n--\n\nCOPY public.people (id, email, note) FROM stdin;\n"
        "1\tanna@acme.test\ttwo\\nlines\n2\t\\N\ta\\tb\n\\.\n\nSELECT 1;\n");
    QCOMPARE(read.rows.size(), 2);
    QCOMPARE(cell(read, 0, "note"), "two\nlines");
    QCOMPARE(cell(read, 1, "email"), "");
    QCOMPARE(cell(read, 1, "note"), "a\tb");
}

void TestFormats::brokenSqlIsCounted()
{
    const Read read = readAll("INSERT INTO a (x) VALUES (1),(2;\nINSERT INTO a (x) VALUES (3);\n");
    QCOMPARE(read.rows.size() + read.unreadable.size(), qsizetype(read.count));
    QVERIFY(!read.unreadable.isEmpty());
    QCOMPARE(cell(read, read.rows.size() - 1, "x"), "3");
    const Read cut = readAll("INSERT INTO a (x) VALUES (1),('never closed");
    QCOMPARE(cut.rows.size(), 1);
    QCOMPARE(cut.unreadable, QList{UnreadableReason::UnclosedQuote});
}

void TestFormats::workbooksBecomeRows()
{
    const QByteArray shared
        = "<si><t>Email</t></si><si><t>Born</t></si><si><r><t>anna@</t></r><r><t>acme.test</t></r></si>"
          "<si><t>bert@acme.test</t></si><si><t>Phone</t></si>";
    const QByteArray sheet = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"D1\" "
                             "t=\"s\"><v>4</v></c></row>"
                             "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" s=\"1\"><v>32874</v></c><c "
                             "r=\"D2\"><v>4.9301234567E10</v></c></row>"
                             "<row r=\"3\"/>"
                             "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>3</v></c><c r=\"B4\" "
                             "t=\"inlineStr\"><is><t>1990-01-02</t></is></c></row>";
    const Read read = readAll(workbook(sheet, shared));
    QCOMPARE(read.format, Format::Sheet);
    QCOMPARE(read.rows.size(), 2);
    QCOMPARE(cell(read, 0, "Email"), "anna@acme.test");
    QCOMPARE(cell(read, 0, "Born"), "1990-01-01");
    QCOMPARE(cell(read, 0, "Phone"), "49301234567");
    QCOMPARE(cell(read, 1, "Born"), "1990-01-02");
    const Read broken = readAll(workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row><c", {}));
    QCOMPARE(broken.unreadable.size(), 1);
    QCOMPARE(readAll(packed({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<w/>"}}, "zip")).error,
             u"provenance.damaged"_s);
    // Entities of its own and files outside are not fetched.
    const Read outside = readAll(
        workbook("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&xxe;</t></is></c></row>", {}));
    QCOMPARE(outside.rows.size() + outside.unreadable.size(), qsizetype(outside.count));
}

void TestFormats::cardsBecomeRows()
{
    const Read read = readAll(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Berg;Anna;;;\r\nFN:Anna Berg\r\nEMAIL;TYPE=work:anna@acme.t\r\n est\r\n"
        "item1.TEL;TYPE=cell:+1 212 555 1234\r\nTEL:+1 212 555 9999\r\nADR;TYPE=home:;;Main St 1;Zell;;12345;AT\r\n"
        "NOTE:a\\, b\r\nEND:VCARD\r\n"
        "begin:vcard\nversion:2.1\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen\nend:vcard\n");
    QCOMPARE(read.rows.size(), 2);
    QCOMPARE(cell(read, 0, "email"), "anna@acme.test");
    QCOMPARE(cell(read, 0, "phone"), "+1 212 555 1234");
    QCOMPARE(cell(read, 0, "phone.2"), "+1 212 555 9999");
    QCOMPARE(cell(read, 0, "postcode"), "12345");
    QCOMPARE(cell(read, 0, "note"), "a, b");
    QCOMPARE(cell(read, 1, "family name"), "Müller");
    const Read cut = readAll("BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n");
    QCOMPARE(cut.rows.size(), 1);
    QCOMPARE(cut.unreadable.size(), 1);
}

void TestFormats::directoriesBecomeRows()
{
    const Read read = readAll(
        "# comment\nversion: 1\n\ndn: cn=Anna Berg,dc=acme\nobjectClass: person\ncn: Anna Berg\nsn: Berg\n"
        "mail: anna@acme.test\ndescription:: "
        + QByteArray("gr\xc3\xbc\xc3\x9f").toBase64()
        + "\nuserPassword:: c2VjcmV0\n\n\ndn: cn=Bert\nmail: bert@ac\n me.test\n");
    QCOMPARE(read.rows.size(), 2);
    QCOMPARE(cell(read, 0, "email"), "anna@acme.test");
    QCOMPARE(cell(read, 0, "description"), "grüß");
    QVERIFY(!read.header.contains("userPassword"));
    QCOMPARE(cell(read, 1, "email"), "bert@acme.test");
}

void TestFormats::archivesAreReadFileByFile()
{
    const QByteArray inner = packed({{"deep.json", "[{\"email\":\"dora@acme.test\"}]"}}, "zip");
    for (const char* format : {"zip", "ustar", "7zip"}) {
        const Read read = readAll(packed({{"people.csv", "name,email\nAnna,anna@acme.test\n"},
                                          {"more/people.tsv", "email\tcity\nbert@acme.test\tZell\n"},
                                          {"__MACOSX/._people.csv", "junk"},
                                          {"../../etc/log.txt", "cleo@acme.test was here\n"},
                                          {"inner.zip", inner}},
                                         format));
        QCOMPARE(read.format, Format::Archive);
        QCOMPARE(read.rows.size(), 4);
        QCOMPARE(cell(read, 0, "name"), "Anna");
        QCOMPARE(cell(read, 1, "email"), "bert@acme.test");
        QCOMPARE(cell(read, 1, "city"), "Zell");
        QCOMPARE(cell(read, 2, "text"), "cleo@acme.test was here");
        QCOMPARE(cell(read, 3, "email"), "dora@acme.test");
        QVERIFY(read.unreadable.isEmpty());
    }
}

void TestFormats::compressedTablesStayTables()
{
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
        const QByteArray octets = packed({{"a", "name;email\nAnna;\"anna@acme.test\"\n"}}, "raw", filter);
        const Read read = readAll(octets);
        QCOMPARE(read.format, Format::Compressed);
        QCOMPARE(read.rows, (Table{{"Anna", "anna@acme.test"}}));
        QCOMPARE(read.taken, octets.size());
    }
    const Read json = readAll(packed({{"a", "{\"a\":1}\n{\"a\":2}\n"}}, "raw", "gzip"));
    QCOMPARE(json.rows.size(), 2);
    const Read tgz = readAll(
        packed({{"a.csv", "name,email\nAnna,a@b.test\n"}, {"b.csv", "name,email\nBert,c@d.test\n"}}, "ustar", "gzip"));
    QCOMPARE(tgz.rows.size(), 2);
}

void TestFormats::linesOfAPdfAreText()
{
    const QByteArray file = pdf({{"Contacts (all)", "anna@acme.test   +49 30 1234567"}, {}, {"bert@acme.test"}});
    for (const qint64 piece : {qint64(7), qint64(1) << 20}) {
        const Read read = readAll(file, piece);
        QCOMPARE(read.error, QString());
        QCOMPARE(read.format, Format::Pdf);
        QCOMPARE(read.description, u"PDF, pages: 3"_s);
        QCOMPARE(read.rows.size(), 3);
        QCOMPARE(cell(read, 0, "text"), "Contacts (all)");
        QVERIFY(cell(read, 1, "text").startsWith("anna@acme.test"));
        QCOMPARE(cell(read, 2, "text"), "bert@acme.test");
        QCOMPARE(read.unreadable, QList{UnreadableReason::NoText}); // the second page
        QCOMPARE(read.count, 4U);
        QCOMPARE(read.taken, file.size());
    }
    const Read within = readAll(packed({{"a.csv", "name,email\nAnna,a@b.test\n"}, {"b.pdf", file}}, "zip"));
    QCOMPARE(within.rows.size(), 4);
    QCOMPARE(within.unreadable, QList{UnreadableReason::NoText});
    // A text that speaks of it is a text.
    QCOMPARE(readAll("It begins with %PDF-1.4\n").format, Format::Plain);
}

void TestFormats::aPdfThatCannotBeReadIsSaid()
{
    const QByteArray file = pdf({{"anna@acme.test"}});
    QCOMPARE(readAll(file.first(200)).error, u"provenance.damaged"_s);
    const QByteArray locked = pdf({{"anna@acme.test"}},
                                  "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
                                  "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
                                      + QByteArray("ab").repeated(32) + "> /U <" + QByteArray("cd").repeated(32)
                                      + "> >>");
    QCOMPARE(readAll(locked).error, u"provenance.encrypted"_s);
    QCOMPARE(readAll(packed({{"a.pdf", locked}}, "zip")).unreadable, QList{UnreadableReason::Encrypted});
    QCOMPARE(readAll(packed({{"a.pdf", file.first(200)}}, "zip")).unreadable, QList{UnreadableReason::Damaged});
}

void TestFormats::marksOfMediaAreRead()
{
    const QByteArray png("\x89PNG\r\n\x1a\n", 8);
    const QByteArray type = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    const QByteArray noise = QByteArray(70'000, '\x5a');
    const QByteArray packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description Iptc4xmpExt:DigitalSourceType=\""
        + type + "trainedAlgorithmicMedia\"><dc:creator>anna@acme.test</dc:creator></rdf:Description></x:xmpmeta>";
    // Wherever it lies and however it comes.
    for (const qsizetype before : {qsizetype(0), qsizetype(65'490), qsizetype(65'530)}) {
        const QByteArray file = png + noise.first(before) + packet + noise;
        for (const qint64 piece : {qint64(11), qint64(1) << 20}) {
            const Read read = readAll(file, piece);
            QCOMPARE(read.format, Format::Media);
            QCOMPARE(read.description, u"image/png"_s);
            QCOMPARE(read.rows.size(), 1);
            QCOMPARE(cell(read, 0, "digital source type"), type + "trainedAlgorithmicMedia");
            QVERIFY(cell(read, 0, "text").contains("anna@acme.test"));
            QCOMPARE(cell(read, 0, "content credentials"), QByteArray());
            QCOMPARE(read.taken, file.size());
        }
    }
    // Content credentials: a box with their label, the type in an assertion.
    const QByteArray box = QByteArray("\0\0\0\x1e", 4) + "jumdc2pa"
        + QByteArray("\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\3", 13) + "c2pa" + QByteArray(1, '\0')
        + "digitalSourceType\x78\x46" + type + "compositeWithTrainedAlgorithmicMedia" + QByteArray("\xbf\0", 2);
    const Read credentials = readAll(QByteArray("\xff\xd8\xff\xe0", 4) + noise + box + noise);
    QCOMPARE(credentials.description, u"image/jpeg"_s);
    QCOMPARE(cell(credentials, 0, "digital source type"), type + "compositeWithTrainedAlgorithmicMedia");
    QVERIFY(cell(credentials, 0, "content credentials").contains("not checked"));
    QCOMPARE(readAll("ID3,name,email\n1,Anna,a@b.test\n").format, Format::Plain);
    // Nothing stated: nothing known.
    const Read bare = readAll(png + noise);
    QCOMPARE(bare.rows.size(), 1);
    QCOMPARE(cell(bare, 0, "media type"), "image/png");
    QCOMPARE(cell(bare, 0, "digital source type"), QByteArray());
    const Read both = readAll(packed({{"a.csv", "name,email\nAnna,a@b.test\n"}, {"b.png", png + packet}}, "zip"));
    QCOMPARE(both.rows.size(), 2);
    QCOMPARE(cell(both, 1, "media type"), "image/png");
}

void TestFormats::whatIsWrongInAnArchiveIsSaid()
{
    const QByteArray good = packed(
        {{"a.csv", "a,b\n1,2\n3,4\n"}, {"b.csv", QByteArray("a,b\n") + QByteArray(200'000, 'x') + "\n"}}, "ustar");
    const Read cut = readAll(good.first(good.size() / 3));
    QVERIFY(!cut.rows.isEmpty());
    QVERIFY(cut.unreadable.contains(UnreadableReason::Damaged));
    const Read locked = readAll(packed({{"a.csv", "a,b\n1,2\n"}}, "zip", "none", "secret"));
    QCOMPARE(locked.rows.size(), 0);
    QCOMPARE(locked.unreadable, QList{UnreadableReason::Encrypted});
    QByteArray gzip = packed({{"a", QByteArray("name,email\n").repeated(9000)}}, "raw", "gzip");
    gzip.truncate(gzip.size() / 2);
    QCOMPARE(readAll(gzip).error, u"provenance.damaged"_s);
    QByteArray nested = "a,b\n1,2\n";
    for (int i = 0; i < 6; ++i) {
        nested = packed({{"inner.zip", nested}}, "zip");
    }
    QCOMPARE(readAll(nested).unreadable, QList{UnreadableReason::TooLarge});
    QCOMPARE(readAll(QByteArray("PK\x03\x04") + QByteArray(100, 'x')).rows.size(), 0);
}

void TestFormats::laterMembersAreNotLost()
{
    QByteArray lines;
    for (int i = 0; i < 500; ++i) {
        lines += "{\"n\":" + QByteArray::number(i) + "}\n";
    }
    lines += "{\"n\":500,\"contact\":{\"email\":\"late@acme.test\"}}\n";
    const Read read = readAll(lines);
    QCOMPARE(read.rows.size(), 501);
    QCOMPARE(read.header.last(), "other fields");
    QCOMPARE(read.rows.last().last(), "contact.email: late@acme.test");
    Registry registry;
    QVERIFY(registry.add(Kind::Production, u"real"_s, "email\nlate@acme.test\n"));
    QVERIFY(registry.classify(lines).rows.back().verdict == Verdict::Production);
}

void TestFormats::theAnswerDoesNotDependOnTheCut_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("json") << QByteArray("{\"n\":1,\"records\":[{\"a\":\"x \\\" y\"},{\"a\":\"ü\"}]}");
    QTest::newRow("lines") << QByteArray("{\"a\":1}\r\n{\"a\":2}\n");
    QTest::newRow("sql") << QByteArray("CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES (1,'x''y'),(2,'z');");
    QTest::newRow("vcard") << QByteArray("BEGIN:VCARD\nFN:An\n na\nEND:VCARD\n");
    QTest::newRow("zip") << packed({{"a.csv", "a,b\n1,2\n"}, {"b.json", "[{\"a\":1}]"}}, "zip");
    QTest::newRow("xlsx") << workbook("<row><c><v>1</v></c></row>", {});
    QTest::newRow("gzip") << packed({{"a", "a,b\n1,2\n"}}, "raw", "gzip");
}

void TestFormats::theAnswerDoesNotDependOnTheCut()
{
    QFETCH(QByteArray, octets);
    const Read whole = readAll(octets);
    QVERIFY(whole.error.isEmpty() && !whole.rows.isEmpty());
    for (const qint64 piece : {qint64(1), qint64(2), qint64(7), qint64(64)}) {
        const Read cut = readAll(octets, piece);
        QCOMPARE(cut.rows, whole.rows);
        QCOMPARE(cut.header, whole.header);
        QCOMPARE(cut.taken, octets.size());
    }
}

void TestFormats::everyFormatGetsTheSameVerdicts()
{
    Registry registry;
    QVERIFY(registry.add(Kind::Synthetic, u"made"_s, contacts(1, 300)));
    QVERIFY(registry.add(Kind::Production, u"real"_s, contacts(2, 300)));
    QByteArray csv = "FirstName,LastName,Email,Phone\n";
    QByteArray json;
    QByteArray sql = "INSERT INTO contact (FirstName, LastName, Email, Phone) VALUES\n";
    for (quint64 i = 0; i < 60; ++i) {
        const Person p = person(1 + i % 3, i); // the third is registered nowhere
        csv += p.given + ',' + p.family + ',' + p.email + ',' + p.phone + '\n';
        json += "{\"FirstName\":\"" + p.given + "\",\"LastName\":\"" + p.family + "\",\"contact\":{\"Email\":\""
            + p.email + "\",\"Phone\":\"" + p.phone + "\"}}\n";
        sql += QByteArray(i == 0 ? "" : ",\n") + "('" + p.given + "','" + p.family + "','" + p.email + "','" + p.phone
            + "')";
    }
    const auto verdicts = [&](const QByteArray& octets) {
        QList<int> all;
        for (const RowVerdict& row : registry.classify(octets).rows) {
            all.append(static_cast<int>(row.verdict));
        }
        return all;
    };
    const QList<int> expected = verdicts(csv);
    QCOMPARE(expected.size(), 60);
    QVERIFY(expected.contains(static_cast<int>(Verdict::Synthetic))
            && expected.contains(static_cast<int>(Verdict::Production))
            && expected.contains(static_cast<int>(Verdict::Unknown)));
    QCOMPARE(verdicts(json), expected);
    QCOMPARE(verdicts(sql + ";\n"), expected);
    QCOMPARE(verdicts(packed({{"leak.csv", csv}}, "zip")), expected);
    QCOMPARE(verdicts(packed({{"leak", json}}, "raw", "zstd")), expected);
}

void TestFormats::aBombIsGivenUp()
{
    // Zeros pack a thousandfold and more: 3 GiB in some MiB, and again in some KiB.
    QByteArray bomb;
    {
        QByteArray out(8 << 20, Qt::Uninitialized);
        std::size_t used = 0;
        struct archive* handle = archive_write_new();
        archive_write_set_format_zip(handle);
        archive_write_set_options(handle, "zip:compression-level=9");
        archive_write_open_memory(handle, out.data(), static_cast<std::size_t>(out.size()), &used);
        archive_entry* entry = archive_entry_new();
        const QByteArray line(1 << 20, ' ');
        constexpr int pieces = 1600;
        archive_entry_set_pathname(entry, "bomb.txt");
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, line.size() * pieces);
        archive_write_header(handle, entry);
        for (int i = 0; i < pieces; ++i) {
            archive_write_data(handle, line.constData(), static_cast<std::size_t>(line.size()));
        }
        archive_entry_free(entry);
        archive_write_close(handle);
        archive_write_free(handle);
        bomb = out.first(static_cast<qsizetype>(used));
    }
    QVERIFY(bomb.size() < (2 << 20));
    const Read read = readAll(bomb);
    QVERIFY2(read.unreadable.contains(UnreadableReason::TooLarge), qPrintable(read.error));
}

} // namespace bulkhead::provenance

QTEST_GUILESS_MAIN(bulkhead::provenance::TestFormats)
#include "tst_formats.moc"

#include "models/provenance/reader.h"

#include <QStringEncoder>
#include <QTest>

#include <random>

using namespace bulkhead;
using namespace bulkhead::provenance;

namespace {
using Table = std::vector<std::vector<std::string>>;

/// A source that gives a few octets at a time, as a slow pipe does.
class Trickle final : public ByteSource
{
public:
    Trickle(QByteArray bytes, qint64 most)
        : m_bytes(std::move(bytes))
        , m_most(most)
    {
    }
    Expected<qint64> read(char* into, qint64 size) override
    {
        const auto take = std::min({size, m_most, static_cast<qint64>(m_bytes.size() - m_at)});
        std::copy_n(m_bytes.constData() + m_at, take, into);
        m_at += take;
        return take;
    }

private:
    QByteArray m_bytes;
    qint64 m_most;
    qint64 m_at = 0;
};

struct Outcome
{
    Table rows;
    std::vector<Unreadable> unreadable;
    std::vector<std::string> header;
    Dialect dialect;
    quint64 read = 0;
    quint64 ragged = 0;
    quint64 reencoded = 0;
};

Outcome readAll(ByteSource& source, const ReadOptions& options = {})
{
    Outcome outcome;
    auto reader = TableReader::open(source, options);
    if (!reader) {
        return outcome;
    }
    auto& table = **reader;
    outcome.header.assign(table.header().begin(), table.header().end());
    outcome.dialect = table.dialect();
    for (;;) {
        const auto step = table.next();
        if (!step || *step == TableReader::Step::End) {
            break;
        }
        if (*step == TableReader::Step::Row) {
            outcome.rows.emplace_back(table.row().cells.begin(), table.row().cells.end());
        } else {
            outcome.unreadable.push_back(table.unreadable());
        }
    }
    outcome.read = table.rowsRead();
    outcome.ragged = table.raggedRows();
    outcome.reencoded = table.reencodedRows();
    return outcome;
}

Outcome readAll(const QByteArray& bytes, const ReadOptions& options = {})
{
    BufferSource source(bytes);
    return readAll(source, options);
}

QByteArray encoded(const std::string& utf8, int encoding)
{
    const QString text = QString::fromStdString(utf8);
    if (encoding == 0) {
        return QByteArray::fromStdString(utf8);
    }
    if (encoding == 1) {
        return "\xEF\xBB\xBF" + QByteArray::fromStdString(utf8);
    }
    if (encoding == 2 || encoding == 3) {
        QByteArray out;
        const bool big = encoding == 3;
        for (const QChar c : QString(QChar(0xFEFF)) + text) {
            const ushort u = c.unicode();
            out += static_cast<char>(big ? u >> 8 : u & 0xFF);
            out += static_cast<char>(big ? u & 0xFF : u >> 8);
        }
        return out;
    }
    if (encoding == 4) { // UTF-16LE without BOM
        return encoded(utf8, 2).mid(2);
    }
    return text.toLatin1(); // equals Windows-1252 above U+00A0
}

std::string written(const Table& table, char delimiter, char quote, bool backslash, const std::string& lineEnd,
                    bool quoteAll)
{
    std::string out;
    for (const auto& row : table) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) {
                out += delimiter;
            }
            const auto& cell = row[i];
            const bool must = quoteAll || row.size() == 1
                || cell.find_first_of(std::string{delimiter, quote, '\n', '\r'}) != std::string::npos
                || cell.starts_with(' ') || (backslash && cell.find('\\') != std::string::npos);
            if (!must) {
                out += cell;
                continue;
            }
            out += quote;
            for (const char c : cell) {
                if (c == quote) {
                    out += backslash ? '\\' : quote;
                } else if (c == '\\' && backslash) {
                    out += '\\';
                }
                out += c;
            }
            out += quote;
        }
        out += lineEnd;
    }
    return out;
}
} // namespace

class TestReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheSameRowsInEveryDialect_data()
    {
        QTest::addColumn<char>("delimiter");
        QTest::addColumn<char>("quote");
        QTest::addColumn<bool>("header");
        QTest::addColumn<int>("encoding");
        QTest::addColumn<QByteArray>("lineEnd");
        for (const char delimiter : {',', ';', '\t', '|'}) {
            for (const char quote : {'"', '\''}) {
                for (const bool header : {true, false}) {
                    for (int encoding = 0; encoding < 6; ++encoding) {
                        for (const QByteArray lineEnd : {"\n", "\r\n", "\r"}) {
                            QTest::addRow("%d %c %d enc%d %s", delimiter, quote, header, encoding,
                                          lineEnd.toHex().constData())
                                << delimiter << quote << header << encoding << lineEnd;
                        }
                    }
                }
            }
        }
    }
    void givesTheSameRowsInEveryDialect()
    {
        QFETCH(char, delimiter);
        QFETCH(char, quote);
        QFETCH(bool, header);
        QFETCH(int, encoding);
        QFETCH(QByteArray, lineEnd);
        const Table rows = {{"Ana", "ana@acme.org", "Straße 1, Haus; B|C\tD", "1"},
                            {"Zoë", "zoe@acme.org", "he said \"no\" and 'yes'", "2"},
                            {"Bob", "bob@acme.org", "two\nlines", "3"},
                            {"Eve", "", "", "4"}};
        Table table = rows;
        if (header) {
            table.insert(table.begin(), {"first name", "e-mail", "remarks", "count"});
        }
        const auto bytes = encoded(written(table, delimiter, quote, false, lineEnd.toStdString(), quote == '\''),
                                   encoding);
        const Outcome found = readAll(bytes);
        QCOMPARE(found.rows.size(), rows.size());
        QCOMPARE(found.rows, rows);
        QCOMPARE(found.header.size(), header ? 4U : 0U);
        QCOMPARE(found.dialect.delimiter, delimiter);
        QVERIFY(found.unreadable.empty());
        QCOMPARE(found.ragged, 0U);
    }

    void readsBackWhatWasWrittenInRandomDialects()
    {
        std::mt19937 random(20240607);
        const std::string alphabet[] = {"a", "B", "7", " ", "é", "ł", "漢", "😀", "\"", ",", ";", "\n", "x", "\\", "'"};
        for (int round = 0; round < 400; ++round) {
            Table table;
            const auto columns = 2 + random() % 5;
            const auto count = 3 + random() % 20;
            for (std::size_t r = 0; r < count; ++r) {
                table.emplace_back();
                for (std::size_t c = 0; c < columns; ++c) {
                    std::string cell;
                    for (auto n = random() % 8; n > 0; --n) {
                        cell += alphabet[random() % std::size(alphabet)];
                    }
                    table.back().push_back(cell);
                }
            }
            const char delimiters[] = {',', ';', '\t', '|'};
            const char delimiter = delimiters[random() % 4];
            const bool backslash = random() % 2;
            const auto bytes = encoded(
                written(table, delimiter, '"', backslash, random() % 2 ? "\n" : "\r\n", random() % 2), 0);
            Trickle source(bytes, 1 + static_cast<qint64>(random() % 50));
            const ReadOptions options{.delimiter = delimiter,
                                      .quote = '"',
                                      .backslash = backslash,
                                      .header = false,
                                      .encoding = Encoding::Utf8,
                                      .layout = Layout::Table};
            const Outcome found = readAll(source, options);
            QCOMPARE(found.rows, table);
            QCOMPARE(found.read, table.size());
        }
    }

    void findsBackslashEscapesByItself()
    {
        const Outcome found = readAll("name,mail\n\"Bob \\\"B\\\" Doe\",bob@a.org\n\"Al, \\\"X\\\" Roe\",al@a.org\n");
        QVERIFY(found.dialect.backslash);
        QCOMPARE(found.rows, (Table{{"Bob \"B\" Doe", "bob@a.org"}, {"Al, \"X\" Roe", "al@a.org"}}));
    }

    void countsRaggedRowsAndReadsThem()
    {
        const Outcome found = readAll("email,phone,city\na@b.org,1,X\nc@d.org\ne@f.org,2,Y,Z\n\n,,\n");
        QCOMPARE(found.rows.size(), 4U);
        QCOMPARE(found.rows[1], (std::vector<std::string>{"c@d.org"}));
        QCOMPARE(found.ragged, 2U);
        QVERIFY(found.unreadable.empty());
    }

    void locatesTheQuoteThatNeverCloses_data()
    {
        QTest::addColumn<int>("encoding");
        QTest::newRow("utf-8") << 0;
        QTest::newRow("utf-8 with BOM") << 1;
        QTest::newRow("utf-16") << 2;
        QTest::newRow("windows-1252") << 5;
    }
    void locatesTheQuoteThatNeverCloses()
    {
        QFETCH(int, encoding);
        const std::string before = "email,note\nzoë@b.org,\"x \"\"é\"\" y\"\n";
        const auto bytes = encoded(before + "c@d.org,\"never closed\ne@f.org,fine\ng@h.org,fine\n", encoding);
        const Outcome found = readAll(bytes);
        QCOMPARE(found.read, 4U);
        QCOMPARE(found.rows.size(), 3U);
        QCOMPARE(found.unreadable.size(), 1U);
        QCOMPARE(found.unreadable[0].row, 2U);
        QCOMPARE(found.unreadable[0].offset, static_cast<qint64>(encoded(before, encoding).size()));
        QCOMPARE(found.unreadable[0].reason, UnreadableReason::UnclosedQuote);
        QCOMPARE(found.rows[1][0], std::string("e@f.org"));
    }

    void givesUpRowsBeyondTheBoundsAndGoesOn_data()
    {
        QTest::addColumn<qint64>("piece");
        QTest::newRow("at once") << (qint64(1) << 30);
        QTest::newRow("in small pieces") << qint64(777);
    }
    void givesUpRowsBeyondTheBoundsAndGoesOn()
    {
        QFETCH(qint64, piece);
        QByteArray bytes = "email,note\na@b.org,x\n";
        bytes += "c@d.org," + QByteArray(5000, 'y') + "\n";
        bytes += "e@f.org,z\n";
        bytes += "g@h.org," + QByteArray(200, ',') + "\n";
        bytes += QByteArray("i@j.org,") + '\0' + "w\n";
        bytes += "k@l.org,v\n";
        Trickle source(bytes, piece);
        const Outcome found = readAll(source, {.maxRowBytes = 4096, .maxColumns = 100});
        QCOMPARE(found.read, 6U);
        QCOMPARE(found.rows.size(), 3U);
        QCOMPARE(found.unreadable.size(), 3U);
        QCOMPARE(found.unreadable[0], (Unreadable{2, 21, UnreadableReason::TooLong}));
        QCOMPARE(found.unreadable[1].reason, UnreadableReason::TooManyColumns);
        QCOMPARE(found.unreadable[1].row, 4U);
        QCOMPARE(found.unreadable[2].reason, UnreadableReason::NulByte);
        QCOMPARE(found.unreadable[2].offset, static_cast<qint64>(bytes.indexOf("i@j.org")));
        QCOMPARE(found.rows.back()[0], std::string("k@l.org"));
    }

    void answersAlikeHoweverTheStreamIsCut()
    {
        std::mt19937 random(7);
        QByteArray bytes = "email,note\n";
        for (int i = 0; i < 3000; ++i) {
            bytes += "u" + QByteArray::number(i) + "@b.org,";
            bytes += random() % 40 == 0 ? "\"open " : random() % 10 == 0 ? "\"two\nlines\"" : "plain";
            bytes += '\n';
        }
        const ReadOptions options{.header = true, .maxRowBytes = 1500};
        const Outcome whole = readAll(bytes, options);
        QVERIFY(!whole.unreadable.empty());
        QCOMPARE(whole.read, whole.rows.size() + whole.unreadable.size());
        for (const qint64 piece : {1, 13, 4096}) {
            Trickle source(bytes, piece);
            const Outcome cut = readAll(source, options);
            QCOMPARE(cut.rows, whole.rows);
            QCOMPARE(cut.unreadable, whole.unreadable);
        }
    }

    void readsARowOfAnotherEncodingAsWindows1252()
    {
        const Outcome found = readAll("name,city\nZo\xC3\xAB,K\xC3\xB6ln\nJos\xE9,K\xF6ln\nAn\xC3\xA1,\xC3\x81vila\n");
        QCOMPARE(found.dialect.encoding, Encoding::Utf8);
        QCOMPARE(found.reencoded, 1U);
        QCOMPARE(found.rows[1], (std::vector<std::string>{"José", "Köln"}));
    }

    void takesLinesOfTextAsRows()
    {
        const Outcome found = readAll(
            "Call Bob at +1 (234) 567-8901 or mail\n\nbob@acme.org, he is fine\nNo \"quotes matter\n");
        QCOMPARE(found.dialect.layout, Layout::Text);
        QCOMPARE(found.rows.size(), 3U);
        QCOMPARE(found.rows[2][0], std::string("No \"quotes matter"));
    }

    void endsAtTheEndWhateverTheDelimiterAndTheQuote()
    {
        // A line end in either place is what the tokeniser's own sentinel is.
        const QByteArray bytes = "a\nb\n\"c\"\nd,";
        const Outcome delimited = readAll(
            bytes, {.delimiter = '\n', .header = false, .encoding = Encoding::Utf8, .layout = Layout::Table});
        QCOMPARE(delimited.rows, (Table{{"a", "b", "c", "d,"}}));
        const Outcome quoted = readAll(
            bytes,
            {.delimiter = ',', .quote = '\n', .header = false, .encoding = Encoding::Utf8, .layout = Layout::Table});
        QCOMPARE(quoted.rows, (Table{{"a"}, {"b"}, {"\"c\""}, {"d", ""}}));
    }

    void readsNothingFromAnEmptyFile()
    {
        for (const QByteArray bytes : {"", "\n\n", "\xEF\xBB\xBF"}) {
            QCOMPARE(readAll(bytes).read, 0U);
        }
    }
};

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"

#include "tests/journal/desks.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Somebody who holds the keys edits the database, somebody without them its file: `verify` finds it and says where.
class TestTamper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        first = std::make_unique<TestVault>(schema);
        must(first->create());
        incident = Id::make(first->clock.now());
        for (int i = 0; i < 12; ++i) {
            const Id note = Id::make(first->clock.now());
            must(first->journal().append(fact(team(incident), note, noteText, "a note")));
            must(first->journal().append(fact(counsel(incident), note, noteAdvice, "advice")));
            if (i == 6) {
                must(first->journal().signHeads());
            }
        }
        for (const char* content : {"the first file", "the other file"}) {
            QByteArray bytes(content);
            QBuffer source(&bytes);
            source.open(QIODevice::ReadOnly);
            blobs.push_back(must(first->journal().intake(team(incident), source)).name);
            must(first->journal().append(fact(team(incident), incident, incidentTitle, content)));
        }
        must(first->journal().signHeads());
        first->close();
    }

    void init()
    {
        desk = again(*first);
        must(desk->openAs());
        QVERIFY(problems().isEmpty());
    }

    void findsAFlippedOctetInARow_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("located");
        QTest::newRow("header") << u"change"_s << u"header"_s << u"row = 8"_s << u"change 8:"_s;
        QTest::newRow("newest header") << u"change"_s << u"header"_s << u"row = (SELECT max(row) FROM change)"_s
                                       << u"seq 13"_s;
        QTest::newRow("genesis") << u"change"_s << u"header"_s << u"row = 1"_s << u"change 1:"_s;
        QTest::newRow("body") << u"change"_s << u"body"_s << u"row = 8"_s << u"change 8:"_s;
        QTest::newRow("counsel's body") << u"change"_s << u"body"_s << u"row = 9"_s << u"change 9:"_s;
        QTest::newRow("head's hash") << u"head"_s << u"hash"_s << u"stream = 2"_s << u"seq"_s;
        QTest::newRow("signature") << u"head"_s << u"signature"_s
                                   << u"stream = 2 AND seq = (SELECT max(seq) FROM head WHERE stream = 2)"_s
                                   << u"seq 13"_s;
        QTest::newRow("what was seen") << u"past"_s << u"vector"_s << u"row = 1"_s << u"change "_s;
        QTest::newRow("record") << u"record"_s << u"cells"_s
                                << u"kind = 11 AND entity = (SELECT max(entity) FROM "
                                   u"record WHERE kind = 11)"_s
                                << u"record "_s;
        QTest::newRow("history") << u"touch"_s << u"entity"_s << u"change = 8"_s << u"history"_s;
        QTest::newRow("material's key") << u"blob"_s << u"key"_s << u"name = (SELECT min(name) FROM blob)"_s
                                        << u"blob "_s;
        QTest::newRow("stream's key") << u"stream_key"_s << u"box"_s << u"stream = 2"_s << u"stream"_s;
    }

    void findsAFlippedOctetInARow()
    {
        QFETCH(const QString, table);
        QFETCH(const QString, column);
        QFETCH(const QString, where);
        QFETCH(const QString, located);
        const QString select = u"SELECT %1 FROM %2 WHERE %3"_s.arg(column, table, where);
        Bytes original;
        {
            Database database = must(desk->vault().connect(Database::Mode::ReadWrite));
            Statement read = must(database.prepare(select.toUtf8().constData()));
            QVERIFY(must(read.step()));
            original = read.bytes(0);
        }
        // A few places in it, the first and the last among them.
        const qsizetype step = std::max<qsizetype>(1, original.size() / 5);
        for (qsizetype at = 0; at < original.size() + step - 1; at += step) {
            Bytes flipped = original;
            const qsizetype place = std::min(at, original.size() - 1);
            flipped[place] = static_cast<char>(flipped[place] ^ 0x04);
            const auto put = [&](const Bytes& from, const Bytes& to) {
                Database database = must(desk->vault().connect(Database::Mode::ReadWrite));
                const QString sql = u"UPDATE %1 SET %2 = ? WHERE %2 = ? AND %3"_s.arg(table, column, where);
                Statement update = must(
                    database.prepare((table == u"touch"_s || table == u"head"_s || table == u"record"_s
                                          ? u"UPDATE %1 SET %2 = ? WHERE %2 = ?"_s.arg(table, column)
                                          : sql)
                                         .toUtf8()
                                         .constData()));
                update.bind(1, BytesView(to)).bind(2, BytesView(from));
                must(update.run());
                QVERIFY(database.changedRows() > 0);
            };
            put(original, flipped);
            const QStringList found = problems();
            QVERIFY2(!found.isEmpty(), qPrintable(u"octet %1 of %2"_s.arg(place).arg(original.size())));
            QVERIFY2(found.join(u'\n').contains(located), qPrintable(found.join(u'\n')));
            put(flipped, original);
        }
        QCOMPARE(problems(), QStringList());
    }

    void findsWhatWasEdited_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("located");
        QTest::newRow("a change removed")
            << u"DELETE FROM change WHERE row = 8"_s << u"journal.broken-chain"_s << u"seq 4"_s;
        QTest::newRow("a signed change removed at the end")
            << u"DELETE FROM change WHERE stream = 2 AND seq = 13"_s << u"journal.missing-change"_s << u"seq 13"_s;
        QTest::newRow("the end removed with its signature")
            << u"DELETE FROM change WHERE stream = 2 AND seq > 8; DELETE FROM head WHERE stream = 2 AND seq > 8"_s
            << u"journal.truncated"_s << u"seq 13"_s;
        QTest::newRow("a stream removed") << u"DELETE FROM change WHERE stream = 2; DELETE FROM head WHERE stream = 2"_s
                                          << u"journal.truncated"_s << u"seq 13"_s;
        QTest::newRow("two changes exchanged")
            << u"CREATE TEMP TABLE t AS SELECT * FROM change WHERE row IN (4, 6); "
               "UPDATE change SET header = (SELECT header FROM t WHERE row = 6), body = (SELECT body FROM t WHERE row "
               "= 6), hash8 = (SELECT hash8 FROM t WHERE row = 6) WHERE row = 4; "
               "UPDATE change SET header = (SELECT header FROM t WHERE row = 4), body = (SELECT body FROM t WHERE row "
               "= 4), hash8 = (SELECT hash8 FROM t WHERE row = 4) WHERE row = 6"_s
            << u"journal.damaged-change"_s << u"change 4:"_s;
        QTest::newRow("two bodies exchanged")
            << u"UPDATE change SET body = (SELECT body FROM change WHERE row = 6) WHERE row = 4"_s
            << u"journal.body-mismatch"_s << u"change 4:"_s;
        QTest::newRow("a change put down as invalid")
            << u"UPDATE change SET state = 1, reason = 'clock' WHERE row = 8"_s << u"journal.state-mismatch"_s
            << u"change 8:"_s;
        QTest::newRow("a change put aside") << u"UPDATE change SET state = 2, reason = 'fork' WHERE row = 8"_s
                                            << u"journal.state-mismatch"_s << u"change 8:"_s;
        QTest::newRow("a record added")
            << u"INSERT INTO record SELECT stream, kind, zeroblob(16), cells FROM record WHERE kind = 11 LIMIT 1"_s
            << u"journal.projection-mismatch"_s << u"record "_s;
        QTest::newRow("a record removed")
            << u"DELETE FROM record WHERE kind = 11"_s << u"journal.projection-mismatch"_s << u"records missing"_s;
        QTest::newRow("another beginning")
            << u"UPDATE journal_note SET value = zeroblob(32) WHERE name = 'fingerprint'"_s
            << u"journal.wrong-genesis"_s << u"anchors"_s;
    }

    void findsWhatWasEdited()
    {
        QFETCH(const QString, sql);
        QFETCH(const QString, code);
        QFETCH(const QString, located);
        must(must(desk->vault().connect(Database::Mode::ReadWrite)).run(sql.toUtf8().constData()));
        const QStringList found = problems();
        QVERIFY2(std::ranges::any_of(found,
                                     [&](const QString& one) { return one.startsWith(code) && one.contains(located); }),
                 qPrintable(found.join(u'\n')));
    }

    void findsAForgedChange()
    {
        // By somebody with the database and its keys, but not with the device's.
        Header header = nextHeader(*desk, team(incident));
        header.device = desk->journal().device();
        const Bytes sealed(300, 'x');
        header.bodyHash = sha256(sealed);
        const Bytes bytes = header.encoded();
        {
            Database database = must(desk->vault().connect(Database::Mode::ReadWrite));
            Statement insert = must(database.prepare(
                "INSERT INTO change(stream, device, seq, hash8, header, body, received, admitted, state, past, placed, "
                "tag) SELECT stream, device, ?, ?, ?, ?, received, admitted, 3, past, NULL, tag FROM change WHERE "
                "stream = 2 AND seq = 13"));
            insert.bind(1, static_cast<qint64>(header.seq));
            insert.bind(2, qFromBigEndian<qint64>(sha256(bytes).constData()));
            insert.bind(3, BytesView(bytes)).bind(4, BytesView(sealed));
            must(insert.run());
        }
        QVERIFY2(problems().join(u'\n').startsWith(u"journal.forged"_s), qPrintable(problems().join(u'\n')));
        // It does not come under a signature when the vault is opened again.
        must(desk->openAs());
        QVERIFY(problems().join(u'\n').contains(u"journal.forged"_s));
        QCOMPARE(desk->journal().unsignedChanges(), 0);
    }

    void findsExchangedDamagedAndMissingMaterial()
    {
        const auto path = [&](std::size_t which) {
            return desk->folder() + u"/blobs/"_s + QString::fromLatin1(blobs[which].toHex());
        };
        const QString one = existing(path(0));
        const QString other = existing(path(1));
        QVERIFY(!one.isEmpty() && !other.isEmpty());
        QVERIFY(QFile::rename(one, one + u".kept"_s) && QFile::rename(other, one)
                && QFile::rename(one + u".kept"_s, other));
        QStringList found = problems();
        QCOMPARE(found.filter(u"vault.blob-damaged"_s).size(), 2);
        QVERIFY(found.join(u'\n').contains(QString::fromLatin1(blobs[0].toHex())));
        QVERIFY(QFile::remove(one));
        found = problems();
        QCOMPARE(found.filter(u"vault.blob-missing"_s).size(), 1);
    }

    void findsAFlippedOctetInTheFile()
    {
        desk->close();
        const QString path = desk->folder() + u"/journal.db"_s;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 size = file.size();
        for (int sample = 0; sample < 8; ++sample) {
            const qint64 at = sample * (size - 1) / 7;
            const auto flip = [&] {
                file.seek(at);
                const char octet = static_cast<char>(file.read(1).at(0) ^ 0x10);
                file.seek(at);
                file.write(&octet, 1);
                file.flush();
            };
            flip();
            if (const auto opened = desk->openAs(u"Ada"_s, Vault::Access::Read)) {
                const QStringList found = problems();
                const QString page = QString::number(at / 4096 + 1);
                QVERIFY2(found.join(u'\n').contains(u"vault.damaged-page"_s),
                         qPrintable(QString::number(at) + found.join(u'\n')));
                QVERIFY2(found.join(u'\n').contains(page), qPrintable(page + found.join(u'\n')));
            } else {
                QVERIFY2(codeOf(opened).startsWith(u"vault."_s) || codeOf(opened).startsWith(u"journal."_s),
                         qPrintable(codeOf(opened)));
            }
            desk->close();
            flip();
        }
        must(desk->openAs());
        QCOMPARE(problems(), QStringList());
    }

    void findsAnOlderDatabasePutBack()
    {
        const Id device = desk->journal().device();
        desk->close();
        const QString path = desk->folder() + u"/journal.db"_s;
        QVERIFY(QFile::copy(path, path + u".older"_s));
        must(desk->openAs());
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "newer")));
        desk->close();
        QVERIFY(QFile::remove(path) && QFile::rename(path + u".older"_s, path));
        must(desk->openAs());
        QVERIFY(problems().join(u'\n').contains(u"journal.truncated"_s));
        // Nothing is added to the chain that was cut.
        QVERIFY(desk->journal().device() != device
                || codeOf(desk->journal().append(fact(team(incident), incident, incidentTitle, "x")))
                    == u"journal.truncated"_s);
    }

private:
    /// As a journal finds them that has just been opened.
    QStringList problems() const
    {
        const auto reader = Journal::openReading(desk->vault(), schema, desk->clock, {});
        if (!reader) {
            // Too damaged to be a journal: the pages can still be told.
            QStringList found = {codeOf(reader)};
            const Database database = must(desk->vault().connect(Database::Mode::ReadOnly));
            for (const QString& page : must(database.damagedPages())) {
                found.append(u"vault.damaged-page "_s + page);
            }
            return found;
        }
        const auto verification = (*reader)->verify(true);
        if (!verification) {
            return {codeOf(verification) + u' ' + QString::fromUtf8(text(verification.error()))};
        }
        QStringList found;
        for (const Problem& problem : verification->problems) {
            found.append(problem.code + u' ' + problem.where);
        }
        return found;
    }

    static QString existing(const QString& path)
    {
        const QFileInfo wanted(path);
        QDirIterator files(wanted.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            if (const QString file = files.next(); QFileInfo(file).fileName() == wanted.fileName()) {
                return file;
            }
        }
        return {};
    }

    const Schema schema = smallSchema();
    std::unique_ptr<TestVault> first;
    std::unique_ptr<TestVault> desk;
    Id incident;
    std::vector<Bytes> blobs;
};

QTEST_GUILESS_MAIN(TestTamper)
#include "tst_tamper.moc"

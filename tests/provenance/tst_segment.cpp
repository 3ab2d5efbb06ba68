#include "fixture.h"
#include "models/provenance/segmentwriter.h"

#include <QFile>
#include <QFileInfo>

#include <set>

using namespace bulkhead;
using namespace bulkhead::provenance;

namespace {
/// A segment of `count` records, each with an e-mail of its own, a shared name, tags and a tenant.
Expected<SegmentInfo> build(const QString& file, const RegistryKey& key, int count, qint64 memory = qint64(64) << 20)
{
    TRY(const auto writer, SegmentWriter::create(file, key, memory));
    for (int i = 0; i < count; ++i) {
        const std::string mail = "user" + std::to_string(i) + "@acme.com";
        const std::string name = "name " + std::to_string(i / 20);
        const SegmentWriter::Key keys[] = {{fingerprint(key, KeyClass::Email, {mail}), KeyClass::Email},
                                           {fingerprint(key, KeyClass::Name, {name}), KeyClass::Name}};
        CHECK_OK(writer->add(keys, {name, "given", "", "acme", "", "town", "", ""}, static_cast<quint32>(i % 3)));
    }
    SegmentInfo info{.dataSet = Id::derived("set"),
                     .kind = Kind::Production,
                     .name = QStringLiteral("CRM prod"),
                     .version = QStringLiteral("2024-06")};
    info.tenants = {QStringLiteral("acme"), QStringLiteral("globex"), QStringLiteral("initech")};
    info.tenantRecords = {4, 3, 3};
    info.columns = {{.name = QStringLiteral("E-Mail"), .meaning = Meaning::Email, .basis = Column::Basis::Header}};
    return writer->finish(info);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}
} // namespace

class TestSegment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("a.seg"));
    }

    void findsWhatWasWrittenAndNothingElse_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<qint64>("memory");
        QTest::newRow("one record") << 1 << (qint64(64) << 20);
        QTest::newRow("in memory") << 5000 << (qint64(64) << 20);
        QTest::newRow("in many spilled runs") << 40000 << qint64(65536);
    }
    void findsWhatWasWrittenAndNothingElse()
    {
        QFETCH(int, count);
        QFETCH(qint64, memory);
        const auto key = testKey();
        const auto info = build(m_file, key, count, memory);
        QVERIFY2(info, info ? "" : qPrintable(info.error().code));
        auto opened = SegmentReader::open(m_file, key);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        const auto& segment = **opened;
        QCOMPARE(segment.info(), *info);
        QVERIFY(segment.verify());
        QVERIFY(segment.info().effectiveBits >= 56);
        QCOMPARE(segment.info().records, static_cast<quint64>(count));
        QCOMPARE(segment.info().values, static_cast<quint64>(2 * count));
        QCOMPARE(segment.info().keysByClass[static_cast<int>(KeyClass::Email)], static_cast<quint64>(count));
        for (int i = 0; i < count; ++i) {
            const auto slot = segment.find(
                fingerprint(key, KeyClass::Email, {"user" + std::to_string(i) + "@acme.com"}));
            QVERIFY(slot >= 0);
            const Hit hit = segment.hit(slot);
            QCOMPARE(hit.count, 1U);
            QCOMPARE(hit.keyClass, static_cast<quint8>(KeyClass::Email));
            QCOMPARE(hit.ordinals[0], static_cast<quint32>(i));
            QCOMPARE(segment.tenantOf(hit.ordinals[0]), static_cast<quint32>(i % 3));
            const auto tags = segment.tagsOf(hit.ordinals[0]);
            QCOMPARE(tags[static_cast<int>(Tag::City)], segment.expectedTag(hit.ordinals[0], Tag::City, "town"));
            QCOMPARE(tags[static_cast<int>(Tag::Family)], quint16(0));
            QVERIFY(segment.find(fingerprint(key, KeyClass::Email, {"no" + std::to_string(i) + "@acme.com"})) < 0);
        }
        const Hit name = segment.hit(segment.find(fingerprint(key, KeyClass::Name, {"name 0"})));
        QCOMPARE(name.count, static_cast<quint32>(std::min(count, 20)));
        QCOMPARE(name.listed, static_cast<quint8>(std::min(count, 16)));
        for (quint32 i = 0; i < name.listed; ++i) {
            QCOMPARE(name.ordinals[i], i);
        }
    }

    void keepsNoNameAndNoValueReadable()
    {
        const auto key = testKey();
        QVERIFY(build(m_file, key, 300));
        const QByteArray content = contentOf(m_file);
        for (const auto* word : {"acme", "CRM prod", "globex", "user1", "E-Mail"}) {
            QVERIFY2(!content.contains(word), word);
        }
        // Records with equal fields must not look alike: no 16 octets but empty ones stand there twice.
        std::set<QByteArray> seen;
        for (qsizetype at = 4096; at + 16 <= content.size(); at += 16) {
            const QByteArray piece = content.mid(at, 16);
            if (piece.count('\0') < 4) {
                QVERIFY2(seen.insert(piece).second, qPrintable(QString::number(at)));
            }
        }
        QVERIFY(seen.size() > 300);
    }

    void refusesWhatIsNotItsOwn_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* change, const char* code) {
            QTest::newRow(change) << QString::fromLatin1(change) << QString::fromLatin1(code);
        };
        row("missing", "provenance.index-missing");
        row("another key", "provenance.index-foreign-key");
        row("newer format", "provenance.index-newer-format");
        row("another file", "provenance.index-not-an-index");
        row("empty", "provenance.index-not-an-index");
        row("cut in the header", "provenance.index-truncated");
        row("cut in the middle", "provenance.index-truncated");
        row("cut by one octet", "provenance.index-truncated");
        row("header flipped", "provenance.index-damaged");
        row("names flipped", "provenance.index-damaged");
        row("longer", "provenance.index-damaged");
    }
    void refusesWhatIsNotItsOwn()
    {
        QFETCH(QString, change);
        QFETCH(QString, code);
        const auto key = testKey();
        QVERIFY(build(m_file, key, 500));
        QByteArray content = contentOf(m_file);
        auto opening = testKey(change == QLatin1StringView("another key") ? "another key's 16" : "0123456789abcdef");
        if (change == QLatin1StringView("missing")) {
            QVERIFY(QFile::remove(m_file));
        } else if (change == QLatin1StringView("newer format")) {
            content[8] = 2;
        } else if (change == QLatin1StringView("another file")) {
            content = "email,phone\na@b.org,1\n";
        } else if (change == QLatin1StringView("empty")) {
            content.clear();
        } else if (change == QLatin1StringView("cut in the header")) {
            content.truncate(1000);
        } else if (change == QLatin1StringView("cut in the middle")) {
            content.truncate(content.size() / 2);
        } else if (change == QLatin1StringView("cut by one octet")) {
            content.chop(1);
        } else if (change == QLatin1StringView("header flipped")) {
            content[100] = static_cast<char>(content[100] ^ 1);
        } else if (change == QLatin1StringView("longer")) {
            content += 'x';
        } else if (change == QLatin1StringView("names flipped")) {
            // The sealed names begin the last whole page before the hashes.
            const auto at = (content.size() - 1) / 4096 * 4096 - 4096 + 5;
            content[at] = static_cast<char>(content[at] ^ 4);
        }
        if (change != QLatin1StringView("missing")) {
            write(m_file, content);
        }
        const auto opened = SegmentReader::open(m_file, opening);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, code);
        QVERIFY(!opened.error().message.isEmpty());
    }

    void findsEveryFlippedOctet()
    {
        const auto key = testKey();
        QVERIFY(build(m_file, key, 3000));
        const QByteArray content = contentOf(m_file);
        std::mt19937 random(5);
        for (int round = 0; round < 600; ++round) {
            const auto at = round < 200 ? round * 3 % 4096
                                        : static_cast<int>(random() % static_cast<unsigned>(content.size()));
            QByteArray damaged = content;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
            const QString copy = m_folder->filePath(QStringLiteral("damaged"));
            write(copy, damaged);
            const auto opened = SegmentReader::open(copy, key);
            if (opened) {
                const auto verified = (*opened)->verify();
                QVERIFY2(!verified, qPrintable(QString::number(at)));
                QCOMPARE(verified.error().code, QStringLiteral("provenance.index-damaged"));
                // Reading a damaged index may answer wrongly but must not leave its bounds.
                for (quint64 i = 0; i < 200; ++i) {
                    if (const auto slot = (*opened)->find(i << 56 | i); slot >= 0) {
                        (void)(*opened)->hit(slot);
                    }
                }
            }
        }
    }

    void leavesNothingBehindWhenItIsGivenUp()
    {
        const auto key = testKey();
        {
            auto writer = SegmentWriter::create(m_file, key);
            QVERIFY(writer);
            QVERIFY((*writer)->add({}, {}, noTenant));
        }
        QVERIFY(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
        QVERIFY(build(m_file, key, 10));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        const auto again = build(m_file, key, 10);
        QCOMPARE(again.error().code, QStringLiteral("provenance.file-exists"));
        const auto nowhere = SegmentWriter::create(m_folder->filePath(QStringLiteral("no/such/folder")), key);
        QCOMPARE(nowhere.error().code, QStringLiteral("provenance.write-failed"));
    }

    void findsTheSameOnceItIsReadIntoMemory()
    {
        const auto key = testKey();
        constexpr int count = 5000;
        constexpr quint64 many = 1 << 20;
        QVERIFY(build(m_file, key, count));
        const auto mapped = SegmentReader::open(m_file, key);
        QCOMPARE((*mapped)->warm(0, many), 0U); // reading it all costs more than no look-up
        const auto whole = static_cast<quint64>(QFileInfo(m_file).size());
        // No column fits, the first one does, all do.
        for (const quint64 room : {quint64(4096), quint64(40000), whole}) {
            const auto loaded = SegmentReader::open(m_file, key);
            const quint64 held = (*loaded)->warm(many, room);
            QVERIFY(held <= room && (held > 0) == (room > 4096));
            QCOMPARE((*loaded)->warm(many, room), held);
            for (int i = 0; i < count; ++i) {
                const std::string mail = "user" + std::to_string(i) + "@acme.com";
                const quint64 print = fingerprint(key, KeyClass::Email, {mail});
                const qint64 slot = (*loaded)->find(print);
                QVERIFY(slot >= 0);
                QCOMPARE(slot, (*mapped)->find(print));
                const quint32 ordinal = (*loaded)->hit(slot).ordinals[0];
                QCOMPARE(ordinal, static_cast<quint32>(i));
                QCOMPARE((*loaded)->tagsOf(ordinal), (*mapped)->tagsOf(ordinal));
                QCOMPARE((*loaded)->tenantOf(ordinal), (*mapped)->tenantOf(ordinal));
            }
            const qint64 name = (*loaded)->find(fingerprint(key, KeyClass::Name, {"name 7"}));
            QCOMPARE((*loaded)->hit(name).ordinals, (*mapped)->hit(name).ordinals);
        }
    }

    void keepsItsSizeSmall()
    {
        const auto key = testKey();
        QVERIFY(build(m_file, key, 200000));
        const auto segment = SegmentReader::open(m_file, key);
        const auto perKey = static_cast<double>((*segment)->lookupBytes())
            / static_cast<double>((*segment)->info().keys);
        QVERIFY2(perKey <= 8, qPrintable(QString::number(perKey)));
    }

    void addsAndRemovesSets()
    {
        Registry registry;
        QVERIFY(registry.add(Kind::Synthetic, QStringLiteral("a"), contacts(1, 50)));
        QVERIFY(registry.add(Kind::Production, QStringLiteral("b"), contacts(2, 50)));
        QCOMPARE(registry.index.segments().size(), 2U);
        QVERIFY(registry.index.has(Kind::Production));
        auto again = SegmentReader::open(registry.folder.filePath(QStringLiteral("a")), registry.key);
        QCOMPARE(registry.index.add(std::move(*again)).error().code, QStringLiteral("provenance.data-set-twice"));
        QVERIFY(registry.index.remove(Id::derived("b")));
        QVERIFY(!registry.index.remove(Id::derived("b")));
        QVERIFY(!registry.index.has(Kind::Production));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestSegment)
#include "tst_segment.moc"

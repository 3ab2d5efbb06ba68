#include "tests/vault/child.h"
#include "tests/vault/fixture.h"

#include <QBuffer>
#include <QStringEncoder>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
/// Values that stand nowhere else on this machine. The passphrase and the device's name are planted too.
const QString planted[] = {u"Ottilie Brennwasser-Quist"_s, u"ottilie.bq@planted.example"_s, u"+49 1525 7730019"_s,
                           u"Zu\u00f1iga's \u041e\u0442\u0442\u0438\u043b\u0438\u044f file"_s};
constexpr char secretPassphrase[] = "planted horse battery 9431";

QByteArray encoded(const QString& text, QStringConverter::Encoding encoding)
{
    return QStringEncoder(encoding, QStringConverter::Flag::Stateless).encode(text);
}

/// The forms in which a value may lie in a file: UTF-8, UTF-16 of both orders, hexadecimal, and base64 at each of its
/// three alignments without the characters that neighbours change.
QList<QByteArray> formsOf(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    QList<QByteArray> forms{utf8, encoded(text, QStringConverter::Utf16LE), encoded(text, QStringConverter::Utf16BE),
                            utf8.toHex(), utf8.toHex().toUpper()};
    for (int before = 0; before < 3; ++before) {
        const QByteArray whole = (QByteArray(before, 'x') + utf8).toBase64(QByteArray::OmitTrailingEquals);
        const qsizetype start = (before * 8 + 5) / 6;
        forms.append(whole.sliced(start, whole.size() - start - 2));
    }
    return forms;
}

/// Every file below the folders that holds one of the forms; "FILE: form n of VALUE".
QStringList findings(const QStringList& folders)
{
    QStringList found;
    QStringList values(std::begin(planted), std::end(planted));
    values.append(QString::fromLatin1(secretPassphrase));
    for (const QString& folder : folders) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QByteArray content = contentOf(files.next());
            for (const QString& value : values) {
                const auto forms = formsOf(value);
                for (int form = 0; form < forms.size(); ++form) {
                    if (content.contains(forms[form])) {
                        found.append(u"%1: form %2 of %3"_s.arg(files.filePath()).arg(form).arg(value));
                    }
                }
            }
        }
    }
    return found;
}

Bytes plantedMaterial(qsizetype size)
{
    Bytes material;
    while (material.size() < size) {
        for (const QString& value : planted) {
            material += value.toUtf8() + ',' + encoded(value, QStringConverter::Utf16LE) + '\n';
        }
    }
    return material;
}

Expected<void> plantIn(Database& database)
{
    CHECK_OK(database.run("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, a TEXT, b BLOB);"
                          "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(a)"));
    TRY(Statement write, database.prepare("INSERT INTO t(a, b) VALUES (?, ?)"));
    TRY(Statement index, database.prepare("INSERT INTO words(a) VALUES (?)"));
    for (int round = 0; round < 300; ++round) {
        for (const QString& value : planted) {
            write.bind(1, value).bind(2, value.toUtf8().repeated(20));
            CHECK_OK(write.run());
            index.bind(1, value);
            CHECK_OK(index.run());
        }
    }
    // Sorting and temporary tables are what would spill into temporary files.
    return database.run("PRAGMA cache_size=20; DROP TABLE IF EXISTS temp.s; CREATE TEMP TABLE s AS SELECT * FROM t; "
                        "CREATE INDEX temp.i ON s(b);"
                        "SELECT count(*) FROM (SELECT * FROM t ORDER BY b DESC, a); DELETE FROM t WHERE id % 3 = 0;");
}

Expected<void> plantEverywhere(Vault& vault, Database& database)
{
    CHECK_OK(plantIn(database));
    CHECK_OK(database.attach(vault.roomFolder() + "/counsel.db"_L1, "counsel", SecretBytes::random(32)));
    CHECK_OK(database.run("CREATE TABLE counsel.t AS SELECT * FROM main.t"));
    Bytes material = plantedMaterial(5'000'000);
    QBuffer source(&material);
    source.open(QIODevice::ReadOnly);
    CHECK_OK(vault.blobs().write(source, [](BytesView) { return false; }));
    CHECK_OK(vault.writeAnchor(planted[0].toUtf8()));
    CHECK_OK(vault.addUser(u"Bob"_s, passphrase(secretPassphrase), 0));
    return {};
}

Expected<std::unique_ptr<Vault>> vaultFor(const QString& folder, const Clock& clock)
{
    return Vault::create(
        folder,
        {.name = u"Drill vault"_s, .userName = u"Ada"_s, .credential = passphrase(secretPassphrase), .kdfSeconds = 0},
        clock);
}

/// Plants, and is killed with an open transaction and half a blob.
int plant(const QString& folder)
{
    const StillClock clock;
    const auto vault = vaultFor(folder, clock);
    if (!vault) {
        return 1;
    }
    auto database = (*vault)->connect(Database::Mode::ReadWrite);
    if (!database || !plantEverywhere(**vault, *database)) {
        return 2;
    }
    if (!database->run("BEGIN IMMEDIATE") || !plantIn(*database)) {
        return 3;
    }
    Bytes material = plantedMaterial(8'000'000) + "other";
    QBuffer source(&material);
    source.open(QIODevice::ReadOnly);
    (void)(*vault)->blobs().write(
        source, [](BytesView) { return false; },
        [](qint64 done) {
            if (done >= 4'000'000) {
                sayAndWait("midway");
            }
        });
    return 4;
}
} // namespace

class TestPlaintext : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        QDir().mkdir(place->path(u"tmp"_s));
        for (const char* name : {"TMPDIR", "SQLITE_TMPDIR", "TMP", "TEMP"}) {
            qputenv(name, QFile::encodeName(place->path(u"tmp"_s)));
        }
    }

    /// The search finds what it looks for, in each form and wherever it stands.
    void wouldBeFound()
    {
        QDir().mkpath(place->path(u"deep/.hidden"_s));
        const QString file = place->path(u"deep/.hidden/file"_s);
        const auto forms = formsOf(planted[1]);
        QCOMPARE(forms.size(), 8);
        for (const QByteArray& form : forms) {
            setContent(file, "before " + form + " behind");
            QCOMPARE(findings({place->root()}).size(), 1);
        }
        for (int before = 0; before < 3; ++before) {
            setContent(file, (QByteArray(before, '?') + planted[0].toUtf8() + "!!").toBase64());
            QCOMPARE(findings({place->root()}).size(), 1);
        }
        setContent(file, secretPassphrase);
        QCOMPARE(findings({place->root()}).size(), 1);
        setContent(file, "nothing");
        QCOMPARE(findings({place->root()}), QStringList());
    }

    void isNowhereOnTheDiskAfterUse()
    {
        {
            const auto vault = vaultFor(place->vault(), clock);
            VERIFY_OK(vault);
            auto database = (*vault)->connect(Database::Mode::ReadWrite);
            VERIFY_OK(database);
            VERIFY_OK(plantEverywhere(**vault, *database));
            QVERIFY(QFileInfo(place->path(u"vault/journal.db-wal"_s)).size() > 100'000);
            QCOMPARE(findings({place->root()}), QStringList());
        }
        QVERIFY(QFileInfo(place->path(u"vault/journal.db"_s)).size() > 100'000);
        QCOMPARE(findings({place->root()}), QStringList());
        QVERIFY(QDir(place->path(u"tmp"_s)).isEmpty());
    }

    void isNowhereOnTheDiskAfterAKill()
    {
        Child child(u"plant"_s, place->vault());
        QVERIFY(child.says("midway"));
        child.kill();
        QVERIFY(QFileInfo(place->path(u"vault/journal.db-wal"_s)).size() > 100'000);
        QCOMPARE(QDir(place->path(u"vault/blobs"_s)).entryList({u"incoming-*"_s}).size(), 1);
        QCOMPARE(findings({place->root()}), QStringList());

        const auto vault = Vault::open(place->vault(), passphrase(secretPassphrase, u"Ada"_s), Vault::Access::Write,
                                       clock);
        VERIFY_OK(vault);
        QCOMPARE((*vault)->walDamage(), QString());
        QCOMPARE((*vault)->blobs().removeOrphans([](BytesView) { return false; }).value(), 2);
        auto database = (*vault)->connect(Database::Mode::ReadOnly);
        VERIFY_OK(database);
        auto read = database->prepare("SELECT count(*) FROM t");
        VERIFY_OK(read);
        QVERIFY(read->step().value());
        QCOMPARE(read->integer(0), 800); // 1,200 less a third; the open transaction left nothing
        QCOMPARE(findings({place->root()}), QStringList());
    }

private:
    StillClock clock;
    std::unique_ptr<Place> place;
};

int main(int argc, char** argv)
{
    return mainWithParts<TestPlaintext>(argc, argv, {{u"plant"_s, plant}});
}
#include "tst_plaintext.moc"

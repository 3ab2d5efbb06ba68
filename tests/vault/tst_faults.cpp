#include "models/vault/backup.h"
#include "tests/vault/faultydisk.h"
#include "tests/vault/fixture.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
using Kind = FaultyDisk::Kind;

QStringList textsOf(const Expected<Database>& database, const char* sql)
{
    QStringList found;
    auto read = database ? database->prepare(sql) : Expected<Statement>(std::unexpected(database.error()));
    while (read && read->step().value_or(false)) {
        found.append(read->text(0));
    }
    return found;
}
} // namespace

/// The disk fails or fills up at every act of a session: what was acknowledged is there afterwards, what was refused
/// said so, and the next attempt works.
class TestFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { FaultyDisk::install(); }
    void init()
    {
        place = std::make_unique<Place>();
        auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        vault = *std::move(made);
        auto database = vault->connect(Database::Mode::ReadWrite);
        VERIFY_OK(database);
        words.clear();
        material.clear();
        anchors.clear();
        refusals = 0;
        VERIFY_OK(database->run("CREATE TABLE words(word TEXT); CREATE TABLE material(name TEXT, key BLOB)"));
    }
    void cleanup()
    {
        FaultyDisk::mend();
        vault.reset();
    }

    void losesNothingThatWasAcknowledged_data() { FaultyDisk::addKinds(); }
    void losesNothingThatWasAcknowledged()
    {
        QFETCH(const Kind, kind);
        QFETCH(const bool, isLasting);
        bool hasFailed = true;
        for (int act = 1; hasFailed; ++act) {
            FaultyDisk::failAt(act, kind, isLasting);
            work();
            hasFailed = FaultyDisk::mend();
            check();
            emptyLog(); // So that each round begins alike.
            QVERIFY(act < 400);
        }
        QVERIFY(refusals > 15);
        vault.reset();
        auto opened = openVault(place->vault(), clock);
        VERIFY_OK(opened);
        QVERIFY((*opened)->walDamage().isEmpty());
        vault = *std::move(opened);
        check();
    }

    void leavesNoHalfABackup_data() { FaultyDisk::addKinds(); }
    void leavesNoHalfABackup()
    {
        QFETCH(const Kind, kind);
        QFETCH(const bool, isLasting);
        work();
        const QStringList before = namesIn(place->root());
        bool hasFailed = true;
        int failures = 0;
        for (int act = 1; hasFailed; ++act) {
            FaultyDisk::failAt(act, kind, isLasting);
            const auto report = backUp(*vault, place->path(u"backup"_s), {});
            hasFailed = FaultyDisk::mend();
            if (report) {
                VERIFY_OK(Restoration::unpack(place->path(u"backup"_s), place->path(u"restored"_s),
                                              passphrase("correct horse")));
                QVERIFY(QFile::remove(place->path(u"backup"_s)));
            } else {
                ++failures;
                QVERIFY(report.error().in("vault"_L1) && !report.error().message.isEmpty());
                // Its name may have come before the act that failed; then it is whole.
                if (QFile::exists(place->path(u"backup"_s))) {
                    VERIFY_OK(Restoration::unpack(place->path(u"backup"_s), place->path(u"restored"_s),
                                                  passphrase("correct horse")));
                    QVERIFY(QFile::remove(place->path(u"backup"_s)));
                }
            }
            // What a broken disk does not let anybody remove, stays.
            tidy();
            QCOMPARE(namesIn(place->root()), before);
            QVERIFY(act < 200);
        }
        QVERIFY(failures > 5);
        check();
    }

    void opensOrSaysWhyNot_data() { FaultyDisk::addKinds(); }
    void opensOrSaysWhyNot()
    {
        QFETCH(const Kind, kind);
        QFETCH(const bool, isLasting);
        work();
        vault.reset();
        bool hasFailed = true;
        for (int act = 1; hasFailed; act += 3) {
            FaultyDisk::failAt(act, kind, isLasting);
            {
                const auto opened = openVault(place->vault(), clock);
                QVERIFY(opened || (opened.error().in("vault"_L1) && !opened.error().is("vault.damaged"_L1)));
            }
            hasFailed = FaultyDisk::mend();
            QVERIFY(act < 200);
        }
        auto opened = openVault(place->vault(), clock);
        VERIFY_OK(opened);
        vault = *std::move(opened);
        check();
    }

    void keepsThePassphraseThatWorks_data() { FaultyDisk::addKinds(); }
    void keepsThePassphraseThatWorks()
    {
        QFETCH(const Kind, kind);
        QFETCH(const bool, isLasting);
        bool hasFailed = true;
        QByteArray now = "correct horse";
        for (int act = 1; hasFailed; ++act) {
            const QByteArray next = "horse number " + QByteArray::number(act);
            FaultyDisk::failAt(act, kind, isLasting);
            const auto changed = vault->changePassphrase(passphrase(now.constData()), passphrase(next.constData()), 0);
            hasFailed = FaultyDisk::mend();
            now = changed ? next : now;
            auto opened = Vault::open(place->vault(), passphrase(now.constData()), Vault::Access::Read, clock);
            if (!opened && !changed && isLasting) { // Nor did the disk let the former header be put back.
                opened = Vault::open(place->vault(), passphrase(next.constData()), Vault::Access::Read, clock);
                now = next;
                reopen(now);
            }
            VERIFY_OK(opened);
            QVERIFY(act < 50);
        }
    }

private:
    void reopen(const QByteArray& secret)
    {
        vault.reset();
        auto opened = Vault::open(place->vault(), passphrase(secret.constData()), Vault::Access::Write, clock);
        VERIFY_OK(opened);
        vault = *std::move(opened);
    }

    Expected<void> insert(Database& database, const char* sql, const QString& text, BytesView key = {})
    {
        TRY(Statement write, database.prepare(sql));
        write.bind(1, text);
        if (!key.isNull()) {
            write.bind(2, key);
        }
        return write.run();
    }

    /// A few changes, material, an anchor, as a session writes them. Each is noted once it is acknowledged.
    void work()
    {
        auto database = vault->connect(Database::Mode::ReadWrite);
        for (int i = 0; database && i < 3; ++i) {
            const QString word = u"word %1 "_s.arg(++number) + QString(3000, u'x');
            note(insert(*database, "INSERT INTO words VALUES (?)", word), words, word);
        }
        if (database) {
            takeMaterial(*database);
        }
        const Bytes next = "anchor " + QByteArray::number(++number);
        const auto anchored = vault->writeAnchor(next);
        refusals += anchored ? 0 : 1;
        anchors = anchored ? QList<Bytes>{next} : anchors + QList<Bytes>{next};
        if (database) {
            refusals += database->checkpoint() ? 0 : 1;
        } else {
            ++refusals;
        }
    }
    void takeMaterial(Database& database)
    {
        QBuffer source;
        source.setData("material " + QByteArray::number(++number));
        source.open(QIODevice::ReadOnly);
        const auto stored = vault->blobs().write(source, [](BytesView) { return false; });
        if (!stored) {
            ++refusals;
            return;
        }
        const QString name = hex(stored->name);
        note(insert(database, "INSERT INTO material VALUES (?, ?)", name, stored->key.view()), material, name);
    }
    void note(const Expected<void>& written, QStringList& acknowledged, const QString& what)
    {
        if (written) {
            acknowledged.append(what);
        } else {
            ++refusals;
            QVERIFY(written.error().in("vault"_L1) && !written.error().message.isEmpty());
        }
    }

    void check()
    {
        auto database = vault->connect(Database::Mode::ReadOnly);
        VERIFY_OK(database);
        const QStringList kept = textsOf(database, "SELECT word FROM words");
        for (const QString& word : std::as_const(words)) {
            QVERIFY2(kept.contains(word), qPrintable(word.left(12)));
        }
        QCOMPARE(textsOf(database, "PRAGMA integrity_check"), QStringList{u"ok"_s});
        const auto pages = database->damagedPages();
        VERIFY_OK(pages);
        QCOMPARE(*pages, QStringList());
        auto read = database->prepare("SELECT key FROM material WHERE name = ?");
        VERIFY_OK(read);
        for (const QString& name : std::as_const(material)) {
            read->reset();
            read->bind(1, name);
            QVERIFY(read->step().value_or(false));
            VERIFY_OK(vault->blobs().verify(Bytes::fromHex(name.toLatin1()), SecretBytes::copyOf(read->view(0))));
        }
        const auto anchor = vault->readAnchor();
        VERIFY_OK(anchor);
        QVERIFY(anchors.isEmpty() || anchors.contains(*anchor) || anchor->isEmpty());
    }

    void emptyLog()
    {
        auto database = vault->connect(Database::Mode::ReadWrite);
        VERIFY_OK(database);
        VERIFY_OK(database->checkpoint());
    }

    static QStringList namesIn(const QString& folder)
    {
        return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    void tidy()
    {
        for (const QString& name : namesIn(place->root())) {
            if (name.startsWith(u".backup."_s)) {
                QFile::remove(place->path(name));
            }
        }
    }

    StillClock clock;
    std::unique_ptr<Place> place;
    std::unique_ptr<Vault> vault;
    QStringList words;
    QStringList material;
    QList<Bytes> anchors; ///< the one that was acknowledged last, and those that were refused since
    int number = 0;
    int refusals = 0;
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"

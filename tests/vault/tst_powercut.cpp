#include "models/vault/backup.h"
#include "models/vault/rekey.h"
#include "tests/vault/fixture.h"
#include "tests/vault/powercut.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

/// Power is lost at every moment of what writes files: what was acknowledged is there, and everything else is either
/// there whole or not at all.
class TestPowerCut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        vault = *std::move(made);
        auto database = vault->connect(Database::Mode::ReadWrite);
        VERIFY_OK(database);
        VERIFY_OK(database->run("CREATE TABLE words(word TEXT); INSERT INTO words VALUES ('kept')"));
        first = store("what was there before");
        QVERIFY(!first.name.isEmpty());
    }
    void cleanup()
    {
        vault.reset();
        qputenv("XDG_STATE_HOME", QFile::encodeName(place->state()));
        QDir(cut()).removeRecursively();
    }

    void losesNoPassphrase()
    {
        PowerCut power(place->root());
        VERIFY_OK(vault->changePassphrase(passphrase("correct horse"), passphrase("new horse"), 0));
        const auto images = power.finish();
        QVERIFY(images.size() > 4);
        for (const Image& image : images) {
            put(image);
            const auto before = openVault(after(), clock);
            const auto now = Vault::open(after(), passphrase("new horse"), Vault::Access::Write, clock);
            QVERIFY(before || now);
            isWhole(before ? **before : **now);
        }
        // The last one is what was acknowledged.
        VERIFY_OK(Vault::open(after(), passphrase("new horse"), Vault::Access::Write, clock));
        COMPARE_ERROR(openVault(after(), clock), "vault.wrong-passphrase");
    }

    void losesNoMaterial()
    {
        PowerCut power(place->root());
        const StoredBlob second = store(Bytes(3 << 19, 's'));
        QVERIFY(!second.name.isEmpty());
        const auto images = power.finish();
        QVERIFY(images.size() > 3);
        int times = 0;
        for (const Image& image : images) {
            put(image);
            const auto opened = openVault(after(), clock);
            VERIFY_OK(opened);
            isWhole(**opened);
            // Without a change that names it, it is an orphan: whole or not, it goes. With one it has to be there.
            times += (*opened)->blobs().verify(second.name, second.key) ? 1 : 0;
        }
        QVERIFY(times >= 1);
        const auto last = openVault(after(), clock);
        VERIFY_OK(last);
        VERIFY_OK((*last)->blobs().verify(second.name, second.key));
    }

    void losesNoAnchor()
    {
        VERIFY_OK(vault->writeAnchor("former"));
        PowerCut power(place->root());
        VERIFY_OK(vault->writeAnchor("newer"));
        const auto images = power.finish();
        for (const Image& image : images) {
            put(image);
            const auto opened = openVault(after(), clock);
            VERIFY_OK(opened);
            const auto anchor = (*opened)->readAnchor();
            VERIFY_OK(anchor);
            QVERIFY(*anchor == "former" || *anchor == "newer");
        }
        const auto last = openVault(after(), clock);
        VERIFY_OK(last);
        QCOMPARE(*(*last)->readAnchor(), Bytes("newer"));
    }

    void leavesNoHalfABackup()
    {
        PowerCut power(place->root());
        VERIFY_OK(backUp(*vault, place->path(u"backup"_s), {}));
        const auto images = power.finish();
        QVERIFY(images.size() > 3);
        int times = 0;
        for (const Image& image : images) {
            put(image);
            const QString file = cut() + "/backup"_L1;
            if (QFile::exists(file)) {
                ++times;
                VERIFY_OK(Restoration::unpack(file, cut() + "/restored"_L1, passphrase("correct horse")));
            }
        }
        QVERIFY(times >= 1);
        QVERIFY(QFile::exists(cut() + "/backup"_L1));
    }

    void leavesNoHalfARestoredVault()
    {
        VERIFY_OK(backUp(*vault, place->path(u"backup"_s), {}));
        const QString folder = place->path(u"restored"_s);
        PowerCut power(place->root());
        {
            auto restoration = Restoration::unpack(place->path(u"backup"_s), folder, passphrase("correct horse"));
            VERIFY_OK(restoration);
            VERIFY_OK(restoration->keep());
        }
        const auto images = power.finish();
        QVERIFY(images.size() > 5);
        for (const Image& image : images) {
            put(image);
            if (QFile::exists(cut() + "/restored"_L1)) {
                const auto opened = openVault(cut() + "/restored"_L1, clock);
                VERIFY_OK(opened);
                isWhole(**opened);
            }
        }
        QVERIFY(QFile::exists(cut() + "/restored"_L1));
    }

    void aNewMasterKeyLeavesOneWholeVault()
    {
        vault.reset();
        auto opened = openVault(place->vault(), clock);
        VERIFY_OK(opened);
        PowerCut power(place->root());
        {
            auto renewal = Renewal::prepare(*std::move(opened), {.exchangeKeys = {}});
            VERIFY_OK(renewal);
            VERIFY_OK(renewal->exchange());
        }
        const auto images = power.finish();
        QVERIFY(images.size() > 10);
        for (const Image& image : images) {
            put(image);
            const auto there = openVault(after(), clock);
            VERIFY_OK(there);
            isWhole(**there);
        }
        QVERIFY(contentOf(after() + "/vault.json"_L1).contains("renewals"));
    }

    void makesAVaultOrNone()
    {
        const QString folder = place->path(u"another"_s);
        PowerCut power(place->root());
        VERIFY_OK(newVault(folder, clock));
        const auto images = power.finish();
        for (const Image& image : images) {
            put(image);
            if (QFile::exists(cut() + "/another/vault.json"_L1)) {
                // SQLite syncs its own file, which the simulation does not see; the header comes after it.
                QVERIFY(Vault::status(cut() + "/another"_L1).has_value());
            }
        }
    }

private:
    [[nodiscard]] QString cut() const { return place->root() + "-cut"_L1; }
    [[nodiscard]] QString after() const { return cut() + "/vault"_L1; }
    void put(const Image& image)
    {
        PowerCut::put(image, cut());
        qputenv("XDG_STATE_HOME", QFile::encodeName(cut() + "/state"_L1));
    }
    void isWhole(const Vault& there) const
    {
        auto database = there.connect(Database::Mode::ReadOnly);
        VERIFY_OK(database);
        auto read = database->prepare("SELECT word FROM words");
        VERIFY_OK(read);
        QVERIFY(read->step().value_or(false) && read->text(0) == u"kept"_s);
        VERIFY_OK(there.blobs().verify(first.name, first.key));
    }
    StoredBlob store(const Bytes& content)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        auto stored = vault->blobs().write(source, [](BytesView) { return false; });
        return stored ? *std::move(stored) : StoredBlob();
    }

    StillClock clock;
    std::unique_ptr<Place> place;
    std::unique_ptr<Vault> vault;
    StoredBlob first;
};

QTEST_GUILESS_MAIN(TestPowerCut)
#include "tst_powercut.moc"

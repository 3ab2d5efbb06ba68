#include "models/vault/crypto.h"
#include "tests/vault/fixture.h"

#include <QBuffer>

#include <sys/stat.h>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
Credential withKeyFile(const char* text, const char* file)
{
    Credential credential = passphrase(text);
    credential.keyFile = SecretBytes::copyOf(BytesView(file, qstrlen(file)));
    return credential;
}

Credential withCode(const SecretBytes& code)
{
    return {.passphrase = {}, .keyFile = {}, .recoveryCode = code.clone()};
}

Expected<QString> noteIn(const Vault& vault)
{
    TRY(Database database, vault.connect(Database::Mode::ReadOnly));
    TRY(Statement read, database.prepare("SELECT text FROM notes"));
    TRY(const bool found, read.step());
    return found ? read.text(0) : QString();
}

Expected<void> setNote(const Vault& vault, const QString& text)
{
    TRY(Database database, vault.connect(Database::Mode::ReadWrite));
    CHECK_OK(database.run("CREATE TABLE IF NOT EXISTS notes(text TEXT)"));
    CHECK_OK(database.run("DELETE FROM notes"));
    TRY(Statement write, database.prepare("INSERT INTO notes VALUES (?)"));
    write.bind(1, text);
    return write.run();
}
} // namespace

class TestVault : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { place = std::make_unique<Place>(); }

    void opensAgainWithAllThatItHeld()
    {
        Id id, user;
        Bytes signing, exchange, derived, stored, blobName, blobKey;
        {
            const auto made = newVault(place->vault(), clock);
            VERIFY_OK(made);
            Vault& vault = **made;
            QVERIFY(vault.isNew());
            vault.founded();
            QVERIFY(!vault.isNew());
            id = vault.id();
            user = vault.userId();
            signing = vault.userSigningKey();
            exchange = vault.userExchangeKey();
            derived = vault.derived("purpose"_L1).view().toByteArray();
            stored = vault.stored("fingerprints"_L1).value().view().toByteArray();
            VERIFY_OK(setNote(vault, u"Zo\u00eb"_s));
            QBuffer source;
            source.setData("evidence");
            source.open(QIODevice::ReadOnly);
            const auto blob = vault.blobs().write(source, [](BytesView) { return false; });
            VERIFY_OK(blob);
            blobName = blob->name;
            blobKey = blob->key.view().toByteArray();
        }
        for (const auto access : {Vault::Access::Write, Vault::Access::Read}) {
            const auto opened = openVault(place->vault() + u'/', clock, access);
            VERIFY_OK(opened);
            const Vault& vault = **opened;
            QVERIFY(!vault.isNew() && vault.access() == access);
            QVERIFY(vault.id() == id && vault.userId() == user);
            QCOMPARE(vault.name(), u"Drill vault"_s);
            QCOMPARE(vault.userName(), u"Ada"_s);
            QCOMPARE(vault.folder(), place->vault());
            QCOMPARE(vault.userSigningKey(), signing);
            QCOMPARE(vault.userExchangeKey(), exchange);
            QCOMPARE(vault.derived("purpose"_L1).view(), BytesView(derived));
            QVERIFY(vault.derived("purposf"_L1).view() != BytesView(derived));
            QCOMPARE(vault.stored("fingerprints"_L1).value().view(), BytesView(stored));
            QCOMPARE(noteIn(vault).value(), u"Zo\u00eb"_s);
            VERIFY_OK(vault.blobs().verify(blobName, SecretBytes::copyOf(blobKey)));
        }
    }

    void isPrivateToItsOwner()
    {
        ::umask(0);
        {
            const auto vault = newVault(place->vault(), clock);
            VERIFY_OK(vault);
            VERIFY_OK(setNote(**vault, u"text"_s));
            VERIFY_OK((*vault)->writeAnchor("heads"));
            ::umask(022);
            QDirIterator all(place->root(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                             QDirIterator::Subdirectories);
            int files = 0;
            while (all.hasNext()) {
                const QString path = all.next();
                if (path == place->state()) {
                    continue;
                }
                struct stat facts = {};
                QCOMPARE(::stat(QFile::encodeName(path).constData(), &facts), 0);
                QVERIFY2((facts.st_mode & 0777) == (S_ISDIR(facts.st_mode) ? 0700U : 0600U), qPrintable(path));
                ++files;
            }
            QVERIFY(files > 10);
        }
    }

    /// README.md names every file that a vault has.
    void consistsOfWhatTheReadmeNames()
    {
        const auto vault = newVault(place->vault(), clock);
        VERIFY_OK(vault);
        VERIFY_OK(setNote(**vault, u"text"_s));
        VERIFY_OK((*vault)->writeAnchor("heads"));
        const QByteArray readme = contentOf(QStringLiteral(BULKHEAD_SOURCE_DIR "/models/vault/README.md"));
        const auto names = QDir(place->vault()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        QCOMPARE(names.size(), 10);
        for (const QString& name : names) {
            QVERIFY2(readme.contains('`' + name.toUtf8()), qPrintable(name));
        }
    }

    void refusesFoldersThatAreTaken()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        const QByteArray header = contentOf(place->path(u"vault/vault.json"_s));
        COMPARE_ERROR(newVault(place->vault(), clock), "vault.exists");
        QCOMPARE(contentOf(place->path(u"vault/vault.json"_s)), header);
        QDir().mkdir(place->path(u"full"_s));
        setContent(place->path(u"full/.hidden"_s), "x");
        COMPARE_ERROR(newVault(place->path(u"full"_s), clock), "vault.exists");
        QCOMPARE(QDir(place->path(u"full"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList(u".hidden"_s));
        setContent(place->path(u"file"_s), "x");
        COMPARE_ERROR(newVault(place->path(u"file"_s), clock), "vault.exists");
        QDir().mkdir(place->path(u"empty"_s));
        VERIFY_OK(newVault(place->path(u"empty"_s), clock));
        VERIFY_OK(newVault(place->path(u"deeper/down/vault"_s), clock));
    }

    void refusesNamesAndCredentialsThatAreNone()
    {
        const auto tryWith = [&](const QString& name, const QString& user, const Credential& credential) {
            return errorOf(Vault::create(
                place->vault(),
                {.name = name,
                 .userName = user,
                 .credential = {.passphrase = credential.passphrase.clone(), .keyFile = {}, .recoveryCode = {}},
                 .kdfSeconds = 0},
                clock));
        };
        QCOMPARE(tryWith(u"  "_s, u"Ada"_s, passphrase("x")), QByteArray("vault.bad-name"));
        QCOMPARE(tryWith(u"Vault"_s, u" "_s, passphrase("x")), QByteArray("vault.bad-name"));
        QCOMPARE(tryWith(u"Vault"_s, u"Ada"_s, passphrase("")), QByteArray("vault.credential-incomplete"));
        QVERIFY(!QFile::exists(place->vault()));
    }

    void leavesNothingOfACreationThatFailed()
    {
        {
            const SmallDisk small(3000);
            COMPARE_ERROR(newVault(place->vault(), clock), "vault.disk-full");
        }
        QVERIFY(!QFile::exists(place->vault()));
        VERIFY_OK(newVault(place->vault(), clock));
    }

    void saysWhenThereIsNoVault()
    {
        for (const QString& folder : {place->path(u"nowhere"_s), place->state()}) {
            COMPARE_ERROR(openVault(folder, clock), "vault.not-a-vault");
            COMPARE_ERROR(Vault::status(folder), "vault.not-a-vault");
        }
        QVERIFY(QDir(place->state()).isEmpty());
    }

    void refusesTheWrongPassphrase()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        COMPARE_ERROR(Vault::open(place->vault(), passphrase("wrong horse"), Vault::Access::Write, clock),
                      "vault.wrong-passphrase");
        COMPARE_ERROR(Vault::open(place->vault(), passphrase(""), Vault::Access::Read, clock),
                      "vault.wrong-passphrase");
        const auto stranger = Vault::open(place->vault(), passphrase("correct horse", u"Eve"_s), Vault::Access::Read,
                                          clock);
        COMPARE_ERROR(stranger, "vault.wrong-passphrase");
        QVERIFY(stranger.error().message.contains("Eve"_L1));
        VERIFY_OK(Vault::open(place->vault(), passphrase("correct horse", u"ada"_s), Vault::Access::Read, clock));
        VERIFY_OK(openVault(place->vault(), clock)); // The lock was given back each time.
    }

    void tellsItsStatusWithoutAKey()
    {
        {
            const auto vault = newVault(place->vault(), clock);
            VERIFY_OK(vault);
            const auto held = Vault::status(place->vault());
            VERIFY_OK(held);
            QCOMPARE(held->id, (*vault)->id());
            QCOMPARE(held->name, u"Drill vault"_s);
            QCOMPARE(held->format, 1);
            QCOMPARE(held->created, clock.ms);
            QCOMPARE(held->slots.size(), 1U);
            QVERIFY2(held->lockedBy.contains(u"process %1 on "_s.arg(::getpid())), qPrintable(held->lockedBy));
            COMPARE_ERROR(openVault(place->vault(), clock), "vault.locked");
        }
        QCOMPARE(Vault::status(place->vault())->lockedBy, QString());
    }

    void readsBesideItsWriter()
    {
        const auto writer = newVault(place->vault(), clock);
        VERIFY_OK(writer);
        VERIFY_OK(setNote(**writer, u"first"_s));
        const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
        VERIFY_OK(reader);
        QCOMPARE(noteIn(**reader).value(), u"first"_s);
        VERIFY_OK(setNote(**writer, u"second"_s));
        QCOMPARE(noteIn(**reader).value(), u"second"_s);
        QCOMPARE((*reader)->deviceKey(), (*writer)->deviceKey());
        QCOMPARE((*reader)->walDamage(), QString());
    }

    void changesNothingWhenOpenForReading()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
        VERIFY_OK(reader);
        Vault& vault = **reader;
        COMPARE_ERROR(vault.connect(Database::Mode::ReadWrite), "vault.read-only");
        COMPARE_ERROR(vault.stored("never made"_L1), "vault.read-only");
        COMPARE_ERROR(vault.writeAnchor("x"), "vault.read-only");
        COMPARE_ERROR(vault.addSlot(SlotKind::Passphrase, passphrase("x"), 0), "vault.read-only");
        COMPARE_ERROR(vault.removeSlot(vault.slots().front().id), "vault.read-only");
        COMPARE_ERROR(vault.addUser(u"Bob"_s, passphrase("x"), 0), "vault.read-only");
        COMPARE_ERROR(vault.resetUser(vault.userId(), passphrase("x"), 0), "vault.read-only");
        COMPARE_ERROR(vault.changePassphrase(passphrase("correct horse"), passphrase("x"), 0), "vault.read-only");
    }

    void opensForReadingWhereNothingCanBeWritten()
    {
        {
            const auto vault = newVault(place->vault(), clock);
            VERIFY_OK(vault);
            VERIFY_OK(setNote(**vault, u"kept"_s));
        }
        const int answer = withoutPrivileges(place->root(), [&] {
            ::chmod(QFile::encodeName(place->vault()).constData(), 0500);
            const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
            const bool isRead = reader && noteIn(**reader).value_or(QString()) == u"kept"_s;
            const bool isRefused = errorOf(openVault(place->vault(), clock)) == "vault.read-only";
            return isRead && isRefused ? 0 : 1;
        });
        if (answer < 0) {
            QSKIP("This machine gives no process without privileges.");
        }
        QCOMPARE(answer, 0);
    }

    void saysThatTheDatabaseIsDamaged_data()
    {
        QTest::addColumn<std::function<void(const QString&)>>("damage");
        using Damage = std::function<void(const QString&)>;
        QTest::newRow("missing") << Damage([](const QString& file) { QFile::remove(file); });
        QTest::newRow("empty") << Damage([](const QString& file) { setContent(file, {}); });
        QTest::newRow("cut within the first page")
            << Damage([](const QString& file) { setContent(file, contentOf(file).first(1000)); });
        QTest::newRow("cut after the first page")
            << Damage([](const QString& file) { setContent(file, contentOf(file).first(4096)); });
        QTest::newRow("first page") << Damage([](const QString& file) { flip(file, 200); });
        QTest::newRow("another database") << Damage([](const QString& file) {
            QFile::remove(file);
            VERIFY_OK(Database::open(file, SecretBytes::random(32), Database::Mode::Create));
        });
        QTest::newRow("plain text") << Damage([](const QString& file) { setContent(file, Bytes(9000, 'x')); });
    }
    void saysThatTheDatabaseIsDamaged()
    {
        QFETCH(const std::function<void(const QString&)>, damage);
        VERIFY_OK(newVault(place->vault(), clock));
        damage(place->path(u"vault/journal.db"_s));
        for (const auto access : {Vault::Access::Read, Vault::Access::Write}) {
            const auto opened = openVault(place->vault(), clock, access);
            COMPARE_ERROR(opened, "vault.damaged");
            QVERIFY(opened.error().message.contains("backup"_L1));
        }
    }

    void addsAndRemovesSlots()
    {
        const auto code = makeRecoveryCode();
        Id first;
        {
            const auto opened = newVault(place->vault(), clock);
            VERIFY_OK(opened);
            Vault& vault = **opened;
            first = vault.slots().front().id;
            COMPARE_ERROR(vault.removeSlot(first), "vault.last-slot");
            COMPARE_ERROR(vault.removeSlot(Id::make(1)), "vault.no-such-slot");
            COMPARE_ERROR(vault.addSlot(SlotKind::RecoveryCode, passphrase("x"), 0), "vault.credential-incomplete");
            VERIFY_OK(vault.addSlot(SlotKind::RecoveryCode, withCode(code), 0));
            VERIFY_OK(vault.addSlot(SlotKind::PassphraseAndKeyFile, withKeyFile("third horse", "file"), 0));
            QCOMPARE(vault.slots().size(), 3U);
        }
        const auto opens = [&](const Credential& credential) {
            return errorOf(Vault::open(place->vault(), credential, Vault::Access::Read, clock));
        };
        QCOMPARE(opens(passphrase("correct horse")), QByteArray("none"));
        QCOMPARE(opens(withCode(code)), QByteArray("none"));
        QCOMPARE(opens(withKeyFile("third horse", "file")), QByteArray("none"));
        QCOMPARE(opens(passphrase("third horse")), QByteArray("vault.wrong-passphrase"));
        {
            const auto opened = Vault::open(place->vault(), withCode(code), Vault::Access::Write, clock);
            VERIFY_OK(opened);
            VERIFY_OK((*opened)->removeSlot(first));
            QCOMPARE((*opened)->slots().size(), 2U);
        }
        QCOMPARE(opens(passphrase("correct horse")), QByteArray("vault.wrong-passphrase"));
        QCOMPARE(opens(withCode(code)), QByteArray("none"));
    }

    void changesThePassphrase()
    {
        Bytes signing;
        {
            const auto opened = newVault(place->vault(), clock);
            VERIFY_OK(opened);
            signing = (*opened)->userSigningKey();
            COMPARE_ERROR((*opened)->changePassphrase(passphrase("wrong"), passphrase("new horse"), 0),
                          "vault.wrong-passphrase");
            COMPARE_ERROR((*opened)->changePassphrase(passphrase("correct horse"), passphrase(""), 0),
                          "vault.credential-incomplete");
            VERIFY_OK((*opened)->changePassphrase(passphrase("correct horse"), passphrase("new horse"), 0));
            QCOMPARE((*opened)->slots().size(), 1U);
        }
        COMPARE_ERROR(openVault(place->vault(), clock), "vault.wrong-passphrase");
        const auto opened = Vault::open(place->vault(), passphrase("new horse"), Vault::Access::Read, clock);
        VERIFY_OK(opened);
        QCOMPARE((*opened)->userSigningKey(), signing);
    }

    void keepsTheKeyFileWhenThePassphraseChanges()
    {
        {
            const auto opened = Vault::create(place->vault(),
                                              {.name = u"Vault"_s,
                                               .userName = u"Ada"_s,
                                               .credential = withKeyFile("correct horse", "file"),
                                               .kdfSeconds = 0},
                                              clock);
            VERIFY_OK(opened);
            QVERIFY((*opened)->slots().front().kind == SlotKind::PassphraseAndKeyFile);
            VERIFY_OK((*opened)->changePassphrase(withKeyFile("correct horse", "file"), passphrase("new horse"), 0));
        }
        COMPARE_ERROR(Vault::open(place->vault(), passphrase("new horse"), Vault::Access::Read, clock),
                      "vault.wrong-passphrase");
        VERIFY_OK(Vault::open(place->vault(), withKeyFile("new horse", "file"), Vault::Access::Read, clock));
    }

    void givesEveryUserKeysOfTheirOwn()
    {
        const auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        const auto bob = (*made)->addUser(u" Bob "_s, passphrase("bob's horse"), 0);
        VERIFY_OK(bob);
        QCOMPARE(bob->name, u"Bob"_s);
        QVERIFY(bob->signingKey != (*made)->userSigningKey() && bob->exchangeKey != (*made)->userExchangeKey());
        COMPARE_ERROR((*made)->addUser(u"BOB"_s, passphrase("x"), 0), "vault.user-exists");
        COMPARE_ERROR((*made)->addUser(u""_s, passphrase("x"), 0), "vault.bad-name");
        const auto bobsSlot = (*made)->slots().back().id;
        COMPARE_ERROR((*made)->removeSlot(bobsSlot), "vault.not-your-slot");

        const auto opened = Vault::open(place->vault(), passphrase("bob's horse"), Vault::Access::Read, clock);
        VERIFY_OK(opened);
        QVERIFY((*opened)->userId() == bob->id);
        QCOMPARE((*opened)->userSigningKey(), bob->signingKey);
        QCOMPARE((*opened)->derived("x"_L1).view(), (*made)->derived("x"_L1).view());
        COMPARE_ERROR(Vault::open(place->vault(), passphrase("bob's horse", u"Ada"_s), Vault::Access::Read, clock),
                      "vault.wrong-passphrase");

        const auto key = SecretBytes::random(32);
        const Bytes box = crypto::sealTo(bob->exchangeKey, "compartment"_L1, key).value();
        QCOMPARE((*opened)->openBox("compartment"_L1, box).value().view(), key.view());
        QVERIFY(!(*made)->openBox("compartment"_L1, box));
    }

    void resetsAUserWhoLostEverything()
    {
        const auto code = makeRecoveryCode();
        Id bob;
        Bytes former, formerDevice;
        {
            const auto made = newVault(place->vault(), clock);
            VERIFY_OK(made);
            bob = (*made)->addUser(u"Bob"_s, passphrase("bob's horse"), 0).value().id;
        }
        {
            const auto opened = Vault::open(place->vault(), passphrase("bob's horse"), Vault::Access::Write, clock);
            VERIFY_OK(opened);
            former = (*opened)->userSigningKey();
            formerDevice = (*opened)->deviceKey();
            VERIFY_OK((*opened)->addSlot(SlotKind::RecoveryCode, withCode(code), 0));
        }
        {
            const auto opened = openVault(place->vault(), clock);
            VERIFY_OK(opened);
            COMPARE_ERROR((*opened)->resetUser(Id::make(7), passphrase("x"), 0), "vault.no-such-user");
            const auto fresh = (*opened)->resetUser(bob, passphrase("new horse"), 0);
            VERIFY_OK(fresh);
            QVERIFY(fresh->id == bob && fresh->name == u"Bob"_s && fresh->signingKey != former);
            QCOMPARE((*opened)->slots().size(), 2U);
        }
        for (const auto& lost : {passphrase("bob's horse"), withCode(code)}) {
            COMPARE_ERROR(Vault::open(place->vault(), lost, Vault::Access::Read, clock), "vault.wrong-passphrase");
        }
        const auto opened = Vault::open(place->vault(), passphrase("new horse"), Vault::Access::Write, clock);
        VERIFY_OK(opened);
        QVERIFY((*opened)->deviceKey().size() == 32 && (*opened)->deviceKey() != formerDevice);
    }

    void goesOnAfterOneResetsOneself()
    {
        const auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        Vault& vault = **made;
        const Bytes former = vault.deviceKey();
        const auto fresh = vault.resetUser(vault.userId(), passphrase("new horse"), 0);
        VERIFY_OK(fresh);
        QCOMPARE(vault.userSigningKey(), fresh->signingKey);
        QVERIFY(vault.deviceKey() != former);
        QVERIFY(crypto::verify(vault.deviceKey(), "m", vault.signAsDevice("m")));
        VERIFY_OK(vault.signAsUser("m", passphrase("new horse")));
    }

    void keepsAndForgetsSecretsOfOtherSystems()
    {
        const SecretBytes token = SecretBytes::copyOf("refresh-token-4711");
        {
            const auto vault = newVault(place->vault(), clock);
            VERIFY_OK(vault);
            QVERIFY(!(*vault)->secret(u"crm"_s).value());
            VERIFY_OK((*vault)->keepSecret(u"crm"_s, SecretBytes::copyOf("first")));
            VERIFY_OK((*vault)->keepSecret(u"crm"_s, token));
            VERIFY_OK((*vault)->keepSecret(u"other"_s, SecretBytes::copyOf("stays")));
        }
        {
            const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
            VERIFY_OK(reader);
            QVERIFY((*reader)->secret(u"crm"_s).value()->equals(token));
            const auto kept = (*reader)->keepSecret(u"crm"_s, token);
            QVERIFY(!kept && kept.error().is("vault.read-only"_L1));
        }
        const auto vault = openVault(place->vault(), clock, Vault::Access::Write);
        VERIFY_OK(vault);
        VERIFY_OK((*vault)->forgetSecret(u"crm"_s));
        QVERIFY(!(*vault)->secret(u"crm"_s).value());
        QVERIFY((*vault)->secret(u"other"_s).value()->equals(SecretBytes::copyOf("stays")));
    }

    void signsForTheUserOnlyWithTheirPassphrase()
    {
        const auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        Vault& vault = **made;
        VERIFY_OK(vault.addUser(u"Bob"_s, passphrase("bob's horse"), 0));
        const auto approval = vault.signAsUser("approve", passphrase("correct horse"));
        VERIFY_OK(approval);
        QVERIFY(crypto::verify(vault.userSigningKey(), "approve", *approval));
        COMPARE_ERROR(vault.signAsUser("approve", passphrase("wrong")), "vault.wrong-passphrase");
        // Somebody else's passphrase, although it opens this vault too.
        COMPARE_ERROR(vault.signAsUser("approve", passphrase("bob's horse")), "vault.wrong-passphrase");
        QVERIFY(crypto::verify(vault.userSigningKey(), "device", vault.certifyDevice("device")));
        QVERIFY(crypto::verify(vault.deviceKey(), "head", vault.signAsDevice("head")));
        QVERIFY(vault.deviceKey() != vault.userSigningKey());
    }

    void remembersTheAnchor()
    {
        {
            const auto vault = newVault(place->vault(), clock);
            VERIFY_OK(vault);
            QCOMPARE((*vault)->readAnchor().value(), Bytes());
            VERIFY_OK((*vault)->writeAnchor("first"));
            VERIFY_OK((*vault)->writeAnchor("second heads"));
            QVERIFY(!contentOf(place->path(u"vault/anchors"_s)).contains("heads"));
        }
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QCOMPARE((*vault)->readAnchor().value(), Bytes("second heads"));

        const QString file = place->path(u"vault/anchors"_s);
        const QByteArray whole = contentOf(file);
        for (qint64 at = 0; at < whole.size(); ++at) {
            flip(file, at, 2);
            COMPARE_ERROR((*vault)->readAnchor(), "vault.anchor-damaged");
            setContent(file, whole);
        }
        for (qsizetype size = 0; size < whole.size(); ++size) {
            setContent(file, whole.first(size));
            COMPARE_ERROR((*vault)->readAnchor(), "vault.anchor-damaged");
        }
        const auto other = newVault(place->path(u"other"_s), clock);
        VERIFY_OK(other);
        VERIFY_OK((*other)->writeAnchor("second heads"));
        setContent(file, contentOf(place->path(u"other/anchors"_s)));
        COMPARE_ERROR((*vault)->readAnchor(), "vault.anchor-damaged");
        {
            setContent(file, whole);
            const SmallDisk small(10);
            COMPARE_ERROR((*vault)->writeAnchor("third"), "vault.disk-full");
        }
        QCOMPARE((*vault)->readAnchor().value(), Bytes("second heads"));
    }

    void emptiesItsLogWhenItCloses()
    {
        {
            const auto vault = newVault(place->vault(), clock);
            VERIFY_OK(vault);
            VERIFY_OK(setNote(**vault, u"text"_s));
            QVERIFY(QFileInfo(place->path(u"vault/journal.db-wal"_s)).size() > 0);
        }
        QCOMPARE(QFileInfo(place->path(u"vault/journal.db-wal"_s)).size(), 0);
    }

    void makesFoldersAnewThatABackupLeftOut()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        for (const QString& name : {u"blobs"_s, u"index"_s, u"rooms"_s}) {
            QVERIFY(QDir(place->vault()).rmdir(name));
        }
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QVERIFY(QDir((*vault)->indexFolder()).exists() && QDir((*vault)->roomFolder()).exists());
        QVERIFY(QDir(place->path(u"vault/blobs"_s)).exists());
    }

    void warnsOfAFolderThatOthersMayEnter()
    {
        const auto vault = newVault(place->vault(), clock);
        VERIFY_OK(vault);
        QVERIFY(!(*vault)->warnings().join(u' ').contains("chmod"_L1));
        QVERIFY((*vault)->warnings().join(u' ').contains("Core dumps"_L1));
        ::chmod(QFile::encodeName(place->vault()).constData(), 0755);
        QVERIFY((*vault)->warnings().join(u' ').contains("chmod"_L1));
    }

private:
    StillClock clock;
    std::unique_ptr<Place> place;
};

QTEST_GUILESS_MAIN(TestVault)
#include "tst_vault.moc"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// A vault is backed up while it is written to, restored, given a new master key, and opened by what else opens it, by
/// the program as people run it.
class TestKeeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aBackupIsWhatItSaysItIs();
    void aBackupIsMadeBesideAWriter();
    void aBackupIsRestoredAndGoesOn();
    void aDamagedBackupIsRefusedWithItsPlace();
    void aNewMasterKeyKeepsEverybodyIn();
    void whoeverLeftIsKeptOut();
    void aPassphraseAndAKeyFileOpenTogether();
    void aKeyringThatIsNotThereIsSaid();
    void wrongUseHasItsExitCodes_data();
    void wrongUseHasItsExitCodes();

private:
    struct Ran
    {
        int exit = -1;
        QJsonObject json;
        QByteArray errors;
    };
    [[nodiscard]] QProcessEnvironment environment(const QString& secret) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_folder.path());
        environment.insert(u"XDG_STATE_HOME"_s, path(u"state"_s));
        environment.insert(u"BULKHEAD_VAULT"_s, path(u"vault"_s));
        environment.insert(u"BULKHEAD_PASSPHRASE_FILE"_s, path(secret));
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s);
        return environment;
    }
    Ran ask(QStringList arguments, const QString& secret = u"ada"_s)
    {
        QProcess process;
        process.setProcessEnvironment(environment(secret));
        process.start(QStringLiteral(BULKHEADCTL), arguments + QStringList{u"--json"_s});
        process.closeWriteChannel();
        if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit) {
            return {};
        }
        const QByteArray out = process.readAllStandardOutput();
        return {process.exitCode(), QJsonDocument::fromJson(out).object(), process.readAllStandardError()};
    }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    static QByteArray read(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s", qPrintable(path));
        }
    }
    [[nodiscard]] static QString code(const Ran& ran) { return ran.json[u"error"_s][u"code"_s].toString(); }

    QTemporaryDir m_folder;
    QString m_fingerprint;
};

void TestKeeping::initTestCase()
{
    write(path(u"ada"_s), "harbour violet seven kettle\n");
    write(path(u"lena"_s), "quiet lantern over maple\n");
    write(path(u"both"_s), "stone bridge winter nine\n");
    write(path(u"key"_s), QByteArray(64, 'k'));
    const Ran made = ask({u"vault"_s, u"create"_s, path(u"vault"_s), u"--name"_s, u"Acme"_s, u"--user"_s, u"Ada"_s,
                          u"--roles"_s, u"incident-commander,legal"_s, u"--new-passphrase-file"_s, path(u"ada"_s),
                          u"--recovery-file"_s, path(u"code"_s), u"--kdf-seconds"_s, u"0"_s});
    QCOMPARE(made.exit, 0);
    m_fingerprint = made.json[u"fingerprint"_s].toString();
    QCOMPARE(ask({u"user"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, u"Lena"_s, u"--roles"_s, u"legal"_s,
                  u"--new-passphrase-file"_s, path(u"lena"_s)})
                 .exit,
             0);
    QCOMPARE(ask({u"incident"_s, u"open"_s, u"--title"_s, u"Contacts on a paste site"_s}).exit, 0);
    write(path(u"evidence.csv"_s), "mail\na@example.org\n");
    QCOMPARE(ask({u"evidence"_s, u"add"_s, path(u"evidence.csv"_s), u"--incident"_s, u"INC-0001"_s}).exit, 0);
}

void TestKeeping::aBackupIsWhatItSaysItIs()
{
    const Ran made = ask({u"vault"_s, u"backup"_s, path(u"backup"_s)});
    QVERIFY2(made.exit == 0, made.errors.constData());
    const QByteArray octets = read(path(u"backup"_s));
    QCOMPARE(made.json[u"bytes"_s].toInteger(), octets.size());
    QCOMPARE(made.json[u"sha256"_s].toString().toLatin1(),
             QCryptographicHash::hash(octets, QCryptographicHash::Sha256).toHex());
    QCOMPARE(made.json[u"file"_s].toString(), path(u"backup"_s));
    QVERIFY(made.json[u"changes"_s].toInt() > 3);
    QVERIFY(made.json[u"missing"_s].toArray().isEmpty());
    QVERIFY(!octets.contains("example.org") && !octets.contains("paste site"));
}

void TestKeeping::aBackupIsMadeBesideAWriter()
{
    // A second process that holds the vault for as long as its input is open.
    QProcess writer;
    writer.setProcessEnvironment(environment(u"ada"_s));
    writer.start(QStringLiteral(BULKHEADCTL), {u"evidence"_s, u"add"_s, u"-"_s, u"--incident"_s, u"INC-0001"_s});
    QVERIFY(writer.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(!ask({u"vault"_s, u"status"_s}).json[u"locked_by"_s].toString().isEmpty(), 30'000);
    writer.write("the beginning of something");
    QCOMPARE(ask({u"incident"_s, u"set"_s, u"INC-0001"_s, u"severity=low"_s}).exit, 3);
    const Ran made = ask({u"vault"_s, u"backup"_s, path(u"beside"_s)});
    QVERIFY2(made.exit == 0, made.errors.constData());
    QVERIFY(writer.state() == QProcess::Running);
    writer.closeWriteChannel();
    QVERIFY(writer.waitForFinished(60'000));
    QCOMPARE(writer.exitCode(), 0);
    QCOMPARE(ask({u"vault"_s, u"restore"_s, path(u"beside"_s), path(u"besides"_s)}).exit, 0);
}

void TestKeeping::aBackupIsRestoredAndGoesOn()
{
    const Ran restored = ask({u"vault"_s, u"restore"_s, path(u"backup"_s), path(u"restored"_s)});
    QVERIFY2(restored.exit == 0, restored.errors.constData());
    QCOMPARE(restored.json[u"fingerprint"_s].toString(), m_fingerprint);
    QVERIFY(restored.json[u"problems"_s].toArray().isEmpty());
    QVERIFY(restored.json[u"changes"_s].toInt() > 3);
    QCOMPARE(ask({u"--vault"_s, path(u"restored"_s), u"incident"_s, u"set"_s, u"1"_s, u"severity=low"_s}).exit, 0);
    const Ran verified = ask({u"--vault"_s, path(u"restored"_s), u"verify"_s, u"--deep"_s});
    QCOMPARE(verified.exit, 0);
    QVERIFY(verified.json[u"ok"_s].toBool());
    const Ran status = ask({u"--vault"_s, path(u"restored"_s), u"vault"_s, u"status"_s});
    QCOMPARE(status.json[u"devices"_s].toInt(), ask({u"vault"_s, u"status"_s}).json[u"devices"_s].toInt() + 1);
    // With the recovery code as well.
    QCOMPARE(ask({u"--recovery-file"_s, path(u"code"_s), u"vault"_s, u"restore"_s, path(u"backup"_s), path(u"other"_s)})
                 .exit,
             0);
}

void TestKeeping::aDamagedBackupIsRefusedWithItsPlace()
{
    QByteArray octets = read(path(u"backup"_s));
    octets[octets.size() - 40] = static_cast<char>(octets[octets.size() - 40] ^ 1);
    write(path(u"turned"_s), octets);
    write(path(u"cut"_s), read(path(u"backup"_s)).chopped(1));
    for (const auto& name : {u"turned"_s, u"cut"_s}) {
        const Ran refused = ask({u"vault"_s, u"restore"_s, path(name), path(u"nowhere"_s)});
        QCOMPARE(refused.exit, 7);
        QCOMPARE(code(refused), u"vault.backup-damaged"_s);
        QVERIFY(refused.json[u"error"_s][u"detail"_s].toString().section(u',', 0, 0).toLongLong() > 0);
    }
    QCOMPARE(QDir(m_folder.path()).entryList({u"*nowhere*"_s}, QDir::AllEntries | QDir::Hidden), QStringList());
}

void TestKeeping::aNewMasterKeyKeepsEverybodyIn()
{
    QCOMPARE(ask({u"vault"_s, u"rekey"_s}, u"lena"_s).exit, 5);
    const QByteArray before = read(path(u"vault/vault.json"_s));
    const Ran done = ask({u"vault"_s, u"rekey"_s});
    QVERIFY2(done.exit == 0, done.errors.constData());
    QCOMPARE(done.json[u"slots"_s].toArray().size(), 3);
    QVERIFY(read(path(u"vault/vault.json"_s)) != before);
    QCOMPARE(ask({u"incident"_s, u"list"_s}).exit, 0);
    QCOMPARE(ask({u"incident"_s, u"list"_s}, u"lena"_s).exit, 0);
    QCOMPARE(ask({u"--recovery-file"_s, path(u"code"_s), u"incident"_s, u"list"_s}).exit, 0);
    QVERIFY(ask({u"verify"_s, u"--deep"_s}).json[u"ok"_s].toBool());
    // Its backups restore like any.
    QCOMPARE(ask({u"vault"_s, u"backup"_s, path(u"rekeyed"_s)}).exit, 0);
    QCOMPARE(ask({u"vault"_s, u"restore"_s, path(u"rekeyed"_s), path(u"again"_s)}, u"lena"_s).exit, 0);
}

void TestKeeping::whoeverLeftIsKeptOut()
{
    QCOMPARE(ask({u"vault"_s, u"rekey"_s, u"--without"_s, u"Nobody"_s}).exit, 4);
    QCOMPARE(ask({u"vault"_s, u"rekey"_s, u"--without"_s, u"Ada"_s}).exit, 5);
    const Ran done = ask({u"vault"_s, u"rekey"_s, u"--without"_s, u"Lena"_s});
    QCOMPARE(done.exit, 0);
    QCOMPARE(done.json[u"dropped"_s].toArray().first().toString(), u"Lena"_s);
    QCOMPARE(ask({u"incident"_s, u"list"_s}, u"lena"_s).exit, 3);
    QCOMPARE(ask({u"incident"_s, u"list"_s}).exit, 0);
}

void TestKeeping::aPassphraseAndAKeyFileOpenTogether()
{
    const Ran added = ask({u"vault"_s, u"slots"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, u"--kind"_s,
                           u"passphrase+keyfile"_s, u"--new-passphrase-file"_s, path(u"both"_s), u"--new-key-file"_s,
                           path(u"key"_s)});
    QCOMPARE(added.exit, 0);
    QCOMPARE(added.json[u"kind"_s].toString(), u"passphrase+keyfile"_s);
    QCOMPARE(ask({u"incident"_s, u"list"_s}, u"both"_s).exit, 3);
    QCOMPARE(ask({u"--key-file"_s, path(u"ada"_s), u"incident"_s, u"list"_s}, u"both"_s).exit, 3);
    QCOMPARE(ask({u"--key-file"_s, path(u"key"_s), u"incident"_s, u"list"_s}, u"both"_s).exit, 0);
    QCOMPARE(ask({u"vault"_s, u"slots"_s, u"remove"_s, added.json[u"id"_s].toString()}).exit, 0);
    QCOMPARE(ask({u"--key-file"_s, path(u"key"_s), u"incident"_s, u"list"_s}, u"both"_s).exit, 3);
}

void TestKeeping::aKeyringThatIsNotThereIsSaid()
{
    const QByteArray before = read(path(u"vault/vault.json"_s));
    const Ran added = ask({u"vault"_s, u"slots"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, u"--kind"_s, u"keyring"_s});
    QCOMPARE(added.exit, 6);
    QCOMPARE(code(added), u"vault.no-keyring"_s);
    QVERIFY(!read(path(u"vault/vault.json"_s)).contains("\"keyring\""));
    QCOMPARE(code(ask({u"--keyring"_s, u"incident"_s, u"list"_s})), u"vault.no-keyring-slot"_s);
    QVERIFY(!before.isEmpty());
}

void TestKeeping::wrongUseHasItsExitCodes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<int>("exit");
    QTest::newRow("a backup over something") << QStringList{u"vault"_s, u"backup"_s, path(u"ada"_s)} << u"ada"_s << 4;
    QTest::newRow("a backup to nowhere") << QStringList{u"vault"_s, u"backup"_s, u"/nowhere/at/all"_s} << u"ada"_s << 7;
    QTest::newRow("a backup with the wrong passphrase")
        << QStringList{u"vault"_s, u"backup"_s, path(u"b2"_s)} << u"both"_s << 3;
    QTest::newRow("a backup that is not there")
        << QStringList{u"vault"_s, u"restore"_s, path(u"none"_s), path(u"r2"_s)} << u"ada"_s << 4;
    QTest::newRow("a backup that is none")
        << QStringList{u"vault"_s, u"restore"_s, path(u"ada"_s), path(u"r2"_s)} << u"ada"_s << 4;
    QTest::newRow("restoring over a folder")
        << QStringList{u"vault"_s, u"restore"_s, path(u"backup"_s), path(u"vault"_s)} << u"ada"_s << 4;
    QTest::newRow("restoring with the wrong passphrase")
        << QStringList{u"vault"_s, u"restore"_s, path(u"backup"_s), path(u"r2"_s)} << u"both"_s << 3;
    QTest::newRow("restoring without a folder")
        << QStringList{u"vault"_s, u"restore"_s, path(u"backup"_s)} << u"ada"_s << 2;
    QTest::newRow("a key file for a passphrase")
        << QStringList{u"vault"_s,      u"slots"_s,          u"add"_s,
                       u"--kind"_s,     u"passphrase"_s,     u"--new-passphrase-file"_s,
                       path(u"both"_s), u"--new-key-file"_s, path(u"key"_s)}
        << u"ada"_s << 2;
}

void TestKeeping::wrongUseHasItsExitCodes()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, secret);
    QFETCH(const int, exit);
    const Ran ran = ask(words, secret);
    QVERIFY2(ran.exit == exit, qPrintable(QString::number(ran.exit) + QString::fromUtf8(ran.errors)));
    QVERIFY(!ran.json[u"error"_s][u"message"_s].toString().isEmpty());
    QVERIFY(!QFile::exists(path(u"r2"_s)) && !QFile::exists(path(u"b2"_s)));
}

QTEST_GUILESS_MAIN(TestKeeping)
#include "tst_keeping_ctl.moc"

#include "models/base/digest.h"
#include "models/vault/backup.h"
#include "models/vault/backupformat.h"
#include "tests/vault/fixture.h"

#include <QBuffer>
#include <QRandomGenerator>

#include <sys/stat.h>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
const auto nobodyKnows = [](BytesView) { return false; };

Bytes store(Vault& vault, const Bytes& content)
{
    QBuffer source;
    source.setData(content);
    source.open(QIODevice::ReadOnly);
    const auto stored = vault.blobs().write(source, nobodyKnows);
    return stored ? stored->name : Bytes();
}

Expected<void> note(Vault& vault, const QString& text)
{
    TRY(Database database, vault.connect(Database::Mode::ReadWrite));
    CHECK_OK(database.run("CREATE TABLE IF NOT EXISTS words(word TEXT)"));
    TRY(Statement write, database.prepare("INSERT INTO words VALUES (?)"));
    write.bind(1, text);
    return write.run();
}

QStringList words(const Vault& vault)
{
    QStringList found;
    auto database = vault.connect(Database::Mode::ReadOnly);
    auto read = database ? database->prepare("SELECT word FROM words ORDER BY rowid")
                         : Expected<Statement>(std::unexpected(database.error()));
    while (read && read->step().value_or(false)) {
        found.append(read->text(0));
    }
    return found;
}

/// What a folder holds, hidden names too.
QStringList entries(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}
} // namespace

/// One encrypted file that holds the vault, or says that it does not.
class TestBackup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        vault = *std::move(made);
        VERIFY_OK(note(*vault, u"first"_s));
        small = store(*vault, "a small piece of evidence");
        large = store(*vault, Bytes(3 << 20, 'L'));
        setContent(vault->indexFolder() + "/segment.fpx"_L1, "octets of a segment");
        VERIFY_OK(vault->writeAnchor("anchored"));
    }
    void cleanup() { vault.reset(); }

    void givesBackWhatTheVaultHeld()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        vault.reset();
        restore();
        const auto restored = openVault(place->path(u"restored"_s), clock);
        VERIFY_OK(restored);
        QCOMPARE(words(**restored), QStringList{u"first"_s});
        QVERIFY((*restored)->blobs().contains(small));
        QCOMPARE(contentOf(place->path(u"restored/blobs/"_s + hex(large))),
                 contentOf(place->vault() + "/blobs/"_L1 + hex(large)));
        QCOMPARE(contentOf((*restored)->indexFolder() + "/segment.fpx"_L1), QByteArray("octets of a segment"));
        const auto anchor = (*restored)->readAnchor();
        VERIFY_OK(anchor);
        QCOMPARE(*anchor, Bytes("anchored"));
        QVERIFY((*restored)->walDamage().isEmpty());
        QVERIFY((*restored)->warnings().filter(u"header"_s).isEmpty());
    }

    void opensWithEverySlotThatTheVaultHas()
    {
        VERIFY_OK(vault->addUser(u"Bob"_s, passphrase("bob's horse"), 0));
        VERIFY_OK(backUp(*vault, file(), {}));
        VERIFY_OK(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("bob's horse", u"Bob"_s)));
        VERIFY_OK(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")));
    }

    void takesTheSlotsAsAWriterHasLeftThem()
    {
        const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
        VERIFY_OK(reader);
        VERIFY_OK(vault->changePassphrase(passphrase("correct horse"), passphrase("new horse"), 0));
        VERIFY_OK(backUp(**reader, file(), {}));
        COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")),
                      "vault.wrong-passphrase");
        VERIFY_OK(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("new horse")));
    }

    void isOneStateOfADatabaseThatIsBeingWritten()
    {
        const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
        VERIFY_OK(reader);
        auto writing = vault->connect(Database::Mode::ReadWrite);
        VERIFY_OK(writing);
        VERIFY_OK(writing->run("INSERT INTO words VALUES ('second'); BEGIN IMMEDIATE; INSERT INTO words VALUES "
                               "('not committed')"));
        VERIFY_OK(backUp(**reader, file(), {}));
        VERIFY_OK(writing->run("COMMIT"));
        restore();
        const auto restored = openVault(place->path(u"restored"_s), clock);
        VERIFY_OK(restored);
        QCOMPARE(words(**restored), (QStringList{u"first"_s, u"second"_s}));
    }

    void seesNothingThatIsWrittenWhileItCopies()
    {
        for (int i = 0; i < 3; ++i) { // Large enough to be copied in more than one step.
            VERIFY_OK(note(*vault, QString(1 << 20, u'x')));
        }
        bool isFirst = true;
        const auto written = backUp(*vault, file(), {.progress = [&](qint64, qint64) {
            if (std::exchange(isFirst, false)) {
                QVERIFY(note(*vault, u"late"_s));
            }
        }});
        VERIFY_OK(written);
        QVERIFY(!isFirst && words(*vault).contains(u"late"_s));
        restore();
        const auto restored = openVault(place->path(u"restored"_s), clock);
        VERIFY_OK(restored);
        QCOMPARE(words(**restored).size(), 4);
        QVERIFY(!words(**restored).contains(u"late"_s));
    }

    void isMadeFromAFolderThatCannotBeWrittenTo()
    {
        vault.reset();
        QDir().mkdir(place->path(u"out"_s));
        const int result = withoutPrivileges(place->root(), [&] {
            ::chmod(QFile::encodeName(place->vault()).constData(), 0500);
            const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
            return reader && backUp(**reader, place->path(u"out/backup"_s), {}) ? 0 : 1;
        });
        if (result < 0) {
            QSKIP("needs a process without privileges");
        }
        QCOMPARE(result, 0);
    }

    void isItsOwnersAloneAndWhatTheReportSays()
    {
        const auto report = backUp(*vault, file(), {});
        VERIFY_OK(report);
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(file()).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600U);
        QCOMPARE(report->bytes, facts.st_size);
        QCOMPARE(hex(report->sha256), hex(sha256(contentOf(file()))));
        QCOMPARE(report->files, 5); // anchors, database, two blobs, a segment
        QCOMPARE(report->changes, -1);
        QVERIFY(report->missing.isEmpty());
    }

    void showsNoNamesAndNoContent()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        const QByteArray octets = contentOf(file());
        for (const QByteArray& word : {QByteArray("journal.db"), QByteArray("blobs/"), hex(small).toLatin1(),
                                       QByteArray("segment"), QByteArray("first"), QByteArray("BLKHBLOB")}) {
            QVERIFY2(!octets.contains(word), word.constData());
        }
        QVERIFY(octets.contains("\"wrapped\"")); // The slots do show: they open it.
    }

    void isNeverWrittenOverAnything()
    {
        setContent(file(), "precious");
        COMPARE_ERROR(backUp(*vault, file(), {}), "vault.file-exists");
        QCOMPARE(contentOf(file()), QByteArray("precious"));
    }

    void leavesNothingWhenItIsCancelled()
    {
        const QStringList before = entries(place->root());
        for (const int after : {0, 1, 3}) {
            std::stop_source stop;
            int calls = 0;
            const BackupOptions options{.progress =
                                            [&](qint64, qint64) {
                                                if (++calls > after) {
                                                    stop.request_stop();
                                                }
                                            },
                                        .stop = stop.get_token()};
            COMPARE_ERROR(backUp(*vault, file(), options), "vault.cancelled");
            QCOMPARE(entries(place->root()), before);
        }
        VERIFY_OK(backUp(*vault, file(), {}));
        std::stop_source stop;
        const auto progress = [&](qint64, qint64) { stop.request_stop(); };
        COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"), progress,
                                          stop.get_token()),
                      "vault.cancelled");
        QVERIFY(QFile::remove(file()));
        QCOMPARE(entries(place->root()), before);
    }

    void removesWhatAKilledOneLeft()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto dies = [](qint64 done, qint64 all) {
                if (done > all / 2) {
                    ::kill(::getpid(), SIGKILL);
                }
            };
            const auto other = openVault(place->vault(), clock, Vault::Access::Read);
            (void)backUp(**other, file(), {.progress = dies});
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(entries(place->root()).filter(u".backup."_s).size() >= 2);
        setContent(place->path(u".backup.notes.partial"_s), "somebody's own");
        VERIFY_OK(backUp(*vault, file(), {}));
        QCOMPARE(entries(place->root()).filter(u".backup."_s), QStringList{u".backup.notes.partial"_s});
    }

    void leavesOneThatIsUnderWayAlone()
    {
        bool isNested = false;
        const auto report = backUp(*vault, file(), {.progress = [&](qint64 done, qint64 all) {
            if (done > all / 2 && !std::exchange(isNested, true)) {
                VERIFY_OK(backUp(*vault, file(), {}));
                QVERIFY(QFile::rename(file(), file() + "-2"_L1));
            }
        }});
        VERIFY_OK(report);
        QVERIFY(isNested);
        restore();
    }

    void leavesNothingOnAFullDisk()
    {
        const QStringList before = entries(place->root());
        for (const rlim_t room : {4096U, 1U << 16, 1U << 20, 2U << 20}) {
            const SmallDisk disk(room);
            COMPARE_ERROR(backUp(*vault, file(), {}), "vault.disk-full");
            QCOMPARE(entries(place->root()), before);
        }
        VERIFY_OK(backUp(*vault, file(), {}));
        {
            const SmallDisk disk(1U << 20);
            COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")),
                          "vault.disk-full");
        }
        QVERIFY(QFile::remove(file()));
        QCOMPARE(entries(place->root()), before);
    }

    void takesOnlyMaterialThatTheJournalNames()
    {
        const auto report = backUp(*vault, file(), {.content = [&](Database& copy) -> Expected<BackupContent> {
            CHECK_OK(copy.run("SELECT word FROM words"));
            return BackupContent{.blobs = {small, Bytes(32, 'm')}, .changes = 7};
        }});
        VERIFY_OK(report);
        QCOMPARE(report->changes, 7);
        QCOMPARE(report->missing, QStringList{u"blobs/"_s + hex(Bytes(32, 'm'))});
        const auto restored = Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"));
        VERIFY_OK(restored);
        QCOMPARE(restored->changes(), 7);
        QCOMPARE(entries(restored->folder() + "/blobs"_L1), QStringList{hex(small)});
    }

    void beginsAgainWhereMaterialWentAwayMeanwhile()
    {
        int runs = 0;
        const auto content = [&](Database&) -> Expected<BackupContent> {
            if (++runs == 1) {
                QFile::remove(place->vault() + "/blobs/"_L1 + hex(small));
                return BackupContent{.blobs = {small, large}, .changes = 2};
            }
            return BackupContent{.blobs = {large}, .changes = 3};
        };
        const auto report = backUp(*vault, file(), {.content = content});
        VERIFY_OK(report);
        QCOMPARE(runs, 2);
        QCOMPARE(report->changes, 3);
        QVERIFY(report->missing.isEmpty());
    }

    void findsEveryFlippedOctet()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        const qint64 size = QFileInfo(file()).size();
        const qint64 header = 16 + QFileInfo(place->vault() + "/vault.json"_L1).size();
        std::vector<qint64> places{0,           7,           11,       14,          15,          20,
                                   200,         header - 30, header,   header + 11, header + 12, header + 59,
                                   header + 60, header + 61, size - 1, size - 16,   size - 17};
        QRandomGenerator random(7);
        for (int i = 0; i < 20; ++i) {
            places.push_back(random.bounded(size));
        }
        for (const qint64 at : places) {
            flip(file(), at, 1);
            const auto restored = Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"));
            const QByteArray code = errorOf(restored);
            QVERIFY2(code == "vault.backup-damaged" || (at < 16 && code != "none"),
                     qPrintable(u"%1 %2"_s.arg(at).arg(QString::fromLatin1(code))));
            flip(file(), at, 1);
        }
        QCOMPARE(entries(place->root()).filter(u"restored"_s), QStringList());
        restore();
    }

    void findsEveryCutAndEveryAddition()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        const QByteArray whole = contentOf(file());
        const qint64 body = 16 + QFileInfo(place->vault() + "/vault.json"_L1).size() + 60;
        const qint64 chunk = backupformat::sealedChunkSize;
        for (const qint64 length :
             {qint64(0), qint64(8), qint64(15), qint64(16), body - 61, body - 1, body, body + 15, body + chunk - 1,
              body + chunk, body + chunk + 1, body + 2 * chunk, qint64(whole.size()) - 1}) {
            setContent(file(), whole.first(length));
            const auto restored = Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"));
            QCOMPARE(errorOf(restored), QByteArray(length < 16 ? "vault.not-a-backup" : "vault.backup-damaged"));
            QVERIFY(length < 16 || !restored.error().detail.isEmpty());
        }
        setContent(file(), whole + 'x');
        COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")),
                      "vault.backup-damaged");
        QCOMPARE(entries(place->root()).filter(u"restored"_s), QStringList());
    }

    void saysWhereItIsDamaged()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        flip(file(), QFileInfo(file()).size() - 1);
        const auto restored = Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"));
        COMPARE_ERROR(restored, "vault.backup-damaged");
        QVERIFY(restored.error().detail.contains("blobs/"_L1) || restored.error().detail.contains("index/"_L1));
        const qint64 where = restored.error().detail.section(u',', 0, 0).toLongLong();
        QVERIFY(where > 0 && where < QFileInfo(file()).size());
    }

    void refusesWhatIsNoBackup()
    {
        setContent(file(), "a letter to a friend");
        COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")),
                      "vault.not-a-backup");
        COMPARE_ERROR(Restoration::unpack(place->vault(), place->path(u"restored"_s), passphrase("correct horse")),
                      "vault.not-a-backup");
        COMPARE_ERROR(Restoration::unpack(place->path(u"none"_s), place->path(u"restored"_s), passphrase("x")),
                      "vault.io");
    }

    void refusesANewerFormat()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        QByteArray octets = contentOf(file());
        octets[11] = 2;
        setContent(file(), octets);
        COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")),
                      "vault.newer-format");
    }

    void restoresIntoANewFolderOnly()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        QDir().mkdir(place->path(u"restored"_s));
        COMPARE_ERROR(Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse")),
                      "vault.exists");
        QDir().rmdir(place->path(u"restored"_s));
        auto restoration = Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"));
        VERIFY_OK(restoration);
        QDir().mkdir(place->path(u"restored"_s)); // Somebody was quicker.
        COMPARE_ERROR(restoration->keep(), "vault.exists");
    }

    /// Even where the writer was killed after the backup, so that its token still stands outside.
    void goesOnAsANewDevice()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        const Bytes device = vault->deviceKey();
        const QString state = place->state() + "/bulkhead/"_L1 + vault->id().text();
        const QByteArray token = contentOf(state);
        restore();
        vault.reset();
        setContent(state, token);
        const auto restored = openVault(place->path(u"restored"_s), clock);
        VERIFY_OK(restored);
        QVERIFY((*restored)->deviceKey().size() == 32 && (*restored)->deviceKey() != device);
    }

    void isPrivateOnceRestored()
    {
        VERIFY_OK(backUp(*vault, file(), {}));
        restore();
        struct stat facts = {};
        for (const auto name : {""_L1, "/blobs"_L1, "/index"_L1, "/rooms"_L1}) {
            QCOMPARE(::stat(QFile::encodeName(place->path(u"restored"_s) + name).constData(), &facts), 0);
            QCOMPARE(facts.st_mode & 0777, 0700U);
        }
        QDirIterator files(place->path(u"restored"_s), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QCOMPARE(::stat(QFile::encodeName(files.next()).constData(), &facts), 0);
            QCOMPARE(facts.st_mode & 0777, 0600U);
        }
    }

private:
    QString file() const { return place->path(u"backup"_s); }
    void restore()
    {
        auto restoration = Restoration::unpack(file(), place->path(u"restored"_s), passphrase("correct horse"));
        VERIFY_OK(restoration);
        VERIFY_OK(restoration->keep());
        QVERIFY(QFile::exists(place->path(u"restored/vault.json"_s)));
    }

    StillClock clock;
    std::unique_ptr<Place> place;
    std::unique_ptr<Vault> vault;
    Bytes small;
    Bytes large;
};

QTEST_GUILESS_MAIN(TestBackup)
#include "tst_backup.moc"

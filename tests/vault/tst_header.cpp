#include "models/vault/header.h"
#include "tests/vault/fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
/// vault.json with a change in its object.
void edit(const QString& path, const std::function<void(QJsonObject&)>& change)
{
    QJsonObject root = QJsonDocument::fromJson(contentOf(path)).object();
    QVERIFY(!root.isEmpty());
    change(root);
    setContent(path, QJsonDocument(root).toJson());
}
} // namespace

class TestHeader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        json = place->path(u"vault/vault.json"_s);
        copy = json + ".bak"_L1;
        VERIFY_OK(newVault(place->vault(), clock));
        QCOMPARE(contentOf(json), contentOf(copy));
    }

    /// What README.md says stands in vault.json.
    void isReadableJson()
    {
        const QJsonObject root = QJsonDocument::fromJson(contentOf(json)).object();
        QCOMPARE(
            root.keys(),
            (QStringList{u"created"_s, u"format"_s, u"id"_s, u"mac"_s, u"name"_s, u"sha256"_s, u"slots"_s, u"type"_s}));
        QCOMPARE(root.value("type"_L1).toString(), u"bulkhead vault"_s);
        QCOMPARE(root.value("format"_L1).toInt(), 1);
        QCOMPARE(root.value("created"_L1).toString(), u"2026-01-01T00:00:00.000Z"_s);
        const QJsonObject slot = root.value("slots"_L1).toArray().first().toObject();
        QCOMPARE(slot.keys(),
                 (QStringList{u"created"_s, u"id"_s, u"kdf"_s, u"kind"_s, u"nonce"_s, u"user"_s, u"user_name"_s,
                              u"wrapped"_s}));
        const QJsonObject kdf = slot.value("kdf"_L1).toObject();
        QCOMPARE(kdf.value("algorithm"_L1).toString(), u"argon2id"_s);
        QCOMPARE(kdf.value("memory_kib"_L1).toInt(), 65536);
        QCOMPARE(kdf.value("passes"_L1).toInt(), 3);
    }

    /// Every bit of every octet: refused, or the same header.
    void readsTheSameOrNothingWhateverBitTurns()
    {
        const QByteArray whole = contentOf(json);
        const auto header = Header::fromJson(whole);
        VERIFY_OK(header);
        int same = 0, refused = 0;
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray damaged = whole;
                damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
                const auto read = Header::fromJson(damaged);
                if (read) {
                    QCOMPARE(read->content(), header->content());
                    ++same;
                } else {
                    const QByteArray code = errorOf(read);
                    QVERIFY2(code == "vault.damaged-header" || code == "vault.newer-format", code.constData());
                    QVERIFY(!read.error().message.isEmpty());
                    ++refused;
                }
            }
        }
        QVERIFY2(refused > whole.size() * 6, qPrintable(u"%1 refused, %2 the same"_s.arg(refused).arg(same)));
    }

    void refusesEveryTruncation()
    {
        const QByteArray whole = contentOf(json).trimmed();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            COMPARE_ERROR(Header::fromJson(whole.first(size)), "vault.damaged-header");
        }
    }

    void neverCrashesOnRubbish()
    {
        QRandomGenerator random(3);
        const QByteArray whole = contentOf(json);
        for (int round = 0; round < 3000; ++round) {
            QByteArray rubbish = whole;
            for (int i = 0; i < 5; ++i) {
                const auto at = random.bounded(static_cast<int>(rubbish.size()));
                rubbish.replace(at, random.bounded(60), whole.sliced(random.bounded(200), random.bounded(60)));
            }
            const auto read = Header::fromJson(rubbish);
            QVERIFY(!read || read->content() == Header::fromJson(whole)->content());
        }
    }

    /// The copy beside it opens the vault, and a writer repairs the damaged one.
    void opensThroughItsCopyAndRepairs_data()
    {
        QTest::addColumn<bool>("isCopyDamaged");
        QTest::addColumn<int>("at");
        QTest::newRow("vault.json at its start") << false << 0;
        QTest::newRow("vault.json in the slot") << false << 700;
        QTest::newRow("vault.json missing") << false << -1;
        QTest::newRow("the copy in the slot") << true << 700;
        QTest::newRow("the copy missing") << true << -1;
    }
    void opensThroughItsCopyAndRepairs()
    {
        QFETCH(const bool, isCopyDamaged);
        QFETCH(const int, at);
        const QByteArray whole = contentOf(json);
        const QString damaged = isCopyDamaged ? copy : json;
        if (at < 0) {
            QFile::remove(damaged);
        } else {
            flip(damaged, at, 4);
        }
        {
            const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
            VERIFY_OK(reader);
            QVERIFY((*reader)->warnings().join(u' ').contains("header"_L1));
        }
        VERIFY_OK(Vault::status(place->vault()));
        QVERIFY(contentOf(damaged) != whole); // A reader writes nothing.
        VERIFY_OK(openVault(place->vault(), clock));
        QCOMPARE(contentOf(json), whole);
        QCOMPARE(contentOf(copy), whole);
        const auto again = openVault(place->vault(), clock);
        VERIFY_OK(again);
        QVERIFY(!(*again)->warnings().join(u' ').contains("header"_L1));
    }

    void saysWhatToDoWhenBothAreDamaged()
    {
        flip(json, 300, 1);
        flip(copy, 400, 1);
        const QByteArray first = contentOf(json), second = contentOf(copy);
        const auto opened = openVault(place->vault(), clock);
        COMPARE_ERROR(opened, "vault.damaged-header");
        QVERIFY(opened.error().message.contains("backup"_L1));
        COMPARE_ERROR(Vault::status(place->vault()), "vault.damaged-header");
        QCOMPARE(contentOf(json), first);
        QCOMPARE(contentOf(copy), second);
    }

    void findsAHeaderThatSomebodyWithoutAKeyChanged_data()
    {
        QTest::addColumn<std::function<void(Header&)>>("change");
        using Change = std::function<void(Header&)>;
        QTest::newRow("name") << Change([](Header& header) { header.name = u"Another"_s; });
        QTest::newRow("created") << Change([](Header& header) { header.created += 1; });
        QTest::newRow("slot's time") << Change([](Header& header) { header.slots[0].created += 1; });
        QTest::newRow("a slot more") << Change([](Header& header) {
            Slot slot = header.slots[0];
            slot.id = Id::make(1);
            header.slots.push_back(slot);
        });
    }
    void findsAHeaderThatSomebodyWithoutAKeyChanged()
    {
        QFETCH(const std::function<void(Header&)>, change);
        auto header = Header::fromJson(contentOf(json));
        VERIFY_OK(header);
        change(*header);
        // The checksum fits; only the MAC cannot be made.
        const QByteArray forged = header->toJson(SecretBytes::random(32));
        VERIFY_OK(Header::fromJson(forged));
        const QByteArray whole = contentOf(json);
        setContent(json, forged);
        VERIFY_OK(openVault(place->vault(), clock, Vault::Access::Read)); // through the copy
        setContent(copy, forged);
        const auto opened = openVault(place->vault(), clock);
        COMPARE_ERROR(opened, "vault.damaged-header");
        setContent(json, whole);
        VERIFY_OK(openVault(place->vault(), clock));
    }

    void refusesANewerFormat()
    {
        for (const QString& file : {json, copy}) {
            edit(file, [](QJsonObject& root) {
                root.insert("format"_L1, 2);
                root.remove("sha256"_L1);
                root.insert("slots"_L1, QJsonArray{u"of another form"_s});
            });
        }
        const QByteArray before = contentOf(json);
        const auto opened = openVault(place->vault(), clock);
        COMPARE_ERROR(opened, "vault.newer-format");
        QVERIFY(opened.error().message.contains(u'2'));
        COMPARE_ERROR(Vault::status(place->vault()), "vault.newer-format");
        QCOMPARE(contentOf(json), before);
    }

    void refusesParametersBelowTheFloor()
    {
        auto header = Header::fromJson(contentOf(json));
        VERIFY_OK(header);
        header->slots[0].kdf.memoryKiB = 1024;
        const QByteArray weak = header->toJson(SecretBytes::random(32));
        setContent(json, weak);
        setContent(copy, weak);
        COMPARE_ERROR(openVault(place->vault(), clock), "vault.kdf-refused");
    }

    /// What a power cut in the middle of a slot's writing can leave.
    void survivesWhatAPowerCutLeaves()
    {
        const QByteArray before = contentOf(json);
        {
            const auto vault = openVault(place->vault(), clock);
            VERIFY_OK(vault);
            VERIFY_OK((*vault)->changePassphrase(passphrase("correct horse"), passphrase("new horse"), 0));
        }
        const QByteArray after = contentOf(json);
        const auto opensWith = [&](const char* text) {
            return bool(Vault::open(place->vault(), passphrase(text), Vault::Access::Write, clock));
        };
        // Cut while vault.json.new was written, and what was in it was half there.
        setContent(json, before);
        setContent(copy, before);
        setContent(json + ".new"_L1, after.first(300));
        QVERIFY(opensWith("correct horse") && !opensWith("new horse"));
        // Cut between the two files: the newer one counts, and the old passphrase is not let in through the copy.
        setContent(json, after);
        setContent(copy, before);
        QVERIFY(!opensWith("correct horse") && opensWith("new horse"));
        QCOMPARE(contentOf(copy), after);
    }

    void losesNothingWhenTheDiskIsFull()
    {
        const QByteArray before = contentOf(json);
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        {
            const SmallDisk small(500);
            COMPARE_ERROR((*vault)->changePassphrase(passphrase("correct horse"), passphrase("new horse"), 0),
                          "vault.disk-full");
            COMPARE_ERROR((*vault)->addUser(u"Bob"_s, passphrase("other horse"), 0), "vault.disk-full");
            QCOMPARE((*vault)->slots().size(), 1U);
        }
        QCOMPARE(contentOf(json), before);
        QCOMPARE(contentOf(copy), before);
        VERIFY_OK((*vault)->addUser(u"Bob"_s, passphrase("other horse"), 0));
    }

private:
    StillClock clock;
    std::unique_ptr<Place> place;
    QString json;
    QString copy;
};

QTEST_GUILESS_MAIN(TestHeader)
#include "tst_header.moc"

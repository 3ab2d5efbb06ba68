#include "models/vault/recoverycode.h"
#include "models/vault/slot.h"
#include "tests/vault/fixture.h"

#include <QJsonObject>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
UserKeys someKeys()
{
    return {SecretBytes::random(32), SecretBytes::random(32), SecretBytes::random(32)};
}

crypto::KdfParameters floorParameters()
{
    return crypto::KdfParameters::tuned(0);
}

Credential withKeyFile(const char* text, const char* file)
{
    Credential credential = passphrase(text);
    credential.keyFile = SecretBytes::copyOf(BytesView(file, qstrlen(file)));
    return credential;
}

Credential withCode(BytesView code)
{
    return {.passphrase = {}, .keyFile = {}, .recoveryCode = SecretBytes::copyOf(code)};
}

Expected<Slot> slotFor(SlotKind kind, const Credential& credential, const UserKeys& keys)
{
    return Slot::make(Id::make(1000), Id::make(2000), u"Ada"_s, kind, 1'767'225'600'123, credential, keys,
                      floorParameters());
}

bool areEqual(const UserKeys& one, const UserKeys& other)
{
    return one.master.equals(other.master) && one.signing.equals(other.signing) && one.exchange.equals(other.exchange);
}
} // namespace

class TestSlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWithItsPassphraseAlone()
    {
        const UserKeys keys = someKeys();
        const auto slot = slotFor(SlotKind::Passphrase, passphrase("correct horse"), keys);
        VERIFY_OK(slot);
        const auto opened = slot->unlock(passphrase("correct horse"));
        VERIFY_OK(opened);
        QVERIFY(areEqual(*opened, keys));
        for (const char* wrong : {"correct hors", "Correct horse", "correct horse ", " correct horse", "x"}) {
            COMPARE_ERROR(slot->unlock(passphrase(wrong)), "vault.wrong-passphrase");
        }
        COMPARE_ERROR(slot->unlock(passphrase("")), "vault.wrong-passphrase");
        COMPARE_ERROR(slot->unlock(withCode(makeRecoveryCode().view())), "vault.wrong-passphrase");
        // A key file beside it changes nothing about a slot that needs none.
        VERIFY_OK(slot->unlock(withKeyFile("correct horse", "file")));
    }

    void needsBothPassphraseAndKeyFile()
    {
        const UserKeys keys = someKeys();
        const auto slot = slotFor(SlotKind::PassphraseAndKeyFile, withKeyFile("correct horse", "key file"), keys);
        VERIFY_OK(slot);
        QVERIFY(areEqual(slot->unlock(withKeyFile("correct horse", "key file")).value(), keys));
        COMPARE_ERROR(slot->unlock(passphrase("correct horse")), "vault.wrong-passphrase");
        COMPARE_ERROR(slot->unlock(withKeyFile("correct horse", "key filf")), "vault.wrong-passphrase");
        COMPARE_ERROR(slot->unlock(withKeyFile("wrong horse", "key file")), "vault.wrong-passphrase");
        COMPARE_ERROR(slotFor(SlotKind::PassphraseAndKeyFile, passphrase("correct horse"), keys),
                      "vault.credential-incomplete");
    }

    void opensWithARecoveryCodeHoweverItIsTyped()
    {
        const UserKeys keys = someKeys();
        const auto code = makeRecoveryCode();
        const auto slot = slotFor(SlotKind::RecoveryCode, withCode(code.view()), keys);
        VERIFY_OK(slot);
        const QByteArray printed = code.view().toByteArray();
        QByteArray letters = printed.toLower();
        letters.replace('0', 'o').replace('1', 'l').replace('-', ' ');
        for (const QByteArray& typed : {printed, letters, "  " + QByteArray(printed).replace("-", "") + "\r\n"}) {
            QVERIFY(areEqual(slot->unlock(withCode(typed)).value(), keys));
        }
        COMPARE_ERROR(slot->unlock(withCode(makeRecoveryCode().view())), "vault.wrong-passphrase");
        const auto mistyped = slot->unlock(withCode(QByteArray(printed).replace(2, 1, printed[2] == 'A' ? "B" : "A")));
        COMPARE_ERROR(mistyped, "vault.wrong-passphrase");
        QVERIFY(mistyped.error().message.contains("typing mistake"_L1));
        COMPARE_ERROR(slotFor(SlotKind::RecoveryCode, withCode("ABCD"), keys), "vault.wrong-passphrase");
    }

    void printsRecoveryCodesInNineGroups()
    {
        const QRegularExpression form(u"^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$"_s);
        QSet<QByteArray> seen;
        for (int i = 0; i < 200; ++i) {
            const QByteArray code = makeRecoveryCode().view().toByteArray();
            QVERIFY(form.match(QString::fromLatin1(code)).hasMatch());
            QVERIFY(readRecoveryCode(SecretBytes::copyOf(code)));
            seen.insert(code);
        }
        QCOMPARE(seen.size(), 200);
    }

    void readsTheSameSecretFromEveryForm()
    {
        const QByteArray code = makeRecoveryCode().view().toByteArray();
        const auto secret = readRecoveryCode(SecretBytes::copyOf(code));
        QVERIFY(secret && secret->size() == 20);
        const auto reads = [&](const QByteArray& typed) {
            const auto again = readRecoveryCode(SecretBytes::copyOf(typed));
            return again && again->equals(*secret);
        };
        QVERIFY(reads(code.toLower()));
        QVERIFY(reads(QByteArray(code).replace("-", "")));
        QVERIFY(reads(QByteArray(code).replace("-", "\xe2\x80\x93"))); // en dashes of a word processor
        QVERIFY(reads(QByteArray(code).replace("-", "\xc2\xa0")));     // no-break spaces
        QVERIFY(reads(QByteArray(code).replace("0", "O").replace("1", "I")));
        QVERIFY(!reads(code.first(code.size() - 1)));
        QVERIFY(!reads(code + "0"));
        QVERIFY(!reads(QByteArray(code).replace("-", "+")));
        QVERIFY(!reads({}));
    }

    /// 20 check bits: one wrong code in a million goes through, and then opens nothing.
    void noticesTypingMistakes()
    {
        const QByteArray code = makeRecoveryCode().view().toByteArray();
        int checked = 0;
        for (qsizetype at = 0; at < code.size(); ++at) {
            if (code[at] != '-') {
                QByteArray wrong = code;
                wrong[at] = code[at] == '7' ? '8' : '7';
                QVERIFY(!readRecoveryCode(SecretBytes::copyOf(wrong)));
                ++checked;
            }
        }
        QCOMPARE(checked, 36);
    }

    void normalisesPassphrases_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("meant");
        QTest::newRow("as it is") << QByteArray("correct horse") << QByteArray("correct horse");
        QTest::newRow("a line feed at the end") << QByteArray("secret\n") << QByteArray("secret");
        QTest::newRow("a Windows line end") << QByteArray("secret\r\n") << QByteArray("secret");
        QTest::newRow("only one of two") << QByteArray("secret\n\n") << QByteArray("secret\n");
        QTest::newRow("a lone carriage return stays") << QByteArray("secret\r") << QByteArray("secret\r");
        QTest::newRow("spaces stay") << QByteArray(" secret ") << QByteArray(" secret ");
        QTest::newRow("composed") << QByteArray("caf\x65\xcc\x81") << QByteArray("caf\xc3\xa9");
        QTest::newRow("composed already") << QByteArray("caf\xc3\xa9") << QByteArray("caf\xc3\xa9");
        QTest::newRow("case stays") << QByteArray("SECRET") << QByteArray("SECRET");
    }
    void normalisesPassphrases()
    {
        QFETCH(const QByteArray, typed);
        QFETCH(const QByteArray, meant);
        QCOMPARE(Credential::normalisedPassphrase(typed).value().view(), BytesView(meant));
    }

    void refusesPassphrasesThatAreNone()
    {
        COMPARE_ERROR(Credential::normalisedPassphrase({}), "vault.passphrase-empty");
        COMPARE_ERROR(Credential::normalisedPassphrase("\n"), "vault.passphrase-empty");
        COMPARE_ERROR(Credential::normalisedPassphrase("\r\n"), "vault.passphrase-empty");
        COMPARE_ERROR(Credential::normalisedPassphrase("caf\xe9"), "vault.passphrase-not-text");
    }

    void opensInEitherNormalForm()
    {
        const auto slot = slotFor(SlotKind::Passphrase, passphrase("caf\x65\xcc\x81"), someKeys());
        VERIFY_OK(slot);
        VERIFY_OK(slot->unlock(passphrase("caf\xc3\xa9")));
    }

    void survivesTheWayThroughJson()
    {
        const auto slot = slotFor(SlotKind::Passphrase, passphrase("correct horse"), someKeys());
        VERIFY_OK(slot);
        const auto again = Slot::fromJson(slot->toJson());
        VERIFY_OK(again);
        QCOMPARE(again->toJson(), slot->toJson());
        QVERIFY(again->id == slot->id && again->user == slot->user && again->kdf == slot->kdf);
        QCOMPARE(again->created, 1'767'225'600'123);
        VERIFY_OK(again->unlock(passphrase("correct horse")));
    }

    /// Whoever may write vault.json cannot move a slot to another user or weaken its parameters.
    void isBoundToWhatStandsBesideIt_data()
    {
        QTest::addColumn<std::function<void(Slot&)>>("change");
        using Change = std::function<void(Slot&)>;
        QTest::newRow("id") << Change([](Slot& slot) { slot.id = Id::make(5); });
        QTest::newRow("user") << Change([](Slot& slot) { slot.user = Id::make(5); });
        QTest::newRow("user's name") << Change([](Slot& slot) { slot.userName = u"Bob"_s; });
        QTest::newRow("kind") << Change([](Slot& slot) { slot.kind = SlotKind::PassphraseAndKeyFile; });
        QTest::newRow("passes") << Change([](Slot& slot) { slot.kdf.passes = 4; });
        QTest::newRow("memory") << Change([](Slot& slot) { slot.kdf.memoryKiB += 1024; });
        QTest::newRow("lanes") << Change([](Slot& slot) { slot.kdf.lanes = 2; });
        QTest::newRow("salt") << Change([](Slot& slot) { slot.kdf.salt[0] = slot.kdf.salt[0] ^ 1; });
        QTest::newRow("nonce") << Change([](Slot& slot) { slot.nonce[0] = slot.nonce[0] ^ 1; });
        QTest::newRow("keys") << Change([](Slot& slot) { slot.wrapped[40] = slot.wrapped[40] ^ 1; });
    }
    void isBoundToWhatStandsBesideIt()
    {
        QFETCH(const std::function<void(Slot&)>, change);
        auto slot = slotFor(SlotKind::Passphrase, passphrase("correct horse"), someKeys());
        VERIFY_OK(slot);
        change(*slot);
        COMPARE_ERROR(slot->unlock(withKeyFile("correct horse", "file")), "vault.wrong-passphrase");
    }

    void refusesWeakOrExcessiveParametersBeforeItStretches()
    {
        auto slot = slotFor(SlotKind::Passphrase, passphrase("correct horse"), someKeys());
        VERIFY_OK(slot);
        slot->kdf.memoryKiB = 8;
        COMPARE_ERROR(slot->unlock(passphrase("correct horse")), "vault.kdf-refused");
        slot->kdf.memoryKiB = 0xffffffff;
        COMPARE_ERROR(slot->unlock(passphrase("correct horse")), "vault.kdf-refused");
    }

    void namesItsKinds()
    {
        for (const SlotKind kind :
             {SlotKind::Passphrase, SlotKind::PassphraseAndKeyFile, SlotKind::RecoveryCode, SlotKind::Keyring}) {
            QCOMPARE(slotKindFromName(QString(slotKindName(kind))).value(), kind);
        }
        QVERIFY(!slotKindFromName(u"smartcard"));
    }
};

QTEST_GUILESS_MAIN(TestSlot)
#include "tst_slot.moc"

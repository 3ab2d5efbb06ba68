#include "models/vault/crypto.h"

#include <QTest>

#include <argon2.h>
#include <atomic>
#include <thread>

using namespace bulkhead;
using namespace bulkhead::crypto;
using namespace Qt::StringLiterals;

namespace {
Bytes octets(const char* hexText)
{
    return Bytes::fromHex(hexText);
}

SecretBytes secret(const char* hexText)
{
    return SecretBytes::copyOf(octets(hexText));
}

Bytes flipped(Bytes bytes, qsizetype at, int bit)
{
    bytes[at] = static_cast<char>(bytes[at] ^ 1 << bit);
    return bytes;
}
} // namespace

class TestCrypto : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Test cases 13, 14, 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
    void sealsAsTheVectorsSay_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("nonce");
        QTest::addColumn<QByteArray>("associated");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("sealed");
        QTest::newRow("empty") << Bytes(32, '\0') << Bytes(12, '\0') << Bytes() << Bytes()
                               << octets("530f8afbc74536b9a963b4f1c4cb738b");
        QTest::newRow("one block") << Bytes(32, '\0') << Bytes(12, '\0') << Bytes() << Bytes(16, '\0')
                                   << octets("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
        QTest::newRow("with associated data")
            << octets("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
            << octets("cafebabefacedbaddecaf888") << octets("feedfacedeadbeeffeedfacedeadbeefabaddad2")
            << octets(
                   "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b1"
                   "6aedf5aa0de657ba637b39")
            << octets(
                   "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5"
                   "f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
    }
    void sealsAsTheVectorsSay()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QByteArray, nonce);
        QFETCH(const QByteArray, associated);
        QFETCH(const QByteArray, plain);
        QFETCH(const QByteArray, sealed);
        const auto secretKey = SecretBytes::copyOf(key);
        QCOMPARE(seal(secretKey, nonce, associated, plain).toHex(), sealed.toHex());
        QCOMPARE(crypto::open(secretKey, nonce, associated, sealed).value(), plain);
        QCOMPARE(openSecret(secretKey, nonce, associated, sealed).value().view(), BytesView(plain));
    }

    void opensOnlyWhatWasSealed()
    {
        const auto key = SecretBytes::random(keySize);
        const Bytes nonce = randomBytes(nonceSize), associated("about"), plain("the list is real");
        const Bytes sealed = seal(key, nonce, associated, plain);
        QCOMPARE(sealed.size(), plain.size() + tagSize);
        const auto isRefused = [&](BytesView n, BytesView a, BytesView s) {
            const auto opened = crypto::open(key, n, a, s);
            return !opened && opened.error().is("crypto.not-authentic"_L1) && !openSecret(key, n, a, s);
        };
        for (qsizetype at = 0; at < sealed.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QVERIFY(isRefused(nonce, associated, flipped(sealed, at, bit)));
            }
        }
        for (qsizetype size = 0; size < sealed.size(); ++size) {
            QVERIFY(isRefused(nonce, associated, sealed.first(size)));
        }
        QVERIFY(isRefused(flipped(nonce, 11, 0), associated, sealed));
        QVERIFY(isRefused(nonce.first(11), associated, sealed));
        QVERIFY(isRefused(nonce, "abouu", sealed));
        QVERIFY(isRefused(nonce, {}, sealed));
        QVERIFY(!crypto::open(SecretBytes::random(keySize), nonce, associated, sealed));
        QCOMPARE(crypto::open(key, nonce, associated, sealed).value(), plain);
    }

    void keepsKeysApartThatAlternate()
    {
        const auto one = SecretBytes::random(keySize), other = SecretBytes::random(keySize);
        const Bytes nonce(nonceSize, 'n');
        const Bytes first = seal(one, nonce, {}, "text");
        QVERIFY(first != seal(other, nonce, {}, "text"));
        QCOMPARE(seal(one, nonce, {}, "text"), first);
        forgetKeysOfThisThread();
        QCOMPARE(seal(one, nonce, {}, "text"), first);
    }

    void servesThreadsAtOnce()
    {
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&wrong] {
                const auto key = SecretBytes::random(keySize), seed = SecretBytes::random(keySize);
                const Bytes publicKey = signingPublicKey(seed);
                for (int round = 0; round < 100; ++round) {
                    const Bytes nonce = randomBytes(nonceSize), plain = randomBytes(1000);
                    const auto opened = crypto::open(key, nonce, "a", seal(key, nonce, "a", plain));
                    const bool isSigned = crypto::verify(publicKey, plain, sign(seed, plain));
                    wrong += opened && *opened == plain && isSigned ? 0 : 1;
                }
            });
        }
        threads.clear();
        QCOMPARE(wrong.load(), 0);
    }

    /// RFC 5869 A.3, and its definition over HMAC for an info string.
    void derivesAsTheStandardSays()
    {
        QCOMPARE(hex(derive(SecretBytes::copyOf(Bytes(22, '\x0b')), ""_L1, 42).view()),
                 u"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"_s);
        const auto key = SecretBytes::random(keySize);
        const auto extracted = SecretBytes::copyOf(mac(SecretBytes(32), key.view()));
        QCOMPARE(derive(key, "database"_L1).view(), BytesView(mac(extracted, Bytes("database\x01"))));
        QVERIFY(!derive(key, "database"_L1).equals(derive(key, "anchor"_L1)));
    }

    /// RFC 4231, test cases 1 and 2.
    void authenticatesAsTheStandardSays()
    {
        QCOMPARE(mac(SecretBytes::copyOf("Jefe"), "what do ya want for nothing?").toHex(),
                 QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        QCOMPARE(mac(SecretBytes::copyOf(Bytes(20, '\x0b')), "Hi There").toHex(),
                 QByteArray("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
    }

    /// RFC 8032 §7.1, tests 1 to 3.
    void signsAsTheStandardSays_data()
    {
        QTest::addColumn<QByteArray>("seed");
        QTest::addColumn<QByteArray>("publicKey");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("test 1") << octets("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
                                << octets("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a") << Bytes()
                                << octets(
                                       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33"
                                       "bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        QTest::newRow("test 2") << octets("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
                                << octets("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
                                << octets("72")
                                << octets(
                                       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e159"
                                       "96e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        QTest::newRow("test 3") << octets("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
                                << octets("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
                                << octets("af82")
                                << octets(
                                       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f"
                                       "290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    }
    void signsAsTheStandardSays()
    {
        QFETCH(const QByteArray, seed);
        QFETCH(const QByteArray, publicKey);
        QFETCH(const QByteArray, message);
        QFETCH(const QByteArray, signature);
        const auto key = SecretBytes::copyOf(seed);
        QCOMPARE(signingPublicKey(key).toHex(), publicKey.toHex());
        QCOMPARE(sign(key, message).toHex(), signature.toHex());
        QVERIFY(crypto::verify(publicKey, message, signature));
        for (qsizetype at = 0; at < signature.size(); at += 7) {
            QVERIFY(!crypto::verify(publicKey, message, flipped(signature, at, 3)));
        }
        QVERIFY(!crypto::verify(publicKey, message + "x", signature));
        QVERIFY(!crypto::verify(flipped(publicKey, 1, 0), message, signature));
        QVERIFY(!crypto::verify(publicKey, message, signature.first(63)));
        QVERIFY(!crypto::verify(publicKey.first(31), message, signature));
    }

    void refusesASecondFormOfASignature()
    {
        // S + L is the same point equation: RFC 8032 §5.1.7 has it refused, or anybody could make a second signature.
        const Bytes order = octets("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        const auto seed = SecretBytes::random(keySize);
        Bytes signature = sign(seed, "message");
        int carry = 0;
        for (qsizetype i = 0; i < 32; ++i) {
            carry += static_cast<quint8>(signature[32 + i]) + static_cast<quint8>(order[i]);
            signature[32 + i] = static_cast<char>(carry & 0xff);
            carry >>= 8;
        }
        QVERIFY(!crypto::verify(signingPublicKey(seed), "message", signature));
    }

    void remembersMoreKeysThanItKeeps()
    {
        std::vector<std::pair<Bytes, Bytes>> made;
        for (int i = 0; i < 40; ++i) {
            const auto seed = SecretBytes::random(keySize);
            made.emplace_back(signingPublicKey(seed), sign(seed, "m"));
        }
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = 0; i < made.size(); ++i) {
                QVERIFY(crypto::verify(made[i].first, "m", made[i].second));
                QVERIFY(!crypto::verify(made[(i + 1) % made.size()].first, "m", made[i].second));
            }
        }
    }

    /// RFC 7748 §6.1, the shared secret through a box built by hand.
    void agreesOnKeysAsTheStandardSays()
    {
        const auto bob = secret("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        const Bytes alicePublic = octets("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        const Bytes bobPublic = octets("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        const auto shared = secret("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        QCOMPARE(exchangePublicKey(secret("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")).toHex(),
                 alicePublic.toHex());
        QCOMPARE(exchangePublicKey(bob).toHex(), bobPublic.toHex());
        const Bytes info = "purpose" + alicePublic + bobPublic;
        const auto key = derive(shared, QLatin1StringView(info));
        const Bytes box = alicePublic + seal(key, Bytes(nonceSize, '\0'), {}, "the room's key");
        QCOMPARE(openBox(bob, "purpose"_L1, box).value().view(), BytesView("the room's key"));
    }

    void boxesReachOnlyTheirReceiver()
    {
        const auto receiver = SecretBytes::random(keySize), stranger = SecretBytes::random(keySize);
        const auto key = SecretBytes::random(keySize);
        const Bytes box = sealTo(exchangePublicKey(receiver), "room"_L1, key).value();
        QCOMPARE(box.size(), keySize + keySize + tagSize);
        QCOMPARE(openBox(receiver, "room"_L1, box).value().view(), key.view());
        QVERIFY(!openBox(stranger, "room"_L1, box));
        QVERIFY(!openBox(receiver, "moor"_L1, box));
        for (qsizetype at = 0; at < box.size(); ++at) {
            // X25519 ignores the highest bit of a public key, but the box's key covers all of it.
            QVERIFY2(!openBox(receiver, "room"_L1, flipped(box, at, 7)), qPrintable(QString::number(at)));
        }
        QVERIFY(!openBox(receiver, "room"_L1, box.first(20)));
        QVERIFY(box != sealTo(exchangePublicKey(receiver), "room"_L1, key).value());
    }

    void refusesKeysOfSmallOrder()
    {
        const auto key = SecretBytes::random(keySize);
        QVERIFY(sealTo(Bytes(keySize, '\0'), "room"_L1, key).error().is("crypto.bad-key"_L1));
        QVERIFY(sealTo(Bytes(31, 'x'), "room"_L1, key).error().is("crypto.bad-key"_L1));
        QVERIFY(!openBox(key, "room"_L1, Bytes(keySize, '\0') + Bytes(48, 'x')));
    }

    /// The library that is linked computes RFC 9106 §5.3, and `stretch` is that function.
    void stretchesAsTheStandardSays()
    {
        Bytes password(32, '\x01'), salt(16, '\x02'), pepper(8, '\x03'), associated(12, '\x04'), out(32, '\0');
        const auto data = [](Bytes& bytes) { return reinterpret_cast<uint8_t*>(bytes.data()); };
        argon2_context context = {};
        context.out = data(out);
        context.outlen = 32;
        context.pwd = data(password);
        context.pwdlen = 32;
        context.salt = data(salt);
        context.saltlen = 16;
        context.secret = data(pepper);
        context.secretlen = 8;
        context.ad = data(associated);
        context.adlen = 12;
        context.t_cost = 3;
        context.m_cost = 32;
        context.lanes = 4;
        context.threads = 4;
        context.version = ARGON2_VERSION_13;
        QCOMPARE(argon2id_ctx(&context), int(ARGON2_OK));
        QCOMPARE(out.toHex(), QByteArray("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));

        const KdfParameters parameters{.passes = 3, .memoryKiB = 65536, .lanes = 2, .salt = salt};
        QCOMPARE(argon2id_hash_raw(3, 65536, 2, "passphrase", 10, salt.constData(), 16, out.data(), 32),
                 int(ARGON2_OK));
        QCOMPARE(stretch(SecretBytes::copyOf("passphrase"), parameters).value().view(), BytesView(out));
        QVERIFY(stretch(SecretBytes::copyOf("passphrasf"), parameters).value().view() != BytesView(out));
    }

    void refusesParametersOutsideTheRange_data()
    {
        QTest::addColumn<quint32>("passes");
        QTest::addColumn<quint32>("memory");
        QTest::addColumn<quint32>("lanes");
        QTest::addColumn<int>("salt");
        QTest::newRow("too few passes") << 2U << 65536U << 1U << 16;
        QTest::newRow("too many passes") << 61U << 65536U << 1U << 16;
        QTest::newRow("too little memory") << 3U << 65535U << 1U << 16;
        QTest::newRow("too much memory") << 3U << 4U * 1024 * 1024 + 1 << 1U << 16;
        QTest::newRow("no lanes") << 3U << 65536U << 0U << 16;
        QTest::newRow("short salt") << 3U << 65536U << 1U << 15;
    }
    void refusesParametersOutsideTheRange()
    {
        QFETCH(const quint32, passes);
        QFETCH(const quint32, memory);
        QFETCH(const quint32, lanes);
        QFETCH(const int, salt);
        const KdfParameters parameters{.passes = passes, .memoryKiB = memory, .lanes = lanes, .salt = Bytes(salt, 's')};
        QVERIFY(!parameters.isAcceptable());
        QVERIFY(stretch(SecretBytes::copyOf("x"), parameters).error().is("vault.kdf-refused"_L1));
    }

    void neverTunesBelowTheFloor()
    {
        Bytes lastSalt;
        for (const double seconds : {-1.0, 0.0, 0.0001, 0.4}) {
            const auto parameters = KdfParameters::tuned(seconds);
            QVERIFY(parameters.isAcceptable());
            QVERIFY(parameters.passes >= 3 && parameters.memoryKiB >= 65536);
            QVERIFY(parameters.salt != lastSalt);
            lastSalt = parameters.salt;
        }
        // A minute cannot be reached within the memory limit alone, so passes grow too.
        QVERIFY(KdfParameters::tuned(60).passes > 3);
    }
};

QTEST_APPLESS_MAIN(TestCrypto)
#include "tst_crypto.moc"

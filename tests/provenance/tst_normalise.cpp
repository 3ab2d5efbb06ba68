#include "fixture.h"
#include "models/provenance/fold.h"
#include "models/provenance/mask.h"
#include "models/provenance/normalise.h"
#include "models/provenance/octets.h"
#include "models/provenance/sipbatch.h"

using namespace bulkhead;
using namespace bulkhead::provenance;

class TestNormalise : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hashesAsThePaperSays_data()
    {
        // The first vectors of the reference implementation's vectors_sip64: key 00..0f, message 00, 01, ….
        QTest::addColumn<int>("size");
        QTest::addColumn<quint64>("expected");
        QTest::newRow("0") << 0 << Q_UINT64_C(0x726fdb47dd0e0e31);
        QTest::newRow("1") << 1 << Q_UINT64_C(0x74f839c593dc67fd);
        QTest::newRow("2") << 2 << Q_UINT64_C(0x0d6c8009d9a94f5a);
        QTest::newRow("3") << 3 << Q_UINT64_C(0x85676696d7fb7e2d);
        QTest::newRow("4") << 4 << Q_UINT64_C(0xcf2794e0277187b7);
        QTest::newRow("5") << 5 << Q_UINT64_C(0x18765564cd99a68d);
        QTest::newRow("6") << 6 << Q_UINT64_C(0xcbc9466e58fee3ce);
        QTest::newRow("7") << 7 << Q_UINT64_C(0xab0200f58b01d137);
        QTest::newRow("8") << 8 << Q_UINT64_C(0x93f5f5799a932462);
        QTest::newRow("15, the paper's appendix") << 15 << Q_UINT64_C(0xa129ca6149be45e5);
    }
    void hashesAsThePaperSays()
    {
        QFETCH(int, size);
        QFETCH(quint64, expected);
        std::string message;
        for (int i = 0; i < size; ++i) {
            message.push_back(static_cast<char>(i));
        }
        const SipKey key{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};
        QCOMPARE(sipHash24(key, message), expected);
    }

    void doesWithManyOctetsAtATimeWhatItDoesWithOne()
    {
        std::mt19937_64 random(8);
        static constexpr std::string_view letters = "abzAZ019.-+_@@,;<> \t\n\r\"\\:/\x1F[`{\xC3\xA9\x80\xFF";
        for (int turn = 0; turn < 20000; ++turn) {
            std::string text(marksOctets + random() % 64, '\0');
            std::ranges::generate(text, [&] { return random() % 40 == 0 ? '\0' : letters[random() % letters.size()]; });
            const Sought sought({',', '\n', '"', letters[random() % letters.size()], '\r'});
            QVERIFY(marksOf(text.data(), sought) == marksOfPlainly(text.data(), sought));

            const auto size = random() % text.size();
            std::string one(text.size() + 16, '\0');
            std::string other = one;
            std::size_t at = 0;
            std::size_t otherAt = 0;
            // Mostly of usual letters, so that both answers come.
            std::ranges::replace_if(text, [&](char) { return turn % 2 == 0; }, turn % 4 == 0 ? 'Q' : '7');
            text[random() % text.size()] = '@';
            const auto found = lowerMailbox(text.data(), size, one.data(), at);
            QVERIFY(found == lowerMailboxPlainly(text.data(), size, other.data(), otherAt));
            QVERIFY(found == Mailbox::Unusual || at == otherAt);
            QCOMPARE(one.substr(0, size), other.substr(0, size));
        }
    }

    void lowersLettersManyAtATimeAsOneByOne()
    {
        std::mt19937_64 random(10);
        static constexpr std::string_view letters = "aeouAEOUbzBZ019'`. -@[{/:\xC3\x9F\x80\xFF";
        for (int turn = 0; turn < 20000; ++turn) {
            std::string text(random() % 65, '\0');
            std::ranges::generate(text, [&] { return letters[random() % letters.size()]; });
            std::string one(64, '\0');
            std::string other = one;
            QVERIFY(lowerLetters(text.data(), text.size(), one.data())
                    == lowerLettersPlainly(text.data(), text.size(), other.data()));
            QCOMPARE(one.substr(0, text.size()), other.substr(0, text.size()));
            QCOMPARE(fewOctets(text.data(), text.size() % 8), [&] {
                std::string few = text.substr(0, text.size() % 8);
                few.resize(8, '\0');
                return eightOctets(few.data());
            }());
        }
    }

    void passesPlainOctetsOfJson()
    {
        std::mt19937_64 random(13);
        for (int turn = 0; turn < 20000; ++turn) {
            std::string text(random() % 70, 'x');
            for (auto left = random() % 3; left > 0 && !text.empty(); --left) {
                text[random() % text.size()] = static_cast<char>(random());
            }
            const char* const end = text.data() + text.size();
            QCOMPARE(behindPlainJson(text.data(), end), std::find_if_not(end - text.size(), end, isPlainInJson));
        }
    }

    void foldsShortWordsAsLongOnes()
    {
        std::mt19937_64 random(11);
        static const char* const pieces[] = {"Jo", "ae", "a",        "e",  "oe", "Ue", "aa",  "'",       "`",
                                             " ",  "  ", "-",        ".",  "7",  "ü",  "ß",   "Æ",       "ø",
                                             "Ł",  "ı",  "\xCC\x88", "中", "·",  "’",  "McX", "Szczepan"};
        std::size_t folded = 0;
        for (int turn = 0; turn < 50000; ++turn) {
            std::string text;
            for (auto left = random() % 12; left > 0; --left) {
                text += pieces[random() % std::size(pieces)];
            }
            const bool shorten = random() % 2 == 0;
            std::string store;
            std::vector<std::string_view> expected; // octet by octet
            store.reserve(4 * text.size() + 64);
            foldTokens(text, shorten, store, expected);
            ShortWords words;
            if (!words.fold(text, shorten)) {
                continue;
            }
            ++folded;
            std::vector<std::string_view> found;
            words.each([&](std::string_view word) { found.push_back(word); });
            QVERIFY2(found == expected, text.c_str());
            QCOMPARE(words.isNone(), expected.empty());
            QCOMPARE(words.isOne(), expected.size() == 1);
            QCOMPARE(words.areUpToTwo(), expected.size() <= 2);
            std::string joined = "before";
            words.append(' ', joined);
            std::string wanted;
            for (const auto word : expected) {
                wanted += (wanted.empty() ? "" : " ") + std::string(word);
            }
            QCOMPARE(joined, "before" + wanted);
        }
        QVERIFY(folded > 5000);
    }

    void hashesABatchAsItHashesEach()
    {
        std::mt19937_64 random(12);
        const std::array keys = {SipKey{random(), random()}, SipKey{random(), random()}};
        SipBatch batch;
        for (int turn = 0; turn < 400; ++turn) {
            const auto count = random() % 60;
            const auto longest = turn % 3 == 0 ? std::size_t(300) : std::size_t(48);
            std::vector<std::string> messages(count);
            std::vector<quint64> expected;
            batch.clear();
            for (std::string& message : messages) {
                message.resize(random() % longest);
                std::ranges::generate(message, [&] { return static_cast<char>(random()); });
                const SipKey& key = keys[random() % 2];
                const quint64 salt = random() >> 24;
                std::string salted(reinterpret_cast<const char*>(&salt), SipBatch::saltOctets);
                const std::array<quint64, 2> words = {random(), random()};
                switch (turn % 4 == 3 ? 2 : random() % 3) {
                case 0:
                    batch.add(key, message);
                    expected.push_back(sipHash24(key, message));
                    break;
                case 1:
                    batch.addSalted(key, salt, message);
                    expected.push_back(sipHash24(key, salted + message));
                    break;
                default:
                    batch.addWords(key, words[0], words[1]);
                    expected.push_back(sipHash24(key, reinterpret_cast<const char*>(words.data()), 16));
                }
            }
            const auto hashes = [&] {
                std::vector<quint64> all;
                for (std::size_t i = 0; i < batch.size(); ++i) {
                    all.push_back(batch[i]);
                }
                return all;
            };
            batch.hash();
            QCOMPARE(hashes(), expected);
            batch.hashPlainly();
            QCOMPARE(hashes(), expected);
        }
    }

    void saysWhetherThereIsAFormAsItMakesIt()
    {
        std::mt19937_64 random(9);
        static const char* const pieces[] = {"and", "y",  "et", "Und",      "Dr.", "Prof", " ", "-",
                                             "'",   "ü",  "ß",  "\xCC\x88", "A",   "7",    "x", "·",
                                             "van", "中", ",",  ".",        "é",   "Ø",    "İ"};
        for (int turn = 0; turn < 20000; ++turn) {
            std::string text;
            for (auto left = random() % 6; left > 0; --left) {
                text += pieces[random() % std::size(pieces)];
            }
            for (const Meaning meaning : {Meaning::GivenName, Meaning::FamilyName, Meaning::Company, Meaning::Street,
                                          Meaning::City, Meaning::Postcode}) {
                QVERIFY2(hasForm(meaning, text, DateOrder::DayFirst) == !normalised(meaning, text).empty(),
                         text.c_str());
            }
        }
    }

    void agreesWhereThePersonIsTheSame_data()
    {
        QTest::addColumn<int>("meaning");
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        const auto row = [](const char* name, Meaning meaning, const QByteArray& a, const QByteArray& b) {
            QTest::newRow(name) << static_cast<int>(meaning) << a << b;
        };
        row("e-mail case and blanks", Meaning::Email, " Jane.Doe@ACME.com ", "jane.doe@acme.com");
        row("e-mail with display name", Meaning::Email, "Jane Doe <jane@acme.com>", "jane@acme.com");
        row("e-mail link", Meaning::Email, "mailto:jane@acme.com", "jane@acme.com");
        row("e-mail of full width", Meaning::Email, "ｊａｎｅ＠acme.com", "jane@acme.com");
        row("e-mail IDN", Meaning::Email, "info@müller.example", "info@xn--mller-kva.example");
        row("e-mail IDN decomposed", Meaning::Email, "info@mu\xCC\x88ller.example", "info@müller.example");
        row("phone NANP", Meaning::Phone, "+1 (234) 567-8901", "234.567.8901");
        row("phone NANP plain", Meaning::Phone, "(234) 567-8901", "1-234-567-8901");
        row("phone extension", Meaning::Phone, "234.567.8901 x123", "2345678901");
        row("phone ext. word", Meaning::Phone, "234-567-8901 ext. 5", "2345678901");
        row("phone UK", Meaning::Phone, "+44 (0)20 7946 0123", "020 7946 0123");
        row("phone FR", Meaning::Phone, "0033 1 23 45 67 89", "01 23 45 67 89");
        row("phone DE", Meaning::Phone, "+49 151 23456789", "0151/23456789");
        row("phone DK", Meaning::Phone, "+45 12 34 56 78", "12345678");
        row("phone of US exit code", Meaning::Phone, "011 49 30 1234567", "030 1234567");
        row("name order", Meaning::FullName, "Doe, Jane", "JANE DOE");
        row("name marks", Meaning::FullName, "Łukasz Nuñez", "lukasz nunez");
        row("name decomposed", Meaning::FullName, "Jose\xCC\x81 Garcia", "José García");
        row("name umlauts", Meaning::FullName, "Jürgen Müller", "Juergen Mueller");
        row("name title", Meaning::FullName, "Dr. Jane Doe", "Jane Doe");
        row("name particle", Meaning::FullName, "Ludwig van Beethoven", "Beethoven, Ludwig");
        row("name initial", Meaning::FullName, "John A. Smith", "John Smith");
        row("name apostrophe", Meaning::FullName, "Conan O’Brien", "Conan O'Brien");
        row("name hyphen", Meaning::FullName, "Anna Smith-Jones", "Smith Jones, Anna");
        row("name Turkish dotted", Meaning::FullName, "İbrahim Şahin", "ibrahim sahin");
        row("name Turkish dotless", Meaning::FullName, "Işıl Kılıç", "ISIL KILIC");
        row("name sharp s", Meaning::FullName, "Jörg Groß", "JOERG GROSS");
        row("name capital sharp s", Meaning::FullName, "JÖRG GROẞ", "Jörg Groß");
        row("name of full width", Meaning::FullName, "Ｊａｎｅ　Ｄｏｅ", "Jane Doe");
        row("name Vietnamese", Meaning::FullName, "Nguyễn Văn Đức", "nguyen van duc");
        row("name Cyrillic case", Meaning::FullName, "Анна ИВАНОВА", "анна иванова");
        row("name Greek final sigma", Meaning::FullName, "ΓΙΩΡΓΟΣ ΠΑΠΠΑΣ", "γιωργος παππας");
        row("name Hebrew points", Meaning::FullName, "דָּוִד כֹּהֵן", "דוד כהן");
        row("name with a direction mark", Meaning::FullName, "\xE2\x80\x8FJane Doe\xE2\x80\x8E", "Jane Doe");
        row("name with a soft hyphen", Meaning::FullName,
            "Jane Doe-Rich\xC2\xAD"
            "ter",
            "Jane Doe-Richter");
        row("name with a no-break space", Meaning::FullName,
            "Jane\xC2\xA0"
            "Doe",
            "Jane Doe");
        row("name ligature", Meaning::FullName, "Jane Griﬃn", "Jane Griffin");
        row("name titles in two languages", Meaning::FullName, "Frau Prof. Dr. Jane Doe", "Mrs Jane Doe");
        row("name Spanish particle", Meaning::FullName, "María de la Cruz Gómez", "Cruz Gomez, Maria");
        row("e-mail with a zero width space", Meaning::Email, "jane\xE2\x80\x8B@acme.com", "jane@acme.com");
        row("phone with a no-break space", Meaning::Phone,
            "+44\xC2\xA0"
            "20\xC2\xA0"
            "79460123",
            "020 7946 0123");
        row("phone link", Meaning::Phone, "tel:+1-234-567-8901;ext=7", "+12345678901");
        row("family name", Meaning::FamilyName, "O'Brien", "OBRIEN");
        row("street", Meaning::Street, "Hauptstraße 5", "Hauptstr. 5");
        row("street English", Meaning::Street, "12 High Street", "12 high st.");
        row("company", Meaning::Company, "Smith & Sons, Ltd.", "SMITH AND SONS LTD");
        row("postcode UK", Meaning::Postcode, "sw1a 1aa", "SW1A1AA");
        row("postcode US", Meaning::Postcode, "78507-6506", "78507");
        row("postcode DE", Meaning::Postcode, "D-80331", "80331");
        row("postcode of five digits", Meaning::Postcode, " 80331 ", "8 03-31");
        row("date ISO with time", Meaning::BirthDate, "1980-02-03T00:00:00Z", "3.2.1980");
        row("date compact", Meaning::BirthDate, "19800203", "03/02/1980");
        row("date that can only be m/d", Meaning::BirthDate, "12/31/1980", "31.12.1980");
        row("Salesforce id", Meaning::RecordId, "0015000000Gv7qJ", "0015000000Gv7qJAAR");
        row("GUID", Meaning::RecordId, "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        row("IBAN", Meaning::Iban, "DE89 3704 0044 0532 0130 00", "de89370400440532013000");
        row("card", Meaning::Card, "4242-4242-4242-4242", "4242424242424242");
        row("national id", Meaning::NationalId, "987-65-4320", "987654320");
        row("URL", Meaning::Url, "https://www.Acme.com/a/", "http://acme.com/a");
        row("IP mapped", Meaning::Ip, "::ffff:192.0.2.1", "192.0.2.1");
        row("IPv6", Meaning::Ip, "2001:0DB8::0001", "2001:db8::1");
    }
    void agreesWhereThePersonIsTheSame()
    {
        QFETCH(int, meaning);
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        const auto first = normalised(static_cast<Meaning>(meaning), a.toStdString());
        QVERIFY(!first.empty());
        QCOMPARE(QByteArray::fromStdString(first),
                 QByteArray::fromStdString(normalised(static_cast<Meaning>(meaning), b.toStdString())));
    }

    void keepsApartWhatIsDifferent()
    {
        const auto differ = [](Meaning meaning, const char* a, const char* b) {
            return normalised(meaning, a) != normalised(meaning, b);
        };
        QVERIFY(differ(Meaning::Email, "jane@acme.com", "jane@acme.org"));
        QVERIFY(differ(Meaning::Email, "j.ane@acme.com", "jane@acme.com"));
        QVERIFY(differ(Meaning::Email, "jane+crm@gmail.com", "jane@gmail.com")); // a variant, not an identity
        QVERIFY(differ(Meaning::Email, "ja.ne@gmail.com", "jane@gmail.com"));
        QVERIFY(differ(Meaning::FullName, "Ali Can", "Ali Can Demir"));
        QVERIFY(differ(Meaning::FullName, "דוד כהן", "דנה כהן"));
        QVERIFY(differ(Meaning::Phone, "234 567 8901", "234 567 8902"));
        QVERIFY(differ(Meaning::FullName, "Jane Doe", "Jane Roe"));
        QVERIFY(differ(Meaning::RecordId, "0015000000Gv7qJ", "0015000000Gv7qj"));
        QVERIFY(differ(Meaning::Company, "Acme GmbH", "Acme Ltd"));
    }

    void refusesWhatIsNoValueOfTheMeaning()
    {
        for (const auto* bad : {"jane", "jane@", "@acme.com", "a b@acme.com", "a@b@c.com"}) {
            QVERIFY2(normalised(Meaning::Email, bad).empty(), bad);
        }
        for (const auto* bad : {"12345", "n/a", "+1", "call me", "00000000"}) {
            QVERIFY2(normalised(Meaning::Phone, bad).empty(), bad);
        }
        QVERIFY(normalised(Meaning::Iban, "DE89370400440532013001").empty());
        QVERIFY(normalised(Meaning::Card, "4242424242424241").empty());
        QVERIFY(normalised(Meaning::BirthDate, "1980-13-45").empty());
        QVERIFY(normalised(Meaning::FullName, "Jane").empty());
        QVERIFY(normalised(Meaning::Ip, "300.1.1.1").empty());
    }

    void matchesASplitNameWithAWholeOne()
    {
        std::string split;
        QVERIFY(normaliseName("Ludwig Maria", "van Beethoven", split));
        QCOMPARE(QByteArray::fromStdString(split),
                 QByteArray::fromStdString(normalised(Meaning::FullName, "Beethoven, Ludwig Maria")));
        // Swapped columns are the same person.
        std::string swapped;
        QVERIFY(normaliseName("Beethoven", "Ludwig Maria", swapped));
        QCOMPARE(swapped, split);
    }

    void readsAmbiguousDatesByTheColumnsOrder()
    {
        QCOMPARE(normalised(Meaning::BirthDate, "03/04/1980", DateOrder::DayFirst), std::string("19800403"));
        QCOMPARE(normalised(Meaning::BirthDate, "03/04/1980", DateOrder::MonthFirst), std::string("19800304"));
    }

    void masksValues_data()
    {
        QTest::addColumn<int>("meaning");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("shown");
        const auto row = [](Meaning meaning, const char* value, const char* shown) {
            QTest::newRow(value) << static_cast<int>(meaning) << QString::fromUtf8(value) << QString::fromUtf8(shown);
        };
        row(Meaning::Email, "jane.doe@acme.com", "j***@a***.com");
        row(Meaning::Phone, "+44 7700 900134", "+44 **** ****34");
        row(Meaning::GivenName, "Zoë", "Z***");
        row(Meaning::FullName, "Jane Doe", "J*** D***");
        row(Meaning::Card, "4242 4242 4242 4242", "**** **** **** **42");
        row(Meaning::BirthDate, "1980-02-03", "****-**-**");
        row(Meaning::FreeText, "call jane", "********");
    }
    void masksValues()
    {
        QFETCH(int, meaning);
        QFETCH(QString, value);
        QFETCH(QString, shown);
        QCOMPARE(maskValue(static_cast<Meaning>(meaning), value), shown);
    }

    void computesFingerprintsOnlyWithTheKey()
    {
        const auto a = testKey("0123456789abcdef");
        const auto b = testKey("0123456789abcdeg");
        QCOMPARE(fingerprint(a, KeyClass::Email, {"j@a.com"}), fingerprint(a, KeyClass::Email, {"j@a.com"}));
        QVERIFY(fingerprint(a, KeyClass::Email, {"j@a.com"}) != fingerprint(b, KeyClass::Email, {"j@a.com"}));
        QVERIFY(fingerprint(a, KeyClass::Email, {"j@a.com"}) != fingerprint(a, KeyClass::Url, {"j@a.com"}));
        QVERIFY(fingerprint(a, KeyClass::NameCompany, {"ab", "c"})
                != fingerprint(a, KeyClass::NameCompany, {"a", "bc"}));
        QVERIFY(a.id() != b.id());
        QCOMPARE(RegistryKey::from(SecretBytes::copyOf("short")).error().code, QStringLiteral("provenance.bad-key"));
    }
};

QTEST_GUILESS_MAIN(TestNormalise)
#include "tst_normalise.moc"

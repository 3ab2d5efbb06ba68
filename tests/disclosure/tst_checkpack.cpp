#include "incident/desk.h"
#include "models/base/digest.h"
#include "models/disclosure/packmaking.h"
#include "models/provenance/normalise.h"
#include "models/provenance/registry/overlaps.h"
#include "models/vault/crypto.h"

#include <QBuffer>
#include <QtEndian>

#include <algorithm>
#include <random>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;
using provenance::bit;
using provenance::Registry;
using provenance::Verdict;

namespace {
constexpr qsizetype headerSize = 68;
constexpr qsizetype digestSize = 32;

SecretBytes passphrase(const char* text = "four quiet harbours at noon")
{
    return SecretBytes::copyOf(text);
}

/// A number in letters, so that names differ by what names are made of.
QByteArray letters(int number)
{
    QByteArray word;
    for (int i = 0; i < 5; ++i, number /= 20) {
        word.prepend("bcdfghjklmnpqrstvwxz"[number % 20]);
        word.prepend("aeiou"[(number + i) % 5]);
    }
    return word;
}
QByteArray nameOf(int number)
{
    return letters(number) + " " + letters(7919 * number % 100'000);
}
QByteArray emailOf(int number)
{
    return "p" + QByteArray::number(number) + "@made-up.org";
}
QByteArray phoneOf(int number)
{
    return "+49 30 " + QByteArray::number(1'000'000 + 7 * number);
}
QByteArray birthOf(int number)
{
    return QByteArray::number(1950 + number % 50) + "-" + QByteArray::number(10 + number % 3) + "-"
        + QByteArray::number(10 + number % 19);
}

std::string norm(Meaning meaning, const QByteArray& value)
{
    return provenance::normalised(meaning, value.toStdString());
}

const QByteArray heading = "name,email,phone,birthdate";
/// A person of the invented company, a row of `heading`.
QByteArray row(int number)
{
    return nameOf(number) + ',' + emailOf(number) + ',' + phoneOf(number) + ',' + birthOf(number);
}
QByteArray rows(int from, int to)
{
    QByteArray text = heading + '\n';
    for (int i = from; i < to; ++i) {
        text += row(i) + '\n';
    }
    return text;
}
/// The production's records, each with its tenant: the first hundred of Acme, the next of Bolt.
QByteArray production()
{
    QByteArray text = heading + ",tenant\n";
    for (int i = 0; i < 200; ++i) {
        text += row(i) + (i < 100 ? ",Acme\n" : ",Bolt\n");
    }
    return text;
}

provenance::SegmentInfo registeredSet(quint64 records = 1000)
{
    provenance::SegmentInfo info;
    info.kind = provenance::Kind::Production;
    info.records = records;
    info.keys = records * 6;
    info.keysByClass[static_cast<std::size_t>(provenance::KeyClass::Phone)] = records;
    info.effectiveBits = 57;
    return info;
}

PackFacts someFacts()
{
    return {.organisation = u"Harbour Systems"_s,
            .incident = u"QUIET HERON"_s,
            .tenant = u"Acme"_s,
            .madeAt = 1'772'442'000'000,
            .readUntil = 1'772'441'000'000,
            .permilleRead = 980,
            .methods = {u"one"_s, u"two"_s},
            .statement = u"What it can tell."_s,
            .rows = 3};
}

/// A pack of rows as they stand in a list, made without a vault.
struct LooseMaker
{
    provenance::SegmentInfo set = registeredSet();
    PackMaker maker = PackMaker(someFacts());

    void add(std::vector<std::pair<Meaning, std::string>> values, std::vector<std::pair<Meaning, std::string>> fields,
             quint32 holders = 1)
    {
        std::vector<PackValue> views;
        for (const auto& [meaning, text] : values) {
            views.push_back({meaning, text, holders});
        }
        PackRow made{.values = views};
        for (const auto& [meaning, text] : fields) {
            made.fields.set(meaning, text);
        }
        made.others = made.fields.present();
        maker.add(made, set);
    }
    [[nodiscard]] Bytes seal() { return must(maker.seal(passphrase(), 0)); }
    [[nodiscard]] Pack pack() { return must(openPack(seal(), passphrase())); }
};

struct Checked
{
    CheckResult result;
    std::vector<CheckedRow> rows;

    [[nodiscard]] CheckOutcome outcome(int at) const { return rows.at(static_cast<std::size_t>(at)).outcome; }
    [[nodiscard]] OpenReason reason(int at) const { return rows.at(static_cast<std::size_t>(at)).reason; }
    [[nodiscard]] MeaningSet agree(int at) const { return rows.at(static_cast<std::size_t>(at)).agree; }
    [[nodiscard]] bool addsUp() const
    {
        quint64 open = 0;
        for (const quint64 count : result.openBy) {
            open += count;
        }
        return result.rows == rows.size() && result.rows == result.inLeak + result.notFound + result.open
            && open == result.open && result.openBy[0] == 0;
    }
};

Checked checked(Pack& pack, const QByteArray& list, CheckOptions options = {})
{
    Checked answer;
    options.onRow = [&answer](const CheckedRow& one) { answer.rows.push_back(one); };
    QBuffer source;
    source.setData(list);
    source.open(QIODevice::ReadOnly);
    answer.result = must(checkMine(pack, source, options));
    return answer;
}

/// Some octets, and x for ever after.
class Endless final : public QIODevice
{
public:
    explicit Endless(QByteArray front)
        : m_front(std::move(front))
    {
    }
    qint64 given = 0;

    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        std::fill_n(into, size, 'x');
        for (qint64 i = given; i < std::min(given + size, m_front.size()); ++i) {
            into[i - given] = m_front[i];
        }
        given += size;
        return size;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_front;
};

Bytes withDigest(Bytes file)
{
    file.chop(digestSize);
    return file + sha256(file);
}
} // namespace

/// A pack that tells a customer which of their records are in the leak, and nobody anything else.
class TestCheckPack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWhatWasSealed();
    void refusesTheWrongPassphrase();
    void refusesEveryFlippedByte();
    void refusesWhatWasAlteredWithCare();
    void refusesWhatIsNoPack_data();
    void refusesWhatIsNoPack();
    void readsNoMoreOfAFileThanItNeeds();
    void hidesHowManyRowsItHolds();
    void makesAnotherKeyForEachPack();
    void keysWhatTheEngineFingerprints();
    void matchesWhateverNormalisesAlike_data();
    void matchesWhateverNormalisesAlike();
    void neverDecidesByOneWeakValue();
    void neverDecidesByAnAddressThatManyShare();
    void decidesAsTheEngineDoes();
    void saysNotFoundOnlyWhereThereWasSomethingToCompare();
    void countsEveryRowOnce();
    void takesMeaningsThatAPersonGives();
    void refusesAListWithoutUsableColumns();
    void isCancelled();
    void findsOneTenantsRecordsOnly();
    void takesNothingOfAnotherTenantFromASharedRow();
    void takesTheOwnSideOfAPersonOfTwoTenants();
    void leavesOutWhatPeopleHaveSet();
    void leavesOutKnownSyntheticRecords();
    void needsATenantAndASample();

private:
    void furnish();
    Id registered(const QByteArray& content, const QString& name, bool isProduction)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = name;
        about.isProduction = isProduction;
        m_desk->clock().advance(1000);
        return must(Registry(m_desk->casework()).registerDataSet(source, about)).id;
    }
    Id asked(const QByteArray& content)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        m_desk->clock().advance(1000);
        return must(Registry(m_desk->casework()).classifyInto(m_incident, source, about)).evidence;
    }
    CollectedPack collected(const QString& tenant)
    {
        return must(collectPack(m_desk->casework(), {.incident = m_incident, .tenant = tenant}));
    }
    Pack packOf(const QString& tenant)
    {
        auto pack = collected(tenant);
        return must(openPack(must(pack.maker.seal(passphrase(), 0)), passphrase()));
    }

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    Id m_production;
};

void TestCheckPack::furnish()
{
    m_desk = std::make_unique<Desk>();
    m_incident = m_desk->declare();
    m_production = registered(production(), u"CRM"_s, true);
}

void TestCheckPack::opensWhatWasSealed()
{
    LooseMaker loose;
    loose.add({{Meaning::Email, "p1@made-up.org"}}, {{Meaning::FullName, "ada lovelace"}});
    const Pack pack = loose.pack();
    QCOMPARE(pack.facts(), someFacts());
    const PackShapes shapes = {{bit(Meaning::Email) | bit(Meaning::FullName), 1}};
    QCOMPARE(pack.shapes(), shapes);
    QVERIFY(!pack.entries().empty());
    QVERIFY(std::ranges::is_sorted(pack.entries()));
    // Nothing of the tenant's was there: a pack that says so.
    LooseMaker none;
    Pack empty = none.pack();
    QVERIFY(empty.entries().empty());
    QCOMPARE(checked(empty, rows(0, 5)).result.notFound, 5U);
}

void TestCheckPack::refusesTheWrongPassphrase()
{
    LooseMaker loose;
    const Bytes file = loose.seal();
    VERIFY_OK(openPack(file, passphrase()));
    COMPARE_ERROR(openPack(file, passphrase("four quiet harbours at noon ")), "pack.wrong-passphrase");
    COMPARE_ERROR(openPack(file, SecretBytes()), "pack.wrong-passphrase");
    COMPARE_ERROR(loose.maker.seal(SecretBytes(), 0), "pack.passphrase-empty");
}

void TestCheckPack::refusesEveryFlippedByte()
{
    LooseMaker loose;
    loose.add({{Meaning::Email, "p1@made-up.org"}}, {});
    Bytes file = loose.seal();
    const auto right = passphrase();
    for (qsizetype i = 0; i < file.size(); ++i) {
        file[i] = static_cast<char>(file[i] ^ (1 << (i % 8)));
        const QString code = codeOf(openPack(file, right));
        QVERIFY2(code == u"pack.damaged"_s || code == (i < 8 ? u"pack.not-a-pack"_s : u"pack.newer"_s),
                 (QByteArray::number(i) + ": " + code.toLatin1()).constData());
        file[i] = static_cast<char>(file[i] ^ (1 << (i % 8)));
    }
    VERIFY_OK(openPack(file, right));
}

void TestCheckPack::refusesWhatWasAlteredWithCare()
{
    // Whoever alters it can make its digest right again, not its seal.
    LooseMaker loose;
    loose.add({{Meaning::Email, "p1@made-up.org"}}, {});
    const Bytes file = loose.seal();
    const auto right = passphrase();
    std::vector<qsizetype> places;
    for (qsizetype i = 12; i < headerSize; i += i < 24 ? 1 : 6) {
        places.push_back(i);
    }
    std::mt19937 random(5);
    for (int i = 0; i < 6; ++i) {
        places.push_back(
            headerSize
            + static_cast<qsizetype>(random() % static_cast<unsigned>(file.size() - headerSize - digestSize)));
    }
    places.push_back(file.size() - digestSize - 1); // of the tag
    for (const qsizetype at : places) {
        if (at >= 16 && at < 18) {
            continue; // memory of tens of MiB to many GiB, which only says that the machine has too little
        }
        Bytes altered = file;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        const QString code = codeOf(openPack(withDigest(altered), right));
        QVERIFY2(code == u"pack.damaged"_s || code == u"pack.wrong-passphrase"_s,
                 (QByteArray::number(at) + ": " + code.toLatin1()).constData());
    }
    // Cut or lengthened.
    COMPARE_ERROR(openPack(withDigest(file.chopped(1)), right), "pack.damaged");
    Bytes longer = file;
    longer.insert(file.size() - digestSize, '\0');
    COMPARE_ERROR(openPack(withDigest(longer), right), "pack.damaged");
}

void TestCheckPack::refusesWhatIsNoPack_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("code");
    LooseMaker loose;
    const Bytes file = loose.seal();
    const auto altered = [&](qsizetype at, quint32 number) {
        Bytes other = file;
        qToBigEndian(number, other.data() + at);
        return withDigest(other);
    };
    QTest::newRow("nothing") << QByteArray() << u"pack.not-a-pack"_s;
    QTest::newRow("a list") << rows(0, 50) << u"pack.not-a-pack"_s;
    QTest::newRow("a backup") << QByteArray("BLKHBKUP") + file.sliced(8) << u"pack.not-a-pack"_s;
    QTest::newRow("zeros") << QByteArray(1 << 20, '\0') << u"pack.not-a-pack"_s;
    QTest::newRow("only the beginning") << file.first(11) << u"pack.not-a-pack"_s;
    QTest::newRow("the header") << file.first(headerSize) << u"pack.damaged"_s;
    QTest::newRow("half") << file.first(file.size() / 2) << u"pack.damaged"_s;
    QTest::newRow("without its last octet") << file.chopped(1) << u"pack.damaged"_s;
    QTest::newRow("garbage behind the magic") << file.first(12) + QByteArray(1 << 20, 'x') << u"pack.damaged"_s;
    QTest::newRow("a later format") << altered(8, 2) << u"pack.newer"_s;
    QTest::newRow("no format") << altered(8, 0) << u"pack.damaged"_s;
    QTest::newRow("fewer passes than the floor") << altered(12, 1) << u"pack.damaged"_s;
    QTest::newRow("more passes than anybody waits for") << altered(12, 0xffffffff) << u"pack.damaged"_s;
    QTest::newRow("less memory than the floor") << altered(16, 8) << u"pack.damaged"_s;
    QTest::newRow("more memory than the ceiling") << altered(16, 0x7fffffff) << u"pack.damaged"_s;
    QTest::newRow("no lanes") << altered(20, 0) << u"pack.damaged"_s;
    QTest::newRow("many lanes") << altered(20, 1000) << u"pack.damaged"_s;
}

void TestCheckPack::refusesWhatIsNoPack()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QString, code);
    const auto opened = openPack(file, passphrase());
    QCOMPARE(codeOf(opened), code);
    QVERIFY(!opened.error().message.isEmpty());
}

void TestCheckPack::readsNoMoreOfAFileThanItNeeds()
{
    LooseMaker loose;
    const Bytes file = loose.seal();
    QBuffer good;
    good.setData(file);
    good.open(QIODevice::ReadOnly);
    QCOMPARE(must(readPack(good)), file);
    Endless garbage("x");
    garbage.open(QIODevice::ReadOnly);
    COMPARE_ERROR(readPack(garbage), "pack.not-a-pack");
    QVERIFY2(garbage.given < qint64(4) << 20, QByteArray::number(garbage.given).constData());
    Endless endless("BLKHPACK");
    endless.open(QIODevice::ReadOnly);
    COMPARE_ERROR(readPack(endless), "pack.damaged");
    QVERIFY(endless.given < largestPack + (qint64(4) << 20));
}

void TestCheckPack::hidesHowManyRowsItHolds()
{
    const auto sizeOf = [](int count) {
        LooseMaker loose;
        for (int i = 0; i < count; ++i) {
            loose.add({{Meaning::Email, emailOf(i).toStdString()}}, {{Meaning::FullName, nameOf(i).toStdString()}});
        }
        return loose.seal().size();
    };
    QCOMPARE(sizeOf(1), sizeOf(0));
    QCOMPARE(sizeOf(500), sizeOf(0));
    QCOMPARE(sizeOf(0), headerSize + (64 << 10) + 16 + digestSize);
    QCOMPARE(sizeOf(5000), sizeOf(6000));
}

void TestCheckPack::makesAnotherKeyForEachPack()
{
    const auto entriesOf = [] {
        LooseMaker loose;
        loose.add({{Meaning::Email, "p1@made-up.org"}}, {{Meaning::FullName, "ada lovelace"}});
        const Pack pack = loose.pack();
        return std::vector<PackEntry>(pack.entries().begin(), pack.entries().end());
    };
    const auto one = entriesOf();
    const auto other = entriesOf();
    QCOMPARE(one.size(), other.size());
    for (const PackEntry& entry : one) {
        QVERIFY(std::ranges::none_of(other, [&](const PackEntry& its) { return its.isSameKey(entry); }));
    }
}

void TestCheckPack::keysWhatTheEngineFingerprints()
{
    using namespace provenance;
    const auto key = must(RegistryKey::from(SecretBytes::copyOf("0123456789abcdef")));
    const QByteArray list = "name,email,phone,notes,iban,id\n"
                            "\"Lovelace, Ada\",Ada@Made-Up.org,+49 30 1000007,"
                            "\"call 030 2000007, ada@made-up.org or ADA2@made-up.org, DE89 3704 0044 0532 0130 00\","
                            "DE89370400440532013000,0015000000AbCdEfGH\n"
                            "Ada,,,,,1042\n";
    BufferSource source(list);
    const auto reader = must(TableReader::open(source));
    auto columns = must(columnsOf(*reader, {}));
    columns[3].meaning = Meaning::FreeText;
    Extractor extractor(key, columns, reader->dialect().layout);
    std::string arena;
    provenance::Record record;
    int values = 0;
    while (must(reader->next()) == TableReader::Step::Row) {
        arena.clear();
        extractor.extract(reader->row(), arena, record);
        for (const provenance::Value& value : record.values) {
            QCOMPARE(fingerprint(key, value.keyClass, {value.text.in(arena)}), value.fingerprint);
            ++values;
        }
    }
    QVERIFY2(values >= 6, QByteArray::number(values).constData());
}

void TestCheckPack::matchesWhateverNormalisesAlike_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::newRow("as it is") << QByteArray("email\np1@made-up.org\n");
    QTest::newRow("case") << QByteArray("email\nP1@Made-Up.ORG\n");
    QTest::newRow("blanks") << QByteArray("email\n\"  p1@made-up.org \"\n");
    QTest::newRow("with a name") << QByteArray("email\n\"Ada <p1@made-up.org>\"\n");
    QTest::newRow("a link") << QByteArray("email\nmailto:p1@made-up.org\n");
    QTest::newRow("another layout") << QByteArray("Kunde;E-Mail\n7;p1@made-up.org\n");
    QTest::newRow("JSON") << QByteArray("[{\"email\": \"P1@made-up.org\"}]");
    QTest::newRow("phone and name") << QByteArray("Telefon,Vorname,Nachname\n030 1000007,ADA,Lovelace\n");
    QTest::newRow("name the other way") << QByteArray("phone,name\n+49 (0)30 100-0007,\"Lovelace, Ada\"\n");
}

void TestCheckPack::matchesWhateverNormalisesAlike()
{
    QFETCH(const QByteArray, list);
    LooseMaker loose;
    loose.add({{Meaning::Email, "p1@made-up.org"}, {Meaning::Phone, norm(Meaning::Phone, "+49 30 1000007")}},
              {{Meaning::FullName, norm(Meaning::FullName, "Ada Lovelace")}});
    Pack pack = loose.pack();
    const Checked answer = checked(pack, list);
    QCOMPARE(answer.result.rows, 1U);
    QCOMPARE(answer.result.inLeak, 1U);
}

void TestCheckPack::neverDecidesByOneWeakValue()
{
    LooseMaker loose;
    loose.add({{Meaning::Phone, norm(Meaning::Phone, "+49 30 1000007")}},
              {{Meaning::FullName, norm(Meaning::FullName, "Ada Lovelace")},
               {Meaning::BirthDate, norm(Meaning::BirthDate, "1985-12-10")}});
    Pack pack = loose.pack();
    const Checked answer = checked(pack,
                                   "name,phone,birthdate\n"
                                   ",+49 30 1000007,\n"                        // 0: the phone alone
                                   "Ada Lovelace,,\n"                          // 1: the name alone
                                   "Somebody Else,+49 30 1000007,1991-04-04\n" // 2: the same phone
                                   "Ada Lovelace,+49 30 5555555,1991-04-04\n"  // 3: the same name
                                   "Ada Lovelace,+49 30 1000007,1991-04-04\n"  // 4: both
                                   "Lovelace Ada,,10 December 1985\n"          // 5: name, and a date nobody reads
                                   "Ada Lovelace,,1985-12-10\n"                // 6: name and date of birth
                                   ",,1985-12-10\n"                            // 7: a date alone
                                   ",+49 30 7777777,\n"                        // 8: another phone alone
                                   "Somebody Else,+49 30 7777777,\n");         // 9: somebody else
    QCOMPARE(answer.result.rows, 10U);
    for (const int at : {0, 1, 2, 3, 5}) {
        QVERIFY2(answer.outcome(at) == CheckOutcome::Open && answer.reason(at) == OpenReason::WeakOnly,
                 QByteArray::number(at).constData());
    }
    QCOMPARE(answer.agree(2), bit(Meaning::Phone));
    QCOMPARE(answer.outcome(4), CheckOutcome::InLeak);
    QCOMPARE(answer.agree(4), bit(Meaning::Phone) | bit(Meaning::FullName));
    QCOMPARE(answer.outcome(6), CheckOutcome::InLeak);
    QCOMPARE(answer.agree(6), bit(Meaning::FullName) | bit(Meaning::BirthDate));
    QCOMPARE(answer.reason(7), OpenReason::NoKey);
    QCOMPARE(answer.reason(8), OpenReason::NoKey);
    QCOMPARE(answer.outcome(9), CheckOutcome::NotFound);
    QVERIFY(answer.addsUp());
    // Even where a pack says that a phone decides, it does not.
    Bytes file = loose.seal();
    QVERIFY(!canDecide(bit(Meaning::Phone)) && !canDecide(bit(Meaning::FullName)));
    QVERIFY(!canDecide(bit(Meaning::BirthDate) | bit(Meaning::Postcode) | bit(Meaning::Company)));
}

void TestCheckPack::neverDecidesByAnAddressThatManyShare()
{
    const auto packFor = [](quint32 holders) {
        LooseMaker loose;
        loose.add({{Meaning::Email, "info@made-up.org"}, {Meaning::Phone, norm(Meaning::Phone, "+49 30 1000007")}},
                  {{Meaning::FullName, norm(Meaning::FullName, "Ada Lovelace")}}, holders);
        return loose.pack();
    };
    const QByteArray list = "name,phone,email\n"
                            ",,info@made-up.org\n"
                            "Somebody Else,+49 30 5555555,info@made-up.org\n"
                            "Somebody Else,+49 30 1000007,info@made-up.org\n";
    Pack few = packFor(32);
    QCOMPARE(checked(few, list).result.inLeak, 3U);
    Pack many = packFor(40);
    const Checked answer = checked(many, list);
    QCOMPARE(answer.reason(0), OpenReason::WeakOnly);
    QCOMPARE(answer.reason(1), OpenReason::WeakOnly);
    QCOMPARE(answer.outcome(2), CheckOutcome::InLeak);
    QCOMPARE(answer.agree(2), bit(Meaning::Email) | bit(Meaning::Phone));
}

void TestCheckPack::decidesAsTheEngineDoes()
{
    // The same row, registered in sets of different sizes: chance grows with the set.
    const QByteArray list = "name,birthdate,national id\n"
                            "Ada Lovelace,1985-12-10,\n"
                            "Ada Lovelace,1985-12-10,AB123456\n"
                            ",,AB123456\n";
    const auto outcomes = [&](quint64 records, bool withId) {
        LooseMaker loose;
        loose.set = registeredSet(records);
        std::vector<std::pair<Meaning, std::string>> values;
        if (withId) {
            values.emplace_back(Meaning::NationalId, norm(Meaning::NationalId, "AB123456"));
        }
        loose.add(std::move(values),
                  {{Meaning::FullName, norm(Meaning::FullName, "Ada Lovelace")},
                   {Meaning::BirthDate, norm(Meaning::BirthDate, "1985-12-10")}});
        Pack pack = loose.pack();
        const Checked answer = checked(pack, list, {.mappings = {{u"national id"_s, Meaning::NationalId}}});
        std::vector<CheckOutcome> found;
        for (const CheckedRow& one : answer.rows) {
            found.push_back(one.outcome);
        }
        return found;
    };
    using enum CheckOutcome;
    QCOMPARE(outcomes(100, false), (std::vector{InLeak, InLeak, Open}));
    QCOMPARE(outcomes(1'000'000, false), (std::vector{Open, Open, Open}));
    QCOMPARE(outcomes(1'000'000, true), (std::vector{Open, InLeak, Open}));
}

void TestCheckPack::saysNotFoundOnlyWhereThereWasSomethingToCompare()
{
    LooseMaker loose;
    loose.add({{Meaning::Email, "p1@made-up.org"}}, {});
    const QByteArray list = "name,phone,email\n"
                            "Somebody Else,+49 30 5555555,p9@made-up.org\n"
                            ",,p9@made-up.org\n"
                            "Somebody Else,+49 30 5555555,\n";
    Pack byEmail = loose.pack();
    const Checked first = checked(byEmail, list);
    QCOMPARE(first.outcome(0), CheckOutcome::NotFound);
    QCOMPARE(first.outcome(1), CheckOutcome::NotFound);
    QCOMPARE(first.reason(2), OpenReason::OtherKeys); // the record in the leak is known by an address only
    // One more record in the leak, that has no address: whoever has nothing but an address may be that one.
    loose.add({{Meaning::Phone, norm(Meaning::Phone, "+49 30 1000007")}},
              {{Meaning::FullName, norm(Meaning::FullName, "Ada Lovelace")}});
    Pack both = loose.pack();
    const Checked second = checked(both, list);
    QCOMPARE(second.outcome(0), CheckOutcome::NotFound);
    QCOMPARE(second.reason(1), OpenReason::OtherKeys);
    QCOMPARE(second.reason(2), OpenReason::OtherKeys);
}

void TestCheckPack::countsEveryRowOnce()
{
    LooseMaker loose;
    for (int i = 0; i < 40; ++i) {
        loose.add({{Meaning::Email, emailOf(i).toStdString()}}, {});
    }
    Pack pack = loose.pack();
    QByteArray list = rows(20, 60);
    list += QByteArray("broken\0,p1@made-up.org,,\n", 25); // unreadable
    list += "\n   \n";                                     // blank: no rows
    list += "Ada,p2@made-up.org\n";                        // too short, read
    list += ",,,\n";                                       // nothing in it
    const Checked answer = checked(pack, list);
    QVERIFY(answer.addsUp());
    QCOMPARE(answer.result.rows, 43U);
    QCOMPARE(answer.result.inLeak, 21U);
    QCOMPARE(answer.result.notFound, 20U);
    QCOMPARE(answer.result.openBy[static_cast<std::size_t>(OpenReason::Unreadable)], 1U);
    QCOMPARE(answer.result.openBy[static_cast<std::size_t>(OpenReason::NoKey)], 1U);
    QCOMPARE(answer.result.byMeaning[static_cast<std::size_t>(Meaning::Email)], 21U);
    QCOMPARE(answer.result.unreadable.size(), 1U);
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
        QCOMPARE(answer.rows[i].row, i + 1);
    }
    QCOMPARE(answer.result.bytes, list.size());
    QVERIFY(checked(pack, heading + "\n").addsUp());
}

void TestCheckPack::takesMeaningsThatAPersonGives()
{
    LooseMaker loose;
    loose.add({{Meaning::RecordId, norm(Meaning::RecordId, "CUST-2026-000000017")}}, {});
    Pack pack = loose.pack();
    const QByteArray list = "a,b\nCUST-2026-000000017,x\nCUST-2026-000000018,y\n";
    QCOMPARE(checked(pack, list, {.mappings = {{u"a"_s, Meaning::RecordId}}}).result.inLeak, 1U);
    QBuffer source;
    source.setData(list);
    source.open(QIODevice::ReadOnly);
    COMPARE_ERROR(checkMine(pack, source, {.mappings = {{u"c"_s, Meaning::RecordId}}}), "provenance.unknown-column");
}

void TestCheckPack::refusesAListWithoutUsableColumns()
{
    LooseMaker loose;
    Pack pack = loose.pack();
    QBuffer source;
    source.setData("city,country\nBerlin,Germany\nParis,France\n");
    source.open(QIODevice::ReadOnly);
    COMPARE_ERROR(checkMine(pack, source), "provenance.no-meaning");
}

void TestCheckPack::isCancelled()
{
    LooseMaker loose;
    Pack pack = loose.pack();
    QBuffer source;
    source.setData(rows(0, 20'000));
    source.open(QIODevice::ReadOnly);
    std::stop_source stop;
    int reports = 0;
    const auto answer = checkMine(
        pack, source, {},
        [&](qint64 done, qint64 total) {
            QVERIFY(done <= total);
            ++reports;
            stop.request_stop();
        },
        stop.get_token());
    QCOMPARE(codeOf(answer), u"pack.cancelled"_s);
    QCOMPARE(reports, 1);
}

void TestCheckPack::findsOneTenantsRecordsOnly()
{
    furnish();
    asked(rows(50, 150));
    Pack acme = packOf(u"acme"_s);
    QCOMPARE(acme.facts().tenant, u"Acme"_s);
    QCOMPARE(acme.facts().rows, 50U);
    QCOMPARE(acme.facts().permilleRead, 1000);
    const Checked own = checked(acme, rows(0, 100));
    QCOMPARE(own.result.inLeak, 50U);
    QCOMPARE(own.result.notFound, 50U);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(own.outcome(i), i < 50 ? CheckOutcome::NotFound : CheckOutcome::InLeak);
    }
    // Bolt's fifty rows of the same leak, which its own pack finds.
    const Checked theirs = checked(acme, rows(100, 200));
    QCOMPARE(theirs.result.notFound, 100U);
    Pack bolt = packOf(u"Bolt"_s);
    QCOMPARE(checked(bolt, rows(100, 200)).result.inLeak, 50U);
    QCOMPARE(checked(bolt, rows(0, 100)).result.notFound, 100U);
    // Not an entry more than where the others' rows were never in the leak.
    m_incident = m_desk->declare(u"Without the others"_s);
    asked(rows(50, 100));
    Pack alone = packOf(u"Acme"_s);
    QCOMPARE(alone.entries().size(), acme.entries().size());
    QCOMPARE(alone.shapes(), acme.shapes());
}

void TestCheckPack::takesNothingOfAnotherTenantFromASharedRow()
{
    furnish();
    // Acme's person with a phone number of Bolt's, and a row in which a person of each is named.
    asked("name,email,phone,other email\n" + nameOf(1) + ',' + emailOf(1) + ',' + phoneOf(150) + ",\n" + nameOf(2) + ','
          + emailOf(2) + ",," + emailOf(160) + '\n');
    const auto holds = [](Pack& pack, Meaning meaning, const QByteArray& value) {
        RowFields fields;
        const std::string text = norm(meaning, value);
        fields.set(meaning, text);
        return pack.find(bit(meaning), fields) != PackWeight::Nothing;
    };
    Pack acme = packOf(u"Acme"_s);
    QVERIFY(holds(acme, Meaning::Email, emailOf(1)));
    QVERIFY(holds(acme, Meaning::Email, emailOf(2)));
    QVERIFY(holds(acme, Meaning::FullName, nameOf(2)));
    QVERIFY(!holds(acme, Meaning::Phone, phoneOf(150)));
    QVERIFY(!holds(acme, Meaning::Email, emailOf(160)));
    Pack bolt = packOf(u"Bolt"_s);
    QCOMPARE(bolt.facts().rows, 1U);
    QVERIFY(holds(bolt, Meaning::Email, emailOf(160)));
    QVERIFY(!holds(bolt, Meaning::Email, emailOf(2)));
    QVERIFY(!holds(bolt, Meaning::FullName, nameOf(2)));
    QVERIFY(!holds(bolt, Meaning::Phone, phoneOf(150)));
}

void TestCheckPack::takesTheOwnSideOfAPersonOfTwoTenants()
{
    furnish();
    registered(heading + ",tenant\n" + row(5) + ",Bolt\n" + row(5) + ",Cargo\n", u"More"_s, true);
    asked(heading + '\n' + row(5) + '\n');
    for (const QString& tenant : {u"Acme"_s, u"Bolt"_s, u"Cargo"_s}) {
        Pack pack = packOf(tenant);
        QCOMPARE(pack.facts().rows, 1U);
        QCOMPARE(checked(pack, rows(0, 10)).result.inLeak, 1U);
    }
}

void TestCheckPack::leavesOutWhatPeopleHaveSet()
{
    furnish();
    const Id sample = asked(rows(0, 10));
    QCOMPARE(collected(u"Acme"_s).maker.facts().rows, 10U);
    provenance::Answers answers(m_desk->casework());
    must(answers.setRows(sample, must(provenance::RowSet::fromText(u"2,4-5"_s)), Verdict::Synthetic,
                         u"Made for a fair"_s, {sample}));
    m_desk->clock().advance(1000);
    const Id back = must(answers.setRows(sample, must(provenance::RowSet::fromText(u"5"_s)), Verdict::Production,
                                         u"Looked again"_s, {}));
    const auto pack = collected(u"Acme"_s);
    QCOMPARE(pack.samples.size(), 1U);
    QCOMPARE(pack.samples.front().tenants, 8U);
    QCOMPARE(pack.samples.front().leftOut, 2U);
    Pack opened = packOf(u"Acme"_s);
    const Checked answer = checked(opened, rows(0, 10));
    QCOMPARE(answer.result.inLeak, 8U);
    QCOMPARE(answer.outcome(1), CheckOutcome::NotFound);
    QCOMPARE(answer.outcome(4), CheckOutcome::InLeak);
    must(answers.takeBack(back, u"No"_s));
    QCOMPARE(collected(u"Acme"_s).maker.facts().rows, 7U);
}

void TestCheckPack::leavesOutKnownSyntheticRecords()
{
    furnish();
    const Id sandbox = registered(rows(90, 120), u"Sandbox"_s, false);
    // The last row also names somebody whom nothing sets aside, of the other tenant, so it stays real.
    asked("name,email,phone,birthdate,other email\n" + rows(80, 110).sliced(heading.size() + 1).replace("\n", ",\n")
          + nameOf(95) + ',' + emailOf(95) + ",,," + emailOf(150) + '\n');
    QCOMPARE(collected(u"Acme"_s).maker.facts().rows, 21U);
    m_desk->enrol(u"Bea"_s, Role::Compliance);
    m_desk->clock().advance(1000);
    const Id mark = must(provenance::Overlaps(m_desk->casework())
                             .mark(sandbox, m_production, u"Contacts of the demo"_s, TestVault::credential(u"Ada"_s)));
    m_desk->signIn(u"Bea"_s);
    m_desk->clock().advance(1000);
    must(provenance::Overlaps(m_desk->casework()).confirm(mark, TestVault::credential(u"Bea"_s)));
    QCOMPARE(collected(u"Acme"_s).maker.facts().rows, 10U);
    QCOMPARE(collected(u"Bolt"_s).maker.facts().rows, 1U);
}

void TestCheckPack::needsATenantAndASample()
{
    furnish();
    const PackWish acme{.incident = m_incident, .tenant = u"Acme"_s};
    COMPARE_ERROR(collectPack(m_desk->casework(), acme), "pack.no-sample");
    asked(rows(100, 120));
    PackWish nobody = acme;
    nobody.tenant = u"Nobody"_s;
    COMPARE_ERROR(collectPack(m_desk->casework(), nobody), "pack.unknown-tenant");
    nobody.tenant = u"  "_s;
    COMPARE_ERROR(collectPack(m_desk->casework(), nobody), "pack.unknown-tenant");
    // A customer of whom nothing was found hears that.
    Pack empty = packOf(u"Acme"_s);
    QCOMPARE(empty.facts().rows, 0U);
    QCOMPARE(checked(empty, rows(0, 100)).result.notFound, 100U);
}

QTEST_GUILESS_MAIN(TestCheckPack)
#include "tst_checkpack.moc"
